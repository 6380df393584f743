/** First step: bytes to a JSON object. Size, UTF-8, depth and repeated keys are checked before and beside the parser, in one scan. */
import { isUtf8 } from 'node:buffer';
import { refuse as refusal, type Refused } from './message.ts';

const MOST_BYTES = 256 * 1024;
const DEEPEST = 16;

/** Depth of nesting and number of keys, outside of strings; depth stops counting past the limit. */
const scan = (text: string): { depth: number; keys: number } => {
  let depth = 0;
  let deepest = 0;
  let keys = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 34) {
      for (i++; i < text.length; i++) {
        const inside = text.charCodeAt(i);
        if (inside === 92) i++;
        else if (inside === 34) break;
      }
    } else if (char === 123 || char === 91) {
      if (++depth > deepest) deepest = depth;
      if (deepest > DEEPEST) break;
    } else if (char === 125 || char === 93) depth--;
    else if (char === 58) keys++;
  }
  return { depth: deepest, keys };
};

const keysOf = (value: unknown): number => {
  if (value === null || typeof value !== 'object') return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + keysOf(one), 0);
  let sum = 0;
  for (const key of Object.keys(value)) sum += 1 + keysOf((value as Record<string, unknown>)[key]);
  return sum;
};

export type Decoded = { object: Record<string, unknown> } | { refused: Refused };

/** The JSON object that a message's bytes hold. null and empty bytes (tombstones) are EMPTY. */
export const decode = (body: Buffer | string | null): Decoded => {
  const found = open(body);
  return found instanceof Ended ? { refused: found.refused } : { object: found };
};

/** Marks a refusal apart from whatever an object of a message may hold. */
class Ended {
  readonly refused: Refused;
  constructor(refused: Refused) {
    this.refused = refused;
  }
}

const refuse = (code: Refused['code'], message: string): Ended => new Ended(refusal(code, message));

const open = (body: Buffer | string | null): Record<string, unknown> | Ended => {
  if (body === null || body.length === 0) return refuse('EMPTY', 'the message has no content');
  if ((typeof body === 'string' ? Buffer.byteLength(body) : body.length) > MOST_BYTES) return refuse('TOO_LARGE', 'the message is larger than 256 KiB');
  if (typeof body !== 'string' && !isUtf8(body)) return refuse('NOT_UTF8', 'the message is not UTF-8 text');
  let text = typeof body === 'string' ? body : body.toString('utf8');
  // a byte order mark is how some editors begin a file, not part of what it says
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  if (text.trim() === '') return refuse('EMPTY', 'the message has no content');
  const { depth, keys } = scan(text);
  if (depth > DEEPEST) return refuse('TOO_DEEP', `the message is nested deeper than ${DEEPEST} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse('NOT_JSON', `the message is not JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return refuse('WRONG_TYPE', 'a message is a JSON object');
  if (keysOf(value) !== keys) return refuse('DUPLICATE_KEY', 'the message gives one of its keys twice');
  return value as Record<string, unknown>;
};

/**
 * Raw rows of a batch as the bytes that are inserted: lines of TabSeparated one behind the other, written byte by byte into one buffer outside of JavaScript's
 * heap. Texts of a line, or lines as texts that live until they are durable, cost more than all steps of the path.
 */
import { ESCAPES, MOST_PACKED, pack, unpack } from './id.ts';

/** In this order a line has them. */
export const RAW = ['minute', 'service', 'shape', 'id', 'source', 'component', 'time', 'value', 'good', 'total', 'log', 'epoch', 'partition', 'offset'] as const;
const ID = RAW.indexOf('id');

/** Bytes that one character of a text takes at most. */
const WIDEST = 3;
/** Bytes that a line has at most besides its texts: minute, time, id, offset, three absent numbers and tabs. */
const FIXED = 12 + 16 + MOST_PACKED + 18 + 9 + 16;

const [TAB, LINE, POINT, BACKSLASH] = [9, 10, 46, 92] as const;

/** A whole number, not negative, at `at`; where it ends. */
const putNumber = (bytes: Uint8Array, at: number, value: number): number => {
  let end = at + 1;
  for (let power = 10; value >= power; power *= 10) end++;
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10);
    bytes[i] = 48 + rest - tenth * 10;
    rest = tenth;
  }
  return end;
};

/** Any text but one that holds what TabSeparated would escape, as UTF-8. */
const SPECIAL = /[\t\n\r\\\0\b\f]/g;
const escaped = (text: string): string => text.replaceAll(SPECIAL, (one) => `\\${String.fromCharCode(ESCAPES[one.charCodeAt(0)] as number)}`);

/** text[from, to) at `at`; where it ends. */
const putText = (bytes: Buffer, at: number, text: string, from: number, to: number): number => {
  let end = at;
  for (let i = from; i < to; i++) {
    const char = text.charCodeAt(i);
    if (char > 127) return at + bytes.write(escaped(text.slice(from, to)), at);
    const code = ESCAPES[char] as number;
    if (code !== 0) bytes[end++] = BACKSLASH;
    bytes[end++] = code === 0 ? char : code;
  }
  return end;
};

const putBytes = (bytes: Uint8Array, at: number, some: Uint8Array): number => {
  for (let i = 0; i < some.length; i++) bytes[at + i] = some[i] as number;
  return at + some.length;
};

/** A decimal or NULL, and a tab before it. */
const putDecimal = (bytes: Uint8Array, at: number, value: string | null): number => {
  bytes[at] = TAB;
  if (value === null) {
    bytes[at + 1] = BACKSLASH;
    bytes[at + 2] = 78;
    return at + 3;
  }
  for (let i = 0; i < value.length; i++) bytes[at + 1 + i] = value.charCodeAt(i);
  return at + 1 + value.length;
};

/** `texts` as fields of a line, each with a tab before and behind it. */
export const fields = (...texts: readonly string[]): Buffer => Buffer.from(`\t${texts.map((one) => `${escaped(one)}\t`).join('')}`);

/** The fields of a line that differ from row to row. The id stands in text[from, to); time in ms. */
type Row = { text: string; from: number; to: number; source: string; component: string; time: number; value: string | null; good: string | null; total: string | null };

export class Rows {
  #bytes: Buffer<ArrayBufferLike>;
  #length = 0;
  #count = 0;
  /** where each line ends; found when first asked for */
  #ends: number[] | null = null;

  constructor(bytes: Buffer<ArrayBufferLike> = Buffer.allocUnsafeSlow(4096)) {
    this.#bytes = bytes;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a line. `lead` = fields(service, shape), `place` = fields(log, epoch, partition). */
  add(lead: Uint8Array, row: Row, place: Uint8Array, offset: number): void {
    const { text, from, to, source, component, time, value, good, total } = row;
    const most = this.#length + FIXED + lead.length + place.length + (to - from + source.length + component.length) * WIDEST + (value?.length ?? 0) + (good?.length ?? 0) + (total?.length ?? 0);
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, most));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    const bytes = this.#bytes;
    const second = Math.floor(time / 1000);
    let at = putNumber(bytes, this.#length, second - (second % 60));
    at = putBytes(bytes, at, lead);
    const packed = pack(text, from, to, bytes, at);
    at = packed < 0 ? putText(bytes, at, text, from, to) : packed;
    bytes[at++] = TAB;
    if (source !== '') at = putText(bytes, at, source, 0, source.length);
    bytes[at++] = TAB;
    if (component !== '') at = putText(bytes, at, component, 0, component.length);
    bytes[at++] = TAB;
    at = putNumber(bytes, at, second);
    const ms = time - second * 1000;
    bytes[at++] = POINT;
    bytes[at++] = 48 + Math.floor(ms / 100);
    bytes[at++] = 48 + (Math.floor(ms / 10) % 10);
    bytes[at++] = 48 + (ms % 10);
    at = putDecimal(bytes, at, value);
    at = putDecimal(bytes, at, good);
    at = putDecimal(bytes, at, total);
    at = putBytes(bytes, at, place);
    at = putNumber(bytes, at, offset);
    bytes[at++] = LINE;
    this.#length = at;
    this.#count++;
    this.#ends = null;
  }

  /** All lines, ready to insert. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The bytes of line `i`, without its end. */
  #line(i: number): Buffer {
    const ends = this.#lineEnds();
    return this.#bytes.subarray(i === 0 ? 0 : (ends[i - 1] as number), (ends[i] as number) - 1);
  }

  #lineEnds(): number[] {
    if (this.#ends) return this.#ends;
    this.#ends = [];
    for (let at = this.#bytes.indexOf(LINE); at >= 0 && at < this.#length; at = this.#bytes.indexOf(LINE, at + 1)) this.#ends.push(at + 1);
    return this.#ends;
  }

  /** Line number `i` as text, its id as it was sent, and its offset. */
  at(i: number): { line: string; offset: number } {
    const parts: Buffer[] = [];
    const line = this.#line(i);
    for (let from = 0; from <= line.length; ) {
      const tab = line.indexOf(TAB, from);
      const to = tab < 0 ? line.length : tab;
      parts.push(line.subarray(from, to));
      from = to + 1;
    }
    const texts = parts.map((one) => one.toString('utf8'));
    texts[ID] = unescaped(parts[ID] as Buffer);
    return { line: `${texts.join('\t')}\n`, offset: Number(texts.at(-1)) };
  }

  /** The lines [from, to) as rows of their own, over the same bytes. */
  part(from: number, to: number): Rows {
    const ends = this.#lineEnds();
    const start = from === 0 ? 0 : (ends[from - 1] as number);
    const end = to === 0 ? 0 : (ends[to - 1] as number);
    const some = new Rows(this.#bytes.subarray(start, Math.max(start, end)));
    some.#length = Math.max(0, end - start);
    some.#count = to - from;
    return some;
  }
}

/** A field's id as text, however it is written: a packed one without backslashes, any other as it stands in the line. */
const unescaped = (field: Buffer): string => {
  if (field[0] !== 255) return field.toString('utf8');
  const bytes: number[] = [];
  for (let i = 0; i < field.length; i++) bytes.push(field[i] === BACKSLASH ? ESCAPES.indexOf(field[++i] as number) : (field[i] as number));
  return unpack(Buffer.from(bytes));
};

/**
 * The short way along the path. Producers write the same text again and again, only id, time and numbers differ: a message whose text is otherwise that of one
 * that passed every check passes them, too, and has its service, kind, labels and shape. Texts are kept cut at these fields, as a tree: the text before the
 * first field leads to those that may stand before the second. Whatever differs in any other way, or has a field written unusually, takes the long way.
 */
import type { Message, Stream } from './message.ts';
import type { Shape } from './shape.ts';
import { timeIn, timeOf } from './when.ts';

const VARYING = ['id', 'time', 'value', 'good', 'total'] as const;
type Varying = (typeof VARYING)[number];

/** A message that stands for all that are like it. */
export type Mould = { readonly message: Message; shape: Shape | null };

/** `label` = the field's name up to its value ('"id":"'), by which it is looked for; `next` = what follows, by the text before the value. */
type Branch = { label: string; field: Varying; quoted: boolean; next: Map<string, Knot>; /** what was before it last, when that is short, and what followed */ last: string; then: Knot | null };
/** Behind a field: the fields that may come next, or the text up to the end. */
type Knot = { branches: Branch[]; ends: Map<string, Mould> };
/** Where a field's value stands in a text. */
type Part = { field: Varying; quoted: boolean; label: string; from: number; to: number };

/** What was found, valid until the next look: the mould and, of this message, the text, where its id stands in it, its time (ms) and its numbers. */
export type Alike = { mould: Mould; text: string; from: number; to: number; time: number; value: string | null; good: string | null; total: string | null };

/** Longer texts are rarely written twice. */
const LONGEST = 2048;
const LONGEST_ID = 256;
const SHORT = 13;
/** Characters that are kept; beyond it all is learned anew, which only costs time. */
const MOST = 16 * 1024 * 1024;
/** Where fewer than a quarter of so many looks find anything, texts differ in other fields, too: nobody looks or learns for a while. */
const LOOKS = 8192;
const REST = 50_000;

/** Where a number of at most 15 digits, 9 of them behind the point, ends: its text is then exactly what is stored. -1 for any other number; an exponent is text behind it, which no number has. */
const numberEnd = (text: string, from: number): number => {
  let i = from;
  if (text.charCodeAt(i) === 45) i++;
  const whole = i;
  let char = text.charCodeAt(i);
  while (char >= 48 && char <= 57) char = text.charCodeAt(++i);
  const digits = i - whole;
  if (digits === 0 || digits > 15 || (digits > 1 && text.charCodeAt(whole) === 48)) return -1;
  if (char === 46) {
    const point = i;
    do char = text.charCodeAt(++i);
    while (char >= 48 && char <= 57);
    const places = i - point - 1;
    if (places === 0 || places > 9 || digits + places > 15) return -1;
  }
  return i;
};

/** Text that stands between quotes as it is, in any encoding. */
const isPlain = (text: string, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) {
    const char = text.charCodeAt(i);
    if (char < 32 || char > 126 || char === 34 || char === 92) return false;
  }
  return true;
};

const stringEnd = (text: string, from: number): number => {
  let i = from + 1;
  while (text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1;
  return i + 1;
};

const blanks = (text: string, from: number): number => {
  let i = from;
  while (text.charCodeAt(i) <= 32) i++;
  return i;
};

/** The end of a value of JSON that is known to be whole. */
const valueEnd = (text: string, from: number): number => {
  if (text.charCodeAt(from) === 34) return stringEnd(text, from);
  let depth = 0;
  for (let i = from; ; i++) {
    const char = text.charCodeAt(i);
    if (char === 34) i = stringEnd(text, i) - 1;
    else if (char === 123 || char === 91) depth++;
    else if (char === 125 || char === 93) {
      if (depth === 0) return i;
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && (char === 44 || char <= 32)) return i;
  }
};

/** The varying fields of an object's text in the order in which they stand; null when one is written in a way that is not looked for. */
const partsOf = (text: string): Part[] | null => {
  const parts: Part[] = [];
  let i = 0;
  if (text.charCodeAt(0) !== 123) return null;
  for (i = blanks(text, 1); text.charCodeAt(i) !== 125; i = blanks(text, i)) {
    if (text.charCodeAt(i) === 44) i = blanks(text, i + 1);
    const key = i;
    i = stringEnd(text, key);
    const name = text.slice(key + 1, i - 1);
    const start = blanks(text, blanks(text, i) + 1);
    i = valueEnd(text, start);
    const field = VARYING.find((one) => one === name);
    const quoted = text.charCodeAt(start) === 34;
    if (field === undefined || text.startsWith('null', start)) continue;
    if (quoted ? !isPlain(text, start + 1, i - 1) : numberEnd(text, start) !== i) return null;
    const from = quoted ? start + 1 : start;
    parts.push({ field, quoted, label: text.slice(key, from), from, to: quoted ? i - 1 : i });
  }
  return parts.some((one) => one.field === 'id') && parts.some((one) => one.field === 'time') ? parts : null;
};

const knot = (): Knot => ({ branches: [], ends: new Map() });

export type Seen = {
  /** The mould of a message and what is its own; null when it must take the long way. */
  find(stream: Stream, body: Buffer | string): Alike | null;
  /** A native message passed every check. */
  learn(stream: Stream, body: Buffer | string, message: Message): void;
};

/** Nothing learned yet. */
export const seen = (): Seen => {
  // bytes and texts apart: the same characters may stand for other ones
  const made = (): Record<Stream, { bytes: Knot; text: Knot }> => ({ event: { bytes: knot(), text: knot() }, sample: { bytes: knot(), text: knot() } });
  let roots = made();
  let kept = 0;
  let looks = 0;
  let hits = 0;
  let rest = 0;
  const found = { mould: null as Mould | null, text: '', from: 0, to: 0, time: 0, value: null as string | null, good: null as string | null, total: null as string | null };

  /** The value of a field from `from` on is taken; where it ends, or -1. */
  const take = (text: string, { field, quoted }: Branch, from: number): number => {
    if (field === 'id') {
      const to = text.indexOf('"', from);
      found.from = from;
      found.to = to;
      return to > from && to - from <= LONGEST_ID && isPlain(text, from, to) ? to : -1;
    }
    const to = quoted ? text.indexOf('"', from) : numberEnd(text, from);
    if (to < 0) return -1;
    if (field !== 'time') {
      found[field] = text.slice(from, to);
      return to;
    }
    const time = quoted ? timeIn(text, from, to) : timeOf(Number(text.slice(from, to)));
    found.time = time ?? 0;
    return time === null ? -1 : to;
  };

  const look = (root: Knot, text: string): Mould | undefined => {
    let at = 0;
    let here = root;
    for (;;) {
      let there: Knot | undefined;
      for (const branch of here.branches) {
        let from = at + branch.last.length;
        if (branch.then !== null && text.startsWith(branch.last, at)) there = branch.then;
        else {
          const label = text.indexOf(branch.label, at);
          if (label < 0) continue;
          from = label + branch.label.length;
          const before = text.slice(at, from);
          there = branch.next.get(before);
          if (there === undefined) continue;
          // mostly the names of the first fields, the same in every message
          if (before.length < SHORT) {
            branch.last = before;
            branch.then = there;
          }
        }
        at = take(text, branch, from);
        if (at < 0) return undefined;
        break;
      }
      if (there === undefined) return here.ends.get(text.slice(at));
      here = there;
    }
  };

  /** Numbers that stand in the text itself are the mould's; counts are judged together, as in validate.ts. */
  const right = ({ message }: Mould): boolean => {
    found.value ??= message.value;
    found.good ??= message.good;
    found.total ??= message.total;
    const { good, total } = found;
    return (good === null || Number(good) >= 0) && (total === null || Number(total) >= 0) && (good === null || total === null || Number(good) <= Number(total));
  };

  return {
    find(stream, body) {
      if (rest > 0) {
        rest--;
        return null;
      }
      if (body.length > LONGEST + LONGEST_ID) return null;
      const text = typeof body === 'string' ? body : body.toString('latin1');
      found.text = text;
      found.value = found.good = found.total = null;
      const mould = look(roots[stream][typeof body === 'string' ? 'text' : 'bytes'], text);
      const hit = mould !== undefined && right(mould);
      if (hit) hits++;
      if (++looks === LOOKS) {
        if (hits < LOOKS / 4) rest = REST;
        looks = hits = 0;
      }
      found.mould = mould ?? null;
      return hit ? (found as Alike) : null;
    },
    learn(stream, body, message) {
      if (rest > 0 || body.length > LONGEST) return;
      const text = typeof body === 'string' ? body : body.toString('latin1');
      const parts = partsOf(text);
      if (parts === null) return;
      kept += text.length;
      if (kept > MOST) {
        roots = made();
        kept = text.length;
      }
      let here = roots[stream][typeof body === 'string' ? 'text' : 'bytes'];
      let at = 0;
      const varying = new Set<string>();
      for (const { field, quoted, label, from, to } of parts) {
        let branch = here.branches.find((one) => one.label === label);
        if (!branch) here.branches.push((branch = { label, field, quoted, next: new Map(), last: '', then: null }));
        const before = text.slice(at, from);
        let next = branch.next.get(before);
        if (!next) branch.next.set(before, (next = knot()));
        here = next;
        at = to;
        varying.add(field);
      }
      here.ends.set(text.slice(at), { message: { ...message, value: varying.has('value') ? null : message.value, good: varying.has('good') ? null : message.good, total: varying.has('total') ? null : message.total }, shape: null });
    },
  };
};

/** The time of a message: RFC 3339 with an offset, or whole milliseconds since the epoch. Digits below a millisecond are cut off. */

import { LAST_INSTANT as LAST, rfc3339 as parse } from '../shared/time/rfc3339.ts';

/** Minutes seen lately by their text: most messages of a batch share them. */
const minutes = new Map<string, number>();

let head = '';
let start = 0;

/** The digit at a place of a text; negative when there is none. */
const digit = (text: string, at: number): number => {
  const found = text.charCodeAt(at) - 48;
  return found <= 9 ? found : -1;
};

/** ms of the common form, "2026-11-01T10:00:00Z" with or without three decimals, that stands in text[from, to); -1 for any other, and for none. */
const byMinute = (text: string, from: number, to: number): number => {
  const length = to - from;
  if ((length !== 24 && length !== 20) || text.charCodeAt(to - 1) !== 90 || text.charCodeAt(from + 16) !== 58) return -1;
  if (!text.startsWith(head, from) || head === '') {
    const minute = text.slice(from, from + 16);
    let known = minutes.get(minute);
    if (known === undefined) {
      if (minutes.size > 5000) minutes.clear();
      known = parse(`${minute}:00Z`) ?? -1;
      if (known < 0 || known >= LAST) return -1;
      minutes.set(minute, known);
    }
    head = minute;
    start = known;
  }
  const [tens, ones] = [digit(text, from + 17), digit(text, from + 18)];
  if ((tens | ones) < 0 || tens > 5) return -1;
  const second = tens * 10 + ones;
  if (length === 20) return start + second * 1000;
  const [a, b, c] = [digit(text, from + 20), digit(text, from + 21), digit(text, from + 22)];
  return text.charCodeAt(from + 19) === 46 && (a | b | c) >= 0 ? start + second * 1000 + a * 100 + b * 10 + c : -1;
};

/** ms since the epoch, or null when it is no time that can be stored. */
export const timeOf = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value < LAST ? value : null;
  if (typeof value !== 'string') return null;
  const common = byMinute(value, 0, value.length);
  if (common >= 0) return common;
  const ms = parse(value);
  return ms !== null && ms >= 0 && ms < LAST ? ms : null;
};

/** The same of what stands in text[from, to) of a longer text. */
export const timeIn = (text: string, from: number, to: number): number | null => {
  const common = byMinute(text, from, to);
  return common >= 0 ? common : timeOf(text.slice(from, to));
};

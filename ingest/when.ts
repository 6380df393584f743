/** The time of a message: RFC 3339 with an offset, or whole milliseconds since the epoch. Digits below a millisecond are cut off. */

import { LAST_INSTANT as LAST, RFC3339, rfc3339 as parse } from '../shared/time/rfc3339.ts';

/** Minutes seen lately by their text: most messages of a batch share them. */
const minutes = new Map<string, number>();

/** ms since the epoch, or null when it is no time that can be stored. */
export const timeOf = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value < LAST ? value : null;
  if (typeof value !== 'string') return null;
  // the common form, "2026-11-01T10:00:00Z" with or without three decimals
  if ((value.length === 24 || value.length === 20) && value.endsWith('Z')) {
    const head = value.slice(0, 16);
    const minute = minutes.get(head);
    if (minute !== undefined) {
      const second = (value.charCodeAt(17) - 48) * 10 + value.charCodeAt(18) - 48;
      const ms = value.length === 20 ? 0 : (value.charCodeAt(20) - 48) * 100 + (value.charCodeAt(21) - 48) * 10 + value.charCodeAt(22) - 48;
      if (value[16] === ':' && (value.length === 20 || value[19] === '.') && second >= 0 && second < 60 && ms >= 0 && ms < 1000 && RFC3339.test(value)) return minute + second * 1000 + ms;
    } else {
      const start = parse(`${head}:00Z`);
      if (minutes.size > 5000) minutes.clear();
      if (start !== null && start >= 0 && start < LAST) minutes.set(head, start);
    }
  }
  const ms = parse(value);
  return ms !== null && ms >= 0 && ms < LAST ? ms : null;
};

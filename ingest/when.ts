/** The time of a message: RFC 3339 with an offset, or whole milliseconds since the epoch. Digits below a millisecond are cut off. */

/** The store's minutes are seconds in 32 bits: 1970 to 2106. */
const LAST = 4_294_967_296_000;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/** Minutes seen lately by their text: most messages of a batch share them. */
const minutes = new Map<string, number>();

const parse = (text: string): number | null => {
  const found = RFC3339.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, , sign, offsetHour, offsetMinute] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  // a leap second is the first instant of the next minute
  const seconds = Number(second) === 60 ? 60 : Number(second);
  const ms = Number(second) === 60 ? 0 : Number(`${fraction ?? ''}000`.slice(0, 3));
  const offset = sign ? (sign === '+' ? 1 : -1) * (Number(offsetHour) * 60 + Number(offsetMinute)) : 0;
  return date.getTime() + (Number(hour) * 60 + Number(minute) - offset) * 60_000 + seconds * 1000 + ms;
};

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

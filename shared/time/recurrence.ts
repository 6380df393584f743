/** The days on which maintenance recurs: the part of RFC 5545 that needs no start (MEASURES §8 "Calendars"). Pure; days are numbered from 1970-01-01. */

/** Whether something happens on a day (0 = 1970-01-01). */
export type Recurrence = (day: number) => boolean;

const DAY = 86_400_000;
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY'];
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** 0 = Monday … 6 = Sunday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** A list of whole numbers or weekdays; throws RangeError at the first that `read` does not take. */
const list = <T>(key: string, text: string, read: (one: string) => T | null): T[] =>
  text.split(',').map((one) => {
    const found = read(one);
    if (found === null) throw new RangeError(`${key} cannot be ${one === '' ? 'empty' : one}`);
    return found;
  });

const ordinal = (text: string, most: number): number | null => {
  const n = /^[+-]?\d{1,2}$/.test(text) ? Number(text) : 0;
  return n === 0 || Math.abs(n) > most ? null : n;
};

/**
 * Reads FREQ=DAILY|WEEKLY|MONTHLY with BYDAY (an ordinal such as 1TU or -1FR in MONTHLY only) or BYMONTHDAY (1 to 31, or -1 to -31 from the end).
 * Throws RangeError with the reason for anything else.
 */
export const recurrence = (text: string): Recurrence => {
  const parts = new Map<string, string>();
  for (const part of text.trim().toUpperCase().split(';')) {
    const [key = '', value, more] = part.split('=');
    if (value === undefined || more !== undefined) throw new RangeError(`${part === '' ? 'an empty part' : part} is not KEY=VALUE`);
    if (!['FREQ', 'BYDAY', 'BYMONTHDAY'].includes(key)) throw new RangeError(`${key} is not understood in an rrule`);
    if (parts.has(key)) throw new RangeError(`${key} is given twice`);
    parts.set(key, value);
  }
  const frequency = parts.get('FREQ');
  if (frequency === undefined) throw new RangeError('an rrule needs FREQ');
  if (!FREQUENCIES.includes(frequency)) throw new RangeError(`FREQ cannot be ${frequency === '' ? 'empty' : frequency}`);
  const [byDay, byMonthDay] = [parts.get('BYDAY'), parts.get('BYMONTHDAY')];
  if (byDay !== undefined && byMonthDay !== undefined) throw new RangeError('an rrule has BYDAY or BYMONTHDAY, not both');
  // without a start there is nothing else to tell the day by
  if (frequency !== 'DAILY' && byDay === undefined && (byMonthDay === undefined || frequency === 'WEEKLY')) throw new RangeError(`FREQ=${frequency} needs BYDAY${frequency === 'MONTHLY' ? ' or BYMONTHDAY' : ''}`);

  /** The day of its month and how many days that month has. */
  const inMonth = (day: number): [number, number] => {
    const date = new Date(day * DAY);
    return [date.getUTCDate(), new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()];
  };
  if (byMonthDay !== undefined) {
    const days = list('BYMONTHDAY', byMonthDay, (one) => ordinal(one, 31));
    return (day) => {
      const [n, last] = inMonth(day);
      return days.some((one) => one === n || one === n - last - 1);
    };
  }
  if (byDay === undefined) return () => true;
  const days = list('BYDAY', byDay, (one) => {
    const at = WEEKDAYS.indexOf(one.slice(-2));
    const nth = one.length === 2 ? 0 : ordinal(one.slice(0, -2), 5);
    if (nth !== null && nth !== 0 && frequency !== 'MONTHLY') throw new RangeError(`an ordinal (${one}) needs FREQ=MONTHLY`);
    return at < 0 || nth === null ? null : { at, nth };
  });
  return (day) => {
    const mine = days.filter((one) => one.at === weekday(day));
    if (mine.length === 0 || mine.some((one) => one.nth === 0)) return mine.length > 0;
    const [n, last] = inMonth(day);
    return mine.some(({ nth }) => nth === Math.ceil(n / 7) || nth === -Math.ceil((last - n + 1) / 7));
  };
};

/** Calendar documents of a plan: opening hours, holidays and maintenance, checked and put into the one form that schedules are reckoned by. Pure. */
import { recurrence } from '../time/recurrence.ts';
import { dateAt } from '../time/window.ts';
import type { CalendarSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import type { Calendar, Hours, Schedule } from './measure.ts';
import { duration } from './scalar.ts';
import type { Path } from './source.ts';
import { type Document, scalar, type Workshop, zoneOf } from './workshop.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Day = (typeof DAYS)[number];
const LONGEST = 31 * 86_400_000;
const HOURS = /^(([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** Hours of one day, in order; those that are none, or overlap another, are faults. */
const hoursOf = (shop: Workshop, by: Document<unknown>, path: Path, given: readonly string[]): Hours => {
  const found = given.flatMap((text, i) => {
    const pair = HOURS.exec(text.trim());
    if (!pair) return shop.fault(by, [...path, i], `${text} is not a pair of times`, 'write it as "08:00-18:00"; 24:00 ends a day, an end at or before its start lies in the next one') ?? [];
    const [from, to] = [minutes(pair[1] as string), minutes(pair[3] as string)];
    return [{ i, text, pair: [pair[1], pair[3]] as [string, string], from, to: to > from ? to : to + 1440 }];
  });
  found.sort((a, b) => a.from - b.from || a.i - b.i);
  found.forEach((one, k) => {
    const before = found[k - 1];
    if (before && one.from < before.to) shop.fault(by, [...path, Math.max(one.i, before.i)], `${one.text} and ${before.text} overlap`);
  });
  return found.map((one) => one.pair);
};

const dayNamed = (word: string): Day | undefined => DAYS.find((day) => day === word);
const hintOf = (word: string): string => {
  // whole names ("monday", "Thurs") begin as the short ones do
  const short = dayNamed(word.slice(0, 3).toLowerCase());
  return short ? `did you mean ${short}?` : (didYouMean(word, DAYS) ?? `one of ${DAYS.join(', ')}, or a range such as mon-fri`);
};

const weekOf = (shop: Workshop, by: Document<unknown>, path: Path, given: Record<string, string[]>): NonNullable<Calendar['week']> => {
  const week: NonNullable<Calendar['week']> = {};
  const named = new Map<Day, string>();
  for (const [key, list] of Object.entries(given)) {
    const here: Path = [...path, key];
    const hours = hoursOf(shop, by, here, list);
    const words = key.split('-');
    const wrong = words.find((word) => dayNamed(word) === undefined);
    if (wrong !== undefined || words.length > 2) {
      shop.fault(by, here, wrong === undefined ? `${key} is not a range of days` : `${wrong === '' ? key : wrong} is not a day of the week`, wrong === undefined || wrong === '' ? 'a range has two ends, such as mon-fri' : hintOf(wrong));
      continue;
    }
    const [first, last] = [DAYS.indexOf(words[0] as Day), DAYS.indexOf(words.at(-1) as Day)];
    // a range may run over the end of the week: sat-mon
    for (let i = 0; i <= (last - first + 7) % 7; i++) {
      const day = DAYS[(first + i) % 7] as Day;
      const other = named.get(day);
      if (other !== undefined) shop.fault(by, here, `${day} has its hours already, under ${other}`);
      named.set(day, key);
      week[day] = hours;
    }
  }
  return week;
};

const holidaysOf = (shop: Workshop, by: Document<unknown>, given: NonNullable<CalendarSpec['holidays']>): Calendar['holidays'] => {
  const seen = new Set<string>();
  return given.flatMap((one, i) => {
    const base: Path = ['spec', 'holidays', i];
    const [date, path]: [string, Path] = typeof one === 'string' ? [one, base] : [one.date, [...base, 'date']];
    const hours = typeof one === 'string' ? [] : hoursOf(shop, by, [...base, 'hours'], one.hours ?? []);
    if (dateAt(date, 'UTC') === null) return shop.fault(by, path, `${date} is not a date`, 'write it as 2026-12-25') ?? [];
    if (seen.has(date)) shop.fault(by, path, `${date} is a holiday already`);
    seen.add(date);
    return [{ date, hours }];
  });
};

const maintenanceOf = (shop: Workshop, by: Document<unknown>, given: NonNullable<CalendarSpec['maintenance']>): Calendar['maintenance'] =>
  given.flatMap((one, i) => {
    const path: Path = ['spec', 'maintenance', i];
    let recurs = true;
    try {
      recurrence(one.rrule);
    } catch (error) {
      recurs = false;
      shop.fault(by, [...path, 'rrule'], error instanceof Error ? error.message : String(error), 'FREQ=DAILY, WEEKLY or MONTHLY with BYDAY (1TU, -1FR in MONTHLY) or BYMONTHDAY, nothing else: FREQ=MONTHLY;BYDAY=1TU');
    }
    const timed = TIME.test(one.at);
    if (!timed) shop.fault(by, [...path, 'at'], `${one.at} is not a time of day`, 'write it as "09:00"');
    const length = scalar(shop, by, [...path, 'for'], one.for, duration, 'a duration such as 2h or 90m');
    if (length && ['M', 'Q', 'Y'].includes(length.unit)) shop.fault(by, [...path, 'for'], `maintenance lasts elapsed time, and ${one.for} has no one length`, length.unit === 'M' ? `m is a minute, M a month: did you mean ${length.count}m?` : 'such as 2h');
    else if (length && length.ms > LONGEST) shop.fault(by, [...path, 'for'], `maintenance lasts at most 31 days, this is ${one.for}`);
    else if (length && timed && (length.ms % 60_000 !== 0 || /:\d\d:(?!00)/.test(one.at))) shop.warn(by, [...path, length.ms % 60_000 !== 0 ? 'for' : 'at'], 'maintenance does not fall on minutes: the whole minutes inside it are excluded');
    return recurs && timed ? [{ name: one.name ?? '', rrule: one.rrule.trim().toUpperCase(), at: one.at, ms: length?.ms ?? 0 }] : [];
  });

/** Every calendar of the plan by name; of faulty ones what can be reckoned with, for SLOs are checked by their scheduled time all the same. */
export const makeCalendars = (shop: Workshop): Map<string, Calendar> =>
  new Map(
    shop.documents<CalendarSpec>('Calendar').map((by) => {
      const { timeZone, week, holidays, maintenance } = by.spec;
      const zone = zoneOf(shop, by, ['spec', 'timeZone'], timeZone);
      const made: Calendar = {
        name: by.name, zone, week: week === undefined ? null : weekOf(shop, by, ['spec', 'week'], week),
        holidays: holidaysOf(shop, by, holidays ?? []).sort((a, b) => (a.date < b.date ? -1 : 1)), maintenance: maintenanceOf(shop, by, maintenance ?? []),
      };
      // what was meant by hours that cannot be read is not known
      const given = [...Object.values(week ?? {}), ...(holidays ?? []).map((one) => (typeof one === 'string' ? [] : (one.hours ?? [])))];
      if (week !== undefined && given.every((hours) => hours.length === 0) && !shop.broken(by, ['spec', 'week'])) shop.warn(by, ['spec', 'week'], `${by.name} is never open: what counts by it never counts`, 'leave out week to be always open');
      return [by.name, made];
    }),
  );

/** A schedule without names and words: what of it decides which minutes count, and so what a def is made of. */
export const timeOf = ({ calendar, corrections }: Schedule): Schedule => ({
  calendar: calendar && { ...calendar, name: '', maintenance: calendar.maintenance.map((one) => ({ ...one, name: '' })) },
  corrections: corrections.map(({ from, to }) => ({ name: '', from, to, reason: '', text: '' })),
});

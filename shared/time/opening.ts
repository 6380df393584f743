/** When a calendar is open: its week, holidays and maintenance as spans of instants (MEASURES §8 "Calendars"). Pure, and nothing is kept: schedule.ts keeps it by block. */
import type { Calendar } from '../plan/measure.ts';
import { recurrence, weekday } from './recurrence.ts';
import { instantOfWall, offset, type Span } from './window.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** "08:00" or "08:00:30" as ms of the day. */
const clockTime = (text: string): number => text.split(':').reduce((sum, part, i) => sum + Number(part) * ([60, 1, 1 / 60][i] as number) * MINUTE, 0);

/** The whole minutes inside a span; what a minute holds only in part is left out. */
export const inner = (from: number, to: number): Span => ({ from: Math.ceil(from / MINUTE) * MINUTE, to: Math.floor(to / MINUTE) * MINUTE });

/** Ascending and disjoint: empty spans left out, those that touch or overlap joined. */
export const joined = (spans: Span[]): Span[] => {
  const out: Span[] = [];
  for (const one of spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else out.push({ ...one });
  }
  return out;
};

/** `spans` less `out`, both ascending and disjoint. */
export const without = (spans: readonly Span[], out: readonly Span[]): Span[] => {
  const left: Span[] = [];
  let k = 0;
  for (const { from, to } of spans) {
    let at = from;
    while (k < out.length && (out[k] as Span).to <= from) k++;
    for (let j = k; j < out.length && (out[j] as Span).from < to; j++) {
      const gone = out[j] as Span;
      if (gone.from > at) left.push({ from: at, to: gone.from });
      at = Math.max(at, gone.to);
    }
    if (at < to) left.push({ from: at, to });
  }
  return left;
};

/** What is inside [from, to) of spans that are ascending and disjoint. */
export const clipped = (spans: readonly Span[], from: number, to: number): Span[] => spans.flatMap((one) => (one.to > from && one.from < to ? [{ from: Math.max(one.from, from), to: Math.min(one.to, to) }] : []));

/** Local times of the days `first` to `last` as instants. Most days no clock changes: then the offset of a neighbour serves, and the zone is not asked again. */
const clocks = (zone: string, first: number, last: number): ((wall: number) => number) => {
  if (zone === 'UTC') return (wall) => wall;
  const offsets = Array.from({ length: last - first + 7 }, (_, i) => offset((first - 3 + i) * DAY, zone));
  return (wall) => {
    const i = Math.floor(wall / DAY) - first + 3;
    const [a, b, c, d] = offsets.slice(i - 1, i + 3);
    return a !== undefined && a === b && b === c && c === d ? wall - a : instantOfWall(wall, zone);
  };
};

/** The reader of one calendar: its open spans within [from, to), ascending, disjoint, on whole minutes. Throws RangeError on an rrule that the plan would refuse. */
export const opening = (calendar: Calendar): ((from: number, to: number) => Span[]) => {
  const read = (hours: readonly [string, string][]): [number, number][] =>
    hours.map(([start, end]) => {
      const [a, b] = [clockTime(start), clockTime(end)];
      return [a, b > a ? b : b + DAY];
    });
  const whole: [number, number][] = [[0, DAY]];
  const week = WEEKDAYS.map((day) => (calendar.week === null ? whole : read(calendar.week[day] ?? [])));
  const holidays = new Map(calendar.holidays.map(({ date, hours }) => [Date.parse(`${date}T00:00:00Z`) / DAY, read(hours)]));
  const rules = calendar.maintenance.map((one) => ({ on: recurrence(one.rrule), at: clockTime(one.at), ms: one.ms }));
  const longest = Math.max(0, ...rules.map((one) => one.ms));
  const always = calendar.week === null && holidays.size === 0;
  return (from, to) => {
    // clocks are at most 14 hours off, and hours may run until the end of the next day; maintenance that began earlier reaches in
    const first = Math.floor(from / DAY) - 3;
    const last = Math.floor(to / DAY) + 1;
    const reach = rules.length === 0 ? first : Math.min(first, first - Math.ceil(longest / DAY));
    if (always && rules.length === 0) return [{ from, to }];
    const instant = clocks(calendar.zone, reach, last + 2);
    const open: Span[] = always ? [{ from, to }] : [];
    for (let day = first; !always && day <= last; day++)
      for (const [start, end] of holidays.get(day) ?? (week[weekday(day)] as [number, number][])) open.push(inner(instant(day * DAY + start), instant(day * DAY + end)));
    const shut: Span[] = [];
    for (const { on, at, ms } of rules)
      for (let day = reach; day <= last; day++)
        if (on(day)) {
          const start = instant(day * DAY + at);
          shut.push(inner(start, start + ms));
        }
    return clipped(without(joined(open), joined(shut)), from, to);
  };
};

/** When a measure counts, in words: the hours of its calendar, what corrections take out, and what is made of time that nobody measured. */
import type { Calendar, Hours, Schedule, SloMeasure } from '../../shared/plan/measure.ts';
import { h, type Part } from './markup.ts';
import { length, span } from './when.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const title = (day: string): string => day.charAt(0).toUpperCase() + day.slice(1);
const hoursWords = (hours: Hours): string => hours.map(([from, to]) => `${from}–${to}`).join(' and ');

/** "Mon–Fri 08:00–18:00, Sat 09:00–13:00": neighbours with the same hours together, closed days left out. */
const weekWords = (week: Calendar['week']): string => {
  if (week === null) return 'always open';
  const groups: { first: string; last: string; hours: string }[] = [];
  DAYS.forEach((day, i) => {
    const hours = hoursWords(week[day] ?? []);
    const group = groups.at(-1);
    if (hours === '') return;
    if (group?.hours === hours && group.last === DAYS[i - 1]) group.last = day;
    else groups.push({ first: day, last: day, hours });
  });
  return groups.map(({ first, last, hours }) => `${title(first)}${last === first ? '' : `–${title(last)}`} ${hours}`).join(', ') || 'never open';
};

/** A calendar in one sentence: hours, zone, holidays, maintenance. */
export const calendarWords = ({ name, zone, week, holidays, maintenance }: Calendar): string =>
  [
    `${name}: ${weekWords(week)} (${zone})`,
    ...(holidays.length === 0 ? [] : [`${holidays.length} ${holidays.length === 1 ? 'holiday' : 'holidays'}`]),
    ...maintenance.map((one) => `maintenance${one.name === '' ? '' : ` ${one.name}`} ${one.rrule} at ${one.at} for ${length(one.ms)}`),
  ].join('; ');

/** Corrections shown; the others are counted. */
const SHOWN = 5;

/** What corrections take out, newest first. */
export const corrections = ({ corrections: all }: Schedule, zone: string): Part =>
  h(
    'ul',
    null,
    ...all.toReversed().slice(0, SHOWN).map((one) => h('li', null, `${span(one.from, one.to, zone)}: ${one.reason}${one.text === '' ? '' : `, ${one.text}`}`)),
    all.length > SHOWN ? h('li', null, `and ${all.length - SHOWN} more`) : null,
  );

/** What happens to timeslices that nobody measured. */
export const NO_DATA: Record<SloMeasure['noData'], string> = { ignore: 'left out', good: 'counted as good', bad: 'counted as bad', carry: 'counted as the last measured timeslice, five times at most' };

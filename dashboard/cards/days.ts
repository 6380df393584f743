/** The calendar of a measure: its state at the end of each of the last days, a row a weekday and a column a week, and since when it stands as it does. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import { dayNumber } from '../../shared/time/window.ts';
import { figure } from '../../shared/figure.ts';
import { asFiles } from './files.ts';
import { h, link, page, section } from './markup.ts';
import type { Facts } from './measure.ts';
import { measureFile } from './measure-tables.ts';
import { STATES, shape, WORD } from './state.ts';
import { dayShort } from './when.ts';

/** A local day: where it begins, the instant its state is of (its end; of today the newest), ms. `value` is what the page shows of a row. */
export type Day = { from: number; at: number; status: Status; value: number | null };

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Days since a Monday of long ago: 1970-01-01 was a Thursday. */
const fromMonday = (at: number, zone: string): number => dayNumber(zone, at) + 3;

/** "since 12 Nov" when it has not always been so, "for 5 days or longer" when no day shows another state; null when that is not known. */
export const standingSince = ({ days, row, zone }: Facts): string | null => {
  const status = row?.status ?? 'unknown';
  if (days.length < 2 || days.at(-1)?.status !== status) return null;
  const before = days.findLastIndex((one) => one.status !== status);
  if (before < 0) return `for ${days.length} days or longer`;
  const first = days[before + 1] as Day;
  return `since ${dayShort(first.from, (days.at(-1) as Day).at, zone)}`;
};

/** The section; null of what has no state. */
export const daysOf = (facts: Facts): VNode | null => {
  const { days, measure, scorecard, spec, title, zone } = facts;
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  const begun = Math.floor(fromMonday(first.from, zone) / 7);
  const weeks = Math.floor(fromMonday(last.from, zone) / 7) - begun + 1;
  const placed = new Map(days.map((one) => [fromMonday(one.from, zone) - begun * 7, one]));
  // a week is named by its first day that is shown
  const name = (week: number): string => {
    const day = [0, 1, 2, 3, 4, 5, 6].map((weekday) => placed.get(week * 7 + weekday)).find((one) => one !== undefined);
    return day ? dayShort(day.from, last.at, zone) : '';
  };
  const counts = STATES.map((status) => [status, days.filter((one) => one.status === status).length] as const).filter(([, n]) => n > 0);
  const cell = (one: Day | undefined): VNode => {
    if (!one) return h('td', null);
    const words = `${WEEKDAYS[fromMonday(one.from, zone) % 7]} ${dayShort(one.from, last.at, zone)}: ${WORD[one.status]}${one.value === null ? '' : `, ${figure(one.value, spec)}`}`;
    return h('td', { class: one === last ? 'today' : null }, h('a', { href: page(measure.tier, measure.name, scorecard, one === last ? facts.at : one.at), title: words }, shape(one.status), h('span', { class: 'vh' }, words)));
  };
  return section(
    'days',
    'Day by day',
    h('p', { class: 'quiet' }, `Its state at the end of each day, ${zone}: ${counts.map(([status, n]) => `${n} ${WORD[status].toLowerCase()}`).join(', ')}. A day leads to this page as it stood then.`),
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'State of each day', tabindex: 0 },
      h(
        'table',
        { class: 'days' },
        h('caption', { class: 'vh' }, `State of ${title} at the end of each day`),
        h('thead', null, h('tr', null, h('td', null), Array.from({ length: weeks }, (_, week) => h('th', { scope: 'col' }, h('span', { class: 'vh' }, 'Week of '), name(week))))),
        h('tbody', null, WEEKDAYS.map((weekday, i) => h('tr', null, h('th', { scope: 'row' }, weekday), Array.from({ length: weeks }, (_, week) => cell(placed.get(week * 7 + i)))))),
      ),
    ),
    h('p', { class: 'ways' }, asFiles('States by day', (format) => measureFile(facts, 'days', format))),
    h('ul', { class: 'day-states' }, counts.map(([status]) => h('li', null, shape(status), ` ${WORD[status]}`)), facts.at === null ? null : h('li', null, link(page(measure.tier, measure.name, scorecard), 'Show now'))),
  );
};

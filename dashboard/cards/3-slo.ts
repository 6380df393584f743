/** Tier 3, service level objective: attainment against a target over a window, with its error budget and how fast it is being spent. */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { line, percent, type Spec } from '../../shared/figure.ts';
import { count, fixed } from './figure.ts';
import { h, type Part } from './markup.ts';
import { length, minuteShort, windowWords } from './when.ts';

const METHOD: Record<SloMeasure['method'], string> = {
  Occurrences: 'Good events divided by all events of the window, once.',
  Timeslices: 'The share of timeslices that reach the slice target.',
  RatioTimeslices: 'The mean of the ratios of the timeslices that hold events.',
};

export const rule = (measure: SloMeasure): string => METHOD[measure.method];

/** `of` = the title of its SLI. */
export const sentence = (measure: SloMeasure, of: string): string => {
  const spec: Spec = { kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate: null, desired: null };
  const target = `${line(Number(measure.target), spec)} %`;
  const adequate = Number(measure.adequate) < Number(measure.target) ? ` Tolerated down to ${line(Number(measure.adequate), spec)} %.` : '';
  const slice = length(measure.slice);
  const what =
    measure.method === 'Occurrences'
      ? `${target} good by “${of}”`
      : measure.method === 'Timeslices'
        ? `${target} of the timeslices of ${slice} with “${of}” at ${line(Number(measure.sliceTarget ?? 0), spec)} % or better`
        : `${target} on average over timeslices of ${slice} of “${of}”`;
  return `${what}, ${windowWords(measure.window)}.${adequate}`;
};

const seconds = (value: number | null): string => (value === null ? '–' : length(value * 1000));
const share = (value: number | null): string => (value === null ? '–' : percent(value, 1));
/** Events of a budget; a share of one that would be 0 to two decimals keeps its first digit. */
const number = (value: number | null): string => (value === null ? '–' : Math.abs(value) < 0.005 && value !== 0 ? String(Number(value.toPrecision(1))) : count(Math.round(value * 100) / 100));
/** A burn rate: "19.0×". */
const times = (value: number | null): string => (value === null ? '–' : `${fixed(value, Math.abs(value) < 10 ? 2 : 1)}×`);

/** Tiles beside the value: budget left, burn now, until when. */
export const tiles = (row: Row, zone: string): { label: string; figure: Part; says: string }[] => {
  const { budget, burn } = row;
  const now = burn?.['1h'] ?? null;
  const left = budget?.ratio.remaining ?? null;
  const overspent = left !== null && left <= 0;
  const negated = (value: number | null): number | null => (value === null ? null : -value);
  const budgetSays = !budget || left === null ? 'not computed' : overspent && row.flags.includes('low-volume') ? `${number(budget.events.consumed)} bad where ${number(budget.events.allowed)} are allowed: one bad event is more than the whole budget` : overspent ? `overspent by ${seconds(negated(budget.seconds.remaining))} of ${seconds(budget.seconds.allowed)}; ${number(negated(budget.events.remaining))} bad more than the ${number(budget.events.allowed)} allowed` : `${seconds(budget.seconds.remaining)} of ${seconds(budget.seconds.allowed)}; ${number(budget.events.remaining)} bad left of ${number(budget.events.allowed)}`;
  const until = overspent
    ? { figure: 'Spent', says: 'nothing is left to lose before the window moves on' }
    : row.exhaustsAt
      ? { figure: minuteShort(Date.parse(row.exhaustsAt), Date.parse(row.at), zone), says: 'at the burn rate of the last hour' }
      : left === null
        ? { figure: '–', says: 'not computed' }
        : { figure: 'The window', says: 'nothing is being spent, or not enough to run out' };
  return [
    { label: 'Error budget left', figure: share(left), says: budgetSays },
    { label: 'Burn rate now', figure: times(now), says: now === null ? `no events in the last hour; 6 h ${times(burn?.['6h'] ?? null)}, 1 d ${times(burn?.['1d'] ?? null)}` : `1 h; 6 h ${times(burn?.['6h'] ?? null)}, 1 d ${times(burn?.['1d'] ?? null)}` },
    { label: 'Budget lasts', ...until },
  ];
};

/** Budget and burn as two small tables. */
export const details = (row: Row): VNode => {
  const { budget, burn } = row;
  const lines: [string, (value: number | null) => string, keyof NonNullable<Row['budget']> & ('ratio' | 'events' | 'seconds')][] = [['Share', share, 'ratio'], ['Events', number, 'events'], ['Time', seconds, 'seconds']];
  return h(
    'section',
    { 'aria-labelledby': 'budget', class: 'pair' },
    h('h2', { id: 'budget' }, 'Budget and burn'),
    h(
      'table',
      { class: 'list narrow' },
      h('caption', null, budget?.of ? 'Error budget, of the window to date' : 'Error budget of the window'),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Counted in'), ...['Allowed', 'Spent', 'Left'].map((text) => h('th', { scope: 'col', class: 'num' }, text)))),
      h('tbody', null, lines.map(([name, text, key]) => h('tr', null, h('th', { scope: 'row' }, name), ...(['allowed', 'consumed', 'remaining'] as const).map((part) => h('td', { class: 'num' }, text(budget?.[key][part] ?? null)))))),
    ),
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Burn rates', tabindex: 0 },
      h(
        'table',
        { class: 'list narrow' },
        h('caption', null, 'Burn rate: 1× spends the budget in exactly the window'),
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Over'), Object.keys(burn ?? {}).map((text) => h('th', { scope: 'col', class: 'num' }, text)))),
        h('tbody', null, h('tr', null, h('th', { scope: 'row' }, 'Burn'), Object.values(burn ?? {}).map((value) => h('td', { class: 'num' }, times(value))))),
      ),
    ),
  );
};

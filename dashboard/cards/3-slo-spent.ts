/** Who spent the budget of an SLO: the values of one label with what each took of it. Which label is in the address. */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { percent } from '../../shared/figure.ts';
import { count, fixed } from './figure.ts';
import { h, type Part, section } from './markup.ts';
import { segments } from './segments.ts';
import { stack } from './stack.ts';

export type Dimension = { /** "labels.route", "component" */ field: string; /** the worst first */ values: { value: string; bad: number; counted: number }[] };
/** `bad` and `counted` in `minutes`, the worst of the window, told from one message in `every`; dimensions by name. */
export type Spent = { dimensions: Dimension[]; bad: number; counted: number; minutes: number; every: number };

/** A value's part. `value` null = the values that are not told by name, and what does not have the label. Shares from 0 to 1; ofBudget null where the budget is none of events. */
export type Share = { value: string | null; bad: number; counted: number; ofBad: number; ofCounted: number; ofBudget: number | null };

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** The label that tells most: whose worst value has the greatest part of the bad beyond its part of everything. */
const telling = ({ dimensions, bad, counted }: Spent): Dimension | null => {
  const says = ({ values: [first] }: Dimension): number => (first ? share(first.bad, bad) - share(first.counted, counted) : 0);
  return dimensions.reduce<Dimension | null>((best, one) => (best === null || says(one) > says(best) ? one : best), null);
};

/** The dimension that is asked for, else the one that tells most; null when there is none. */
export const dimensionOf = (spent: Spent, asked: string | null): Dimension | null => spent.dimensions.find((one) => one.field === asked || one.field === `labels.${asked}`) ?? telling(spent);

/** Every value's part, the rest last; the parts add up to all. */
export const sharesOf = (spent: Spent, { values }: Dimension, measure: SloMeasure, row: Row | null): Share[] => {
  const allowed = measure.method === 'Occurrences' ? (row?.budget?.events.allowed ?? null) : null;
  const part = (value: string | null, bad: number, counted: number): Share => ({ value, bad, counted, ofBad: share(bad, spent.bad), ofCounted: share(counted, spent.counted), ofBudget: allowed === null || allowed === 0 ? null : bad / allowed });
  const sum = (of: 'bad' | 'counted'): number => Math.round((spent[of] - values.reduce((all, one) => all + one[of], 0)) * 1e6) / 1e6;
  const named = values.filter((one) => one.bad > 0);
  const [bad, counted] = [sum('bad'), sum('counted') + values.filter((one) => one.bad <= 0).reduce((all, one) => all + one.counted, 0)];
  return [...named.map((one) => part(one.value, one.bad, one.counted)), ...(counted > 0 || bad > 0 ? [part(null, bad, counted)] : [])];
};

/** "labels.route" as people say it. */
export const fieldWord = (field: string): string => field.replace(/^labels\./, '');

const bar = (of: number): VNode => h('svg', { class: 'bullet share-bar', width: '100%', height: 10, 'aria-hidden': 'true' }, h('rect', { class: 'zone', x: 0, y: 1, width: '100%', height: 8 }), h('rect', { class: 'part', x: 0, y: 1, width: `${fixed(Math.min(1, Math.max(0, of)) * 100, 2)}%`, height: 8 }));

/** Dimensions that are offered as links; the address takes the others. */
const OFFERED = 8;

type It = { spent: Spent | null; measure: SloMeasure; row: Row | null; asked: string | null; /** the page with another label */ address(by: string): string; /** how the table is had as a file */ ways: Part };

/** The section; null where nothing is bad. */
export const spentOf = ({ spent, measure, row, asked, address, ways }: It): VNode | null => {
  const dimension = spent && dimensionOf(spent, asked);
  if (!spent || !dimension) return null;
  const lost = row?.good !== null && row?.total !== null && row && measure.method === 'Occurrences' ? row.total - row.good : null;
  const whole = lost !== null && spent.every === 1 && spent.bad >= lost - 1e-6;
  const where = whole ? 'All the bad of this window' : `The worst ${spent.minutes === 1 ? 'minute' : `${count(spent.minutes)} minutes`} of this window${lost === null ? '' : `, which ${spent.minutes === 1 ? 'holds' : 'hold'} ${percent(Math.min(1, spent.bad / lost), 1)} of its bad`}`;
  const budgeted = measure.method === 'Occurrences' && (row?.budget?.events.allowed ?? 0) > 0;
  const word = fieldWord(dimension.field);
  const shares = sharesOf(spent, dimension, measure, row);
  const offered = [...new Set([dimension, ...spent.dimensions.slice(0, OFFERED)])].sort((a, b) => (a.field < b.field ? -1 : 1));
  const cells = (one: Share): Part[] => [count(one.bad), bar(one.ofBad), percent(one.ofBad, 1), percent(one.ofCounted, 1), ...(budgeted ? [one.ofBudget === null ? '–' : percent(one.ofBudget, 1)] : [])];
  return section(
    'spent',
    'Who spent the budget',
    h('p', { class: 'quiet' }, `${where}, by ${word}.${spent.every === 1 ? '' : ` Told from one message in ${count(spent.every)}.`}${budgeted ? '' : ' The budget is one of timeslices; these are the bad events in them.'}`),
    offered.length < 2 ? null : segments('Told apart by', offered.map((one) => ({ text: fieldWord(one.field), href: `${address(one.field)}#spent`, here: one.field === dimension.field })), 'by'),
    stack({
      caption: `Bad by ${word}`,
      name: 'narrow shares',
      columns: [{ text: word }, { text: 'Bad', kind: 'num' }, { text: 'Share of the bad', kind: 'graphed' }, { text: 'Of the bad', kind: 'num strong' }, { text: 'Of everything', kind: 'num' }, ...(budgeted ? [{ text: 'Of the budget', kind: 'num' }] : [])],
      rows: shares.map((one) => ({ cells: [one.value === null ? h('span', { class: 'quiet' }, 'all others') : h('code', null, one.value), ...cells(one)] })),
      foot: [{ cells: ['All', ...cells({ value: null, bad: spent.bad, counted: spent.counted, ofBad: 1, ofCounted: 1, ofBudget: budgeted ? spent.bad / (row?.budget?.events.allowed ?? 1) : null }).map((cell, i) => (i === 1 ? '' : cell))] }],
    }),
    ways,
  );
};

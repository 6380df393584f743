/** The scorecard page (P1, table view): head, counts that filter, what needs a decision, one table of perspectives, KRAs and KPIs. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import { indicatorRows } from './6-kpi.ts';
import { areaRow, laneRow } from './7-kra.ts';
import { bullet } from './bullet.ts';
import { stateCounts } from './counts.ts';
import { type Decision, decisions } from './decisions.ts';
import { percent } from '../../shared/figure.ts';
import { h, link, page, type Part } from './markup.ts';
import type { Indicator, Sheet } from './sheet.ts';
import { shape, WORD } from './state.ts';
import { asOf, span } from './when.ts';

/** Where and when the page stands. Instants in ms. */
export type Frame = {
  scorecard: string;
  zone: string;
  period: string;
  at: number;
  from: number;
  to: number;
  /** ends of the closed periods shown in sparklines, oldest first */
  ends: number[];
  /** short name of the period before this one; null when there is no data of it */
  before: string | null;
  /** other scorecards of the plan */
  others: { name: string; title: string }[];
  /** how old the data is by the clock in use, ms; null on a replay */
  age: number | null;
  /** rules that fire now; null when that is not known */
  firing?: number | null;
};

/** What the address asks for. `scorecard` null = the first. */
export type Query = { scorecard: string | null; status: Status | null; open: string[] };

/** Address of the scorecard page for a query; `near` = the row to come back to. */
const address = (query: Query, near = ''): string => {
  const parts = new URLSearchParams();
  if (query.scorecard !== null) parts.set('scorecard', query.scorecard);
  if (query.status !== null) parts.set('status', query.status);
  for (const name of query.open) parts.append('open', name);
  const text = parts.toString();
  return `/${text === '' ? '' : `?${text}`}${near === '' ? '' : `#${near}`}`;
};

const head = (sheet: Sheet, frame: Frame): Part => {
  const elapsed = frame.to > frame.from ? Math.min(1, Math.max(0, (frame.at - frame.from) / (frame.to - frame.from))) : 0;
  const { parent, description } = sheet.measure;
  const data = asOf(frame.at, frame.age, frame.zone);
  const above = parent === null ? null : frame.others.find((one) => one.name === parent);
  return h(
    'div',
    { class: 'head' },
    parent === null ? null : h('p', { class: 'path' }, above ? link(address({ scorecard: above.name, status: null, open: [] }), above.title) : parent, ' / ', sheet.title),
    h('h1', null, sheet.title),
    h(
      'p',
      { class: 'meta' },
      h('span', null, `${span(frame.from, frame.to, frame.zone)}, ${frame.zone}, ${percent(elapsed)} elapsed`),
      h('span', { id: 'as-of' }, data.text, data.stale === null ? null : h('b', null, data.stale)),
      frame.firing === null || frame.firing === undefined ? null : h('span', { id: 'firing' }, frame.firing === 0 ? link('/alerts', 'No alert fires') : h('a', { class: 'badge', href: '/alerts' }, `${frame.firing} ${frame.firing === 1 ? 'alert fires' : 'alerts firing'}`)),
    ),
    description === '' ? null : h('p', { class: 'note' }, description),
    frame.others.length < 2
      ? null
      : h('nav', { class: 'sheets', 'aria-label': 'Scorecards' }, frame.others.map((one) => h('a', { href: address({ scorecard: one.name, status: null, open: [] }), ...(one.name === frame.scorecard ? { 'aria-current': 'page' } : {}) }, one.title))),
  );
};

const listed = (items: readonly Decision[], scorecard: string): Part[] =>
  items.flatMap((one): Part[] => [
    link(page('kpi', one.kpi.measure.name, scorecard), one.kpi.title),
    ` ${one.says}`,
    ...(one.weight ? [`, and carries ${percent(one.kpi.share)} of `, link(page('kra', one.area.measure.name, scorecard), one.area.title)] : []),
    '. ',
  ]);

const needs = (sheet: Sheet, frame: Frame): Part => {
  const items = decisions(sheet);
  const first = items[0];
  return first ? h('p', { class: 'needs', id: 'needs' }, shape(first.status), h('span', null, h('b', null, 'Needs a decision: '), listed(items, frame.scorecard))) : null;
};

/** A plan that nothing has come in for: why, and what to do. */
const nothing = (sheet: Sheet): Part =>
  sheet.total === 0 || sheet.counts.unknown < sheet.total
    ? null
    : h('p', { class: 'needs', id: 'nothing' }, shape('unknown'), h('span', null, h('b', null, 'Nothing measured yet: '), 'no event that this plan reads has come in for this period. Send events to ', h('code', null, 'POST /api/v1/events'), ', or start with ', h('code', null, 'KAFKA_BROKERS'), ' to read them from Kafka.'));

const COLUMNS: readonly [string, string][] = [
  ['c-name', 'Result area and KPI'],
  ['c-status', 'Status'],
  ['c-now', 'Now'],
  ['c-graph', 'Against target'],
  ['c-lines', 'Desired / adequate'],
  ['c-pace', 'Pace → forecast'],
  ['c-change', 'Change'],
  ['c-spark', 'Periods'],
  ['c-weight', 'Weight'],
  ['c-owner', 'Owner'],
];

/** A small bullet that stands for all. */
const key = (value: number, desired: number, adequate: number, scale: { worst: number; best: number }): VNode => h('span', { class: 'key' }, bullet({ value, status: 'met', spec: { kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate, desired }, scale }));

const legend = (frame: Frame): VNode =>
  h(
    'ul',
    { class: 'legend', 'aria-label': 'How to read the graphs' },
    h('li', null, key(0.82, 0.75, 0.3, { worst: 0, best: 1 }), 'Bar: value. Mark: desired. Middle tone: zone of tolerance. The strong tone is the bad side.'),
    h('li', null, key(0.998, 0.996, 0.995, { worst: 0.994, best: 1 }), 'Dot: scale not from 0'),
    h('li', null, `→ forecast for the ${frame.period}’s end`),
    h('li', null, 'Steady: usual variation (XmR, from 8 closed periods on)'),
  );

/** Everything inside `main`. */
export const scorecard = (sheet: Sheet, frame: Frame, query: Query): Part[] => {
  const fits = (kpi: Indicator): boolean => query.status === null || (kpi.row?.status ?? 'unknown') === query.status;
  const periods = frame.ends.length + 1;
  const title = (id: string, text: string): string => (id === 'c-change' && frame.before !== null ? `vs ${frame.before}` : id === 'c-spark' ? `${periods} ${frame.period}${periods === 1 ? '' : 's'}` : text);
  const groups = sheet.lanes.flatMap((lane) => {
    const areas = lane.areas.map((area) => ({ area, kpis: area.kpis.filter(fits) })).filter(({ kpis }) => query.status === null || kpis.length > 0);
    if (query.status !== null && areas.length === 0) return [];
    return h(
      'tbody',
      { role: 'rowgroup', id: `group-${lane.name}` },
      laneRow(lane),
      areas.map(({ area, kpis }) => [
        areaRow(area, frame),
        kpis.map((kpi) => {
          const open = query.open.includes(kpi.measure.name);
          const next = open ? query.open.filter((name) => name !== kpi.measure.name) : [...query.open, kpi.measure.name];
          return indicatorRows(kpi, frame, kpi.targets.length > 1 ? { href: address({ ...query, open: next }, `kpi-${kpi.measure.name}`), open } : null);
        }),
      ]),
    );
  });
  return [
    head(sheet, frame),
    stateCounts(sheet.counts, query.status, (status) => address({ ...query, status }), `${sheet.total} ${sheet.total === 1 ? 'KPI' : 'KPIs'}`),
    needs(sheet, frame),
    nothing(sheet),
    query.status === null ? null : h('p', { class: 'filtered' }, groups.length === 0 ? `No KPI is in the state “${WORD[query.status]}”. ` : `Only KPIs in the state “${WORD[query.status]}”. `, link(address({ ...query, status: null }), 'Show all')),
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Scorecard table', tabindex: 0 },
      h(
        'table',
        { class: 'sheet', role: 'table' },
        h('caption', { class: 'vh' }, `${sheet.title}: perspectives, key result areas and key performance indicators`),
        h('colgroup', null, COLUMNS.map(([id]) => h('col', { class: id }))),
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, COLUMNS.map(([id, text]) => h('th', { scope: 'col', role: 'columnheader', class: id }, title(id, text))))),
        groups,
      ),
    ),
    legend(frame),
  ];
};


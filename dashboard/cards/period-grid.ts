/** The period grid: every KPI by the last twelve periods, each cell a state with its figure; the heads lead to the scorecard of that period. */
import type { VNode } from 'preact';
import type { Row } from '../../shared/tiers/row.ts';
import { digits } from '../../shared/figure.ts';
import type { Board } from './board.ts';
import { asFiles } from './files.ts';
import type { Frame, Shown } from './frame.ts';
import { h, link, page, type Part } from './markup.ts';
import { boardFile } from './board-files.ts';
import { type Indicator, kept, type Lane } from './sheet.ts';
import { periodAddress, printedFoot } from './sheet-head.ts';
import { shape, STATES, WORD } from './state.ts';

/** Periods of the grid, with the one that is shown. */
const PERIODS = 12;

const cell = (row: Row | null, value: number | null, kpi: Indicator): VNode => {
  const status = row?.status ?? 'unknown';
  const restated = row?.flags.includes('restated') ?? false;
  return h('td', { class: status }, h('span', { class: 'cell' }, shape(status), h('span', { class: 'vh' }, `${WORD[status]} `), value === null ? null : digits(value, kpi.spec), restated ? [h('span', { 'aria-hidden': 'true' }, '*'), h('span', { class: 'vh' }, ' restated')] : null));
};

/** Periods of the grid: the closed ones, and the one that is shown. */
const periodsOf = (frame: Frame): Shown[] => [...frame.closed.slice(1 - PERIODS), ...frame.periods.filter((one) => one.from === frame.from)];

/** What a KPI showed in each of them. */
const cellsOf = (kpi: Indicator, frame: Frame): { period: Shown; row: Row | null; value: number | null }[] =>
  periodsOf(frame).map((period) => {
    if (period.from === frame.from) return { period, row: kpi.row, value: kpi.value };
    const i = kpi.closed.length - frame.closed.length + frame.closed.findIndex((one) => one.from === period.from);
    return { period, row: kpi.closed[i] ?? null, value: kpi.past[i] ?? null };
  });

/** Perspectives with the KPIs that the filter keeps. */
const lanesOf = ({ sheet, query }: Pick<Board, 'sheet' | 'query'>): { lane: Lane; kpis: Indicator[] }[] => kept(sheet, query.status).map(({ lane, areas }) => ({ lane, kpis: areas.flatMap(({ kpis }) => kpis) }));

/** Every cell with what it shows, row by row. */
export const gridOf = (board: Pick<Board, 'sheet' | 'frame' | 'query'>): { lane: Lane; kpi: Indicator; period: Shown; row: Row | null; value: number | null }[] =>
  lanesOf(board).flatMap(({ lane, kpis }) => kpis.flatMap((kpi) => cellsOf(kpi, board.frame).map((one) => ({ lane, kpi, ...one }))));

const rowOf = (kpi: Indicator, frame: Frame): VNode => {
  const unit = kpi.spec.kind === 'ratio' ? ' %' : kpi.spec.kind === 'value' && kpi.spec.unit !== '' ? ` ${kpi.spec.unit}` : kpi.spec.kind === 'score' ? ' of 100' : '';
  return h('tr', null, h('th', { scope: 'row' }, link(page('kpi', kpi.measure.name, frame.scorecard, frame.back), kpi.title), unit === '' ? null : h('small', null, unit)), cellsOf(kpi, frame).map(({ row, value }) => cell(row, value, kpi)));
};

/** The table and its key. */
export const periodGrid = (board: Board): Part[] => {
  const { sheet, frame, query } = board;
  const columns = periodsOf(frame);
  return [
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Period grid', tabindex: 0 },
      h(
        'table',
        { class: 'grid' },
        h('caption', { class: 'vh' }, `${sheet.title}: every key performance indicator in the last ${columns.length} periods`),
        h(
          'thead',
          null,
          h('tr', null, h('th', { scope: 'col' }, 'KPI'), columns.map((one) => h('th', { scope: 'col', ...(one.from === frame.from ? { class: 'here' } : {}) }, h('a', { href: periodAddress(one, query) }, `${one.short} `, h('small', null, one.open ? 'open' : frame.period === 'year' ? 'closed' : one.year.replace('FY ', '')))))),
        ),
        lanesOf(board).map(({ lane, kpis }) => (kpis.length === 0 ? null : h('tbody', null, h('tr', { class: 'lane' }, h('th', { scope: 'rowgroup', colspan: columns.length + 1 }, h('span', { class: 'pinned' }, lane.title))), kpis.map((kpi) => rowOf(kpi, frame))))),
        printedFoot(board, columns.length + 1),
      ),
    ),
    h('p', { class: 'ways' }, asFiles('Period grid', (format) => boardFile(query, 'periods', format))),
    h('ul', { class: 'legend', 'aria-label': 'How to read the grid' }, STATES.map((status) => h('li', null, shape(status), WORD[status])), h('li', null, '* restated after it was first reported')),
  ];
};

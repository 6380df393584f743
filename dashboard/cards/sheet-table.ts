/** The table view of the scorecard: perspectives, KRAs and KPIs with the same columns in every group. */
import type { VNode } from 'preact';
import { indicatorRows } from './6-kpi.ts';
import { areaRow, laneRow } from './7-kra.ts';
import { address, ALL } from './asked.ts';
import type { Board } from './board.ts';
import { bullet } from './bullet.ts';
import { asFiles } from './files.ts';
import type { Frame } from './frame.ts';
import { h, link, type Part } from './markup.ts';
import { boardFile } from './board-files.ts';
import { kept } from './sheet.ts';
import { printedFoot, versus } from './sheet-head.ts';

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
  ['c-noted', 'Comments'],
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

/** The table and how to read it. */
export const sheetTable = (board: Board): Part[] => {
  const { sheet, frame, query } = board;
  const periods = frame.closed.length + 1;
  const against = versus(frame);
  const title = (id: string, text: string): string => (id === 'c-change' && against !== null ? `vs ${against}` : id === 'c-spark' ? `${periods} ${frame.period}${periods === 1 ? '' : 's'}` : id === 'c-now' && frame.past ? 'Result' : id === 'c-now' && frame.back !== null ? 'Then' : text);
  const groups = kept(sheet, query.status).map(({ lane, areas }) => h('tbody', { role: 'rowgroup', id: `group-${lane.name}` }, laneRow(lane), areas.map(({ area, kpis }) => [areaRow(area, board), kpis.map((kpi) => indicatorRows(kpi, board))])));
  const all = query.open.includes(ALL);
  return [
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Scorecard table', tabindex: 0 },
      h(
        'table',
        { class: 'sheet', role: 'table' },
        h('caption', { class: 'vh' }, `${sheet.title}, ${frame.name}: perspectives, key result areas and key performance indicators`),
        h('colgroup', null, COLUMNS.map(([id]) => h('col', { class: id }))),
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, COLUMNS.map(([id, text]) => h('th', { scope: 'col', role: 'columnheader', class: id }, id === 'c-noted' ? h('span', { class: 'vh' }, text) : title(id, text))))),
        groups,
        printedFoot(board, COLUMNS.length),
      ),
    ),
    sheet.total === 0 ? null : h('p', { class: 'ways expand' }, link(address({ ...query, open: all ? [] : [ALL] }), all ? 'Collapse all rows' : 'Expand all rows'), asFiles('Scorecard', (format) => boardFile(query, 'sheet', format))),
    legend(frame),
  ];
};

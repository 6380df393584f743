/** Tier 7, key result area: a heading row of the scorecard with one line why it stands where it stands. Perspectives are drawn here too: they roll up the same way. */
import type { VNode } from 'preact';
import { shown } from './6-kpi.ts';
import type { Board } from './board.ts';
import { reportedBeside } from './closing.ts';
import { why } from './decisions.ts';
import { percent, SCORE } from '../../shared/figure.ts';
import { h, link, page } from './markup.ts';
import type { Area, Lane } from './sheet.ts';
import { state } from './state.ts';

export const rule = 'Weighted mean of the scores below it; those without data are left out.';

/** The KRA's row on its quiet panel. */
export const areaRow = (area: Area, board: Board): VNode => {
  const reported = reportedBeside({ ...board, closing: board.more.closing }, 'kra', area.measure.name, SCORE, area.row && { ...area.row, value: null });
  return h(
    'tr',
    { id: `kra-${area.measure.name}`, class: 'kra', role: 'row' },
    h('th', { scope: 'row', role: 'rowheader', class: 'name' }, link(page('kra', area.measure.name, board.frame.scorecard, board.frame.back), area.title)),
    h('td', { role: 'cell', class: 'status' }, state(area.row?.status ?? 'unknown'), reported.state),
    h('td', { role: 'cell', class: 'now' }, shown(area.row?.score ?? null, SCORE), reported.figure),
    h('td', { role: 'cell', class: 'why', colspan: 5 }, why(area)),
    h('td', { role: 'cell', class: 'weight' }, percent(area.share)),
    h('td', { role: 'cell', class: 'owner' }, area.measure.owner || '–'),
    h('td', { role: 'cell', class: 'noted' }),
  );
};

/** The perspective's row; without a result area it says that it has no data. */
export const laneRow = (lane: Lane): VNode => {
  const kpis = lane.areas.reduce((n, area) => n + area.kpis.length, 0);
  const holds = lane.areas.length === 0 ? 'No result area in the plan' : `${lane.areas.length} result ${lane.areas.length === 1 ? 'area' : 'areas'}, ${kpis} ${kpis === 1 ? 'KPI' : 'KPIs'}`;
  return h(
    'tr',
    { id: `perspective-${lane.name}`, class: 'lane', role: 'row' },
    h('th', { scope: 'rowgroup', role: 'rowheader', class: 'name' }, h('h2', null, lane.title)),
    h('td', { role: 'cell', class: 'status' }, state(lane.row?.status ?? 'unknown')),
    h('td', { role: 'cell', class: 'now' }, shown(lane.row?.score ?? null, SCORE)),
    h('td', { role: 'cell', class: 'why', colspan: 8 }, holds),
  );
};

/** The scorecard page (P1), put together: head, counts that filter, what needs a decision, then one view of one level. Complete without JavaScript. */
import type { Status } from '../../shared/tiers/row.ts';
import { address, type Query } from './asked.ts';
import type { Board } from './board.ts';
import { closingOf } from './closing.ts';
import { stateCounts } from './counts.ts';
import { type Decision, decisions } from './decisions.ts';
import { percent } from '../../shared/figure.ts';
import type { Frame } from './frame.ts';
import { h, link, page, type Part } from './markup.ts';
import { periodGrid } from './period-grid.ts';
import { kept, type Sheet } from './sheet.ts';
import { head, views } from './sheet-head.ts';
import { sheetTable } from './sheet-table.ts';
import { shape, WORD } from './state.ts';
import { strategyMap } from './strategy-map.ts';

const listed = (items: readonly Decision[], { scorecard, back }: Frame): Part[] =>
  items.flatMap((one): Part[] => [
    link(page('kpi', one.kpi.measure.name, scorecard, back), one.kpi.title),
    ` ${one.says}`,
    ...(one.weight ? [`, and carries ${percent(one.kpi.share)} of `, link(page('kra', one.area.measure.name, scorecard, back), one.area.title)] : []),
    '. ',
  ]);

const needs = (sheet: Sheet, frame: Frame): Part => {
  const items = decisions(sheet);
  const first = items[0];
  return first ? h('p', { class: 'needs', id: 'needs' }, shape(first.status), h('span', null, h('b', null, frame.past ? 'Fell short: ' : frame.back !== null ? 'Needed a decision: ' : 'Needs a decision: '), listed(items, frame))) : null;
};

/** A plan that nothing has come in for: why, and what to do. */
const nothing = (sheet: Sheet, frame: Frame): Part => {
  if (sheet.total === 0 || sheet.counts.unknown < sheet.total) return null;
  const says: Part[] = frame.past ? [`no KPI has data of ${frame.name}.`] : frame.back !== null ? [`no KPI had data of ${frame.name} by then.`] : ['no event that this plan reads has come in for this period. Send events to ', h('code', null, 'POST /api/v1/events'), ', or start with ', h('code', null, 'KAFKA_BROKERS'), ' to read them from Kafka.'];
  return h('p', { class: 'needs', id: 'nothing' }, shape('unknown'), h('span', null, h('b', null, frame.past || frame.back !== null ? 'Nothing measured: ' : 'Nothing measured yet: '), ...says));
};

/** What the counts keep, and the way back. */
export const filtered = (query: Query, kept: number, what: string): Part =>
  query.status === null ? null : h('p', { class: 'filtered' }, kept === 0 ? `No ${what} is in the state “${WORD[query.status]}”. ` : `Only ${what}s in the state “${WORD[query.status]}”. `, link(address({ ...query, status: null }), 'Show all'));

const VIEW = { table: sheetTable, map: strategyMap, grid: periodGrid } as const;

/** Everything inside `main`, of the strategic level. */
export const scorecard = (board: Board): Part[] => {
  const { sheet, frame, query } = board;
  const fitting = kept(sheet, query.status).reduce((sum, { areas }) => sum + areas.reduce((all, { kpis }) => all + kpis.length, 0), 0);
  return [
    head(sheet, frame, query),
    closingOf(board),
    h('div', { class: 'overview' }, stateCounts(sheet.counts, query.status, (status: Status | null) => address({ ...query, status }), `${sheet.total} ${sheet.total === 1 ? 'KPI' : 'KPIs'}`), views(query)),
    needs(sheet, frame),
    nothing(sheet, frame),
    filtered(query, fitting, 'KPI'),
    ...VIEW[query.view](board),
  ];
};

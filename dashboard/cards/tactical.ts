/** The tactical level of a scorecard: its KPTs over the scorecard's period, and the VMAs that they measure, each over its own window. */
import type { KptMeasure, Measure, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Row, Status } from '../../shared/tiers/row.ts';
import { figure, percent, type Spec } from '../../shared/figure.ts';
import type { ClosedPeriod } from '../routes/closings.ts';
import { linesCell, paceCell } from './5-kpt.ts';
import { address, type Query } from './asked.ts';
import { bullet } from './bullet.ts';
import type { Frame } from './frame.ts';
import { stateCounts } from './counts.ts';
import { scorePoints } from './figure.ts';
import { asFiles } from './files.ts';
import { h, link, page, type Part, section } from './markup.ts';
import { type Board, NO_MORE } from './board.ts';
import { closingOf, reportedBeside } from './closing.ts';
import { filtered } from './scorecard.ts';
import { boardFile, type BoardTable } from './board-files.ts';
import { head, printed } from './sheet-head.ts';
import type { Sheet } from './sheet.ts';
import { type Column, stack } from './stack.ts';
import { STATES, state } from './state.ts';
import { windowWords } from './when.ts';

/** A measure of the level with its row; `serves` = what of the plan stands on it. */
export type Standing<M extends Measure = Measure> = { measure: M; title: string; row: Row | null; spec: Spec; serves: { tier: string; name: string; title: string }[] };
export type Tactical = { kpts: Standing<KptMeasure>[]; vmas: Standing<VmaMeasure>[] };

const statusOf = (one: Standing): Status => one.row?.status ?? 'unknown';
/** Missed first, as a list that is worked through. */
const ORDER: Record<Status, number> = { missed: 0, tolerated: 1, unknown: 2, met: 3 };
/** Those of a state, in that order. */
export const shownStanding = <T extends Standing>(all: readonly T[], status: Status | null): T[] => all.filter((one) => status === null || statusOf(one) === status).sort((a, b) => ORDER[statusOf(a)] - ORDER[statusOf(b)] || (a.title < b.title ? -1 : 1));

/** How many stand in each state. */
export const counted = (all: readonly Standing[]): Record<Status, number> => Object.fromEntries(STATES.map((status) => [status, all.filter((one) => statusOf(one) === status).length])) as Record<Status, number>;

/** What stands on it, as links. */
export const servesCell = ({ serves }: Standing, { scorecard, back }: Frame): Part => (serves.length === 0 ? '–' : h('span', null, serves.slice(0, 3).map((one, i) => [i === 0 ? '' : ', ', link(page(one.tier, one.name, scorecard, back), one.title)]), serves.length > 3 ? ` and ${serves.length - 3} more` : null));

const name = (one: Standing, { scorecard, back }: Frame, note: string): Part => h('span', { class: 'label' }, link(page(one.measure.tier, one.measure.name, scorecard, back), one.title), note === '' ? null : h('small', null, note));
const against = ({ row, spec }: Standing): Part => bullet({ value: row?.value ?? null, status: row?.status ?? null, spec, scale: row?.scale ?? null });

const KPT: readonly Column[] = [{ text: 'Target' }, { text: 'Status' }, { text: 'Value', kind: 'num strong' }, { text: 'Against target', kind: 'graphed' }, { text: 'Desired / adequate', kind: 'num' }, { text: 'Pace → forecast' }, { text: 'Score', kind: 'num' }, { text: 'Coverage', kind: 'num' }, { text: 'KPI' }];
const VMA: readonly Column[] = [{ text: 'Activity' }, { text: 'Status' }, { text: 'Attainment', kind: 'num strong' }, { text: 'Against target', kind: 'graphed' }, { text: 'Desired / adequate', kind: 'num' }, { text: 'Window' }, { text: 'Coverage', kind: 'num' }, { text: 'Serves' }];

const share = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : percent(value, 1));

/** A row of the targets: where they were reported otherwise, that stands beside. Activities are over windows of their own, which nobody closes. */
const targetCells = (one: Standing<KptMeasure>, frame: Frame, query: Query, closing: ClosedPeriod | null): Part[] => {
  const { row, spec, measure } = one;
  const reported = reportedBeside({ frame, query, closing }, 'kpt', measure.name, spec, row);
  const beside = (now: Part, then: Part): Part => (then === null ? now : h('span', null, now, then));
  return [name(one, frame, spec.polarity === 'lower' ? 'lower is better' : ''), beside(state(statusOf(one)), reported.state), beside(figure(row?.value ?? null, spec), reported.figure), against(one), linesCell(spec), paceCell(row, spec), beside(scorePoints(row?.score ?? null), reported.score), share(row?.coverage), servesCell(one, frame)];
};

/** Everything inside `main`. `closing` = who has closed the period, with the figures as they were reported; null while it goes on. */
export const tactical = (board: Pick<Board, 'query' | 'origin'> & { sheet: Sheet; frame: Frame; query: Query }, { kpts, vmas }: Tactical, closing: ClosedPeriod | null = null): Part[] => {
  const { sheet, frame, query } = board;
  const all = [...kpts, ...vmas];
  const [targets, activities] = [shownStanding(kpts, query.status), shownStanding(vmas, query.status)];
  const part = (id: string, title: string, note: string, rows: number, file: BoardTable, table: () => Part): Part =>
    rows === 0
      ? section(id, title, h('p', { class: 'quiet' }, query.status === null ? 'There is none in the plan below this scorecard.' : 'None in this state.'))
      : section(id, title, h('p', { class: 'quiet' }, note), table(), h('p', { class: 'ways' }, asFiles(title, (format) => boardFile(query, file, format))));
  return [
    head(sheet, frame, query),
    // it is closed on the strategic level, whose figures are signed off
    closing?.reports.length ? closingOf({ frame, query, more: { ...NO_MORE, closing } }) : null,
    h('div', { class: 'overview' }, stateCounts(counted(all), query.status, (status) => address({ ...query, status }), `${kpts.length} ${kpts.length === 1 ? 'target' : 'targets'}, ${vmas.length} ${vmas.length === 1 ? 'activity' : 'activities'}`)),
    filtered(query, targets.length + activities.length, 'measure'),
    part('kpts', 'Key performance targets', `Over the scorecard’s ${frame.period}.`, targets.length, 'targets', () =>
      stack({ caption: 'Targets and how they stand', name: 'level', columns: KPT, rows: targets.map((one) => ({ id: `kpt-${one.measure.name}`, cells: targetCells(one, frame, query, closing) })) })),
    part('vmas', 'Vital mission activities', 'Each over its own window.', activities.length, 'activities', () =>
      stack({ caption: 'Activities and how they stand', name: 'level', columns: VMA, rows: activities.map((one) => ({ id: `vma-${one.measure.name}`, cells: [name(one, frame, ''), state(statusOf(one)), figure(one.row?.value ?? null, one.spec), against(one), linesCell(one.spec), windowWords(one.measure.window), share(one.row?.coverage), servesCell(one, frame)] })) })),
    printed(board),
  ];
};

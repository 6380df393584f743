/** The operational level of a scorecard, of now or of an instant, never of a period as a whole: what burns its error budget, what is blind, and which events are late. */
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import type { Status } from '../../shared/tiers/row.ts';
import { figure, percent } from '../../shared/figure.ts';
import { times } from '../../shared/budget-figure.ts';
import { lasting, lastingWords, leftBrief, objective } from './3-slo.ts';
import { address } from './asked.ts';
import type { Board } from './board.ts';
import { stateCounts } from './counts.ts';
import { asFiles } from './files.ts';
import type { Frame } from './frame.ts';
import { h, link, page, type Part, section, sloView } from './markup.ts';
import { filtered } from './scorecard.ts';
import { boardFile, type BoardTable } from './board-files.ts';
import { head, printed } from './sheet-head.ts';
import { type Column, stack } from './stack.ts';
import { state } from './state.ts';
import { counted, type Standing, servesCell } from './tactical.ts';
import { length, minute } from './when.ts';

/** An SLO with how many of its rules stand in each state; `stopped` = its rule “events stopped” fires or is about to. */
export type Burning = Standing<SloMeasure> & { firing: number; pending: number; blind: number; stopped: boolean };
/** A kind of events that the scorecard's SLIs read. */
export type Kind = { name: string; last: number | null; stopped: boolean };
export type Operational = { slos: Burning[]; slis: Standing<SliMeasure>[]; kinds: Kind[] };

/** Rows of one list at most. */
const MOST = 100;

const rate = (one: Burning): number => one.row?.burn?.['1h'] ?? 0;
/** Faster than its budget allows, spent, or firing. */
const burns = (one: Burning): boolean => one.firing + one.pending > 0 || rate(one) > 1 || (one.row?.budget?.ratio.remaining ?? 1) <= 0;
const unseen = (one: Burning): boolean => one.blind > 0 || (one.row?.status ?? 'unknown') === 'unknown';

const SLO: readonly Column[] = [{ text: 'SLO' }, { text: 'Status' }, { text: 'Alerts' }, { text: 'Burn 1 h / 6 h', kind: 'num' }, { text: 'SLI now', kind: 'num' }, { text: 'Budget left', kind: 'num' }, { text: 'Runs out in', kind: 'num' }, { text: 'Serves' }];
const BLIND: readonly Column[] = [{ text: 'Measure' }, { text: 'Tier' }, { text: 'Status' }, { text: 'Coverage', kind: 'num' }, { text: 'Why' }, { text: 'Serves' }];
const LATE: readonly Column[] = [{ text: 'Events' }, { text: 'Newest' }, { text: 'Silent for', kind: 'num' }, { text: 'State' }];

/** The page of alerts is of now: what stood then is told by the SLO's own. */
const fired = ({ measure, firing, pending, blind }: Burning, back: number | null): Part => (firing + pending + blind === 0 ? '–' : link(back === null ? '/alerts' : `${sloView(measure.name, { at: back })}#burn-alerts`, [firing > 0 ? `${firing} firing` : '', pending > 0 ? `${pending} pending` : '', blind > 0 ? `${blind} blind` : ''].filter(Boolean).join(', ')));
const named = (one: Standing, { back }: Frame, note: string): Part => h('span', { class: 'label' }, link(page(one.measure.tier, one.measure.name, null, back), one.title), note === '' ? null : h('small', null, note));
const covered = ({ row }: Standing): string => (row?.coverage === null || row === null ? '–' : percent(row.coverage, 1));

/** What the level lists, in order, all of it; kinds of events are not filtered by a state. Pure. */
export const operationalLists = ({ slos, slis, kinds }: Operational, status: Status | null): { kept: Burning[]; burning: Burning[]; dark: Burning[]; silent: Standing<SliMeasure>[]; late: Kind[] } => {
  const kept = slos.filter((one) => status === null || (one.row?.status ?? 'unknown') === status);
  return {
    kept,
    burning: kept.filter(burns).sort((a, b) => b.firing - a.firing || rate(b) - rate(a) || (a.title < b.title ? -1 : 1)),
    dark: kept.filter(unseen),
    silent: status === null || status === 'unknown' ? slis.filter((one) => one.row === null || one.row.flags.includes('no-events') || one.row.coverage === 0) : [],
    late: [...kinds].sort((a, b) => Number(b.stopped) - Number(a.stopped) || (a.last ?? 0) - (b.last ?? 0)),
  };
};

/** Everything inside `main`. */
export const operational = (board: Pick<Board, 'sheet' | 'frame' | 'query' | 'origin'>, found: Operational): Part[] => {
  const { sheet, frame, query } = board;
  const { slos, kinds } = found;
  const { kept, burning, dark, silent, late } = operationalLists(found, query.status);
  const ways = (rows: number, what: string, table: BoardTable): Part => (rows === 0 ? null : h('p', { class: 'ways' }, `All ${rows} as `, asFiles(what, (format) => boardFile(query, table, format))));
  const part = (id: string, title: string, says: string, table: Part, files: Part): Part => section(id, title, h('p', { class: 'quiet' }, says), table, files);
  const more = (n: number): string => (n > MOST ? ` The first ${MOST} of ${n}.` : '');
  return [
    head(sheet, frame, query),
    h('div', { class: 'overview' }, stateCounts(counted(slos), query.status, (status) => address({ ...query, status }), `${slos.length} ${slos.length === 1 ? 'SLO' : 'SLOs'} below this scorecard`)),
    frame.past && frame.back === null ? h('p', { class: 'filtered' }, `This level is always of now; ${frame.name} is over. `, link(address({ ...query, period: null }), 'Show the open period')) : null,
    filtered(query, kept.length, 'SLO'),
    part(
      'burning',
      `Burning: ${burning.length}`,
      `${burning.length === 0 ? 'No SLO spends its budget faster than it allows.' : 'Rules firing or about to, the budget spent, or burnt faster than it allows in the last hour.'}${more(burning.length)}`,
      burning.length === 0
        ? null
        : stack({ caption: 'SLOs that burn', name: 'level', columns: SLO, rows: burning.slice(0, MOST).map((one) => ({ id: `slo-${one.measure.name}`, cells: [named(one, frame, objective(one.measure)), state(one.row?.status ?? 'unknown'), fired(one, frame.back), `${times(one.row?.burn?.['1h'] ?? null)} / ${times(one.row?.burn?.['6h'] ?? null)}`, figure(one.row?.value ?? null, one.spec), leftBrief(one.row), lastingWords(lasting(one.row, one.measure)), servesCell(one, frame)] })) }),
      ways(burning.length, 'SLOs that burn', 'burning'),
    ),
    part(
      'blind',
      `Blind: ${dark.length + silent.length}`,
      `${dark.length + silent.length === 0 ? 'Every SLO and SLI is measured.' : 'No data, or a rule that cannot be judged.'}${more(dark.length + silent.length)}`,
      dark.length + silent.length === 0
        ? null
        : stack({
            caption: 'Measures that are blind', name: 'level', columns: BLIND,
            rows: [
              ...dark.map((one) => ({ id: `blind-slo-${one.measure.name}`, cells: [named(one, frame, ''), 'SLO', state(one.row?.status ?? 'unknown'), covered(one), one.blind > 0 ? `${one.blind} ${one.blind === 1 ? 'rule' : 'rules'} blind` : 'too little is measured', servesCell(one, frame)] })),
              ...silent.map((one) => ({ id: `blind-sli-${one.measure.name}`, cells: [named(one, frame, ''), 'SLI', '–', covered(one), one.row === null ? 'nothing measured yet' : 'no events in its window', servesCell(one, frame)] })),
            ].slice(0, MOST),
          }),
      ways(dark.length + silent.length, 'Blind measures', 'blind'),
    ),
    part(
      'late',
      `Late: ${kinds.filter((one) => one.stopped).length}`,
      `${kinds.length === 0 ? 'Its SLIs name no kinds of events.' : 'Late is what the rule “events stopped” fires for: ten times the usual gap at this hour, at least ten minutes. The longest silence stands first.'}${more(kinds.length)}`,
      kinds.length === 0 ? null : stack({ caption: 'Events behind this scorecard', name: 'level', columns: LATE, rows: late.slice(0, MOST).map((one) => ({ cells: [link(page('sie', one.name), one.name), one.last === null ? 'never' : minute(one.last, frame.zone), one.last === null ? '–' : length(Math.max(0, frame.at - one.last)), one.stopped ? h('b', null, 'Late') : one.last === null ? 'None has come in' : 'Coming in'] })) }),
      ways(late.length, 'Events behind this scorecard', 'late'),
    ),
    printed(board),
  ];
};

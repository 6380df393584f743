/** A period that has ended, signed off: who closed it, what was reported, what was restated since, and the form to close it. The form needs no script. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import type { ClosedPeriod, Figure, Report } from '../routes/closings.ts';
import { address } from './asked.ts';
import type { Board } from './board.ts';
import { digits, figure, SCORE, type Spec } from '../../shared/figure.ts';
import { scorePoints } from './figure.ts';
import { h, hidden, link, page, type Part } from './markup.ts';
import { differs, figureOf, restated, signedBy } from './reported.ts';
import { shape, STATES, WORD } from './state.ts';

const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** "3 Met, 1 Missed of 4 KPIs". */
const summary = ({ figures }: Report): string => {
  const kpis = figures.filter((one) => one.tier === 'kpi');
  const of = (status: Status): number => kpis.filter((one) => (one.status ?? 'unknown') === status).length;
  return `${STATES.filter((status) => of(status) > 0).map((status) => `${of(status)} ${WORD[status].toLowerCase()}`).join(', ') || 'none'} of ${counted(kpis.length, 'KPI', 'KPIs')}`;
};

/** "2 KPIs and 1 KPT have". */
const since = (figures: readonly Figure[]): string => {
  const parts = ([['kra', 'KRA'], ['kpi', 'KPI'], ['kpt', 'KPT']] as const).flatMap(([tier, word]) => {
    const n = figures.filter((one) => one.tier === tier).length;
    return n === 0 ? [] : [counted(n, word, `${word}s`)];
  });
  return `${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? counted(figures.length, 'figure', 'figures'))} ${figures.length === 1 ? 'was' : 'were'}`;
};

const form = ({ frame, query, more }: Pick<Board, 'frame' | 'query' | 'more'>, period: ClosedPeriod, again: boolean): Part =>
  more.who === null
    ? null
    : h(
        'details',
        { class: 'write', id: 'close' },
        h('summary', null, again ? `Close ${frame.name} again, as it stands now` : `Close ${frame.name}`),
        h(
          'form',
          { class: 'comment-form', method: 'post', action: `/periods/${encodeURIComponent(period.scorecard)}/${encodeURIComponent(period.period)}/close` },
          hidden('back', address(query).slice(1)),
          h('p', { class: 'quiet' }, `You sign the figures off as they stand. They are kept with your name, and shown beside what stands later should ${frame.name} be restated.`),
          h('label', null, 'Note', h('input', { type: 'text', name: 'text', maxlength: 4096, autocomplete: 'off' })),
          h('label', null, 'Your name', h('input', { type: 'text', name: 'who', maxlength: 256, autocomplete: 'name', value: more.who, required: true })),
          h('button', { type: 'submit' }, again ? 'Close it again' : 'Close it'),
        ),
      );

/** The line under the head; null while the period goes on or its figures are not final. */
export const closingOf = (board: Pick<Board, 'frame' | 'query' | 'more'>): VNode | null => {
  const { frame, more } = board;
  const { closing } = more;
  if (!frame.past || closing === null || (closing.figures.length === 0 && closing.reports.length === 0)) return null;
  const [last, ...earlier] = closing.reports;
  if (!last) return h('div', { class: 'closing', id: 'closing' }, h('p', { class: 'quiet' }, `Nobody has closed ${frame.name} yet: its figures are final, and nobody has signed them off.`), form(board, closing, false));
  const other = restated(last, closing.figures);
  return h(
    'div',
    { class: 'closing', id: 'closing' },
    h('p', null, 'Closed by ', ...signedBy(last, frame.zone), `. As reported: ${summary(last)}.`),
    other.length === 0 ? null : h('p', { id: 'restated-since' }, `${since(other)} restated since. What was reported stands beside what stands now.`),
    earlier.length === 0 ? null : h('ol', { 'aria-label': 'Earlier reports', class: 'trail' }, earlier.map((one) => h('li', { class: 'quiet' }, 'Closed before by ', ...signedBy(one, frame.zone), `. As reported: ${summary(one)}.`))),
    other.length === 0 ? null : form(board, closing, true),
  );
};

/** What was reported of a measure where it stands otherwise now: its figure and, when they are others, its score and its state. A page of what was first reported compares nothing. */
export const reportedBeside = ({ frame, query, closing }: Pick<Board, 'frame' | 'query'> & { closing: ClosedPeriod | null }, tier: 'kpt' | 'kpi' | 'kra', name: string, spec: Spec, now: Pick<Figure, 'value' | 'score' | 'status'> | null): { figure: Part; state: Part; score: Part } => {
  const reported = query.asReported || !frame.past ? undefined : figureOf(closing?.reports[0]?.figures ?? [], tier, name);
  // of a KRA the page knows score and state
  if (!reported || now === null || !differs(reported, tier === 'kra' ? { ...now, value: reported.value } : now)) return { figure: null, state: null, score: null };
  const value = spec.kind === 'score' ? reported.score : reported.value;
  const text = value === null ? 'no data' : spec.kind === 'score' ? digits(value, SCORE) : figure(value, spec);
  const status = reported.status ?? 'unknown';
  return {
    figure: h('small', { class: 'reported' }, link(page(tier, name, frame.scorecard, frame.to), `reported ${text}`)),
    score: reported.score === now.score ? null : h('small', { class: 'reported' }, `reported ${scorePoints(reported.score)}`),
    state: reported.status === now.status ? null : h('small', { class: 'reported' }, h('span', { class: 'vh' }, ', reported: '), shape(status), ` ${WORD[status]}`),
  };
};

/** "How is this computed": the page that takes one figure apart, with the real numbers: formula, steps, what went in, time left out, parts that add up, events. */
import type { VNode } from 'preact';
import type { Explanation, Part as Piece } from '../../shared/tiers/explanation.ts';
import type { Status } from '../../shared/tiers/row.ts';
import { percent } from '../../shared/figure.ts';
import type { EventLine } from '../routes/events.ts';
import { eventsTable } from './1-sie.ts';
import { crumbs, type Step } from './crumbs.ts';
import { full } from './figure.ts';
import { field, h, link, page, type Part, section } from './markup.ts';
import { type StackRow, stack } from './stack.ts';
import { state, WORD } from './state.ts';
import { asOf, length, span } from './when.ts';

export type ExplainFacts = {
  explanation: Explanation;
  title: string;
  zone: string;
  scorecard: string | null;
  /** the instant asked for, ms; null = now */
  at: number | null;
  /** age of the data, ms; null on a replay and of the past */
  age: number | null;
  /** down to the measure itself */
  path: readonly Step[];
  events: readonly EventLine[];
};

const told = (value: number | string | null, unit = ''): string => `${typeof value === 'string' ? value : full(value)}${unit === '' || unit === 'ratio' || value === null ? '' : ` ${unit}`}`;
const seconds = (value: number): string => `${full(value)} s (${length(value * 1000)})`;
const between = (from: string, to: string, zone: string): string => span(Date.parse(from), Date.parse(to), zone);

const steps = ({ steps: all }: Explanation): VNode =>
  section(
    'steps',
    'Step by step',
    stack({
      caption: 'Each step with its formula and the numbers put in',
      name: 'workings',
      columns: [{ text: 'Step' }, { text: 'Formula' }, { text: 'With the numbers', kind: 'workings' }, { text: 'Comes out', kind: 'num strong' }],
      rows: all.map((one): StackRow => ({ cells: [one.what, one.formula, one.numbers, one.what === 'status' && one.value !== null ? (WORD[one.value as Status] ?? told(one.value)) : told(one.value)] })),
    }),
  );

const inputs = ({ inputs: all }: Explanation): VNode | null => (all.length === 0 ? null : section('inputs', 'What went in', h('dl', { class: 'fields' }, all.map((one) => field(one.name, told(one.value, one.unit))))));

/** Time that was left out and time that nobody measured; their seconds make up the window. */
const time = ({ time: t }: Explanation, zone: string): VNode | null => {
  if (t.window === null && t.elapsed === null) return null;
  const left = (rows: { from: string; to: string; seconds: number; why: string }[], caption: string, more: { count: number; seconds: number } = { count: 0, seconds: 0 }): Part =>
    rows.length === 0
      ? null
      : stack({
          caption,
          name: 'narrow',
          columns: [{ text: `Span, ${zone}` }, { text: 'Why' }, { text: 'Time', kind: 'num' }],
          rows: [...rows.map((one): StackRow => ({ cells: [between(one.from, one.to, zone), one.why, seconds(one.seconds)] })), ...(more.count > 0 ? [{ cells: [`and ${more.count} more`, seconds(more.seconds)], span: true }] : [])],
        });
  const out = t.excluded.reduce((sum, one) => sum + one.seconds, 0);
  return section(
    'time',
    'Time',
    h(
      'dl',
      { class: 'fields' },
      t.window === null ? null : field('Window', between(t.window.from, t.window.to, zone)),
      t.counted === null ? null : field('Of it there is so far', between(t.counted.from, t.counted.to, zone)),
      t.elapsed === null ? null : field('Elapsed = counted + left out', seconds(t.elapsed)),
      t.scheduled === null ? null : field('Counted', seconds(t.scheduled)),
      t.elapsed === null ? null : field('Left out', out === 0 ? 'nothing' : seconds(out)),
      t.expected === null ? null : field('Expected to be measured', seconds(t.expected)),
      t.measured === null ? null : field('Measured', seconds(t.measured)),
      t.filled === null ? null : field(`Filled in, policy ${t.filled.policy}`, `${seconds(t.filled.seconds)}: ${full(t.filled.good)} good of ${full(t.filled.total)}`),
      t.partly === 0 ? null : field('Measured in part only', seconds(t.partly)),
    ),
    left(t.excluded.map((one) => ({ ...one, why: [one.reason, one.text].filter(Boolean).join(': ') })), 'Left out'),
    left(t.unmeasured.map((one) => ({ ...one, why: 'not measured' })), 'Not measured, the longest first', t.more),
  );
};

const sum = (all: readonly (number | null | undefined)[]): number => all.reduce<number>((one, other) => one + (other ?? 0), 0);

/** Columns that any part has. Spans add up in what was counted, children in weights and contributions. */
const columnsOf = (parts: readonly Piece[], spans: boolean): { text: string; of(one: Piece): number | null; adds: boolean }[] =>
  ([['Good', 'good', spans], ['Total', 'total', spans], ['Bad minutes', 'bad', spans], ['Unknown minutes', 'unknown', spans], ['Sum', 'sum', spans], ['Value', 'value', false], ['Weight', 'weight', !spans], ['Contribution', 'contribution', !spans]] as const)
    .map(([text, key, adds]) => ({ text, of: (one: Piece) => one[key] ?? null, adds }))
    .filter(({ of }) => parts.some((one) => of(one) !== null));

/** Children by their address, spans by their ends. */
const pieceName = (one: Piece, { zone, scorecard, at }: ExplainFacts): Part => {
  if (one.label === null) return one.from === null || one.to === null ? '–' : between(one.from, one.to, zone);
  const [tier = '', ...name] = one.label.split('/');
  return name.length === 0 || tier === 'entered' ? one.label : link(page(tier, name.join('/'), scorecard, at), one.label);
};

const parts = (facts: ExplainFacts): VNode | null => {
  const { parts: all } = facts.explanation;
  if (all.length === 0) return null;
  const spans = all.some((one) => one.label === null);
  const columns = columnsOf(all, spans);
  return section(
    'parts',
    'Parts that add up to it',
    h('p', { class: 'quiet' }, spans ? `${all.length} spans of whole days and hours, each counted for itself.` : 'What stands below it, each with what it gives.'),
    h(
      'div',
      { class: spans && all.length > 14 ? 'long' : null },
      stack({
        caption: 'Parts that add up to the figure',
        name: columns.length < 5 ? 'narrow' : '',
        columns: [{ text: spans ? `Span, ${facts.zone}` : 'Part' }, ...columns.map(({ text }) => ({ text, kind: 'num' }))],
        rows: all.map((one): StackRow => ({ cells: [pieceName(one, facts), ...columns.map(({ of }) => full(of(one)))] })),
        foot: columns.some(({ adds }) => adds) ? [{ cells: ['Together', ...columns.map(({ of, adds }) => (adds ? h('span', { class: 'strong' }, full(sum(all.map(of)))) : ''))] }] : [],
      }),
    ),
  );
};

const shares = ({ shares: all }: Explanation): VNode | null =>
  !all || all.length === 0
    ? null
    : section('shares', 'Bad minutes by who is answerable', stack({ caption: 'Bad minutes by party', name: 'narrow', columns: [{ text: 'Party' }, { text: 'Bad minutes', kind: 'num' }], rows: all.map((one): StackRow => ({ cells: [one.party, full(one.minutes)] })), foot: [{ cells: ['Together', h('span', { class: 'strong' }, full(sum(all.map((one) => one.minutes))))] }] }));

/** A KPI of one target is judged by its score and shown by the figure of that target. */
const shownBy = ({ explanation: { row } }: ExplainFacts): VNode | null => (row.tier === 'kpi' && row.value !== null ? h('p', { class: 'quiet' }, `It is shown by the figure of its one target, ${told(row.value, row.unit)}.`) : null);

/** Everything inside `main`. */
export const explainMain = (facts: ExplainFacts): Part[] => {
  const { explanation: it, title, zone, scorecard, at, path, events } = facts;
  const { row } = it;
  const api = `/api/v1/measures/${it.tier}/${encodeURIComponent(it.name)}/explain${row.scorecard === null && at === null ? '' : `?${[...(row.scorecard === null ? [] : [`scorecard=${encodeURIComponent(row.scorecard)}`]), ...(at === null ? [] : [`at=${row.at}`])].join('&')}`}`;
  const data = asOf(Date.parse(it.at), facts.age, zone);
  return [
    h(
      'div',
      { class: 'head' },
      crumbs(path, { tier: '', title: 'How it is computed' }, scorecard, at),
      h('div', { class: 'titled' }, h('h1', null, `How ${title} is computed`), state(row.status)),
      h('p', { class: 'meta' }, h('span', null, data.text), row.coverage === null ? null : h('span', null, `Coverage ${percent(row.coverage, 1)}`), h('span', null, 'Plan ', h('code', null, row.plan)), h('span', null, `Revision ${row.revision}`)),
    ),
    h('div', { class: 'formula' }, h('p', { class: 'quiet' }, it.formula.words), h('p', { class: 'figures' }, it.formula.numbers), shownBy(facts)),
    steps(it),
    parts(facts),
    shares(it),
    time(it, zone),
    inputs(it),
    section('events', 'Some of the events behind it', events.length === 0 ? h('p', { class: 'quiet' }, 'None is kept of this window.') : eventsTable(events, events.some((one) => one.good !== null), zone, `Events behind ${title}`)),
    h('p', { class: 'ways' }, link(page(it.tier, it.name, scorecard, at), `Back to ${title}`), link(api, 'The same by API (JSON)')),
  ];
};

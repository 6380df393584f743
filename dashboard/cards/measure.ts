/** The page of one measure of any tier (P3): state and sentence, value against its lines, what it is made of and part of, its history, its events. */
import type { VNode } from 'preact';
import type { Measure } from '../../shared/plan/measure.ts';
import type { Detail, Flag, HistoryItem, Row } from '../../shared/tiers/row.ts';
import type { EventPage } from '../routes/events.ts';
import type { EnteredValue } from '../routes/values.ts';
import { eventsNav, fewEvents } from './1-sie.ts';
import * as sli from './2-sli.ts';
import * as slo from './3-slo.ts';
import * as vma from './4-vma.ts';
import * as kpt from './5-kpt.ts';
import { shown } from './6-kpi.ts';
import { type Corrections, correctionsOf } from './corrections.ts';
import { enteredOf } from './entered.ts';
import { bullet } from './bullet.ts';
import { figure, percent, SCORE, type Spec } from '../../shared/figure.ts';
import { count, lineTexts } from './figure.ts';
import { historyOf } from './history.ts';
import { asFiles } from './files.ts';
import { madeOf } from './made-of.ts';
import { measureFile } from './measure-tables.ts';
import { type Beside, crumbs, type Step } from './crumbs.ts';
import { type Day, daysOf } from './days.ts';
import { type Change, definitionOf } from './definition.ts';
import { gapTiles, shownOf, standing } from './gap.ts';
import { type Instant, instantPicker, lookingBack } from './instant.ts';
import { type Reported, reportedOf } from './reported.ts';
import { explainPage, h, link, page, type Part, section } from './markup.ts';
import { FLAG, PACE, shape, state, TIER_NAME } from './state.ts';
import { asOf, length, span } from './when.ts';
import { commentsOn, type Said } from './comments.ts';

/** A child: its own row is null for kinds of events, `total` and `last` are null for the rest. */
export type Below = Step & { weight: number | null; critical: boolean; note: string; row: Row | null; spec: Spec; contribution: number | null; total: number | null; last: number | null };
export type History = { items: HistoryItem[]; from: number; to: number; ticks: number[] };

export type Facts = {
  measure: Measure;
  title: string;
  row: Row | null;
  spec: Spec;
  zone: string;
  /** scorecard whose period holds for KPTs and above; null = own period */
  scorecard: string | null;
  /** what a KPT is counted over here: the scorecard's period, else its own */
  period: string;
  path: Step[];
  /** what stands beside it below the last step of the path */
  beside: Beside[];
  /** the instant asked for, ms; null = now */
  at: number | null;
  /** of a target, indicator or result area: how it stands against former periods */
  detail: Partial<Detail>;
  /** its state at the end of each of the last days; empty of what has no state */
  days: Day[];
  /** when its definition changed, the oldest first */
  changes: Change[];
  below: Below[];
  above: Step[];
  history: History | null;
  events: EventPage;
  /** the newest figures that people entered for it, under which names; null when it takes none */
  entered: { names: string[]; items: EnteredValue[] } | null;
  /** what people said about it, the newest first, and whether there is more than is listed */
  comments: { items: readonly Said[]; more: boolean };
  /** the scorecard whose comments these are; null of what no scorecard counts */
  counted: string | null;
  /** corrections that touch an SLO or a target; null of what none can touch */
  corrections: Corrections | null;
  /** how it was reported when the period that ends at this instant was closed */
  reported: Reported | null;
  /** who writes here, as this browser remembers; null where nothing can be written */
  who?: string | null;
  /** the kinds of events and samples that it is counted from, as service/kind */
  reads: string[];
  judged: boolean;
  /** age of the data by the clock in use, ms; null on a replay */
  age: number | null;
};

const sentenceOf = ({ measure, spec, below, period }: Facts): string => {
  const of = below[0]?.title ?? '';
  switch (measure.tier) {
    case 'sli':
      return sli.sentence(measure);
    case 'slo':
      return slo.sentence(measure, of);
    case 'vma':
      return vma.sentence(measure);
    case 'kpt':
      return kpt.sentence(measure, spec, of, period);
    case 'kpi':
    case 'kra':
      return `Met from 66⅔ of 100, in tolerance from 33⅓.`;
    default:
      return '';
  }
};

/** A flag in words; of a window that is not full, how much of it there is. */
const flagText = (flag: Flag, row: Row): string => {
  if (flag !== 'calibrating' || row.effectiveFrom === undefined || !row.window) return FLAG[flag];
  const until = Math.min(Date.parse(row.at), Date.parse(row.window.to));
  if (until <= Date.parse(row.effectiveFrom)) return FLAG[flag];
  return `Calibrating: based on ${length(until - Date.parse(row.effectiveFrom))} of ${length(until - Date.parse(row.window.from))}`;
};

export const windowText = (row: Row | null, zone: string): string => (row?.window ? span(Date.parse(row.window.from), Date.parse(row.window.to), zone) : 'each target over its own period');

const head = (facts: Facts, instant: Instant): VNode => {
  const { measure, row, zone, spec } = facts;
  const lines = lineTexts(spec);
  const text = sentenceOf(facts);
  const data = asOf(row ? Date.parse(row.at) : 0, facts.age, zone);
  return h(
    'div',
    { class: 'head' },
    crumbs(facts.path, { tier: measure.tier, title: facts.title, status: measure.tier === 'sli' ? null : (row?.status ?? 'unknown'), beside: facts.beside }, facts.scorecard, facts.at),
    lookingBack(instant, row ? Date.parse(row.at) : null),
    h('div', { class: 'titled' }, h('h1', null, facts.title), measure.tier === 'sli' ? null : state(row?.status ?? 'unknown'), row?.pace ? h('span', { class: 'heading' }, PACE[row.pace], row.forecast !== null && row.pace !== 'too-early' ? ` → ${figure(row.forecast, spec)}` : null) : null),
    h('p', { class: 'sentence' }, text, measure.tier === 'kpi' && spec.kind !== 'score' && lines ? ` Its target: ${lines.desired}${lines.adequate ? ` / ${lines.adequate}` : ''}.` : null),
    standing(facts),
    measure.description === '' ? null : h('p', { class: 'note' }, measure.description),
    h(
      'p',
      { class: 'meta' },
      h('span', null, `${TIER_NAME[measure.tier].replace(/^./, (c) => c.toUpperCase())} `, h('code', null, measure.name)),
      h('span', null, `${windowText(row, zone)}, ${zone}`),
      measure.owner === '' ? null : h('span', null, `Owner ${measure.owner}`),
      row?.coverage === null || row === null ? null : h('span', null, `Coverage ${percent(row.coverage, 1)}`),
      row === null ? null : h('span', { id: 'as-of' }, data.text, data.stale === null ? null : h('b', null, data.stale)),
      row === null ? null : h('span', null, row.provisional ? 'Provisional' : 'Final'),
    ),
    (row?.flags.length ?? 0) === 0 ? null : h('ul', { class: 'flags', 'aria-label': 'Flags' }, row?.flags.map((flag) => h('li', null, flagText(flag, row)))),
    instantPicker(instant, row ? Date.parse(row.at) : null),
  );
};

export const tile = (label: string, body: Part, says: Part, graph: Part = null): VNode => h('div', { class: 'tile' }, h('h2', null, label), h('p', { class: 'figure' }, body), graph, h('p', { class: 'says' }, says));

const counted = (row: Row): string => (row.good !== null && row.total !== null ? `${count(row.good)} good of ${count(row.total)}` : row.total !== null ? `${count(row.total)} counted` : '');

const tiles = (facts: Facts): VNode => {
  const { row, spec, measure } = facts;
  const value = shownOf(facts);
  const lines = lineTexts(spec);
  const graph = bullet({ value, status: row?.status ?? null, spec, scale: row?.scale ?? null }, { label: true, large: true });
  const first = tile(
    measure.tier === 'sli' ? 'Value' : 'Value against its lines',
    value === null ? 'No data' : shown(value, spec),
    [row ? counted(row) : '', lines && spec.kind !== 'score' ? `${lines.desired} desired${lines.adequate ? `, ${lines.adequate} adequate` : ''}` : ''].filter(Boolean).join('; '),
    graph,
  );
  const rest: VNode[] = [];
  if (row && (measure.tier === 'kpt' || (measure.tier === 'kpi' && spec.kind !== 'score'))) rest.push(tile('Score', shown(row.score, SCORE), 'what it gives to the tiers above: met from 66⅔, in tolerance from 33⅓'));
  if (row && measure.tier === 'kpt') rest.push(tile('Pace', row.pace === null ? '–' : PACE[row.pace], row.forecast === null ? (row.value === null ? 'no data to judge by' : row.pace === 'too-early' ? 'too little of the period has passed' : 'the period is over') : `forecast for the period’s end ${figure(row.forecast, spec)}`));
  return h('div', { class: 'tiles' }, first, gapTiles(facts), rest);
};

/** Measures that stand on this one, each with its state. */
export const partOf = (steps: readonly Step[], scorecard: string | null, title = 'Part of', at: number | null = null): VNode | null =>
  steps.length === 0
    ? null
    : section('part-of', title, h('ul', { class: 'parents' }, steps.map((one) => h('li', null, shape(one.status), h('span', { class: 'tier' }, one.tier.toUpperCase()), link(page(one.tier, one.name, scorecard, at), one.title), one.status === null ? null : h('span', { class: 'quiet' }, ` ${one.status === 'unknown' ? 'no data' : one.status === 'tolerated' ? 'in tolerance' : one.status}`)))));

/** The events behind it, a page of them, and the ways to the others; `ways` = how they are had otherwise. */
export const eventsOf = ({ measure, title, scorecard, at, events, reads, judged, zone }: Facts, ways: Part = null): VNode => {
  const { items, side, after } = events;
  const none = side !== '' || after !== null ? `No ${after === null ? '' : 'older '}${side === '' ? '' : `${side} `}event behind it in its window.` : reads.length === 0 ? 'No event behind it in its window.' : `No event behind it in its window. It reads ${reads.join(', ')}.`;
  return section(
    'events',
    `${after === null ? 'The newest' : 'Older'} ${items.some((one) => one.stream === 'sample') ? 'events and samples' : 'events'} behind it`,
    items.length === 0 && side === '' && after === null ? null : eventsNav(page(measure.tier, measure.name, scorecard, at), events, judged),
    items.length === 0 ? h('p', { class: 'quiet' }, none) : fewEvents(items, judged, zone, `${after === null ? 'Newest' : 'Older'} events behind ${title}`),
    items.length === 0 || after !== null || side !== '' ? null : ways,
  );
};

/** Everything inside `main`. */
export const measureMain = (facts: Facts, instant: Instant): Part[] => [
  head(facts, instant),
  tiles(facts),
  reportedOf(facts.reported, facts.row, facts.spec, facts.zone),
  h('p', { class: 'ways' }, link(explainPage(facts.measure.tier, facts.measure.name, facts.scorecard, facts.at), 'How is this computed? The formula with its numbers')),
  madeOf(facts, facts.below.length === 0 ? null : h('p', { class: 'ways' }, asFiles('What it is made of', (format) => measureFile(facts, 'below', format)))),
  enteredOf(facts),
  correctionsOf(facts.corrections, { who: facts.who ?? null, zone: facts.zone }),
  historyOf(facts),
  daysOf(facts),
  partOf(facts.above, facts.scorecard, 'Part of', facts.at),
  commentsOn(facts),
  eventsOf(facts),
  definitionOf(facts),
];

/** `main` of a plan without a scorecard: its top measures, so that there is somewhere to go. */
export const topMain = (steps: readonly Step[]): Part[] => [
  h('div', { class: 'head' }, h('h1', null, 'No scorecard in the plan'), h('p', { class: 'note' }, 'A document of kind Scorecard names perspectives and key result areas. Until there is one, these are the measures that nothing stands on.')),
  partOf(steps, null, 'Measures') ?? h('p', { class: 'quiet' }, 'The plan has no measure with a state.'),
];

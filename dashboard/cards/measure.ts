/** The page of one measure of any tier (P3): state and sentence, value against its lines, what it is made of and part of, its history, its events. */
import type { VNode } from 'preact';
import type { Measure } from '../../shared/plan/measure.ts';
import type { HistoryItem, Row, Status } from '../../shared/tiers/row.ts';
import type { EventLine } from '../routes/events.ts';
import { eventsTable } from './1-sie.ts';
import * as sli from './2-sli.ts';
import * as slo from './3-slo.ts';
import * as vma from './4-vma.ts';
import * as kpt from './5-kpt.ts';
import * as kpi from './6-kpi.ts';
import * as kra from './7-kra.ts';
import { bullet } from './bullet.ts';
import { count, digits, figure, line, lineTexts, percent, points, SCORE, type Spec } from './figure.ts';
import { all, h, link, page, type Part } from './markup.ts';
import { FLAG, mark, PACE, shape, state, TIER_NAME } from './state.ts';
import { asOf, minute, span } from './when.ts';

/** A step of the breadcrumb, or a parent. */
export type Step = { tier: string; name: string; title: string; status: Status | null };
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
  below: Below[];
  above: Step[];
  history: History | null;
  events: EventLine[];
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

/** How its children make it, in words. */
const ruleOf = (measure: Measure): string => {
  switch (measure.tier) {
    case 'sli':
      return sli.rule(measure);
    case 'slo':
      return slo.rule(measure);
    case 'vma':
      return vma.rule(measure);
    case 'kpt':
      return kpt.rule;
    case 'kpi':
      return kpi.rule(measure);
    default:
      return kra.rule;
  }
};

const crumbs = (steps: readonly Step[], here: { tier: string; title: string; status?: Status | null }, scorecard: string | null): VNode =>
  h(
    'nav',
    { class: 'crumbs', 'aria-label': 'Tier path' },
    h(
      'ol',
      null,
      h('li', null, link(scorecard === null ? '/' : `/?scorecard=${encodeURIComponent(scorecard)}`, 'Scorecard')),
      steps.map((one) => h('li', null, mark(one.status), h('span', { class: 'tier' }, `${one.tier.toUpperCase()} `), link(page(one.tier, one.name, scorecard), one.title))),
      h('li', { 'aria-current': 'page' }, here.status === undefined ? null : mark(here.status), h('span', { class: 'tier' }, `${here.tier.toUpperCase()} `), here.title),
    ),
  );

const windowText = (row: Row | null, zone: string): string => (row?.window ? span(Date.parse(row.window.from), Date.parse(row.window.to), zone) : 'each target over its own period');

const head = (facts: Facts): VNode => {
  const { measure, row, zone, spec } = facts;
  const lines = lineTexts(spec);
  const text = sentenceOf(facts);
  const data = asOf(row ? Date.parse(row.at) : 0, facts.age, zone);
  return h(
    'div',
    { class: 'head' },
    crumbs(facts.path, { tier: measure.tier, title: facts.title, status: measure.tier === 'sli' ? null : (row?.status ?? 'unknown') }, facts.scorecard),
    h('div', { class: 'titled' }, h('h1', null, facts.title), measure.tier === 'sli' ? null : state(row?.status ?? 'unknown'), row?.pace ? h('span', { class: 'heading' }, PACE[row.pace], row.forecast !== null && row.pace !== 'too-early' ? ` → ${figure(row.forecast, spec)}` : null) : null),
    h('p', { class: 'sentence' }, text, measure.tier === 'kpi' && spec.kind !== 'score' && lines ? ` Its target: ${lines.desired}${lines.adequate ? ` / ${lines.adequate}` : ''}.` : null),
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
    (row?.flags.length ?? 0) === 0 ? null : h('ul', { class: 'flags', 'aria-label': 'Flags' }, row?.flags.map((flag) => h('li', null, FLAG[flag]))),
  );
};

const tile = (label: string, body: Part, says: Part, graph: Part = null): VNode => h('div', { class: 'tile' }, h('h2', null, label), h('p', { class: 'figure' }, body), graph, h('p', { class: 'says' }, says));

const counted = (row: Row): string => (row.good !== null && row.total !== null ? `${count(row.good)} good of ${count(row.total)}` : row.total !== null ? `${count(row.total)} counted` : '');

const tiles = (facts: Facts): VNode => {
  const { row, spec, measure } = facts;
  const value = row?.value ?? null;
  const scored = ['kpi', 'kra', 'perspective', 'scorecard'].includes(measure.tier) && spec.kind === 'score';
  const shown = scored ? (row?.score ?? null) : value;
  const lines = lineTexts(spec);
  const graph = bullet({ value: shown, status: row?.status ?? null, spec, scale: row?.scale ?? null }, { label: true, large: true });
  const first = tile(
    measure.tier === 'sli' ? 'Value' : 'Value against its lines',
    shown === null ? 'No data' : scored ? all(digits(shown, SCORE), h('span', { class: 'of' }, ' / 100')) : figure(shown, spec),
    [row ? counted(row) : '', lines && spec.kind !== 'score' ? `${lines.desired} desired${lines.adequate ? `, ${lines.adequate} adequate` : ''}` : ''].filter(Boolean).join('; '),
    graph,
  );
  const rest: VNode[] = [];
  if (row && measure.tier === 'slo') for (const one of slo.tiles(row, facts.zone)) rest.push(tile(one.label, one.figure, one.says));
  if (row && (measure.tier === 'kpt' || (measure.tier === 'kpi' && !scored))) rest.push(tile('Score', row.score === null ? '–' : all(digits(row.score, SCORE), h('span', { class: 'of' }, ' / 100')), 'what it gives to the tiers above: met from 66⅔, in tolerance from 33⅓'));
  if (row && measure.tier === 'kpt') rest.push(tile('Pace', row.pace === null ? '–' : PACE[row.pace], row.forecast === null ? (row.value === null ? 'no data to judge by' : row.pace === 'too-early' ? 'too little of the period has passed' : 'the period is over') : `forecast for the period’s end ${figure(row.forecast, spec)}`));
  return h('div', { class: 'tiles' }, first, rest);
};

const rows = (facts: Facts): VNode | null => {
  const { below, measure, row } = facts;
  if (below.length === 0) return null;
  const events = below.every((one) => one.tier === 'sie');
  const plain = events || below.every((one) => one.tier === 'sli');
  const minutes = measure.tier === 'vma' && measure.op !== 'weighted';
  const weights = below.some((one) => one.weight !== null) && measure.tier !== 'slo' && measure.tier !== 'kpt' && !minutes;
  const veto = row?.contributors.find((one) => one.name === 'veto');
  const known = below.reduce((sum, one) => sum + (one.contribution ?? 0), 0);
  const contribution = (one: Below): string => (one.contribution === null ? '–' : minutes ? `${count(Math.round(one.contribution * 100) / 100)} min` : measure.tier === 'vma' ? percent(one.contribution, 2) : points(one.contribution));
  const shared = below.some((one) => one.contribution !== null);
  const scores = below.some((one) => one.row?.score !== null && one.row !== null);
  return h(
    'section',
    { 'aria-labelledby': 'made-of' },
    h('h2', { id: 'made-of' }, 'Made of'),
    h('p', { class: 'quiet' }, ruleOf(measure)),
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'What it is made of', tabindex: 0 },
      h(
        'table',
        { class: plain ? 'list narrow' : 'list' },
        h('caption', { class: 'vh' }, `What ${facts.title} is made of`),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'col' }, 'Name'),
            h('th', { scope: 'col' }, 'Tier'),
            plain ? null : h('th', { scope: 'col' }, 'Status'),
            h('th', { scope: 'col', class: 'num' }, events ? 'Events' : 'Value'),
            events ? h('th', { scope: 'col' }, 'Newest') : plain ? null : h('th', { scope: 'col', class: 'graphed' }, 'Against target'),
            scores ? h('th', { scope: 'col', class: 'num' }, 'Score') : null,
            weights ? h('th', { scope: 'col', class: 'num' }, 'Weight') : null,
            shared ? h('th', { scope: 'col', class: 'num' }, minutes ? 'Bad minutes' : 'Contribution') : null,
          ),
        ),
        h(
          'tbody',
          null,
          below.map((one) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, link(page(one.tier, one.name, facts.scorecard), one.title), one.critical ? h('span', { class: 'quiet' }, ' critical') : null, one.note === '' ? null : h('span', { class: 'quiet' }, ` ${one.note}`)),
              h('td', null, one.tier.toUpperCase()),
              plain ? null : h('td', null, one.tier === 'sli' ? '–' : state(one.status ?? 'unknown')),
              h('td', { class: 'num' }, events ? count(one.total ?? 0) : one.spec.kind === 'score' ? digits(one.row?.score ?? null, SCORE) : figure(one.row?.value ?? null, one.spec)),
              events ? h('td', null, one.last === null ? '–' : minute(one.last, facts.zone)) : plain ? null : h('td', { class: 'graphed' }, bullet({ value: (one.spec.kind === 'score' ? one.row?.score : one.row?.value) ?? null, status: one.status, spec: one.spec, scale: one.row?.scale ?? null })),
              scores ? h('td', { class: 'num' }, digits(one.row?.score ?? null, SCORE)) : null,
              weights ? h('td', { class: 'num' }, one.weight === null ? '–' : count(one.weight)) : null,
              shared ? h('td', { class: 'num strong' }, contribution(one)) : null,
            ),
          ),
          veto ? h('tr', null, h('th', { scope: 'row' }, 'Held under met: a critical one is missed'), h('td', null, ''), h('td', null, ''), h('td', null, ''), h('td', null, ''), scores ? h('td', null, '') : null, weights ? h('td', null, '') : null, h('td', { class: 'num strong' }, points(veto.contribution))) : null,
        ),
        shared && !minutes && measure.tier !== 'vma'
          ? h('tfoot', null, h('tr', null, h('th', { scope: 'row', colspan: 5 + (scores ? 1 : 0) + (weights ? 1 : 0) }, 'Score: the contributions added up'), h('td', { class: 'num strong' }, points(row?.score ?? known))))
          : null,
      ),
    ),
  );
};

const history = (facts: Facts): VNode | null => {
  const { spec, measure } = facts;
  const past = facts.history;
  if (past === null) return null;
  const scored = spec.kind === 'score';
  const known = past.items.filter((one) => (scored ? one.score : one.value) !== null);
  const pick = (one: HistoryItem): number | null => (scored ? one.score : one.value);
  const values = known.map((one) => pick(one) as number);
  const lines = lineTexts(spec);
  const says =
    known.length === 0
      ? `No data from ${minute(past.from, facts.zone)} to ${minute(past.to, facts.zone)}.`
      : `${figure(values.at(-1) as number, spec)} at the end; lowest ${figure(Math.min(...values), spec)}, highest ${figure(Math.max(...values), spec)}${lines ? `; desired ${lines.desired}` : ''}.`;
  return h(
    'section',
    { 'aria-labelledby': 'history' },
    h('h2', { id: 'history' }, 'History'),
    h('p', { class: 'quiet' }, `From ${minute(past.from, facts.zone)} to ${minute(past.to, facts.zone)}: `, says),
    h('div', {
      class: 'chart',
      id: 'chart',
      hidden: true,
      'data-keep': '',
      // drawn from the table below: what the chart shows and what the table says are the same numbers
      'data-chart': 'history-table',
      'data-from': past.from,
      'data-to': past.to,
      'data-ticks': past.ticks.join(),
      'data-kind': spec.kind,
      'data-unit': spec.unit,
      'data-adequate': spec.adequate,
      'data-desired': spec.desired,
      'data-adequate-text': spec.adequate === null ? null : line(spec.adequate, spec),
      'data-desired-text': spec.desired === null ? null : line(spec.desired, spec),
      'data-zone': facts.zone,
      'data-title': facts.title,
      'data-says': says,
    }),
    h(
      'details',
      { class: 'table-of', id: 'history-table' },
      h('summary', null, 'View as table'),
      h(
        'div',
        { class: 'scroll tall', role: 'region', 'aria-label': 'History as a table', tabindex: 0 },
        h(
          'table',
          { class: 'list narrow' },
          h('caption', { class: 'vh' }, `${facts.title} over time`),
          h('thead', null, h('tr', null, h('th', { scope: 'col' }, `At, ${facts.zone}`), h('th', { scope: 'col', class: 'num' }, scored ? 'Score' : 'Value'), measure.tier === 'sli' ? null : h('th', { scope: 'col' }, 'Status'), h('th', { scope: 'col', class: 'num' }, 'Good'), h('th', { scope: 'col', class: 'num' }, 'Total'), h('th', { scope: 'col', class: 'num' }, 'Coverage'))),
          h(
            'tbody',
            null,
            [...past.items].reverse().map((one) =>
              h(
                'tr',
                null,
                h('th', { scope: 'row' }, h('time', { datetime: one.at }, minute(Date.parse(one.at), facts.zone))),
                h('td', { class: 'num' }, h('data', { value: pick(one) === null ? '' : String(pick(one)) }, figure(pick(one), spec))),
                measure.tier === 'sli' ? null : h('td', null, state(one.status ?? 'unknown')),
                h('td', { class: 'num' }, one.good === null ? '–' : count(one.good)),
                h('td', { class: 'num' }, one.total === null ? '–' : count(one.total)),
                h('td', { class: 'num' }, one.coverage === null ? '–' : percent(one.coverage, 1)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
};

/** Measures that stand on this one, each with its state. */
const partOf = (steps: readonly Step[], scorecard: string | null, title = 'Part of'): VNode | null =>
  steps.length === 0
    ? null
    : h('section', { 'aria-labelledby': 'part-of' }, h('h2', { id: 'part-of' }, title), h('ul', { class: 'parents' }, steps.map((one) => h('li', null, shape(one.status), h('span', { class: 'tier' }, one.tier.toUpperCase()), link(page(one.tier, one.name, scorecard), one.title), one.status === null ? null : h('span', { class: 'quiet' }, ` ${one.status === 'unknown' ? 'no data' : one.status === 'tolerated' ? 'in tolerance' : one.status}`)))));

/** Everything inside `main`. */
export const measureMain = (facts: Facts): Part[] => [
  head(facts),
  tiles(facts),
  rows(facts),
  history(facts),
  facts.measure.tier === 'slo' && facts.row ? slo.details(facts.row) : null,
  partOf(facts.above, facts.scorecard),
  h('section', { 'aria-labelledby': 'events' }, h('h2', { id: 'events' }, `The newest ${facts.events.some((one) => one.stream === 'sample') ? 'events and samples' : 'events'} behind it`), facts.events.length === 0 ? h('p', { class: 'quiet' }, facts.reads.length === 0 ? 'No event behind it in its window.' : `No event behind it in its window. It reads ${facts.reads.join(', ')}.`) : eventsTable(facts.events, facts.judged, facts.zone, `Newest events behind ${facts.title}`)),
];

/** `main` of a plan without a scorecard: its top measures, so that there is somewhere to go. */
export const topMain = (steps: readonly Step[]): Part[] => [
  h('div', { class: 'head' }, h('h1', null, 'No scorecard in the plan'), h('p', { class: 'note' }, 'A document of kind Scorecard names perspectives and key result areas. Until there is one, these are the measures that nothing stands on.')),
  partOf(steps, null, 'Measures') ?? h('p', { class: 'quiet' }, 'The plan has no measure with a state.'),
];

/** The page of one SLO (P5): state with what fires beside it, four tiles (now, left, how fast, until when), charts, burn alerts, worst moments, definition, the call. */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { iso } from '../../shared/time/instant.ts';
import { stepOf } from '../../shared/time/points.ts';
import { fewEvents } from './1-sie.ts';
import { threshold, times } from '../../shared/budget-figure.ts';
import { sentence } from './3-slo.ts';
import { chartsOf } from './3-slo-charts.ts';
import type { Charts } from './3-slo-plots.ts';
import { callsOf, definitionOf } from './3-slo-definition.ts';
import { type Spent, spentOf } from './3-slo-spent.ts';
import { tableAddress, type TableName } from './3-slo-tables.ts';
import { firing, tiles } from './3-slo-tiles.ts';
import type { Compared } from './3-slo-versions.ts';
import { ALERT_WORD, alertState, ruleWords, sinceText, told } from './alert.ts';
import { correctionsOf } from './corrections.ts';
import { commentsOn } from './comments.ts';
import { crumbs } from './crumbs.ts';
import { line, percent, SHARE } from '../../shared/figure.ts';
import { count } from './figure.ts';
import { type Instant, instantPicker, lookingBack } from './instant.ts';
import { asFiles } from './files.ts';
import { madeOf } from './made-of.ts';
import { h, link, type Part, section, sloView } from './markup.ts';
import { eventsOf, type Facts, partOf, windowText } from './measure.ts';
import { stack } from './stack.ts';
import { FLAG, state } from './state.ts';
import { asOf, length, minute, minuteBrief } from './when.ts';

/** The worst minute of an hour. Counts as text, exactly; at in ms. */
export type Worst = { at: number; bad: string; counted: string };

export type SloFacts = {
  facts: Facts;
  measure: SloMeasure;
  charts: Charts | null;
  /** every rule of this SLO that has a state */
  alerts: Alert[];
  worst: Worst[];
  /** the minute whose bad events are shown instead of the newest; ms */
  moment: number | null;
  /** since when its window is filled, when it is not full yet; ms */
  since: number | null;
  spent: Spent | null;
  /** the label that it is told apart by, as the address has it */
  by: string | null;
  /** the SLO as a document of a plan */
  document: object;
  /** two versions of its definition, where the address asks for them */
  compared: Compared | null;
  /** address that this page was asked at */
  origin: string;
};

/** Address of the page with something else chosen on it. */
const view = ({ measure, facts, charts, by, moment }: SloFacts, change: { by?: string; moment?: number | null }): string => sloView(measure.name, { at: facts.at, span: charts?.span ?? 'own', by, moment, ...change });

/** The links to a table as files. */
const files = ({ measure, facts }: SloFacts, table: TableName, what: string, query: Record<string, string | null> = {}): Part => h('p', { class: 'ways' }, asFiles(what, (format) => tableAddress(measure.name, table, format, { at: facts.at === null ? null : iso(facts.at), ...query })));

const badge = (alerts: readonly Alert[], at: number, zone: string): Part => {
  const [first] = firing(alerts);
  if (first) return h('a', { class: 'badge', href: '#burn-alerts' }, `Firing since ${minuteBrief(Date.parse(first.since), at, zone)}`);
  const other = alerts.find((one) => one.state === 'blind') ?? alerts.find((one) => one.state === 'pending');
  return other ? h('a', { class: 'badge blind', href: '#burn-alerts' }, `Alert ${ALERT_WORD[other.state].toLowerCase()}`) : null;
};

const head = ({ facts, measure, alerts, since }: SloFacts, instant: Instant): VNode => {
  const { row, zone, below } = facts;
  const at = row ? Date.parse(row.at) : 0;
  const data = asOf(at, facts.age, zone);
  const window = measure.window.kind === 'rolling' ? measure.window.ms : row?.window ? Date.parse(row.window.to) - Date.parse(row.window.from) : 0;
  return h(
    'div',
    { class: 'head' },
    crumbs(facts.path, { tier: 'slo', title: facts.title, status: row?.status ?? 'unknown', beside: facts.beside }, facts.scorecard, facts.at),
    lookingBack(instant, row ? at : null),
    h('div', { class: 'titled' }, h('h1', null, facts.title), state(row?.status ?? 'unknown'), badge(alerts, at, zone)),
    h('p', { class: 'sentence' }, sentence(measure, below[0]?.title ?? '')),
    measure.description === '' ? null : h('p', { class: 'note' }, measure.description),
    h(
      'p',
      { class: 'meta' },
      h('span', null, `${windowText(row, zone)}, ${zone}`),
      measure.service === '' ? null : h('span', null, 'Service ', link(`/slos?service=${encodeURIComponent(measure.service)}`, measure.service)),
      measure.owner === '' ? null : h('span', null, `Owner ${measure.owner}`),
      row?.coverage === null || row === null ? null : h('span', null, `Coverage ${percent(row.coverage, 1)}`),
      row === null ? null : h('span', { id: 'as-of' }, data.text, data.stale === null ? null : h('b', null, data.stale)),
      row === null ? null : h('span', null, row.provisional ? 'Provisional' : 'Final'),
    ),
    (row?.flags.length ?? 0) === 0 ? null : h('ul', { class: 'flags', 'aria-label': 'Flags' }, row?.flags.map((flag) => h('li', null, flag === 'calibrating' && since !== null && at > since ? `Calibrating: based on ${length(at - since)} of ${length(window)}` : FLAG[flag]))),
    instantPicker(instant, row ? at : null),
  );
};

/** What a burn rule asks, with its own numbers: which share of bad makes it fire, and how much of the budget it lets go. */
const formula = ({ threshold: factor, windows, kind }: Alert, { target, window }: SloMeasure): Part => {
  if (kind !== 'burn-rate' || factor === null || windows === null) return null;
  const allowed = 1 - Number(target);
  const long = stepOf(windows.long);
  const share = long !== null && window.kind === 'rolling' ? `; ${windows.long} at that rate spends ${percent((factor * long) / window.ms, 1)} of the budget` : '';
  return h('small', null, `bad ÷ counted over ${windows.long} and over ${windows.short} each above ${threshold(factor)} × ${line(Number(allowed.toFixed(9)), SHARE)} % = ${percent(factor * allowed, 3)}${share}`);
};

const alertsOf = (it: SloFacts): VNode => {
  const { facts, alerts, measure } = it;
  const at = facts.row ? Date.parse(facts.row.at) : 0;
  const order = ['firing', 'blind', 'pending', 'resolved', 'inactive'];
  const list = [...alerts].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (b.threshold ?? 0) - (a.threshold ?? 0) || (a.rule < b.rule ? -1 : 1));
  return h(
    'section',
    { 'aria-labelledby': 'burn-alerts', class: 'alerts' },
    h('h2', { id: 'burn-alerts' }, 'Burn alerts'),
    h('p', { class: 'quiet' }, list.length === 0 ? 'No rule of this SLO has a state yet: it changes when the first one burns.' : 'Burn rate = the share of bad in a window ÷ the share that the objective allows; 1× spends the budget in exactly its window. A burn rule fires when both its windows are above the threshold, and is over when the short one is back under it.'),
    list.length === 0
      ? null
      : stack({
          caption: 'Rules and their burn rates',
          name: 'alarms rules',
          columns: [{ text: 'Rule' }, { text: 'Severity', kind: 'severity' }, { text: 'Windows', kind: 'when' }, { text: 'Threshold', kind: 'num' }, { text: 'Long now', kind: 'num' }, { text: 'Short now', kind: 'num' }, { text: 'State', kind: 'status' }, { text: 'Since', kind: 'when' }, ...(facts.at === null ? [{ text: 'Notified', kind: 'told-cell' }] : [])],
          rows: list.map((one) => ({
            id: `alert-${one.rule}`,
            cells: [
              h('span', { class: 'label' }, one.rule, h('small', null, ruleWords(one)), formula(one, measure)),
              one.severity || '–',
              one.windows ? `${one.windows.long} + ${one.windows.short}` : '–',
              one.threshold === null ? '–' : threshold(one.threshold),
              h('b', null, times(one.burn.long)),
              h('b', null, times(one.burn.short)),
              alertState(one.state),
              one.state === 'inactive' ? '–' : sinceText(one, at, facts.zone),
              ...(facts.at === null ? [told(one, facts.zone, `told-${one.rule}`)] : []),
            ],
          })),
        }),
    list.length === 0 ? null : files(it, 'alerts', 'Burn alerts'),
  );
};

const moments = (it: SloFacts): Part => {
  const { facts, measure, worst, moment } = it;
  const allowed = measure.method === 'Occurrences' ? (facts.row?.budget?.events.allowed ?? 0) : 0;
  return worst.length === 0
    ? null
    : section(
        'worst',
        'Worst moments',
        h('p', { class: 'quiet' }, 'The worst minute of each of the hours with the most bad, in this window.'),
        stack({
          caption: 'Minutes with the most bad',
          name: 'narrow moments',
          columns: [{ text: `Minute, ${facts.zone}` }, { text: 'Bad', kind: 'num' }, { text: 'Counted', kind: 'num' }, ...(allowed > 0 ? [{ text: 'Of the budget', kind: 'num' }] : []), { text: 'Evidence' }],
          rows: worst.map((one) => ({
            id: `worst-${one.at}`,
            ...(one.at === moment ? { class: 'here' } : {}),
            cells: [minute(one.at, facts.zone), count(Number(one.bad)), count(Number(one.counted)), ...(allowed > 0 ? [percent(Number(one.bad) / allowed, 2)] : []), h('a', { href: `${view(it, { moment: one.at })}#events` }, 'its bad events', h('span', { class: 'vh' }, ` at ${minute(one.at, facts.zone)}`))],
          })),
        }),
        files(it, 'worst', 'Worst moments'),
      );
};

const evidence = (it: SloFacts): VNode => {
  const { facts, moment } = it;
  if (moment === null) return eventsOf(facts, files(it, 'events', 'The newest events'));
  const { items } = facts.events;
  const kind = items.some((one) => one.stream === 'sample') ? 'events and samples' : 'events';
  return section(
    'events',
    `Bad ${kind} of ${minute(moment, facts.zone)}`,
    h('p', { class: 'quiet' }, link(view(it, { moment: null }), 'Show the newest instead')),
    items.length === 0 ? h('p', { class: 'quiet' }, 'None is kept of that minute.') : [fewEvents(items, facts.judged, facts.zone, `Bad events behind ${facts.title}`), files(it, 'events', 'These events', { moment: String(moment) })],
  );
};

/** Everything inside `main`. */
export const sloMain = (it: SloFacts, instant: Instant): Part[] => [
  head(it, instant),
  tiles(it.facts, it.measure, it.alerts),
  chartsOf(it),
  alertsOf(it),
  h('div', { class: 'causes' }, spentOf({ spent: it.spent, measure: it.measure, row: it.facts.row, asked: it.by, address: (by) => view(it, { by }), ways: files(it, 'spent', 'Who spent the budget', { by: it.by }) }), moments(it)),
  correctionsOf(it.facts.corrections, { who: it.facts.who ?? null, zone: it.facts.zone }),
  evidence(it),
  madeOf(it.facts, files(it, 'below', 'What it is made of')),
  partOf(it.facts.above, it.facts.scorecard, 'Part of', it.facts.at),
  commentsOn(it.facts),
  definitionOf(it),
  callsOf(it),
];

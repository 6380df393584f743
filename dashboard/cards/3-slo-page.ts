/** The page of one SLO (P5): state with what fires beside it, four tiles (now, left, how fast, until when), charts, burn alerts, worst moments, definition, the call. */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { iso } from '../../shared/time/instant.ts';
import { eventsTable } from './1-sie.ts';
import { lasting, lastingWords, leftShare, rule, seconds, sentence, times } from './3-slo.ts';
import { type Charts, chartsOf } from './3-slo-charts.ts';
import { ALERT_WORD, alertState, ruleWords, sinceText, threshold, told } from './alert.ts';
import { bullet } from './bullet.ts';
import { count, figure, fixed, line, lineTexts, percent, SHARE } from './figure.ts';
import { madeOf } from './made-of.ts';
import { all, h, link, page, type Part, sloPage } from './markup.ts';
import { crumbs, type Facts, partOf, tile, windowText } from './measure.ts';
import { stack } from './stack.ts';
import { FLAG, state } from './state.ts';
import { asOf, length, minute, minuteBrief, windowWords } from './when.ts';

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
  /** address that this page was asked at */
  origin: string;
};

/** Rules that fire, the longest first. */
const firing = (alerts: readonly Alert[]): Alert[] => alerts.filter((one) => one.state === 'firing').sort((a, b) => Date.parse(a.since) - Date.parse(b.since));

const badge = (alerts: readonly Alert[], at: number, zone: string): Part => {
  const [first] = firing(alerts);
  if (first) return h('a', { class: 'badge', href: '#burn-alerts' }, `Firing since ${minuteBrief(Date.parse(first.since), at, zone)}`);
  const other = alerts.find((one) => one.state === 'blind') ?? alerts.find((one) => one.state === 'pending');
  return other ? h('a', { class: 'badge blind', href: '#burn-alerts' }, `Alert ${ALERT_WORD[other.state].toLowerCase()}`) : null;
};

const head = ({ facts, measure, alerts, since }: SloFacts): VNode => {
  const { row, zone, below } = facts;
  const at = row ? Date.parse(row.at) : 0;
  const data = asOf(at, facts.age, zone);
  const window = measure.window.kind === 'rolling' ? measure.window.ms : row?.window ? Date.parse(row.window.to) - Date.parse(row.window.from) : 0;
  return h(
    'div',
    { class: 'head' },
    crumbs(facts.path, { tier: 'slo', title: facts.title, status: row?.status ?? 'unknown' }, facts.scorecard),
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
  );
};

const how = (id: string, ...says: Part[]): VNode => h('details', { class: 'how', id }, h('summary', null, 'How?', h('span', { class: 'vh' }, ' is this computed')), h('p', null, says));
const number = (value: number | null): string => (value === null ? '–' : count(Math.round(value * 100) / 100));

const bar = (left: number): VNode => {
  const width = Math.max(0, Math.min(1, left));
  return h('svg', { class: 'bullet budget-bar', width: '100%', height: 10, 'aria-hidden': 'true' }, h('rect', { class: 'zone', x: 0, y: 1, width: '100%', height: 8 }), h('rect', { class: `measure ${left <= 0 ? 'missed' : left < 0.25 ? 'tolerated' : 'met'}`, x: 0, y: 1, width: `${fixed(width * 100, 2)}%`, height: 8 }));
};

const tiles = ({ facts, measure, alerts }: SloFacts): VNode => {
  const { row, spec, zone } = facts;
  const lines = lineTexts(spec);
  const at = row ? Date.parse(row.at) : 0;
  const budget = row?.budget ?? null;
  const left = budget?.ratio.remaining ?? null;
  const bad = row && row.good !== null && row.total !== null ? Math.round((row.total - row.good) * 1e6) / 1e6 : null;
  const unit = measure.method === 'Occurrences' ? 'events' : 'timeslices';
  const slice = measure.method === 'Occurrences' ? 'bad' : 'bad timeslices';
  const burn = row?.burn ?? {};
  const [loudest] = [...firing(alerts)].filter((one) => one.kind === 'burn-rate').sort((a, b) => (b.threshold ?? 0) - (a.threshold ?? 0));
  const lasts = lasting(row, measure);
  const until = row?.exhaustsAt && lasts !== null && lasts > 0 && lasts !== Number.POSITIVE_INFINITY ? Date.parse(row.exhaustsAt) : null;
  const paused = row === null || row.value === null;
  const target = `${line(Number((1 - Number(measure.target)).toFixed(9)), SHARE)} %`;
  return h(
    'div',
    { class: 'tiles four' },
    tile(
      `SLI${measure.window.kind === 'rolling' ? `, ${length(measure.window.ms)}` : ''}`,
      paused ? 'No data' : figure(row.value, spec),
      paused ? 'nothing was counted in the window' : all(`${number(row.good)} good of ${number(row.total)}, ${number(bad)} bad${lines ? `; ${lines.desired} desired${lines.adequate ? `, ${lines.adequate} adequate` : ''}` : ''}`, how('how-sli', `${number(row.good)} good ÷ ${number(row.total)} counted = ${row.value === null ? '–' : percent(row.value, 6)}. ${rule(measure)}`)),
      paused ? null : bullet({ value: row.value, status: row.status, spec, scale: row.scale }, { label: true }),
    ),
    tile(
      'Error budget left',
      left === null ? '–' : all(leftShare(left), h('span', { class: 'beside' }, ` ${left < 0 ? `over by ${seconds(budget?.seconds.remaining === null || !budget ? null : -budget.seconds.remaining)}` : seconds(budget?.seconds.remaining ?? null)} of ${seconds(budget?.seconds.allowed ?? null)}`)),
      left === null || !budget
        ? 'not computed without events'
        : all(
            left < 0 ? `${number(-(budget.events.remaining ?? 0))} ${slice} more than the ${number(budget.events.allowed)} allowed` : `${number(budget.events.remaining)} ${slice} left of ${number(budget.events.allowed)}${budget.of === 'toDate' ? ', to date' : ''}`,
            how('how-budget', `Allowed: ${target} of ${number(row?.total ?? null)} ${unit} = ${number(budget.events.allowed)}; spent ${number(budget.events.consumed)}, left ${number(budget.events.remaining)}. In time: the same share of ${seconds(budget.seconds.allowed)}.`),
          ),
      left === null ? null : bar(left),
    ),
    tile(
      'Burn rate now',
      all(times(burn['1h'] ?? null), h('span', { class: 'beside' }, ` 1 h · ${times(burn['5m'] ?? null)} 5 min`)),
      all(
        loudest ? h('span', null, h('b', null, `${loudest.severity === 'page' ? 'Paging' : 'Firing'}: `), `over ${threshold(loudest.threshold ?? 0)} since ${minuteBrief(Date.parse(loudest.since), at, zone)}. `) : burn['1h'] === null && !paused ? 'no events in the last hour. ' : null,
        h('span', { class: 'line' }, `6 h ${times(burn['6h'] ?? null)} · 1 d ${times(burn['1d'] ?? null)}`),
        how('how-burn', `The share of bad ${unit} over the window named, ÷ ${target} allowed. 1× spends the whole budget in exactly the window.`),
      ),
    ),
    tile(
      'Forecast',
      lasts === null ? '–' : lasts === 0 ? 'Spent' : lasts === Number.POSITIVE_INFINITY ? 'Lasts the window' : lastingWords(lasts),
      lasts === null
        ? 'not computed without events'
        : lasts === 0
          ? 'nothing is left to lose before the window moves on'
          : all(until === null ? 'at the burn rate of the last hour' : `until the budget is spent: runs out in ${lastingWords(lasts)} at this rate, ${minuteBrief(until, at, zone)}`, how('how-lasts', `What is left (${leftShare(left)}) × the window ÷ the burn rate of the last hour (${times(burn['1h'] ?? null)}).`)),
    ),
  );
};

const alertsOf = ({ facts, alerts }: SloFacts): VNode => {
  const at = facts.row ? Date.parse(facts.row.at) : 0;
  const order = ['firing', 'blind', 'pending', 'resolved', 'inactive'];
  const list = [...alerts].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (b.threshold ?? 0) - (a.threshold ?? 0) || (a.rule < b.rule ? -1 : 1));
  return h(
    'section',
    { 'aria-labelledby': 'burn-alerts', class: 'alerts' },
    h('h2', { id: 'burn-alerts' }, 'Burn alerts'),
    h('p', { class: 'quiet' }, list.length === 0 ? 'No rule of this SLO has a state yet: it changes when the first one burns.' : 'A burn rule fires when both its windows are above the threshold, and is over when the short one is back under it.'),
    list.length === 0
      ? null
      : stack({
          caption: 'Rules and their burn rates',
          name: 'alarms rules',
          columns: [{ text: 'Rule' }, { text: 'Severity', kind: 'severity' }, { text: 'Windows', kind: 'when' }, { text: 'Threshold', kind: 'num' }, { text: 'Long now', kind: 'num' }, { text: 'Short now', kind: 'num' }, { text: 'State', kind: 'status' }, { text: 'Since', kind: 'when' }, { text: 'Notified', kind: 'told-cell' }],
          rows: list.map((one) => ({
            id: `alert-${one.rule}`,
            cells: [
              h('span', { class: 'label' }, one.rule, h('small', null, ruleWords(one))),
              one.severity || '–',
              one.windows ? `${one.windows.long} + ${one.windows.short}` : '–',
              one.threshold === null ? '–' : threshold(one.threshold),
              h('b', null, times(one.burn.long)),
              h('b', null, times(one.burn.short)),
              alertState(one.state),
              one.state === 'inactive' ? '–' : sinceText(one, at, facts.zone),
              told(one, facts.zone, `told-${one.rule}`),
            ],
          })),
        }),
  );
};

const moments = ({ facts, measure, worst, moment }: SloFacts): Part =>
  worst.length === 0
    ? null
    : h(
        'section',
        { 'aria-labelledby': 'worst' },
        h('h2', { id: 'worst' }, 'Worst moments'),
        h('p', { class: 'quiet' }, 'The worst minute of each of the hours with the most bad, in this window.'),
        stack({
          caption: 'Minutes with the most bad',
          name: 'narrow moments',
          columns: [{ text: `Minute, ${facts.zone}` }, { text: 'Bad', kind: 'num' }, { text: 'Counted', kind: 'num' }, { text: 'Evidence' }],
          rows: worst.map((one) => ({
            id: `worst-${one.at}`,
            ...(one.at === moment ? { class: 'here' } : {}),
            cells: [minute(one.at, facts.zone), count(Number(one.bad)), count(Number(one.counted)), h('a', { href: `${sloPage(measure.name)}?moment=${one.at}#events` }, 'its bad events', h('span', { class: 'vh' }, ` at ${minute(one.at, facts.zone)}`))],
          })),
        }),
      );

const evidence = ({ facts, measure, moment }: SloFacts): VNode => {
  const kind = facts.events.some((one) => one.stream === 'sample') ? 'events and samples' : 'events';
  return h(
    'section',
    { 'aria-labelledby': 'events' },
    h('h2', { id: 'events' }, moment === null ? `The newest ${kind} behind it` : `Bad ${kind} of ${minute(moment, facts.zone)}`),
    moment === null ? null : h('p', { class: 'quiet' }, link(sloPage(measure.name), 'Show the newest instead')),
    facts.events.length === 0 ? h('p', { class: 'quiet' }, moment !== null ? 'None is kept of that minute.' : facts.reads.length === 0 ? 'No event behind it in its window.' : `No event behind it in its window. It reads ${facts.reads.join(', ')}.`) : eventsTable(facts.events, facts.judged, facts.zone, `${moment === null ? 'Newest' : 'Bad'} events behind ${facts.title}`),
  );
};

const field = (name: string, value: Part): VNode => h('div', { class: 'field' }, h('dt', null, name), h('dd', null, value));

const definition = ({ facts, measure }: SloFacts): VNode =>
  h(
    'section',
    { 'aria-labelledby': 'definition' },
    h('h2', { id: 'definition' }, 'Definition'),
    h(
      'dl',
      { class: 'fields' },
      field('Name', h('code', null, measure.name)),
      field('Indicator', link(page('sli', measure.sli), facts.below[0]?.title ?? measure.sli)),
      field('Objective', `${line(Number(measure.target), SHARE)} %`),
      field('Adequate from', `${line(Number(measure.adequate), SHARE)} %`),
      field('Window', windowWords(measure.window).replace('over ', '')),
      field('Counted', measure.method === 'Occurrences' ? 'every event' : `timeslices of ${length(measure.slice)}${measure.sliceTarget === null ? '' : `, good from ${line(Number(measure.sliceTarget), SHARE)} %`}`),
      field('No state under a coverage of', `${line(Number(measure.floor), SHARE)} %`),
      field('Service', measure.service || '–'),
      field('Owner', measure.owner || '–'),
      field('Party', measure.party),
      field('Written in', h('code', null, measure.at.split('/').slice(-2).join('/'))),
    ),
  );

const call = ({ measure, origin, charts }: SloFacts): VNode => {
  const at = `${origin}/api/v1/measures/slo/${encodeURIComponent(measure.name)}`;
  const seen = charts === null ? '' : `?from=${iso(Math.floor(charts.from / charts.step + 1) * charts.step)}&to=${charts.items.at(-1)?.at ?? iso(charts.to)}&step=${charts.step / 1000}&with=steps`;
  return h(
    'section',
    { 'aria-labelledby': 'api' },
    h('h2', { id: 'api' }, 'The same by API'),
    h('div', { class: 'command' }, h('pre', { tabindex: 0, 'aria-label': 'Commands' }, h('code', null, `curl '${at}'\ncurl '${at}/history${seen}'\ncurl '${at}/events?good=false'`)), h('button', { type: 'button', class: 'copy', hidden: true, 'data-keep': '' }, 'Copy')),
  );
};

/** Everything inside `main`. */
export const sloMain = (it: SloFacts): Part[] => [
  head(it),
  tiles(it),
  chartsOf(it.charts, it.measure, it.facts.row, it.facts.spec, it.facts.zone),
  alertsOf(it),
  moments(it),
  evidence(it),
  madeOf(it.facts),
  partOf(it.facts.above, it.facts.scorecard),
  definition(it),
  call(it),
];

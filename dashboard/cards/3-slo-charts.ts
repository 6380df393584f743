/**
 * The four charts of an SLO on one time axis: budget, burn, SLI, volume. Each is a figure with its table; the script draws what the table says. Words
 * and tables stand here, without a script there is nothing but them.
 */
import type { VNode } from 'preact';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { HistoryItem, Row } from '../../shared/tiers/row.ts';
import { leftShare, times } from './3-slo.ts';
import { drawnMarks, laneOf, type Mark } from './3-slo-marks.ts';
import { asFiles, tableAddress } from './3-slo-tables.ts';
import { threshold } from './alert.ts';
import { figure, line, SHARE, type Spec } from '../../shared/figure.ts';
import { count } from './figure.ts';
import { h, type Part, sloView } from './markup.ts';
import { segments } from './segments.ts';
import { length, minute, minuteShort } from './when.ts';
import { iso } from '../../shared/time/instant.ts';

/** A rule's line in the burn chart. */
export type Line = { value: number; text: string; page: boolean };
/** A stretch in which rules fired, ms. */
export type Fired = { from: number; to: number; rules: string[] };

export type Charts = {
  /** points oldest first, the newest is the row that the page shows */
  items: HistoryItem[];
  /** span of the axis, which may end after the newest point (calendar windows) */
  from: number;
  to: number;
  ticks: number[];
  /** length of a step, ms */
  step: number;
  /** which span is shown: "own" or "7d" */
  span: string;
  lines: Line[];
  fired: Fired[];
  /** the instant that is looked back to, ms; null = now */
  back: number | null;
  /** corrections and incidents, in order of time */
  marks: Mark[];
};

/** Spans that may be looked at, shorter than the window; "own" = the window. */
export const SPANS: readonly [string, number, string][] = [['28d', 28 * 86_400_000, '28 d'], ['7d', 7 * 86_400_000, '7 d'], ['24h', 86_400_000, '24 h'], ['6h', 21_600_000, '6 h'], ['1h', 3_600_000, '1 h']];

type Plot = { id: string; title: string; note: string; kind: 'budget' | 'burn' | 'sli' | 'volume'; head: readonly string[]; rows: readonly { from: number; to: number; cells: readonly { value: number | null; text: string }[] }[]; data?: Record<string, string | number | null> };

/** The axis goes on once a minute, not with every event: what stands on it need not be drawn again for a shift that nobody can see. */
const onMinute = (t: number): number => Math.ceil(t / 60_000) * 60_000;

const plot = (it: Plot, charts: Charts, measure: SloMeasure, zone: string, says: string): VNode =>
  h(
    'figure',
    { class: 'plot', id: it.id, 'aria-labelledby': `${it.id}-title` },
    h('figcaption', null, h('h3', { id: `${it.id}-title` }, it.title), h('span', { class: 'quiet' }, it.note), h('span', { class: 'keys', 'data-keep': '', id: `${it.id}-keys` }), h('output', { class: 'read', id: `${it.id}-read`, 'data-keep': '', 'aria-live': 'off' })),
    it.rows.some((row) => row.cells.some((cell) => cell.value !== null && (it.kind !== 'volume' || cell.value !== 0))) ? null : h('p', { class: 'quiet' }, `No data from ${minute(charts.from, zone)} to ${minute(charts.to, zone)}.`),
    h('div', {
      class: `drawn ${it.kind}`,
      id: `${it.id}-drawn`,
      hidden: true,
      'data-keep': '',
      'data-plot': it.kind,
      'data-table': `${it.id}-table`,
      'data-from': onMinute(charts.from),
      'data-to': onMinute(charts.to),
      'data-step': charts.step,
      'data-ticks': charts.ticks.join(),
      'data-zone': zone,
      'data-title': it.title,
      'data-says': says,
      'data-series': it.head.slice(1).join('|'),
      'data-marks': drawnMarks(charts.marks),
      ...it.data,
    }),
    h(
      'details',
      { class: 'table-of', id: `${it.id}-table` },
      h('summary', null, 'View as table', h('span', { class: 'vh' }, `: ${it.title}`)),
      h('p', { class: 'ways' }, asFiles(it.title, (format) => tableAddress(measure.name, it.kind, format, { span: charts.span === 'own' ? null : charts.span, at: charts.back === null ? null : iso(charts.back) }))),
      h(
        'div',
        { class: 'scroll tall', role: 'region', 'aria-label': `${it.title} as a table`, tabindex: 0 },
        h(
          'table',
          { class: 'list narrow' },
          h('caption', { class: 'vh' }, `${it.title} over time`),
          h('thead', null, h('tr', null, it.head.map((text, i) => h('th', { scope: 'col', class: i === 0 ? null : 'num' }, text)))),
          h('tbody', null, [...it.rows].reverse().map((row) => h('tr', { 'data-from': row.from, 'data-at': row.to }, h('th', { scope: 'row' }, minuteShort(it.kind === 'budget' || it.kind === 'burn' ? row.to : row.from, charts.to, zone)), row.cells.map((cell) => h('td', { class: 'num' }, h('data', { value: cell.value === null ? '' : String(cell.value) }, cell.text)))))),
        ),
      ),
    ),
  );

const WORDS: Record<string, string> = { '5m': '5 min', '30m': '30 min', '1h': '1 h', '2h': '2 h', '6h': '6 h', '1d': '1 d', '3d': '3 d' };

/** Steps that are whole, and the open one at the end: between them stands a point of the burn chart alone. */
const steps = (charts: Charts): HistoryItem[] => charts.items.filter((one, i) => one.step && (i === charts.items.length - 1 || Date.parse(one.at) % charts.step === 0));

/** The row's own burn where it says one: the end of the line is the figure on the tile. */
const burnOf = (item: HistoryItem, last: boolean, row: Row, label: string): number | null => (last && row.burn && label in row.burn ? (row.burn[label] ?? null) : (item.step?.burn[label] ?? null));

const budgetPlot = (charts: Charts, measure: SloMeasure, row: Row, zone: string): VNode => {
  const left = row.budget?.ratio.remaining ?? null;
  const known = charts.items.flatMap((one) => (one.left === null || one.left === undefined ? [] : [one.left]));
  const calendar = measure.window.kind === 'calendar';
  const note = calendar ? 'of the window, from its start on; dashed: spent evenly; dotted: at the burn rate of now' : `of the ${measure.window.kind === 'rolling' ? length(measure.window.ms) : ''} before each moment`;
  const says = known.length === 0 ? 'No data.' : `${leftShare(left)} left now, lowest ${leftShare(Math.min(...known))}, highest ${leftShare(Math.max(...known))}.`;
  return plot(
    {
      id: 'budget', title: 'Budget left', note: `${note}; ${leftShare(left)} now`, kind: 'budget', head: ['At', 'Budget left'],
      rows: charts.items.map((one) => ({ from: Date.parse(one.at), to: Date.parse(one.at), cells: [{ value: one.left ?? null, text: leftShare(one.left ?? null) }] })),
      data: { 'data-even': calendar && row.window ? `${Date.parse(row.window.from)},${Date.parse(row.window.to)}` : '', 'data-spent': calendar && row.exhaustsAt ? Date.parse(row.exhaustsAt) : null, 'data-now': left === null ? '' : `${leftShare(left)}${left < 0 ? '' : ' left'}` },
    },
    charts, measure, zone, says,
  );
};

const burnPlot = (charts: Charts, measure: SloMeasure, row: Row, zone: string): VNode => {
  const labels = Object.keys(charts.items.find((one) => one.step)?.step?.burn ?? {});
  const last = charts.items.length - 1;
  const all = charts.items.flatMap((one, i) => labels.flatMap((label) => burnOf(one, i === last, row, label) ?? []));
  const firing = charts.fired.length === 0 ? '' : `; pale red: a rule fires`;
  // minutes of weeks are not read for a chart
  const coarse = labels.length === 0 || labels.includes('5m') ? '' : '; windows of minutes in shorter spans';
  return plot(
    {
      id: 'burn', title: 'Burn rate', note: `log scale, the highest of each ${length(charts.step)}; 1× spends the budget in the window${firing}${coarse}`, kind: 'burn', head: ['At', ...labels.map((label) => WORDS[label] ?? label)],
      rows: charts.items.map((one, i) => ({ from: one.step ? Date.parse(one.step.from) : Date.parse(one.at), to: Date.parse(one.at), cells: labels.map((label) => ({ value: burnOf(one, i === last, row, label), text: times(burnOf(one, i === last, row, label)) })) })),
      data: { 'data-lines': JSON.stringify(charts.lines.map((one) => [one.value, one.text, one.page ? 1 : 0])), 'data-fired': JSON.stringify(charts.fired.map((one) => [one.from, one.to])) },
    },
    charts, measure, zone, all.length === 0 ? 'No data.' : `highest ${times(Math.max(...all))}${charts.lines.length > 0 ? `; rules at ${charts.lines.map((one) => threshold(one.value)).join(', ')}` : ''}${charts.fired.length === 0 ? '' : `; rules fired in ${charts.fired.length} ${charts.fired.length === 1 ? 'stretch' : 'stretches'}`}.`,
  );
};

const sliPlot = (charts: Charts, measure: SloMeasure, spec: Spec, zone: string): VNode => {
  const list = steps(charts);
  const known = list.flatMap((one) => one.step?.value ?? []);
  const target = `${line(Number(measure.target), SHARE)} %`;
  return plot(
    {
      id: 'sli', title: 'SLI', note: `of each ${length(charts.step)}, on a scale of nines; hatched where under ${target}; a gap is no data`, kind: 'sli', head: ['From', 'SLI'],
      rows: list.map((one) => ({ from: Date.parse(one.step?.from ?? one.at), to: Date.parse(one.at), cells: [{ value: one.step?.value ?? null, text: one.step?.value === null || !one.step ? 'no data' : figure(one.step.value, spec) }] })),
      data: { 'data-target': measure.target, 'data-target-text': target, 'data-adequate': measure.adequate, 'data-adequate-text': `${line(Number(measure.adequate), SHARE)} %` },
    },
    charts, measure, zone, known.length === 0 ? 'No data.' : `lowest ${figure(Math.min(...known), spec)}, highest ${figure(Math.max(...known), spec)}; objective ${target}.`,
  );
};

const volumePlot = (charts: Charts, measure: SloMeasure, zone: string): VNode => {
  const list = steps(charts);
  const what = measure.method === 'Occurrences' ? 'Volume' : 'Timeslices';
  const sum = (side: 'good' | 'total'): number => list.reduce((all, one) => all + (one.step?.[side] ?? 0), 0);
  const bad = sum('total') - sum('good');
  return plot(
    {
      id: 'volume', title: what, note: `every ${length(charts.step)}, good and bad stacked`, kind: 'volume', head: ['From', 'Good', 'Bad'],
      rows: list.map((one) => {
        const [good, total] = [one.step?.good ?? 0, one.step?.total ?? 0];
        // two doubles: what is left of their difference is not a count
        const rest = Math.round((total - good) * 1e6) / 1e6;
        return { from: Date.parse(one.step?.from ?? one.at), to: Date.parse(one.at), cells: [{ value: good, text: count(good) }, { value: rest, text: count(rest) }] };
      }),
    },
    charts, measure, zone, `${count(sum('total'))} counted, ${count(bad)} of them bad.`,
  );
};

const spans = (charts: Charts, measure: SloMeasure, by: string | null): VNode => {
  const own = measure.window.kind === 'rolling' ? measure.window.ms : Number.POSITIVE_INFINITY;
  const offered: [string, string][] = [['own', measure.window.kind === 'rolling' ? `Window, ${length(measure.window.ms)}` : 'Window'], ...SPANS.filter(([, ms]) => ms < own).map(([id, , text]): [string, string] => [id, text])];
  return segments('Span of the charts', offered.map(([id, text]) => ({ text, href: sloView(measure.name, { at: charts.back, span: id, by }), here: id === charts.span })));
};

/** The section; `charts` null = nothing was climbed. */
export const chartsOf = (charts: Charts | null, measure: SloMeasure, row: Row | null, spec: Spec, zone: string, by: string | null): Part =>
  charts === null || row === null
    ? null
    : h(
        'section',
        { 'aria-labelledby': 'over-time', class: 'plots', id: 'charts' },
        h('h2', { id: 'over-time' }, 'Over time'),
        h('div', { class: 'plots-bar' }, spans(charts, measure, by), h('span', { class: 'quiet' }, `${minute(charts.from, zone)} to ${minute(charts.to, zone)}, ${zone}`)),
        laneOf(charts.marks, { from: charts.from, to: charts.to, zone }),
        budgetPlot(charts, measure, row, zone),
        burnPlot(charts, measure, row, zone),
        sliPlot(charts, measure, spec, zone),
        volumePlot(charts, measure, zone),
      );

/** What each of the four charts of an SLO holds: its points with their texts, its words, and what else it is drawn by. The page draws it in the browser beside its table, a file of it is drawn on the server. Pure. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { HistoryItem, Row } from '../../shared/tiers/row.ts';
import { figure, line, SHARE, type Spec } from '../../shared/figure.ts';
import { leftShare, threshold, times } from '../../shared/budget-figure.ts';
import { drawnMarks, type Mark } from './3-slo-marks.ts';
import { count } from './figure.ts';
import { length } from './when.ts';

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
  /** corrections, incidents and deploys, in order of time */
  marks: Mark[];
};

/** Spans that may be looked at, shorter than the window; "own" = the window. */
export const SPANS: readonly [string, number, string][] = [['28d', 28 * 86_400_000, '28 d'], ['7d', 7 * 86_400_000, '7 d'], ['24h', 86_400_000, '24 h'], ['6h', 21_600_000, '6 h'], ['1h', 3_600_000, '1 h']];

export const PLOTS = ['budget', 'burn', 'sli', 'volume'] as const;
export type Plot = { id: string; title: string; note: string; /** the chart in one sentence */ says: string; kind: (typeof PLOTS)[number]; head: readonly string[]; /** oldest first; from and to in ms */ rows: readonly { from: number; to: number; cells: readonly { value: number | null; text: string }[] }[]; data?: Record<string, string>; /** of burn rates: as the API names them, "1h" */ windows?: string[] };

/** The axis goes on once a minute, not with every event: what stands on it need not be drawn again for a shift that nobody can see. */
const onMinute = (t: number): number => Math.ceil(t / 60_000) * 60_000;

/** Whether there is anything to draw. */
export const drawable = (it: Plot): boolean => it.rows.some((row) => row.cells.some((cell) => cell.value !== null && (it.kind !== 'volume' || cell.value !== 0)));

/** What the chart is drawn by beside its points. */
export const textsOf = (it: Plot, charts: Charts, zone: string): Record<string, string> => ({
  plot: it.kind,
  from: String(onMinute(charts.from)),
  to: String(onMinute(charts.to)),
  step: String(charts.step),
  ticks: charts.ticks.join(),
  zone,
  title: it.title,
  says: it.says,
  series: it.head.slice(1).join('|'),
  marks: drawnMarks(charts.marks),
  draws: drawable(it) ? '1' : '',
  ...it.data,
});

const WORDS: Record<string, string> = { '5m': '5 min', '30m': '30 min', '1h': '1 h', '2h': '2 h', '6h': '6 h', '1d': '1 d', '3d': '3 d' };

/** Steps that are whole, and the open one at the end: between them stands a point of the burn chart alone. */
const steps = (charts: Charts): HistoryItem[] => charts.items.filter((one, i) => one.step && (i === charts.items.length - 1 || Date.parse(one.at) % charts.step === 0));

/** The row's own burn where it says one: the end of the line is the figure on the tile. */
const burnOf = (item: HistoryItem, last: boolean, row: Row, label: string): number | null => (last && row.burn && label in row.burn ? (row.burn[label] ?? null) : (item.step?.burn[label] ?? null));

const budgetPlot = (charts: Charts, measure: SloMeasure, row: Row): Plot => {
  const left = row.budget?.ratio.remaining ?? null;
  const known = charts.items.flatMap((one) => (one.left === null || one.left === undefined ? [] : [one.left]));
  const calendar = measure.window.kind === 'calendar';
  const note = calendar ? 'of the window, from its start on; dashed: spent evenly; dotted: at the burn rate of now' : `of the ${measure.window.kind === 'rolling' ? length(measure.window.ms) : ''} before each moment`;
  const says = known.length === 0 ? 'No data.' : `${leftShare(left)} left now, lowest ${leftShare(Math.min(...known))}, highest ${leftShare(Math.max(...known))}.`;
  return {
    id: 'budget', title: 'Budget left', note: `${note}; ${leftShare(left)} now`, says, kind: 'budget', head: ['At', 'Budget left'],
    rows: charts.items.map((one) => ({ from: Date.parse(one.at), to: Date.parse(one.at), cells: [{ value: one.left ?? null, text: leftShare(one.left ?? null) }] })),
    data: { even: calendar && row.window ? `${Date.parse(row.window.from)},${Date.parse(row.window.to)}` : '', ...(calendar && row.exhaustsAt ? { spent: String(Date.parse(row.exhaustsAt)) } : {}), now: left === null ? '' : `${leftShare(left)}${left < 0 ? '' : ' left'}` },
  };
};

const burnPlot = (charts: Charts, row: Row): Plot => {
  const labels = Object.keys(charts.items.find((one) => one.step)?.step?.burn ?? {});
  const last = charts.items.length - 1;
  const all = charts.items.flatMap((one, i) => labels.flatMap((label) => burnOf(one, i === last, row, label) ?? []));
  const firing = charts.fired.length === 0 ? '' : `; pale red: a rule fires`;
  // minutes of weeks are not read for a chart
  const coarse = labels.length === 0 || labels.includes('5m') ? '' : '; windows of minutes in shorter spans';
  return {
    id: 'burn', title: 'Burn rate', note: `log scale, the highest of each ${length(charts.step)}; 1× spends the budget in the window${firing}${coarse}`, kind: 'burn', windows: labels, head: ['At', ...labels.map((label) => WORDS[label] ?? label)],
    rows: charts.items.map((one, i) => ({ from: one.step ? Date.parse(one.step.from) : Date.parse(one.at), to: Date.parse(one.at), cells: labels.map((label) => ({ value: burnOf(one, i === last, row, label), text: times(burnOf(one, i === last, row, label)) })) })),
    data: { lines: JSON.stringify(charts.lines.map((one) => [one.value, one.text, one.page ? 1 : 0])), fired: JSON.stringify(charts.fired.map((one) => [one.from, one.to])) },
    says: all.length === 0 ? 'No data.' : `highest ${times(Math.max(...all))}${charts.lines.length > 0 ? `; rules at ${charts.lines.map((one) => threshold(one.value)).join(', ')}` : ''}${charts.fired.length === 0 ? '' : `; rules fired in ${charts.fired.length} ${charts.fired.length === 1 ? 'stretch' : 'stretches'}`}.`,
  };
};

const sliPlot = (charts: Charts, measure: SloMeasure, spec: Spec): Plot => {
  const list = steps(charts);
  const known = list.flatMap((one) => one.step?.value ?? []);
  const target = `${line(Number(measure.target), SHARE)} %`;
  return {
    id: 'sli', title: 'SLI', note: `of each ${length(charts.step)}, on a scale of nines; hatched where under ${target}; a gap is no data`, kind: 'sli', head: ['From', 'SLI'],
    rows: list.map((one) => ({ from: Date.parse(one.step?.from ?? one.at), to: Date.parse(one.at), cells: [{ value: one.step?.value ?? null, text: one.step?.value === null || !one.step ? 'no data' : figure(one.step.value, spec) }] })),
    data: { target: measure.target, targetText: target, adequate: measure.adequate, adequateText: `${line(Number(measure.adequate), SHARE)} %` },
    says: known.length === 0 ? 'No data.' : `lowest ${figure(Math.min(...known), spec)}, highest ${figure(Math.max(...known), spec)}; objective ${target}.`,
  };
};

const volumePlot = (charts: Charts, measure: SloMeasure): Plot => {
  const list = steps(charts);
  const what = measure.method === 'Occurrences' ? 'Volume' : 'Timeslices';
  const sum = (side: 'good' | 'total'): number => list.reduce((all, one) => all + (one.step?.[side] ?? 0), 0);
  const bad = sum('total') - sum('good');
  return {
    id: 'volume', title: what, note: `every ${length(charts.step)}, good and bad stacked`, kind: 'volume', head: ['From', 'Good', 'Bad'],
    rows: list.map((one) => {
      const [good, total] = [one.step?.good ?? 0, one.step?.total ?? 0];
      // two doubles: what is left of their difference is not a count
      const rest = Math.round((total - good) * 1e6) / 1e6;
      return { from: Date.parse(one.step?.from ?? one.at), to: Date.parse(one.at), cells: [{ value: good, text: count(good) }, { value: rest, text: count(rest) }] };
    }),
    says: `${count(sum('total'))} counted, ${count(bad)} of them bad.`,
  };
};

/** All four, in the order of the page. */
export const plotsOf = (charts: Charts, measure: SloMeasure, row: Row, spec: Spec): Plot[] => [budgetPlot(charts, measure, row), burnPlot(charts, row), sliPlot(charts, measure, spec), volumePlot(charts, measure)];

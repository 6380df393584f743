/** How a row of tier 5 came about: its measure over the period, the lines that hold, status, forecast and the piece of the score that it lies on. */
import type { Entered, KptMeasure, Schedule, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Account, Part, Timing, Working } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { periodAt } from '../../shared/time/window.ts';
import type { Span } from '../grain.ts';
import { sql } from '../../shared/store/sql.ts';
import { grows, inUnit } from '../rollup/5-kpt.ts';
import { type FigureAsk, figures } from '../recount.ts';
import { type Scene, sliceEnd } from '../scene.ts';
import { rankOf } from '../sketch.ts';
import { sliSums } from '../sums.ts';
import { sliInputs } from './2-sli.ts';
import { methodOf } from './3-slo.ts';
import { minutesOf } from './4-vma.ts';
import { divided, pieces, sloParts, weightedParts } from './pieces.ts';
import { coverageOf, timing, windowed } from './time.ts';
import { coverageStep, input, plain, said } from './words.ts';

const entries = sql(import.meta.url, './5-kpt-entered.sql');

/** A line, or the two edges of a range. */
type Line = number | readonly [number, number] | null;
const lineText = (line: Line): string => (line === null ? 'none' : typeof line === 'number' ? said(line) : `${said(line[0])} to ${said(line[1])}`);

/** Statistics of which a piece of the period has a sum and a number of its own, whose totals divided are the value; and those whose value a piece has by itself, cheaply. */
const DIVIDED: readonly string[] = ['mean', 'nps', 'mttr', 'mtbf'];
const PIECEWISE: readonly string[] = [...DIVIDED, 'sum', 'count', 'min', 'max', 'last'];

/** What a statistic is, and how its numbers are told: `top` ÷ `bottom`, n values, the value = rank `no` of them. */
type Told = { words: string; numbers: (found: { top: string; bottom: string; n: string; no: string }) => string };
const TOLD: Record<string, Told> = {
  mean: { words: 'sum of the values ÷ number of values', numbers: ({ top, bottom }) => `${top} ÷ ${bottom} values` },
  nps: { words: '100 × (values of 9 and 10 − values of 0 to 6) ÷ number of values', numbers: ({ top, bottom }) => `${top} ÷ ${bottom} values` },
  mttr: { words: 'seconds down ÷ outages that ended in the period', numbers: ({ top, bottom }) => `${top} s ÷ ${bottom} outages` },
  mtbf: { words: 'seconds up ÷ outages that ended in the period', numbers: ({ top, bottom }) => `${top} s ÷ ${bottom} outages` },
  sum: { words: 'sum of the values', numbers: ({ n }) => `Σ of ${n} values` },
  count: { words: 'number of values', numbers: ({ n }) => `${n} values` },
  min: { words: 'the least value', numbers: ({ n }) => `least of ${n} values` },
  max: { words: 'the greatest value', numbers: ({ n }) => `greatest of ${n} values` },
  last: { words: 'the newest value', numbers: ({ n }) => `newest of ${n} values` },
};
const QUANTILE: Told = { words: 'the value of rank ⌈p × n⌉, the least first', numbers: ({ no, n }) => `no. ${no} of ${n} values` };

type Counted = { words: string; numbers: string; parts: Part[]; time: Timing; inputs: Account['inputs'] };

const statistic = async (scene: Scene, kpt: KptMeasure, asked: Promise<Row>, sli: SliMeasure, shown: Span, slices: Span): Promise<Counted> => {
  const spans = pieces(slices, kpt.zone);
  const { of } = kpt;
  const whole = { of, zone: kpt.zone, ...slices, shownTo: shown.to };
  const asks = [whole, ...(PIECEWISE.includes(of.statistic) ? spans.map((span): FigureAsk => ({ of, zone: kpt.zone, ...span, shownTo: span.to })) : [])];
  const [row, [all, ...sums], [mine, ...each]] = await Promise.all([asked, sliSums(scene.door, [slices, ...spans].map((span) => ({ def: sli.def, ...span }))), figures(scene, asks)]);
  const values = each.map((one) => divided(inUnit(kpt, one)));
  const part = (i: number): Pick<Part, 'total' | 'sum'> => (DIVIDED.includes(of.statistic) ? { total: Number(each[i]?.bottom), sum: Number(each[i]?.top) } : { total: Number(sums[i]?.n ?? 0), sum: Number(sums[i]?.sum ?? 0) });
  const parts = spans.map((span, i): Part => ({ label: null, from: iso(span.from), to: iso(span.to), good: null, value: values[i] ?? null, ...part(i) }));
  const schedule: Schedule | null = sli.through?.schedule ?? null;
  const { words, numbers } = TOLD[of.statistic] ?? QUANTILE;
  const n = all?.n ?? '0';
  const found = { top: said(Number(mine?.top)), bottom: said(Number(mine?.bottom)), n: said(Number(n)), no: said(Number(rankOf(of.statistic, BigInt(n)))) };
  const sketch = row.flags.includes('sketch') ? ', by a sketch, ± 0.5 %' : '';
  return {
    words, numbers: row.value === null ? 'nothing was counted' : `${numbers(found)} = ${said(row.value)} ${kpt.unit}`.trim() + sketch,
    parts, time: await timing(scene, { sli, schedule, shown, slices, coverage: coverageOf(scene, row, sli, shown) }), inputs: sliInputs(sli),
  };
};

type Entry = { time: string; value: string; who: string; text: string; at: string; older: string; older_sum: string; older_least: string; older_most: string };

/** Figures that people entered, each with who, when and why; of many the older ones together. */
const typed = async (scene: Scene, { name, statistic }: Entered, kpt: KptMeasure, asked: Promise<Row>, shown: Span, slices: Span): Promise<Counted> => {
  const [row, all] = await Promise.all([asked, scene.door.rows<Entry>(entries, { name, from: shown.from, to: Math.min(shown.to, scene.at) })]);
  const parts = all.map(({ time, value, who, text, at }): Part => ({ label: `entered${who === '' ? '' : ` by ${who}`} at ${iso(Number(at))}${text === '' ? '' : `: ${text}`}`, from: iso(Number(time)), to: iso(Number(time)), good: null, total: 1, value: Number(value), sum: Number(value) }));
  const last = all.at(-1);
  const older = Number(last?.older ?? 0);
  if (last && older > 0) parts.push({ label: `${older} older ones`, from: null, to: null, good: null, total: older, value: statistic === 'min' ? Number(last.older_least) : statistic === 'max' ? Number(last.older_most) : null, sum: Number(last.older_sum) });
  const words = statistic === 'last' ? `the newest figure entered as ${name} for an instant of the period` : `${statistic} of the figures entered as ${name} for instants of the period`;
  return { words, numbers: row.value === null ? 'nothing was entered' : `${said(row.value)} ${kpt.unit}`.trim(), parts, time: windowed(shown, slices), inputs: [] };
};

/** What the KPT measures, over its period in the days of its own zone. */
const counted = async (scene: Scene, kpt: KptMeasure, asked: Promise<Row>, shown: Span, slices: Span): Promise<Counted> => {
  const { ladder } = scene;
  const figureOf = (row: Row): string => (row.value === null ? 'nothing was counted' : `= ${said(row.value)}`);
  if (kpt.by !== null) {
    const sides = [kpt.of, kpt.by];
    const [row, found] = await Promise.all([asked, figures(scene, sides.map((of): FigureAsk => ({ of, zone: kpt.zone, ...slices, shownTo: shown.to })))]);
    const values = found.map(divided);
    const parts = sides.map((side, i): Part => ({ label: `${side.tier}/${side.name} ${side.statistic}`, from: null, to: null, good: found[i]?.good ?? null, total: found[i]?.total ?? null, value: values[i] ?? null }));
    return { words: `${parts[0]?.label} ÷ ${parts[1]?.label}`, numbers: `${said(values[0] ?? null)} ÷ ${said(values[1] ?? null)} ${figureOf(row)}`, parts, time: windowed(shown, slices), inputs: [] };
  }
  if (kpt.of.tier === 'entered') return typed(scene, kpt.of, kpt, asked, shown, slices);
  if (kpt.of.tier === 'sli') {
    const sli = ladder.slis.get(kpt.of.def);
    if (sli) return statistic(scene, kpt, asked, sli, shown, slices);
  }
  const slo = kpt.of.tier === 'slo' ? ladder.byDef<SloMeasure>('slo', kpt.of.def) : undefined;
  if (slo) {
    const sli = ladder.slis.get(slo.source) as SliMeasure;
    const [row, { parts, filled }] = await Promise.all([asked, sloParts(scene, slo, kpt.zone, slices)]);
    const { words, unit } = methodOf(slo, sli);
    const filling = filled.total === '0' ? null : { policy: slo.noData, seconds: filled.measured / 1000, good: Number(filled.good), total: Number(filled.total) };
    return { words, numbers: row.value === null ? figureOf(row) : `${said(row.good)} ÷ ${said(row.total)} ${unit} ${figureOf(row)}`.replace('  ', ' '), parts, time: await timing(scene, { sli, schedule: slo.schedule, shown, slices, coverage: coverageOf(scene, row, sli, shown, filled.measured), filled: filling }), inputs: [input('budgeting method', slo.method)] };
  }
  const vma = ladder.byDef<VmaMeasure>('vma', kpt.of.def);
  if (!vma) return { words: `${kpt.of.statistic} of ${kpt.of.name}`, numbers: figureOf(await asked), parts: [], time: windowed(shown, slices), inputs: [] };
  if (vma.op === 'weighted') {
    const [row, { parts }] = await Promise.all([asked, weightedParts(scene, vma, { ...slices, shownTo: shown.to }, kpt.zone)]);
    return { words: 'Σ weight × attainment ÷ Σ weight of the measured children', numbers: `${parts.filter((one) => one.contribution !== null).map((one) => said(one.contribution ?? null)).join(' + ')} ${figureOf(row)}`.trim(), parts, time: windowed(shown, slices), inputs: [] };
  }
  const [row, { parts, time }] = await Promise.all([asked, minutesOf(scene, vma, shown, slices, kpt.zone)]);
  return { words: 'good minutes ÷ (good + bad minutes)', numbers: row.value === null ? figureOf(row) : `${said(row.good)} ÷ ${said(row.total)} min ${figureOf(row)}`, parts, time, inputs: [] };
};

/** Which line segment of the score a value lies on, with its numbers; lower is better by the same formula, for both sides turn round. */
const scoreStep = (row: Row, v: number | null, [adequate, desired]: [Line, Line]): Working => {
  const step = { what: 'score', value: row.score };
  const { scale } = row;
  if (row.score === null || v === null || scale === null) return { ...step, formula: 'piecewise linear through the four lines', numbers: row.target === null ? 'there are no lines' : 'the status is unknown' };
  if (typeof adequate !== 'number' || typeof desired !== 'number') return { ...step, formula: '100 in the middle of desired, 66⅔ at its edges, 33⅓ at the edges of adequate, 0 the same distance further', numbers: `${said(v)} beside desired ${lineText(desired)} and adequate ${lineText(adequate)}` };
  const along = (base: string, low: number, high: number): Working => ({ ...step, formula: `${base}33⅓ × (v − ${said(low)}) ÷ (${said(high)} − ${said(low)})`, numbers: `${base}33⅓ × (${said(v)} − ${said(low)}) ÷ (${said(high)} − ${said(low)})` });
  const up = (a: number, b: number): boolean => (row.polarity === 'lower' ? a <= b : a >= b);
  if (up(v, scale.best) && row.status === 'met') return { ...step, formula: '100 at or beyond best', numbers: `${said(v)} against best ${said(scale.best)}` };
  if (row.status === 'met') return { ...along('66⅔ + ', desired, scale.best), formula: '66⅔ + 33⅓ × (v − desired) ÷ (best − desired)' };
  if (row.status === 'tolerated') return { ...along('33⅓ + ', adequate, desired), formula: '33⅓ + 33⅓ × (v − adequate) ÷ (desired − adequate)' };
  if (up(scale.worst, v)) return { ...step, formula: '0 at or beyond worst', numbers: `${said(v)} against worst ${said(scale.worst)}` };
  return { ...along('', scale.worst, adequate), formula: '33⅓ × (v − worst) ÷ (adequate − worst)' };
};

const statusOf = (row: Row, v: number | null, lines: [Line, Line], floor: string): Working => {
  const [adequate, desired] = lines.map(lineText);
  const word = row.polarity === 'lower' ? '≤' : '≥';
  const formula = (row.polarity as string) === 'range' ? 'met: inside desired; tolerated: inside adequate; missed: outside' : `met: v ${word} desired; tolerated: v ${word} adequate; missed: neither`;
  const numbers = row.target === null ? 'there are no lines' : row.status === 'unknown' ? (row.value === null ? 'nothing was counted' : `coverage ${said(row.coverage)} < floor ${said(plain(floor))}`) : `v = ${said(v)}, desired ${desired}, adequate ${adequate}`;
  return { what: 'status', formula, numbers, value: row.status };
};

/** `asked` = the row, on its way: what is asked for here in the same moment shares its statements. */
export const explainKpt = async (scene: Scene, kpt: KptMeasure, scorecard: ScorecardMeasure | undefined, asked: Promise<Row>): Promise<Account> => {
  const shown = scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : periodAt(kpt.period, kpt.zone, scene.at);
  const slices = { from: shown.from, to: Math.min(shown.to, sliceEnd(scene.at)) };
  const [row, { words, numbers, parts, time, inputs }] = await Promise.all([asked, counted(scene, kpt, asked, shown, slices)]);
  const growing = grows(kpt) && scene.at < shown.to;
  const judged = growing ? row.forecast : row.value;
  const lines: [Line, Line] = [row.target?.adequate ?? null, row.target?.desired ?? null];
  const filled = time.filled?.seconds ?? 0;
  return {
    formula: { words: `value = ${words}`, numbers },
    steps: [
      { what: 'value', formula: words, numbers, value: row.value },
      ...(row.forecast === null ? [] : [{ what: 'forecast', formula: growing ? 'value ÷ elapsed share of the period' : 'what was, and the rest of the period as the last seven days', numbers: `from ${said(row.value)}`, value: row.forecast }]),
      statusOf(row, judged, lines, kpt.floor),
      scoreStep(row, judged, lines),
      ...(row.pace === null ? [] : [{ what: 'pace', formula: 'the forecast against the lines', numbers: `${said(row.forecast)} against ${lineText(lines[1])} and ${lineText(lines[0])}`, value: row.pace }]),
      time.expected === null ? { what: 'coverage', formula: 'measured ÷ expected', numbers: 'as of what it measures', value: row.coverage } : coverageStep(row, (time.measured ?? 0) + filled, time.expected),
    ],
    inputs: [
      input('measure', `${kpt.of.tier}/${kpt.of.name}${kpt.of.statistic === 'attainment' ? '' : ` ${kpt.of.statistic}`}`), input('period', row.scorecard === null ? kpt.period : `that of scorecard ${row.scorecard}`), input('time zone', kpt.zone), input('polarity', kpt.polarity),
      input('desired', lineText(lines[1]), kpt.unit), input('adequate', lineText(lines[0]), kpt.unit), input('worst (score 0)', row.scale?.worst ?? null, kpt.unit), input('best (score 100)', row.scale?.best ?? null, kpt.unit), input('coverage floor', plain(kpt.floor)), ...inputs,
    ],
    time,
    parts,
  };
};

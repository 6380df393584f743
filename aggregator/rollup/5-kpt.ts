/** Rows of tier 5 at an instant: one measure in one period against its lines, judged once (judge/5-kpt.ts). Under a scorecard the period is the scorecard's. */
import { type KptMeasure, type Lines, type Nano, type Scale, type Schedule, type ScorecardMeasure, sidesOf, type SloMeasure } from '../../shared/plan/measure.ts';
import { nano, units } from '../../shared/plan/scalar.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { scheduled } from '../../shared/time/schedule.ts';
import { periodAt } from '../../shared/time/window.ts';
import { quotient } from '../exact.ts';
import { divide } from '../fraction.ts';
import type { Span } from '../grain.ts';
import { DAY } from '../ladder.ts';
import { judgeKpt } from '../judge/5-kpt.ts';
import { type Figure, type FigureAsk, figures } from '../recount.ts';
import { once, provisional, type Scene, sliceEnd } from '../scene.ts';
import { calibration, envelope, flags } from './row.ts';

export type KptCase = { kpt: KptMeasure; scorecard: ScorecardMeasure | null };
/** A row and its score in thirds of the scale (10^-24), exact, for the tiers above; null when there is none. */
export type Scored = { row: Row; thirds: bigint | null };

/** The period a KPT is counted over: its own, or the scorecard's. */
const period = (scene: Scene, { kpt, scorecard }: KptCase): Span =>
  scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : periodAt(kpt.period, kpt.zone, scene.at);

/** The lines that hold for a period: the last that begin before its end. */
const linesAt = (kpt: KptMeasure, end: number): Lines | undefined => kpt.lines.filter((one) => one.from < end).at(-1);

/** Sums and counts grow with time; the other figures of a period do not. */
export const grows = (kpt: KptMeasure): boolean => kpt.by === null && (kpt.of.statistic === 'sum' || kpt.of.statistic === 'count');

/** Rates: what is still to come mixes with what was. The highest, lowest and newest value so far, and quantiles, are their own forecast. */
const mixes = (kpt: KptMeasure): boolean => kpt.by !== null || ['attainment', 'mean', 'nps', 'mttr', 'mtbf'].includes(kpt.of.statistic);

/** When a KPT's time runs: by its own schedule, else by that of the SLO it measures; null = always. */
const scheduleOf = (scene: Scene, { of, schedule }: KptMeasure): Schedule | null => schedule ?? (of.tier === 'slo' ? (scene.ladder.byDef<SloMeasure>('slo', of.def)?.schedule ?? null) : null);

/** Seconds of a unit of time, and of how many units. */
const SECONDS: Record<string, [string, string]> = { ns: ['1', '1000000000'], us: ['1', '1000000'], ms: ['1', '1000'], min: ['60', '1'], m: ['60', '1'], h: ['3600', '1'], d: ['86400', '1'] };

/** Times between and of outages are found in seconds and told in the unit of the KPT. */
export const inUnit = ({ of, unit }: KptMeasure, found: Figure): Figure => {
  const [top, bottom] = (of.statistic === 'mttr' || of.statistic === 'mtbf' ? SECONDS[unit] : undefined) ?? [];
  return top === undefined || bottom === undefined ? found : { ...found, ...divide(found, { top, bottom }) };
};

/** What a quotient comes to; it is measured as far as its worse measured side is, and begins with the later one. What people enter is neither. */
const divided = (kpt: KptMeasure, of: Figure, by: Figure): Figure => {
  const measured = [...(kpt.of.tier === 'entered' ? [] : [of]), ...(kpt.by?.tier === 'entered' ? [] : [by])];
  const [one] = measured;
  if (measured.length < 2) return { ...divide(of, by), good: null, total: null, measured: one?.measured ?? 0, expected: one?.expected ?? 0, first: one?.first ?? null, more: one?.more ?? [] };
  const behind = of.expected > 0 && (by.expected === 0 || by.measured * of.expected < of.measured * by.expected) ? by : of;
  const cover = behind.expected === 0 && Math.max(of.expected, by.expected) > 0 ? { measured: 0, expected: 1 } : { measured: behind.measured, expected: behind.expected };
  return { ...divide(of, by), good: null, total: null, ...cover, first: of.first === null || by.first === null ? null : Math.max(of.first, by.first), more: [...new Set([...(of.more ?? []), ...(by.more ?? [])])] };
};

/** Nanos times a / b, rounded half up. */
const scaled = (line: Nano, a: number, b: number): Nano => {
  const [top, bottom] = [units(line) * BigInt(a) * 2n + BigInt(b), BigInt(b) * 2n];
  return nano(top / bottom - (top % bottom < 0n ? 1n : 0n));
};

const LINES = ['adequate', 'desired', 'worst', 'best'] as const;

/**
 * The lines a figure is judged by. Under a scorecard those of what grows add up over the KPT's own periods that end in the scorecard's; where none
 * does, they are the scorecard's share of the own period.
 */
const lines = (scene: Scene, one: KptCase): Lines | undefined => {
  const { kpt, scorecard } = one;
  const { from, to } = period(scene, one);
  if (!scorecard || !grows(kpt)) return linesAt(kpt, to);
  const each: (Lines | undefined)[] = [];
  for (let own = periodAt(kpt.period, kpt.zone, to + 1); own.from > from; own = periodAt(kpt.period, kpt.zone, own.from)) each.push(linesAt(kpt, own.from));
  const held = each.filter((found) => found !== undefined);
  if (held.length < each.length) return undefined;
  const each4 = (make: (all: Scale[], key: (typeof LINES)[number]) => Nano, all: readonly Lines[]): Lines => {
    const side = (list: Scale[]): Scale => Object.fromEntries(LINES.map((key) => [key, make(list, key)])) as Scale;
    const upper = all.flatMap((found) => found.upper ?? []);
    return { from, ...side([...all]), ...(upper.length > 0 ? { upper: side(upper) } : {}) };
  };
  if (held.length > 0) return each4((all, key) => nano(all.reduce((sum, found) => sum + units(found[key]), 0n)), held);
  const own = periodAt(kpt.period, kpt.zone, scene.at);
  const whole = linesAt(kpt, own.to);
  return whole && each4(([found], key) => scaled((found as Scale)[key], to - from, own.to - own.from), [whole]);
};

/** The lines as a row tells them: of a range each as a pair. */
const edges = ({ adequate, desired, upper }: Lines): NonNullable<Row['target']> =>
  upper ? { adequate: [Number(adequate), Number(upper.adequate)], desired: [Number(desired), Number(upper.desired)] } : { adequate: Number(adequate), desired: Number(desired) };

export const kptRows = (scene: Scene, cases: readonly KptCase[]): Promise<Scored[]> =>
  once(scene, cases, ({ kpt, scorecard }) => `kpt/${kpt.name}/${scorecard?.name ?? ''}`, (missing) => make(scene, missing));

const make = async (scene: Scene, cases: readonly KptCase[]): Promise<Scored[]> => {
  const end = sliceEnd(scene.at);
  const spans = cases.map((one) => period(scene, one));
  const asks: FigureAsk[] = [];
  const ask = (one: FigureAsk): number => asks.push(one) - 1;
  // each side over the period and, where it mixes, over the last 7 days or what there is of the period
  const asked = cases.map(({ kpt }, i) => {
    const { from, to } = spans[i] as Span;
    const until = Math.min(to, end);
    return sidesOf(kpt).map((of) => {
      const base = { of, zone: kpt.zone, to: until, shownTo: to };
      const period = ask({ ...base, from });
      return { period, week: mixes(kpt) ? ask({ ...base, from: Math.max(from, until - 7 * DAY) }) : period };
    });
  });
  const all = await figures(scene, asks);
  const figure = ({ kpt }: KptCase, i: number, which: 'period' | 'week'): Figure => {
    const [of, by] = (asked[i] as { period: number; week: number }[]).map((side) => all[side[which]] as Figure);
    return by ? divided(kpt, of as Figure, by) : inUnit(kpt, of as Figure);
  };
  return cases.map((one, i) => {
    const { kpt, scorecard } = one;
    const span = spans[i] as Span;
    const { from, to } = span;
    const found = figure(one, i, 'period');
    const line = lines(scene, one);
    const schedule = scheduleOf(scene, kpt);
    const row = judgeKpt({
      kpt, lines: line, ...found, elapsed: scheduled(schedule, from, Math.min(scene.at, to)), span: scheduled(schedule, from, to), open: scene.at < to, week: figure(one, i, 'week'), grows: grows(kpt),
    });
    return {
      thirds: row.thirds,
      row: envelope(scene, kpt, span, {
        value: row.value,
        unit: kpt.unit,
        good: found.good,
        total: found.total,
        target: line ? edges(line) : null,
        scale: line ? { worst: Number(line.worst), best: Number(line.best) } : null,
        score: row.score,
        status: row.status,
        pace: row.pace,
        forecast: row.forecast,
        coverage: quotient(found.measured, found.expected),
        provisional: provisional(scene, span),
        polarity: kpt.polarity,
        scorecard: scorecard?.name ?? null,
        ...calibration(found.first, from),
        flags: flags({ empty: row.value === null, first: found.first, from, more: found.more ?? [] }),
      }),
    };
  });
};

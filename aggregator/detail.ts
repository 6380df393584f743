/**
 * What is told of one target, indicator or result area when it is asked for by name, and not in every tick: how much of its target it reached, how
 * it stands against former periods (MEASURES §6 Trend, Gap). Every former figure is the row of that period's end, as it was closed, else climbed by the same statements.
 */
import type { KpiMeasure, KptMeasure, KraMeasure, ScorecardMeasure } from '../shared/plan/measure.ts';
import type { Detail, Row } from '../shared/tiers/row.ts';
import { trend } from '../shared/tiers/trend.ts';
import { type Period, periodAt, previousPeriods, type Span } from '../shared/time/window.ts';
import { MINUTE } from './ladder.ts';
import { grows } from './rollup/5-kpt.ts';
import type { Scene } from './scene.ts';

export type Detailed = KptMeasure | KpiMeasure | KraMeasure;

/** Closed periods that the limits of usual variation are made of, those among which the reference is looked for, and how many go to a year. */
const LIMITS = 24;
const REFERENCE = 12;
const YEAR: Record<Period, number> = { day: 365, week: 52, month: 12, quarter: 4, year: 1 };

/** A score is on target from two thirds of the scale on. */
const MET = 200 / 3;

/** The KPT whose figure a row shows: its own, or the only one below it. */
const shownKpt = (scene: Scene, measure: Detailed): KptMeasure | undefined => {
  if (measure.tier === 'kpt') return measure;
  const [only, ...more] = measure.children;
  if (!only || more.length > 0) return undefined;
  const below = scene.ladder.byDef<Detailed>(only.tier as 'kpt' | 'kpi', only.def);
  return below && shownKpt(scene, below);
};

/** Per cent of the target: actual by target, or the inverse where lower is better; null of a range, and when the divisor is 0. */
const achievement = ({ value, target, polarity }: Row): number | null => {
  const desired = target?.desired ?? null;
  if (value === null || desired === null || Array.isArray(desired) || polarity === 'range' || polarity === null) return null;
  const [top, bottom] = polarity === 'lower' ? [desired, value] : [value, desired];
  return bottom === 0 ? null : (top / bottom) * 100;
};

/** The best of former figures: the highest, the lowest, of a range the one nearest to its middle. */
const best = (figures: readonly number[], polarity: KptMeasure['polarity'], target: Row['target']): number | null => {
  const edges = target?.desired;
  const middle = Array.isArray(edges) ? (edges[0] + edges[1]) / 2 : 0;
  const worse = (one: number): number => (polarity === 'range' ? Math.abs(one - middle) : polarity === 'lower' ? one : -one);
  return figures.length === 0 ? null : figures.reduce((a, b) => (worse(b) < worse(a) ? b : a));
};

/** The details of a row; `rowsAt` tells the same measure's rows at other instants. */
export const detailOf = async (scene: Scene, measure: Detailed, row: Row, rowsAt: (instants: readonly number[]) => Promise<(Row | undefined)[]>): Promise<Detail> => {
  const scored = row.unit === 'score';
  const gap = (reference: number | null): Detail['gap'] => {
    const desired = row.target?.desired ?? null;
    return { actual: row.value, target: scored ? MET : desired, reference };
  };
  const card = row.scorecard === null ? undefined : scene.ladder.named<ScorecardMeasure>('scorecard', row.scorecard);
  const [period, zone, start] = card ? [card.period, card.zone, card.fiscalYearStart] : measure.tier === 'kpt' ? [measure.period, measure.zone, 1] : [null, 'UTC', 1];
  // under no scorecard its targets keep periods of their own: it has none
  if (period === null) return { achievement: achievement(row), trend: null, gap: gap(null) };
  const first = Math.min(...scene.first.sli.values());
  const known = (one: Span | undefined): one is Span => one !== undefined && one.to > first;
  const now = periodAt(period, zone, scene.at, start);
  const before = previousPeriods(period, zone, scene.at, LIMITS, start).filter(known);
  const valueAt = async (instant: number): Promise<number | null> => (await rowsAt([instant]))[0]?.value ?? null;
  const past = (await rowsAt(before.map((one) => one.to))).map((one) => one?.value ?? null);
  const kpt = shownKpt(scene, measure);
  // what grows is compared with the same elapsed share of another period, all else with the whole of it
  const alike = async (one: Span | undefined, whole: number | null): Promise<number | null> => {
    if (!known(one)) return null;
    if (!kpt || !grows(kpt) || scene.at >= now.to) return whole;
    const at = one.from + ((scene.at - now.from) / (now.to - now.from)) * (one.to - one.from);
    return valueAt(Math.round(at / MINUTE) * MINUTE);
  };
  const [year] = previousPeriods(period, zone, scene.at, YEAR[period], start);
  const there = before.findIndex((one) => one.from === year?.from);
  const previous = await alike(before.at(-1), past.at(-1) ?? null);
  const lastYear = await alike(year, there >= 0 ? (past[there] ?? null) : known(year) ? await valueAt(year.to) : null);
  const figure = kpt && grows(kpt) ? (row.forecast ?? row.value) : row.value;
  return {
    achievement: achievement(row),
    trend: { previous, change: row.value === null || previous === null ? null : row.value - previous, lastYear, signal: figure === null ? null : trend(past, figure) },
    gap: gap(best(past.slice(-REFERENCE).filter((one) => one !== null), kpt?.polarity ?? 'higher', row.target)),
  };
};

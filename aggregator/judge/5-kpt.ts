/**
 * Tier 5, judged (MEASURES §5): one figure of one period against its lines, in whole numbers. What grows with time (sum, count) is judged, while the period is open,
 * on its own forecast; pace judges the forecast of everything else. Means count 10^-27, forecasts are rounded to 10^-18, scores count thirds of the scale in 10^-24. Pure.
 */
import type { KptMeasure, Lines, Scale } from '../../shared/plan/measure.ts';
import { units } from '../../shared/plan/scalar.ts';
import type { Pace, Status } from '../../shared/tiers/row.ts';
import { exact, NANO, ONE, quotient, reaches } from '../exact.ts';

/** A third of the scale: a score of 33⅓. */
export const THIRD = 10n ** 24n;

/** value = top ÷ bottom, decimals as text; week = the same over the last seven days. elapsed of span = scheduled ms so far and of the period. */
export type KptCase = {
  kpt: Pick<KptMeasure, 'polarity' | 'floor'>; lines: Lines | undefined; top: string; bottom: string; measured: number; expected: number;
  elapsed: number; span: number; open: boolean; week: { top: string; bottom: string }; grows: boolean;
};
/** thirds = the score in thirds of the scale, 10^-24; null when there is none. */
export type KptFigure = { value: number | null; status: Status | null; thirds: bigint | null; score: number | null; pace: Pace | null; forecast: number | null };

/** Points of the scale that a score in thirds comes to. */
export const pointsOf = (thirds: bigint): number => ((Number(thirds) / Number(THIRD)) * 100) / 3;

type Side = Record<keyof Scale, bigint>;
const sideOf = (scale: Scale | undefined): Side => {
  const of = (text: string | undefined): bigint => units(text ?? '0');
  return { adequate: of(scale?.adequate), desired: of(scale?.desired), worst: of(scale?.worst), best: of(scale?.best) };
};
/** Where a value w lies between the lines, each times d; higher is better. What is divided by is above 0: w lies between its two lines. */
const along = (w: bigint, d: bigint, { adequate, desired, worst, best }: Side): bigint => {
  const between = (low: bigint, high: bigint): bigint => ((w - low * d) * THIRD) / ((high - low) * d);
  if (w >= best * d) return THIRD * 3n;
  if (w >= desired * d) return THIRD * 2n + between(desired, best);
  if (w >= adequate * d) return THIRD + between(adequate, desired);
  return w > worst * d ? between(worst, adequate) : 0n;
};

const turned = ({ adequate, desired, worst, best }: Side): Side => ({ adequate: -adequate, desired: -desired, worst: -worst, best: -best });

/** Elapsed share × the mean so far + the rest × that of the last seven days, 10^-18, half away from zero. */
const forecast = (mean: bigint, lately: bigint, { elapsed, span, grows }: KptCase): bigint => {
  const mixed = span === 0 || grows ? mean : (mean * BigInt(elapsed) + lately * BigInt(span - elapsed)) / BigInt(span);
  return (mixed + ((mixed < 0n ? -1n : 1n) * NANO) / 2n) / NANO;
};

export const judgeKpt = (one: KptCase): KptFigure => {
  const { kpt, lines, elapsed, span, open, grows } = one;
  const [low, high] = [sideOf(lines), sideOf(lines?.upper ?? lines)];
  const [soFar, d, v7, d7] = [exact(one.top) * NANO, exact(one.bottom), exact(one.week.top), exact(one.week.bottom)];
  const v = grows && open ? (soFar * BigInt(span)) / BigInt(Math.max(elapsed, 1)) : soFar;
  const judged = d > 0n && lines !== undefined && reaches(BigInt(one.measured), BigInt(one.expected), kpt.floor);
  const mean = d === 0n ? 0n : (v * ONE) / d;
  const ahead = forecast(mean, d7 === 0n ? mean : (v7 * ONE * NANO) / d7, one);
  // a value past the middle of a range is judged by its upper lines, where lower is better
  const falls = (figure: bigint, by: bigint): boolean => kpt.polarity === 'lower' || (kpt.polarity === 'range' && figure * 2n > (low.desired + high.desired) * by);
  const sided = (figure: bigint, by: bigint): { w: bigint; side: Side } => (falls(figure, by) ? { w: -figure, side: turned(high) } : { w: figure, side: low });
  const { w, side } = sided(v, d);
  const then = sided(ahead, NANO);
  const early = elapsed * 10 < span;
  const thirds = judged ? along(w, d, side) : null;
  return {
    value: quotient(Number(one.top), Number(one.bottom)),
    status: lines === undefined ? null : !judged ? 'unknown' : w >= side.desired * d ? 'met' : w >= side.adequate * d ? 'tolerated' : 'missed',
    thirds,
    score: thirds === null ? null : pointsOf(thirds),
    pace: d === 0n || lines === undefined || !open ? null : early ? 'too-early' : then.w >= then.side.desired * NANO ? 'on-track' : then.w >= then.side.adequate * NANO ? 'at-risk' : 'off-track',
    forecast: d === 0n || !open || (early && !grows) || (elapsed === 0 && grows) ? null : Number(ahead) / 1e18,
  };
};

/** Status and score of a value against lines, for the three polarities. */
import { clamp } from './measures.ts';
import { greatest, least, ONE, q, Rational, ZERO } from './rational.ts';

export type Lines = { adequate: Rational | Rational[]; desired: Rational | Rational[]; worst?: Rational | undefined; best?: Rational | undefined };
export type Range = { low: Rational | null; high: Rational | null };

const [THIRD, TWO, FULL] = [q('100/3'), q('200/3'), q(100)];
const BANDS: Record<string, [Rational, Rational]> = { missed: [ZERO, THIRD], tolerated: [THIRD, TWO], met: [TWO, FULL] };

/** Everything as if higher were better: a lower figure is its mirror. */
const facing = (polarity: string, v: Rational): Rational => (polarity === 'lower' ? ZERO.less(v) : v);

export const judge = (polarity: string, v: Rational, lines: Lines): string => {
  if (polarity === 'range') {
    const inside = (edges: Rational[]): boolean => !v.below(edges[0] as Rational) && !(edges[1] as Rational).below(v);
    return inside(lines.desired as Rational[]) ? 'met' : inside(lines.adequate as Rational[]) ? 'tolerated' : 'missed';
  }
  const x = facing(polarity, v);
  if (x.below(facing(polarity, lines.adequate as Rational))) return 'missed';
  return x.below(facing(polarity, lines.desired as Rational)) ? 'tolerated' : 'met';
};

/** 100 in the middle of desired, two thirds at its edges, one third at the adequate ones, 0 the same distance further. */
const rangeScore = (v: Rational, lines: Lines): Rational => {
  const [[a0, a1], [d0, d1]] = [lines.adequate as [Rational, Rational], lines.desired as [Rational, Rational]];
  const middle = d0.plus(d1).over(q(2));
  const [edge, outer, x] = v.below(middle) ? [middle.less(d0), middle.less(a0), middle.less(v)] : [d1.less(middle), a1.less(middle), v.less(middle)];
  if (!edge.below(x)) return edge.zero() ? FULL : FULL.less(x.over(edge).times(THIRD));
  const width = outer.less(edge);
  if (width.zero()) return ZERO;
  return greatest([ZERO, TWO.less(x.less(edge).over(width).times(THIRD))]);
};

/** Piecewise linear through worst, adequate, desired and best, held inside the band of the status. */
export const score = (polarity: string, v: Rational, lines: Lines, range: Range, ratio: boolean): Rational => {
  const [low, high] = BANDS[judge(polarity, v, lines)] as [Rational, Rational];
  if (polarity === 'range') return clamp(rangeScore(v, lines), low, high);
  const [adequate, desired] = [lines.adequate as Rational, lines.desired as Rational];
  const same = adequate.to(desired) === 0;
  const distance = same && ratio ? ONE.less(desired) : facing(polarity, desired).less(facing(polarity, adequate));
  const step = facing(polarity, distance);
  const worst = facing(polarity, lines.worst ?? clamp(adequate.less(step), range.low, range.high));
  const best = facing(polarity, lines.best ?? clamp(desired.plus(step), range.low, range.high));
  const points: [Rational, Rational][] = [[worst, ZERO], [facing(polarity, adequate), THIRD], [facing(polarity, desired), TWO], [best, FULL]];
  const x = facing(polarity, v);
  if (!x.below(best)) return FULL;
  if (!worst.below(x)) return clamp(ZERO, low, high);
  for (let i = 0; i < 3; i++) {
    const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]] as [[Rational, Rational], [Rational, Rational]];
    if (!x.below(x0) && x.below(x1)) return clamp(y0.plus(x.less(x0).over(x1.less(x0)).times(y1.less(y0))), low, high);
  }
  return least([high, FULL]);
};

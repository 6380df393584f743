/** Status and score of a value against lines, for all polarities. */
import { clamp } from './measures.ts';
import { least, ONE, q, type Rational, ZERO } from './rational.ts';

export type Four = { adequate: Rational; desired: Rational; worst: Rational; best: Rational };
/** Of a range the lower edges, and the upper ones beside them. */
export type Lines = Four & { upper?: Four };
type Given = { adequate: Rational; desired: Rational; worst?: Rational | undefined; best?: Rational | undefined };
export type Range = { low: Rational | null; high: Rational | null };

const [THIRD, TWO, FULL] = [q('100/3'), q('200/3'), q(100)];
const BANDS: Record<string, [Rational, Rational]> = { missed: [ZERO, THIRD], tolerated: [THIRD, TWO], met: [TWO, FULL] };

/** Everything as if higher were better: a lower figure is its mirror. */
const facing = (polarity: string, v: Rational): Rational => (polarity === 'lower' ? ZERO.less(v) : v);

/** A range is judged by the side of its middle on which the value lies. */
const sideOf = (polarity: string, v: Rational, lines: Lines): [string, Four] => (polarity !== 'range' ? [polarity, lines] : lines.upper !== undefined && lines.best.below(v) ? ['lower', lines.upper] : ['higher', lines]);

export const judge = (given: string, v: Rational, all: Lines): string => {
  const [polarity, lines] = sideOf(given, v, all);
  const x = facing(polarity, v);
  if (x.below(facing(polarity, lines.adequate))) return 'missed';
  return x.below(facing(polarity, lines.desired)) ? 'tolerated' : 'met';
};

/** Worst and best, where they are not given, lie as far beyond the lines as these are apart, inside the natural range. */
export const resolved = (polarity: string, given: Given, range: Range, ratio: boolean): Lines => {
  const { adequate, desired } = given;
  const apart = adequate.to(desired) === 0 && ratio ? ONE.less(desired) : facing(polarity, desired).less(facing(polarity, adequate));
  const step = facing(polarity, apart);
  return { adequate, desired, worst: given.worst ?? clamp(adequate.less(step), range.low, range.high), best: given.best ?? clamp(desired.plus(step), range.low, range.high) };
};

/** A range's lines: 100 in the middle of desired, 0 as far beyond adequate as this lies beyond desired. */
export const spread = ([a1, a2]: [Rational, Rational], [d1, d2]: [Rational, Rational]): Lines => {
  const best = d1.plus(d2).over(q(2));
  return { adequate: a1, desired: d1, worst: a1.plus(a1).less(d1), best, upper: { adequate: a2, desired: d2, worst: a2.plus(a2).less(d2), best } };
};

/** The lines as a row tells them. */
export const told = ({ adequate, desired, upper }: Lines): { adequate: Rational | Rational[]; desired: Rational | Rational[] } => (upper === undefined ? { adequate, desired } : { adequate: [adequate, upper.adequate], desired: [desired, upper.desired] });

/** Piecewise linear through worst, adequate, desired and best, held inside the band of the status. */
export const score = (given: string, v: Rational, all: Lines): Rational => {
  const [polarity, lines] = sideOf(given, v, all);
  const [low, high] = BANDS[judge(given, v, all)] as [Rational, Rational];
  const [worst, adequate, desired, best] = [lines.worst, lines.adequate, lines.desired, lines.best].map((line) => facing(polarity, line)) as [Rational, Rational, Rational, Rational];
  const points: [Rational, Rational][] = [[worst, ZERO], [adequate, THIRD], [desired, TWO], [best, FULL]];
  const x = facing(polarity, v);
  if (!x.below(best)) return FULL;
  if (!worst.below(x)) return clamp(ZERO, low, high);
  for (let i = 0; i < 3; i++) {
    const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]] as [[Rational, Rational], [Rational, Rational]];
    if (!x.below(x0) && x.below(x1)) return clamp(y0.plus(x.less(x0).over(x1.less(x0)).times(y1.less(y0))), low, high);
  }
  return least([high, FULL]);
};

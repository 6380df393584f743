/** Status and score of a value against lines, for both polarities. */
import { clamp } from './measures.ts';
import { least, ONE, q, type Rational, ZERO } from './rational.ts';

export type Lines = { adequate: Rational; desired: Rational; worst: Rational; best: Rational };
type Given = { adequate: Rational; desired: Rational; worst?: Rational | undefined; best?: Rational | undefined };
export type Range = { low: Rational | null; high: Rational | null };

const [THIRD, TWO, FULL] = [q('100/3'), q('200/3'), q(100)];
const BANDS: Record<string, [Rational, Rational]> = { missed: [ZERO, THIRD], tolerated: [THIRD, TWO], met: [TWO, FULL] };

/** Everything as if higher were better: a lower figure is its mirror. */
const facing = (polarity: string, v: Rational): Rational => (polarity === 'lower' ? ZERO.less(v) : v);

export const judge = (polarity: string, v: Rational, lines: Lines): string => {
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

/** Piecewise linear through worst, adequate, desired and best, held inside the band of the status. */
export const score = (polarity: string, v: Rational, lines: Lines): Rational => {
  const [low, high] = BANDS[judge(polarity, v, lines)] as [Rational, Rational];
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

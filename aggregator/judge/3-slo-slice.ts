/** Tier 2 to 3, one timeslice: what it adds to an SLO's value (MEASURES §3); stored timeslices are made by rollup/3-slo-slices.sql, the cut ones at a window's edges here. Pure. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import { exact, ONE, ratio, reaches, written } from '../exact.ts';
import type { SloSum } from '../sums.ts';

/** Occurrences add good and total; Timeslices add 1 for a good one of 1, RatioTimeslices the ratio (18 places, half even) of 1; one without events adds nothing. */
export const sliceOf = ({ method, sliceTarget }: Pick<SloMeasure, 'method' | 'sliceTarget'>, sum: SloSum): SloSum => {
  const [g, n] = [exact(sum.good), exact(sum.total)];
  if (method === 'Occurrences') return { good: written(g), total: written(n) };
  if (n === 0n) return { good: written(0n), total: written(0n) };
  const good = method === 'RatioTimeslices' ? ratio(g, n) : reaches(g, n, sliceTarget ?? '0') ? ONE : 0n;
  return { good: written(good), total: written(ONE) };
};

/** Tier 2, divided: a ratio is good of total, a threshold the mean of its values. It has no lines, so no status. Pure. */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { quotient } from '../exact.ts';
import type { SliSum } from '../sums.ts';

export type SliFigure = { good: number | null; total: number; value: number | null };

/** A threshold counts the messages that carry a value, the others all they read. undefined = no slice stands. */
export const judgeSli = ({ kind }: Pick<SliMeasure, 'kind'>, sum: Pick<SliSum, 'good' | 'total' | 'n' | 'sum'> | undefined): SliFigure => {
  if (kind === 'threshold') {
    const total = Number(sum?.n ?? 0);
    return { good: null, total, value: quotient(Number(sum?.sum ?? 0), total) };
  }
  const [good, total] = [Number(sum?.good ?? 0), Number(sum?.total ?? 0)];
  return { good, total, value: quotient(good, total) };
};

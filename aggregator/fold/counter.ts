/** Cumulative counters, differenced per series: what each sample has counted since the one before it, in the slice of its time - 1 ms (MEASURES §2 Counts, §8). Pure. */
import { MINUTE, minuteOf, type Proofs, type Slice, type Span, sliceAt } from './slice.ts';

/**
 * The slices that touch `span`. `proofs` holds of every series its samples from the start of the span to `every` past its end, and the last before it.
 * A sample covers the `every` ms before its time; the first of a series is only a base.
 */
export const counterSlices = (proofs: Proofs, every: number, span: Span): Map<number, Slice> => {
  const slices = new Map<number, Slice>();
  const from = minuteOf(span.from);
  const to = Math.ceil(span.to / MINUTE) * MINUTE;
  const ends = new Set<number>();
  for (const list of proofs.values()) {
    let base: { good: bigint; total: bigint } | null = null;
    for (const one of list) {
      ends.add(one.at);
      const minute = minuteOf(one.at - 1);
      const inside = minute >= from && minute < to;
      if (inside) {
        const slice = sliceAt(slices, minute);
        slice.messages++;
        slice.first = true;
      }
      if (base && inside) {
        const reset = one.good < base.good || one.total < base.total;
        const good = reset ? one.good : one.good - base.good;
        const total = reset ? one.total : one.total - base.total;
        const slice = sliceAt(slices, minute);
        slice.good += good < total ? good : total;
        slice.total += total;
      }
      base = { good: one.good, total: one.total };
    }
  }
  let covered = from;
  for (const end of [...ends].sort((a, b) => a - b)) {
    const stop = Math.min(end, to);
    for (let a = Math.max(covered, end - every); a < stop; ) {
      const b = Math.min(stop, minuteOf(a) + MINUTE);
      sliceAt(slices, minuteOf(a)).covered += b - a;
      a = b;
    }
    covered = Math.max(covered, stop);
  }
  return slices;
};

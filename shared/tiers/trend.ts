/** Is a change a signal or usual variation? XmR over closed periods (MEASURES §6 Trend). Pure. */

export type Trend = 'signal' | 'noise' | 'too few periods';

/** `closed` oldest first, without the open period; gaps are left out. `now` is judged against the limits of the last 8 to 24 of them. */
export const trend = (closed: readonly (number | null)[], now: number): Trend => {
  const known = closed.filter((v) => v !== null).slice(-24);
  if (known.length < 8) return 'too few periods';
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  const moves = known.slice(1).map((v, i) => Math.abs(v - (known[i] as number)));
  const limit = 2.66 * (moves.reduce((a, b) => a + b, 0) / moves.length);
  const last = [...known.slice(-7), now];
  const oneSide = last.every((v) => v > mean) || last.every((v) => v < mean);
  return Math.abs(now - mean) > limit || oneSide ? 'signal' : 'noise';
};

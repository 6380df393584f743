/**
 * Reading a sketch of values: how many fell into each bucket of relative width (a DDSketch with error 0.005; 2-sli-values.sql says which bucket a
 * value falls into). Counts are added exactly, so any order and any split of the values make the same sketch. Pure.
 */

/** Values per bucket, the bucket's number as text. */
export type Sketch = Record<string, string>;

const OFFSET = 10_000;
const GROWTH = 1.005 / 0.995;

/** The share of a quantile in thousandths of a per cent: p99.9 = 99 900; null for any other statistic. */
export const share = (statistic: string): bigint | null => {
  const found = /^p(\d+(?:\.\d{1,3})?)$/.exec(statistic)?.[1];
  return found === undefined ? null : BigInt(Math.round(Number(found) * 1000));
};

/** Statistics that sums do not tell: they are made of kept values. */
export const beyondSums = (statistic: string | undefined): boolean => statistic === 'last' || statistic === 'nps' || (statistic !== undefined && share(statistic) !== null);

/** ⌈p·n⌉, at least 1: which of n values, the smallest first, the quantile is. */
export const rankOf = (statistic: string, n: bigint): bigint => {
  const rank = ((share(statistic) ?? 0n) * n + 99_999n) / 100_000n;
  return rank < 1n ? 1n : rank;
};

export const merged = (a: Sketch, b: Sketch): Sketch => {
  const out = { ...a };
  for (const [bucket, count] of Object.entries(b)) out[bucket] = String(BigInt(out[bucket] ?? '0') + BigInt(count));
  return out;
};

/** The value that stands for a bucket: within 0.5 % of every value in it. */
const middle = (bucket: number): number => (bucket === 0 ? 0 : ((Math.sign(bucket) * 2) / (GROWTH + 1)) * GROWTH ** (Math.abs(bucket) - OFFSET));

/** The rank-th smallest value within 0.5 %, as a decimal of 9 places; '0' of an empty sketch. */
export const atRank = (sketch: Sketch, rank: bigint): string => {
  let passed = 0n;
  for (const bucket of Object.keys(sketch).map(Number).sort((x, y) => x - y)) {
    passed += BigInt(sketch[bucket] as string);
    if (passed >= rank) return decimal(middle(bucket));
  }
  return '0';
};

/** A double as a plain decimal. */
const decimal = (value: number): string => (Math.abs(value) < 1e21 ? value.toFixed(9) : BigInt(Math.round(value)).toString());

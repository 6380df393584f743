/** What the targets of an activity's children allow it to promise, when they fail independently of each other: the arithmetic of availability in series, in parallel, and k of n. Pure; doubles, for warnings only. */
import type { VmaMeasure } from './measure.ts';

/** The share that is allowed, and how it comes about, for people. */
export type Support = { share: number; sum: string };

/** A number with as many digits as matter here. */
export const short = (n: number): string => String(Number(n.toPrecision(6)));

/** At most this many children are written out. */
const SHOWN = 6;
const listed = (parts: string[], by: string): string => (parts.length <= SHOWN ? parts.join(by) : [...parts.slice(0, SHOWN - 1), `… (${parts.length} in all)`].join(by));

/** How likely at least `need` of them are good at once. */
const atLeast = (need: number, shares: readonly number[]): number => {
  let good = [1, ...shares.map(() => 0)];
  for (const share of shares) good = good.map((p, k) => p * (1 - share) + (k > 0 ? (good[k - 1] as number) * share : 0));
  return good.slice(need).reduce((a, b) => a + b, 0);
};

/** What children of these shares (and weights) allow. */
export const supports = (op: VmaMeasure['op'], need: number, children: readonly { share: number; weight: number }[]): Support => {
  const shares = children.map((one) => one.share);
  if (op === 'all') {
    const share = shares.reduce((a, b) => a * b, 1);
    return { share, sum: `all of them together ${listed(shares.map(short), ' × ')} = ${short(share)}` };
  }
  if (op === 'any') {
    const share = 1 - shares.reduce((a, b) => a * (1 - b), 1);
    return { share, sum: `one of them at least 1 − ${listed(shares.map((one) => `(1 − ${short(one)})`), ' × ')} = ${short(share)}` };
  }
  if (op === 'atLeast') {
    const share = atLeast(need, shares);
    return { share, sum: `${need} of the ${shares.length} (${listed(shares.map(short), ', ')}) at once ${short(share)}` };
  }
  const weight = children.reduce((a, one) => a + one.weight, 0);
  const share = children.reduce((a, one) => a + one.weight * one.share, 0) / weight;
  return { share, sum: `their weighted mean (${listed(children.map((one) => `${short(one.weight)} × ${short(one.share)}`), ' + ')}) ÷ ${short(weight)} = ${short(share)}` };
};

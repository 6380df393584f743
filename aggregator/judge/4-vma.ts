/**
 * Tier 4, divided and judged (MEASURES §4). all, any, atLeast: good of good + bad minutes, coverage known of all minutes. weighted: Σ weight × attainment over
 * its measured children's weights, each attainment an integer of 10^-18 (half even), coverage likewise; contributions add up to the value. Pure.
 */
import type { VmaMeasure } from '../../shared/plan/measure.ts';
import { units } from '../../shared/plan/scalar.ts';
import type { Status } from '../../shared/tiers/row.ts';
import { double, exact, ONE, quotient, ratio, reaches } from '../exact.ts';

/** Minutes of a node; known = good, bad or empty of all slices. */
type Minutes = { good: number; bad: number; known: number; slices: number };
/** A child of a weighted node over the node's span: value = top ÷ bottom. */
type ChildFigure = { top: string; bottom: string; measured: number; expected: number };
export type VmaCase = { vma: Pick<VmaMeasure, 'op' | 'desired' | 'adequate' | 'floor' | 'children'>; votes: Minutes | null; children: readonly ChildFigure[] };
/** exact = the value as an integer of 10^-18. */
export type VmaFigure = { good: number | null; total: number | null; value: number | null; exact: bigint; coverage: number | null; status: Status; contributions: (number | null)[] };

/** What is divided: value = top ÷ bottom, coverage = known ÷ slices. */
type Sums = { top: bigint; bottom: bigint; known: bigint; slices: bigint };

export const judgeVma = ({ vma, votes, children }: VmaCase): VmaFigure => {
  const weighted = vma.op === 'weighted';
  const parts = children.map((one, i) => {
    const [weight, bottom] = [units(vma.children[i]?.weight ?? '1'), exact(one.bottom)];
    return { weight, known: bottom > 0n, weighed: weight * ratio(exact(one.top), bottom), covered: weight * ratio(BigInt(one.measured), BigInt(one.expected)) };
  });
  const add = (of: (one: (typeof parts)[0]) => bigint): bigint => parts.reduce((sum, one) => sum + of(one), 0n);
  const weights = add((one) => (one.known ? one.weight : 0n));
  const { top, bottom, known, slices }: Sums = weighted
    ? { top: add((one) => (one.known ? one.weighed : 0n)), bottom: weights * ONE, known: add((one) => one.covered), slices: add((one) => one.weight) * ONE }
    : { top: BigInt(votes?.good ?? 0), bottom: BigInt(votes?.good ?? 0) + BigInt(votes?.bad ?? 0), known: BigInt(votes?.known ?? 0), slices: BigInt(votes?.slices ?? 0) };
  return {
    good: weighted ? null : Number(top),
    total: weighted ? null : Number(bottom),
    // weights and attainments are integers of 10^-27: as doubles their quotient would be off by its last digit
    value: weighted ? (bottom === 0n ? null : double(ratio(top, bottom))) : quotient(top, bottom),
    exact: ratio(top, bottom),
    coverage: quotient(known, slices),
    status: bottom === 0n || !reaches(known, slices, vma.floor) ? 'unknown' : reaches(top, bottom, vma.desired) ? 'met' : reaches(top, bottom, vma.adequate) ? 'tolerated' : 'missed',
    contributions: parts.map((one) => (one.known ? quotient(one.weighed, weights * ONE) : null)),
  };
};

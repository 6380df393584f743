/**
 * Tier 6 and everything above, weighed by one rule (MEASURES §6): unknown children leave the mean and lower coverage; a missed critical child caps the score at 66.66
 * (the difference is a contribution, `veto`), an unknown one makes it unknown; mode worst takes the lowest. Contributions and veto add up to the score. Pure.
 */
import { units } from '../../shared/plan/scalar.ts';
import type { Status } from '../../shared/tiers/row.ts';
import { reaches } from '../exact.ts';
import { pointsOf, THIRD } from './5-kpt.ts';

/** thirds = the child's score in thirds of the scale, 10^-24 (judge/5-kpt.ts); null when it has none. */
type Weight = { weight: string; critical: boolean; status: Status | null; thirds: bigint | null };
export type WeighCase = { mode: 'mean' | 'worst'; floor: string; children: readonly Weight[] };
export type Weighed = { score: number | null; thirds: bigint | null; status: Status; coverage: number; contributions: (number | null)[]; veto: number | null };

/** A score so little below an edge is at it: what rounding of 10^-24 may take away. */
const HAIR = 10_000n;
/** 66.66 in thirds of the scale. */
const CAPPED = 1_999_800_000_000_000_000_000_000n;

export const weigh = ({ mode, floor, children }: WeighCase): Weighed => {
  const all = children.map((one) => ({ ...one, w: units(one.weight), s: one.thirds ?? 0n, there: one.status === 'met' || one.status === 'tolerated' || one.status === 'missed' }));
  const there = all.filter((one) => one.there);
  const sum = (list: typeof all, of: (one: (typeof all)[0]) => bigint): bigint => list.reduce((total, one) => total + of(one), 0n);
  const [every, weights] = [sum(all, (one) => one.w), sum(there, (one) => one.w)];
  const coverage = every === 0n ? 0 : Number(weights) / Number(every);
  const known = weights > 0n && reaches(weights, every, floor) && !all.some((one) => one.critical && !one.there);
  if (!known) return { score: null, thirds: null, status: 'unknown', coverage, contributions: all.map(() => null), veto: null };
  const lowest = there.reduce((low, one) => (one.s < low ? one.s : low), (there[0] as (typeof there)[0]).s);
  const worst = all.findIndex((one) => one.there && one.s === lowest);
  const mean = mode === 'worst' ? lowest : sum(there, (one) => one.w * one.s) / weights;
  const vetoed = all.some((one) => one.critical && one.status === 'missed');
  const thirds = vetoed && CAPPED < mean ? CAPPED : mean;
  const part = ({ w, s }: (typeof all)[0], i: number): number => (mode === 'worst' ? (i === worst ? pointsOf(s) : 0) : (((Number(w * s) / Number(weights)) / Number(THIRD)) * 100) / 3);
  return {
    score: pointsOf(thirds),
    thirds,
    status: thirds + HAIR < THIRD ? 'missed' : thirds + HAIR < THIRD * 2n || vetoed ? 'tolerated' : 'met',
    coverage,
    contributions: all.map((one, i) => (one.there ? part(one, i) : null)),
    veto: thirds < mean ? pointsOf(thirds - mean) : null,
  };
};

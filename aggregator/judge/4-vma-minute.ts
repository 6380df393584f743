/** Tier 4 in one minute (MEASURES §4): the verdict of a node on its children's states, and each child's part of a bad one. Pure. */
import type { VmaMeasure } from '../../shared/plan/measure.ts';
import { ONE } from '../exact.ts';

/** 0 absent or empty, 1 good, 2 bad, 3 unknown. */
export type State = 0 | 1 | 2 | 3;
/** blame = the part of each child in a bad minute, 10^-18. */
export type Vote = { state: State; blame: ReadonlyMap<string, bigint> };
/** Who votes: an inline group passes its part of a bad minute on to its own children. */
export type Voter = { child: string; inner: boolean };

const NOBODY: ReadonlyMap<string, bigint> = new Map();

/** A state without parts. */
export const plain = (state: State): Vote => ({ state, blame: NOBODY });

/** What a node makes of its children's states. */
export const verdict = ({ op, need }: Pick<VmaMeasure, 'op' | 'need'>, states: readonly State[]): State => {
  let [good, bad, unknown] = [0, 0, 0];
  for (const one of states) {
    if (one === 1) good++;
    else if (one === 2) bad++;
    else if (one === 3) unknown++;
  }
  if (good + bad + unknown === 0) return 0;
  if (op === 'all') return bad > 0 ? 2 : unknown > 0 ? 3 : 1;
  if (op === 'any') return good > 0 ? 1 : unknown > 0 ? 3 : 2;
  return good >= need ? 1 : good + unknown < need ? 2 : 3;
};

/** The vote of a node; of k bad children each has 1/k of a bad minute. */
export const voted = (node: Pick<VmaMeasure, 'op' | 'need'>, voters: readonly Voter[], votes: readonly Vote[]): Vote => {
  const state = verdict(node, votes.map((one) => one.state));
  const bad = BigInt(votes.filter((one) => one.state === 2).length);
  if (state !== 2 || bad === 0n) return plain(state);
  const sums = new Map<string, bigint>();
  const add = (child: string, part: bigint): void => void sums.set(child, (sums.get(child) ?? 0n) + part);
  votes.forEach((one, i) => {
    const { child, inner } = voters[i] as Voter;
    if (one.state !== 2) return;
    if (inner) for (const [name, part] of one.blame) add(name, part);
    else add(child, ONE);
  });
  return { state, blame: new Map([...sums].map(([child, part]) => [child, part / bad])) };
};

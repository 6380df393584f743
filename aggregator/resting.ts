/**
 * The state of a VMA node in minutes where nothing was climbed: empty, unknown while an SLI that could have been measured stands below it, or bad when
 * even all unknown children could not make it good. With calendars below it the state depends on the minute, so it comes as segments of time. Pure.
 */
import type { VmaMeasure } from '../shared/plan/measure.ts';
import { counted } from '../shared/time/schedule.ts';
import type { Span } from './grain.ts';
import { type State, verdict } from './judge/4-vma-minute.ts';
import type { Ladder, Tie } from './ladder.ts';

/** 0 absent or empty, 2 bad, 3 unknown; segments that are not told are 0. */
export type Rest = Span & { state: 2 | 3 };
/** The segments in which what a tie leads to rests bad or unknown: an SLO that could be measured rests unknown while it counts. */
export const restingBelow = (ladder: Ladder, tie: Tie, from: number, to: number): Rest[] => {
  if (tie.tier === 'slo') return tie.bare === 3 ? counted(tie.schedule, from, to).map((one) => ({ ...one, state: 3 })) : [];
  const node = ladder.byDef<VmaMeasure>('vma', tie.key);
  return node ? resting(ladder, node, from, to) : [];
};

/** The segments of [from, to) in which a node rests bad or unknown, ascending. */
export const resting = (ladder: Ladder, node: VmaMeasure, from: number, to: number): Rest[] => {
  if (to <= from) return [];
  const children = (ladder.ties.get(node.def) ?? []).map((tie) => restingBelow(ladder, tie, from, to));
  const edges = [...new Set([from, to, ...children.flat().flatMap((one) => [one.from, one.to])])].sort((a, b) => a - b);
  const next = children.map(() => 0);
  const out: Rest[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [a, b] = [edges[i] as number, edges[i + 1] as number];
    const states = children.map((list, c): State => {
      while ((list[next[c] as number]?.to ?? Number.POSITIVE_INFINITY) <= a) next[c] = (next[c] as number) + 1;
      const one = list[next[c] as number];
      return one && one.from <= a ? one.state : 0;
    });
    const state = verdict(node, states);
    if (state !== 2 && state !== 3) continue;
    const last = out.at(-1);
    if (last && last.to === a && last.state === state) last.to = b;
    else out.push({ from: a, to: b, state });
  }
  return out;
};

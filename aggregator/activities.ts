/** Minutes of tier 4: what stands below is read in one statement, every node votes on it level by level, and the votes become rows. */
import type { VmaMeasure } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { exact, written } from './exact.ts';
import { plain, type State, type Vote, voted } from './judge/4-vma-minute.ts';
import type { Ladder, Tie } from './ladder.ts';
import { type Rest, resting, restingBelow } from './resting.ts';
import { spans } from './touched.ts';

const belowSql = sql(import.meta.url, './rollup/4-vma-below.sql');
export const VMA_COLUMNS = ['t', 'def', 'good', 'bad', 'unknown', 'empty', 'rest_bad', 'rest_unknown', 'blame', 'first', 'version'] as const;

/** Votes that are held at once; minutes come in pieces of no more. */
const MOST_VOTES = 100_000;
const MOST_MINUTES = 4000;

type BelowRow = { key: string; goal: string; minutes: number[]; states: number[]; blames: Record<string, string>[] };
/** What was climbed below, by the key of a tie and minute; 'rests' = a row that says nothing. */
type Below = Map<string, Map<number, Vote | 'rests'>>;

const keyOf = ({ tier, key, goal }: Pick<Tie, 'tier' | 'key' | 'goal'>): string => (tier === 'slo' ? `${key} ${goal}` : key);

const read = async (door: Door, ties: readonly Tie[], minutes: readonly number[]): Promise<Below> => {
  const goals = new Map<string, Set<string>>();
  for (const { tier, key, goal } of ties) if (tier === 'slo') goals.set(key, (goals.get(key) ?? new Set<string>()).add(goal));
  const nodes = [...new Set(ties.filter((one) => one.tier === 'vma').map((one) => one.key))];
  const rows = await door.rows<BelowRow>(belowSql, { minutes: JSON.stringify(minutes), sources: JSON.stringify([...goals.keys()]), goals: JSON.stringify([...goals.values()].map((some) => [...some])), nodes: JSON.stringify(nodes) });
  return new Map(
    rows.map(({ key, goal, minutes: at, states, blames }) => [
      goal === '' ? key : `${key} ${goal}`,
      new Map(at.map((minute, i): [number, Vote | 'rests'] => [Number(minute), states[i] === 4 ? 'rests' : goal === '' ? { state: states[i] as State, blame: new Map(Object.entries(blames[i] ?? {}).map(([child, part]) => [child, exact(part)])) } : plain(states[i] as State)])),
    ]),
  );
};

/** The state at ascending instants (ms) of something that rests so. */
const restAt = (rests: readonly Rest[]): ((at: number) => State) => {
  let i = 0;
  return (at) => {
    while ((rests[i]?.to ?? Number.POSITIVE_INFINITY) <= at) i++;
    const one = rests[i];
    return one && one.from <= at ? one.state : 0;
  };
};

const lineOf = (minute: number, def: string, { state, blame }: Vote, rest: State, version: bigint): string => {
  const is = (one: boolean): number => (one ? 1 : 0);
  return `${JSON.stringify({
    t: minute, def, good: is(state === 1), bad: is(state === 2), unknown: is(state === 3), empty: is(state === 0), rest_bad: is(rest === 2), rest_unknown: is(rest === 3),
    blame: Object.fromEntries([...blame].map(([child, part]) => [child, written(part)])), first: state === 1 || state === 2 ? minute : null, version: version.toString(),
  })}\n`;
};

/** Climbs these nodes, by level from the lowest, in some minutes (seconds, ascending). */
export const climbActivities = async (door: Door, ladder: Ladder, levels: readonly (readonly VmaMeasure[])[], minutes: readonly number[], version: bigint): Promise<void> => {
  const nodes = levels.flat();
  if (nodes.length === 0 || minutes.length === 0) return;
  const mine = new Set(nodes.map((one) => one.def));
  const tiesOf = (node: VmaMeasure): Tie[] => ladder.ties.get(node.def) ?? [];
  const below = nodes.flatMap(tiesOf).filter((one) => !mine.has(one.key));
  for (const some of spans(minutes, Math.max(60, Math.min(MOST_MINUTES, Math.floor(MOST_VOTES / nodes.length))), (t) => t)) {
    const [from, to] = [(some[0] as number) * 1000, ((some.at(-1) as number) + 60) * 1000];
    const found = await read(door, below, some);
    const lines: string[] = [];
    for (const level of levels) {
      for (const node of level) {
        const ties = tiesOf(node);
        const there = ties.map((tie) => found.get(keyOf(tie)));
        const rests = ties.map((tie) => restAt(restingBelow(ladder, tie, from, to)));
        const rest = restAt(resting(ladder, node, from, to));
        const votes = new Map<number, Vote>();
        for (const minute of some) {
          const states = ties.map((_, i): Vote => {
            const one = there[i]?.get(minute);
            return one === undefined || one === 'rests' ? plain((rests[i] as (at: number) => State)(minute * 1000)) : one;
          });
          const vote = voted(node, ties, states);
          votes.set(minute, vote);
          lines.push(lineOf(minute, node.def, vote, rest(minute * 1000), version));
        }
        found.set(node.def, votes);
      }
    }
    await door.insert('vma_minute', VMA_COLUMNS, 'JSONEachRow', lines.join(''));
  }
};

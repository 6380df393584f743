/** Everything that stands below a measure, and which result areas are tied because they stand on the same. Pure. */
import type { KraMeasure, Measure } from '../../shared/plan/measure.ts';
import { below } from './relations.ts';
import type { Sheet } from './sheet.ts';
import { type Known, titleOf } from './spec.ts';

const TIERS = ['kpi', 'kpt', 'vma', 'slo', 'sli'] as const;

/** What stands below one of `from`, however far down, each once, as it is met first. Kinds of events are left out. */
export const reach = (known: Known, from: readonly Measure[]): Measure[] => {
  const byName = new Map(known.measures.map((one) => [`${one.tier}/${one.name}`, one]));
  const seen = new Map<string, Measure>();
  const queue = [...from];
  for (let one = queue.shift(); one; one = queue.shift())
    for (const child of below(known, one)) {
      const found = byName.get(`${child.tier}/${child.name}`);
      if (!found || seen.has(`${child.tier}/${child.name}`)) continue;
      seen.set(`${child.tier}/${child.name}`, found);
      queue.push(found);
    }
  return [...seen.values()];
};

/** Two result areas of different perspectives, the lower one first, and the measures of the highest tier that both stand on. */
export type Tie = { from: string; to: string; tier: string; by: { name: string; title: string }[] };

/** Ties of a scorecard's result areas. */
export const tiesOf = (known: Known, sheet: Sheet): Tie[] => {
  const areas = sheet.lanes.flatMap((lane, i) => lane.areas.map(({ measure }) => ({ lane: i, measure, below: reach(known, [measure as KraMeasure]) })));
  const ties: Tie[] = [];
  for (const lower of areas)
    for (const upper of areas) {
      if (lower.lane <= upper.lane) continue;
      const shared = lower.below.filter((one) => upper.below.includes(one));
      const tier = TIERS.find((name) => shared.some((one) => one.tier === name));
      if (tier) ties.push({ from: lower.measure.name, to: upper.measure.name, tier, by: shared.filter((one) => one.tier === tier).map((one) => ({ name: one.name, title: titleOf(one, one.name) })) });
    }
  return ties;
};

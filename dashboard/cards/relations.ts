/** Who stands on whom in a plan: one step down, one step up, the path to the scorecard, and the SLI slices that any measure is counted from. Pure. */
import { type Child, type KptMeasure, type Measure, type MeasureTier, measuresOf, type SliMeasure, type SloMeasure, type VmaMeasure } from '../../shared/plan/measure.ts';
import { type Known, ofTier } from './spec.ts';

/** A measure one step away. `sie` is a kind of event: its name is service/kind. */
export type Near = { tier: MeasureTier | 'sie'; name: string; weight: number | null; critical: boolean; note: string };

const near = (tier: Near['tier'], name: string, weight: number | null = null, critical = false, note = ''): Near => ({ tier, name, weight, critical, note });

/** Made once of a plan, and kept as long as it is. */
const ofPlan = <T>(make: (known: Known) => T): ((known: Known) => T) => {
  const kept = new WeakMap<Known, T>();
  return (known) => {
    const there = kept.get(known) ?? make(known);
    kept.set(known, there);
    return there;
  };
};

/** The first measure of each name and def, of each name, of each def. */
const places = ofPlan(({ measures }) => {
  const firsts = (key: (one: Measure) => string): Map<string, Measure> => new Map(measures.toReversed().map((one) => [`${one.tier}/${key(one)}`, one]));
  return { exact: firsts((one) => `${one.def}/${one.name}`), names: firsts((one) => one.name), defs: firsts((one) => one.def) };
});

const byDef = (known: Known, tier: MeasureTier, def: string, name: string): Measure | undefined => {
  const { exact, names, defs } = places(known);
  return exact.get(`${tier}/${def}/${name}`) ?? names.get(`${tier}/${name}`) ?? defs.get(`${tier}/${def}`);
};

const WORDS: Record<VmaMeasure['op'], string> = { all: 'all of', any: 'any of', atLeast: 'at least some of', weighted: 'weighted' };

/** Children with the inline groups of a VMA opened, so that every child has a page. */
const flat = (known: Known, children: readonly Child[], note = ''): Near[] =>
  children.flatMap((child): Near[] => {
    const measure = byDef(known, child.tier, child.def, child.name);
    if (measure?.internal && measure.tier === 'vma') return flat(known, measure.children, `in ${measure.op === 'atLeast' ? `at least ${measure.need} of` : WORDS[measure.op]}`);
    return [near(child.tier, child.name, Number(child.weight), child.critical, note)];
  });

/** Kinds of events an SLI reads, as service/kind; an SLI of every service or kind names none. */
export const kindsOf = (sli: SliMeasure): string[] => [...new Set(sli.sides.filter((one) => one.side === 'total' && one.stream === 'event').flatMap((side) => sli.services.flatMap((service) => (side.kind === null ? [] : [`${service}/${side.kind}`]))))];

/** One step down. */
export const below = (known: Known, measure: Measure): Near[] => {
  switch (measure.tier) {
    case 'sli':
      return kindsOf(measure).map((name) => near('sie', name));
    case 'slo':
      return [near('sli', measure.sli)];
    case 'kpt':
      return measuresOf(measure).map((one) => near(one.tier, one.name));
    default:
      return flat(known, measure.children);
  }
};

/** Who stands on each measure and kind, in the order of the plan: pages ask for every row that they show. */
const parents = ofPlan((known) => {
  const found = new Map<string, Measure[]>();
  for (const one of known.measures) {
    if (one.internal) continue;
    for (const child of new Set(below(known, one).map(({ tier, name }) => `${tier}/${name}`))) {
      const there = found.get(child);
      if (there) there.push(one);
      else found.set(child, [one]);
    }
  }
  return found;
});

/** One step up: every listed measure that stands on this one. */
export const above = (known: Known, tier: Near['tier'], name: string): readonly Measure[] => parents(known).get(`${tier}/${name}`) ?? [];

/** How far down a ladder is built in practice; nothing turns in circles past it. */
const DEEPEST = 20;

/** From just above the measure up to a KRA, nearest first: of several ways the first that gets there, and of those the longest, which shows most (an SLI may feed an SLO and a KPT). */
export const path = (known: Known, tier: Near['tier'], name: string): Measure[] => {
  const found = new Map<string, Measure[]>();
  const climb = (here: { tier: Near['tier']; name: string }, depth: number): Measure[] => {
    const key = `${here.tier}/${here.name}`;
    const there = found.get(key);
    if (there || depth > DEEPEST) return there ?? [];
    const ways = above(known, here.tier, here.name).filter((one) => one.tier !== 'scorecard').map((one) => (one.tier === 'perspective' ? [] : [one, ...climb(one, depth + 1)]));
    const arrives = (way: Measure[]): number => (way.at(-1)?.tier === 'kra' ? 1 : 0);
    const best = ways.sort((a, b) => arrives(b) - arrives(a) || b.length - a.length)[0] ?? [];
    found.set(key, best);
    return best;
  };
  return climb({ tier, name }, 0);
};

/** The SLI that reads the events of this one: itself, or whose counted minutes it keeps. */
const reader = (known: Known, sli: SliMeasure): SliMeasure => (sli.through && ofTier<SliMeasure>(known, 'sli').find((one) => one.def === sli.through?.def)) || sli;

/** What the events behind a measure are read by: defs of SLI slices (for a threshold, of the SLO's cut, which knows good from bad). */
export const sources = (known: Known, measure: Measure, depth = 0): SliMeasure[] => {
  if (depth > 20) return [];
  const slices = (def: string): SliMeasure[] => ofTier<SliMeasure>(known, 'sli').filter((one) => one.def === def).slice(0, 1).map((one) => reader(known, one));
  if (measure.tier === 'sli') return [measure];
  if (measure.tier === 'slo') return slices(measure.source);
  const children: { tier: MeasureTier; name: string; def: string }[] = measure.tier === 'kpt' ? measuresOf(measure) : measure.children;
  const all = children.flatMap((child) => {
    const found = byDef(known, child.tier, child.def, child.name);
    return found ? sources(known, found, depth + 1) : [];
  });
  return [...new Map(all.map((one) => [one.def, one])).values()];
};

/** SLOs, and KPTs on a statistic, that are counted from slices of this SLI def, or from those of its minutes that count. */
export const readers = (known: Known, def: string): (SloMeasure | KptMeasure)[] => {
  const defs = new Set([def, ...ofTier<SliMeasure>(known, 'sli').filter((one) => one.through?.def === def).map((one) => one.def)]);
  return [
    ...ofTier<SloMeasure>(known, 'slo').filter((one) => !one.internal && defs.has(one.source)),
    ...ofTier<KptMeasure>(known, 'kpt').filter((one) => !one.internal && measuresOf(one).some((side) => side.tier === 'sli' && defs.has(side.def))),
  ];
};

/** The plan as the climb needs it: which SLI reads what, which slices hang on it, in what order. Built once a plan; pure. */
import { type KpiMeasure, type KptMeasure, type KraMeasure, type Measure, measuresOf, type MeasureTier, type PerspectiveMeasure, type Plan, type Schedule, type ScorecardMeasure, type SliMeasure, type SloMeasure, type VmaMeasure } from '../shared/plan/measure.ts';
import type { Rule } from '../shared/plan/rule.ts';
import { beyondSums } from './sketch.ts';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** An SLO's slices in the days of one zone; below a day the zone does not matter. */
type Grain = { key: string; slo: SloMeasure; zone: string };

/** What one VMA node votes on: a leaf SLO by the SLI slices it is counted from, or another node. `bare` = a leaf's state where nothing was climbed and `schedule` counts. */
export type Tie = { child: string; tier: 'slo' | 'vma'; key: string; goal: string; bare: 0 | 3; schedule: Schedule | null; /** an inline group */ inner: boolean };

export type Ladder = {
  plan: Plan;
  /** one SLI a def: equal definitions share their slices */
  slis: Map<string, SliMeasure>;
  /** what a climb climbs: everything, or what is new (onlyNew); levels = VMA nodes (but weighted ones, which have no minutes) by level, from 1 */
  climbs: { slis: SliMeasure[]; grains: Grain[]; levels: VmaMeasure[][] };
  grains: Map<string, Grain>;
  ties: Map<string, Tie[]>;
  services: Map<string, readonly string[]>;
  /** defs of the SLIs whose values are kept, for quantiles and the like; through a schedule it is the SLI behind it */
  values: Set<string>;
  /** alert rules by the key of their measure */
  rules: Map<string, Rule[]>;
  named<T extends Measure>(tier: T['tier'], name: string): T | undefined;
  byDef<T extends Measure>(tier: T['tier'], def: string): T | undefined;
  all<T extends Measure>(tier: T['tier']): T[];
};

export type Upper = KpiMeasure | KraMeasure | PerspectiveMeasure | ScorecardMeasure;

/** The key under which an SLO's slices stand for windows whose days are those of `zone`. */
export const grainKey = (slo: SloMeasure, zone: string): string => (slo.slice >= DAY ? `${slo.def}@${zone}` : slo.def);

/** The zone whose days a window counts: its own when it is a calendar window, UTC when it rolls. */
export const windowZone = (window: SloMeasure['window']): string => (window.kind === 'calendar' ? window.zone : 'UTC');

const key = (tier: MeasureTier, name: string): string => `${tier}/${name}`;

/** Whether unmeasured time exists for an SLI: it is made of samples, or of what components say of themselves. */
export const sampled = (sli: SliMeasure): boolean => sli.kind === 'state' || sli.sides.some((one) => one.stream === 'sample');

export const ladder = (plan: Plan): Ladder => {
  const names = new Map<string, Measure>();
  const defs = new Map<string, Measure>();
  for (const one of plan.measures) {
    names.set(key(one.tier, one.tier === 'perspective' ? `${one.scorecard}/${one.name}` : one.name), one);
    if (!defs.has(key(one.tier, one.def))) defs.set(key(one.tier, one.def), one);
  }
  const tiers = Map.groupBy(plan.measures, (one) => one.tier);
  const all = <T extends Measure>(tier: T['tier']): T[] => (tiers.get(tier) ?? []) as T[];
  const byDef = <T extends Measure>(tier: T['tier'], def: string): T | undefined => defs.get(key(tier, def)) as T | undefined;
  const slis = new Map(all<SliMeasure>('sli').map((one) => [one.def, one]));

  const grains = new Map<string, Grain>();
  const grain = (slo: SloMeasure, zone: string): void => void grains.set(grainKey(slo, zone), { key: grainKey(slo, zone), slo, zone });
  for (const slo of all<SloMeasure>('slo')) grain(slo, slo.sliceZone);
  // a KPT counts a day-long timeslice in the days of its own zone, a weighted VMA in those of its window
  const below = (tier: string, def: string, zone: string): void => {
    if (tier === 'slo') {
      const slo = byDef<SloMeasure>('slo', def);
      if (slo) grain(slo, zone);
      return;
    }
    const vma = byDef<VmaMeasure>('vma', def);
    if (vma?.op === 'weighted') for (const child of vma.children) below(child.tier, child.def, zone);
  };
  for (const vma of all<VmaMeasure>('vma')) if (vma.op === 'weighted') below('vma', vma.def, windowZone(vma.window));
  for (const kpt of all<KptMeasure>('kpt')) for (const one of measuresOf(kpt)) below(one.tier, one.def, kpt.zone);

  const levels: VmaMeasure[][] = [];
  const ties = new Map<string, Tie[]>();
  const services = new Map<string, readonly string[]>();
  const nodes = [...new Map(all<VmaMeasure>('vma').map((one) => [one.def, one])).values()].filter((one) => one.op !== 'weighted').sort((a, b) => a.level - b.level);
  for (const node of nodes) {
    const mine: Tie[] = [];
    const reads = new Set<string>();
    let every = false;
    for (const child of node.children) {
      if (child.tier === 'slo') {
        const slo = byDef<SloMeasure>('slo', child.def);
        const sli = slo && slis.get(slo.source);
        if (!slo || !sli) continue;
        mine.push({ child: child.name, tier: 'slo', key: slo.source, goal: slo.sliceTarget ?? node.sliceTarget, bare: sampled(sli) ? 3 : 0, schedule: slo.schedule, inner: false });
        if (sli.services.length === 0) every = true;
        for (const service of sli.services) reads.add(service);
      } else {
        mine.push({ child: child.name, tier: 'vma', key: child.def, goal: node.sliceTarget, bare: 0, schedule: null, inner: byDef<VmaMeasure>('vma', child.def)?.internal ?? false });
        const theirs = services.get(child.def) ?? [];
        if (theirs.length === 0) every = true;
        for (const service of theirs) reads.add(service);
      }
    }
    ties.set(node.def, mine);
    services.set(node.def, every ? [] : [...reads]);
    while (levels.length < node.level) levels.push([]);
    (levels[node.level - 1] as VmaMeasure[]).push(node);
  }
  const rules = new Map<string, Rule[]>();
  for (const rule of plan.rules) {
    const there = rules.get(rule.slo);
    if (there) there.push(rule);
    else rules.set(rule.slo, [rule]);
  }
  const asked = all<KptMeasure>('kpt').flatMap(measuresOf);
  const values = new Set(asked.filter((one) => one.tier === 'sli' && beyondSums(one.statistic)).map((one) => slis.get(one.def)?.through?.def ?? one.def));
  return { plan, slis, climbs: { slis: [...slis.values()], grains: [...grains.values()], levels }, grains, ties, services, values, rules, all, byDef, named: (tier, name) => names.get(key(tier, name)) as never };
};

/** `next`, climbing only the slices that `there` does not have. null: it has them all. */
export const onlyNew = (next: Ladder, there: Ladder): Ladder | null => {
  const nodes = new Set(there.climbs.levels.flat().map((node) => node.def));
  const climbs = {
    slis: next.climbs.slis.filter((one) => !there.slis.has(one.def) || (next.values.has(one.def) && !there.values.has(one.def))),
    grains: next.climbs.grains.filter((one) => !there.grains.has(one.key)),
    levels: next.climbs.levels.map((level) => level.filter((node) => !nodes.has(node.def))),
  };
  return climbs.slis.length + climbs.grains.length + climbs.levels.flat().length > 0 ? { ...next, climbs } : null;
};

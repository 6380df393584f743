import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { above, below, kindsOf, path, readers, sources } from '../../../dashboard/cards/relations.ts';
import { sourcesOf } from '../../../dashboard/plan.ts';
import { type Known, named } from '../../../dashboard/cards/spec.ts';
import type { KptMeasure, KraMeasure, Measure, SliMeasure, SloMeasure, VmaMeasure } from '../../../shared/plan/measure.ts';
import { readPlan } from '../../../shared/plan/read.ts';

describe('who stands on whom, in the plan of the airline', () => {
  let known: Known;
  const get = <T extends Measure>(tier: T['tier'], name: string): T => named<T>(known, tier, name) as T;
  beforeAll(() => {
    const { plan, faults } = readPlan([fileURLToPath(new URL('../../../examples/airline/plan', import.meta.url))]);
    expect(faults).toEqual([]);
    known = { plan: plan?.id ?? '', measures: plan?.measures ?? [] };
  });

  it('leads from a key result area to the events, one tier at a time', () => {
    expect(below(known, get<KraMeasure>('kra', 'passengers-arrive-on-time')).map((one) => [one.name, one.weight])).toEqual([['punctuality', 3], ['delays-that-hurt', 2], ['a-day-you-can-plan', 1], ['steadiness', 1]]);
    expect(below(known, get<KptMeasure>('kpt', 'on-time-arrivals'))).toMatchObject([{ tier: 'slo', name: 'arrivals-on-time' }]);
    expect(below(known, get<SloMeasure>('slo', 'arrivals-on-time'))).toMatchObject([{ tier: 'sli', name: 'on-time' }]);
    expect(below(known, get<SliMeasure>('sli', 'on-time'))).toMatchObject([{ tier: 'sie', name: 'flights/flight' }]);
    expect(kindsOf(get<SliMeasure>('sli', 'on-time'))).toEqual(['flights/flight']);
  });

  it('leads from an event kind back up to a key result area', () => {
    expect(above(known, 'sie', 'flights/flight').map((one) => one.tier)).toContain('sli');
    const steps = path(known, 'sli', 'on-time').map((one) => one.tier);
    expect(steps[0]).toBe('slo');
    expect(steps.at(-1)).toBe('kra');
  });

  it('opens the inline groups of an activity: every child has a page', () => {
    for (const vma of known.measures.filter((one): one is VmaMeasure => one.tier === 'vma' && !one.internal))
      for (const child of below(known, vma)) expect(known.measures.some((one) => one.tier === child.tier && one.name === child.name && !one.internal)).toBe(true);
  });

  it('finds the slices that a measure is counted from, and who is counted from them', () => {
    const slo = get<SloMeasure>('slo', 'arrivals-on-time');
    expect(sources(known, slo).map((one) => one.def)).toEqual([slo.source]);
    expect(readers(known, slo.source).map((one) => one.name)).toContain('arrivals-on-time');
    expect(sources(known, get<KraMeasure>('kra', 'passengers-arrive-on-time')).length).toBeGreaterThan(2);
  });

  it('finds the events of an SLO that counts by a calendar at the SLI whose minutes are kept', () => {
    const slo = get<SloMeasure>('slo', 'arrivals-on-time');
    const sli = get<SliMeasure>('sli', 'on-time');
    const through: SliMeasure = { ...sli, name: 'on-time through abc', def: 'abc', internal: true, through: { def: sli.def, schedule: { calendar: null, corrections: [] } } };
    const kept: Known = { ...known, measures: [through, ...known.measures.map((one) => (one === slo ? { ...slo, source: 'abc' } : one))] };
    const mine = named<SloMeasure>(kept, 'slo', slo.name) as SloMeasure;
    expect(sources(kept, mine).map((one) => one.def)).toEqual([sli.def]);
    expect(readers(kept, sli.def).map((one) => one.name)).toContain(slo.name);
    expect([...sourcesOf(kept as never, mine)]).toEqual([sli.def]);
  });
});

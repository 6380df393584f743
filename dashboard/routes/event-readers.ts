/** Which measures an event touched: the SLIs that read it, what is counted from them, and all that stands on that, up to the key result areas; each with the state it is in now. */
import type { Measure, SliMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { EventReader } from '../cards/1-sie.ts';
import { readers } from '../cards/relations.ts';
import { type Known, ofTier, titleOf } from '../cards/spec.ts';
import { allAbove } from './blind.ts';
import { type EventFacts, type Reading, readings } from './events.ts';
import type { Reader } from './rows.ts';

const ORDER = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra'] as const;
const tierOf = (tier: string): number => (ORDER as readonly string[]).indexOf(tier);

/** The SLIs that read it and the SLOs and KPTs counted from them, with the verdict of each, then what stands on those. Pure. */
const touchedBy = (known: Known, slis: readonly SliMeasure[], read: readonly Reading[]): Omit<EventReader, 'status'>[] => {
  const found = new Map<string, Omit<EventReader, 'status'>>();
  const add = (measure: Measure, good: boolean | null): void => {
    const key = `${measure.tier}/${measure.name}`;
    if (!found.has(key)) found.set(key, { tier: measure.tier, name: measure.name, title: titleOf(measure, measure.name), good });
  };
  const counted = read.flatMap(({ def, good }) => {
    const sli = slis.find((item) => item.def === def);
    return [...(sli && !sli.internal ? [{ measure: sli as Measure, good }] : []), ...readers(known, def).map((measure) => ({ measure: measure as Measure, good: measure.tier === 'kpt' ? null : good }))];
  });
  for (const { measure, good } of counted) add(measure, good);
  for (const { measure } of counted) for (const one of allAbove(known, measure)) if (tierOf(one.tier) >= 0) add(one, null);
  return [...found.values()].sort((a, b) => tierOf(a.tier) - tierOf(b.tier) || (a.title < b.title ? -1 : 1));
};

/** All that an event touched, from its SLIs up. */
export const touchedOf = async (rows: Reader, read: Door, known: Known, event: EventFacts): Promise<EventReader[]> => {
  const slis = ofTier<SliMeasure>(known, 'sli');
  const found = touchedBy(known, slis, await readings(read, slis, event));
  const tiers = [...new Set(found.map((one) => one.tier))].filter((tier) => tier !== 'sli') as Measure['tier'][];
  const standing = (await Promise.all(tiers.map((tier) => rows.rows(tier, null, null, found.filter((one) => one.tier === tier).map((one) => one.name))))).flat();
  return found.map((one) => ({ ...one, status: standing.find((row) => row.tier === one.tier && row.name === one.name)?.status ?? null }));
};

/**
 * The climb of slices: touched minutes of raw → SLI → SLO → VMA minutes, then their hours and days. Running it again for any minutes, in any
 * order, changes nothing but the version. Figures over windows are made from these slices in figures.ts.
 */
import { type Sql, sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { instant } from '../shared/time/instant.ts';
import { counted } from '../shared/time/schedule.ts';
import { climbActivities, VMA_COLUMNS } from './activities.ts';
import { type Folds, isOfFolds, type Marks, type Places } from './fold/fold.ts';
import { starts } from './grain.ts';
import { DAY, type Ladder, sampled } from './ladder.ts';
import { type Gone, NOTHING_GONE } from './retention/retention.ts';
import { keptBy } from './kept-sums.ts';
import { climbValues } from './values.ts';
import type { OwedHours, Sliced } from './owed-hours.ts';
import type { Growth } from './running-counts.ts';
import { left, MOST_MONTHS, monthOf, pairs, ranges, spans, type Touched, touch } from './touched.ts';

const twice = sql(import.meta.url, './rollup/2-sli-twice.sql');
const grownTwice = sql(import.meta.url, './rollup/2-sli-grown-twice.sql');
const sliSlices = sql(import.meta.url, './rollup/2-sli-slices.sql');
const sliGrown = sql(import.meta.url, './rollup/2-sli-grown.sql');
const sliSamples = sql(import.meta.url, './rollup/2-sli-samples.sql');
const sliCovered = sql(import.meta.url, './rollup/2-sli-covered.sql');
const sliThrough = sql(import.meta.url, './rollup/2-sli-through.sql');
const sloSlices = sql(import.meta.url, './rollup/3-slo-slices.sql');
const grown: Record<Sliced, { hours: Sql; days: Sql }> = {
  sli: { hours: sql(import.meta.url, './rollup/2-sli-hours.sql'), days: sql(import.meta.url, './rollup/2-sli-days.sql') },
  slo: { hours: sql(import.meta.url, './rollup/3-slo-hours.sql'), days: sql(import.meta.url, './rollup/3-slo-days.sql') },
  vma: { hours: sql(import.meta.url, './rollup/4-vma-hours.sql'), days: sql(import.meta.url, './rollup/4-vma-days.sql') },
};
const SLI_COLUMNS = ['t', 'def', 'service', 'messages', 'good', 'total', 'n', 'sum', 'min', 'max', 'covered', 'first', 'version'] as const;
const SLO_COLUMNS = ['t', 'def', 'good', 'total', 'version'] as const;
const COLUMNS = { sli: SLI_COLUMNS, slo: SLO_COLUMNS, vma: VMA_COLUMNS } as const;

const sorted = (list: Iterable<number>): number[] => [...list].sort((a, b) => a - b);

/** Longest list one statement is given. */
const MOST = 4000;

/** Whether something that reads `services` ([] = all) meets the touched ones (null = all). */
const reads = (services: readonly string[], touched: ReadonlySet<string> | null): boolean => touched === null || services.length === 0 || services.some((one) => touched.has(one));

/**
 * A (minute in seconds, service) and how its events are counted: all of them, none of which was delivered again (once) or some were (twice); or those that
 * are new alone, on top of the slices that stand (on) or of nothing (anew).
 */
type Counting = { pair: [number, string]; how: 'once' | 'twice' | 'on' | 'anew' };
const isGrown = ({ how }: Counting): boolean => how === 'on' || how === 'anew';

/** Touched pairs in the order of time, each with how it is counted: only those with a repeated delivery pay for the deduplicating forms. */
const countings = async (door: Door, touched: Map<number, Set<string>>, growth: Growth | null): Promise<Counting[]> => {
  const all = pairs(touched).map(([minute, service]): Counting => ({ pair: [minute, service], how: growth?.of(minute, service) ?? 'once' }));
  const byPair = new Map(all.map((one) => [one.pair.join(' '), one]));
  const [grown, whole] = [all.filter(isGrown), all.filter((one) => !isGrown(one))];
  for (const some of spans(whole, MOST, ({ pair: [t] }) => t))
    for (const { minute, service } of await door.rows<{ minute: string; service: string }>(twice, { touched: JSON.stringify(some.map((one) => one.pair)) })) {
      const one = byPair.get(`${instant(minute) / 1000} ${service}`);
      if (one) one.how = 'twice';
    }
  for (const some of spans(grown, MOST, ({ pair: [t] }) => t))
    for (const { at, service } of await door.rows<{ at: number; service: string }>(grownTwice, { touched: JSON.stringify(some.map((one) => one.pair)), ...growth?.told })) {
      const one = byPair.get(`${at} ${service}`);
      if (!one) continue;
      one.how = 'twice';
      growth?.leave(at, service);
    }
  return all;
};

const events = async (door: Door, ladder: Ladder, all: readonly Counting[], growth: Growth | null, version: bigint): Promise<void> => {
  const slis = ladder.climbs.slis.filter((one) => !sampled(one) && !isOfFolds(one) && one.through === null);
  if (slis.length === 0) return;
  const defs = JSON.stringify(slis.map((one) => one.def));
  const inverse = JSON.stringify(slis.filter((one) => one.sides.some((side) => side.side === 'bad')).map((one) => one.def));
  for (const some of spans(all, MOST, ({ pair: [t] }) => t)) {
    const those = (how: Counting['how']): string => JSON.stringify(some.filter((one) => one.how === how).map((one) => one.pair));
    const [once, twice] = [those('once'), those('twice')];
    if (once !== '[]' || twice !== '[]') await door.fill('sli_minute', SLI_COLUMNS, sliSlices, { once, twice, defs, inverse, version });
    const grown = some.filter(isGrown).map(({ pair, how }) => [...pair, how === 'on' ? 1 : 0]);
    if (growth && grown.length > 0) await door.fill('sli_minute', SLI_COLUMNS, sliGrown, { grown: JSON.stringify(grown), ...growth.told, cuts: JSON.stringify(growth.cuts), since: growth.since, defs, inverse, version });
  }
  for (const { pair } of all.filter(isGrown)) growth?.counted(...pair);
};

/** Samples: their slices (minute of time - 1 ms, so the touched minute and the one before) and what they cover, `every` back from there. Adds the minutes to `minutes`. */
const samples = async (door: Door, ladder: Ladder, touched: Touched, version: bigint, minutes: Map<number, Set<string>>, gone: Gone): Promise<void> => {
  if (touched.samples.size === 0) return;
  const slis = ladder.climbs.slis.filter((one) => sampled(one) && !isOfFolds(one) && one.through === null);
  if (slis.length === 0) return;
  const slices = new Map<number, Set<string>>();
  for (const [minute, service] of pairs(touched.samples)) {
    touch(slices, minute, service);
    if (!gone(minute - 60)) touch(slices, minute - 60, service);
  }
  const defs = JSON.stringify(slis.map((one) => one.def));
  const counted = JSON.stringify(slis.filter((one) => one.kind === 'counts').map((one) => one.def));
  for (const some of spans(pairs(slices), MOST, ([t]) => t)) await door.fill('sli_minute', SLI_COLUMNS, sliSamples, { touched: JSON.stringify(some), defs, counted, version });

  const asks: [string, number, number, number][] = [];
  for (const sli of slis) {
    const mine = new Set<number>();
    for (const [minute, service] of pairs(slices)) {
      if (!reads(sli.services, new Set([service]))) continue;
      // a sample of this minute covers back to its time - every; the next one's stretch begins at it
      for (let t = minute - Math.ceil(sli.every / 60_000) * 60; t <= minute + 60; t += 60) {
        if (t > minute || gone(t)) continue;
        mine.add(t);
        touch(minutes, t, service);
      }
    }
    for (const [from, to] of ranges(mine)) for (let a = from; a < to; a += 60 * MOST) asks.push([sli.def, sli.every, a, Math.min(to, a + 60 * MOST)]);
  }
  for (const some of spans(asks, MOST, ([, , from]) => from)) await door.fill('sli_minute', SLI_COLUMNS, sliCovered, { asks: JSON.stringify(some), version });
};

/** SLIs through a schedule: the counted ones of the minutes that were climbed, copied. */
const throughs = async (door: Door, ladder: Ladder, minutes: Map<number, Set<string>>, services: ReadonlySet<string> | null, version: bigint): Promise<void> => {
  const slis = ladder.climbs.slis.filter((one) => one.through !== null && reads(one.services, services));
  if (slis.length === 0) return;
  for (const some of spans(sorted(minutes.keys()), MOST, (t) => t)) {
    const [from, to] = [(some[0] as number) * 1000, ((some.at(-1) as number) + 60) * 1000];
    const copies = slis.flatMap(({ def, through }) => {
      if (through === null) return [];
      const open = counted(through.schedule, from, to).map((one) => [one.from / 1000, one.to / 1000]);
      return open.length > 0 ? [[through.def, def, open]] : [];
    });
    if (copies.length > 0) await door.fill('sli_minute', SLI_COLUMNS, sliThrough, { throughs: JSON.stringify(copies), minutes: JSON.stringify(some), version });
  }
};

/** Every minute of the timeslices that hold one of `minutes` with the start of its timeslice: [minute, start] in seconds. */
const spread = (minutes: Iterable<number>, slice: number, zone: string): [number, number][] => {
  if (slice <= 60_000) return [...minutes].map((one) => [one, one]);
  const out = new Map<number, number>();
  for (const minute of minutes) {
    if (out.has(minute)) continue;
    const { from, to } = starts(slice, zone, minute * 1000);
    for (let t = from / 1000; t < to / 1000; t += 60) out.set(t, from / 1000);
  }
  return [...out.entries()];
};

const objectives = async (door: Door, ladder: Ladder, minutes: Map<number, Set<string>>, services: ReadonlySet<string> | null, version: bigint, hours: Set<number>): Promise<void> => {
  // a grain = timeslices of one length (and, from a day up, in one zone)
  const grains = new Map<string, { grain: number; slice: number; zone: string }>();
  const slos: [string, string, string, string, number][] = [];
  for (const { key, slo, zone } of ladder.climbs.grains) {
    const sli = ladder.slis.get(slo.source);
    if (!sli || !reads(sli.services, services)) continue;
    const slice = slo.method === 'Occurrences' ? 60_000 : slo.slice;
    const at = slice >= DAY ? `${slice} ${zone}` : `${slice}`;
    const { grain } = grains.get(at) ?? { grain: grains.size };
    if (grain === grains.size) grains.set(at, { grain, slice, zone });
    slos.push([key, slo.source, slo.method, slo.sliceTarget ?? '0.000000000', grain]);
  }
  let some: [number, number, number][] = [];
  let months = new Set<number>();
  const flush = async (): Promise<void> => {
    if (some.length > 0) await door.fill('slo_minute', SLO_COLUMNS, sloSlices, { slos: JSON.stringify(slos), minutes: JSON.stringify(some), version });
    some = [];
    months = new Set();
  };
  for (const { grain, slice, zone } of grains.values()) {
    const all = spread(sorted(minutes.keys()), slice, zone);
    for (const [, start] of all) hours.add(start - (start % 3600));
    // a timeslice must not be cut in two by a chunk
    for (const group of Map.groupBy(all, ([, start]) => start).values()) {
      if (some.length + group.length > MOST * 2 || months.size >= MOST_MONTHS) await flush();
      for (const [t, start] of group) {
        some.push([t, start, grain]);
        months.add(monthOf(t));
      }
    }
  }
  await flush();
};

/** Adds up hours (seconds) of one tier again from their minutes, and their days. */
export const grow = async (door: Door, tier: Sliced, hours: ReadonlySet<number>, version: bigint): Promise<void> => {
  for (const some of spans(sorted(hours), MOST / 4, (t) => t)) await door.fill(`${tier}_hour`, COLUMNS[tier], grown[tier].hours, { hours: JSON.stringify(some), version });
  const days = new Set([...hours].map((hour) => hour - (hour % 86_400)));
  for (const some of spans(sorted(days), MOST / 4, (t) => t)) await door.fill(`${tier}_day`, COLUMNS[tier], grown[tier].days, { days: JSON.stringify(some), version });
};

/** Climbs what stands above the SLIs' own slices of some minutes (seconds). `services` null = whatever was touched there. `owed`: takes the hours that need not be added up yet. */
export const climbOn = async (door: Door, ladder: Ladder, minutes: Map<number, Set<string>>, services: ReadonlySet<string> | null, version: bigint, owed: OwedHours | null = null): Promise<void> => {
  const grew = (tier: Sliced, some: ReadonlySet<number>): Promise<void> => grow(door, tier, owed?.put(tier, some) ?? some, version);
  keptBy(door)?.climbed(minutes.keys());
  await throughs(door, ladder, minutes, services, version);
  const hours = new Set([...minutes.keys()].map((minute) => minute - (minute % 3600)));
  const sloHours = new Set(hours);
  await grew('sli', hours);
  await objectives(door, ladder, minutes, services, version, sloHours);
  await grew('slo', sloHours);
  await climbActivities(door, ladder, ladder.climbs.levels.map((level) => level.filter((one) => reads(ladder.services.get(one.def) ?? [], services))), sorted(minutes.keys()), version);
  await grew('vma', hours);
};

/** Folded SLIs in a climb: who folds them and how far. `whole`: all that there is evidence of, 'gather': nothing yet. */
export type Folding = { folds: Folds; marks: Marks; how?: 'whole' | 'gather' };

/**
 * Climbs what was touched, bottom up, and answers the minutes (seconds) whose slices were climbed, with the services there. `version` must exceed every earlier one.
 * `growth`: where only what is new has to be counted. Without `folding` SLIs that are folded stay as they are. Minutes that are `gone` stay, too: from what is left of their raw they would come out less than they were.
 */
export const climb = async (door: Door, ladder: Ladder, all: Touched, version: bigint, folding: Folding | null = null, gone: Gone = NOTHING_GONE, owed: OwedHours | null = null, growth: Growth | null = null): Promise<Map<number, Set<string>>> => {
  const touched = left(all, gone);
  const eventful = ladder.climbs.slis.some((one) => one.sides.some((side) => side.stream === 'event'));
  const how = eventful ? await countings(door, touched.events, growth) : [];
  await events(door, ladder, how, growth, version);
  const those = (again: boolean): [number, string][] => how.filter((one) => (one.how === 'twice') === again).map((one) => one.pair);
  const places: Places = { once: those(false), twice: those(true), samples: pairs(touched.samples) };
  await climbValues(door, ladder, places, version, gone);
  const minutes = new Map<number, Set<string>>();
  for (const [minute, service] of pairs(touched.events)) touch(minutes, minute, service);
  await samples(door, ladder, touched, version, minutes, gone);
  if (folding?.how === 'gather') await folding.folds.gather(ladder, places, version);
  else await folding?.folds.run(ladder, places, folding.marks, version, minutes, folding.how === 'whole');
  if (minutes.size > 0) await climbOn(door, ladder, minutes, new Set([...minutes.values()].flatMap((some) => [...some])), version, owed);
  if (folding && folding.how !== 'gather') folding.folds.settle();
  return minutes;
};

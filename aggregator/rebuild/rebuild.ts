/**
 * Every tier again from raw, for all days whose raw is kept; slices behind them stay. Day by day, newest first, so that figures are whole at every moment; at last
 * whatever stands on those days and was not made anew is taken away, for nothing in raw speaks for it. Run over sound slices it changes nothing but the version.
 */
import { HeptadError } from '../../shared/errors.ts';
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { auditBooks } from '../../shared/store/audit.ts';
import { sql, sqls } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { RebuildAsk, Rebuilt, Step } from '../../shared/tiers/work.ts';
import { iso } from '../../shared/time/instant.ts';
import { climbOn } from '../climb.ts';
import { backfill } from '../enact.ts';
import { isOfFolds } from '../fold/fold.ts';
import { DAY, type Ladder } from '../ladder.ts';
import type { Late } from '../late.ts';
import { matcher } from '../match.ts';
import type { Gone } from '../retention/retention.ts';
import { firsts } from '../rows.ts';
import type { Scene } from '../scene.ts';
import { untouched } from '../touched.ts';
import { growValues } from '../values.ts';

const rawMinutes = sql(import.meta.url, '../raw-minutes.sql');
const sliceSums = sql(import.meta.url, './slice-sums.sql');
const leftovers = sql(import.meta.url, './leftovers.sql');
const sweep = sqls(import.meta.url, './sweep.sql');
const sliceMinutes = sql(import.meta.url, '../slice-minutes.sql');
/** Above every version. */
const NONE = 2n ** 64n - 1n;

/** Days (s) whose raw is kept, oldest first, with the minutes that have some. */
const keptDays = async (door: Door, sealed: Gone): Promise<Map<number, Set<number>>> => {
  const out = new Map<number, Set<number>>();
  for (const row of await door.rows<{ minute: number }>(rawMinutes)) {
    const minute = Number(row.minute);
    const day = minute - (minute % 86_400);
    if (!sealed(day)) (out.get(day) ?? out.set(day, new Set()).get(day))?.add(minute);
  }
  return new Map([...out].sort(([a], [b]) => a - b));
};

type Defs = Record<'sli' | 'above' | 'slo' | 'vma', string[]>;

/** The defs whose slices are made by this ladder; of SLIs those of which all minutes, and all hours and days, were. */
const defsOf = (ladder: Ladder, minutes: (sli: SliMeasure) => boolean, above = minutes): Defs => ({
  sli: ladder.climbs.slis.filter(minutes).map((one) => one.def),
  above: ladder.climbs.slis.filter(above).map((one) => one.def),
  slo: ladder.climbs.grains.map((one) => one.key),
  vma: ladder.climbs.levels.flat().map((one) => one.def),
});

const sums = async (door: Door, days: string): Promise<Map<string, string>> => new Map((await door.rows<{ what: string; day: number; sum: string }>(sliceSums, { days })).map((row) => [`${row.day} ${row.what}`, row.sum]));

/** Takes away what is not of this rebuild on some days; answers the days that held some. */
const takeAway = async (door: Door, days: readonly number[], { sli, above, slo, vma }: Defs, before: bigint, beyond: bigint): Promise<number[]> => {
  const asked = { days: JSON.stringify(days), before, beyond, sli: JSON.stringify(sli), above: JSON.stringify(above), slo: JSON.stringify(slo), vma: JSON.stringify(vma) };
  const found = (await door.rows<{ day: number }>(leftovers, asked)).map((row) => Number(row.day));
  if (found.length > 0) for (const one of sweep) await door.run(one, asked);
  return found;
};

/** What nothing in raw speaks for, and then what was made from it: a level a round, until every slice there is was made from one below it. */
const takeAwayAll = async (door: Door, ladder: Ladder, raw: ReadonlyMap<number, ReadonlySet<number>>, begun: bigint, version: () => bigint): Promise<void> => {
  // folded slices are held against what stands, and written only where they differ
  let found = await takeAway(door, [...raw.keys()], defsOf(ladder, (one) => !isOfFolds(one) || one.through !== null), begun, NONE);
  while (found.length > 0) {
    const next = version();
    for (const day of found) {
      const minutes = new Set([...(raw.get(day) ?? []), ...(await door.rows<{ minute: number }>(sliceMinutes, { day, defs: JSON.stringify([...ladder.slis.keys()]) })).map((row) => Number(row.minute))]);
      await climbOn(door, ladder, new Map([...minutes].map((minute) => [minute, new Set<string>()])), null, version());
      await growValues(door, Array.from({ length: 24 }, (_, i) => day + i * 3600), version());
    }
    found = await takeAway(door, found, defsOf(ladder, (one) => one.through !== null, () => true), next, NONE);
  }
};

/** `scene` tells the state of things anew at every step, for ticks may come between. `rows` makes the current rows of all measures again. Throws USAGE when raw is not whole. */
export async function* rebuild(scene: () => Scene, { force }: RebuildAsk, version: () => bigint, late: Late, sealed: Gone, rows: () => Promise<void>): AsyncGenerator<Step, Rebuilt> {
  const { door, ladder, watermark } = scene();
  yield { share: 0, message: 'balancing the books' };
  const books = force ? null : await auditBooks(door, false);
  if (books && !books.balanced) throw new HeptadError('USAGE', `the books do not balance, so raw is not whole and slices would lose what it has lost: ${books.notes.join('; ')}`, { hint: 'heptad audit says more; with --force it is done all the same' });
  const raw = await keptDays(door, sealed);
  const kept = [...raw.keys()];
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined) return { from: null, to: null, days: 0, minutes: 0, differing: [], restated: 0 };
  const days = JSON.stringify(kept);
  yield { share: 0.02, message: 'looking at what stands' };
  const before = await sums(door, days);
  const begun = version();
  // what claims to be newer than anything that was ever written here would hide whatever is made now
  await takeAway(door, kept, defsOf(ladder, () => true), 0n, begun);
  const minutes = new Set<number>();
  for await (const step of backfill(door, ladder, matcher(door), version, watermark, sealed, { from: first * 1000, to: Number.MAX_SAFE_INTEGER })) {
    for (const minute of step.minutes.keys()) minutes.add(minute);
    yield { share: 0.05 + (step.done / step.all) * 0.85, message: `climbing ${step.done} of ${step.all} days again` };
  }
  await takeAwayAll(door, ladder, raw, begun, version);
  yield { share: 0.92, message: 'judging closed periods' };
  const after = await sums(door, days);
  const differing = kept.filter((day) => [...new Set([...before.keys(), ...after.keys()])].some((key) => key.startsWith(`${day} `) && before.get(key) !== after.get(key)));
  const now = { ...scene(), first: await firsts(door) };
  // of days that came out as they were nothing is to be judged again
  const changed = new Map(differing.flatMap((day) => Array.from({ length: 1440 }, (_, i): [number, null] => [day + i * 60, null])));
  late.note(untouched(), changed, version(), now.watermark - now.lateness);
  const restated = await late.judge(now, version);
  await rows();
  return { from: iso(first * 1000), to: iso(last * 1000 + DAY), days: kept.length, minutes: minutes.size, differing: differing.map((day) => iso(day * 1000).slice(0, 10)), restated };
}

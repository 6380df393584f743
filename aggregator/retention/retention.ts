/**
 * Raw behind the retention floor goes, whole days at a time; what was climbed from it stays. A day is sealed first, from when on ingest keeps what comes for it as
 * late; a while later, when all that came before is climbed, the offsets of its rows are noted for the books and its partitions are dropped.
 */
import type { Log } from '../../shared/log.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { type Clock, stopwatch } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';

const partitionsSql = sql(import.meta.url, './partitions.sql');
const sealedSql = sql(import.meta.url, './sealed.sql');
const damagedSql = sql(import.meta.url, './damaged.sql');
const lately = sql(import.meta.url, './lately.sql');
const ranges = sql(import.meta.url, './ranges.sql');
const DROP = { sie: sql(import.meta.url, './drop-events.sql'), sample: sql(import.meta.url, './drop-samples.sql') };
const DROPPED = ['log', 'epoch', 'partition', 'first', 'last', 'day', 'after'] as const;

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Raw rows whose offsets one statement reads. */
const MOST = 2_000_000;

/** ms. settle: between the seal of a day and its end, so that every ingest has heard of it and what was on its way has come. rest: nothing is dropped for so long after history came in, for more of it may come. */
export type Pauses = { settle: number; rest: number };
export const PAUSES: Pauses = { settle: 120_000, rest: 2 * HOUR };

type State = 0 | 1 | 2;
type Partition = { table: 'sie' | 'sample'; day: number; rows: string };

/** Whether raw of a minute (s) is, or may soon be, no more what slices were counted from. */
export type Gone = (minute: number) => boolean;
export const NOTHING_GONE: Gone = () => false;

export type Retention = {
  /** Raw of the minute is gone or damaged, or partly: it is never climbed from raw again. */
  gone: Gone;
  /** The same, or it is sealed: whoever climbs a span again leaves it as it is. */
  sealed: Gone;
  /**
   * Seals the days that lie whole behind the floor and drops those that were sealed long enough. `every` = the longest stretch that a sample covers, ms: such a
   * sample of a kept day may reach back so far. Call it only when everything that is in the ledger is climbed and judged.
   */
  keep(watermark: number, every: number): Promise<{ sealed: number; dropped: number }>;
};

const dated = (day: number): string => new Date(day * 1000).toISOString().slice(0, 10);
/** A day as partitions are named: YYYYMMDD. */
const named = (day: number): number => Number(dated(day).replaceAll('-', ''));
const secondsOf = (name: number): number => Date.UTC(Math.floor(name / 10_000), (Math.floor(name / 100) % 100) - 1, name % 100) / 1000;

/** `retention`: ms behind the watermark. `holds`: whether we are still who climbs. */
export const openRetention = async (door: Door, clock: Clock, log: Log, retention: number, holds: () => Promise<boolean>, { settle, rest }: Pauses = PAUSES): Promise<Retention> => {
  const days = new Map<number, { state: State; since: () => number }>();
  for (const row of await door.rows<{ day: number; state: number }>(sealedSql)) days.set(Number(row.day), { state: Number(row.state) as State, since: stopwatch() });
  const stateOf = (minute: number): State | null => days.get(minute - (minute % 86_400))?.state ?? null;
  // what was climbed while they were whole is worth more than what is left of them
  const damaged = new Set((await door.rows<{ day: number }>(damagedSql)).map((row) => Number(row.day)));
  if (damaged.size > 0) log.error({ days: [...damaged].map(named) }, 'parts of raw could not be read: slices of their days stay as they are; heptad audit says what to do');
  const isDamaged = (minute: number): boolean => damaged.has(minute - (minute % 86_400));

  const put = async (some: readonly number[], state: State): Promise<void> => {
    const at = stored(clock.machine());
    await door.insert('sealed', ['day', 'state', 'at'], 'JSONEachRow', `${some.map((day) => JSON.stringify({ day: dated(day), state, at })).join('\n')}\n`);
    for (const day of some) days.set(day, { state, since: days.get(day)?.since ?? stopwatch() });
  };

  const drop = async (day: number, partitions: readonly Partition[]): Promise<boolean> => {
    const before = days.get(day)?.state ?? 0;
    const rows = partitions.reduce((sum, one) => sum + Number(one.rows), 0);
    if (!(await holds())) return false;
    if (before === 0) await put([day], 1);
    if (before === 2) log.warn({ day: named(day), rows }, 'messages were stored on a day whose raw was dropped already: they are in the books and in no figure');
    const step = Math.max(60, Math.floor(86_400 / Math.max(1, Math.ceil(rows / MOST)) / 60) * 60);
    for (let from = day; from < day + 86_400; from += step) await door.fill('dropped', DROPPED, ranges, { from, to: Math.min(day + 86_400, from + step), after: before === 2 ? 1 : 0 });
    // a look at the lease, however long that took: who climbs now may be reading the day
    if (!(await holds())) return false;
    for (const { table } of partitions) await door.run(DROP[table], { day: named(day) });
    await put([day], 2);
    log.info({ day: named(day), rows }, 'raw behind the retention floor was dropped');
    return true;
  };

  return {
    gone: (minute) => (stateOf(minute) ?? 0) > 0 || isDamaged(minute),
    sealed: (minute) => stateOf(minute) !== null || isDamaged(minute),
    async keep(watermark, every) {
      const done = { sealed: 0, dropped: 0 };
      const all = (await door.rows<Partition>(partitionsSql)).map((one) => ({ ...one, day: secondsOf(Number(one.day)) }));
      // a machine's clock that jumps ahead takes the watermark with it, but not what messages say
      const newest = Math.max(0, ...all.map((one) => one.day)) * 1000 + DAY;
      const floor = Math.min(watermark, newest) - retention - HOUR - every;
      const old = Map.groupBy(all.filter((one) => one.day * 1000 + DAY <= floor), (one) => one.day);
      if (old.size === 0) return done;
      // numbers of ledger rows are ms times 4096
      const since = BigInt(Math.max(0, clock.machine() - rest)) * 4096n;
      const [come] = await door.rows<{ n: string }>(lately, { since, to: Math.ceil(floor / 1000) });
      if (Number(come?.n ?? 0) > 0) return done;
      const fresh = [...old.keys()].filter((day) => !days.has(day));
      if (fresh.length > 0) {
        await put(fresh, 0);
        done.sealed = fresh.length;
      }
      for (const [day, partitions] of old) {
        if ((days.get(day)?.since() ?? 0) < settle) continue;
        if (!(await drop(day, partitions))) break;
        done.dropped++;
      }
      return done;
    },
  };
};

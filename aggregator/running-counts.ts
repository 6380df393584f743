/**
 * Minutes that are counted while they grow. Of a minute that lies after all of raw when counting begins, every message comes with a ledger row that is read from
 * then on: what the new rows cover is added to the slices that the last tick stored, and the rest of the minute is not read again. Known by the tick that climbs,
 * and forgotten whenever it is not certain what the stored slices hold: then minutes are counted whole until newer ones come. A minute that is no longer open is
 * held against raw once; when raw holds other messages than were counted (left by a writer that died before its ledger row, say), it is counted whole, too.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Covered } from './ledger.ts';
import { chunks, touch } from './touched.ts';

const newestSql = sql(import.meta.url, './newest.sql');
const countsSql = sql(import.meta.url, './raw-counts.sql');

/** Ranges that one statement is given: with more of them its minutes are counted whole. */
const MOST = 64;
/** Pairs that one statement is given. */
const MOST_PAIRS = 4000;

/** (log, epoch, partition, first, last) */
export type Range = [string, number, number, string, string];
/** (minute in seconds, service) */
type Pair = [number, string];
/** What a climb may count by what is new alone. */
export type Growth = {
  /** where values are told apart (match.ts) */
  cuts: readonly string[];
  ranges: readonly Range[];
  /** No longer open, and raw holds other messages than were counted: to be climbed whole. */
  again: readonly Pair[];
  /** How the events of a pair are counted. on: slices of the ticks before hold all but `ranges`; anew: nothing has come to it before; null: whole. */
  of(minute: number, service: string): 'on' | 'anew' | null;
  /** The slices of this pair now hold all that the ledger has told of it: `n` messages more. */
  counted(minute: number, service: string, n: number): void;
  /** This pair is counted whole from now on. */
  leave(minute: number, service: string): void;
};

export type RunningCounts = {
  /** A tick climbs what these ledger rows cover; minutes (seconds) before `open` are counted whole. null: all are. */
  grow(covered: readonly Covered[], open: number, cuts: readonly string[]): Promise<Growth | null>;
  /** Nobody knows what stored slices hold. */
  forget(): void;
};

export const runningCounts = (door: Door): RunningCounts => {
  /** minutes up to here (s) are counted whole; null: not known */
  let floor: number | null = null;
  /** the last offset that was covered, by log, epoch and partition */
  const ends = new Map<string, bigint>();
  /** messages that slices hold, by minute and service */
  const held = new Map<number, Map<string, number>>();
  /** what is counted whole though it is open */
  const whole = new Map<number, Set<string>>();
  const forget = (): void => {
    floor = null;
    for (const one of [ends, held, whole]) one.clear();
  };
  /** Ranges in which neighbours are one; null when one of them was covered before. */
  const together = (covered: readonly Covered[]): Range[] | null => {
    const out = new Map<string, Range[]>();
    for (const { log, epoch, partition, first, last } of covered) {
      const key = `${log} ${epoch} ${partition}`;
      const end = ends.get(key);
      if (end !== undefined && BigInt(first) <= end) return null;
      ends.set(key, BigInt(last));
      const mine = out.get(key) ?? [];
      const before = mine.at(-1);
      if (before && BigInt(before[4]) + 1n === BigInt(first)) before[4] = last;
      else mine.push([log, epoch, partition, first, last]);
      out.set(key, mine);
    }
    return [...out.values()].flat();
  };
  /** Lets go of minutes up to `to`; answers what raw does not agree with. */
  const close = async (to: number): Promise<Pair[]> => {
    const over = [...held].filter(([minute]) => minute <= to).flatMap(([minute, services]) => [...services].map(([service, n]) => ({ pair: [minute, service] as Pair, n })));
    const out: Pair[] = [];
    for (const some of chunks(over, MOST_PAIRS)) {
      const raw = new Map((await door.rows<{ at: number; service: string; n: string }>(countsSql, { pairs: JSON.stringify(some.map((one) => one.pair)) })).map((one) => [`${one.at} ${one.service}`, Number(one.n)]));
      for (const { pair, n } of some) if ((raw.get(pair.join(' ')) ?? 0) !== n) out.push(pair);
    }
    for (const map of [held, whole]) for (const minute of map.keys()) if (minute <= to) map.delete(minute);
    return out;
  };
  return {
    async grow(covered, open, cuts) {
      const ranges = together(covered);
      // rows are read again: what they cover may be in the slices already
      if (!ranges || ranges.length > MOST) {
        forget();
        return null;
      }
      if (floor === null) {
        floor = Number((await door.rows<{ newest: number }>(newestSql))[0]?.newest ?? 0);
        return null;
      }
      const least = Math.max(floor, open - 60);
      const again = least > floor ? await close(least) : [];
      floor = least;
      return {
        cuts,
        ranges,
        again,
        of: (minute, service) => (minute <= least || whole.get(minute)?.has(service) ? null : held.get(minute)?.has(service) ? 'on' : 'anew'),
        counted(minute, service, n) {
          const there = held.get(minute) ?? new Map<string, number>();
          held.set(minute, there.set(service, (there.get(service) ?? 0) + n));
        },
        leave(minute, service) {
          held.get(minute)?.delete(service);
          touch(whole, minute, service);
        },
      };
    },
    forget,
  };
};

/**
 * Minutes that are counted while they grow. Of a minute that lies after all of raw when counting begins, every message comes with a ledger row that is read from
 * then on: what the new rows cover is added to the slices that the last tick stored, and the rest of the minute is not read again. Only the tick that climbs knows
 * of such minutes, and it lets them all go whenever it is not certain what their slices hold. A minute that it lets go, at the latest when it is the oldest that is
 * open, is counted whole once more by the ticks that make rows next, in parts, and so is all that was open when counting begins: whatever a writer left that died
 * before its ledger row, or brought in twice, slices are then those of the whole of raw.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Covered } from './ledger.ts';
import { pairs, touch } from './touched.ts';

const newestSql = sql(import.meta.url, './newest.sql');
const latelySql = sql(import.meta.url, './lately.sql');

/** A minute that was let go is counted whole in so many parts, a tick each: all at once a busy one would hold up the figures. */
const PARTS = 4;

/** Ranges that one statement is given: with more of them its minutes are counted whole. */
const MOST = 256;

/** (log, epoch, partition, first, last) */
type Range = [string, number, number, string, string];
/** What a climb may count by what is new alone. */
export type Growth = {
  /** where values are told apart (match.ts) */
  cuts: readonly string[];
  /** what the new ledger rows cover, as statements are told; `least` = none of these offsets is less */
  told: { ranges: string; least: string };
  /** slices of versions before this one are not added to: another may have stored them */
  since: bigint;
  /** How the events of a (minute in seconds, service) are counted. on: slices of the ticks before hold all but what is `told`; anew: nothing has come to it before; null: whole. */
  of(minute: number, service: string): 'on' | 'anew' | null;
  /** The slices of this pair now hold all that the ledger has told of it. */
  counted(minute: number, service: string): void;
  /** This pair is counted whole from now on. */
  leave(minute: number, service: string): void;
};

export type RunningCounts = {
  /** A tick climbs what these ledger rows cover; minutes (seconds) up to `openFrom` are counted whole. `version` = the climb's. null: all minutes are counted whole. */
  grow(covered: readonly Covered[], openFrom: number, cuts: readonly string[], version: bigint): Promise<Growth | null>;
  /** What was let go and is now to be counted whole, as (minute in seconds, service): all of minutes before `openFrom`, and a part of others. */
  owed(openFrom: number): [number, string][];
  /** These are climbed, and that is durable. */
  settle(climbed: readonly [number, string][]): void;
  /** Nobody knows what stored slices hold; `from` = of minutes (seconds) from there on, if it is said. */
  forget(from?: number): void;
};

export const runningCounts = (door: Door): RunningCounts => {
  /** minutes up to here (s) are counted whole, and the version since which this one counts; null: not known */
  let begun: { floor: number; since: bigint } | null = null;
  /** the last offset that was covered, by log, epoch and partition */
  const ends = new Map<string, bigint>();
  /** what of open minutes has been counted, by minute and service: as it grows, or whole */
  const open = new Map<number, Map<string, 'on' | null>>();
  const put = (minute: number, service: string, how: 'on' | null): void => void open.set(minute, (open.get(minute) ?? new Map<string, 'on' | null>()).set(service, how));
  /** what was let go */
  const owed = new Map<number, Set<string>>();
  /** so many of them a tick counts while their minute is open: all when what they hold is not known, else a part */
  let part = Number.POSITIVE_INFINITY;
  /** minutes (s) from here on are owed when counting begins; Infinity: those that are open then */
  let unknown = Number.POSITIVE_INFINITY;
  /** Whether there were such. */
  const letGo = (to: number): boolean => {
    const over = [...open].filter(([minute]) => minute <= to);
    for (const [minute, services] of over) {
      for (const service of services.keys()) touch(owed, minute, service);
      open.delete(minute);
    }
    return over.length > 0;
  };
  const forget = (from = Number.POSITIVE_INFINITY): void => {
    unknown = Math.min(unknown, from);
    letGo(Number.POSITIVE_INFINITY);
    part = Number.POSITIVE_INFINITY;
    begun = null;
    ends.clear();
  };
  const begin = async (openFrom: number, since: bigint): Promise<void> => {
    const from = Math.floor(Math.min(unknown, openFrom > 0 ? openFrom : unknown) / 60) * 60;
    if (from > 0 && Number.isFinite(from)) for (const { at, service } of await door.rows<{ at: number; service: string }>(latelySql, { from })) touch(owed, at, service);
    begun = { floor: Number((await door.rows<{ newest: number }>(newestSql))[0]?.newest ?? 0), since };
    unknown = Number.POSITIVE_INFINITY;
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
  return {
    async grow(covered, openFrom, cuts, version) {
      const ranges = together(covered);
      // rows are read again: what they cover may be in the slices already
      if (!ranges || ranges.length > MOST) {
        forget();
        return null;
      }
      if (begun === null) {
        await begin(openFrom, version);
        return null;
      }
      // while it is still open, so that there is time to count it in parts
      begun.floor = Math.max(begun.floor, openFrom);
      const { floor, since } = begun;
      if (letGo(floor)) part = Math.ceil(pairs(owed).length / PARTS);
      return {
        cuts,
        told: { ranges: JSON.stringify(ranges), least: ranges.map((one) => BigInt(one[3])).reduce((low, one) => (one < low ? one : low), BigInt(ranges[0]?.[3] ?? 0)).toString() },
        since,
        of(minute, service) {
          const how = open.get(minute)?.get(service);
          return minute <= floor || how === null ? null : (how ?? 'anew');
        },
        counted: (minute, service) => put(minute, service, 'on'),
        leave: (minute, service) => put(minute, service, null),
      };
    },
    owed(openFrom) {
      const all = pairs(owed);
      const due = all.filter(([minute]) => minute < openFrom);
      return [...due, ...all.filter(([minute]) => minute >= openFrom).slice(0, part)];
    },
    settle(climbed) {
      for (const [minute, service] of climbed) {
        const there = owed.get(minute);
        there?.delete(service);
        if (there?.size === 0) owed.delete(minute);
      }
    },
    forget,
  };
};

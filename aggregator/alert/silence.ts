/**
 * Whether the messages of an SLI have stopped: none for ten times the median gap of the same hour a week ago, at least ten minutes (CONTRACT §5).
 * Slices say most of it; raw is read only for those that are silent, once a silence and hour.
 */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { MINUTE } from '../ladder.ts';
import type { Touched } from '../touched.ts';

const lastMinutes = sql(import.meta.url, './last-minutes.sql');
const lastTimes = sql(import.meta.url, './last-times.sql');
const hourCounts = sql(import.meta.url, './hour-counts.sql');
const medianGaps = sql(import.meta.url, './median-gaps.sql');

const HOUR = 60 * MINUTE;
const WEEK = 168 * HOUR;
/** No shorter silence is one. */
export const LEAST = 10 * MINUTE;
const GAPS = 10;
/** Messages in an hour from which on their median gap is a minute at most: at least half of n - 1 gaps are as long as the median, together an hour at most. */
const MANY = 121;

/** last = the newest message, ms; limit = how long a silence is let pass, null when the same hour a week ago does not tell. */
export type Silence = { last: number | null; limit: number | null };

/** usual: whether `limit` is wanted. least: the shortest silence that matters, ms; the end of a shorter one is told to the minute only. */
export type Asked = { usual: boolean; least: number };

export type Silences = {
  /** Tells which minutes have been climbed since the last look. */
  touched(touched: Touched): void;
  /** Every def as it stands at an instant. `retention`: how far back raw is kept, ms. */
  look(asks: ReadonlyMap<string, Asked>, at: number, retention: number): Promise<Map<string, Silence>>;
};

/** Keeps the newest minute of every SLI from the slices, all of them at the first look, then only those of climbed minutes. */
export const silences = (door: Door): Silences => {
  let known: Map<string, number> | null = null;
  const climbed = new Set<number>();
  const exact = new Map<string, { minute: number; time: number }>();
  let hour = 0;
  const limits = new Map<string, number | null>();

  const newest = async (): Promise<Map<string, number>> => {
    if (known && climbed.size === 0) return known;
    const rows = await door.rows<{ def: string; minute: number }>(lastMinutes, { some: known ? 1 : 0, minutes: JSON.stringify(known ? [...climbed] : []) });
    known ??= new Map();
    // what came late into its newest minute may be newer than what was found there
    for (const [def, { minute }] of exact) if (climbed.has(minute / 1000)) exact.delete(def);
    for (const { def, minute } of rows) known.set(def, Math.max(known.get(def) ?? 0, minute * 1000));
    climbed.clear();
    return known;
  };

  const times = async (silent: readonly [string, number][]): Promise<void> => {
    const asks = silent.filter(([def, minute]) => exact.get(def)?.minute !== minute);
    if (asks.length === 0) return;
    const found = new Map((await door.rows<{ def: string; time: string }>(lastTimes, { asks: JSON.stringify(asks.map(([def, minute]) => [def, minute / 1000])) })).map((row) => [row.def, Number(row.time)]));
    // raw that is gone: its minute is known, so the silence is at least that long
    for (const [def, minute] of asks) exact.set(def, { minute, time: found.get(def) ?? minute + MINUTE });
  };

  const learn = async (silent: readonly string[], at: number, retention: number): Promise<void> => {
    const from = Math.floor((at - 1) / HOUR) * HOUR - WEEK;
    if (from !== hour) limits.clear();
    hour = from;
    const defs = silent.filter((def) => !limits.has(def));
    if (defs.length === 0) return;
    // nothing is known of them before both questions are answered: one that fails is asked again
    const learnt = new Map<string, number | null>(defs.map((def) => [def, null]));
    const keep = (): void => {
      for (const [def, limit] of learnt) limits.set(def, limit);
    };
    if (from < at - retention) return keep();
    const counts = await door.rows<{ def: string; messages: string }>(hourCounts, { from: from / 1000, defs: JSON.stringify(defs) });
    for (const { def, messages } of counts) if (Number(messages) >= MANY) learnt.set(def, LEAST);
    const few = counts.filter(({ messages }) => Number(messages) >= 2 && Number(messages) < MANY).map(({ def }) => def);
    if (few.length === 0) return keep();
    for (const { def, n, gap } of await door.rows<{ def: string; n: string; gap: number }>(medianGaps, { from: from / 1000, defs: JSON.stringify(few) }))
      if (Number(n) >= 2) learnt.set(def, Math.max(LEAST, GAPS * gap));
    keep();
  };

  return {
    touched({ events, samples }) {
      for (const minute of events.keys()) climbed.add(minute);
      // the slice of a sample is that of its time - 1 ms
      for (const minute of samples.keys()) climbed.add(minute).add(minute - 60);
    },
    async look(asks, at, retention) {
      const minutes = await newest();
      const silent = [...asks].flatMap(([def, { least }]): [string, number][] => {
        const minute = minutes.get(def);
        return minute !== undefined && at - minute >= least ? [[def, minute]] : [];
      });
      const long = (minute: number): boolean => at - minute >= LEAST;
      await times(silent);
      await learn(silent.filter(([def, minute]) => asks.get(def)?.usual && long(minute)).map(([def]) => def), at, retention);
      return new Map(
        [...asks].map(([def, { least }]): [string, Silence] => {
          const minute = minutes.get(def);
          if (minute === undefined) return [def, { last: null, limit: null }];
          return [def, { last: at - minute >= least ? (exact.get(def)?.time ?? minute + MINUTE) : minute, limit: long(minute) ? (limits.get(def) ?? null) : LEAST }];
        }),
      );
    },
  };
};

/**
 * Values of SLIs beyond their sums: quantiles, the newest value, NPS. Their slices (table value_minute and its hours and days) are climbed only for
 * SLIs that a KPT asks one of these of. A quantile is exact from raw while raw covers the span and is small enough, else the sketch's.
 */
import type { SliMeasure, Statistic } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { counted } from '../shared/time/schedule.ts';
import type { Places } from './fold/fold.ts';
import type { Span } from './grain.ts';
import { type Ladder, sampled } from './ladder.ts';
import { type Gone, NOTHING_GONE } from './retention/retention.ts';
import { atRank, merged, rankOf } from './sketch.ts';
import { type ValueSum, valueSums } from './sums.ts';
import { pairs, spans, touch } from './touched.ts';

const slices = sql(import.meta.url, './rollup/2-sli-values.sql');
const hoursSql = sql(import.meta.url, './rollup/2-sli-values-hours.sql');
const daysSql = sql(import.meta.url, './rollup/2-sli-values-days.sql');
const ranked = sql(import.meta.url, './rollup/5-kpt-values.sql');
const rawDays = sql(import.meta.url, './rollup/5-kpt-raw.sql');
const COLUMNS = ['t', 'def', 'service', 'n', 'sketch', 'promoters', 'detractors', 'last', 'last_time', 'last_id', 'version'] as const;

/** Longest list one statement is given. */
const MOST = 4000;
/** An exact quantile is looked for among at most so many values, for a point of a history among fewer, and reads at most so many rows of raw. */
export const MOST_VALUES = 200_000;
export const MOST_BRIEF = 10_000;
const MOST_RAW = 5_000_000;

/** Climbs the values of what was touched, and their hours and days; minutes that are `gone` stay. */
export const climbValues = async (door: Door, ladder: Ladder, places: Places, version: bigint, gone: Gone = NOTHING_GONE): Promise<void> => {
  const hours = new Set<number>();
  for (const stream of ['event', 'sample'] as const) {
    const slis = ladder.climbs.slis.filter((one) => ladder.values.has(one.def) && one.through === null && sampled(one) === (stream === 'sample'));
    if (slis.length === 0) continue;
    const reads = (service: string): boolean => slis.some((one) => one.services.length === 0 || one.services.includes(service));
    const minutes = new Map<number, Set<string>>();
    for (const [minute, service] of stream === 'event' ? [...places.once, ...places.twice] : places.samples) {
      if (!reads(service)) continue;
      touch(minutes, minute, service);
      // a sample on the full minute belongs to the slice before it
      if (stream === 'sample' && !gone(minute - 60)) touch(minutes, minute - 60, service);
    }
    const single = new Set(stream === 'event' ? places.once.map((one) => one.join(' ')) : []);
    const isOnce = (one: [number, string]): boolean => single.has(one.join(' '));
    for (const some of spans(pairs(minutes), MOST, ([t]) => t)) {
      await door.fill('value_minute', COLUMNS, slices, {
        stream, once: JSON.stringify(some.filter(isOnce)), twice: JSON.stringify(some.filter((one) => !isOnce(one))), defs: JSON.stringify(slis.map((one) => one.def)), version,
      });
      for (const [t] of some) hours.add(t - (t % 3600));
    }
  }
  await growValues(door, hours, version);
};

/** Hours (s) and their days of values again from their minutes. */
export const growValues = async (door: Door, hours: Iterable<number>, version: bigint): Promise<void> => {
  const inOrder = [...hours].sort((a, b) => a - b);
  for (const some of spans(inOrder, MOST / 4, (t) => t)) await door.fill('value_hour', COLUMNS, hoursSql, { hours: JSON.stringify(some), version });
  const days = [...new Set(inOrder.map((hour) => hour - (hour % 86_400)))];
  for (const some of spans(days, MOST / 4, (t) => t)) await door.fill('value_day', COLUMNS, daysSql, { days: JSON.stringify(some), version });
};

/** The statistic of a span as a fraction, both parts decimals as text (bottom '0': there is no value), and whether it is the sketch's. */
export type Valued = { top: string; bottom: string; sketch: boolean };
export type ValueAsk = { sli: SliMeasure; statistic: Statistic } & Span;

const NOTHING: ValueSum = { n: '0', sketch: {}, promoters: '0', detractors: '0', last: '0', last_ms: '0', last_id: '', stamp: '0' };

/** Sums of several spans as one. */
const total = (sums: readonly ValueSum[]): ValueSum =>
  sums.reduce((all, one) => {
    const newer = Number(one.n) > 0 && (Number(all.n) === 0 || Number(one.last_ms) > Number(all.last_ms) || (one.last_ms === all.last_ms && one.last_id > all.last_id));
    const { last, last_ms, last_id } = newer ? one : all;
    const plus = (a: string, b: string): string => String(BigInt(a) + BigInt(b));
    return { n: plus(all.n, one.n), sketch: merged(all.sketch, one.sketch), promoters: plus(all.promoters, one.promoters), detractors: plus(all.detractors, one.detractors), last, last_ms, last_id, stamp: BigInt(one.stamp) > BigInt(all.stamp) ? one.stamp : all.stamp };
  }, NOTHING);

/** Quantiles found in raw, until a slice of theirs is climbed again. */
const known = new Map<string, { n: string; stamp: string; found: string | null }>();

/** The rank-th smallest value of a span by raw; null when raw does not cover it or is too much to read. */
const exact = async (door: Door, ask: ValueAsk, parts: readonly Span[], sum: ValueSum, limit: number): Promise<string | null> => {
  if (Number(sum.n) > limit) return null;
  const def = ask.sli.through?.def ?? ask.sli.def;
  const [from, to] = [(parts[0] as Span).from, (parts.at(-1) as Span).to];
  const key = `${ask.sli.def} ${ask.statistic} ${ask.from} ${ask.to}`;
  const there = known.get(key);
  if (there && there.n === sum.n && there.stamp === sum.stamp) return there.found;
  const stream = sampled(ask.sli) ? 'sample' : 'event';
  const day = (at: number): number => Number(new Date(at).toISOString().slice(0, 10).replaceAll('-', ''));
  const rows = (await door.rows<{ day: number; rows: string }>(rawDays, { stream })).filter((one) => one.day >= day(from) && one.day <= day(to)).reduce((all, one) => all + Number(one.rows), 0);
  let found: string | null = null;
  if (rows <= MOST_RAW) {
    const [row] = await door.rows<{ n: string; v: string }>(ranked, { stream, def, spans: JSON.stringify(parts.map((one) => [one.from / 1000, one.to / 1000])), rank: rankOf(ask.statistic, BigInt(sum.n)) });
    if (row?.n === sum.n) found = row.v;
  }
  if (known.size >= 10_000) known.clear();
  known.set(key, { n: sum.n, stamp: sum.stamp, found });
  return found;
};

/** Statistics of values over whole slices; of more than `limit` values quantiles are the sketch's. An SLI through a schedule is asked over the counted spans of what it reads. */
export const valueFigures = async (door: Door, asks: readonly ValueAsk[], limit: number): Promise<Valued[]> => {
  if (asks.length === 0) return [];
  const parts = asks.map(({ sli, from, to }) => counted(sli.through?.schedule ?? null, from, to));
  const flat = asks.flatMap(({ sli }, i) => (parts[i] as Span[]).map((span) => ({ def: sli.through?.def ?? sli.def, ...span })));
  const sums = await valueSums(door, flat);
  let next = 0;
  const all = parts.map((spansOf) => total(spansOf.map(() => sums[next++] ?? NOTHING)));
  return Promise.all(
    asks.map(async (ask, i): Promise<Valued> => {
      const sum = all[i] as ValueSum;
      if (sum.n === '0') return { top: '0', bottom: '0', sketch: false };
      if (ask.statistic === 'last') return { top: sum.last, bottom: '1', sketch: false };
      if (ask.statistic === 'nps') return { top: String(100n * (BigInt(sum.promoters) - BigInt(sum.detractors))), bottom: sum.n, sketch: false };
      const found = await exact(door, ask, parts[i] as Span[], sum, limit);
      return found === null ? { top: atRank(sum.sketch, rankOf(ask.statistic, BigInt(sum.n))), bottom: '1', sketch: true } : { top: found, bottom: '1', sketch: false };
    }),
  );
};

/** Sums of slices over windows: many (def, from, to) are asked at once, equal windows are covered once, one statement answers a few thousand. Through a door with a memory they come from there, but for the open minutes. */
import { type Sql, sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { cover } from '../shared/time/window.ts';
import { exact, written } from './exact.ts';
import { type Span, split, starts } from './grain.ts';
import { sliceOf } from './judge/3-slo-slice.ts';
import { grainKey, MINUTE } from './ladder.ts';
import { type Memory, memoryOf } from './memory.ts';
import { together } from './together.ts';
import type { SloMeasure } from '../shared/plan/measure.ts';

const sliWindow = sql(import.meta.url, './rollup/2-sli-window.sql');
const sloWindow = sql(import.meta.url, './rollup/3-slo-window.sql');
const valueWindow = sql(import.meta.url, './rollup/2-sli-values-window.sql');
const vmaWindow = sql(import.meta.url, './rollup/4-vma-window.sql');
const sliOpen = sql(import.meta.url, './rollup/2-sli-open.sql');
const sloOpen = sql(import.meta.url, './rollup/3-slo-open.sql');
const vmaOpen = sql(import.meta.url, './rollup/4-vma-open.sql');
/** Defs, or minutes, that one statement takes: they are parameters, and a server wants its URLs under a mebibyte. */
const MOST = 4000;
/** Pieces of windows that one statement takes: every slice is held against all of its set. */
const MOST_PIECES = 1000;

export type SliSum = { messages: string; good: string; total: string; n: string; sum: string; min: string | null; max: string | null; covered: string };
export type ValueSum = { n: string; sketch: Record<string, string>; promoters: string; detractors: string; last: string; last_ms: string; last_id: string; stamp: string };
export type SloSum = { good: string; total: string };
export type VmaSum = { good: string; bad: string; unknown: string; empty: string; rest_bad: string; rest_unknown: string; blame: Record<string, string> };

type Ask = { def: string } & Span;

/** (window, grain 1 minute, 2 hour, 3 day, from, to in seconds). */
type Piece = [number, number, number, number];

/** The exact cover of a window. */
const piecesOf = (w: number, { from, to }: Span): Piece[] => {
  const { days, hours, minutes } = cover(from, to);
  const of = (grain: number, [a, b]: readonly [number, number]): Piece => [w, grain, a / 1000, b / 1000];
  return [...(days ? [of(3, days)] : []), ...hours.map((one) => of(2, one)), ...minutes.map((one) => of(1, one))];
};

/** What one statement is asked: windows by who asks for them. */
type Batch = { sets: Piece[][]; known: Map<string, number>; defs: string[]; of: number[]; pieces: number };
const batch = (): Batch => ({ sets: [], known: new Map(), defs: [], of: [], pieces: 0 });

/** Windows of one def, cut where they are too many pieces for one statement. */
const pack = (windows: ReadonlyMap<number, Span>): { key: string; pieces: Piece[] }[] => {
  const out: { key: string; pieces: Piece[] }[] = [];
  let [ids, pieces]: [number[], Piece[]] = [[], []];
  for (const [w, span] of [...windows].sort(([a], [b]) => a - b)) {
    const more = piecesOf(w, span);
    if (pieces.length > 0 && pieces.length + more.length > MOST_PIECES) {
      out.push({ key: ids.join(' '), pieces });
      [ids, pieces] = [[], []];
    }
    ids.push(w);
    pieces.push(...more);
  }
  return [...out, { key: ids.join(' '), pieces }];
};

/** One window statement over all asks; the answer has the asks' order, undefined where no slice stands. Equal asks are added up once: rows and alerts of one tick ask for the same sums. */
const windows = together<Ask, object | undefined>(async (door, statement, asks) => {
  const out: (object | undefined)[] = Array.from({ length: asks.length });
  const numbers = new Map<string, number>();
  const byDef = new Map<string, Map<number, Span>>();
  const askers = new Map<string, number[]>();
  asks.forEach(({ def, from, to }, k) => {
    if (to <= from) return;
    const id = `${from} ${to}`;
    const w = numbers.get(id) ?? numbers.size;
    numbers.set(id, w);
    const mine = byDef.get(def) ?? new Map<number, Span>();
    byDef.set(def, mine.set(w, { from, to }));
    const who = askers.get(`${w} ${def}`);
    if (who) who.push(k);
    else askers.set(`${w} ${def}`, [k]);
  });
  let next = batch();
  const flush = async (): Promise<void> => {
    const { sets, defs, of } = next;
    next = batch();
    if (defs.length === 0) return;
    for (const { def, w, ...sum } of await door.rows<{ def: string; w: number }>(statement, { sets: JSON.stringify(sets), defs: JSON.stringify(defs), of: JSON.stringify(of) })) for (const k of askers.get(`${w} ${def}`) ?? []) out[k] = sum;
  };
  for (const [def, mine] of byDef)
    for (const { key, pieces } of pack(mine)) {
      if (next.defs.length >= MOST || (!next.known.has(key) && next.pieces > 0 && next.pieces + pieces.length > MOST_PIECES) || next.defs.at(-1) === def) await flush();
      let set = next.known.get(key);
      if (set === undefined) {
        set = next.sets.push(pieces);
        next.known.set(key, set);
        next.pieces += pieces.length;
      }
      next.defs.push(def);
      next.of.push(set);
    }
  await flush();
  return out;
}) as <T extends object>(door: Door, statement: Sql, asks: readonly Ask[]) => Promise<(T | undefined)[]>;

/** Decimals as text, added exactly. */
export const add = (a: string, b: string): string => (a === '0' ? b : written(exact(a) + exact(b)));

/** How two sums of one field become one. */
type Joining = (a: never, b: never) => unknown;
const counts = (a: string | number, b: string | number): string => (BigInt(a) + BigInt(b)).toString();
const shares = (a: Record<string, string>, b: Record<string, string>): Record<string, string> => Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, add(a[key] ?? '0', b[key] ?? '0')]));
const further = (sign: bigint) => (a: string | null, b: string | null): string | null => (a === null || (b !== null && (exact(b) - exact(a)) * sign > 0n) ? b : a);
const JOINING: Record<string, Joining> = { messages: counts, n: counts, covered: counts, good: add, bad: counts, unknown: counts, empty: counts, rest_bad: counts, rest_unknown: counts, total: add, sum: add, min: further(-1n), max: further(1n), blame: shares };
const joined = (a: object | undefined, b: object): object => (a === undefined ? b : Object.fromEntries(Object.entries(b).map(([field, of]) => [field, (JOINING[field] as (a: unknown, b: unknown) => unknown)((a as Record<string, unknown>)[field], of)])));

/** The open slices of a memory, as `open` reads them. */
const slicesOf = (memory: Memory, door: Door, open: Sql): ReturnType<Memory['slices']> =>
  memory.slices(open, async () => {
    const out: Awaited<ReturnType<Memory['slices']>> = new Map();
    for (const { def, t, ...sum } of await door.rows<{ def: string; t: number }>(open, { from: memory.open() / 1000, starts: JSON.stringify(memory.starts().map((at) => at / 1000)) })) {
      const one = { t: Number(t) * 1000, sum };
      const there = out.get(def);
      if (there) there.push(one);
      else out.set(def, [one]);
    }
    return out;
  });

/** `open` = where this asker's slices begin to change; by default where the memory's do. null: the memory does not know, the store is asked. */
type OpenAsk = Ask & { open?: number | null };

/** The same as `windows`. Up to the open slices, which `openSql` reads, sums are asked for once and remembered. */
const remembered = async <T extends object>(door: Door, statement: Sql, openSql: Sql, asks: readonly OpenAsk[]): Promise<(T | undefined)[]> => {
  const memory = memoryOf(door);
  if (!memory || memory.open() === 0) return windows<T>(door, statement, asks);
  const sums = memory.sums(statement);
  const still = asks.map(({ def, from, to, open = memory.open() }) => ({ def, from, to: open === null ? to : Math.min(to, Math.max(from, open)) }));
  const keyOf = ({ def, from, to }: Ask): string => `${def} ${from} ${to}`;
  asks.forEach(({ open }, i) => void (open === null && sums.delete(keyOf(still[i] as Ask))));
  const missing = [...new Map(still.filter((one) => one.to > one.from && !sums.has(keyOf(one))).map((one) => [keyOf(one), one])).values()];
  const [found, slices] = await Promise.all([windows<T>(door, statement, missing), asks.some(({ to }, i) => to > (still[i] as Ask).to) ? slicesOf(memory, door, openSql) : null]);
  missing.forEach((one, i) => void sums.set(keyOf(one), found[i]));
  return asks.map(({ def, to }, i) => {
    const base = still[i] as Ask;
    let sum = base.to > base.from ? sums.get(keyOf(base)) : undefined;
    for (const one of slices?.get(def) ?? []) if (one.t >= base.to && one.t < to) sum = joined(sum, one.sum);
    return sum as T | undefined;
  });
};

export const sliSums = (door: Door, asks: readonly Ask[]): Promise<(SliSum | undefined)[]> => remembered<SliSum>(door, sliWindow, sliOpen, asks);
export const valueSums = (door: Door, asks: readonly Ask[]): Promise<(ValueSum | undefined)[]> => windows<ValueSum>(door, valueWindow, asks);
export const vmaSums = (door: Door, asks: readonly Ask[]): Promise<(VmaSum | undefined)[]> => remembered<VmaSum>(door, vmaWindow, vmaOpen, asks);

/** Where the rows of timeslices begin to change: each stands at its start, and does while any of its minutes does. Of lengths that the plan in force has not, null. */
const openOf = (memory: Memory, slice: number, zone: string): number | null => {
  if (slice <= MINUTE || memory.open() === 0) return memory.open();
  const { from } = starts(slice, zone, memory.open());
  return memory.starts().includes(from) ? from : null;
};

/** A timeslice that an edge of a window cuts. */
type CutAsk = { slo: SloMeasure; span: Span };

/** What cut timeslices add up: each is judged on the sums of its source within the window. */
const cutSums = async (door: Door, asks: readonly CutAsk[]): Promise<(SloSum | undefined)[]> => {
  const sums = await sliSums(door, asks.map(({ slo, span }) => ({ def: slo.source, ...span })));
  return asks.map(({ slo }, i) => sums[i] && sliceOf(slo, sums[i]));
};

/**
 * What SLOs add up over windows whose days are those of `zone`: whole timeslices from their stored sums, the cut ones at the edges from the
 * minutes inside.
 */
export const sloSums = async (door: Door, asks: readonly ({ slo: SloMeasure; zone: string } & Span)[]): Promise<SloSum[]> => {
  const out: SloSum[] = asks.map(() => ({ good: '0', total: '0' }));
  const memory = memoryOf(door);
  const whole: (OpenAsk & { i: number })[] = [];
  const edges: (CutAsk & { i: number })[] = [];
  asks.forEach((ask, i) => {
    const parts = split(ask, ask.slo.method === 'Occurrences' ? 60_000 : ask.slo.slice, ask.zone);
    // a timeslice's row stands at its start: it changes while any of its minutes does
    if (parts.whole) whole.push({ i, def: grainKey(ask.slo, ask.zone), ...parts.whole, ...(memory && ask.slo.method !== 'Occurrences' ? { open: openOf(memory, ask.slo.slice, ask.zone) } : {}) });
    for (const span of parts.edges) edges.push({ i, slo: ask.slo, span });
  });
  const put = (i: number, sum: SloSum | undefined): void => {
    const there = out[i] as SloSum;
    if (sum) out[i] = { good: add(there.good, sum.good), total: add(there.total, sum.total) };
  };
  const [sums, cut] = await Promise.all([remembered<SloSum>(door, sloWindow, sloOpen, whole), cutSums(door, edges)]);
  whole.forEach(({ i }, k) => put(i, sums[k]));
  edges.forEach(({ i }, k) => put(i, cut[k]));
  return out;
};

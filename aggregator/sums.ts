/** Sums of slices over windows: many (def, from, to) are asked at once, equal windows are covered once, one statement answers a few thousand. */
import { type Sql, sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { instant } from '../shared/time/instant.ts';
import { cover } from '../shared/time/window.ts';
import { exact, written } from './exact.ts';
import { type Span, split } from './grain.ts';
import { grainKey } from './ladder.ts';
import { together } from './together.ts';
import type { SloMeasure } from '../shared/plan/measure.ts';

const sliWindow = sql(import.meta.url, './rollup/2-sli-window.sql');
const sloWindow = sql(import.meta.url, './rollup/3-slo-window.sql');
const sloSlices = sql(import.meta.url, './rollup/3-slo-slices.sql');
const valueWindow = sql(import.meta.url, './rollup/2-sli-values-window.sql');
const vmaWindow = sql(import.meta.url, './rollup/4-vma-window.sql');
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

export const sliSums = (door: Door, asks: readonly Ask[]): Promise<(SliSum | undefined)[]> => windows<SliSum>(door, sliWindow, asks);
export const valueSums = (door: Door, asks: readonly Ask[]): Promise<(ValueSum | undefined)[]> => windows<ValueSum>(door, valueWindow, asks);
export const vmaSums = (door: Door, asks: readonly Ask[]): Promise<(VmaSum | undefined)[]> => windows<VmaSum>(door, vmaWindow, asks);

/** Decimals as text, added exactly. */
export const add = (a: string, b: string): string => (a === '0' ? b : written(exact(a) + exact(b)));

/** A timeslice that an edge of a window cuts. */
type CutAsk = { slo: SloMeasure; span: Span };
/** (minute, number of the cut, length of the timeslice). */
type CutMinute = [number, number, number];

/** Minutes in pieces of about `MOST`, none of which parts the minutes of one cut. */
const uncut = (minutes: readonly CutMinute[]): CutMinute[][] => {
  const out: CutMinute[][] = [[]];
  minutes.forEach((one, i) => {
    if ((out.at(-1) as unknown[]).length >= MOST && one[1] !== minutes[i - 1]?.[1]) out.push([]);
    out.at(-1)?.push(one);
  });
  return out;
};

/** What cut timeslices add up. Equal ones of one SLO are judged once; one statement takes the cuts of all windows, each under a number in place of its start. */
const cutSums = together<CutAsk, SloSum | undefined>(async (door, statement, asks) => {
  const slos = new Map(asks.map(({ slo }) => [slo.def, slo]));
  const numbers = new Map<string, number>();
  const minutes: CutMinute[] = [];
  const mine = asks.map(({ slo, span }) => {
    const key = `${slo.slice} ${span.from} ${span.to}`;
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) {
      numbers.set(key, number);
      for (let t = span.from; t < span.to; t += 60_000) minutes.push([t / 1000, number, slo.slice / 60_000]);
    }
    return `${slo.def} ${number}`;
  });
  const found = new Map<string, SloSum>();
  const list = JSON.stringify([...slos.values()].map((slo) => [slo.def, slo.source, slo.method, slo.sliceTarget ?? '0.000000000', slo.slice / 60_000]));
  if (asks.length > 0)
    for (const some of uncut(minutes)) for (const row of await door.rows<{ t: string; def: string } & SloSum>(statement, { slos: list, minutes: JSON.stringify(some), version: 0 })) found.set(`${row.def} ${instant(row.t) / 1000}`, row);
  return mine.map((key) => found.get(key));
});

/**
 * What SLOs add up over windows whose days are those of `zone`: whole timeslices from their stored sums, the cut ones at the edges from their
 * minutes, by the same statement that made the stored ones.
 */
export const sloSums = async (door: Door, asks: readonly ({ slo: SloMeasure; zone: string } & Span)[]): Promise<SloSum[]> => {
  const out: SloSum[] = asks.map(() => ({ good: '0', total: '0' }));
  const whole: (Ask & { i: number })[] = [];
  const edges: (CutAsk & { i: number })[] = [];
  asks.forEach((ask, i) => {
    const parts = split(ask, ask.slo.method === 'Occurrences' ? 60_000 : ask.slo.slice, ask.zone);
    if (parts.whole) whole.push({ i, def: grainKey(ask.slo, ask.zone), ...parts.whole });
    for (const span of parts.edges) edges.push({ i, slo: ask.slo, span });
  });
  const put = (i: number, sum: SloSum | undefined): void => {
    const there = out[i] as SloSum;
    if (sum) out[i] = { good: add(there.good, sum.good), total: add(there.total, sum.total) };
  };
  const [sums, cut] = await Promise.all([windows<SloSum>(door, sloWindow, whole), cutSums(door, sloSlices, edges)]);
  whole.forEach(({ i }, k) => put(i, sums[k]));
  edges.forEach(({ i }, k) => put(i, cut[k]));
  return out;
};

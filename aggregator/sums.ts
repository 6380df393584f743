/** Sums of slices over windows: many (def, from, to) are asked at once, equal windows are covered once, one statement answers a few thousand. */
import { type Sql, sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { instant } from '../shared/time/instant.ts';
import { cover } from '../shared/time/window.ts';
import { type Span, split } from './grain.ts';
import { grainKey } from './ladder.ts';
import { together } from './together.ts';
import type { SloMeasure } from '../shared/plan/measure.ts';

const sliWindow = sql(import.meta.url, './rollup/2-sli-window.sql');
const sloWindow = sql(import.meta.url, './rollup/3-slo-window.sql');
const sloSlices = sql(import.meta.url, './rollup/3-slo-slices.sql');
const valueWindow = sql(import.meta.url, './rollup/2-sli-values-window.sql');
const vmaWindow = sql(import.meta.url, './rollup/4-vma-window.sql');
/** Asks, and pieces of windows, that one statement takes: both are parameters, and a server wants its URLs under a mebibyte. */
const MOST = 4000;

export type SliSum = { k: number; messages: string; good: string; total: string; n: string; sum: string; min: string | null; max: string | null; covered: string };
export type ValueSum = { k: number; n: string; sketch: Record<string, string>; promoters: string; detractors: string; last: string; last_ms: string; last_id: string; stamp: string };
export type SloSum = { good: string; total: string };
export type VmaSum = { k: number; good: string; bad: string; unknown: string; empty: string; rest_bad: string; rest_unknown: string; blame: Record<string, string> };

type Ask = { def: string } & Span;

/** One window statement over all asks; the answer has the asks' order, undefined where no slice stands. */
const windows = together<Ask, { k: number } | undefined>(async (door, statement, asks) => {
  const out: ({ k: number } | undefined)[] = Array.from({ length: asks.length });
  const numbered = asks.map((ask, k) => ({ ...ask, k })).filter((ask) => ask.to > ask.from);
  let seen = new Map<string, number>();
  let pieces: [number, string, number, number][] = [];
  let list: [number, string, number][] = [];
  // rows and alerts of one tick ask for the same sums: each is added up once
  let same = new Map<string, number[]>();
  const flush = async (): Promise<void> => {
    if (list.length > 0) for (const row of await door.rows<{ k: number }>(statement, { asks: JSON.stringify(list), pieces: JSON.stringify(pieces) })) out[Number(row.k)] = row;
    for (const [first, ...others] of same.values()) for (const k of others) out[k] = out[first as number];
    [seen, pieces, list, same] = [new Map(), [], [], new Map()];
  };
  for (const ask of numbered) {
    const id = `${ask.from} ${ask.to}`;
    let w = seen.get(id);
    if (w === undefined) {
      w = seen.size;
      seen.set(id, w);
      const parts = cover(ask.from, ask.to);
      if (parts.days) pieces.push([w, 'd', parts.days[0] / 1000, parts.days[1] / 1000]);
      for (const [a, b] of parts.hours) pieces.push([w, 'h', a / 1000, b / 1000]);
      for (const [a, b] of parts.minutes) pieces.push([w, 'm', a / 1000, b / 1000]);
    }
    const twins = same.get(`${ask.def} ${w}`);
    if (twins) {
      twins.push(ask.k);
      continue;
    }
    same.set(`${ask.def} ${w}`, [ask.k]);
    list.push([ask.k, ask.def, w]);
    if (list.length >= MOST || pieces.length >= MOST) await flush();
  }
  await flush();
  return out;
}) as <T extends { k: number }>(door: Door, statement: Sql, asks: readonly Ask[]) => Promise<(T | undefined)[]>;

export const sliSums = (door: Door, asks: readonly Ask[]): Promise<(SliSum | undefined)[]> => windows<SliSum>(door, sliWindow, asks);
export const valueSums = (door: Door, asks: readonly Ask[]): Promise<(ValueSum | undefined)[]> => windows<ValueSum>(door, valueWindow, asks);
export const vmaSums = (door: Door, asks: readonly Ask[]): Promise<(VmaSum | undefined)[]> => windows<VmaSum>(door, vmaWindow, asks);

/** Decimals of 18 places as text, added exactly. */
export const add = (a: string, b: string): string => {
  if (a === '0') return b;
  const text = (nano(a) + nano(b)).toString().padStart(19, '0');
  return text.startsWith('-') ? `-${point(text.slice(1))}` : point(text);
};
/** An integer of 10^-18, from 0 on, as a decimal. */
export const point = (digits: string): string => {
  const padded = digits.padStart(19, '0');
  return `${padded.slice(0, -18)}.${padded.slice(-18)}`;
};
const nano = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  const sign = whole.startsWith('-') ? -1n : 1n;
  return sign * (BigInt(whole.replace('-', '')) * 10n ** 18n + BigInt(fraction.padEnd(18, '0').slice(0, 18)));
};

/** Cut timeslices of one length: spans by their number, (minute, number) of all, and who asked for which. */
type Cut = { slos: Map<string, SloMeasure>; numbers: Map<string, number>; minutes: [number, number][]; mine: { i: number; def: string; number: number }[] };

/** Minutes in pieces of about `MOST`, none of which parts the minutes of one cut. */
const uncut = (minutes: readonly [number, number][]): [number, number][][] => {
  const out: [number, number][][] = [[]];
  minutes.forEach((one, i) => {
    if ((out.at(-1) as unknown[]).length >= MOST && one[1] !== minutes[i - 1]?.[1]) out.push([]);
    out.at(-1)?.push(one);
  });
  return out;
};

/**
 * What SLOs add up over windows whose days are those of `zone`: whole timeslices from their stored sums, the cut ones at the edges from their
 * minutes, by the same statement that made the stored ones.
 */
export const sloSums = async (door: Door, asks: readonly ({ slo: SloMeasure; zone: string } & Span)[]): Promise<SloSum[]> => {
  const out: SloSum[] = asks.map(() => ({ good: '0', total: '0' }));
  const whole: (Ask & { i: number })[] = [];
  const edges: { i: number; slo: SloMeasure; span: Span }[] = [];
  asks.forEach((ask, i) => {
    const parts = split(ask, ask.slo.method === 'Occurrences' ? 60_000 : ask.slo.slice, ask.zone);
    if (parts.whole) whole.push({ i, def: grainKey(ask.slo, ask.zone), ...parts.whole });
    for (const span of parts.edges) edges.push({ i, slo: ask.slo, span });
  });
  const sums = await windows<{ k: number } & SloSum>(door, sloWindow, whole);
  const put = (i: number, sum: SloSum): void => {
    const there = out[i] as SloSum;
    out[i] = { good: add(there.good, sum.good), total: add(there.total, sum.total) };
  };
  sums.forEach((sum, k) => {
    if (sum) put((whole[k] as { i: number }).i, sum);
  });
  // equal cut timeslices of one SLO are judged once; one statement takes the cuts of all windows, each under a number in place of its start
  const cuts = new Map<number, Cut>();
  for (const { i, slo, span } of edges) {
    const cut: Cut = cuts.get(slo.slice) ?? { slos: new Map(), numbers: new Map(), minutes: [], mine: [] };
    cuts.set(slo.slice, cut);
    cut.slos.set(slo.def, slo);
    let number = cut.numbers.get(`${span.from} ${span.to}`);
    if (number === undefined) {
      number = cut.numbers.size;
      cut.numbers.set(`${span.from} ${span.to}`, number);
      for (let t = span.from; t < span.to; t += 60_000) cut.minutes.push([t / 1000, number]);
    }
    cut.mine.push({ i, def: slo.def, number });
  }
  for (const { slos, minutes, mine } of cuts.values()) {
    const found = new Map<string, SloSum>();
    const list = JSON.stringify([...slos.values()].map((slo) => [slo.def, slo.source, slo.method, slo.sliceTarget ?? '0.000000000']));
    for (const some of uncut(minutes)) for (const row of await door.rows<{ t: string; def: string } & SloSum>(sloSlices, { slos: list, minutes: JSON.stringify(some), version: 0 })) found.set(`${row.def} ${instant(row.t) / 1000}`, row);
    for (const { i, def, number } of mine) {
      const row = found.get(`${def} ${number}`);
      if (row) put(i, row);
    }
  }
  return out;
};

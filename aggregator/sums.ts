/** Sums of slices over windows, tier by tier. */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { SloMeasure } from '../shared/plan/measure.ts';
import { add } from './exact.ts';
import { type Span, split, starts } from './grain.ts';
import { sliceOf } from './judge/3-slo-slice.ts';
import { keptBy, type KeptSums } from './kept-sums.ts';
import { grainKey, MINUTE } from './ladder.ts';
import { type OpenAsk, windowSums } from './window-sums.ts';
import { type Ask, windows } from './windows.ts';

const sliWindow = sql(import.meta.url, './rollup/2-sli-window.sql');
const sloWindow = sql(import.meta.url, './rollup/3-slo-window.sql');
const valueWindow = sql(import.meta.url, './rollup/2-sli-values-window.sql');
const vmaWindow = sql(import.meta.url, './rollup/4-vma-window.sql');
const sliOpen = sql(import.meta.url, './rollup/2-sli-open.sql');
const sloOpen = sql(import.meta.url, './rollup/3-slo-open.sql');
const vmaOpen = sql(import.meta.url, './rollup/4-vma-open.sql');

export type SliSum = { messages: string; good: string; total: string; n: string; sum: string; min: string | null; max: string | null; covered: string };
export type ValueSum = { n: string; sketch: Record<string, string>; promoters: string; detractors: string; last: string; last_ms: string; last_id: string; stamp: string };
export type SloSum = { good: string; total: string };
export type VmaSum = { good: string; bad: string; unknown: string; empty: string; rest_bad: string; rest_unknown: string; blame: Record<string, string> };

export const sliSums = (door: Door, asks: readonly Ask[]): Promise<(SliSum | undefined)[]> => windowSums<SliSum>(door, sliWindow, sliOpen, asks);
export const valueSums = (door: Door, asks: readonly Ask[]): Promise<(ValueSum | undefined)[]> => windows<ValueSum>(door, valueWindow, asks);
export const vmaSums = (door: Door, asks: readonly Ask[]): Promise<(VmaSum | undefined)[]> => windowSums<VmaSum>(door, vmaWindow, vmaOpen, asks);

/** Where the rows of timeslices begin to change: each stands at its start, and does while any of its minutes does. Of lengths that the plan in force has not, null. */
const openOf = (kept: KeptSums, slice: number, zone: string): number | null => {
  if (slice <= MINUTE || kept.open() === 0) return kept.open();
  const { from } = starts(slice, zone, kept.open());
  return kept.starts().includes(from) ? from : null;
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
  const kept = keptBy(door);
  const whole: (OpenAsk & { i: number })[] = [];
  const edges: (CutAsk & { i: number })[] = [];
  asks.forEach((ask, i) => {
    const parts = split(ask, ask.slo.method === 'Occurrences' ? 60_000 : ask.slo.slice, ask.zone);
    // a timeslice's row stands at its start: it changes while any of its minutes does
    if (parts.whole) whole.push({ i, def: grainKey(ask.slo, ask.zone), ...parts.whole, ...(kept && ask.slo.method !== 'Occurrences' ? { open: openOf(kept, ask.slo.slice, ask.zone) } : {}) });
    for (const span of parts.edges) edges.push({ i, slo: ask.slo, span });
  });
  const put = (i: number, sum: SloSum | undefined): void => {
    const there = out[i] as SloSum;
    if (sum) out[i] = { good: add(there.good, sum.good), total: add(there.total, sum.total) };
  };
  const [sums, cut] = await Promise.all([windowSums<SloSum>(door, sloWindow, sloOpen, whole), cutSums(door, edges)]);
  whole.forEach(({ i }, k) => put(i, sums[k]));
  edges.forEach(({ i }, k) => put(i, cut[k]));
  return out;
};

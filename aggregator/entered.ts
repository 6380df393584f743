/** Figures that people enter (POST /api/v1/values): what they come to over a span, and which were entered lately. A figure speaks for its `time`: it belongs to the span (from, to] that holds it. */
import type { Entered } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { type Clock, stopwatch } from '../shared/time/clock.ts';
import type { Span } from './grain.ts';
import { MINUTE } from './ladder.ts';
import { judge } from './together.ts';

const sums = sql(import.meta.url, './rollup/5-kpt-entered.sql');
const fresh = sql(import.meta.url, './entered.sql');

/** How often new figures are looked for, ms. */
const LOOKED = 1000;
/** Clocks of those who write may differ by so much, ms. */
const SKEW = 86_400_000;

export type EnteredAsk = Pick<Entered, 'def' | 'statistic'> & Span;
/** top / bottom as exact decimals; bottom '0': nothing was entered. */
export type EnteredFigure = { top: string; bottom: string };

/** The statistic of what was entered for instants of (from, to]. */
export const enteredFigures = async (door: Door, asks: readonly EnteredAsk[]): Promise<EnteredFigure[]> => {
  const rows = await judge<{ n: string; sum: string; min: string; max: string; last: string } | undefined>(door, sums, asks.map((one) => [one.def, one.from, one.to]));
  return asks.map(({ statistic }, k): EnteredFigure => {
    const row = rows[k];
    if (!row) return { top: '0', bottom: '0' };
    if (statistic === 'mean') return { top: row.sum, bottom: row.n };
    return { top: statistic === 'count' ? row.n : row[statistic], bottom: '1' };
  });
};

/** Tells the minutes (seconds) that newly entered figures speak for; at first those entered since a day before `since` (ms), for what was done about them is not known. */
export const enteredNews = (door: Door, clock: Clock, since: number): (() => Promise<number[]>) => {
  let looked: (() => number) | null = null;
  let from = since;
  const known = new Set<string>();
  return async () => {
    if (looked && looked() < LOOKED) return [];
    looked = stopwatch();
    const now = clock.machine();
    const rows = (await door.rows<{ id: string; time: string }>(fresh, { since: Math.max(0, from - SKEW) })).filter((one) => !known.has(one.id));
    for (const { id } of rows) known.add(id);
    from = now;
    // it belongs to the slice that holds time - 1 ms
    return [...new Set(rows.map(({ time }) => Math.floor((Number(time) - 1) / MINUTE) * 60))];
  };
};

/**
 * What people enter that figures come from: figures of their own (POST /api/v1/values) and corrections (POST /api/v1/corrections). What the figures come to over a span,
 * which corrections are approved, and what was entered lately. A figure speaks for its `time`: it belongs to the span (from, to] that holds it.
 */
import type { EnteredCorrection } from '../shared/plan/approved.ts';
import type { Entered } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import type { Entries } from './entries.ts';
import type { Span } from './grain.ts';
import { MINUTE } from './ladder.ts';
import { judge } from './together.ts';

const sums = sql(import.meta.url, './rollup/5-kpt-entered.sql');
const fresh = sql(import.meta.url, './entered.sql');
const approvedSql = sql(import.meta.url, './approved.sql');

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

/** Corrections whose newest decision is that they are approved, the oldest first. */
export const approvedCorrections = async (door: Door): Promise<EnteredCorrection[]> =>
  (await door.rows<{ id: string; body: string }>(approvedSql)).map(({ id, body }) => ({ ...(JSON.parse(body) as EnteredCorrection), id }));

/** `spoken` = the minutes (seconds) that newly entered figures speak for; `decided` = something was decided about a correction. */
export type EnteredNews = { spoken: number[]; decided: boolean };

/** Tells what was newly entered; at first all since a day before `since` (ms), for what was done about that is not known. */
export const enteredNews = (door: Door, clock: Clock, since: number, entries: Entries): (() => Promise<EnteredNews>) => {
  let seen: string | null = null;
  let from = since;
  const known = new Set<string>();
  return async () => {
    const sum = await entries();
    if (sum === seen) return { spoken: [], decided: false };
    const now = clock.machine();
    const rows = (await door.rows<{ kind: string; id: string; time: string }>(fresh, { since: Math.max(0, from - SKEW) })).filter((one) => !known.has(one.id));
    for (const { id } of rows) known.add(id);
    [from, seen] = [now, sum];
    const values = rows.filter((one) => one.kind === 'value');
    // it belongs to the slice that holds time - 1 ms
    return { spoken: [...new Set(values.map(({ time }) => Math.floor((Number(time) - 1) / MINUTE) * 60))], decided: values.length < rows.length };
  };
};

/** Sums over windows through a door that keeps some: up to the open slices they are asked for once, and the open slices, read once a tick, are added to them. */
import type { Sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { add, exact } from './exact.ts';
import { keptBy, type KeptSums } from './kept-sums.ts';
import { type Ask, windows } from './windows.ts';

/** How two sums of one field become one. */
type Joining = (a: never, b: never) => unknown;
const counts = (a: string | number, b: string | number): string => (BigInt(a) + BigInt(b)).toString();
const shares = (a: Record<string, string>, b: Record<string, string>): Record<string, string> => Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, add(a[key] ?? '0', b[key] ?? '0')]));
const further = (sign: bigint) => (a: string | null, b: string | null): string | null => (a === null || (b !== null && (exact(b) - exact(a)) * sign > 0n) ? b : a);
const JOINING: Record<string, Joining> = { messages: counts, n: counts, covered: counts, good: add, bad: counts, unknown: counts, empty: counts, rest_bad: counts, rest_unknown: counts, total: add, sum: add, min: further(-1n), max: further(1n), blame: shares };
const joined = (a: object | undefined, b: object): object => (a === undefined ? b : Object.fromEntries(Object.entries(b).map(([field, of]) => [field, (JOINING[field] as (a: unknown, b: unknown) => unknown)((a as Record<string, unknown>)[field], of)])));

/** The open slices, as `open` reads them. */
const slicesOf = (kept: KeptSums, door: Door, open: Sql): ReturnType<KeptSums['slices']> =>
  kept.slices(open, async () => {
    const out: Awaited<ReturnType<KeptSums['slices']>> = new Map();
    for (const { def, t, ...sum } of await door.rows<{ def: string; t: number }>(open, { from: kept.open() / 1000, starts: JSON.stringify(kept.starts().map((at) => at / 1000)) })) {
      const one = { t: Number(t) * 1000, sum };
      const there = out.get(def);
      if (there) there.push(one);
      else out.set(def, [one]);
    }
    return out;
  });

/** `open` = where this asker's slices begin to change; by default where all do. null: that is not known, the store is asked. */
export type OpenAsk = Ask & { open?: number | null };

/** What `windows` answers; `openSql` reads the open slices. */
export const windowSums = async <T extends object>(door: Door, statement: Sql, openSql: Sql, asks: readonly OpenAsk[]): Promise<(T | undefined)[]> => {
  const kept = keptBy(door);
  if (!kept || kept.open() === 0) return windows<T>(door, statement, asks);
  const sums = kept.sums(statement);
  const still = asks.map(({ def, from, to, open = kept.open() }) => ({ def, from, to: open === null ? to : Math.min(to, Math.max(from, open)) }));
  const keyOf = ({ def, from, to }: Ask): string => `${def} ${from} ${to}`;
  asks.forEach(({ open }, i) => void (open === null && sums.delete(keyOf(still[i] as Ask))));
  const missing = [...new Map(still.filter((one) => one.to > one.from && !sums.has(keyOf(one))).map((one) => [keyOf(one), one])).values()];
  const [found, slices] = await Promise.all([windows<T>(door, statement, missing), asks.some(({ to }, i) => to > (still[i] as Ask).to) ? slicesOf(kept, door, openSql) : null]);
  missing.forEach((one, i) => void sums.set(keyOf(one), found[i]));
  return asks.map(({ def, to }, i) => {
    const base = still[i] as Ask;
    let sum = base.to > base.from ? sums.get(keyOf(base)) : undefined;
    for (const one of slices?.get(def) ?? []) if (one.t >= base.to && one.t < to) sum = joined(sum, one.sum);
    return sum as T | undefined;
  });
};

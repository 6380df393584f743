/** Sums over windows through a door that keeps some: up to the open slices they are asked for once, and the open slices, read once a tick, are added to them. */
import type { Sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { add, exact } from './exact.ts';
import { keptBy, type KeptSums } from './kept-sums.ts';
import { type Ask, windows } from './windows.ts';

/** How two sums of one field become one. */
type Joining = (a: never, b: never) => unknown;
const counts = (a: string | number, b: string | number): string => add(String(a), String(b));
const shares = (a: Record<string, string>, b: Record<string, string>): Record<string, string> => Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, add(a[key] ?? '0', b[key] ?? '0')]));
const further = (sign: bigint) => (a: string | null, b: string | null): string | null => (a === null || (b !== null && (exact(b) - exact(a)) * sign > 0n) ? b : a);
const JOINING: Record<string, Joining> = { messages: counts, n: counts, covered: counts, good: add, bad: counts, unknown: counts, empty: counts, rest_bad: counts, rest_unknown: counts, total: add, sum: add, min: further(-1n), max: further(1n), blame: shares };
const joined = (a: object | undefined, b: object): object => {
  if (a === undefined) return b;
  const out: Record<string, unknown> = {};
  for (const [field, of] of Object.entries(b)) out[field] = (JOINING[field] as (a: unknown, b: unknown) => unknown)((a as Record<string, unknown>)[field], of);
  return out;
};

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

const keyOf = ({ def, from, to }: Ask): string => `${def} ${from} ${to}`;

/** What `windows` answers; `openSql` reads the open slices. Rows and alerts ask for many a window twice. */
export const windowSums = async <T extends object>(door: Door, statement: Sql, openSql: Sql, asks: readonly OpenAsk[]): Promise<(T | undefined)[]> => {
  const kept = keptBy(door);
  if (!kept || kept.open() === 0) return windows<T>(door, statement, asks);
  const sums = kept.sums(statement);
  const keys = asks.map(keyOf);
  /** each window once, with the part of it that stands still and that part's own key */
  const cases = new Map<string, { ask: OpenAsk; still: Ask; key: string }>();
  asks.forEach((ask, i) => {
    const key = keys[i] as string;
    if (cases.has(key)) return;
    const { def, from, to, open = kept.open() } = ask;
    const still = { def, from, to: open === null ? to : Math.min(to, Math.max(from, open)) };
    const one = { ask, still, key: still.to === to ? key : keyOf(still) };
    if (open === null) sums.delete(one.key);
    cases.set(key, one);
  });
  const missing = new Map<string, Ask>();
  let reachesOpen = false;
  for (const { ask, still, key } of cases.values()) {
    if (still.to > still.from && !sums.has(key)) missing.set(key, still);
    reachesOpen ||= ask.to > still.to;
  }
  const [found, slices] = await Promise.all([windows<T>(door, statement, [...missing.values()]), reachesOpen ? slicesOf(kept, door, openSql) : null]);
  let next = 0;
  for (const key of missing.keys()) sums.set(key, found[next++]);
  /** open slices of [from, to) as one: most windows of a def end alike */
  const opened = new Map<string, object | undefined>();
  const openSum = (ask: Ask): object | undefined => {
    const key = keyOf(ask);
    if (!opened.has(key)) opened.set(key, (slices?.get(ask.def) ?? []).reduce<object | undefined>((sum, one) => (one.t >= ask.from && one.t < ask.to ? joined(sum, one.sum) : sum), undefined));
    return opened.get(key);
  };
  const answers = new Map<string, T | undefined>();
  for (const [whole, { ask: { def, to }, still, key }] of cases) {
    const sum = still.to > still.from ? sums.get(key) : undefined;
    const more = to > still.to ? openSum({ def, from: still.to, to }) : undefined;
    answers.set(whole, (more ? joined(sum, more) : sum) as T | undefined);
  }
  return keys.map((key) => answers.get(key));
};

/** The conflicts that the pipeline tells of: counted as the books count them, in as much of the newest raw as can be gone through in passing; all of it where there is little. */
import { conflictsFrom } from '../../shared/store/conflicts.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';

const rawRows = sql(import.meta.url, '../queries/raw-rows.sql');

/** Rows that are gone through at most. */
const MOST = 250_000;
/** Seconds back from the newest minute, the longest that holds no more rows is taken; null = all of raw. */
const SPANS = [null, 86_400, 3600, 600, 60];
/** An answer stands for so long, ms. */
const KEPT = 60_000;

/** n null: even the newest minute holds too much. span: of which time it was counted, ms back from the newest message; null = all raw that is kept. */
export type Conflicts = { n: number | null; span: number | null };

const count = async (read: Door): Promise<Conflicts> => {
  const rowsFrom = async (from: number): Promise<{ n: number; newest: number }> => {
    const [row] = await read.rows<{ n: string; newest: number }>(rawRows, { from });
    return { n: Number(row?.n ?? 0), newest: Number(row?.newest ?? 0) };
  };
  const { n, newest } = await rowsFrom(0);
  for (const span of SPANS) {
    const from = span === null ? 0 : newest - span + 60;
    if ((span === null ? n : (await rowsFrom(from)).n) <= MOST) return { n: await conflictsFrom(read, from), span: span === null ? null : span * 1000 };
  }
  return { n: null, span: null };
};

const kept = new WeakMap<Door, { until: number; value: Promise<Conflicts> }>();

/** Counted at most once a minute for each store. */
export const conflictsNow = (read: Door, clock: Clock): Promise<Conflicts> => {
  const now = clock.machine();
  const there = kept.get(read);
  if (there && there.until > now) return there.value;
  const value = count(read);
  kept.set(read, { until: now + KEPT, value });
  value.catch(() => kept.delete(read));
  return value;
};

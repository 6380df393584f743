/** Whether anybody has entered anything: one small statement a second, for all who would else look through the entries; none where nobody else writes. */
import { sql } from '../shared/store/sql.ts';
import type { Door, Store } from '../shared/store/store.ts';
import { stopwatch } from '../shared/time/clock.ts';

const sumSql = sql(import.meta.url, './entries.sql');

/** How often it is asked, ms. */
const LOOKED = 1000;

/** Answers another text whenever something was entered, at the latest a second after. */
export type Entries = () => Promise<string>;

export const entriesOf = (door: Door, writes: Store['writes'] = null): Entries => {
  let last: { sum: string; since: () => number } | null = null;
  return async () => {
    if (writes) return String(writes('entry'));
    if (last && last.since() < LOOKED) return last.sum;
    const since = stopwatch();
    last = { sum: (await door.rows<{ sum: string }>(sumSql))[0]?.sum ?? '0', since };
    return last.sum;
  };
};

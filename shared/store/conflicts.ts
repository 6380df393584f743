/** How often one identity stands in raw with different contents: of all of raw for the books, of its newest minutes for whoever looks at the pipeline. */
import { sql } from './sql.ts';
import type { Door } from './store.ts';

const conflictsSql = sql(import.meta.url, './conflicts.sql');

/** Of minutes from `from` on (seconds; 0 = all of raw). */
export const conflictsFrom = async (door: Door, from: number): Promise<number> => Number((await door.rows<{ n: string }>(conflictsSql, { from }))[0]?.n ?? 0);

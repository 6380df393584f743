/**
 * Brings tables of hours and days into the order of measures that newer stores have from the start; done by who holds the lease, for nobody else writes them then.
 * Whatever cuts it short, the next holder goes on: a table is in its new order once its name says so, and its old one is let go only when all of its rows stand in
 * the new.
 */
import type { Log } from '../shared/log.ts';
import { sql, sqls } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';

const wantedSql = sql(import.meta.url, './resort-wanted.sql');
const partitionsSql = sql(import.meta.url, './resort-partitions.sql');
const statements = sqls(import.meta.url, './resort.sql');
/** Statements a table: those up to the exchange of names, and those after it. */
const [STEPS, EXCHANGED] = [6, 4];

/** Throws what the store throws. */
export const resort = async (door: Door, log: Log): Promise<void> => {
  const wanted = await door.rows<{ name: string; old: number }>(wantedSql);
  if (wanted.length > 0) log.info({ tables: wanted.map((one) => one.name) }, 'slices of hours and days are brought into the order of measures; this is done once');
  for (const { name, old } of wanted) {
    const first = statements.findIndex((one) => one.includes(`${name}_by_def`));
    for (const [step, one] of statements.slice(first, first + STEPS).entries()) {
      if (!old && step < EXCHANGED) continue;
      // rows come from the table that holds them: before the exchange it has the name, after it the other
      const from = one.includes('{partition:') ? await door.rows<{ partition: string }>(partitionsSql, { table: step < EXCHANGED ? name : `${name}_by_def` }) : [];
      if (!one.includes('{partition:')) await door.run(one);
      for (const { partition } of from) await door.run(one, { partition });
    }
  }
};

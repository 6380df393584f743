/**
 * Brings tables of hours and days into the order of measures that newer stores have from the start; done by who holds the lease, for nobody else writes them then.
 * Whatever cuts it short, the next holder goes on: a table is in its new order once its name says so, and its old one is let go only when all of its rows stand in
 * the new.
 */
import type { Log } from '../shared/log.ts';
import { type Sql, sql, sqls } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';

const wantedSql = sql(import.meta.url, './resort-wanted.sql');
const partitionsSql = sql(import.meta.url, './resort-partitions.sql');
const copies = sqls(import.meta.url, './resort-copies.sql');
const [clear, fill, exchange, fillAgain, letGo] = sqls(import.meta.url, './resort.sql') as [Sql, Sql, Sql, Sql, Sql];

/** Throws what the store throws. */
export const resort = async (door: Door, log: Log): Promise<void> => {
  const wanted = await door.rows<{ name: string; old: number }>(wantedSql);
  if (wanted.length > 0) log.info({ tables: wanted.map((one) => one.name) }, 'slices of hours and days are brought into the order of measures; this is done once');
  for (const { name: table, old } of wanted) {
    const names = { table, copy: `${table}_by_def` };
    const move = async (statement: Sql, from: string): Promise<void> => {
      for (const { partition } of await door.rows<{ partition: string }>(partitionsSql, { table: from })) await door.run(statement, { ...names, partition });
    };
    if (old) {
      await door.run(clear, names);
      for (const one of copies) if (one.includes(`${names.copy} AS ${table} `)) await door.run(one);
      await move(fill, table);
      await door.run(exchange, names);
    }
    // the names are exchanged: what is left of the old table stands under that of the copy
    await move(fillAgain, names.copy);
    await door.run(letGo, names);
  }
};

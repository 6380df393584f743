/**
 * Brings tables of hours and days into the order of measures that newer stores have from the start. Whatever cuts it short, the next start goes on: a table is
 * in its new order once its name says so, and its old one is let go only when all of its rows stand in the new.
 */
import { sql, sqls } from './sql.ts';
import type { Door } from './store.ts';

const wantedSql = sql(import.meta.url, './resort-wanted.sql');
const statements = sqls(import.meta.url, './resort.sql');
/** Statements a table: those up to the exchange of names, and those after it. */
const [STEPS, EXCHANGED] = [6, 4];

export const resort = async (door: Door): Promise<void> => {
  for (const { name, old } of await door.rows<{ name: string; old: number }>(wantedSql)) {
    const first = statements.findIndex((one) => one.includes(`${name}_by_def`));
    for (const one of statements.slice(first + (old ? 0 : EXCHANGED), first + STEPS)) await door.run(one);
  }
};

/** Brings the tables up to date: runs every file of migrations/ that the table `migration` does not name yet, in order of number. */
import { readdirSync } from 'node:fs';
import { type Sql, sql, sqls } from './sql.ts';
import type { Door } from './store.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** A statement that may have been run before: rooms that start together run the same file, and a start that was cut short has left some of its tables. */
const repeatable = (one: Sql): Sql => one.replace(/^CREATE TABLE (?!IF NOT EXISTS)/m, 'CREATE TABLE IF NOT EXISTS ') as Sql;

/** Runs what is missing. `server` is true against a ClickHouse server (one day: ON CLUSTER and replicated engines are put in here). */
export const migrate = async (door: Door, server: boolean): Promise<void> => {
  void server;
  await door.run(sql(import.meta.url, './migrations/000-migration.sql'));
  const done = new Set((await door.rows<{ name: string }>(sql(import.meta.url, './done.sql'))).map((row) => row.name));
  for (const name of readdirSync(FOLDER).sort()) {
    if (done.has(name) || !name.endsWith('.sql')) continue;
    for (const one of sqls(import.meta.url, `./migrations/${name}`)) await door.run(repeatable(one));
    await door.insert('migration', ['name'], 'JSONEachRow', `${JSON.stringify({ name })}\n`);
  }
};

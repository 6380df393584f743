/** Brings the tables up to date: runs every file of migrations/ that the table `migration` does not name yet, in order of number. */
import { readdirSync } from 'node:fs';
import { type Sql, sql } from './sql.ts';
import type { Door } from './store.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** Statements of one file; they are separated by a line that holds only a semicolon at the end of a statement. */
const statements = (text: string): Sql[] =>
  text
    .split(/;\s*(?:\n|$)/)
    // rooms that start together run the same file, and a start that was cut short has left some of its tables
    .map((one) => one.replace(/^CREATE TABLE (?!IF NOT EXISTS)/m, 'CREATE TABLE IF NOT EXISTS '))
    .map((one) => one.trim())
    .filter((one) => one.replaceAll(/--.*$/gm, '').trim() !== '') as Sql[];

/** Runs what is missing. `server` is true against a ClickHouse server (one day: ON CLUSTER and replicated engines are put in here). */
export const migrate = async (door: Door, server: boolean): Promise<void> => {
  void server;
  await door.run(sql(import.meta.url, './migrations/000-migration.sql'));
  const done = new Set((await door.rows<{ name: string }>(sql(import.meta.url, './done.sql'))).map((row) => row.name));
  for (const name of readdirSync(FOLDER).sort()) {
    if (done.has(name) || !name.endsWith('.sql')) continue;
    for (const one of statements(sql(import.meta.url, `./migrations/${name}`))) await door.run(one);
    await door.insert('migration', ['name'], 'JSONEachRow', `${JSON.stringify({ name })}\n`);
  }
};

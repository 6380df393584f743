/** What stands in a table of slices at some instants, whatever table that is: for who holds it against what it should be. */
import { type Sql, sql } from './sql.ts';
import type { Door } from './store.ts';

const TABLES = ['sli', 'value', 'slo', 'vma'].flatMap((tier) => ['minute', 'hour', 'day'].map((grain) => `${tier}_${grain}`));
const form = sql(import.meta.url, './standing.sql');
const statements = new Map(TABLES.map((table) => [table, form.replace(/\bFROM TABLE\b/, `FROM ${table}`) as Sql]));

/** Rows of `table` that begin at one of these instants (s). Throws on tables that hold no slices. */
export const standing = (door: Door, table: string, at: readonly number[], defs: readonly string[]): Promise<Record<string, unknown>[]> => {
  const statement = statements.get(table);
  if (!statement) throw new Error(`${table} holds no slices`);
  return door.rows(statement, { at: JSON.stringify(at), defs: JSON.stringify(defs) });
};

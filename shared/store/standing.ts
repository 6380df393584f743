/** What stands in a table of slices at some instants, whatever table that is: for who holds it against what it should be. */
import type { Sql } from './sql.ts';
import type { Door } from './store.ts';

const TABLES = ['sli', 'value', 'slo', 'vma'].flatMap((tier) => ['minute', 'hour', 'day'].map((grain) => `${tier}_${grain}`));
const statements = new Map(
  TABLES.map((table) => [table, `SELECT * EXCEPT version FROM ${table} FINAL WHERE t IN (SELECT toDateTime(arrayJoin(JSONExtract({at:String}, 'Array(UInt32)')), 'UTC')) AND def IN (SELECT arrayJoin(JSONExtract({defs:String}, 'Array(String)')))` as Sql]),
);

/** Rows of `table` that begin at one of these instants (s). Throws on tables that hold no slices. */
export const standing = (door: Door, table: string, at: readonly number[], defs: readonly string[]): Promise<Record<string, unknown>[]> => {
  const statement = statements.get(table);
  if (!statement) throw new Error(`${table} holds no slices`);
  return door.rows(statement, { at: JSON.stringify(at), defs: JSON.stringify(defs) });
};

/** SQL is constant text in .sql files beside the code that runs it; this reads one and brands it, so that no other string can be run. */
import { readFileSync } from 'node:fs';

declare const brand: unique symbol;
/** Text of one .sql file: constant, with ClickHouse's typed parameters. Only `sql()` and `sqls()` make one. */
export type Sql = string & { readonly [brand]: 'sql' };

/** The statement in `name`, a path relative to the module `from` (pass `import.meta.url`). Throws when the file is missing. */
export const sql = (from: string, name: string): Sql => readFileSync(new URL(name, from), 'utf8').trim().replace(/;$/, '') as Sql;

/** The statements in `name`, in order: each ends with a semicolon at the end of a line. */
export const sqls = (from: string, name: string): Sql[] =>
  sql(from, name)
    .split(/;\s*(?:\n|$)/)
    .map((one) => one.trim())
    .filter((one) => one.replaceAll(/--.*$/gm, '').trim() !== '') as Sql[];

/** SQL is constant text in .sql files beside the code that runs it; this reads one and brands it, so that no other string can be run. */
import { readFileSync } from 'node:fs';

declare const brand: unique symbol;
/** Text of one .sql file: constant, with ClickHouse's typed parameters. Only `sql()` makes one. */
export type Sql = string & { readonly [brand]: 'sql' };

/** The statement in `name`, a path relative to the module `from` (pass `import.meta.url`). Throws when the file is missing. */
export const sql = (from: string, name: string): Sql => readFileSync(new URL(name, from), 'utf8').trim().replace(/;$/, '') as Sql;

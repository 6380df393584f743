/**
 * Rows of bytes on their way into the embedded engine. Its raw insert takes text alone, which it has to parse: more than half of what an insert costs. So rows are put
 * down as a file, of which nothing has reached the disk when it is gone again, and the engine reads that. What a crash leaves is cleared at the next start.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names of columns and what the bytes of each are. */
export type Types = Readonly<Record<string, string>>;
export type HandedOver = { insert(run: (statement: string) => Promise<unknown>, table: string, types: Types, rows: readonly Buffer[]): Promise<void> };

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
/** What the engine would take for a pattern of file names. */
const PATTERN = /[*?{}]/;

/** `path` = the engine's own folder. */
export const handOver = (path: string): HandedOver => {
  const own = join(path, 'tmp', 'rows');
  rmSync(own, { recursive: true, force: true });
  const folder = PATTERN.test(own) ? mkdtempSync(join(tmpdir(), 'heptad-rows-')) : own;
  let count = 0;
  return {
    async insert(run, table, types, rows) {
      const file = join(folder, `${table}-${++count}`);
      const names = Object.keys(types).join(', ');
      const structure = Object.entries(types).map(([name, type]) => `${name} ${type}`).join(', ');
      try {
        mkdirSync(folder, { recursive: true });
        await writeFile(file, rows, { mode: 0o600 });
        await run(`INSERT INTO ${table} (${names}) SELECT ${names} FROM file(${quoted(file)}, RowBinary, ${quoted(structure)})`);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
};

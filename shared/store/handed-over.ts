/**
 * Rows of bytes on their way into the embedded engine. Its raw insert takes text alone, which it has to parse: more than half of what an insert costs. So rows are put
 * down as a file, of which nothing has reached the disk when it is gone again, and the engine reads that. What a crash leaves is cleared at the next start.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoted } from './literals.ts';

/** Names of columns and what the bytes of each are. */
export type Types = Readonly<Record<string, string>>;
export type HandedOver = { /** `take` is told where the rows stand, as a statement names it; they are there until it resolves */ put(types: Types, rows: readonly Buffer[], take: (source: string) => Promise<unknown>): Promise<void> };

/** What the engine would take for a pattern of file names. */
const PATTERN = /[*?{}]/;

/** `path` = the engine's own folder. */
export const handOver = (path: string): HandedOver => {
  const own = join(path, 'tmp', 'rows');
  rmSync(own, { recursive: true, force: true });
  const folder = PATTERN.test(own) ? mkdtempSync(join(tmpdir(), 'heptad-rows-')) : own;
  let count = 0;
  return {
    async put(types, rows, take) {
      const file = join(folder, String(++count));
      const structure = Object.entries(types).map(([name, type]) => `${name} ${type}`).join(', ');
      try {
        mkdirSync(folder, { recursive: true });
        await writeFile(file, rows, { mode: 0o600 });
        await take(`file(${quoted(file)}, RowBinary, ${quoted(structure)})`);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
};

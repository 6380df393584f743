/** The files of an embedded store that nothing runs on, for tests that damage them; and statements run on such a folder in a process of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file that describes a table. */
const tableFile = (data: string, table: string): string => join(data, 'store', 'metadata', 'heptad', `${table}.sql`);

/** The folder of a table. */
const tableFolder = (data: string, table: string): string => {
  const uuid = /UUID '([0-9a-f-]+)'/.exec(readFileSync(tableFile(data, table), 'utf8'))?.[1] ?? '';
  return join(data, 'store', 'store', uuid.slice(0, 3), uuid);
};

/** Parts of a table, the largest number of rows first. Those that were merged away go. */
export const partsOf = (data: string, table: string): string[] => {
  const folder = tableFolder(data, table);
  const parts = readdirSync(folder).flatMap((name) => {
    const [, partition, from, to] = /^(\w+?)_(\d+)_(\d+)_\d+(?:_\d+)?$/.exec(name) ?? [];
    return partition === undefined ? [] : [{ name, partition, from: Number(from), to: Number(to), rows: Number(readFileSync(join(folder, name, 'count.txt'), 'utf8')) }];
  });
  const standing = parts.filter((one) => !parts.some((other) => other !== one && other.partition === one.partition && other.from <= one.from && other.to >= one.to && other.to - other.from > one.to - one.from));
  for (const one of parts) if (!standing.includes(one)) rmSync(join(folder, one.name), { recursive: true });
  return standing.sort((a, b) => b.rows - a.rows).map((one) => join(folder, one.name));
};

const flip = (file: string): void => {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] as number) ^ 0xff;
  writeFileSync(file, bytes);
};
/** The data of a part, or of its widest column. */
const dataFile = (part: string): string => {
  const files = readdirSync(part).filter((name) => name.endsWith('.bin')).sort((a, b) => statSync(join(part, b)).size - statSync(join(part, a)).size);
  return join(part, files[0] as string);
};

/** The corruptions of RELIABILITY 3.4, done to the largest part of a table. */
export const CORRUPTIONS = {
  'a bit flipped in the data': (part: string) => flip(dataFile(part)),
  'the data cut short': (part: string) => truncateSync(dataFile(part), 20),
  'the data deleted': (part: string) => rmSync(dataFile(part)),
  'the checksums emptied': (part: string) => truncateSync(join(part, 'checksums.txt'), 0),
  'a bit flipped in the index': (part: string) => flip(join(part, readdirSync(part).find((name) => name.startsWith('primary')) as string)),
  'the part deleted': (part: string) => rmSync(part, { recursive: true }),
} as const;
export const cutDescription = (data: string, table: string): void => truncateSync(tableFile(data, table), 10);

/** The engine's own notes of changes to a table go; what they changed stays. */
export const forgetChanges = (data: string, table: string): void => {
  const folder = tableFolder(data, table);
  const notes = readdirSync(folder).filter((name) => name.startsWith('mutation_'));
  if (notes.length === 0) throw new Error(`${table} was never changed`);
  for (const name of notes) rmSync(join(folder, name));
};

/** A copy of a data folder. */
export const copyOf = (data: string, to: string): string => {
  cpSync(data, to, { recursive: true, verbatimSymlinks: true });
  return to;
};

/** Runs statements on a folder. */
export const tamper = (data: string, ...statements: string[]): void => {
  const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('./tamper.ts', import.meta.url)), data, ...statements], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};

/**
 * A consistent copy of an embedded store, while it is written or not: parts are linked as they stand (freeze.sql) and put together beside it as a data folder of their
 * own, which takes moments and no room. Whoever asked fetches it from there. A restored copy goes on from its ledger, like a store after a crash.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { HeptadError } from '../errors.ts';
import type { BackedUp, Step } from '../tiers/work.ts';
import { sqls } from './sql.ts';
import type { Store } from './store.ts';

const freeze = sqls(import.meta.url, './freeze.sql');
const SHADOW = ['shadow', 'backup'];
/** Where copies wait to be fetched, in the data folder. */
export const COPIES = 'backups';
/** What a store holds besides its tables and needs no copy of. */
const PASSING = new Set(['shadow', 'tmp', 'metadata_dropped', 'status']);
/** What only a table's folder holds. */
const OF_TABLES = 'format_version.txt';

/** Puts frozen parts and everything around them together; answers how many tables there are. */
const assemble = (from: string, frozen: string, to: string): number => {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from, { withFileTypes: true });
  if (names.some((one) => one.name === OF_TABLES)) {
    copyFileSync(join(from, OF_TABLES), join(to, OF_TABLES));
    mkdirSync(join(to, 'detached'));
    // a table without rows has nothing frozen
    for (const part of existsSync(frozen) ? readdirSync(frozen) : []) renameSync(join(frozen, part), join(to, part));
    return 1;
  }
  let tables = 0;
  for (const one of names) {
    if (PASSING.has(one.name)) continue;
    if (one.isDirectory()) tables += assemble(join(from, one.name), join(frozen, one.name), join(to, one.name));
    // links lead to neighbours, not to where this store lies
    else if (one.isSymbolicLink()) symlinkSync(readlinkSync(join(from, one.name)), join(to, one.name));
    else copyFileSync(join(from, one.name), join(to, one.name));
  }
  return tables;
};

/** Bytes of all files below a folder. */
export const bytesIn = (folder: string): number => readdirSync(folder, { withFileTypes: true }).reduce((sum, one) => sum + (one.isDirectory() ? bytesIn(join(folder, one.name)) : one.isFile() ? statSync(join(folder, one.name)).size : 0), 0);

/** Copies the store to `backups/NAME` in its data folder, NAME made of the instant `at` (RFC 3339). No aggregator may write meanwhile; ingest may. Throws UNSUPPORTED against a server. */
export async function* copyStore(store: Store, at: string): AsyncGenerator<Step, BackedUp> {
  const { data } = store;
  if (data === null) throw new HeptadError('UNSUPPORTED', 'this heptad keeps its data in a ClickHouse server, which makes its own backups', { hint: "stop heptad ingest and aggregate, run BACKUP DATABASE heptad TO Disk('backups', 'NAME') there, and start them again: Kafka keeps what comes meanwhile" });
  const from = join(data, 'store');
  const folder = join(data, COPIES, `heptad-${at.replaceAll(/[:.]/g, '-')}`);
  const frozen = join(from, ...SHADOW);
  // of one that was cut short
  rmSync(frozen, { recursive: true, force: true });
  yield { share: 0, message: 'linking what stands' };
  try {
    for (const one of freeze) await store.climb.run(one);
    if (!existsSync(frozen)) throw new HeptadError('STORE_REFUSED', `ClickHouse has linked nothing into ${frozen}, so there is nothing to copy`);
    const tables = assemble(from, frozen, join(folder, 'store'));
    return { folder, at, tables, bytes: bytesIn(folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(frozen, { recursive: true, force: true });
  }
}

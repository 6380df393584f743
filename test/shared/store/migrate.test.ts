/** Migrations that a crash interrupts: after any statement the next start goes on, and what is noted as done is durable. */
import { expect, test } from 'vitest';
import { migrate } from '../../../shared/store/migrate.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { type Door, openStore } from '../../../shared/store/store.ts';
import { folder } from '../../support/heptad.ts';

test('a start that dies after any statement, or before a file is noted, is made good by the next', async () => {
  const data = folder();
  const store = await openStore({ data: data.path });
  const tables = async (): Promise<string[]> => (await store.ingest.rows<{ name: string }>('SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name' as Sql)).map((row) => row.name);
  const all = await tables();
  for (const name of all) await store.ingest.run(`DROP TABLE ${name} SYNC` as Sql);
  const dies = new Error('killed');
  let starts = 0;
  // the nth start dies after its nth step: each goes one further than the one before, over all that is there already
  for (let done = false; !done; starts++) {
    let left = starts + 1;
    const step = async (work: Promise<void>): Promise<void> => {
      await work;
      if (--left === 0) throw dies;
    };
    const door: Door = { ...store.ingest, run: (statement, params) => step(store.ingest.run(statement, params)), insert: (...rest) => step(store.ingest.insert(...rest)) };
    done = await migrate(door, false).then(() => true, (error: unknown) => {
      if (error !== dies) throw error;
      return false;
    });
  }
  expect(starts).toBeGreaterThan(10);
  expect(await tables()).toEqual(all);
  const unsafe = await store.ingest.rows<{ name: string }>("SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'pulse' AND create_table_query NOT LIKE '%fsync_after_insert = 1%fsync_part_directory = 1%'" as Sql);
  expect(unsafe, 'an insert into these would not survive a power cut').toEqual([]);
  await store.close();
  data.remove();
});

/** A store whose hours and days stand in the order of time, as those of before: its next start brings them into the order of measures, whatever cuts it short. */
import { expect, test } from 'vitest';
import { resort } from '../../../shared/store/resort.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { type Door, openStore } from '../../../shared/store/store.ts';
import { folder } from '../../support/heptad.ts';

const OLD: Record<string, string> = { sli_hour: 't, def, service', sli_day: 't, def, service', value_hour: 't, def, service', value_day: 't, def, service', slo_hour: 't, def', slo_day: 't, def', vma_hour: 't, def', vma_day: 't, def' };

test('a start that dies after any statement is made good by the next, and no row is lost, nor one that is written meanwhile', async () => {
  const data = folder();
  const store = await openStore({ data: data.path });
  const door = store.climb;
  const rows = <T>(query: string): Promise<T[]> => door.rows<T>(query as Sql);
  const orders = async (): Promise<Record<string, string>> => Object.fromEntries((await rows<{ name: string; key: string }>(`SELECT name, sorting_key AS key FROM system.tables WHERE database = currentDatabase() AND (match(name, '^(sli|value|slo|vma)_(hour|day)$') OR name LIKE '%by_def')`)).map((one) => [one.name, one.key]));
  const NEW = await orders();
  expect(Object.keys(NEW)).toHaveLength(8);
  for (const [name, key] of Object.entries(OLD)) {
    await door.run(`DROP TABLE ${name} SYNC` as Sql);
    await door.run(`CREATE TABLE ${name} AS ${name.replace(/hour|day/, 'minute')} ENGINE = ReplacingMergeTree(version) PARTITION BY ${name.endsWith('day') ? 'toYear' : 'toYYYYMM'}(t) ORDER BY (${key})` as Sql);
    await door.run(`INSERT INTO ${name} (t, def, version) SELECT toDateTime(number * 86400, 'UTC'), 'd' || toString(number % 3), 1 FROM numbers(400)` as Sql);
  }
  expect(await orders()).toEqual(OLD);
  const dies = new Error('killed');
  let written = 400;
  let starts = 0;
  for (let done = false; !done; starts++) {
    let left = starts + 1;
    const dying: Door = {
      ...door,
      async run(statement) {
        await door.run(statement);
        // an aggregator of before goes on writing while its tables are copied
        if (statement.includes('INSERT INTO slo_hour_by_def')) await door.run(`INSERT INTO slo_hour (t, def, version) SELECT toDateTime(${written++} * 86400, 'UTC'), 'd0', 2` as Sql);
        if (--left === 0) throw dies;
      },
    };
    done = await resort(dying).then(() => true, (error: unknown) => {
      if (error !== dies) throw error;
      return false;
    });
  }
  expect(starts).toBeGreaterThan(6);
  expect(written).toBeGreaterThan(400);
  expect(await orders()).toEqual(NEW);
  for (const name of Object.keys(OLD)) expect(await rows(`SELECT toString(count()) AS n FROM ${name} FINAL`), name).toEqual([{ n: String(name === 'slo_hour' ? written : 400) }]);
  expect(await rows("SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^(sli|value|slo|vma)_') AND create_table_query NOT LIKE '%fsync_after_insert = 1%fsync_part_directory = 1%'"), 'an insert into these would not survive a power cut').toEqual([]);
  await store.close();
  data.remove();
});

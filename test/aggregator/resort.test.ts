/** A store whose hours and days stand in the order of time, as those of before: who climbs next brings them into the order of measures, whatever cuts it short. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resort } from '../../aggregator/resort.ts';
import { logger } from '../../shared/log.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { type Door, openStore, type Store } from '../../shared/store/store.ts';
import { folder } from '../support/heptad.ts';

const OLD: Record<string, string> = { sli_hour: 't, def, service', sli_day: 't, def, service', value_hour: 't, def, service', value_day: 't, def, service', slo_hour: 't, def', slo_day: 't, def', vma_hour: 't, def', vma_day: 't, def' };
const log = logger('test', 'silent');

describe('tables of hours and days', () => {
  let data: ReturnType<typeof folder>;
  let store: Store;
  let asNew: Record<string, string>;
  const run = (statement: string): Promise<void> => store.climb.run(statement as Sql);
  const rows = <T>(query: string): Promise<T[]> => store.climb.rows<T>(query as Sql);
  const orders = async (): Promise<Record<string, string>> => Object.fromEntries((await rows<{ name: string; key: string }>("SELECT name, sorting_key AS key FROM system.tables WHERE database = currentDatabase() AND (match(name, '^(sli|value|slo|vma)_(hour|day)$') OR name LIKE '%by_def')")).map((one) => [one.name, one.key]));
  /** As stores of before have them, each with so many rows, one every `days` days; a statement may touch a hundred months. */
  const asOld = async (count: number, days: number): Promise<void> => {
    for (const [name, key] of Object.entries(OLD)) {
      await run(`DROP TABLE ${name} SYNC`);
      await run(`CREATE TABLE ${name} AS ${name.replace(/hour|day/, 'minute')} ENGINE = ReplacingMergeTree(version) PARTITION BY ${name.endsWith('day') ? 'toYear' : 'toYYYYMM'}(t) ORDER BY (${key})`);
      for (let from = 0; from < count; from += 90) await run(`INSERT INTO ${name} (t, def, version) SELECT toDateTime((number + ${from}) * ${days} * 86400, 'UTC'), 'd' || toString(number % 3), 1 FROM numbers(${Math.min(90, count - from)})`);
    }
    expect(await orders()).toEqual(OLD);
  };
  const counts = async (): Promise<Record<string, number>> => Object.fromEntries(await Promise.all(Object.keys(OLD).map(async (name) => [name, Number((await rows<{ n: string }>(`SELECT toString(count()) AS n FROM ${name} FINAL`))[0]?.n)])));
  const all = (n: number): Record<string, number> => Object.fromEntries(Object.keys(OLD).map((name) => [name, n]));

  beforeEach(async () => {
    data = folder();
    store = await openStore({ data: data.path });
    asNew = await orders();
    expect(Object.keys(asNew)).toHaveLength(8);
  });
  afterEach(async () => {
    await store.close();
    data.remove();
  });

  it('are whole and by measure in the end, after whatever statement it is cut short, and hold what is written meanwhile', async () => {
    await asOld(60, 1);
    const dies = new Error('killed');
    let written = 60;
    let starts = 0;
    for (let done = false; !done; starts++) {
      let left = starts + 1;
      const dying: Door = {
        ...store.climb,
        async run(statement, params) {
          await store.climb.run(statement, params);
          // a holder of before, whose last statement comes late
          if (statement.startsWith('INSERT INTO {copy') && params?.['table'] === 'slo_hour') await run(`INSERT INTO slo_hour (t, def, version) SELECT toDateTime(${written++} * 86400, 'UTC'), 'd0', 2`);
          if (--left === 0) throw dies;
        },
      };
      done = await resort(dying, log).then(() => true, (error: unknown) => {
        if (error !== dies) throw error;
        return false;
      });
    }
    expect(starts).toBeGreaterThan(10);
    expect(written).toBeGreaterThan(60);
    expect(await orders()).toEqual(asNew);
    expect(await counts()).toEqual({ ...all(60), slo_hour: written });
    expect(await rows("SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^(sli|value|slo|vma)_') AND create_table_query NOT LIKE '%fsync_after_insert = 1%fsync_part_directory = 1%'"), 'an insert into these would not survive a power cut').toEqual([]);
  });

  it('may hold more months than one statement may touch', async () => {
    await asOld(130, 31);
    await resort(store.climb, log);
    expect(await orders()).toEqual(asNew);
    expect(await counts()).toEqual(all(130));
  });
});

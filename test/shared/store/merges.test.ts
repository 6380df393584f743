/** What merges of raw write anew: with parts as small as those of a quiet service it must not be the whole day with every few of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Sql } from '../../../shared/store/sql.ts';
import { ownStore } from '../../support/own-store.ts';

const store = ownStore();

test('of two hundred small inserts a row is merged a few times, not once with every five of them', async () => {
  const { ingest, climb } = store();
  const seen = new Map<string, number>();
  for (let i = 0; i < 200; i++) {
    await ingest.run(`INSERT INTO sie (minute, service, shape, id, time, log, epoch, partition, offset) SELECT toDateTime('2026-11-02 00:00:00', 'UTC'), 'shop', 1, toString(number), toDateTime64('2026-11-02 00:00:01', 3, 'UTC'), 'http', 0, 0, ${i * 50} + number FROM numbers(50)` as Sql);
    if (i % 5 < 4) continue;
    await sleep(50);
    for (const { name, rows } of await climb.rows<{ name: string; rows: string }>("SELECT name, rows FROM system.parts WHERE table = 'sie' AND level > 0 AND database = currentDatabase()" as Sql)) seen.set(name, Number(rows));
  }
  const merged = [...seen.values()].reduce((sum, rows) => sum + rows, 0);
  const [left] = await climb.rows<{ rows: string; parts: string }>("SELECT sum(rows) AS rows, count() AS parts FROM system.parts WHERE table = 'sie' AND active AND database = currentDatabase()" as Sql);
  console.log(`${merged} rows were merged of ${left?.rows}, ${left?.parts} parts are left`);
  expect(Number(left?.rows)).toBe(10_000);
  expect(Number(left?.parts)).toBeLessThan(60);
  expect(merged).toBeGreaterThan(0);
  // by fives it is some hundred thousand
  expect(merged).toBeLessThan(80_000);
}, 60_000);

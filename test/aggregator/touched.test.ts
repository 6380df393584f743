/** A tick's cost follows what was touched: after one late event among a million, ClickHouse reads less than a hundredth of raw. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AggregatorRoom, startAggregator } from '../../aggregator/room.ts';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { readPlan } from '../../shared/plan/read.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { folder } from '../support/heptad.ts';

const MILLION = 1_000_000;
const START = Date.parse('2026-11-01T00:00:00Z');

describe('one late event among a million', () => {
  const data = folder();
  let store: Store;
  let ingest: IngestRoom;
  let aggregator: AggregatorRoom;

  beforeAll(async () => {
    store = await openStore({ data: data.path });
    const clock = makeClock('events');
    const log = logger('test', 'silent');
    const { plan } = readPlan([new URL('../support/plans/shop', import.meta.url).pathname]);
    if (!plan) throw new Error('no plan');
    ingest = await startIngest({ store, clock, config: defaults, log });
    aggregator = await startAggregator({ store, plan, folder: '', clock, config: defaults, log, holder: 'test', loop: false });
    // 12 hours, some 1 400 events a minute
    for (let i = 0; i < MILLION; i += 50_000)
      await ingest.accept('event', Array.from({ length: 50_000 }, (_, j) => `{"id":"${i + j}","time":${START + Math.floor((i + j) * 43.2)},"service":"shop","kind":"http.request","state":"${j % 10 ? 'ok' : 'error'}","value":${j % 500}}`), 'http');
    await ingest.stop();
    for (let more = true; more; ) more = (await aggregator.tick())?.more ?? false;
  }, 240_000);
  afterAll(async () => {
    await aggregator.stop();
    await store.close();
    data.remove();
  });

  test('is counted, and the tick that counts it reads under 1 % of raw', async () => {
    const total = async (): Promise<number | null | undefined> => (await aggregator.answer.rows({ tier: 'slo', at: null, names: ['answers'], scorecard: null }))[0]?.total;
    expect(await total()).toBe(MILLION);
    await ingest.accept('event', [JSON.stringify({ id: 'late', time: START + 3_600_000, service: 'shop', kind: 'http.request', state: 'ok', value: 1 })], 'http');
    // the engine's own counter of rows read from tables, inserts from selects included
    const counted = async (): Promise<number> => Number((await store.read.rows<{ n: string }>("SELECT value AS n FROM system.events WHERE event = 'SelectedRows'" as Sql))[0]?.n ?? 0);
    const before = await counted();
    // ingest has ended and tells nothing: its row is found within five seconds all the same
    for (let i = 0; i < 100 && (await aggregator.tick()) === null; i++) await sleep(100);
    const read = (await counted()) - before;
    console.log(`rows read by the tick: ${read} of ${MILLION} raw`);
    expect(read, 'ClickHouse says what it read').toBeGreaterThan(1000);
    expect(read).toBeLessThan(MILLION / 100);
    expect(await total()).toBe(MILLION + 1);
  });
});

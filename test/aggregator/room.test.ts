/** Ticks of the aggregator over what the real sink writes: new shapes after a store outage, many months at once, and a period that closes between two rows. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { climb } from '../../aggregator/climb.ts';
import { ladder } from '../../aggregator/ladder.ts';
import { type AggregatorRoom, startAggregator } from '../../aggregator/room.ts';
import { touch, untouched } from '../../aggregator/touched.ts';
import { emptyBatch, path } from '../../ingest/path.ts';
import { shapes } from '../../ingest/shape.ts';
import { enrol } from '../../ingest/sinks/writer.ts';
import { openSink, type Sink } from '../../ingest/sinks/store.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { checkPlan } from '../../shared/plan/check.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { quickLook } from '../../shared/store/sound.ts';
import { type Door, openStore, type Store } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import { folder } from '../support/heptad.ts';

const SHOP = readFileSync(new URL('../support/plans/shop/plan.yaml', import.meta.url), 'utf8');
const SAMPLED = `
apiVersion: openslo/v1
kind: Service
metadata: {name: edge}
spec: {}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: edge-ok, annotations: {heptad/every: 1m}}
spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: edge-ok}}}}}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: edge-is-up}
spec: {service: edge, indicatorRef: edge-ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 90}]}
`;

describe('the aggregator', () => {
  const data = folder();
  const log = logger('test', 'silent');
  let now = Date.parse('2026-11-01T00:02:00Z');
  const clock: Clock = { mode: 'wall', now: () => now, machine: () => now, see: () => undefined };
  let before: (table: string) => Promise<void> = async () => undefined;
  let after: (table: string) => Promise<void> = async () => undefined;
  let store: Store;
  let sink: Sink;
  let room: AggregatorRoom;
  let offset = 0;
  const known = shapes();
  const along = path(clock, 30_000 * 86_400_000, known);
  const take = async (partition: number, stream: 'event' | 'sample', ...bodies: object[]): Promise<void> => {
    const batch = emptyBatch();
    const first = offset;
    for (const body of bodies) expect(along(batch, stream, JSON.stringify(body), { log: 'topic', epoch: 0, partition, offset: offset++ }).end).toBe('stored');
    await sink.commit({ place: { log: 'topic', epoch: 0, partition }, first: BigInt(first), last: BigInt(offset - 1), holes: 0, end: 0n, speaks: true, tail: null, batch });
  };
  const beat = (at: number): Promise<void> => store.ingest.insert('pulse', ['log', 'epoch', 'partition', 'next', 'end', 'newest', 'clock', 'writer', 'at', 'seq'], 'JSONEachRow', `${JSON.stringify({ log: 'http', epoch: 0, partition: 0, next: '0', end: '0', newest: stored(0), clock: stored(at), writer: 'embedded', at: stored(at), seq: sink.promise(0n).toString() })}\n`);
  const one = async <T>(query: string): Promise<T | undefined> => (await store.read.rows<T>(query as Sql))[0];
  const event = (id: string, time: number, state: string) => ({ id, time, service: 'shop', kind: 'http.request', state, value: 1 });
  const start = (): Promise<AggregatorRoom> => {
    const { plan, faults } = checkPlan([{ file: 'shop.yaml', text: SHOP }, { file: 'sampled.yaml', text: SAMPLED }]);
    if (!plan) throw new Error(JSON.stringify(faults));
    const climb: Door = {
      ...store.climb,
      async insert(table, columns, format, body) {
        await store.climb.insert(table, columns, format, body);
        await after(table);
      },
    };
    return startAggregator({ store: { ...store, climb }, plan, folder: '', clock, config: defaults, log, holder: 'test', loop: false });
  };

  beforeAll(async () => {
    store = await openStore({ data: data.path });
    const door: Door = {
      ...store.ingest,
      async insert(table, columns, format, body) {
        await before(table);
        await store.ingest.insert(table, columns, format, body);
      },
    };
    sink = openSink(door, clock, await enrol(store.ingest, clock, 0, true), log, known);
    room = await start();
  });
  beforeEach(() => {
    before = async () => undefined;
  });
  afterAll(async () => {
    await room.stop();
    await store.close();
    data.remove();
  });

  test('a shape whose row is older than those that came after it, as after a store outage, is judged all the same', async () => {
    await take(0, 'event', event('a', now, 'ok'));
    await room.tick();
    let held = true;
    before = async (table) => {
      if (table !== 'shape' || !held) return;
      held = false;
      // the store is away for two minutes when the shape is to be written; others go on
      now += 120_000;
      await take(1, 'event', event('c', now, 'strange'));
      await room.tick();
    };
    const time = now;
    await take(0, 'event', event('b', time, 'new'));
    await beat(now);
    await room.tick();
    expect(await one("SELECT toString(sum(total)) AS total FROM sli_minute FINAL WHERE def IN (SELECT def FROM measure WHERE name = 'answered')")).toEqual({ total: '3' });
  });

  test('a checkpoint whose reply was lost does not count what it climbed twice', async () => {
    await take(0, 'event', event('x1', now, 'ok'), event('x2', now, 'ok'));
    await beat(now + 1000);
    let lost = 0;
    after = async (table) => {
      if (table !== 'checkpoint' || lost++ > 0) return;
      throw new Error('the reply was lost');
    };
    await expect(room.tick()).rejects.toThrow('the reply was lost');
    expect(await room.tick()).toMatchObject({ events: 2 });
    after = async () => undefined;
    const [ledger, climbed] = [await one<{ n: string }>('SELECT sum(ok) AS n FROM ledger FINAL'), await one<{ n: string }>('SELECT argMax(climbed, version) AS n FROM checkpoint')];
    expect(climbed).toEqual(ledger);
    expect((await quickLook(store.read)).filter((one) => one.table === 'ledger')).toEqual([]);
  });

  test('a watermark that moved a little by itself and then rests is made durable within seconds, for others read it there', async () => {
    await take(0, 'event', event('rest', now, 'ok'));
    await beat(now + 2100);
    await room.tick();
    await beat(now + 2200);
    await room.tick();
    const durable = async (): Promise<number> => Number((await one<{ w: string }>('SELECT toUnixTimestamp64Milli(argMax(watermark, version)) AS w FROM checkpoint'))?.w);
    expect(await durable()).toBe(now + 2100);
    const real = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => real() + 6000);
    await room.tick();
    expect(await durable()).toBe(now + 2200);
    later.mockRestore();
    now += 3000;
  });

  test('a request whose events lie in 102 months is climbed, in every tier', async () => {
    const months = Array.from({ length: 102 }, (_, i) => Date.UTC(2014, i, 3));
    await take(0, 'event', ...months.map((time, i) => event(`m-${i}`, time, 'ok')));
    await take(0, 'sample', ...months.map((time, i) => ({ id: `s-${i}`, time: time + 30_000, service: 'edge', sli: 'edge-ok', good: 1, total: 1 })));
    await beat(now);
    await room.tick();
    for (const table of ['sli_minute', 'sli_hour', 'sli_day', 'slo_minute', 'slo_hour', 'slo_day', 'vma_minute', 'vma_hour', 'vma_day'])
      expect(Number((await one<{ n: string }>(`SELECT uniqExact(toYYYYMM(t)) AS n FROM ${table} FINAL`))?.n), table).toBeGreaterThanOrEqual(102);
  });

  test('a period closes though the watermark came to its end plus lateness in a tick that made no rows', async () => {
    const end = Date.parse('2026-12-01T00:00:00Z') + defaults.lateness;
    for (const at of [end - 400, end, end + 1000]) {
      now = at;
      await beat(at);
      await room.tick();
    }
    expect(await one("SELECT count() AS n FROM closed FINAL WHERE tier = 'kpt' AND scope = '' AND start = toDateTime64('2026-11-01 00:00:00', 3, 'UTC')")).toEqual({ n: '1' });
  });

  test('and when the program was started again between the two', async () => {
    const end = Date.parse('2027-01-01T00:00:00Z') + defaults.lateness;
    for (const at of [end - 400, end]) {
      now = at;
      await beat(at);
      await room.tick();
    }
    await room.stop();
    room = await start();
    now = end + 1000;
    await beat(now);
    await room.tick();
    expect(await one("SELECT count() AS n FROM closed FINAL WHERE tier = 'kpt' AND scope = '' AND start = toDateTime64('2026-12-01 00:00:00', 3, 'UTC')")).toEqual({ n: '1' });
  });

  test('while more of the ledger waits it is only climbed; rows are made when the last of it is, though that tick finds nothing new', async () => {
    now += 60_000;
    await take(0, 'event', event('waits', now, 'ok'));
    // as many as one tick takes, with the event's
    const seq = BigInt(now) * 4096n;
    const lines = Array.from({ length: 499 }, (_, i) => JSON.stringify({ seq: (seq + BigInt(i + 1)).toString(), log: 'http', epoch: 0, partition: 0, first: String(i), last: String(i), writer: 'embedded' }));
    await store.ingest.insert('ledger', ['seq', 'log', 'epoch', 'partition', 'first', 'last', 'writer'], 'JSONEachRow', `${lines.join('\n')}\n`);
    now += 1000;
    await beat(now);
    const first = await room.tick();
    expect(first).toMatchObject({ more: true, changed: [] });
    expect(await one(`SELECT toString(max(total)) AS total FROM sli_minute FINAL WHERE t = toDateTime(${Math.floor((now - 1000) / 60_000) * 60}, 'UTC') AND def IN (SELECT def FROM measure WHERE name = 'answered')`)).toEqual({ total: '1' });
    const second = await room.tick();
    expect(second?.more).toBe(false);
    expect(second?.changed).toContainEqual({ tier: 'sli', name: 'answered' });
  });

  test('history that comes in at once is only climbed; its rows are made, and the watermark goes on, when no more of it comes', async () => {
    const from = now - 86_400_000;
    await take(0, 'event', ...Array.from({ length: 20_000 }, (_, i) => event(`past-${i}`, from + i * 1800, 'ok')));
    const before = await one<{ watermark: string }>('SELECT toString(max(watermark)) AS watermark FROM checkpoint');
    now += 1000;
    await beat(now);
    expect(await room.tick()).toMatchObject({ more: true, changed: [] });
    expect(await one('SELECT toString(max(watermark)) AS watermark FROM checkpoint')).toEqual(before);
    const second = await room.tick();
    expect(second).toMatchObject({ more: false, at: now });
    expect(second?.changed).toContainEqual({ tier: 'sli', name: 'answered' });
  });

  test('climbing again, in another order and in pieces, changes nothing but the version', async () => {
    const minutes = await store.read.rows<{ stream: 'event' | 'sample'; minute: number; service: string }>("SELECT DISTINCT 'event' AS stream, toUInt32(e.minute) AS minute, e.service AS service FROM sie AS e WHERE e.minute >= toDateTime('2022-03-01', 'UTC') UNION ALL SELECT DISTINCT 'sample', toUInt32(s.minute), s.service FROM sample AS s WHERE s.minute >= toDateTime('2022-03-01', 'UTC')" as Sql);
    const stand = async (): Promise<unknown[]> => {
      const out: unknown[] = [];
      for (const tier of ['sli', 'slo', 'vma'])
        for (const grain of ['minute', 'hour', 'day']) out.push(await store.read.rows(`SELECT * EXCEPT (version) FROM ${tier}_${grain} FINAL ORDER BY t, def${tier === 'sli' ? ', service' : ''}` as Sql));
      return out;
    };
    const before = await stand();
    const { plan } = checkPlan([{ file: 'shop.yaml', text: SHOP }, { file: 'sampled.yaml', text: SAMPLED }]);
    let version = 2n ** 60n;
    for (const some of [minutes, [...minutes].reverse().slice(0, 3), minutes.filter((_, i) => i % 2 === 0)]) {
      const touched = untouched();
      for (const row of some) touch(row.stream === 'event' ? touched.events : touched.samples, Number(row.minute), row.service);
      await climb(store.climb, ladder(plan as NonNullable<typeof plan>), touched, ++version);
    }
    expect(minutes.length).toBeGreaterThan(6);
    expect(await stand()).toEqual(before);
    expect(Number((await one<{ n: string }>(`SELECT count() AS n FROM sli_minute FINAL WHERE version > ${2n ** 60n}`))?.n), 'rows were written again').toBeGreaterThan(3);
  });
});

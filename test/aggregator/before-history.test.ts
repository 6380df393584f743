/** An aggregator that ran before there was anything to climb: periods of the history that comes in then are closed like others. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AggregatorRoom, startAggregator } from '../../aggregator/room.ts';
import { emptyBatch, path } from '../../ingest/path.ts';
import { shapes } from '../../ingest/shape.ts';
import { openSink, type Sink } from '../../ingest/sinks/store.ts';
import { enrol } from '../../ingest/sinks/writer.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import { folder } from '../support/heptad.ts';
import { ABOVE, kept, planOf, ratio, SHOP } from '../support/plan-of.ts';

const PLAN = `${SHOP}${ratio('answered', 'ok')}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: rolling}
spec: {service: shop, indicatorRef: answered, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 90}]}${kept('rolling', 85, 90)}${ABOVE}`;

const data = folder();
const log = logger('test', 'silent');
let now = Date.parse('2026-11-20T00:00:00Z');
const clock: Clock = { mode: 'wall', now: () => now, machine: () => now, see: () => undefined };
const known = shapes();
let store: Store;
let sink: Sink;
let room: AggregatorRoom;
let offset = 0;
const place = { log: 'topic', epoch: 0, partition: 0 };
const take = async (time: string, state: string): Promise<void> => {
  const batch = emptyBatch();
  path(clock, 400 * 86_400_000, known)(batch, 'event', JSON.stringify({ id: `e${offset}`, time, service: 'shop', kind: 'req', state }), { ...place, offset });
  await sink.commit({ place, first: BigInt(offset), last: BigInt(offset), holes: 0, end: 0n, speaks: true, tail: null, batch });
  offset++;
};
/** A second later the watermark is there, and a tick goes by. */
const pass = async (): Promise<void> => {
  now += 1000;
  await store.ingest.insert('pulse', ['log', 'epoch', 'partition', 'next', 'end', 'newest', 'clock', 'writer', 'at', 'seq'], 'JSONEachRow', `${JSON.stringify({ log: 'http', epoch: 0, partition: 0, next: '0', end: '0', newest: stored(0), clock: stored(now), writer: 'embedded', at: stored(now), seq: sink.promise(0n).toString() })}\n`);
  await room.tick();
};
const october = async (): Promise<string[]> => (await store.read.rows<{ n: string }>("SELECT concat(toString(revision), ' of ', JSONExtractRaw(body, 'total')) AS n FROM closed FINAL WHERE tier = 'kpt' AND scope = '' AND start = toDateTime64('2026-10-01 00:00:00', 3, 'UTC') ORDER BY revision" as Sql)).map((one) => one.n);

beforeAll(async () => {
  store = await openStore({ data: data.path });
  sink = openSink(store.ingest, clock, await enrol(store.ingest, clock, 0, true), log, known);
  room = await startAggregator({ store, plan: planOf(PLAN), folder: '', clock, config: defaults, log, holder: 'test', loop: false });
});
afterAll(async () => {
  await room.stop();
  await store.close();
  data.remove();
});

test('a month whose first event comes in after the watermark has passed its end is closed, and late data restates it', async () => {
  await pass();
  await pass();
  await take('2026-10-10T12:00:00Z', 'ok');
  await pass();
  expect(await october()).toEqual(['1 of 1']);
  await take('2026-10-11T12:00:00Z', 'bad');
  await pass();
  expect(await october()).toEqual(['1 of 1', '2 of 2']);
});

/** The pipeline as seen by a dashboard alone: what the processes that read Kafka told in the store, and books in which every offset counts once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerer } from '../../../aggregator/answer.ts';
import { follow } from '../../../aggregator/follow.ts';
import { emptyBatch, path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import { type Beat, startPulse } from '../../../ingest/sinks/pulse.ts';
import { openSink } from '../../../ingest/sinks/store.ts';
import type { Writer } from '../../../ingest/sinks/writer.ts';
import { logger } from '../../../shared/log.ts';
import { openStore, type Store } from '../../../shared/store/store.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { folder } from '../../support/heptad.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

describe('the pipeline of rooms that run as processes of their own', () => {
  const data = folder();
  const clock = makeClock('wall');
  const log = logger('test', 'silent');
  const known = shapes();
  const along = path(clock, 3650 * 86_400_000, known);
  let store: Store;
  let served: Served;
  const pipeline = async () => (await (await fetch(`${served.url}/api/v1/pipeline`)).json()) as { accepted: number; late: number; unknown: number; kafka: { partition: number; next: number; end: number; lag: number; stopped: string | null }[]; lag: number };
  const writer = (name: string): Writer => ({ name, partition: 0, after: 0n, newest: 0, beat: 0, alone: false });

  /** One ingestor commits offsets [first, last] of a partition; every fifth is refused, every fourth late. */
  const commit = async (name: string, partition: number, first: number, last: number): Promise<void> => {
    const place = { log: 'topic', epoch: 0, partition };
    const batch = emptyBatch();
    for (let offset = first; offset <= last; offset++) along(batch, 'event', offset % 5 === 4 ? 'nonsense' : JSON.stringify({ id: `${offset}`, time: offset % 4 === 3 ? '2001-01-01T00:00:00Z' : '2026-11-01T00:00:00Z', service: 'shop', kind: 'k', odd: 1 }), { ...place, offset });
    await openSink(store.ingest, clock, writer(name), log, known).commit({ place, first: BigInt(first), last: BigInt(last), holes: 0, end: 0n, speaks: true, tail: null, batch });
  };
  /** One ingestor tells how its partitions stand. */
  const tell = async (name: string, beat: Pick<Beat, 'partition' | 'next' | 'end' | 'stopped'>): Promise<void> => {
    const pulse = startPulse(store.ingest, clock, writer(name), { promise: () => 1n, newest: () => 0 }, () => [{ log: 'topic', epoch: 0, newest: 0, accepted: 0, refused: 0, late: 0, ...beat }], log);
    await pulse.stop();
  };

  beforeAll(async () => {
    store = await openStore({ data: data.path });
    served = await serveDashboard({ read: store.read, answer: answerer(store.read, follow(store.read, clock), 600_000), clock });
  });
  afterAll(async () => {
    await served.close();
    await store.close();
    data.remove();
  });

  test('an offset that two ingestors took counts once: whole ranges again, ranges within, and ranges that overlap in part', async () => {
    await commit('a', 0, 0, 9);
    await commit('a', 0, 10, 19);
    await commit('b', 0, 10, 19);
    await commit('b', 0, 12, 15);
    await commit('b', 0, 15, 29);
    await commit('a', 0, 20, 24);
    await commit('a', 1, 0, 4);
    const offsets = [...Array.from({ length: 30 }, (_, i) => i), 0, 1, 2, 3, 4];
    const late = offsets.filter((one) => one % 5 !== 4 && one % 4 === 3).length;
    const accepted = offsets.filter((one) => one % 5 !== 4).length - late;
    expect(await pipeline()).toMatchObject({ accepted, late });
    // and again, from what is remembered
    expect(await pipeline()).toMatchObject({ accepted, late });
  });

  test('a partition that is not read any more says why, whatever its former reader told', async () => {
    await tell('gone', { partition: 0, next: 30n, end: 30n });
    await tell('here', { partition: 0, next: 30n, end: 7n, stopped: 'LOG_CHANGED' });
    await tell('here', { partition: 1, next: 5n, end: 9n });
    expect((await pipeline()).kafka).toEqual([
      { topic: 'topic', partition: 0, next: 30, end: 7, lag: 7, stopped: 'LOG_CHANGED' },
      { topic: 'topic', partition: 1, next: 5, end: 9, lag: 4, stopped: null },
    ]);
  });
});

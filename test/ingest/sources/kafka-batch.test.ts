/** Fetched batches on their way into a real store, by hand-made answers of a broker: which offsets count, which are gone, and when the log is another one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyBatch, type Path, path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import { openSink, type Sink } from '../../../ingest/sinks/store.ts';
import { enrol } from '../../../ingest/sinks/writer.ts';
import { type Taking, taking } from '../../../ingest/sources/kafka-batch.ts';
import { type Partitions, partitionsOf } from '../../../ingest/sources/kafka-partitions.ts';
import { defaults } from '../../../shared/config.ts';
import type { KafkaMessage } from '../../../shared/kafka/kafka.ts';
import { logger } from '../../../shared/log.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { openStore, type Store } from '../../../shared/store/store.ts';
import { clock as clockOf } from '../../../shared/time/clock.ts';
import { folder } from '../../support/heptad.ts';

const PLACE = { log: 't', epoch: 1, partition: 0 };
const message = (offset: number): KafkaMessage => ({ key: null, value: Buffer.from(JSON.stringify({ id: `e${offset}`, time: Date.now(), service: 's', kind: 'k' })), timestamp: '1', attributes: 0, offset: String(offset), headers: {} });
const messages = (from: number, to: number): KafkaMessage[] => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

describe('a fetched batch', () => {
  let data: ReturnType<typeof folder>;
  let store: Store;
  let sink: Sink;
  let along: Path;
  let partitions: Partitions;
  let batches: Taking;
  /** what the consumer was told to do */
  let calls: string[];
  /** the first offset that the broker still has, and how often it was asked */
  let low: number;
  let asked: number;

  beforeEach(async () => {
    data = folder();
    store = await openStore({ data: data.path });
    const [clock, log, known] = [clockOf('wall'), logger('test', 'silent'), shapes()];
    const writer = await enrol(store.ingest, clock, 1, true);
    sink = openSink(store.ingest, clock, writer, log, known);
    along = path(clock, defaults.retention, known);
    partitions = partitionsOf({ door: store.ingest, sink, clock, config: { epoch: 1 }, topics: ['t'], log });
    batches = taking({ clock, config: { epoch: 1 }, streams: new Map([['t', 'event']]), partitions, path: along, sink, log, committed: () => undefined, stopping: () => false, counts: {} });
    [calls, low, asked] = [[], 0, 0];
  });
  afterEach(async () => {
    await store.close();
    data.remove();
  });

  const admin = {
    fetchTopicOffsets: () => {
      asked++;
      return Promise.resolve([{ partition: 0, offset: '0', low: String(low), high: '950' }]);
    },
  };
  const consumer = { pause: () => calls.push('pause'), seek: ({ offset }: { offset: string }) => calls.push(`seek ${offset}`), commitOffsets: () => Promise.resolve() };
  const arrives = (some: KafkaMessage[], last: number, high: number): Promise<void> => {
    const batch = { topic: 't', partition: 0, highWatermark: String(high), messages: some, lastOffset: () => String(last) };
    const payload = { batch, heartbeat: () => Promise.resolve(), resolveOffset: (offset: string) => calls.push(`resolved ${offset}`), isRunning: () => true, isStale: () => false };
    return batches.handle(payload as never, admin as never, consumer as never, {} as never, new Set(['t/0']));
  };
  const rows = (table: string, columns: string): Promise<unknown[]> => store.read.rows(`SELECT ${columns} FROM ${table} FINAL ORDER BY first` as Sql);

  test('that was answered before another process went on is no sign of another log: reading goes on where the ledger ends', async () => {
    const work = emptyBatch();
    for (let offset = 0; offset < 950; offset++) along(work, 'event', message(offset).value, { ...PLACE, offset });
    await sink.commit({ place: PLACE, first: 0n, last: 949n, holes: 0, end: 950n, speaks: true, tail: null, batch: work });
    await partitions.remember('t');
    await arrives(messages(500, 899), 899, 900);
    expect(partitions.at('t', 0)).toMatchObject({ stopped: null, next: 950n });
    expect(calls).toEqual(['seek 950']);
    await arrives(messages(950, 959), 959, 960);
    expect(partitions.at('t', 0).next).toBe(960n);
  });

  test('that begins behind what was asked for is asked for once more; what lies before it then are holes, when the log has them still', async () => {
    await arrives(messages(5, 9), 9, 10);
    expect([calls, asked]).toEqual([['seek 0'], 0]);
    await arrives(messages(5, 9), 9, 10);
    expect([calls.slice(1), asked]).toEqual([['resolved 9'], 1]);
    expect(await rows('ledger', 'first, last, ok, holes')).toEqual([{ first: '0', last: '9', ok: 5, holes: 5 }]);
  });

  test('between whose two fetches retention passed tells of a gap, not of holes', async () => {
    await arrives(messages(0, 3), 3, 10);
    await arrives(messages(6, 9), 9, 10);
    expect(calls.slice(1)).toEqual(['seek 4']);
    // 4 and 5 held nothing; before they are read again 4 to 7 are gone
    low = 8;
    await arrives(messages(8, 9), 9, 10);
    expect(await rows('gap', 'first, last')).toEqual([{ first: '4', last: '7' }]);
    expect(await rows('ledger', 'first, last, ok, holes')).toEqual([{ first: '0', last: '3', ok: 4, holes: 0 }, { first: '8', last: '9', ok: 2, holes: 0 }]);
  });

  test('that is here counts whole, though retention has passed it meanwhile', async () => {
    await arrives(messages(0, 3), 3, 10);
    await arrives(messages(6, 9), 9, 10);
    low = 8;
    await arrives(messages(6, 9), 9, 10);
    expect(await rows('gap', 'first, last')).toEqual([{ first: '4', last: '5' }]);
    expect(await rows('ledger', 'first, last, ok, holes')).toEqual([{ first: '0', last: '3', ok: 4, holes: 0 }, { first: '6', last: '9', ok: 4, holes: 0 }]);
  });

  test('that never comes tells nobody of what is gone: two looks do, when nothing was taken between them', async () => {
    await arrives(messages(0, 3), 3, 10);
    const state = partitions.at('t', 0);
    state.low = 7n;
    batches.looked('t', 0);
    await batches.settled();
    expect(state.next).toBe(4n);
    // what was fetched before was only late
    await arrives(messages(4, 4), 4, 10);
    batches.looked('t', 0);
    await batches.settled();
    expect(await rows('gap', 'first, last')).toEqual([]);
    batches.looked('t', 0);
    // offsets without messages that come meanwhile go on behind the gap
    batches.empty('t', 0, 3n, 8n);
    await batches.settled();
    expect(state.next).toBe(9n);
    expect(await rows('gap', 'first, last')).toEqual([{ first: '5', last: '6' }]);
    expect(await rows('ledger', 'first, last, ok, holes')).toEqual([{ first: '0', last: '3', ok: 4, holes: 0 }, { first: '4', last: '4', ok: 1, holes: 0 }, { first: '7', last: '8', ok: 0, holes: 2 }]);
  });
});

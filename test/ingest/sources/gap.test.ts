/** Offsets that the log forgot: what had been stored of them without a ledger row gets one, and of two gaps that begin together the shorter never takes the place of the longer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyBatch, path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import { openSink, type Sink } from '../../../ingest/sinks/store.ts';
import { enrol } from '../../../ingest/sinks/writer.ts';
import { openCounted } from '../../../ingest/sources/counted.ts';
import { recordGap } from '../../../ingest/sources/gap.ts';
import { resumeAt } from '../../../ingest/sources/resume.ts';
import { logger } from '../../../shared/log.ts';
import { auditBooks } from '../../../shared/store/audit.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { type Door, openStore, type Store } from '../../../shared/store/store.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { folder } from '../../support/heptad.ts';

const data = folder();
const clock = makeClock('events');
const TIME = Date.parse('2026-11-01T12:00:00Z');
let store: Store;
let sink: Sink;
/** dies before its ledger row */
let dying: Sink;

beforeAll(async () => {
  store = await openStore({ data: data.path });
  const writer = await enrol(store.ingest, clock, 0, true);
  const door: Door = { ...store.ingest, insert: (table, ...rest) => (table === 'ledger' ? Promise.reject(new Error('killed')) : store.ingest.insert(table, ...rest)) };
  sink = openSink(store.ingest, clock, writer, logger('test', 'silent'), shapes());
  dying = openSink(door, clock, writer, logger('test', 'silent'), shapes());
});
afterAll(async () => {
  await store.close();
  data.remove();
});

const commit = async (to: Sink, partition: number, first: number, bodies: string[]): Promise<void> => {
  const [batch, along] = [emptyBatch(), path(clock, 1e12, shapes())];
  bodies.forEach((body, i) => along(batch, 'event', body, { log: 't', epoch: 0, partition, offset: first + i }));
  await to.commit({ place: { log: 't', epoch: 0, partition }, first: BigInt(first), last: BigInt(first + bodies.length - 1), holes: 0, end: 100n, speaks: true, tail: null, batch });
};
const event = (id: string, minute: number): string => JSON.stringify({ id, time: TIME + minute * 60_000, service: 'shop', kind: 'k' });

test('rows that a process left behind when it died are counted by a ledger row before the rest becomes a gap', async () => {
  await commit(sink, 0, 0, [event('a', 0)]);
  await expect(commit(dying, 0, 1, [event('b', 1), '{', event('c', 2)])).rejects.toThrow('killed');
  await recordGap({ door: store.ingest, sink, clock }, { log: 't', epoch: 0, partition: 0 }, 1n, 10n, 100n);
  const [row] = await store.ingest.rows('SELECT first, last, ok, refused, length(shapes) AS shapes, arrayMap(p -> (toUnixTimestamp(p.1), p.2), events) AS events FROM ledger WHERE partition = 0 AND first = 1' as Sql);
  expect(row).toMatchObject({ first: '1', last: '3', ok: 2, refused: 1, shapes: '1', events: [[TIME / 1000 + 60, 'shop'], [TIME / 1000 + 120, 'shop']] });
  expect(await resumeAt(store.ingest, 't', 0, 0)).toEqual(new Map([[0, 10n]]));
  expect(await auditBooks(store.read)).toMatchObject({ balanced: true, partitions: [{ stored: 3, refused: 1, gaps: 6 }] });
});

test('a shorter gap that is written after a longer one leaves nothing uncovered', async () => {
  await commit(sink, 1, 0, [event('d', 0)]);
  for (const low of [10n, 6n]) await recordGap({ door: store.ingest, sink, clock }, { log: 't', epoch: 0, partition: 1 }, 1n, low, 100n);
  await store.ingest.run('OPTIMIZE TABLE gap FINAL' as Sql);
  expect((await resumeAt(store.ingest, 't', 0, 0)).get(1)).toBe(10n);
  expect((await auditBooks(store.read)).partitions.find((one) => one.partition === 1)).toMatchObject({ gaps: 9, missing: 0, balanced: true });
});

test('numbers of the HTTP log that a crash left without a ledger row are not given to other messages', async () => {
  const open = (to: Sink): ReturnType<typeof openCounted> => openCounted(store.ingest, 'http', 0, { epoch: 0, waiting: 256 * 1024 * 1024 }, path(clock, 1e12, shapes()), to, () => undefined);
  await (await open(sink)).accept('event', [event('e', 0)]);
  await expect((await open(dying)).accept('event', [event('f', 1), '{'])).rejects.toThrow('killed');
  await (await open(sink)).accept('event', ['{', event('g', 3)]);
  expect((await auditBooks(store.read)).partitions.find((one) => one.log === 'http')).toMatchObject({ first: 0, last: 4, stored: 3, refused: 2, holes: 0, missing: 0, balanced: true });
});

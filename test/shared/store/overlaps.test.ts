/** The books of a partition that went from one process to another in the middle of a commit: ranges overlap in part, rows stand once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyBatch, path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import { openSink, type Sink } from '../../../ingest/sinks/store.ts';
import { logger } from '../../../shared/log.ts';
import { auditBooks } from '../../../shared/store/audit.ts';
import { openStore, type Store } from '../../../shared/store/store.ts';
import { clock } from '../../../shared/time/clock.ts';
import { folder } from '../../support/heptad.ts';

describe('ranges of the ledger that overlap', () => {
  const data = folder();
  const time = clock('wall');
  const known = shapes();
  const along = path(time, 3650 * 86_400_000, known);
  let store: Store;
  let sink: Sink;

  /** Commits the offsets [first, last] of a partition; those in `without` never reach the tables, every fifth is refused. */
  const commit = async (partition: number, first: number, last: number, without: number[] = []): Promise<void> => {
    const place = { log: 'topic', epoch: 0, partition };
    const batch = emptyBatch();
    for (let offset = first; offset <= last; offset++) if (!without.includes(offset)) along(batch, 'event', offset % 5 === 4 ? 'nonsense' : JSON.stringify({ id: `${offset}`, time: '2026-11-01T00:00:00Z', service: 'shop', kind: 'k' }), { ...place, offset });
    batch.ok += without.length;
    await sink.commit({ place, first: BigInt(first), last: BigInt(last), holes: 0, end: 0n, speaks: true, tail: null, batch });
  };
  const line = async (partition: number) => (await auditBooks(store.read)).partitions.find((one) => one.partition === partition);

  beforeAll(async () => {
    store = await openStore({ data: data.path });
    sink = openSink(store.ingest, time, { name: 'test', partition: 0, after: 0n, newest: 0, beat: 0, alone: true }, logger('test', 'silent'), known);
  });
  afterAll(async () => {
    await store.close();
    data.remove();
  });

  test('balance when every offset of them stands once, with what lies before and behind', async () => {
    await commit(0, 0, 9);
    await commit(0, 10, 19);
    await commit(0, 10, 14);
    await commit(0, 15, 27);
    await commit(0, 28, 30);
    expect(await line(0)).toMatchObject({ balanced: true, offsets: 31, stored: 25, refused: 6, missing: 0 });
  });

  test('do not balance when one is missing from the tables', async () => {
    await commit(1, 0, 9, [7]);
    await commit(1, 5, 12, [7]);
    expect(await line(1)).toMatchObject({ balanced: false });
  });

  test('one that lies inside of another counts nothing', async () => {
    await commit(2, 0, 9);
    await commit(2, 0, 3);
    await commit(2, 3, 6);
    expect(await line(2)).toMatchObject({ balanced: true, offsets: 10, stored: 8, refused: 2 });
  });
});

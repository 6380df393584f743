/** The order in which a batch becomes durable, and what happens when the store is away or refuses a row. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Batch, emptyBatch, path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import { openSink, type Sink, type Spoilt } from '../../../ingest/sinks/store.ts';
import { HeptadError } from '../../../shared/errors.ts';
import { logger } from '../../../shared/log.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { type Door, openStore, type Store } from '../../../shared/store/store.ts';
import { clock } from '../../../shared/time/clock.ts';
import { folder } from '../../support/heptad.ts';

const event = (id: string, state = 'ok'): string => JSON.stringify({ id, time: '2026-11-01T00:00:00Z', service: 'shop', kind: 'k', state });

describe('the sink', () => {
  const data = folder();
  const time = clock('wall');
  let store: Store;
  let order: string[] = [];
  /** What an insert does before it reaches the store: waits, or throws. */
  let before: (table: string, body: string) => Promise<void> | void = () => undefined;
  let sink: Sink;
  let batchOf: (partition: number, offset: number, ...bodies: string[]) => Batch;
  const rows = <T>(query: string): Promise<T[]> => store.read.rows<T>(query as Sql);
  const commit = (partition: number, offset: number, batch: Batch, told?: (some: readonly Spoilt[]) => void, alive?: () => Promise<void>): Promise<void> =>
    sink.commit({ place: { log: 'topic', epoch: 0, partition }, first: BigInt(offset), last: BigInt(offset + batch.ok + batch.refused.length - 1), holes: 0, end: 0n, speaks: true, tail: null, batch, ...(told ? { spoilt: told } : {}) }, alive);

  beforeAll(async () => {
    store = await openStore({ data: data.path });
    const door: Door = {
      ...store.ingest,
      async insert(table, columns, format, body) {
        await before(table, String(body));
        order.push(table);
        await store.ingest.insert(table, columns, format, body);
      },
    };
    const known = shapes();
    const along = path(time, 3650 * 86_400_000, known);
    sink = openSink(door, time, { name: 'test', partition: 0, after: 0n, newest: 0, beat: 0, alone: true }, logger('test', 'silent'), known);
    batchOf = (partition, offset, ...bodies) => {
      const batch = emptyBatch();
      bodies.forEach((body, i) => along(batch, 'event', body, { log: 'topic', epoch: 0, partition, offset: offset + i }));
      return batch;
    };
  });
  beforeEach(() => {
    order = [];
    before = () => undefined;
  });
  afterAll(async () => {
    await store.close();
    data.remove();
  });

  test('shapes come first and the ledger row last', async () => {
    await commit(0, 0, batchOf(0, 0, event('a'), 'nonsense', event('b')));
    expect(order).toEqual(['shape', 'sie', 'refused', 'ledger']);
    expect(await rows('SELECT ok, refused, toString(last) AS last FROM ledger FINAL WHERE partition = 0')).toEqual([{ ok: 2, refused: 1, last: '2' }]);
  });

  test('a known shape is not written again', async () => {
    await commit(0, 3, batchOf(0, 3, event('c')));
    expect(order).toEqual(['sie', 'ledger']);
  });

  test('a batch that is committed before the one that saw its shape first carries the shape itself', async () => {
    const [slow, fast] = [batchOf(1, 0, event('d', 'new')), batchOf(2, 0, event('e', 'new'))];
    await commit(2, 0, fast);
    expect(order).toEqual(['shape', 'sie', 'ledger']);
    expect(await rows("SELECT e.id AS id FROM sie AS e FINAL INNER JOIN shape AS s ON s.shape = e.shape WHERE s.state = 'new'")).toEqual([{ id: 'e' }]);
    await commit(1, 0, slow);
    expect(await rows("SELECT count() AS n FROM shape FINAL WHERE state = 'new'")).toEqual([{ n: '1' }]);
  });

  test('while the store is away nothing is given up', async () => {
    let away = 3;
    before = () => {
      if (away-- > 0) throw new HeptadError('STORE_UNREACHABLE', 'the store does not answer');
    };
    await commit(3, 0, batchOf(3, 0, event('f')));
    expect(order).toEqual(['sie', 'ledger']);
    expect(await rows("SELECT count() AS n FROM sie FINAL WHERE id = 'f'")).toEqual([{ n: '1' }]);
  });

  test('a consumer that loses its partition while the store is away gives the batch up whole: nothing of it is refused', async () => {
    before = (table) => {
      if (table === 'sie') throw new HeptadError('STORE_UNREACHABLE', 'the store does not answer');
    };
    const lost = async (): Promise<void> => {
      throw new Error('the group is rebalancing');
    };
    await expect(commit(12, 0, batchOf(12, 0, event('k'), event('l')), undefined, lost)).rejects.toThrow('rebalancing');
    expect(await rows('SELECT count() AS n FROM refused FINAL WHERE partition = 12')).toEqual([{ n: '0' }]);
    expect(await rows('SELECT count() AS n FROM ledger FINAL WHERE partition = 12')).toEqual([{ n: '0' }]);
  });

  test('while an insert is under way the consumer says that it lives', async () => {
    let lives = 0;
    before = async (table) => {
      for (let i = 0; table === 'sie' && i < 200 && lives < 2; i++) await new Promise((done) => setTimeout(done, 100));
    };
    await commit(11, 0, batchOf(11, 0, event('j')), undefined, async () => void lives++);
    expect(lives).toBeGreaterThanOrEqual(2);
  });

  test('more text than one insert takes goes in several', async () => {
    await commit(9, 0, batchOf(9, 0, ...Array.from({ length: 3000 }, () => '\u0001'.repeat(2048))));
    expect(order).toEqual(['refused', 'refused', 'refused', 'ledger']);
    expect(await rows('SELECT count() AS n FROM refused FINAL WHERE partition = 9')).toEqual([{ n: '3000' }]);
  });

  test('what is not trouble with the store ends the batch instead of being tried for ever', async () => {
    before = () => {
      throw new RangeError('Invalid string length');
    };
    await expect(commit(10, 0, batchOf(10, 0, event('i')))).rejects.toThrow(RangeError);
  });

  test('a row that the store refuses is found by halving; its neighbours are kept and it is a row of refused', async () => {
    before = (table, body) => {
      if (table === 'sie' && body.includes('spoilt')) throw new HeptadError('STORE_REFUSED', 'Code: 27. DB::Exception: Cannot parse input. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)');
    };
    const told: { offset: number; refused: { code: string } }[] = [];
    await commit(4, 0, batchOf(4, 0, ...Array.from({ length: 21 }, (_, i) => event(i === 13 ? 'spoilt' : `g-${i}`))), (some) => void told.push(...some));
    expect(told).toMatchObject([{ offset: 13, refused: { code: 'STORE_REFUSED' } }]);
    expect(await rows("SELECT count() AS n FROM sie FINAL WHERE startsWith(id, 'g-')")).toEqual([{ n: '20' }]);
    expect(await rows("SELECT code, toString(offset) AS offset FROM refused FINAL WHERE partition = 4")).toEqual([{ code: 'STORE_REFUSED', offset: '13' }]);
    expect(await rows('SELECT ok, refused FROM ledger FINAL WHERE partition = 4')).toEqual([{ ok: 20, refused: 1 }]);
  });

  test('ledger rows are numbered in the order in which they are written', async () => {
    await Promise.all([5, 6, 7, 8].map((partition) => commit(partition, 0, batchOf(partition, 0, event(`h-${partition}`)))));
    const seqs = (await rows<{ seq: string }>('SELECT toString(seq) AS seq FROM ledger FINAL ORDER BY at, seq')).map((row) => BigInt(row.seq));
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(seqs).toEqual([...seqs].sort((a, b) => (a < b ? -1 : 1)));
  });

  test('batches that are committed in the same moment go in together, raw rows before the ledger rows, and each is counted by itself', async () => {
    const batches = [20, 21, 22].map((partition) => batchOf(partition, 0, event(`m-${partition}`), ...(partition === 21 ? ['nonsense'] : [])));
    await Promise.all([20, 21, 22].map((partition, i) => commit(partition, 0, batches[i] as Batch)));
    expect(order.filter((table) => table === 'sie')).toHaveLength(1);
    expect(order.indexOf('sie')).toBeLessThan(order.indexOf('ledger'));
    expect(await rows('SELECT partition, ok, refused, toString(last) AS last FROM ledger FINAL WHERE partition IN (20, 21, 22) ORDER BY partition')).toEqual([{ partition: 20, ok: 1, refused: 0, last: '0' }, { partition: 21, ok: 1, refused: 1, last: '1' }, { partition: 22, ok: 1, refused: 0, last: '0' }]);
    expect(await rows("SELECT partition, id FROM sie FINAL WHERE startsWith(id, 'm-') ORDER BY id")).toEqual([20, 21, 22].map((partition) => ({ partition, id: `m-${partition}` })));
  });

  test('a row that the store refuses spoils neither its own batch nor those that went in with it', async () => {
    before = (table, body) => {
      if (table === 'sie' && body.includes('spoilt')) throw new HeptadError('STORE_REFUSED', 'Code: 27. DB::Exception: Cannot parse input. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)');
    };
    const told: Record<number, number[]> = { 23: [], 24: [], 25: [] };
    await Promise.all([23, 24, 25].map((partition) => commit(partition, 0, batchOf(partition, 0, event(`n-${partition}-0`), event(partition === 24 ? 'spoilt' : `n-${partition}-1`), event(`n-${partition}-2`)), (some) => void told[partition]?.push(...some.map((one) => one.offset)))));
    expect(told).toEqual({ 23: [], 24: [1], 25: [] });
    expect(await rows("SELECT count() AS n FROM sie FINAL WHERE startsWith(id, 'n-')")).toEqual([{ n: '8' }]);
    expect(await rows('SELECT partition, ok, refused FROM ledger FINAL WHERE partition IN (23, 24, 25) ORDER BY partition')).toEqual([{ partition: 23, ok: 3, refused: 0 }, { partition: 24, ok: 2, refused: 1 }, { partition: 25, ok: 3, refused: 0 }]);
  });

  test('of batches that wait together while the store is away only that of the consumer that is gone is given up', async () => {
    let away = 2;
    before = (table) => {
      if (table === 'sie' && away-- > 0) throw new HeptadError('STORE_UNREACHABLE', 'the store does not answer');
    };
    const gone = async (): Promise<void> => {
      throw new Error('the group is rebalancing');
    };
    const lives = async (): Promise<void> => undefined;
    const ends = await Promise.allSettled([commit(26, 0, batchOf(26, 0, event('o-26')), undefined, gone), commit(27, 0, batchOf(27, 0, event('o-27')), undefined, lives), commit(28, 0, batchOf(28, 0, event('o-28')))]);
    expect(ends.map((one) => one.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await rows("SELECT id FROM sie FINAL WHERE startsWith(id, 'o-') ORDER BY id")).toEqual([{ id: 'o-27' }, { id: 'o-28' }]);
    expect(await rows('SELECT partition FROM ledger FINAL WHERE partition IN (26, 27, 28) ORDER BY partition')).toEqual([{ partition: 27 }, { partition: 28 }]);
  });
});

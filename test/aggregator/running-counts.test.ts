/** Minutes that are counted while they grow: whatever comes twice, is read again or is left by others, their slices are those that the whole of raw makes. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditSlices } from '../../aggregator/audit/audit.ts';
import { follow } from '../../aggregator/follow.ts';
import { runningCounts } from '../../aggregator/running-counts.ts';
import { clock } from '../../shared/time/clock.ts';
import { ALL_KINDS } from '../support/all-kinds.ts';
import { type Closing, closing } from '../support/closing.ts';
import { whole } from '../support/whole.ts';

const MINUTE = 60_000;
const steps = whole ? 200 : 14;
const ORPHAN = ['minute', 'service', 'shape', 'id', 'source', 'component', 'time', 'value', 'log', 'epoch', 'partition', 'offset'] as const;

describe('a minute that grows', () => {
  let shop: Closing;
  let now = Date.parse('2026-10-05T12:00:00Z');
  let id = 0;
  /** statements that counted what is new alone, and all of raw */
  let fills = { new: 0, whole: 0 };

  const request = (at = now, more: object = {}): { id: string; time: number; service: string; kind: string; state: string; value: number; unit: string } => ({ id: `r${id++}`, time: at, service: 'shop', kind: 'req', state: 'ok', value: 1 + (id % 700), unit: 'ms', ...more });
  /** Slices of SLIs as they stand: messages, good, n, sum, least and greatest of a minute. */
  const slice = async (name: string, at = now): Promise<object | undefined> =>
    (await shop.all<object>(`SELECT toString(messages) AS messages, toString(good) AS good, toString(n) AS n, toString(sum) AS sum, toString(min) AS least, toString(max) AS most FROM sli_minute FINAL WHERE t = toDateTime(${Math.floor(at / MINUTE) * 60}, 'UTC') AND def IN (SELECT def FROM measure WHERE name = '${name}' AND tier = 'sli')`))[0];
  const sound = async (): Promise<void> => expect((await auditSlices(shop.store.read, follow(shop.store.read, clock('events')), true)).findings).toEqual([]);
  /** Messages, and one tick. */
  const feed = (...messages: object[]): Promise<void> => shop.feed(messages, 'event', 1);
  /** A minute that grows by two messages, between which a writer has left one; answers where it is. */
  const withOneLeft = async (name: string): Promise<number> => {
    const at = now;
    await feed(request());
    await leave(name, at);
    await feed(request(at));
    expect(await slice('answered', at), 'while it is open').toMatchObject({ messages: '2' });
    return at;
  };
  /** Time goes on to a minute in which nothing has come. */
  const nextMinute = async (minutes = 1): Promise<void> => {
    now = (Math.floor(now / MINUTE) + minutes) * MINUTE + 1000;
    fills = { new: 0, whole: 0 };
  };

  /** What a writer brings into raw that dies before its ledger row. */
  const leave = async (name: string, at: number): Promise<void> => {
    const shape = (await shop.all<{ shape: string }>("SELECT toString(shape) AS shape FROM shape FINAL WHERE kind = 'req' AND state = 'ok'"))[0]?.shape;
    await shop.store.ingest.insert('sie', ORPHAN, 'JSONEachRow', `${JSON.stringify({ minute: Math.floor(at / MINUTE) * 60, service: 'shop', shape, id: name, source: '', component: '', time: at / 1000, value: '7', log: 'http', epoch: 0, partition: 99, offset: name.length })}\n`);
  };

  beforeAll(async () => {
    shop = await closing(ALL_KINDS);
    const { climb } = shop.store;
    const { fill } = climb;
    climb.fill = async (table, columns, statement, params) => {
      if (table === 'sli_minute' && statement.includes('pile AS (')) fills[statement.includes('goes_on') ? 'new' : 'whole']++;
      return fill(table, columns, statement, params);
    };
    await shop.feed([request()]);
    await nextMinute();
    await feed(request());
  });
  beforeEach(() => nextMinute());
  afterAll(() => shop.close());

  it('is counted by what is new alone, tick after tick, in every figure of its slices', async () => {
    for (const [state, value] of [['ok', 5], ['bad', 900], ['ok', 2]] as const) await feed(request(now, { state, value }));
    expect(fills).toEqual({ new: 3, whole: 0 });
    expect(await slice('answered')).toMatchObject({ messages: '3', good: '2' });
    expect(await slice('time')).toMatchObject({ messages: '3', n: '3', sum: '907', least: '2', most: '900' });
    await sound();
  });

  it('is counted whole once a message comes again, though in another tick and as another shape', async () => {
    const first = request();
    await feed(first, request());
    await feed({ ...first, state: 'bad' });
    expect(await slice('answered'), 'one of the two counts').toMatchObject({ messages: '2' });
    await feed(request());
    expect(fills).toEqual({ new: 1, whole: 2 });
    expect(await slice('answered')).toMatchObject({ messages: '3' });
    await sound();
  });

  it('is counted whole after a tick that failed, for nobody knows how far it came', async () => {
    const { climb } = shop.store;
    const { insert } = climb;
    await feed(request());
    climb.insert = async (table, ...rest) => {
      await insert(table, ...rest);
      if (table === 'figure') throw new Error('the reply was lost');
    };
    await expect(feed(request())).rejects.toThrow('the reply was lost');
    climb.insert = insert;
    await shop.room().tick();
    expect(await slice('answered')).toMatchObject({ messages: '2' });
    expect(fills).toEqual({ new: 2, whole: 1 });
    await sound();
  });

  it('is counted whole when it is over: what a writer left that died before its ledger row counts then', async () => {
    const at = await withOneLeft('left');
    await nextMinute(12);
    await shop.feed([request()]);
    await feed(request());
    expect(await slice('answered', at), 'when it is over').toMatchObject({ messages: '3' });
    await sound();
  });

  it('is counted whole, too, when it was let go before it was over, though nothing comes to it any more', async () => {
    const at = await withOneLeft('let go');
    await shop.again();
    await nextMinute();
    await feed(request());
    expect(await slice('answered', at)).toMatchObject({ messages: '3' });
    await sound();
  });

  it('does not add to what a former holder of the lease stores late', async () => {
    await feed(request(now, { kind: 'other' }));
    const def = (await shop.all<{ def: string }>("SELECT def FROM measure WHERE name = 'answered' AND tier = 'sli'"))[0]?.def;
    await shop.store.climb.insert('sli_minute', ['t', 'def', 'service', 'messages', 'good', 'total', 'version'], 'JSONEachRow', `${JSON.stringify({ t: Math.floor(now / MINUTE) * 60, def, service: 'shop', messages: 1, good: '1', total: '1', version: 1 })}\n`);
    await feed(request());
    expect(fills.new).toBeGreaterThan(1);
    expect(await slice('answered')).toMatchObject({ messages: '1', good: '1' });
    await sound();
  });

  it('is counted whole when ledger rows are read again, or leave too many holes between them', async () => {
    const counts = runningCounts(shop.store.read);
    const row = (first: number, last: number) => ({ log: 'http', epoch: 0, partition: 0, first: String(first), last: String(last) });
    expect(await counts.grow([row(0, 4)], 0, [], 1n), 'what raw holds is not known yet').toBeNull();
    expect((await counts.grow([row(5, 9), row(10, 12), row(20, 29)], 0, [], 1n))?.told).toEqual({ ranges: JSON.stringify([['http', 0, 0, '5', '12'], ['http', 0, 0, '20', '29']]), least: '5' });
    expect(await counts.grow([row(30, 39), row(20, 29)], 0, [], 1n)).toBeNull();
    expect(await counts.grow([row(40, 49)], 0, [], 1n), 'what raw holds is to be looked up anew').toBeNull();
    expect(await counts.grow([row(50, 59)], 0, [], 1n)).not.toBeNull();
    expect(await counts.grow(Array.from({ length: 257 }, (_, i) => row(100 + 2 * i, 100 + 2 * i)), 0, [], 1n)).toBeNull();
  });

  it('is counted whole in parts when it is over, a tick each, and at once when nobody knows what its slices hold', async () => {
    const counts = runningCounts(shop.store.read);
    let next = 0;
    const grow = (openFrom: number) => counts.grow([{ log: 'http', epoch: 0, partition: 0, first: String(next), last: String(next++) }], openFrom, [], 1n);
    await grow(0);
    const at = 4_000_000_020;
    const fill = async (minute: number): Promise<void> => {
      const growth = await grow(minute - 120);
      for (let i = 0; i < 8; i++) growth?.counted(minute, `service-${i}`);
    };
    const owed = async (openFrom: number): Promise<number> => {
      await grow(openFrom);
      const due = counts.owed(openFrom);
      counts.settle(due);
      return due.length;
    };
    await fill(at);
    expect(await owed(at - 60)).toBe(0);
    expect([await owed(at), await owed(at), await owed(at), await owed(at), await owed(at)]).toEqual([2, 2, 2, 2, 0]);
    await fill(at + 180);
    expect(await owed(at + 180)).toBe(2);
    expect(await owed(at + 240), 'it is open no longer').toBe(6);
    await fill(at + 420);
    counts.forget();
    expect(counts.owed(at + 300).length, 'nobody knows what its slices hold').toBe(8);
  });

  it('agrees with raw at any time, whatever comes in whatever order', async () => {
    let [grew, anew] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            on: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 15_000 }) }, { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 400_000 }) }),
            messages: fc.array(fc.record({ late: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 30_000 }) }, { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 600_000 }) }), state: fc.constantFrom('ok', 'bad'), bare: fc.boolean() }), { minLength: 1, maxLength: 4 }),
            again: fc.integer({ min: 0, max: 11 }),
            start: fc.integer({ min: 0, max: 19 }),
          }),
          { minLength: steps, maxLength: steps },
        ),
        async (steps) => {
          let last: object | null = null;
          for (const { on, messages, again, start } of steps) {
            now += on;
            fills = { new: 0, whole: 0 };
            const some: object[] = messages.map(({ late, state, bare }) => request(now - late, bare ? { state, value: undefined } : { state }));
            await feed(...some, ...(again === 0 && last ? [last] : []));
            last = some[0] as object;
            if (start === 0) await shop.again();
            [grew, anew] = [grew + fills.new, anew + fills.whole];
            await sound();
          }
        },
      ),
      { numRuns: 1, seed: 20_261_130 },
    );
    expect(grew).toBeGreaterThan(5);
    expect(anew).toBeGreaterThan(2);
  }, 120_000);
});

/** Raw behind the retention floor over a real store: what goes, when, what stays, and that nothing of it is ever counted again from what is left. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UNWATCHED } from '../../shared/store/condition.ts';
import { auditBooks } from '../../shared/store/audit.ts';
import { openRetention } from '../../aggregator/retention/retention.ts';
import { pipelineFacts } from '../../dashboard/routes/pipeline.ts';
import { logger } from '../../shared/log.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import type { Backfilled } from '../../shared/tiers/work.ts';
import { ALL_KINDS, differing, messagesOf, slicesOf } from '../support/all-kinds.ts';
import { ratio, slo } from '../support/plan-of.ts';
import { type Closing, closing } from '../support/closing.ts';

const DAY = 86_400_000;
const FROM = Date.parse('2026-09-01T00:00:00Z');
/** Retention, and days of data. */
const KEPT = 4;
const DAYS = 9;

const named = (day: number): string => new Date(FROM + day * DAY).toISOString().slice(0, 10).replaceAll('-', '');

describe('raw behind the retention floor', () => {
  let it: Closing;
  const days = async (table = 'sie'): Promise<string[]> => (await it.all<{ day: string }>(`SELECT DISTINCT toString(toYYYYMMDD(minute)) AS day FROM ${table} ORDER BY day`)).map((one) => one.day);
  const slices = (before?: number): Promise<string[]> => slicesOf(it.store.read, before);
  const figures = async (name: string): Promise<unknown> => {
    const row = await it.row('slo', name, null);
    return row && [row.good, row.total];
  };
  let whole: string[];
  /** the first day whose raw must stay: the floor, less an hour and what a sample covers, lies in it */
  const first = DAYS - KEPT - 1;

  beforeAll(async () => {
    it = await closing(ALL_KINDS, KEPT, { settle: 0, rest: 0 });
    for (let day = 0; day < DAYS; day++) {
      await it.send(messagesOf(FROM + day * DAY).events);
      await it.send(messagesOf(FROM + day * DAY).samples, 'sample');
    }
    await it.tick();
    whole = await slices();
  });
  afterAll(() => it.close());

  test('goes as whole days, events and samples alike; slices, figures and books stay', async () => {
    const [rolling, probed] = [await figures('rolling'), await figures('probes')];
    expect(rolling).toEqual([DAYS * 6, DAYS * 12]);
    const before = await auditBooks(it.store.read);
    expect(before).toMatchObject({ balanced: true, strayed: 0 });
    const shown = async (): Promise<unknown> => (await pipelineFacts({ read: it.store.read, progress: () => [], clock: makeClock('wall'), condition: UNWATCHED })).storage.find((one) => one.table === 'sie')?.rows;
    const rows = async (): Promise<unknown> => (await it.all<{ n: string }>('SELECT count() AS n FROM sie')).map((one) => Number(one.n))[0];
    const most = await rows();
    expect(await shown()).toBe(most);
    expect(await it.room().keep()).toEqual({ sealed: first, dropped: first });
    expect(await rows()).toBeLessThan(most as number);
    expect(await shown()).toBe(await rows());
    expect(await days()).toEqual(Array.from({ length: DAYS - first }, (_, i) => named(first + i)));
    expect(await days('sample')).toEqual(Array.from({ length: DAYS - first + 1 }, (_, i) => named(first + i)));
    expect(differing(whole, await slices())).toEqual([]);
    await it.again();
    await it.tick();
    expect([await figures('rolling'), await figures('probes')]).toEqual([rolling, probed]);
    expect(differing(whole, await slices())).toEqual([]);
    expect(await auditBooks(it.store.read)).toEqual({ ...before, conflicts: DAYS - first, notes: [] });
    expect(await it.room().keep(), 'nothing is left to drop').toEqual({ sealed: 0, dropped: 0 });
  });

  test('is late whichever way it comes then, with history too; also the sample whose slice lies there', async () => {
    const before = await slices(FROM + first * DAY);
    const late = [{ id: 'late', time: FROM + 3 * DAY, service: 'shop', kind: 'req', state: 'ok' }];
    expect(await it.send(late, 'event', false)).toMatchObject({ accepted: 1, late: 1 });
    expect(await it.send(late, 'event', true)).toMatchObject({ accepted: 1, late: 1 });
    expect(await it.ingest().accept('event', [JSON.stringify(late[0])], 'import', { history: true })).toMatchObject({ late: 1 });
    expect(await it.send([{ id: 'last', time: FROM + first * DAY, service: 'shop', sli: 'probe', good: 1, total: 1 }], 'sample', true)).toMatchObject({ late: 1 });
    expect(await it.send([{ id: 'next', time: FROM + first * DAY + 1, service: 'shop', sli: 'probe', good: 1, total: 1 }], 'sample', true)).toMatchObject({ late: 0 });
    await it.tick();
    // what it covers reaches back over the floor: there nothing is counted again
    expect(differing(before, await slices(FROM + first * DAY))).toEqual([]);
    expect(await auditBooks(it.store.read)).toMatchObject({ balanced: true });
    whole = await slices();
  });

  test('is climbed by nobody again: not by a back-fill, a what-if or another plan', async () => {
    const done = await it.work<Backfilled>({ kind: 'backfill', from: FROM, to: FROM + 100 * DAY, restate: true });
    expect(done.minutes).toBeGreaterThan(0);
    expect(differing(whole, await slices())).toEqual([]);
    await it.again(`${ALL_KINDS}${ratio('patient', '[ok, slow]')}${slo('patiently', 'patient')}`);
    await it.tick();
    expect(await figures('patiently')).toEqual([(DAYS - first) * 8, (DAYS - first) * 12]);
    expect(await figures('rolling')).toEqual([DAYS * 6, DAYS * 12]);
    await it.again(ALL_KINDS);
    await it.tick();
    expect(await figures('rolling')).toEqual([DAYS * 6, DAYS * 12]);
  });

  test('that a sleeping process stores on such a day all the same is in the books and in no figure, and goes with the next look', async () => {
    const before = await auditBooks(it.store.read);
    const partition = { log: 'zombie', epoch: 0, partition: 0 };
    const time = '2026-09-03 12:00:00.000';
    await it.store.ingest.insert('sie', ['minute', 'service', 'shape', 'id', 'source', 'component', 'time', 'log', 'epoch', 'partition', 'offset'], 'JSONEachRow', [0, 1, 3].map((offset) => JSON.stringify({ minute: '2026-09-03 12:00:00', service: 'shop', shape: 1, id: `z${offset}`, source: '', component: '', time, ...partition, offset })).join('\n'));
    await it.store.ingest.insert('ledger', ['seq', 'log', 'epoch', 'partition', 'first', 'last', 'ok', 'refused', 'late', 'holes', 'events', 'samples', 'newest', 'clock', 'end', 'speaks', 'hash', 'writer', 'at'], 'JSONEachRow', JSON.stringify({ seq: String(BigInt(Date.now()) * 4096n), ...partition, first: 0, last: 3, ok: 3, refused: 0, late: 0, holes: 1, events: [['2026-09-03 12:00:00', 'shop']], samples: [], newest: time, clock: time, end: 4, speaks: 0, hash: 0, writer: 'zombie', at: time }));
    await it.tick();
    expect(await figures('rolling')).toEqual([DAYS * 6, DAYS * 12]);
    const after = { ...before, strayed: 3, partitions: expect.arrayContaining([...before.partitions, expect.objectContaining({ ...partition, stored: 3, holes: 1, balanced: true })]) };
    expect(await auditBooks(it.store.read)).toEqual(after);
    expect(await it.room().keep()).toEqual({ sealed: 0, dropped: 1 });
    expect(await days()).not.toContain(named(2));
    expect(await auditBooks(it.store.read)).toEqual(after);
  });
});

const SMALL = `{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}${ratio('answered', 'ok')}${slo('rolling', 'answered')}`;

describe('raw that is old enough', () => {
  test('stays while there are periods to judge, and for as long as history comes in', async () => {
    const pausing = await closing(SMALL, KEPT, { settle: 0, rest: 60_000 });
    await pausing.send(messagesOf(FROM).events);
    await pausing.send(messagesOf(FROM + DAYS * DAY).events);
    expect(await pausing.room().keep(), 'nothing is climbed').toBeNull();
    await pausing.tick();
    expect(await pausing.room().keep(), 'history came in just now').toEqual({ sealed: 0, dropped: 0 });
    await pausing.close();
  });

  test('is sealed first, and goes later', async () => {
    const settling = await closing(SMALL, KEPT, { settle: 3_600_000, rest: 0 });
    await settling.feed([...messagesOf(FROM).events, ...messagesOf(FROM + DAYS * DAY).events]);
    // a clock that has jumped a year ahead
    const jumped = await openRetention(settling.store.climb, makeClock('wall'), logger('test', 'silent'), KEPT * DAY, async () => true, { settle: 3_600_000, rest: 0 });
    expect(await jumped.keep(FROM + 400 * DAY, 0)).toEqual({ sealed: 1, dropped: 0 });
    await settling.again();
    await settling.tick();
    expect(await settling.room().keep()).toEqual({ sealed: 0, dropped: 0 });
    expect(await settling.all('SELECT count() AS n FROM sie')).toEqual([{ n: '50' }]);
    await settling.close();
  });

  test('whose end was cut short is in the books all the same, and goes after the next start', async () => {
    const cut = await closing(SMALL, KEPT, { settle: 0, rest: 0 });
    await cut.feed([...messagesOf(FROM).events, ...messagesOf(FROM + DAYS * DAY).events]);
    const books = await auditBooks(cut.store.read);
    await cut.store.climb.insert('sealed', ['day', 'state', 'at'], 'JSONEachRow', JSON.stringify({ day: '2026-09-01', state: 1, at: '2026-10-01 00:00:00.000' }));
    await cut.again();
    expect(await auditBooks(cut.store.read)).toMatchObject({ balanced: true, partitions: books.partitions });
    await cut.tick();
    expect(await cut.room().keep()).toEqual({ sealed: 0, dropped: 1 });
    expect(await auditBooks(cut.store.read)).toMatchObject({ balanced: true, strayed: 0, partitions: books.partitions });
    await cut.close();
  });
});

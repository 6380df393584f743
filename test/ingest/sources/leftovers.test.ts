/** What a crash left before its ledger row is taken as it stands: the books balance, and no offset is two messages'. */
import { expect, test } from 'vitest';
import { auditBooks } from '../../../shared/store/audit.ts';
import { ALL_KINDS, messagesOf } from '../../support/all-kinds.ts';
import { closing } from '../../support/closing.ts';

const FROM = Date.parse('2026-09-01T00:00:00Z');

test('stored, refused and late rows behind the end of the ledger get a ledger row at the next start, and are climbed', async () => {
  const it = await closing(ALL_KINDS);
  const { events } = messagesOf(FROM);
  await it.feed(events.slice(0, 2));
  // rows of a request that was cut short: 2 stored, 1 refused, 1 late, and two that never came so far
  const place = { log: 'http', epoch: 0, partition: 0 };
  const lines = (rows: object[]): string => rows.map((row) => JSON.stringify({ ...place, ...row })).join('\n');
  const raw = { minute: '2026-09-01 08:05:00', service: 'shop', source: '', component: '', time: '2026-09-01 08:05:00.000', value: 1 };
  const [{ shape } = { shape: '' }] = await it.all<{ shape: string }>("SELECT toString(shape) AS shape FROM shape WHERE kind = 'req' AND state = 'ok'");
  await it.store.ingest.insert('sie', ['minute', 'service', 'shape', 'id', 'source', 'component', 'time', 'value', 'log', 'epoch', 'partition', 'offset'], 'JSONEachRow', lines([{ ...raw, shape, id: 'a', offset: 2 }, { ...raw, shape, id: 'b', offset: 4 }]));
  await it.store.ingest.insert('refused', ['at', 'code', 'message', 'log', 'epoch', 'partition', 'offset', 'entry', 'payload'], 'JSONEachRow', lines([{ at: raw.time, code: 'EMPTY', message: '', offset: 6, entry: 0, payload: '' }]));
  await it.store.ingest.insert('late', ['stream', 'time', 'service', 'id', 'source', 'log', 'epoch', 'partition', 'offset', 'payload'], 'JSONEachRow', lines([{ stream: 'event', time: raw.time, service: 'shop', id: 'c', source: '', offset: 7, payload: '' }]));
  await it.again();
  await it.feed([{ id: 'next', time: FROM + 9 * 3_600_000, service: 'shop', kind: 'req', state: 'bad' }]);
  const books = await auditBooks(it.store.read);
  expect(books).toMatchObject({ balanced: true, notes: [], partitions: expect.arrayContaining([expect.objectContaining({ log: 'http', first: 0, last: 8, stored: 5, refused: 1, late: 1, holes: 2 })]) });
  expect(await it.row('slo', 'rolling', null)).toMatchObject({ good: 4, total: 4 });
  await it.close();
});

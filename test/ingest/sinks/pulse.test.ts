/** The pulse with an events clock: it vouches for what is committed, not for what is on its way. */
import { expect, test, vi } from 'vitest';
import { emptyBatch, path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import { startPulse } from '../../../ingest/sinks/pulse.ts';
import { openSink } from '../../../ingest/sinks/store.ts';
import { logger } from '../../../shared/log.ts';
import type { Door } from '../../../shared/store/store.ts';
import { clock } from '../../../shared/time/clock.ts';

test('an event that is not committed yet does not move the clock that a pulse tells, and once it is, it does', async () => {
  const told: string[] = [];
  let commit = (): void => undefined;
  const written = new Promise<void>((done) => {
    commit = done;
  });
  const door = {
    rows: () => Promise.resolve([]),
    async insert(table: string, _columns: readonly string[], _format: string, body: string) {
      if (table === 'ledger') await written;
      if (table === 'pulse') told.push((JSON.parse(body) as { clock: string }).clock.slice(0, 19));
    },
  } as unknown as Door;
  const [time, known, log] = [clock('events'), shapes(), logger('test', 'silent')];
  const writer = { name: 'test', partition: 0, after: 0n, newest: 0, beat: 0, alone: true };
  const sink = openSink(door, time, writer, log, known);
  const place = { log: 'http', epoch: 0, partition: 0 };
  const pulse = startPulse(door, time, writer, sink, () => [{ ...place, next: 0n, end: 0n, newest: 0, accepted: 0, refused: 0, late: 0 }], log);
  const batch = emptyBatch();
  path(time, 86_400_000, known)(batch, 'event', JSON.stringify({ id: 'a', time: '2026-11-01T00:00:00Z', service: 'shop', kind: 'k' }), { ...place, offset: 0 });
  const committed = sink.commit({ place, first: 0n, last: 0n, holes: 0, end: 0n, speaks: true, tail: null, batch });
  pulse.beat();
  await vi.waitFor(() => expect(told).toEqual(['1970-01-01 00:00:00']));
  commit();
  await committed;
  await pulse.stop();
  expect(told.at(-1)).toBe('2026-11-01 00:00:00');
});

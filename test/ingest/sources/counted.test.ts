/** Logs that count for themselves: requests that come together share a commit, offsets leave no hole, and what waits is bounded. */
import { describe, expect, test } from 'vitest';
import { path } from '../../../ingest/path.ts';
import { shapes } from '../../../ingest/shape.ts';
import type { Share, Sink } from '../../../ingest/sinks/store.ts';
import { type CountedLog, openCounted } from '../../../ingest/sources/counted.ts';
import type { Door } from '../../../shared/store/store.ts';
import { clock } from '../../../shared/time/clock.ts';

const event = (id: string): string => JSON.stringify({ id, time: '2026-11-01T00:00:00Z', service: 'shop', kind: 'k' });

/** A log whose ledger stands at 7, and a sink that commits when it is let. */
const opened = async (name: 'http' | 'import' = 'http'): Promise<{ log: CountedLog; shares: Share[]; commit(): void; /** the store refuses the message at this offset of the commit that waits */ spoil(offset: number): void }> => {
  const shares: Share[] = [];
  const held: (() => void)[] = [];
  let spoil: (offset: number) => void = () => undefined;
  const sink: Pick<Sink, 'commit'> = {
    commit: (share) =>
      new Promise((done) => {
        spoil = (offset) => void share.spoilt?.([{ offset, refused: { code: 'STORE_REFUSED', message: 'no' } }]);
        shares.push(share);
        held.push(done);
      }),
  };
  const door = { rows: (statement: string) => Promise.resolve(/max\(last\)/.test(statement) ? [{ next: '7' }] : []) } as unknown as Door;
  const log = await openCounted(door, name, 0, { epoch: 0, waiting: 256 * 1024 * 1024 }, path(clock('wall'), 3650 * 86_400_000, shapes()), sink, () => undefined);
  return { log, shares, commit: () => held.splice(0).forEach((done) => done()), spoil: (offset) => spoil(offset) };
};

describe('a log that counts for itself', () => {
  test('it goes on where the ledger ended, and requests that come together are one commit', async () => {
    const { log, shares, commit } = await opened();
    const first = log.accept('event', [event('a')]);
    const others = Promise.all([log.accept('event', [event('b'), 'nonsense']), log.accept('sample', ['{}']), log.accept('event', [event('c'), event('c')])]);
    commit();
    expect(await first).toMatchObject({ accepted: 1 });
    await new Promise(setImmediate);
    commit();
    expect(await others).toMatchObject([{ accepted: 1, rejected: [{ index: 1, code: 'NOT_JSON' }] }, { accepted: 0, rejected: [{ index: 0, code: 'MISSING_FIELD' }] }, { accepted: 2, duplicates: 1 }]);
    expect(shares.map(({ first: from, last }) => [from, last])).toEqual([[7n, 7n], [8n, 12n]]);
  });

  test('a request without messages is answered, and those behind it are taken', async () => {
    const { log, shares, commit } = await opened();
    expect(await log.accept('event', [])).toEqual({ accepted: 0, duplicates: 0, late: 0, rejected: [] });
    await log.idle();
    const one = log.accept('event', [event('a')]);
    await new Promise(setImmediate);
    expect(shares).toHaveLength(1);
    commit();
    expect(await one).toMatchObject({ accepted: 1 });
    await log.idle();
  });

  test('a message that the store refuses is told to who sent it, and to nobody else', async () => {
    const { log, shares, commit, spoil } = await opened();
    const first = log.accept('event', [event('a')]);
    const others = Promise.all([log.accept('event', [event('b')]), log.accept('event', ['nonsense', event('c'), event('d')])]);
    commit();
    await first;
    await new Promise(setImmediate);
    spoil(10);
    commit();
    expect(await others).toMatchObject([{ accepted: 1, rejected: [] }, { accepted: 1, rejected: [{ index: 0, code: 'NOT_JSON' }, { index: 1, code: 'STORE_REFUSED' }] }]);
    expect(shares).toHaveLength(2);
  });

  test('a long queue goes along the path while a commit is written, and is the next one', async () => {
    const { log, shares, commit, spoil } = await opened();
    const first = log.accept('event', [event('a')]);
    const large = Array.from({ length: 12_000 }, (_, i) => event(`l-${i % 11_999}`));
    const others = Promise.all([log.accept('event', large), log.accept('event', [event('b'), 'nonsense'])]);
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    expect(shares).toHaveLength(1);
    commit();
    expect(await first).toMatchObject({ accepted: 1 });
    await new Promise(setImmediate);
    expect(shares.map(({ first: from, last, batch }) => [from, last, batch.ok])).toEqual([[7n, 7n, 1], [8n, 12_009n, 12_001]]);
    spoil(8 + 12_000);
    commit();
    expect(await others).toMatchObject([{ accepted: 12_000, duplicates: 1, rejected: [] }, { accepted: 0, rejected: [{ index: 0, code: 'STORE_REFUSED' }, { index: 1, code: 'NOT_JSON' }] }]);
    await log.idle();
  });

  test('imports that come one soon after the other are one commit, and the last does not wait for more', async () => {
    const { log, shares, commit } = await opened('import');
    const some = [log.accept('event', [event('a')])];
    await new Promise(setImmediate);
    some.push(log.accept('event', [event('b')]));
    for (let i = 0; i < 1000 && shares.length === 0; i++) await new Promise((done) => setTimeout(done, 5));
    commit();
    expect(await Promise.all(some)).toMatchObject([{ accepted: 1 }, { accepted: 1 }]);
    expect(shares.map(({ first: from, last }) => [from, last])).toEqual([[7n, 8n]]);
  });

  test('nobody is answered before the commit', async () => {
    const { log, commit } = await opened();
    let answered = false;
    const one = log.accept('event', [event('a')]).then(() => {
      answered = true;
    });
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    commit();
    await one;
    expect(answered).toBe(true);
  });

  test('while the store is away no more than 256 MiB wait; the next sender is told so, and taken once there is room', async () => {
    const { log, commit } = await opened();
    const large = 'x'.repeat(100 * 1024 * 1024);
    const two = [log.accept('event', [large]), log.accept('event', [large])];
    await expect(log.accept('event', [large])).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', retriable: true });
    commit();
    await two[0];
    await new Promise(setImmediate);
    const third = log.accept('event', [event('a')]);
    commit();
    await new Promise(setImmediate);
    commit();
    expect(await third).toMatchObject({ accepted: 1 });
  });
});

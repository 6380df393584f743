/** Several writers on one ledger: whatever their clocks say and in whatever order their rows can be seen, each row is climbed, and nobody who is gone is waited for. */
import { beforeEach, describe, expect, test } from 'vitest';
import { news, newsReader } from '../../aggregator/ledger.ts';
import { openWriters, type Reach, type Retired, type Writers } from '../../aggregator/writers.ts';
import { emptyBatch } from '../../ingest/path.ts';
import { shapes } from '../../ingest/shape.ts';
import { type Pulse, startPulse } from '../../ingest/sinks/pulse.ts';
import { openSink, type Sink } from '../../ingest/sinks/store.ts';
import { enrol, PULSE, type Writer } from '../../ingest/sinks/writer.ts';
import { resumeAt } from '../../ingest/sources/resume.ts';
import { logger } from '../../shared/log.ts';
import { stored } from '../../shared/time/instant.ts';
import type { Sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { ownStore } from '../support/own-store.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T12:00:00Z');

/** One ingest process whose clock is `off` ms wrong; its ledger rows can be held back on their way to the store. */
type Ingestor = { writer: Writer; sink: Sink; write(minute: number): Promise<void>; beat(gone?: 0 | 1): Promise<void>; hold(): { letGo(): void } };

describe('several writers', () => {
  const store = ownStore();
  let writers: Writers;
  let reach: Reach;
  let machine = START;
  let watch = 0;
  let offsets = 0;
  let retiredVersion = 0;
  const seen: number[] = [];

  const clockOf = (off: number): Clock => ({ mode: 'wall', now: () => machine + off, machine: () => machine + off, see: () => undefined });

  const ingestor = async (off: number): Promise<Ingestor> => {
    const clock = clockOf(off);
    let gate: Promise<void> = Promise.resolve();
    const door: Door = {
      ...store().ingest,
      async insert(table, columns, format, body) {
        if (table === 'ledger') await gate;
        await store().ingest.insert(table, columns, format, body);
      },
    };
    const writer = await enrol(store().ingest, clock, 0, false);
    const sink = openSink(door, clock, writer, logger('test', 'silent'), shapes());
    const place = { log: 'http', epoch: 0, partition: writer.partition };
    // beats only when it is told to
    const beats = async (gone: 0 | 1): Promise<void> => {
      const pulse: Pulse = startPulse(store().ingest, clock, { ...writer, alone: gone === 0 }, sink, () => [{ ...place, next: 0n, end: 0n, newest: 0, accepted: 0, refused: 0, late: 0 }], logger('test', 'silent'));
      await pulse.stop();
      writer.beat += 10;
    };
    return {
      writer,
      sink,
      async write(minute) {
        const batch = emptyBatch();
        batch.ok = 1;
        batch.touched.event.set(minute * 60, new Set(['shop']));
        const offset = BigInt(offsets++);
        await sink.commit({ place, first: offset, last: offset, holes: 0, end: 0n, speaks: true, tail: null, batch });
      },
      beat: (gone = 0) => beats(gone),
      hold() {
        let letGo = (): void => undefined;
        gate = new Promise((done) => {
          letGo = () => {
            gate = Promise.resolve();
            done();
          };
        });
        return { letGo };
      },
    };
  };

  const retire = ({ writer, seq, told }: Retired): Promise<void> =>
    store().climb.insert('retired', ['writer', 'seq', 'told', 'at', 'version'], 'JSONEachRow', `${JSON.stringify({ writer, seq: seq.toString(), told: told.toString(), at: '2026-11-01 00:00:00.000', version: ++retiredVersion })}\n`);

  /** What a writer of partitions of a topic tells; newest and clock in ms. */
  const told = ({ newest, clock, ...rest }: { writer: string; epoch: number; partition: number; next: number; end: number; newest: number; clock: number }): Promise<void> =>
    store().climb.insert('pulse', PULSE, 'JSONEachRow', `${JSON.stringify({ ...rest, log: 'topic', newest: stored(newest), clock: stored(clock), at: stored(clock), accepted: 1, refused: 0, late: 0, seq: 7, gone: 0, stopped: '', mode: 'wall' })}\n`);

  /** One tick's reading; the minutes it would climb. */
  const read = async (): Promise<number[]> => {
    const what = await news(store().climb, writers, reach);
    const minutes = [...what.touched.events.keys()].map((one) => one / 60);
    seen.push(...minutes);
    reach = what.reach;
    for (const one of what.retired) await retire(one);
    writers.settle(what.retired);
    return minutes;
  };
  const later = (ms: number): void => {
    machine += ms;
    watch += ms;
  };

  beforeEach(async () => {
    for (const table of ['pulse', 'ledger', 'retired']) await store().climb.run(`TRUNCATE TABLE ${table}` as Sql);
    [machine, watch, offsets] = [START, 0, 0];
    seen.length = 0;
    writers = await openWriters(store().climb, () => watch);
    reach = { floor: 0n, marks: new Map() };
  });

  test('one an hour behind and one an hour ahead are both read, whoever writes first, and each row once', async () => {
    const ahead = await ingestor(HOUR);
    await ahead.beat();
    await ahead.write(1);
    await ahead.beat();
    expect(await read()).toEqual([1]);
    const behind = await ingestor(-HOUR);
    await behind.write(2);
    expect(await read()).toEqual([2]);
    await behind.beat();
    for (let i = 3; i < 9; i++) {
      later(1000);
      await (i % 2 ? ahead : behind).write(i);
      if (i % 3 === 0) await read();
      await behind.beat();
      await ahead.beat();
      await read();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await read()).toEqual([]);
  });

  test('what was told of an older epoch of a log, or by a writer that was retired, holds no watermark', async () => {
    const mark = async (): Promise<number | null> => (await news(store().climb, await openWriters(store().climb, () => watch), reach)).watermark;
    await told({ writer: 'b', epoch: 1, partition: 0, next: 5, end: 5, newest: START, clock: START });
    expect(await mark()).toBe(START);
    await told({ writer: 'a', epoch: 0, partition: 1, next: 1, end: 5, newest: START - HOUR, clock: START });
    expect(await mark(), 'the topic was made anew').toBe(START);
    await told({ writer: 'c', epoch: 1, partition: 1, next: 1, end: 5, newest: START - HOUR, clock: START });
    expect(await mark(), 'another lags').toBe(START - HOUR);
    await retire({ writer: 'c', seq: 7n, told: 7n });
    expect(await mark(), 'and was given up').toBe(START);
    await retire({ writer: 'b', seq: 7n, told: 7n });
    expect(await mark(), 'nobody is left that speaks of the new log, and the old one is no other').toBeNull();
  });

  test('a log that is made anew while the aggregator runs is heard at once, though less of it was read', async () => {
    await told({ writer: 'a', epoch: 0, partition: 0, next: 500, end: 500, newest: START, clock: START });
    expect((await news(store().climb, writers, reach)).watermark).toBe(START);
    await told({ writer: 'b', epoch: 1, partition: 0, next: 3, end: 3, newest: START + 5000, clock: START + 5000 });
    expect((await news(store().climb, writers, reach)).watermark).toBe(START + 5000);
  });

  test('a row that can be seen long after younger ones of another writer is read, also when its writer beats meanwhile', async () => {
    const [slow, fast] = [await ingestor(0), await ingestor(0)];
    await Promise.all([slow.beat(), fast.beat()]);
    await read();
    const held = slow.hold();
    const writing = slow.write(1);
    for (let i = 2; i < 8; i++) {
      later(1000);
      await fast.write(i);
      await Promise.all([slow.beat(), fast.beat()]);
      expect(await read()).toEqual([i]);
    }
    held.letGo();
    await writing;
    expect(await read()).toEqual([1]);
    expect(await read()).toEqual([]);
  });

  test('a writer that enrols between two readings begins above everything read so far', async () => {
    const old = await ingestor(HOUR);
    for (let i = 1; i < 4; i++) {
      await old.write(i);
      await old.beat();
      await read();
    }
    const fresh = await ingestor(-HOUR);
    expect(fresh.writer.after).toBeGreaterThanOrEqual(reach.floor);
    later(5000);
    await old.beat();
    await read();
    await fresh.write(9);
    expect(await read()).toEqual([9]);
  });

  test('every writer has a partition of its own', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, (_, i) => ingestor(i * 1000)));
    expect(new Set(all.map((one) => one.writer.partition)).size).toBe(6);
    expect(new Set(all.map((one) => one.writer.name)).size).toBe(6);
  });

  test('two that take the same messages, a zombie and who came after it, leave a row each, though both count on from the same number', async () => {
    const ahead = await ingestor(HOUR);
    await ahead.write(1);
    await ahead.beat();
    const [zombie, next] = [await ingestor(-HOUR), await ingestor(-HOUR)];
    for (const [one, last] of [[zombie, 9n], [next, 5n]] as const) await one.sink.commit({ place: { log: 't', epoch: 0, partition: 0 }, first: 5n, last, holes: 0, end: 10n, speaks: true, tail: null, batch: emptyBatch() });
    expect((await resumeAt(store().ingest, 't', 0, 0)).get(0)).toBe(10n);
  });

  test('one that was killed holds the watermark for fifteen seconds and the floor for a quarter of an hour, then neither', async () => {
    const [dead, alive] = [await ingestor(0), await ingestor(0)];
    await dead.write(1);
    await Promise.all([dead.beat(), alive.beat()]);
    await read();
    const stood = reach.floor;
    const mark = async (): Promise<number | null> => (await news(store().climb, writers, reach)).watermark;
    const held = machine;
    later(12_000);
    await alive.beat();
    expect(await mark()).toBe(held);
    later(5000);
    await alive.beat();
    expect(await mark()).toBe(machine);
    await read();
    // it may go as far as the dead one promised, to its last row in the same millisecond
    expect(reach.floor - stood).toBeLessThan(4096n);
    later(15 * 60_000);
    await alive.beat();
    await read();
    expect(reach.floor).toBeGreaterThan(stood);
    expect([...reach.marks.keys()]).toEqual([]);
  });

  test('one that ends in order is not waited for at all', async () => {
    const [ends, stays] = [await ingestor(0), await ingestor(0)];
    await ends.write(1);
    await Promise.all([ends.beat(), stays.beat()]);
    await read();
    later(1000);
    await ends.write(2);
    await ends.beat(1);
    later(5000);
    await stays.beat();
    const what = await news(store().climb, writers, reach);
    expect(what.watermark).toBe(machine);
    expect(await read()).toEqual([2]);
    expect(reach.floor).toBeGreaterThan(BigInt(machine - 5000) * 4096n);
  });

  test('one that was given up and comes back is read from where it was left', async () => {
    const [sleeper, awake] = [await ingestor(-HOUR), await ingestor(0)];
    await Promise.all([sleeper.beat(), awake.beat()]);
    await read();
    const held = sleeper.hold();
    const writing = sleeper.write(1);
    for (let i = 0; i < 3; i++) {
      later(10 * 60_000);
      await awake.write(10 + i);
      await awake.beat();
      await read();
    }
    held.letGo();
    await writing;
    expect(await read(), 'it lies below the floor, and its writer has not spoken yet').toEqual([]);
    await sleeper.beat();
    expect(await read()).toContain(1);
    await sleeper.write(2);
    expect(await read()).toEqual([2]);
  });

  test('the last row of one that died while it was on its way is found by the next look, at the latest after an hour or a restart', async () => {
    const [dead, alive] = [await ingestor(0), await ingestor(0)];
    await Promise.all([dead.beat(), alive.beat()]);
    await read();
    const held = dead.hold();
    const writing = dead.write(1);
    for (let i = 0; i < 3; i++) {
      later(10 * 60_000);
      await alive.beat();
      await read();
    }
    held.letGo();
    await writing;
    expect(await read()).toEqual([]);
    later(HOUR);
    await alive.beat();
    expect(await read()).toEqual([1]);
    later(2 * HOUR);
    await alive.beat();
    expect(await read(), 'and it is not found again').toEqual([]);
    writers = await openWriters(store().climb, () => watch);
    expect(await read()).toEqual([]);
  });

  test('while nobody tells anything the ledger is not read, but every five seconds all the same', async () => {
    const one = await ingestor(0);
    await one.beat();
    let asked = 0;
    const door: Door = { ...store().climb, rows: (...all) => (asked++, store().climb.rows(...all)) };
    const look = newsReader(door, writers, () => watch);
    const statements = async (): Promise<[number, boolean]> => {
      asked = 0;
      const { fresh, watermark } = await look(reach);
      expect(watermark).toBe(START);
      return [asked, fresh];
    };
    await look(reach);
    expect(await statements(), 'one that only asks whether anybody has spoken').toEqual([1, false]);
    await one.write(1);
    expect(await statements(), 'its writer has not spoken yet').toEqual([1, false]);
    watch += 5000;
    expect(await statements(), 'a writer that ends here leaves a row that no pulse tells of').toEqual([3, true]);
    // it was not climbed, so it is news again
    expect(await statements()).toEqual([3, true]);
  });

  test('where nobody else writes nothing is asked while nothing is written; a ledger that is read to its end is read again once it has grown, or when what it told was not climbed', async () => {
    const one = await ingestor(0);
    await one.beat();
    let asked = 0;
    const door: Door = {
      ...store().climb,
      rows(...all) {
        asked++;
        return store().climb.rows(...all);
      },
    };
    const look = newsReader(door, writers, () => watch, store().writes);
    const statements = async (): Promise<[number, boolean]> => {
      asked = 0;
      const what = await look(reach);
      if (!what.fresh) reach = what.reach;
      return [asked, what.fresh];
    };
    await statements();
    expect(await statements()).toEqual([0, false]);
    await one.beat();
    expect(await statements(), 'a pulse alone').toEqual([1, false]);
    await one.write(1);
    await one.beat();
    expect(await statements()).toEqual([2, true]);
    // it was not climbed, so it is news again, though nothing was written since
    expect(await statements()).toEqual([2, true]);
    reach = (await look(reach)).reach;
    await one.beat();
    expect(await statements(), 'climbed').toEqual([1, false]);
  });

  test('what is told is read with the next look', async () => {
    const one = await ingestor(0);
    await one.beat();
    const look = newsReader(store().climb, writers, () => watch);
    await look(reach);
    await one.write(3);
    await one.beat();
    expect([...(await look(reach)).touched.events.keys()]).toEqual([180]);
  });
});

/**
 * The protocol in a simulated world: the product's own sink, pulse, enrolment, resume, lease, ledger reading and writers over a log, a store and a clock of the
 * simulator. One seed is one world, the same to the last step: processes die, freeze and wake as zombies, partitions are read by two at once, inserts are torn,
 * replies are lost, clocks are wrong, the log forgets. At the end everything is healed, and what was counted must be what the log held.
 */
import { type News, newsReader } from '../../aggregator/ledger.ts';
import { type Lease, takeLease } from '../../aggregator/lease.ts';
import { openWriters, type Reach, type Writers } from '../../aggregator/writers.ts';
import { readCheckpoint } from '../../aggregator/follow.ts';
import { emptyBatch, path } from '../../ingest/path.ts';
import { shapes } from '../../ingest/shape.ts';
import { startPulse } from '../../ingest/sinks/pulse.ts';
import { openSink } from '../../ingest/sinks/store.ts';
import { enrol } from '../../ingest/sinks/writer.ts';
import { recordGap } from '../../ingest/sources/gap.ts';
import { resumeAt } from '../../ingest/sources/resume.ts';
import { HeptadError } from '../../shared/errors.ts';
import { logger } from '../../shared/log.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import { type Random, random as randomOf } from './random.ts';
import { COUNT, simulatedStore } from './simulated-store.ts';
import { type Life, type Virtual, virtual } from './virtual.ts';

/** What can be wrong with the protocol on purpose; each must be found. */
export const MUTANTS = ['resume from the greatest offset', 'ledger before raw', 'versions from the wall clock', 'checkpoint before roll-up', 'commit before insert', 'no deduplication', 'no fence', 'promises ahead of what is written'] as const;
export type Mutant = (typeof MUTANTS)[number];
export type World = { seed: number; events: number; faults: Record<string, number>; messages: number; wrong: string[] };

const START = Date.parse('2026-11-01T00:00:00Z');
const DAY = 86_400_000;
const PARTITIONS = 2;
const log = logger('simulator', 'silent');

/** A record of the log: a message, or the marker of a transaction. */
type Entry = { id: string; time: number; body: string; bad: boolean } | null;
type Partition = { entries: Entry[]; low: number };
type Setting = { time: Virtual; random: Random; door: Door; logs: Partition[]; owners: (Life | null)[]; committed: bigint[]; mutant: Mutant | null; faults: Record<string, number> };

const fault = (faults: Record<string, number>, kind: string): void => void (faults[kind] = (faults[kind] ?? 0) + 1);

/** The clock of a life: the simulator's, as wrong as its machine. */
const clockOf = (time: Virtual, life: Life): Clock => ({ mode: 'wall', now: () => START + time.now() + life.skew, machine: () => START + time.now() + life.skew, see: () => undefined });
const pause = (time: Virtual, ms: number): Promise<void> => new Promise((done) => void time.after(ms, done));

/** The way to the store and back. `rough` false: nothing happens on it any more. */
const doorTo = (time: Virtual, random: Random, store: ReturnType<typeof simulatedStore>, sky: { rough: boolean; down: boolean }, faults: Record<string, number>): Door => {
  const call = <T>(work: (torn: boolean) => T, torn = false): Promise<T> =>
    new Promise((done, failed) => {
      const away = (): void => failed(new HeptadError('STORE_UNREACHABLE', 'simulated', { retriable: true }));
      const roll = sky.rough ? random.unit() : 0.5;
      const back = time.current();
      const travel = roll > 0.97 ? 2000 + random.below(8000) : 1 + random.below(20);
      if (roll > 0.97) fault(faults, 'delayed');
      if (roll < 0.03) {
        fault(faults, 'lost before');
        return void time.after(travel, away);
      }
      // it happens at the store whatever has become of who asked
      const reply = new Promise<() => void>((answered) =>
        time.around(travel, () => {
          if (sky.down) return answered(away);
          const breaks = torn && roll < 0.06;
          if (breaks) fault(faults, 'torn insert');
          try {
            const answer = work(breaks);
            if (breaks || roll < 0.08) {
              if (!breaks) fault(faults, 'lost after');
              return answered(away);
            }
            answered(() => done(answer));
          } catch (error) {
            answered(() => failed(error as Error));
          }
        }));
      void reply.then((then) => (back ? time.live(back, async () => void time.after(1 + random.below(20), then)) : time.after(1, then)));
    });
  return {
    rows: <T>(statement: never, params = {}) => call(() => store.rows(statement, params) as T[]),
    insert: (table, _columns, _format, body) => call((torn) => store.insert(table, body, torn), table === 'sie'),
    run: () => Promise.reject(new Error('not simulated')),
    fill: () => Promise.reject(new Error('not simulated')),
    rowsRead: () => 0,
  };
};

/** One process that takes in, from its start to its end. */
const ingestor = async ({ time, random, door, logs, owners, committed, mutant }: Setting, life: Life): Promise<void> => {
  const clock = clockOf(time, life);
  const writer = await enrol(door, clock, 0, false);
  const known = shapes();
  const along = path(clock, 3650 * DAY, known);
  const late: Parameters<Door['insert']>[] = [];
  /** the mutant: its raw rows come after the ledger row */
  const backwards: Door = { ...door, async insert(...all) {
    if (all[0] === 'sie' || all[0] === 'refused') return void late.push(all);
    await door.insert(...all);
    if (all[0] === 'ledger') for (const one of late.splice(0)) await door.insert(...one);
  } };
  const sink = openSink(mutant === 'ledger before raw' ? backwards : door, clock, writer, log, known);
  const state = logs.map(() => ({ next: 0n, loaded: false, busy: false }));
  const beats = (): ReturnType<Parameters<typeof startPulse>[4]> => [
    { log: 'import', epoch: 0, partition: writer.partition, next: 0n, end: 0n, newest: 0, accepted: 0, refused: 0, late: 0 },
    ...state.flatMap((one, partition) => (owners[partition] === life && one.loaded ? [{ log: 't', epoch: 0, partition, next: one.next, end: BigInt(logs[partition]?.entries.length ?? 0), newest: 0, accepted: 0, refused: 0, late: 0 }] : [])),
  ];
  // the mutant promises the greatest number there is, also while a smaller one is being written
  const promising = mutant === 'promises ahead of what is written' ? { ...sink, promise: (heard: bigint) => { const now = BigInt(clock.machine()) * 4096n; return now > heard ? now : heard; } } : sink;
  const pulse = startPulse(door, clock, writer, promising, beats, log);

  const resume = async (partition: number): Promise<bigint> => {
    const there = logs[partition] as Partition;
    const low = BigInt(there.low);
    if (mutant === 'commit before insert') return committed[partition] as bigint;
    if (mutant === 'resume from the greatest offset') return (await door.rows<{ next: number }>('-- simulator: greatest offset' as never, { partition }))[0]?.next as unknown as bigint;
    return (await resumeAt(door, 't', 0, clock.machine(), 20)).get(partition) ?? low;
  };

  const take = async (partition: number): Promise<void> => {
    const mine = state[partition] as (typeof state)[number];
    const there = logs[partition] as Partition;
    if (!mine.loaded) {
      const found = await resume(partition);
      mine.next = found > mine.next ? found : mine.next;
      mine.loaded = true;
    }
    if (mine.next < BigInt(there.low)) {
      const next = BigInt(there.low);
      const found = await resume(partition);
      if (found > mine.next) mine.next = found;
      if (mine.next >= next) return;
      await recordGap({ door, sink, clock }, { log: 't', epoch: 0, partition }, mine.next, next, BigInt(there.entries.length));
      mine.next = next;
      return;
    }
    const from = Number(mine.next);
    const some = there.entries.slice(from, from + 1 + random.below(8));
    if (some.length === 0) return pause(time, 300);
    const batch = emptyBatch();
    some.forEach((one, i) => one && along(batch, 'event', one.body, { log: 't', epoch: 0, partition, offset: from + i }));
    const last = BigInt(from + some.length - 1);
    if (mutant === 'commit before insert') committed[partition] = last + 1n;
    const heartbeat = (): Promise<void> => (owners[partition] === life || random.chance(0.5) ? Promise.resolve() : Promise.reject(new Error('another member has it')));
    await sink.commit({ place: { log: 't', epoch: 0, partition }, first: BigInt(from), last, holes: some.filter((one) => one === null).length, end: BigInt(there.entries.length), speaks: true, tail: null, batch }, heartbeat);
    mine.next = last + 1n;
    if ((committed[partition] as bigint) < mine.next) committed[partition] = mine.next;
    pulse.beat();
  };

  for (const partition of logs.keys())
    void (async () => {
      for (;;) {
        // who has lost a partition may notice it late
        const mine = state[partition] as (typeof state)[number];
        if (owners[partition] !== life && (random.chance(0.7) || !mine.loaded)) mine.loaded = false;
        else await take(partition).catch(() => {
          mine.loaded = false;
        });
        await pause(time, 100);
      }
    })();
};

/** One process that climbs, or stands by. */
const aggregator = async ({ time, random, door, mutant }: Setting, life: Life): Promise<void> => {
  const clock = clockOf(time, life);
  let lease: Lease | null = null;
  let writers: Writers;
  let news: (reach: Reach) => Promise<News>;
  let reach: Reach = { floor: 0n, marks: new Map() };
  let ticks = 0n;
  const version = (): bigint => (mutant === 'versions from the wall clock' ? BigInt(clock.machine()) : (mutant === 'no fence' ? 1n : (lease as Lease).epoch) * 2n ** 40n + ++ticks);
  const checkpoint = async (next: Reach, retired: readonly { writer: string; seq: bigint; told: bigint }[]): Promise<void> => {
    for (const one of retired) await door.insert('retired', [], 'JSONEachRow', JSON.stringify({ writer: one.writer, seq: String(one.seq), told: String(one.told), version: String(version()) }));
    await door.insert('checkpoint', [], 'JSONEachRow', JSON.stringify({ version: String(version()), seq: String(next.floor), marks: Object.fromEntries([...next.marks].map(([writer, seq]) => [writer, String(seq)])), watermark: stored(clock.machine()) }));
    reach = next;
  };
  const climb = async (minutes: number[]): Promise<void> => {
    const mine = version();
    const rows = await door.rows<{ minute: number; n: number; deliveries: number }>(COUNT, { minutes: JSON.stringify(minutes) });
    await door.insert('slice', [], 'JSONEachRow', rows.map((one) => JSON.stringify({ minute: one.minute, n: mutant === 'no deduplication' ? one.deliveries : one.n, version: String(mine) })).join('\n'));
  };
  const tick = async (): Promise<void> => {
    if (!lease) {
      lease = await takeLease(door, clock, life.name, false);
      if (!lease) return pause(time, 2000);
      try {
        ticks = 0n;
        writers = await openWriters(door, () => time.now());
        news = newsReader(door, writers, () => time.now());
        const last = await readCheckpoint(door);
        reach = { floor: BigInt(last?.seq ?? 0), marks: new Map(Object.entries(last?.marks ?? {}).map(([writer, seq]) => [writer, BigInt(seq)])) };
        if (last) await checkpoint(reach, []);
      } catch (error) {
        lease = null;
        throw error;
      }
    }
    if (!(await lease.renew()) && mutant !== 'no fence') {
      lease = null;
      return;
    }
    const what = await news(reach);
    if (!what.fresh && what.retired.length === 0) {
      reach = what.reach;
      writers.settle([]);
      return;
    }
    const minutes = [...what.touched.events.keys()];
    if (mutant === 'checkpoint before roll-up') await checkpoint(what.reach, what.retired);
    if (minutes.length > 0) await climb(minutes);
    if (mutant !== 'checkpoint before roll-up') await checkpoint(what.reach, what.retired);
    writers.settle(what.retired);
  };
  for (;;) {
    await tick().catch(() => undefined);
    await pause(time, 800 + random.below(400));
  }
};

/** What the slices must say, by what the log still holds and what stands in gaps. */
const check = (logs: readonly Partition[], { tables }: ReturnType<typeof simulatedStore>): string[] => {
  const wrong: string[] = [];
  const ids = new Map<number, Set<string>>();
  for (const [partition, { entries }] of logs.entries()) {
    const ranges = [...[...tables.ledger.values()].filter((one) => one.log === 't'), ...tables.gap.values()].filter((one) => one.partition === partition).sort((a, b) => Number(a.first - b.first) || Number(a.last - b.last));
    let next = 0n;
    for (const { first, last } of ranges) if (first <= next && last >= next) next = last + 1n;
    if (next < BigInt(entries.length)) wrong.push(`partition ${partition}: the ledger covers it up to ${next} of ${entries.length}; behind that ${ranges.filter((one) => one.first > next).map((one) => `${one.first} to ${one.last}`).join(', ') || 'nothing'}`);
    entries.forEach((entry, offset) => {
      if (!entry) return;
      const key = `${partition}/${offset}`;
      const stands = tables.raw.has(key) || tables.refused.has(key);
      const gone = [...tables.gap.values()].some((one) => one.partition === partition && one.first <= BigInt(offset) && one.last >= BigInt(offset));
      if (!stands && !gone) wrong.push(`${key}: lost`);
      if (entry.bad !== tables.refused.has(key) && stands) wrong.push(`${key}: ${entry.bad ? 'stored' : 'refused'}`);
      const minute = Math.floor(entry.time / 60_000) * 60;
      if (tables.raw.has(key)) ids.set(minute, (ids.get(minute) ?? new Set()).add(entry.id));
    });
  }
  /** Which ledger rows speak of a row of raw. */
  const spoken = ({ partition, offset }: { partition: number; offset: number }): string =>
    [...tables.ledger.values()].filter((one) => one.log === 't' && one.partition === partition && one.first <= BigInt(offset) && one.last >= BigInt(offset)).map((one) => `row ${one.seq} of ${one.writer}`).join(' and ') || 'no ledger row';
  for (const [minute, set] of ids) {
    const slice = tables.slice.get(minute);
    if (slice?.n === set.size) continue;
    // what a zombie that then died has stored of offsets that were written off as a gap before may count or not: the one way in which it depends
    const sure = new Set([...tables.raw.values()].filter((one) => one.minute === minute && !(spoken(one) === 'no ledger row' && [...tables.gap.values()].some((gap) => gap.partition === one.partition && gap.first <= BigInt(one.offset) && gap.last >= BigInt(one.offset) && gap.looked < one.order))).map((one) => one.id));
    if ((slice?.n ?? 0) >= sure.size && (slice?.n ?? 0) <= set.size) continue;
    wrong.push(`minute ${minute}: ${slice?.n ?? 'nothing'} counted of ${set.size} (version ${slice?.version}); ${[...tables.raw.values()].filter((one) => one.minute === minute).map((one) => `${one.partition}/${one.offset} by ${spoken(one)}`).join(', ')}`);
  }
  for (const minute of tables.slice.keys()) if (!ids.has(minute)) wrong.push(`minute ${minute}: counted, and nothing was sent`);
  return wrong;
};

/** Plays one seed: `seconds` of faults, then minutes without any, of every fourth hours. */
export const simulate = async (seed: number, mutant: Mutant | null = null, seconds = 120): Promise<World> => {
  const random = randomOf(seed);
  const time = virtual(random);
  const store = simulatedStore(random);
  const sky = { rough: true, down: false };
  const faults: Record<string, number> = {};
  const logs = Array.from({ length: PARTITIONS }, (): Partition => ({ entries: [], low: 0 }));
  const door = doorTo(time, random, store, sky, faults);
  const setting: Setting = { time, random, door, logs, owners: logs.map(() => null), committed: logs.map(() => 0n), mutant, faults };
  if (mutant === 'resume from the greatest offset') {
    const rows = door.rows;
    door.rows = ((statement: never, params: { partition: number }) => {
      if (!String(statement).startsWith('-- simulator: greatest')) return rows(statement, params);
      const mine = [...store.tables.raw.keys(), ...store.tables.refused].map((one) => one.split('/').map(Number)).filter(([partition]) => partition === params.partition);
      return Promise.resolve([{ next: BigInt(Math.max((logs[params.partition] as Partition).low, ...mine.map(([, offset]) => (offset as number) + 1))) }]);
    }) as never;
  }
  const timers = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  Object.assign(globalThis, { setTimeout: (then: () => void, ms: number) => time.after(ms, then), clearTimeout: (cancel?: () => void) => cancel?.() });
  simulated.time = time;

  const rooms: { room: typeof ingestor; lives: Life[] }[] = [{ room: ingestor, lives: [] }, { room: aggregator, lives: [] }];
  let born = 0;
  const bear = ({ room, lives }: (typeof rooms)[number]): void => {
    const life: Life = { name: `${room.name} ${++born}`, skew: random.chance(0.3) ? random.below(600_000) - 300_000 : 0, state: 'running', waiting: [] };
    lives.push(life);
    time.live(life, async () => {
      // a process that cannot start is started again
      for (;;) {
        try {
          return await room(setting, life);
        } catch {
          await pause(time, 1000);
        }
      }
    });
  };
  const running = (lives: readonly Life[]): Life[] => lives.filter((one) => one.state === 'running');
  /** The group gives every partition to somebody who runs: 6 s after its owner was last heard, or whenever it likes. */
  const assign = (): void => {
    const members = running((rooms[0] as (typeof rooms)[number]).lives);
    for (const [i, owner] of setting.owners.entries()) if (members.length > 0 && (owner?.state !== 'running' || random.chance(0.05))) setting.owners[i] = random.pick(members);
  };
  const produce = (): void => {
    for (const there of logs)
      for (let i = random.below(6); i > 0; i--) {
        const before = random.chance(0.1) ? random.pick(random.pick(logs).entries.filter((one) => one !== null)) : undefined;
        if (before) there.entries.push(before);
        else if (random.chance(0.05)) there.entries.push(null);
        else {
          const bad = random.chance(0.05);
          // few of a minute: one that is passed over must not be made good by the next
          const at = START - random.below(3) * DAY - random.below(100) * 60_000 + random.below(60_000);
          const entry = { id: `m${random.below(1e9)}`, time: at, bad };
          there.entries.push({ ...entry, body: bad ? '{' : JSON.stringify({ id: entry.id, time: at, service: 'shop', kind: 'k' }) });
        }
      }
  };
  const strike = (): void => {
    const { room, lives } = random.pick(rooms);
    const victims = running(lives);
    const roll = random.unit();
    if (roll < 0.45 && victims.length > 0) {
      fault(faults, `kill ${room.name}`);
      time.kill(random.pick(victims));
    } else if (roll < 0.7 && victims.length > 0) {
      fault(faults, `zombie ${room.name}`);
      time.freeze(random.pick(victims), 3000 + random.below(30_000));
    } else if (roll < 0.9) {
      fault(faults, 'store down');
      sky.down = true;
      time.around(random.below(5000), () => (sky.down = false));
    } else {
      // where a partition begins is said by its first ledger row: what the log forgets before that is nobody's
      const begun = logs.filter((_, partition) => [...store.tables.ledger.values()].some((one) => one.log === 't' && one.partition === partition));
      if (begun.length === 0) return;
      const there = random.pick(begun);
      fault(faults, 'log forgets');
      there.low = Math.max(there.low, there.entries.length - 5 - random.below(20));
    }
  };
  const every = (ms: number, until: number, work: () => void): void => time.around(ms, () => {
    if (time.now() > until) return;
    work();
    every(ms, until, work);
  });
  try {
    const end = seconds * 1000;
    const healed = end + 9_000_000;
    // whoever runs processes keeps two and two of them
    every(1000, healed, () => {
      for (const one of rooms) while (one.lives.filter((life) => life.state !== 'dead').length < 2) bear(one);
    });
    every(2000, healed, assign);
    every(700, end, produce);
    every(3000, end, strike);
    let events = await time.run(end);
    sky.rough = false;
    sky.down = false;
    events += await time.run(end + 30_000);
    time.pace = 10;
    // a holder of the lease that died may have had a clock five minutes ahead
    events += await time.run(end + 450_000);
    const wrong = check(logs, store);
    // hours: writers that died are given up, and rows of theirs that came late are looked for
    if (wrong.length === 0 && seed % 4 === 0) {
      time.pace = 30;
      events += await time.run(healed);
      wrong.push(...check(logs, store));
    }
    return { seed, events, faults, messages: logs.reduce((sum, one) => sum + one.entries.length, 0), wrong };
  } finally {
    Object.assign(globalThis, timers);
    for (const one of rooms) for (const life of one.lives) time.kill(life);
  }
};

/** The time of the world that is being simulated: the test puts it in the place of node:timers/promises. */
export const simulated: { time: Virtual | null } = { time: null };

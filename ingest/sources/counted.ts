/**
 * Logs without offsets of their own, `http` and `import`: each message gets the next number of a counter that the ledger keeps. Requests that come
 * together are committed together, one ledger row for all of them; while one commit is written, a long queue goes along the path for the next.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Config } from '../../shared/config.ts';
import { HeptadError } from '../../shared/errors.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { JANUARY_1970, secondsHint } from '../../shared/time/seconds.ts';
import type { RefusalCode, Stream } from '../message.ts';
import { type Batch, emptyBatch, type Identity, type Path, type Way } from '../path.ts';
import type { Beat } from '../sinks/pulse.ts';
import type { Sink, Spoilt } from '../sinks/store.ts';
import { standing, vouch } from './gap.ts';

/** `list` in pieces of at most `size`. */
const chunks = <T>(list: T[], size: number): T[][] => (list.length <= size ? (list.length === 0 ? [] : [list]) : Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size)));

const counter = sql(import.meta.url, './counter.sql');

/** What a sender is told: how many were stored, repeated within the request, late, and which were rejected and why. */
export type Receipt = { accepted: number; duplicates: number; late: number; rejected: { index: number; code: RefusalCode; message: string }[]; /** what is odd about those that were taken */ hints?: string[] };

/** Messages of a request that are dated January 1970. */
type Odd = { seconds: number };

/** A request, or the next MOST messages of a large one: `from` = how many of it went before. Its pieces share the receipt, what is odd and the identities seen. */
type Waiting = { stream: Stream; bodies: (Buffer | string)[]; from: number; bytes: number; way: Way; receipt: Receipt; odd: Odd; seen: Seen; done: () => void; failed: (error: unknown) => void };

/** Messages and bytes one commit takes at most; a larger request is several commits. */
const MOST = 50_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Messages that make a queue long: shorter ones wait for the commit that is written, and share the next. */
const LONG = 2000;
/** Messages that go along the path before others get a turn. */
const AT_ONCE = 5000;
/** How long a commit of the import log, which is not full, waits for the next request, ms: few large inserts cost the store much less than many. */
const LINGER = 25;
/** What a message costs here besides its own bytes, roughly. */
const OVERHEAD = 256;

/** Identities of a request: service, source, minute, id. Nested, for most of the words recur. */
type Seen = Map<string, Map<string, Map<number, Set<string>>>>;

/** Whether the identity was there before; from now on it is. */
const again = (seen: Seen, { service, source, id, time }: Identity): boolean => {
  const minute = Math.floor(time / 60_000);
  let sources = seen.get(service);
  if (!sources) seen.set(service, (sources = new Map()));
  let minutes = sources.get(source);
  if (!minutes) sources.set(source, (minutes = new Map()));
  let ids = minutes.get(minute);
  if (!ids) minutes.set(minute, (ids = new Set()));
  const before = ids.size;
  return ids.add(id).size === before;
};

/** What went along the path and is to be one commit: the requests in it, and the number that the first message of each got. */
type Work = { some: Waiting[]; begins: number[]; first: bigint; size: number; bytes: number; batch: Batch };

export type CountedLog = { accept(stream: Stream, bodies: (Buffer | string)[], way?: Way): Promise<Receipt>; beat(): Beat; counts: Record<string, number>; idle(): Promise<void> };

/** `waiting`: bytes that may wait while the store is away; senders beyond it are told to come again. */
type CountedConfig = Pick<Config, 'epoch'> & { waiting: number };

/** Opens a writer's own partition of the log `name`. `committed` is told after each ledger row. */
export const openCounted = async (door: Door, name: 'http' | 'import', partition: number, config: CountedConfig, path: Path, sink: Pick<Sink, 'commit'>, committed: () => void): Promise<CountedLog> => {
  const place = { log: name, epoch: config.epoch, partition };
  const [row] = await door.rows<{ next: string }>(counter, place);
  let next = BigInt(row?.next ?? 0);
  // rows that a crash left without a ledger row: nobody was told that they are stored, but they stand, and their numbers must not be given to others
  // (partition 0 is that of an embedded store: elsewhere each start has a partition of its own, and nothing can stand in it)
  const left = partition === 0 ? await standing(door, place, next, BigInt(Number.MAX_SAFE_INTEGER)) : [];
  const top = BigInt(left.at(-1)?.offset ?? 0);
  if (left.length > 0) {
    await sink.commit({ place, first: next, last: top, holes: Number(top - next + 1n) - left.length, end: 0n, speaks: name === 'http', tail: null, ...vouch(left) });
    next = top + 1n;
  }
  const queue: Waiting[] = [];
  /** messages in the queue */
  let queued = 0;
  /** called when a request has joined the queue */
  let heed = (): void => undefined;
  let running: Promise<void> | null = null;
  let waiting = 0;
  const totals = { newest: 0, accepted: 0, refused: 0, late: 0 };
  const counts: Record<string, number> = {};

  /** The next messages of a request along the path. */
  const walk = ({ batch }: Work, { stream, bodies, from, way, receipt, odd, seen }: Waiting, start: number): void => {
    const at = { ...place, offset: Number(next) };
    const end = Math.min(bodies.length, start + AT_ONCE);
    next += BigInt(end - start);
    for (let index = start; index < end; index++, at.offset++) {
      const ended = path(batch, stream, bodies[index] as Buffer | string, at, way);
      if (ended.end === 'refused') {
        receipt.rejected.push({ index: from + index, ...ended.refused });
        counts[ended.refused.code] = (counts[ended.refused.code] ?? 0) + 1;
        continue;
      }
      if (ended.end === 'late') receipt.late++;
      if (ended.message.time < JANUARY_1970) odd.seconds++;
      receipt.accepted++;
      if (again(seen, ended.message)) receipt.duplicates++;
    }
  };

  const fits = (work: Work | null): boolean => {
    const [one] = queue;
    return one !== undefined && (work === null || (work.size + one.bodies.length <= MOST && work.bytes + one.bytes <= MOST_BYTES));
  };

  /** The first request of the queue becomes part of `work`; its messages are still to go along the path. */
  const take = (work: Work): Waiting => {
    const one = queue.shift() as Waiting;
    queued -= one.bodies.length;
    work.some.push(one);
    work.begins.push(Number(next));
    work.size += one.bodies.length;
    work.bytes += one.bytes;
    return one;
  };

  /** Durable, and told to all whose it is. */
  const write = async ({ some, begins, first, batch, size }: Work): Promise<void> => {
    const spoilt = (those: readonly Spoilt[]): void => {
      for (const { offset, refused } of those) {
        const i = begins.findLastIndex((begin) => begin <= offset);
        const { from, receipt } = some[i] as Waiting;
        receipt.accepted--;
        receipt.rejected.push({ index: from + offset - (begins[i] as number), ...refused });
        receipt.rejected.sort((a, b) => a.index - b.index);
        counts[refused.code] = (counts[refused.code] ?? 0) + 1;
      }
    };
    try {
      if (size > 0) await sink.commit({ place, first, last: first + BigInt(size) - 1n, holes: 0, end: 0n, speaks: name === 'http', tail: null, batch, spoilt });
      totals.newest = Math.max(totals.newest, batch.newest);
      totals.accepted += batch.ok;
      totals.refused += batch.refused.length;
      totals.late += batch.late.length;
      for (const one of some) one.done();
      committed();
    } catch (error) {
      for (const one of some) one.failed(error);
    }
  };

  /** Resolves true when a request joins the queue that `is` wanted, false after `ms`, or never. */
  const joined = (is: () => boolean, ms: number | null): Promise<boolean> =>
    new Promise((done) => {
      const timer = ms === null ? undefined : setTimeout(() => done(false), ms);
      heed = () => {
        if (!is()) return;
        clearTimeout(timer);
        done(true);
      };
    });

  const drain = async (): Promise<void> => {
    let work: Work | null = null;
    let writing = null as Promise<void> | null;
    while (queue.length > 0 || work || writing) {
      // one commit is written at a time: a long queue goes along the path meanwhile, a short one waits and is then taken whole
      while (fits(work) && (!writing || queued >= LONG)) {
        work ??= { some: [], begins: [], first: next, size: 0, bytes: 0, batch: emptyBatch() };
        try {
          const one = take(work);
          walk(work, one, 0);
          for (let start = AT_ONCE; start < one.bodies.length; start += AT_ONCE) {
            await turn();
            walk(work, one, start);
          }
        } catch (error) {
          for (const one of work.some) one.failed(error);
          work = null;
        }
      }
      if (writing) await Promise.race([writing, ...(work && work.size >= MOST ? [] : [joined(() => queued >= LONG, null)])]);
      else if (work && !(name === 'import' && queue.length === 0 && work.size < MOST && (await joined(() => true, LINGER)))) {
        writing = write(work).then(() => {
          writing = null;
        });
        work = null;
      }
    }
  };

  // a drain may end without ever having waited, so it must not be what says that none is running
  const start = (): void => {
    running ??= drain().finally(() => {
      running = null;
      if (queue.length > 0) start();
    });
  };

  return {
    async accept(stream, bodies, way = {}) {
      const receipt: Receipt = { accepted: 0, duplicates: 0, late: 0, rejected: [] };
      const odd: Odd = { seconds: 0 };
      const seen: Seen = new Map();
      const pieces = chunks(bodies, MOST).map((some) => ({ some, bytes: some.reduce((sum, one) => sum + one.length + OVERHEAD, 0) }));
      const size = pieces.reduce((sum, one) => sum + one.bytes, 0);
      if (waiting > 0 && waiting + size > config.waiting) throw new HeptadError('STORE_UNREACHABLE', 'too much waits for the store; send this again later', { retriable: true });
      waiting += size;
      const ends = pieces.map(
        ({ some, bytes }, i) =>
          new Promise<void>((done, failed) => {
            const free = <T>(end: (one: T) => void) => (one: T): void => {
              waiting -= bytes;
              end(one);
            };
            queue.push({ stream, bodies: some, from: i * MOST, bytes, way, receipt, odd, seen, done: free(done), failed: free(failed) });
            queued += some.length;
          }),
      );
      heed();
      start();
      // every piece has ended before anybody is told, so that what is told is the end of all of it
      const failure = (await Promise.allSettled(ends)).find((one) => one.status === 'rejected');
      if (failure) throw failure.reason;
      return odd.seconds === 0 ? receipt : { ...receipt, hints: [secondsHint(odd.seconds)] };
    },
    beat: () => ({ ...place, next: 0n, end: 0n, ...totals }),
    counts,
    async idle() {
      while (running) await running;
    },
  };
};

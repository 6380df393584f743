/**
 * Logs without offsets of their own, `http` and `import`: each message gets the next number of a counter that the ledger keeps. Requests that come
 * together are committed together, one ledger row for all of them.
 */
import type { Config } from '../../shared/config.ts';
import { HeptadError } from '../../shared/errors.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { RefusalCode, Stream } from '../message.ts';
import { emptyBatch, type Path, type Way } from '../path.ts';
import type { Beat } from '../sinks/pulse.ts';
import type { Sink, Spoilt } from '../sinks/store.ts';

/** `list` in pieces of at most `size`. */
const chunks = <T>(list: T[], size: number): T[][] => (list.length <= size ? (list.length === 0 ? [] : [list]) : Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size)));

const counter = sql(import.meta.url, './counter.sql');

/** What a sender is told: how many were stored, repeated within the request, late, and which were rejected and why. */
export type Receipt = { accepted: number; duplicates: number; late: number; rejected: { index: number; code: RefusalCode; message: string }[] };

/** A request, or the next MOST messages of a large one: `from` = how many of it went before. Its pieces share the receipt and the identities seen. */
type Waiting = { stream: Stream; bodies: (Buffer | string)[]; from: number; bytes: number; way: Way; receipt: Receipt; seen: Set<string>; done: () => void; failed: (error: unknown) => void };

/** Messages and bytes one commit takes at most; a larger request is several commits. */
const MOST = 50_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Bytes that may wait while the store is away; senders beyond it are told to come again. */
const MOST_WAITING = 256 * 1024 * 1024;
/** What a message costs here besides its own bytes, roughly. */
const OVERHEAD = 256;

export type CountedLog = { accept(stream: Stream, bodies: (Buffer | string)[], way?: Way): Promise<Receipt>; beat(): Beat; counts: Record<string, number>; idle(): Promise<void> };

/** Opens a writer's own partition of the log `name`. `committed` is told after each ledger row. */
export const openCounted = async (door: Door, name: 'http' | 'import', partition: number, config: Pick<Config, 'epoch'>, path: Path, sink: Pick<Sink, 'commit'>, committed: () => void): Promise<CountedLog> => {
  const place = { log: name, epoch: config.epoch, partition };
  const [row] = await door.rows<{ next: string }>(counter, place);
  let next = BigInt(row?.next ?? 0);
  const queue: Waiting[] = [];
  let running: Promise<void> | null = null;
  let waiting = 0;
  const totals = { newest: 0, accepted: 0, refused: 0, late: 0 };
  const counts: Record<string, number> = {};

  const walk = (batch: ReturnType<typeof emptyBatch>, { stream, bodies, from, way, receipt, seen }: Waiting): void => {
    bodies.forEach((body, index) => {
      const end = path(batch, stream, body, { ...place, offset: Number(next++) }, way);
      if (end.end === 'refused') {
        receipt.rejected.push({ index: from + index, ...end.refused });
        counts[end.refused.code] = (counts[end.refused.code] ?? 0) + 1;
        return;
      }
      if (end.end === 'late') receipt.late++;
      receipt.accepted++;
      const { service, source, id, time } = end.message;
      const identity = JSON.stringify([service, source, id, Math.floor(time / 60_000)]);
      if (seen.has(identity)) receipt.duplicates++;
      seen.add(identity);
    });
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const some: Waiting[] = [];
      for (let size = 0, bytes = 0; queue.length > 0 && (some.length === 0 || (size + (queue[0] as Waiting).bodies.length <= MOST && bytes + (queue[0] as Waiting).bytes <= MOST_BYTES)); ) {
        const one = queue.shift() as Waiting;
        size += one.bodies.length;
        bytes += one.bytes;
        some.push(one);
      }
      const first = next;
      const batch = emptyBatch();
      try {
        const begins = some.map((one) => {
          const begin = Number(next);
          walk(batch, one);
          return begin;
        });
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
        if (next > first) await sink.commit({ place, first, last: next - 1n, holes: 0, end: 0n, speaks: name === 'http', tail: null, batch, spoilt });
        totals.newest = Math.max(totals.newest, batch.newest);
        totals.accepted += batch.ok;
        totals.refused += batch.refused.length;
        totals.late += batch.late.length;
        for (const one of some) one.done();
        committed();
      } catch (error) {
        for (const one of some) one.failed(error);
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
      const seen = new Set<string>();
      const pieces = chunks(bodies, MOST).map((some) => ({ some, bytes: some.reduce((sum, one) => sum + one.length + OVERHEAD, 0) }));
      const size = pieces.reduce((sum, one) => sum + one.bytes, 0);
      if (waiting > 0 && waiting + size > MOST_WAITING) throw new HeptadError('STORE_UNREACHABLE', 'too much waits for the store; send this again later', { retriable: true });
      waiting += size;
      const ends = pieces.map(
        ({ some, bytes }, i) =>
          new Promise<void>((done, failed) => {
            const free = <T>(end: (one: T) => void) => (one: T): void => {
              waiting -= bytes;
              end(one);
            };
            queue.push({ stream, bodies: some, from: i * MOST, bytes, way, receipt, seen, done: free(done), failed: free(failed) });
          }),
      );
      start();
      // every piece has ended before anybody is told, so that what is told is the end of all of it
      const failure = (await Promise.allSettled(ends)).find((one) => one.status === 'rejected');
      if (failure) throw failure.reason;
      return receipt;
    },
    beat: () => ({ ...place, next: 0n, end: 0n, ...totals }),
    counts,
    async idle() {
      while (running) await running;
    },
  };
};

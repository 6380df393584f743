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

const counter = sql(import.meta.url, './counter.sql');

/** What a sender is told: how many were stored, repeated within the request, late, and which were rejected and why. */
export type Receipt = { accepted: number; duplicates: number; late: number; rejected: { index: number; code: RefusalCode; message: string }[] };

type Waiting = { stream: Stream; bodies: (Buffer | string)[]; way: Way; done: (receipt: Receipt) => void; failed: (error: unknown) => void };

/** Messages one commit takes at most; a request is never split. */
const MOST = 50_000;
/** Bytes that may wait while the store is away; senders beyond it are told to come again. */
const MOST_WAITING = 256 * 1024 * 1024;

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

  const walk = (batch: ReturnType<typeof emptyBatch>, { stream, bodies, way }: Waiting): Receipt => {
    const receipt: Receipt = { accepted: 0, duplicates: 0, late: 0, rejected: [] };
    const seen = new Set<string>();
    bodies.forEach((body, index) => {
      const end = path(batch, stream, body, { ...place, offset: Number(next++) }, way);
      if (end.end === 'refused') {
        receipt.rejected.push({ index, ...end.refused });
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
    return receipt;
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const some: Waiting[] = [];
      for (let size = 0; queue.length > 0 && (some.length === 0 || size + (queue[0] as Waiting).bodies.length <= MOST); ) {
        const one = queue.shift() as Waiting;
        size += one.bodies.length;
        some.push(one);
      }
      const first = next;
      const batch = emptyBatch();
      try {
        const starts: number[] = [];
        const receipts = some.map((one) => {
          starts.push(Number(next));
          return walk(batch, one);
        });
        const spoilt = (those: readonly Spoilt[]): void => {
          for (const { offset, refused } of those) {
            const whose = starts.findLastIndex((start) => start <= offset);
            const receipt = receipts[whose] as Receipt;
            receipt.accepted--;
            receipt.rejected.push({ index: offset - (starts[whose] as number), ...refused });
            counts[refused.code] = (counts[refused.code] ?? 0) + 1;
          }
        };
        if (next > first) await sink.commit({ place, first, last: next - 1n, holes: 0, end: 0n, speaks: name === 'http', hash: 0n, batch, spoilt });
        totals.newest = Math.max(totals.newest, batch.newest);
        totals.accepted += batch.ok;
        totals.refused += batch.refused.length;
        totals.late += batch.late.length;
        some.forEach((one, i) => one.done(receipts[i] as Receipt));
        committed();
      } catch (error) {
        for (const one of some) one.failed(error);
      }
    }
    running = null;
  };

  return {
    accept: (stream, bodies, way = {}) =>
      new Promise<Receipt>((done, failed) => {
        const size = bodies.reduce((sum, one) => sum + one.length, 0);
        if (waiting > 0 && waiting + size > MOST_WAITING) return failed(new HeptadError('STORE_UNREACHABLE', 'too much waits for the store; send this again later', { retriable: true }));
        waiting += size;
        const free = <T>(end: (one: T) => void) => (one: T): void => {
          waiting -= size;
          end(one);
        };
        queue.push({ stream, bodies, way, done: free(done), failed: free(failed) });
        running ??= drain();
      }),
    beat: () => ({ ...place, next: 0n, end: 0n, ...totals }),
    counts,
    async idle() {
      while (running) await running;
    },
  };
};

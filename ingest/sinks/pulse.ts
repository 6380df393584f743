/** The pulse of every partition: right after a commit, and every second or two while nothing comes, so that the watermark goes on with the clock. */
import type { Log } from '../../shared/log.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import type { Sink } from './store.ts';
import { PULSE, type Writer } from './writer.ts';

const toldSql = sql(import.meta.url, './told.sql');

/** At most one insert in this time, ms. */
const SOONEST = 200;
/** While nothing comes, ms; a writer beside others speaks more often, for they may be busy and the watermark waits for the last of them. */
const IDLE = { alone: 2000, beside: 1000 };

/** Ledger numbers of a minute. */
const RECENT = 60_000n * 4096n;
/** Above every ledger number. */
const NONE = 2n ** 64n - 1n;

export type Beat = { log: string; epoch: number; partition: number; next: bigint; end: bigint; newest: number; accepted: number; refused: number; late: number; /** the ingest clock that this partition vouches for, ms; absent: the clock now */ clock?: number; /** why the partition is not read any more; absent: it is */ stopped?: string };

export type Pulse = { beat(): void; stop(): Promise<void> };

/** Starts beating. `beats` says how every partition of this writer stands when asked. */
export const startPulse = (door: Door, clock: Clock, writer: Writer, sink: Pick<Sink, 'promise' | 'newest'>, beats: () => Beat[], log: Log): Pulse => {
  const idle = writer.alone ? IDLE.alone : IDLE.beside;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  let due = false;
  let stopped = false;
  let last = writer.beat;
  let heard = writer.after;
  /** the newest event that another writer has told, ms */
  let others = 0;
  /** The others: numbers keep up with the greatest (whatever the clocks of their machines say), an events clock with the newest event. */
  const listen = async (): Promise<void> => {
    if (writer.alone) return;
    const since = clock.mode === 'wall' ? NONE : heard > RECENT ? heard - RECENT : 0n;
    const [told] = await door.rows<{ seq: string; newest: string }>(toldSql, { since });
    heard = BigInt(told?.seq ?? 0);
    others = Number(told?.newest ?? 0);
    clock.see(others);
  };
  const write = async (gone: 0 | 1 = 0): Promise<void> => {
    try {
      await listen();
      // a clock that was set back must not make this pulse older than the last
      last = Math.max(clock.machine(), last + 1);
      // an events clock moves when a message is read: what it is vouched for is what is committed
      const now = clock.mode === 'wall' ? clock.now() : Math.max(sink.newest(), others);
      const seq = sink.promise(heard).toString();
      const lines = beats().map((one) => JSON.stringify({ ...one, next: one.next.toString(), end: one.end.toString(), newest: stored(one.newest), clock: stored(one.clock ?? now), writer: writer.name, at: stored(last), seq, gone, stopped: one.stopped ?? '', mode: clock.mode }));
      if (lines.length > 0) await door.insert('pulse', PULSE, 'JSONEachRow', `${lines.join('\n')}\n`);
    } catch (error) {
      log.warn({ err: error }, 'the pulse could not be written; the watermark waits');
    }
  };
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      due = false;
      running = write().finally(() => schedule(due ? SOONEST : idle));
    }, ms);
  };
  schedule(writer.alone ? idle : 0);
  return {
    beat() {
      if (due) return;
      due = true;
      schedule(SOONEST);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      // who ends in order is not waited for; alone in its folder it is the same writer after the next start
      await write(writer.alone ? 0 : 1);
    },
  };
};

/** The pulse of every partition: right after a commit, and once a second while nothing comes, so that the watermark goes on with the clock. */
import type { Log } from '../../shared/log.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';

const lastNewest = sql(import.meta.url, './last-newest.sql');
const COLUMNS = ['log', 'epoch', 'partition', 'next', 'end', 'newest', 'clock', 'accepted', 'refused', 'late', 'writer', 'at'] as const;

/** At most one insert in this time, ms; while idle one a second. */
const SOONEST = 200;
const IDLE = 1000;

export type Beat = { log: string; epoch: number; partition: number; next: bigint; end: bigint; newest: number; accepted: number; refused: number; late: number; /** the ingest clock that this partition vouches for, ms; absent: the clock now */ clock?: number };

export type Pulse = { beat(): void; stop(): Promise<void> };

/** The newest event time of any log that speaks for the watermark, ms; where an events clock goes on after a restart. */
export const newestKnown = async (door: Door): Promise<number> => {
  const [row] = await door.rows<{ newest: string }>(lastNewest);
  return Number(row?.newest ?? 0);
};

/** Starts beating. `beats` says how every partition stands when asked. */
export const startPulse = (door: Door, clock: Clock, writer: string, beats: () => Beat[], log: Log): Pulse => {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  let due = false;
  let stopped = false;
  const write = async (): Promise<void> => {
    const now = clock.now();
    const lines = beats().filter(() => now > 0).map((one) =>
      JSON.stringify({ ...one, next: one.next.toString(), end: one.end.toString(), newest: stored(one.newest), clock: stored(one.clock ?? now), writer, at: stored(clock.machine()) }),
    );
    if (lines.length === 0) return;
    try {
      await door.insert('pulse', COLUMNS, 'JSONEachRow', `${lines.join('\n')}\n`);
    } catch (error) {
      log.warn({ err: error }, 'the pulse could not be written; the watermark waits');
    }
  };
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      due = false;
      running = write().finally(() => schedule(due ? SOONEST : IDLE));
    }, ms);
  };
  schedule(IDLE);
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
      await write();
    },
  };
};

/**
 * The journal of attempts: rows of table `delivery`. What is told while an insert runs goes into the next one, so that many targets in trouble cost the
 * aggregator's connection one small insert at a time.
 */
import type { Log } from '../../../shared/log.ts';
import type { Door } from '../../../shared/store/store.ts';
import { stored } from '../../../shared/time/instant.ts';
import type { Notification } from './notification.ts';

/** attempt: 0 of what is held back by a silence. at: the machine's clock, ms. status: HTTP's, null when nobody answered. */
export type Attempt = { one: Notification; attempt: number; at: number; outcome: 'delivered' | 'failed' | 'held' | 'given-up'; status: number | null; message: string };

export type Journal = {
  /** Resolves when the rows are durable; a store that is away is asked again until `close`. False: closed before they were. */
  write(list: readonly Attempt[]): Promise<boolean>;
  /** Writes what is waiting once more and ends. */
  close(): Promise<void>;
};

const COLUMNS = ['id', 'key', 'attempt', 'at', 'event', 'target', 'channel', 'outcome', 'status', 'message'] as const;

const row = ({ one, attempt, at, outcome, status, message }: Attempt): string =>
  `${JSON.stringify({ id: one.id, key: one.key, attempt, at: stored(at), event: one.event, target: one.target, channel: one.channel, outcome, status, message: message.toWellFormed() })}\n`;

/** pause: ms between two tries of an insert. */
export const journal = (door: Door, log: Log, pause: number): Journal => {
  let waiting: { rows: string; done(durable: boolean): void }[] = [];
  let running: Promise<void> | null = null;
  let closed = false;
  let wake: (() => void) | null = null;
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await door.insert('delivery', COLUMNS, 'JSONEachRow', batch.map((one) => one.rows).join(''));
        for (const one of batch) one.done(true);
      } catch (error) {
        if (closed) {
          for (const one of batch) one.done(false);
          continue;
        }
        log.error({ err: error }, 'attempts to notify cannot be written down; the next try follows');
        waiting = [...batch, ...waiting];
        await new Promise<void>((done) => {
          const timer = setTimeout(done, pause);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
    }
    running = null;
  };
  return {
    write(list) {
      if (list.length === 0) return Promise.resolve(true);
      const written = new Promise<boolean>((done) => void waiting.push({ rows: list.map(row).join(''), done }));
      running ??= flush();
      return written;
    },
    async close() {
      closed = true;
      wake?.();
      await running;
    },
  };
};

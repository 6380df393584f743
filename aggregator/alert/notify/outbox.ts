/**
 * The delivery of alerts: reads what the outbox holds and nobody got yet, and keeps a queue per target that tries until it is delivered. All it knows stands in
 * tables `outbox` and `delivery`, so after a crash it goes on where the rows say: at least once, always under the same key.
 */
import type { Config } from '../../../shared/config.ts';
import type { Log } from '../../../shared/log.ts';
import type { Environment } from '../../../shared/settings.ts';
import { sql } from '../../../shared/store/sql.ts';
import type { Door } from '../../../shared/store/store.ts';
import type { Alert } from '../../../shared/tiers/alert.ts';
import type { Tested } from '../../../shared/tiers/work.ts';
import type { Clock } from '../../../shared/time/clock.ts';
import type { Lookup } from './address.ts';
import { journal as journalOf } from './journal.ts';
import { notification, type OutboxRow } from './notification.ts';
import { type Patience, type Queue, queue } from './queue.ts';
import { sender as senderOf } from './sender.ts';
import { silencedBy } from './silenced.ts';
import { retelling } from './standing.ts';
import type { Target } from './target.ts';

const undelivered = sql(import.meta.url, './undelivered.sql');

/** All in ms. limit: of one attempt. again: between two times that an Alertmanager is told what stands. holds: how long that stays up by itself. after: how long an end is told. grace: for attempts under way at `stop`. */
export type Waits = Patience & { limit: number; again: number; holds: number; after: number; grace: number };
const WAITS: Waits = { first: 200, most: 60_000, slow: 60_000, asked: 300_000, giveUp: 86_400_000, limit: 5000, again: 60_000, holds: 240_000, after: 300_000, grace: 1000 };

/** Rows of one target that are in memory. */
const MOST = 1000;

export type Notify = {
  /** Says that the outbox has new rows, or that the plan has changed; returns at once. */
  wake(): void;
  /** Sends one target what tells of nothing; `id` is that of whoever asked. */
  test?(target: string, id: string): Promise<Tested>;
  /** Ends after the attempts under way, at the latest after the grace; the rest is delivered at the next start. */
  stop(): Promise<void>;
};

/** `door` writes the table `delivery`; `read`, where given, reads in its place, since a tick may be using it. `targets`: of the plan in force. `source`: of CloudEvents, that names the store. `link`: the page of an alert, where one is known. The rest from `env` on is for tests. */
export type NotifyOptions = { door: Door; read?: Door; clock: Clock; log: Log; config: Pick<Config, 'notifyAllow'>; targets: () => readonly Target[]; source?: string; link?: (alert: Alert) => string | null; env?: Environment; waits?: Partial<Waits>; lookup?: Lookup; random?: () => number };

/** Starts to deliver; never throws, trouble goes into the log and into table `delivery`. */
export const startNotify = ({ door, read: reader = door, clock, log, config, targets, source = '/heptad/alerts', link = () => null, env = process.env, waits: given = {}, lookup, random = Math.random }: NotifyOptions): Notify => {
  const waits = { ...WAITS, ...given };
  const ending = new AbortController();
  const journal = journalOf(door, log, Math.min(1000, waits.most));
  const sender = senderOf({ clock, log, config, targets, env, lookup, source, link, limit: waits.limit, holds: waits.holds, signal: ending.signal });
  const silenced = silencedBy(reader, clock);
  const queues = new Map<string, Queue>();
  /** ids in a queue, and ids that have left it while a read may still have seen them */
  const known = new Set<string>();
  const left = new Set<string>();
  /** the fault of a target at the last look */
  const faults = new Map<string, string>();
  let [stopped, again, full] = [false, false, false];

  const queueOf = (name: string): Queue => {
    const there = queues.get(name);
    if (there) return there;
    const made: Queue = queue({
      clock, journal, random,
      patience: waits,
      silenced,
      send: (one) => sender.send(name, [one]),
      ended: ({ id }) => {
        known.delete(id);
        left.add(id);
        if (full && made.size() < MOST / 2) wake();
      },
    });
    queues.set(name, made);
    return made;
  };

  const add = (row: OutboxRow): boolean => {
    if (known.has(row.id) || left.has(row.id)) return false;
    known.add(row.id);
    const one = notification(row);
    if (one) queueOf(row.target).add(one, row.attempts, Number(row.first) || null, Number(row.held ?? 0) === 1);
    else log.error({ target: row.target, id: row.id }, 'a row of the outbox holds no alert; nothing is sent for it');
    return one !== null;
  };
  const read = async (): Promise<void> => {
    const seen = [...left];
    const rows = await reader.rows<OutboxRow>(undelivered, { most: MOST });
    if (stopped) return;
    full = false;
    for (const [name, mine] of Map.groupBy(rows, (row) => row.target)) {
      full ||= mine.length >= MOST;
      if (mine.filter(add).length > 0) queueOf(name).knock();
    }
    for (const id of seen) left.delete(id);
    for (const [name, one] of queues) {
      const fault = sender.fault(name);
      if ((faults.get(name) ?? fault) !== fault) one.revive();
      faults.set(name, fault);
    }
  };

  let reading: Promise<void> | null = null;
  let later: NodeJS.Timeout | undefined;
  const wake = (): void => {
    if (stopped) return;
    again = true;
    reading ??= (async () => {
      while (again && !stopped) {
        again = false;
        await read();
      }
    })()
      .catch((error: unknown) => {
        log.error({ err: error }, 'the outbox cannot be read; the next try follows');
        clearTimeout(later);
        later = setTimeout(wake, Math.min(5000, waits.most));
      })
      .finally(() => {
        reading = null;
        if (again) wake();
      });
  };

  const retell = retelling({ reader, journal, clock, sender, after: waits.after, stopped: () => stopped });
  const telling = new Set<string>();
  const retellAll = (): void => {
    for (const { name } of targets().filter(({ name, channel }) => channel === 'alertmanager' && !telling.has(name))) {
      telling.add(name);
      // in the target's turn: what stands is read from the tables, and nothing may be told in between
      void queueOf(name)
        .inTurn(() => retell(name))
        .catch((error: unknown) => log.error({ err: error, target: name }, 'what stands cannot be told again; the next try follows'))
        .finally(() => telling.delete(name));
    }
  };
  wake();
  retellAll();
  const clockwork = setInterval(retellAll, waits.again);

  return {
    wake,
    test: (target, id) => sender.test(target, id),
    async stop() {
      stopped = true;
      clearInterval(clockwork);
      clearTimeout(later);
      const quiet = Promise.all([...queues.values()].map((one) => one.stop()));
      const grace = setTimeout(() => ending.abort(), waits.grace);
      await Promise.race([quiet, new Promise<void>((done) => ending.signal.addEventListener('abort', () => done()))]);
      clearTimeout(grace);
      await journal.close();
      await quiet;
      await reading;
    },
  };
};

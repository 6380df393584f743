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
import type { Clock } from '../../../shared/time/clock.ts';
import { guard as guardOf, type Lookup } from './address.ts';
import { alertmanager } from './alertmanager.ts';
import { type Attempt, journal as journalOf } from './journal.ts';
import { type Notification, notification, type OutboxRow } from './notification.ts';
import { type Letter, type Outcome, post, secretsOf, type Way } from './post.ts';
import { type Patience, type Queue, queue } from './queue.ts';
import { type Target, wayTo } from './target.ts';
import { webhook } from './webhook.ts';

const undelivered = sql(import.meta.url, './undelivered.sql');
const standing = sql(import.meta.url, './standing.sql');

/** All in ms. limit: of one attempt. again: between two times that an Alertmanager is told what stands. holds: how long that stays up by itself. after: how long an end is told. grace: for attempts under way at `stop`. */
export type Waits = Patience & { limit: number; again: number; holds: number; after: number; grace: number };
const WAITS: Waits = { first: 200, most: 60_000, slow: 60_000, asked: 300_000, giveUp: 86_400_000, limit: 5000, again: 60_000, holds: 240_000, after: 300_000, grace: 1000 };

/** Rows of one target in memory, and alerts in one letter. */
const MOST = 1000;
const A_LETTER = 500;

export type Notify = {
  /** Says that the outbox has new rows, or that the plan has changed; returns at once. */
  wake(): void;
  /** Ends after the attempts under way, at the latest after the grace; the rest is delivered at the next start. */
  stop(): Promise<void>;
};

/** `targets`: of the plan in force. `link`: the page of an alert, where one is known. The rest from `env` on is for tests. */
export type NotifyOptions = { door: Door; /** reads in place of `door`, which has ticks to run */ read?: Door; clock: Clock; log: Log; config: Pick<Config, 'notifyAllow'>; targets: () => readonly Target[]; env?: Environment; waits?: Partial<Waits>; lookup?: Lookup; random?: () => number; link?: (alert: Alert) => string | null };

/** Starts to deliver; never throws, trouble goes into the log and into table `delivery`. */
export const startNotify = ({ door, read: reader = door, clock, log, config, targets, env = process.env, waits: given = {}, lookup, random = Math.random, link = () => null }: NotifyOptions): Notify => {
  const waits = { ...WAITS, ...given };
  const guard = guardOf(config.notifyAllow, lookup);
  const journal = journalOf(door, log, Math.min(1000, waits.most));
  const ending = new AbortController();
  const queues = new Map<string, Queue>();
  /** ids in a queue, and ids that have left it while a read may still have seen them */
  const known = new Set<string>();
  const left = new Set<string>();
  /** the last trouble of a target that was told, and its fault when something of it was parked */
  const told = new Map<string, string>();
  const faults = new Map<string, string>();
  let [stopped, again, full] = [false, false, false];

  const find = (name: string): { target: Target; way: Way } | { fault: string } => {
    const target = targets().find((one) => one.name === name);
    if (!target) return { fault: `the plan has no notification target ${name}` };
    if (target.channel !== 'webhook' && target.channel !== 'alertmanager') return { fault: `target ${name} is of the kind ${target.channel}, which is not built yet` };
    const way = wayTo(target, env);
    return 'fault' in way ? way : { target, way };
  };
  const deliver = (way: Way, letter: Letter): Promise<Outcome> => post(letter, { guard, limit: waits.limit, now: () => clock.machine(), signal: ending.signal, secrets: secretsOf(way) });
  const letterOf = (target: Target, list: readonly Notification[], way: Way): Letter =>
    target.channel === 'webhook' ? webhook(list[0] as Notification, way, clock.machine()) : alertmanager(list, way, { now: clock.machine(), holds: waits.holds, link });

  /** Trouble is told once, and once when it is over. */
  const tell = (name: string, { verdict, message }: Outcome): void => {
    if (verdict === 'delivered') {
      if (told.delete(name)) log.info({ target: name }, 'notifications are delivered again');
      return;
    }
    const what = verdict === 'lasting' ? message : verdict;
    if (told.get(name) !== what && !ending.signal.aborted) log.warn({ target: name }, `notifications are not delivered: ${message}`);
    told.set(name, what);
  };
  const attempt = async (one: Notification): Promise<Outcome> => {
    const found = find(one.target);
    faults.set(one.target, 'fault' in found ? found.fault : '');
    if ('fault' in found) return { verdict: 'lasting', status: null, message: found.fault, wait: null };
    return deliver(found.way, letterOf(found.target, [one], found.way));
  };
  const send = async (one: Notification): Promise<Outcome> => {
    const outcome = await attempt(one).catch((error: unknown): Outcome => {
      log.error({ err: error, target: one.target, id: one.id }, 'a notification cannot be put into words');
      return { verdict: 'lasting', status: null, message: 'it cannot be put into words: the log says why', wait: null };
    });
    tell(one.target, outcome);
    return outcome;
  };

  const queueOf = (name: string): Queue => {
    const there = queues.get(name);
    if (there) return there;
    const made: Queue = queue({
      clock, journal, random, send,
      patience: waits,
      ended: ({ id }) => {
        known.delete(id);
        left.add(id);
        if (full && made.size() < MOST / 2) wake();
      },
    });
    queues.set(name, made);
    return made;
  };

  const read = async (): Promise<void> => {
    const seen = [...left];
    const rows = await reader.rows<OutboxRow>(undelivered, { most: MOST });
    if (stopped) return;
    const fresh = new Map<Queue, number>();
    full = false;
    for (const [name, mine] of Map.groupBy(rows, (row) => row.target)) {
      const one = queueOf(name);
      full ||= mine.length >= MOST;
      for (const row of mine.filter(({ id }) => !known.has(id) && !left.has(id))) {
        known.add(row.id);
        const what = notification(row);
        if (!what) {
          log.error({ target: name, id: row.id }, 'a row of the outbox holds no alert; nothing is sent for it');
          continue;
        }
        one.add(what, row.attempts, Number(row.first) || null);
        fresh.set(one, (fresh.get(one) ?? 0) + 1);
      }
    }
    for (const id of seen) left.delete(id);
    for (const one of fresh.keys()) one.knock();
    for (const [name, one] of queues) {
      const found = find(name);
      const fault = 'fault' in found ? found.fault : '';
      if ((faults.get(name) ?? fault) !== fault) one.revive();
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

  /** Alertmanagers that did not take what stands, and those being told. */
  const deaf = new Set<string>();
  const telling = new Set<string>();
  const retell = async (name: string): Promise<void> => {
    const rows = await reader.rows<OutboxRow>(standing, { target: name, since: clock.machine() - waits.after, most: 10_000 });
    const found = find(name);
    if ('fault' in found) return;
    for (let i = 0; i < rows.length && !stopped; i += A_LETTER) {
      const part = rows.slice(i, i + A_LETTER).flatMap((row) => {
        const one = notification(row);
        return one ? [{ one, attempts: row.attempts }] : [];
      });
      const outcome = await deliver(found.way, letterOf(found.target, part.map(({ one }) => one), found.way));
      tell(name, outcome);
      const delivered = outcome.verdict === 'delivered';
      // that it was told once more is no news, unless it was in doubt
      if (!delivered || deaf.has(name)) await journal.write(part.map(({ one, attempts }): Attempt => ({ one, attempt: attempts + 1, at: clock.machine(), outcome: delivered ? 'delivered' : 'failed', status: outcome.status, message: `told again: ${outcome.message}` })));
      if (delivered) deaf.delete(name);
      else deaf.add(name);
    }
  };
  const retellAll = (): void => {
    for (const { name, channel } of targets()) {
      if (channel !== 'alertmanager' || telling.has(name)) continue;
      telling.add(name);
      // in the target's turn: what stands is read from the tables, and nothing may be told in between
      void queueOf(name)
        .inTurn(() => (stopped ? Promise.resolve() : retell(name)))
        .catch((error: unknown) => log.error({ err: error, target: name }, 'what stands cannot be told again; the next try follows'))
        .finally(() => telling.delete(name));
    }
  };
  wake();
  retellAll();
  const clockwork = setInterval(retellAll, waits.again);

  return {
    wake,
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

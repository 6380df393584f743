/**
 * The aggregator: one loop of ticks. Ledger rows past the checkpoint → touched minutes → slices of tiers 2 to 4 → rows of tiers 2 to 7 → alerts → checkpoint.
 * It alone writes those tables; whatever a crash leaves half done lies past the checkpoint and is climbed again.
 */
import { EventEmitter } from 'node:events';
import type { Config } from '../shared/config.ts';
import type { Log } from '../shared/log.ts';
import type { Plan } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Store } from '../shared/store/store.ts';
import type { Answer, Row } from '../shared/tiers/row.ts';
import { type Clock, stopwatch } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';
import { startWatch } from './alert/watch.ts';
import { answerer, firsts } from './answer.ts';
import { type Notify, startNotify } from './alert/notify/outbox.ts';
import { climb } from './climb.ts';
import { backfill, writePlan } from './enact.ts';
import { type Changed, writeClosed, writeCurrent } from './figures.ts';
import { ladder as ladderOf } from './ladder.ts';
import { type Lease, takeLease } from './lease.ts';
import { news } from './ledger.ts';
import { matcher } from './match.ts';
import type { Scene } from './scene.ts';

const lastCheckpoint = sql(import.meta.url, './checkpoint.sql');
const CHECKPOINT = ['version', 'seq', 'watermark', 'plan', 'held', 'ms', 'events', 'at'] as const;

/** Alerts are judged again when something came in, or at the latest when the watermark has moved by so much, ms. */
const JUDGED = 1000;

/** What a tick tells: the watermark it climbed to, the measures whose figures changed and the SLOs whose alerts did. */
export type Tick = { at: number; changed: Changed[]; alerts: string[]; ms: number; /** more of the ledger is waiting */ more: boolean };
export type TickEvents = EventEmitter<{ tick: [Tick] }>;

export type AggregatorRoom = {
  answer: Answer;
  events: TickEvents;
  /** One tick now, for tests and replays; the loop does it by itself. */
  tick(): Promise<Tick | null>;
  /** Ends after the tick that is running. */
  stop(): Promise<void>;
};

export type AggregatorOptions = { store: Store; plan: Plan; folder: string; clock: Clock; config: Pick<Config, 'tick' | 'lateness' | 'retention' | 'notifyAllow'>; log: Log; holder: string; /** false: no loop and no deliveries, the caller ticks */ loop?: boolean; /** woken when notifications wait to be sent; by default they are delivered from here */ notify?: Notify };

/** Takes the lease (waiting for it when another holds it), puts the plan in force and starts to tick. Throws what the store throws. */
export const startAggregator = async ({ store, plan, folder, clock, config, log, holder, loop = true, notify: given }: AggregatorOptions): Promise<AggregatorRoom> => {
  const door = store.climb;
  const events: TickEvents = new EventEmitter();
  const ladder = ladderOf(plan);
  const match = matcher(door);
  const before = new Map<string, string>();
  let stopped = false;
  let wake: (() => void) | null = null;
  const pause = (ms: number): Promise<void> =>
    new Promise((done) => {
      const timer = setTimeout(done, ms);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });

  let lease: Lease | null = await takeLease(door, clock, holder, store.embedded);
  while (!lease && !stopped) {
    log.info('another aggregator holds the lease; standing by');
    await pause(5000);
    lease = await takeLease(door, clock, holder, store.embedded);
  }
  if (!lease) throw new Error('stopped while standing by');
  const held = lease;
  let ticks = 0n;
  const version = (): bigint => held.epoch * 2n ** 40n + ++ticks;

  const [last] = await door.rows<{ version: string; seq: string; watermark: string; plan: string }>(lastCheckpoint);
  let seq = BigInt(last?.seq ?? 0);
  let watermark = Number(last?.watermark ?? 0);
  let minute = 0;
  let first: Scene['first'] = { sli: new Map(), vma: new Map() };
  if (last?.plan !== plan.id) {
    await writePlan(door, clock, plan, folder);
    if (last) await backfill(door, ladder, match, version, (done, all) => log.info({ done, all }, 'climbing retained days under the new plan'));
  }
  const notify = given ?? (loop ? startNotify({ door, read: store.read, clock, log, config, targets: () => plan.targets }) : undefined);
  const watch = await startWatch(door, ladder, clock, BigInt(last?.version ?? 0), config.retention, () => notify?.wake());
  /** the instant alerts were last judged for; 0: not yet, so that rules a new plan lacks are resolved at the first tick */
  let judged = 0;

  const tick = async (): Promise<Tick | null> => {
    const time = stopwatch();
    if (!(await held.renew())) {
      stopped = true;
      log.warn('another aggregator has taken the lease; this one stops');
      return null;
    }
    const found = await news(door, seq, clock.machine());
    const to = found.more || found.watermark === null ? watermark : Math.max(watermark, found.watermark);
    const fresh = found.seq > seq;
    if (!fresh && to === watermark && (judged > 0 || to === 0)) return null;
    if (fresh) {
      await match.look(ladder);
      await climb(door, ladder, found.touched, version());
      watch.touched(found.touched);
    }
    let changed: Changed[] = [];
    let alerts: string[] = [];
    // without news the rows change only when the window does: at the next minute
    const rowed = to > 0 && (fresh || Math.ceil(to / 60_000) !== minute);
    if (rowed || (to > 0 && to - judged >= JUDGED)) {
      if (rowed) first = await firsts(door);
      const scene = { door, ladder, at: to, watermark: to, lateness: config.lateness, first, made: new Map() };
      let slos: Row[] | null = null;
      if (rowed) {
        await writeClosed(door, scene, watermark, version());
        // asked together, rows and burn rates share their sums
        const [written] = await Promise.all([writeCurrent(door, scene, version(), before), watch.look(scene)]);
        ({ changed, slos } = written);
      }
      alerts = await watch.judge(scene, slos, version());
      judged = to;
      minute = Math.ceil(to / 60_000);
    }
    const ms = time();
    await door.insert('checkpoint', CHECKPOINT, 'JSONEachRow', `${JSON.stringify({ version: version().toString(), seq: found.seq.toString(), watermark: stored(to), plan: plan.id, held: held.holder, ms, events: found.events, at: stored(clock.machine()) })}\n`);
    seq = found.seq;
    watermark = to;
    const done = { at: to, changed, alerts, ms, more: found.more };
    events.emit('tick', done);
    return done;
  };

  let running: Promise<unknown> = Promise.resolve();
  const run = async (): Promise<void> => {
    while (!stopped) {
      const time = stopwatch();
      let busy = false;
      try {
        busy = (await tick())?.more ?? false;
      } catch (error) {
        log.error({ err: error }, 'a tick failed; nothing is lost, it is climbed again');
      }
      const took = time();
      // a small machine gets slower ticks, not a backlog
      if (!stopped) await pause(busy ? 0 : Math.max(config.tick - took, took * 2, 20));
    }
  };
  if (loop) running = run();

  return {
    answer: answerer(store.read, async () => (watermark > 0 ? { ladder, watermark, seq } : null), config.lateness),
    events,
    tick,
    async stop() {
      stopped = true;
      wake?.();
      await running;
      await notify?.stop();
    },
  };
};

/**
 * The aggregator: one loop of ticks. Ledger rows past the checkpoint → touched minutes → slices of tiers 2 to 4 → rows of tiers 2 to 7 → alerts → checkpoint.
 * It alone writes those tables; whatever a crash leaves half done lies past the checkpoint and is climbed again. Against a server it may have to stand by.
 */
import { EventEmitter } from 'node:events';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { type EnteredCorrection, withCorrections } from '../shared/plan/approved.ts';
import type { Fault, Plan } from '../shared/plan/measure.ts';
import { faultLine } from '../shared/plan/report.ts';
import { copyStore } from '../shared/store/backup.ts';
import { sql } from '../shared/store/sql.ts';
import type { Store } from '../shared/store/store.ts';
import type { Answer, Row } from '../shared/tiers/row.ts';
import type { WorkAsk } from '../shared/tiers/work.ts';
import { type Clock, stopwatch } from '../shared/time/clock.ts';
import { iso, stored } from '../shared/time/instant.ts';
import { type Held, standstill } from './alert/held.ts';
import { type Notify, startNotify } from './alert/notify/outbox.ts';
import { sayReach } from './alert/notify/reach.ts';
import { startWatch, type Watch } from './alert/watch.ts';
import { climbAgain } from './again.ts';
import { answerer } from './answer.ts';
import { climb, grow } from './climb.ts';
import { backfill, hasFaults, sayPlan, writePlan } from './enact.ts';
import { approvedCorrections, enteredNews } from './entered.ts';
import { entriesOf } from './entries.ts';
import { type Changed, writeClosed, writeCurrent } from './figures.ts';
import { type Folds, folds as openFolds } from './fold/fold.ts';
import { follow, type Here, ladderOfRows, readCheckpoint } from './follow.ts';
import { identify } from './identity.ts';
import { type Late, lateData } from './late.ts';
import { type Ladder, ladder as ladderOf, onlyNew, sampled } from './ladder.ts';
import { type Lease, takeLease, TERM } from './lease.ts';
import { type News, newsReader } from './ledger.ts';
import { matcher } from './match.ts';
import { keepSums } from './kept-sums.ts';
import { owedHours } from './owed-hours.ts';
import { rebuild } from './rebuild/rebuild.ts';
import { openRetention, type Pauses, PAUSES, type Retention } from './retention/retention.ts';
import { type Found, watchFolder } from './plan-folder.ts';
import { resort } from './resort.ts';
import { firsts } from './rows.ts';
import { runningCounts } from './running-counts.ts';
import type { Scene } from './scene.ts';
import { left, pairs, touch, untouched } from './touched.ts';
import { whatif } from './whatif.ts';
import { type Doing, workshop } from './work.ts';
import { openWriters, type Reach, type Retired, type Writers } from './writers.ts';

const climbedSql = sql(import.meta.url, './climbed.sql');
const CHECKPOINT = ['version', 'seq', 'marks', 'watermark', 'closed', 'owing', 'plan', 'held', 'ms', 'events', 'climbed', 'at'] as const;
/** How often one that stands by asks for the lease, ms. */
const STAND_BY = 2000;

/** Alerts are judged again when something came in, or at the latest when the watermark has moved by so much, ms. */
const JUDGED = 1000;

/** How often it is looked for messages that Kafka has lost, ms. */
const LOST = 10_000;
/** History on its way in, rather than life: so many events over so many minutes in one tick. Rows would be made for nothing, but for whoever looks on: ms */
const BULK = { events: 20_000, minutes: 500, looksOn: 60_000 };
/** How often raw behind the retention floor is looked for, and how far closed periods may be behind when it goes; ms. */
const KEPT = 60_000;
const OWED = 120_000;
/** While only the watermark moves it is made durable so often, ms: after a crash it moves again. */
const QUIET = 5000;
/** Minutes so far behind the watermark may have been open when another held the lease, s. */
const BEFORE = 900;
/** How long it pauses after a tick: a share of what the tick took, at most `longest` ms. */
const BREAK = { share: 1 / 3, longest: 5000 };

/** What a tick tells: the watermark it climbed to, the measures whose figures changed and the keys (shared/plan/rule.ts) of those whose alerts did. */
export type Tick = { at: number; changed: Changed[]; alerts: string[]; ms: number; /** more is waiting, or probably on its way */ more: boolean; /** messages that were climbed */ events: number };
type TickEvents = EventEmitter<{ tick: [Tick] }>;

export type AggregatorRoom = {
  answer: Answer;
  events: TickEvents;
  /** false while another holds the lease */
  active(): boolean;
  /** One tick now, for tests and replays; the loop does it by itself. null: nothing to do, or it stands by. */
  tick(): Promise<Tick | null>;
  /** Work that somebody asks for, a step a turn; only while it climbs. Between two steps it may tick. */
  work(ask: WorkAsk): Doing;
  /** Looks for raw behind the retention floor and lets go what nobody needs any more; null while something does. The loop does it by itself. */
  keep(): Promise<{ sealed: number; dropped: number } | null>;
  /** Ends after the tick that is running. */
  stop(): Promise<void>;
};

/** `folder`: the plan's, watched unless ''. `holder`: a name that no other aggregator of the store has. */
export type AggregatorOptions = { store: Store; plan: Plan; folder: string; clock: Clock; config: Pick<Config, 'tick' | 'lateness' | 'retention' | 'notifyAllow'>; log: Log; holder: string; /** false: no loop and no deliveries, the caller ticks */ loop?: boolean; /** how long raw that is to be dropped stays all the same */ pauses?: Pauses; /** woken when notifications wait to be sent; by default they are delivered from here */ notify?: Notify };

/** Takes the lease, puts the plan in force and starts to tick; while another holds the lease it stands by and answers from what that one writes. Throws what the store throws. */
export const startAggregator = async ({ store, plan, folder, clock, config, log, holder, loop = true, pauses = PAUSES, notify: given }: AggregatorOptions): Promise<AggregatorRoom> => {
  const door = store.climb;
  const events: TickEvents = new EventEmitter();
  let match = matcher(door);
  const sums = keepSums(door);
  const hours = owedHours();
  const growing = runningCounts(door);
  const entries = entriesOf(door, store.writes);
  const before = new Map<string, string>();
  /** Slices may have changed anywhere; `from`: of minutes (s) that were open from there on. */
  const forget = (from?: number): void => {
    sums.forget();
    growing.forget(from);
    firstHolds = false;
    made = null;
  };
  /** Where the climb stands, for whoever asks. */
  const standing = (): Here | null => {
    if (watermark === 0) return null;
    return { ladder, watermark, version: written, ...(firstHolds ? { first } : {}), ...(made?.at === watermark && made.version === written ? { made: made.rows } : {}) };
  };
  const followed = follow(store.read, clock);
  let lease: Lease | null = null;
  /** the store's own name */
  let storeName = '';
  let ladder: Ladder = ladderOf(plan);
  let writers: Writers;
  let news: (reach: Reach) => Promise<News>;
  let reach: Reach = { floor: 0n, marks: new Map() };
  let watermark = 0;
  let minute = 0;
  let folds: Folds = openFolds(door);
  /** what is kept of raw */
  let kept: Retention;
  /** the watermark that slices were last folded for */
  let foldedTo = 0;
  /** the instant that periods were last closed for */
  let closedTo = 0;
  /** what was climbed in closed periods and is to be held against them */
  let late: Late;
  /** what was entered lately: minutes that figures speak for, decisions about corrections */
  let entered = enteredNews(door, clock, 0, entries);
  /** figures were entered since the start */
  let spoken = false;
  let ticks = 0n;
  let first: Scene['first'] = { sli: new Map(), vma: new Map() };
  /** `first` is that of what is climbed */
  let firstHolds = false;
  /** the rows that the tick of a checkpoint made, and for which watermark: pages need not have them made again */
  let made: { at: number; version: bigint; rows: Scene['made'] } | null = null;
  /** alerts of the plan in force */
  let watch: Watch;
  let still = standstill(clock);
  /** the look at a held watermark that alerts were last judged by, ms */
  let looked = 0;
  /** when it was last looked for what Kafka has lost, by the machine's clock; 0: not yet */
  let sought = 0;
  let notify: Notify | undefined = given;
  /** the instant alerts were last judged for; 0: not yet, so that rules a new plan lacks are resolved at the first tick */
  let judged = 0;
  /** rows and alerts are to be made whatever comes in: they were left to the tick that climbs the last of the ledger, or somebody entered a figure */
  let owed = false;
  /** since rows were last made, or history began to come in */
  let unseen = stopwatch();
  /** version of the last checkpoint, and the messages that were climbed up to it */
  let written = 0n;
  let durable = stopwatch();
  /** the watermark that the last checkpoint says */
  let said = 0;
  let climbed = 0n;
  let targets = plan.targets;
  /** the last valid plan that the folder held; in force, under the corrections that are approved, once this one climbs */
  let wanted = plan;
  let approved: readonly EnteredCorrection[] = [];
  /** a decision that is not yet acted upon */
  let decided = false;
  /** what the folder holds, when it is not yet acted upon */
  let found: Found | null = null;
  /** what is wrong with the folder, as far as it was told; faulty: something is, if only a former holder knows what */
  let faults: readonly Fault[] = [];
  let faulty = false;
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
  const version = (): bigint => (lease as Lease).epoch * 2n ** 40n + ++ticks;

  const checkpoint = async (to: number, next: Reach, retired: readonly Retired[], cost: { ms: number; events: number }): Promise<void> => {
    const at = stored(clock.machine());
    if (retired.length > 0) await door.insert('retired', ['writer', 'seq', 'told', 'at', 'version'], 'JSONEachRow', `${retired.map((one) => JSON.stringify({ writer: one.writer, seq: one.seq.toString(), told: one.told.toString(), at, version: version().toString() })).join('\n')}\n`);
    const mine = version();
    const marks = Object.fromEntries([...next.marks].map(([writer, seq]) => [writer, seq.toString()]));
    await door.insert('checkpoint', CHECKPOINT, 'JSONEachRow', `${JSON.stringify({ version: mine.toString(), seq: next.floor.toString(), marks, watermark: stored(to), closed: stored(closedTo), owing: late.owing().toString(), plan: ladder.plan.id, held: (lease as Lease).holder, ...cost, climbed: (climbed + BigInt(cost.events)).toString(), at })}\n`);
    written = mine;
    climbed += BigInt(cost.events);
    reach = next;
    watermark = to;
    said = to;
    durable = stopwatch();
  };

  /** Every measure at the instant `to`, which from then on are the current rows, when `rowed`; and the alerts, null when the lease is lost. */
  const figures = async (to: number, rowed: boolean, held: Held | null, bulk: boolean): Promise<{ changed: Changed[]; alerts: string[] | null; made: Scene['made'] | null }> => {
    if (rowed) [first, firstHolds] = [await firsts(door), true];
    const scene: Scene = { door, ladder, at: to, watermark: to, lateness: config.lateness, first, made: new Map() };
    let changed: Changed[] = [];
    let watched: Map<string, Row> | null = null;
    if (rowed) {
      // while history comes in no period is complete, and before anything came in there is none: what ended already and is told of later is closed then
      if (!bulk && (closedTo > 0 || first.sli.size > 0 || spoken)) {
        await writeClosed(door, scene, closedTo, version());
        closedTo = to;
        const restated = await late.judge(scene, version);
        if (restated > 0) log.info({ restated }, 'late data has changed rows of closed periods');
      }
      // asked together, rows and burn rates share their sums
      const [rows] = await Promise.all([writeCurrent(door, scene, version(), before), watch.look(scene)]);
      ({ changed, watched } = rows);
    }
    // nor does its end tell whether events have stopped
    const alerts = bulk ? [] : await watch.judge(scene, watched, version(), held);
    if (!bulk) [judged, looked] = [to, held?.now ?? 0];
    minute = Math.ceil(to / 60_000);
    return { changed, alerts, made: rowed ? scene.made : null };
  };

  /** From now on this plan is the one that answers and alerts. `taken`: the lease has just been taken from another. */
  const stand = async (next: Plan, fresh: Ladder, taken = false): Promise<void> => {
    const mine = lease as Lease;
    watch = await startWatch({ door, ladder: fresh, clock, retention: config.retention, store: storeName, taken: taken ? version() : null, holds: () => mine.holds(), told: () => notify?.wake() });
    ladder = fresh;
    targets = next.targets;
    judged = 0;
    minute = 0;
    before.clear();
    // a target that the plan has mended is tried again
    notify?.wake();
    // who delivers says what it cannot deliver to; names are looked up meanwhile
    if (loop && !given) void sayReach({ door, clock, log, notifyAllow: config.notifyAllow, plan: next });
  };

  /** The one place where a plan takes effect. What it needs anew is climbed first, while the old one still answers; `there` = the ladder whose slices stand, null when none do. */
  const enact = async (next: Plan, there: Ladder | null, taken = false): Promise<void> => {
    const time = stopwatch();
    forget();
    const fresh = ladderOf(next);
    const missing = there && onlyNew(fresh, there);
    if (missing) for await (const { done, all } of backfill(door, missing, match, version, watermark, kept.sealed)) log.info({ done, all }, 'climbing retained days under the new plan');
    await writePlan(door, clock, next, folder);
    await stand(next, fresh, taken);
    [faults, faulty] = [[], false];
    log.info({ plan: next.id, measures: next.measures.length }, 'the plan is in force');
    // whoever follows turns to the new plan; its rows and alerts are made by the tick that comes next
    if (watermark > 0) await checkpoint(watermark, reach, [], { ms: time(), events: 0 });
  };

  /** Acts upon what the folder holds: a valid plan takes effect, of an invalid one the faults are told and the old one stays. */
  const reload = async (what: Found): Promise<void> => {
    if (what.plan) {
      const next = withCorrections(what.plan, approved);
      if (next.id !== ladder.plan.id) await enact(next, ladder);
      else if (faulty) await sayPlan(door, clock, next, folder, []);
      [faults, faulty] = [[], false];
      return;
    }
    for (const fault of what.faults) log.error(faultLine(fault));
    log.error({ faults: what.faults.length }, 'the plan folder has faults; the plan in force stays');
    await sayPlan(door, clock, ladder.plan, folder, what.faults);
    [faults, faulty] = [what.faults, true];
  };

  /** Acts upon what people have decided about corrections: the plan of the folder takes effect anew, under those that are approved now. */
  const heed = async (): Promise<void> => {
    approved = await approvedCorrections(door);
    const next = withCorrections(wanted, approved);
    if (next.id === ladder.plan.id) return;
    const standing = faults;
    await enact(next, ladder);
    if (standing.length === 0) return;
    // the folder is no better for it
    await sayPlan(door, clock, ladder.plan, folder, standing);
    [faults, faulty] = [standing, true];
  };

  /** Goes on where the last holder stood. */
  const goOn = async (): Promise<void> => {
    ticks = 0n;
    // another may have judged shapes meanwhile that this one has not seen
    match = matcher(door);
    writers = await openWriters(door, stopwatch());
    news = newsReader(door, writers, stopwatch(), store.writes);
    storeName = await identify(door, clock, (lease as Lease).epoch);
    await resort(door, log);
    const last = await readCheckpoint(door);
    reach = { floor: BigInt(last?.seq ?? 0), marks: new Map(Object.entries(last?.marks ?? {}).map(([writer, seq]) => [writer, BigInt(seq)])) };
    watermark = Number(last?.watermark ?? 0);
    said = watermark;
    minute = 0;
    forget(watermark / 1000 - BEFORE);
    await hours.recall(door, watermark);
    closedTo = Number(last?.closed ?? 0);
    kept = await openRetention(door, clock, log, config.retention, (lease as Lease).holds, pauses);
    late = lateData(door, kept.sealed);
    entered = enteredNews(door, clock, Number(last?.at ?? 0), entries);
    if (BigInt(last?.owing ?? 0) > 0n) await late.recall(BigInt(last?.owing ?? 0), closedTo - config.lateness);
    // slices are folded at least once a minute
    foldedTo = watermark > 0 ? watermark - 60_000 : 0;
    folds = openFolds(door);
    written = BigInt(last?.version ?? 0);
    climbed = BigInt((await door.rows<{ climbed: string }>(climbedSql))[0]?.climbed ?? 0);
    still = standstill(clock);
    if (last) ladder = await ladderOfRows(door, last.plan);
    // first of all: what a holder that does not know yet writes as its checkpoint is older from now on
    if (last && !store.embedded) await checkpoint(watermark, reach, [], { ms: 0, events: 0 });
    approved = await approvedCorrections(door);
    const next = withCorrections(wanted, approved);
    if (last?.plan !== next.id) return enact(next, last ? ladder : null, !store.embedded);
    await stand(next, ladderOf(next), !store.embedded);
    faulty = await hasFaults(door);
    if (faulty) await reload({ plan: wanted, faults: [], warnings: [] });
  };

  const takeOver = async (): Promise<boolean> => {
    lease = await takeLease(door, clock, holder, store.embedded);
    if (!lease) return false;
    try {
      await goOn();
    } catch (error) {
      lease = null;
      throw error;
    }
    if (loop && !given) notify = startNotify({ door, read: store.read, clock, log, config, targets: () => targets, source: `/heptad/alerts/${storeName}` });
    notify?.wake();
    log.info({ holder }, 'this aggregator climbs');
    return true;
  };

  const standBy = (): null => {
    lease = null;
    // who climbs delivers
    if (!given) {
      void notify?.stop();
      notify = undefined;
    }
    log.warn('another aggregator has taken the lease; this one stands by');
    return null;
  };

  /** Adds up the hours that were owed. */
  const settleHours = (): Promise<void> => {
    const mine = version();
    return hours.settle((tier, some) => grow(door, tier, some, mine));
  };

  const tick = async (): Promise<Tick | null> => {
    try {
      return await climbNews();
    } catch (error) {
      // nobody knows how far it came
      forget();
      throw error;
    }
  };
  const climbNews = async (): Promise<Tick | null> => {
    if (!lease) return null;
    const time = stopwatch();
    if (!(await lease.renew())) return standBy();
    const told = await entered();
    // noted before anything can fail: nobody tells of them twice
    decided ||= told.decided;
    if (told.spoken.length > 0) {
      late.note(untouched(), new Map(told.spoken.map((one) => [one, null])), version(), closedTo - config.lateness);
      [owed, spoken] = [true, true];
    }
    if (decided) await heed();
    decided = false;
    const what = await news(reach);
    const bulk = what.events >= BULK.events && what.touched.events.size + what.touched.samples.size >= BULK.minutes;
    if (!bulk && !owed) unseen = stopwatch();
    const later = what.more || (bulk && unseen() < BULK.looksOn);
    const to = later || what.watermark === null ? watermark : Math.max(watermark, what.watermark);
    const now = clock.machine();
    const seek = Math.abs(now - sought) >= LOST;
    const lost = seek ? await watch.lost(now, version()) : [];
    if (!lost) return standBy();
    if (seek) sought = now;
    const held = still(to);
    const look = held !== null && held.now !== looked;
    // a watermark that moved alone and then rests is written once more: others read it there
    const behind = to !== said && durable() >= QUIET;
    const idle = !what.fresh && !owed && to === watermark && !behind && what.retired.length === 0 && (judged > 0 || to === 0);
    sums.begin(ladder, to);
    hours.begin(to);
    if (idle) {
      reach = what.reach;
      writers.settle([]);
      if (hours.any()) await settleHours();
      if (!look && lost.length === 0) return null;
    }
    // without news the rows change only when the window does: at the next minute. While more waits they would be made for nothing
    const rowed = !later && to > 0 && (what.fresh || owed || Math.ceil(to / 60_000) !== minute);
    const there = left(what.touched, kept.gone);
    const strayed = pairs(what.touched.events).length + pairs(what.touched.samples).length - pairs(there.events).length - pairs(there.samples).length;
    if (strayed > 0) log.warn({ minutes: strayed }, 'messages came to minutes whose raw is dropped or damaged: they are stored and in no figure');
    if (what.fresh) await match.look(ladder, what.shapes);
    let recounted: [number, string][] = [];
    if (what.fresh || rowed) {
      const mine = version();
      firstHolds = false;
      // history is counted whole
      if (later) growing.forget();
      const growth = later || !what.fresh ? null : await growing.grow(what.covered, sums.open() / 1000, match.cuts(), mine);
      if (!later) recounted = growing.owed(sums.open() / 1000);
      for (const [at, service] of recounted) if (!kept.gone(at)) touch(there.events, at, service);
      late.note(there, await climb(door, ladder, there, mine, { folds, marks: { before: foldedTo, after: to } }, kept.gone, later ? null : hours, growth), mine, closedTo - config.lateness);
      foldedTo = to;
    }
    if (!later && hours.due()) await settleHours();
    if (what.fresh) watch.touched(there);
    const { changed, alerts, made: rows } = !later && (rowed || look || (to > 0 && to - judged >= JUDGED)) ? await figures(to, rowed, held, bulk) : { changed: [], alerts: [], made: null };
    if (!alerts) return standBy();
    alerts.push(...lost);
    if (idle && alerts.length === 0) return null;
    if (!what.fresh && !rowed && !later && what.retired.length === 0 && alerts.length === 0 && durable() < QUIET) {
      [reach, watermark] = [what.reach, to];
      writers.settle([]);
      return null;
    }
    const ms = time();
    await checkpoint(to, what.reach, what.retired, { ms, events: what.events });
    writers.settle(what.retired);
    growing.settle(recounted);
    made = rows && { at: to, version: written, rows };
    owed = later && to > 0;
    if (rowed) unseen = stopwatch();
    const done = { at: to, changed, alerts, ms, more: later, events: what.events };
    events.emit('tick', done);
    return done;
  };

  async function* work(ask: WorkAsk): Doing {
    if (ask.kind === 'test') {
      if (!notify?.test) throw new HeptadError('USAGE', 'nobody delivers notifications here');
      return notify.test(ask.target, crypto.randomUUID());
    }
    if (watermark === 0) throw new HeptadError('USAGE', 'nothing was climbed yet: no event has come in');
    const scene = (): Scene => ({ door, ladder, at: watermark, watermark, lateness: config.lateness, first, made: new Map() });
    /** Rows of all measures as the slices now say; folding begins anew, for what it remembers may be of slices that were wrong. */
    const rows = async (): Promise<void> => {
      forget();
      folds = openFolds(door);
      first = await firsts(door);
      before.clear();
      await writeCurrent(door, scene(), version(), before);
      owed = true;
    };
    forget();
    if (ask.kind === 'backup') return yield* copyStore(store, iso(clock.machine()));
    if (ask.kind === 'rebuild') return yield* rebuild(scene, ask, version, late, kept.sealed, rows);
    if (ask.kind === 'whatif') return yield* whatif(scene(), ask, approved, version, kept.sealed);
    const done = yield* climbAgain(scene, ask, version, late, kept.sealed);
    // figures that stand may be of slices from before
    owed = true;
    return done;
  }
  const asked = workshop(door, clock, log, version, work, () => lease?.epoch, entries);

  /** Only between ticks, when all that was read is climbed: no plan is being enacted then, and no work under way. */
  const keep = async (): Promise<{ sealed: number; dropped: number } | null> => {
    // what closed periods are still to be judged by stays
    if (!lease || watermark === 0 || owed || late.owing() > 0n || watermark - closedTo > OWED) return null;
    return kept.keep(watermark, Math.max(0, ...[...ladder.slis.values()].filter(sampled).map((one) => one.every)));
  };
  let sinceKept = stopwatch();
  // a long climb must not cost the lease
  const renewal = setInterval(() => void lease?.renew().catch(() => undefined), TERM / 3);
  const folderWatch = folder === '' || !loop ? null : watchFolder(folder, (what) => {
    found = what;
    if (what.plan) wanted = what.plan;
    wake?.();
  });

  const step = async (): Promise<boolean> => {
    if (!lease && !(await takeOver())) return false;
    const what = found;
    if (what) {
      // a plan is put in force by whoever climbs
      if (!(await lease?.renew())) {
        standBy();
        return false;
      }
      await reload(what);
      if (found === what) found = null;
    }
    const more = (await tick())?.more ?? false;
    if (lease === null || more) return more;
    if (await asked()) {
      forget();
      return true;
    }
    if (sinceKept() >= KEPT) {
      sinceKept = stopwatch();
      await keep();
    }
    return false;
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      const time = stopwatch();
      let busy = false;
      try {
        busy = await step();
      } catch (error) {
        log.error({ err: error }, 'a tick failed; nothing is lost, it is climbed again');
      }
      const took = time();
      // a small machine gets slower ticks, not a backlog: at most three quarters of the time is spent climbing, unless more is waiting or a tick takes over 15 s
      if (!stopped) await pause(!lease ? STAND_BY : busy ? 0 : Math.max(config.tick - took, Math.min(took * BREAK.share, BREAK.longest), 20));
    }
  };
  if (!(await takeOver())) log.info('another aggregator holds the lease; standing by');
  const running = loop ? run() : Promise.resolve();

  return {
    answer: answerer(store.read, async () => (lease ? standing() : followed()), config.lateness),
    events,
    active: () => lease !== null,
    tick,
    work,
    keep,
    async stop() {
      stopped = true;
      folderWatch?.();
      clearInterval(renewal);
      wake?.();
      await running;
      await notify?.stop();
      await lease?.giveBack().catch(() => undefined);
    },
  };
};

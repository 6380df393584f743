/**
 * Alerts as pages that anybody can read: messages go along the real ingest path, the clock is moved to each instant of the Then table by an event that
 * no SLI reads, and what stands in the tables `alert` and `outbox` is compared. Time only goes forward: sections follow one another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AggregatorRoom, startAggregator, type Tick } from '../../aggregator/room.ts';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import type { Plan } from '../../shared/plan/measure.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { type Clock, clock as makeClock } from '../../shared/time/clock.ts';
import { folder } from './heptad.ts';

export type Scene = {
  store: Store;
  accept(messages: readonly { stream: 'event' | 'sample'; body: string }[]): Promise<void>;
  /** Moves the clock to `at` and ticks until the watermark is there; the ticks that were made. */
  reach(at: number): Promise<Tick[]>;
  /** The aggregator is gone without a word, and another one starts on what it left. */
  restart(plan?: Plan): Promise<void>;
  /** The alert of a rule as it stands; undefined when nothing has happened to it. */
  alert(slo: string, rule: string): Promise<(Alert & { body: string }) | undefined>;
  /** Everything that was to be told of a rule: ids and bodies. */
  outbox(slo: string, rule: string): Promise<{ id: string; event: string; target: string; channel: string; body: string }[]>;
  woken(): number;
  aggregator(): AggregatorRoom;
  /** Ticks until nothing is left, at the clock as it is. */
  tick(): Promise<Tick[]>;
  /** Writes to this table fail, as when the disk is full, or `after` they came about, as when the answer is lost; null: all is well again. */
  fail(table: string | null, after?: 'after'): void;
  /** The next write to this table waits until it is let go; `there` resolves when it has come to it. */
  hold(table: string): { there: Promise<void>; go(): void };
  /** The aggregators' clock goes on by so many ms, without a word from ingest. */
  pass(ms: number): void;
  close(): Promise<void>;
};

/** server: aggregators take a lease, as against a server. wall: ingest's clock stands where `reach` put it, beginning at this instant. */
export type SceneOptions = { server?: boolean; wall?: number };

/** Opens a store of its own and starts the two rooms on it, on an events clock unless `wall` says otherwise, ticking only when told to. */
export const openScene = async (first: Plan, { server = false, wall }: SceneOptions = {}): Promise<Scene> => {
  const data = folder();
  const store = await openStore({ data: data.path });
  let now = wall ?? 0;
  let passed = 0;
  const clock: Clock = wall === undefined ? makeClock('events') : { mode: 'wall', now: () => now, machine: () => now, see: () => undefined };
  const ahead: Clock = { ...clock, now: () => clock.now() + passed, machine: () => clock.machine() + passed };
  const log = logger('test', 'warn');
  const config = { ...defaults, retention: 10_000 * 86_400_000 };
  const ingest: IngestRoom = await startIngest({ store, clock, config, log });
  let plan = first;
  let woken = 0;
  let broken: string | null = null;
  let late = false;
  let held: { table: string; come: () => void; gone: Promise<void> } | null = null;
  const climb: Store['climb'] = {
    ...store.climb,
    insert: async (table, ...rest) => {
      if (table === held?.table) {
        const { come, gone } = held;
        held = null;
        come();
        await gone;
      }
      if (table === broken && !late) throw new Error(`cannot write ${table}`);
      await store.climb.insert(table, ...rest);
      if (table === broken) throw new Error(`no answer from ${table}`);
    },
  };
  let holders = 0;
  const start = (): Promise<AggregatorRoom> => startAggregator({ store: { ...store, climb, embedded: !server }, plan, folder: '', clock: ahead, config, log, holder: `test-${++holders}`, loop: false, notify: { wake: () => void woken++, stop: async () => undefined } });
  let aggregator = await start();
  let marks = 0;
  const accept: Scene['accept'] = async (messages) => {
    for (const stream of ['event', 'sample'] as const) {
      const some = messages.filter((one) => one.stream === stream).map((one) => one.body);
      for (let i = 0; i < some.length; i += 20_000) {
        const receipt = await ingest.accept(stream, some.slice(i, i + 20_000), 'http');
        if (receipt.rejected.length > 0) throw new Error(JSON.stringify(receipt.rejected[0]));
      }
    }
  };
  const tick: Scene['tick'] = async () => {
    const ticks: Tick[] = [];
    for (let more = true; more; ) {
      const made = await aggregator.tick();
      if (made) ticks.push(made);
      more = made?.more ?? false;
    }
    return ticks;
  };
  return {
    store,
    accept,
    tick,
    async reach(at) {
      if (wall !== undefined) now = at;
      await accept([{ stream: 'event', body: JSON.stringify({ id: `mark-${++marks}`, time: at, service: 'clock', kind: 'moves' }) }]);
      // the pulse first: a tick in between would judge at an instant of its own
      const told = async (): Promise<number> => Number((await store.read.rows<{ clock: string }>('SELECT toUnixTimestamp64Milli(max(clock)) AS clock FROM pulse' as Sql))[0]?.clock ?? 0);
      for (let i = 0; (await told()) < at; i++) {
        if (i > 2000) throw new Error(`no pulse of ${new Date(at).toISOString()}`);
        await sleep(20);
      }
      return tick();
    },
    async restart(next = plan) {
      plan = next;
      aggregator = await start();
    },
    async alert(slo, rule) {
      const [row] = await store.read.rows<{ body: string }>('SELECT body FROM alert FINAL WHERE slo = {slo:String} AND rule = {rule:String} ORDER BY seq DESC LIMIT 1' as Sql, { slo, rule });
      return row && { ...(JSON.parse(row.body) as Alert), body: row.body };
    },
    outbox: (slo, rule) => store.read.rows('SELECT id, event, target, channel, body FROM outbox FINAL WHERE slo = {slo:String} AND rule = {rule:String} ORDER BY at, id' as Sql, { slo, rule }),
    woken: () => woken,
    aggregator: () => aggregator,
    fail(table, after) {
      broken = table;
      late = after !== undefined;
    },
    hold(table) {
      let [go, come] = [(): void => undefined, (): void => undefined];
      const gone = new Promise<void>((done) => void (go = done));
      const there = new Promise<void>((done) => void (come = done));
      held = { table, come, gone };
      return { there, go };
    },
    pass: (ms) => void (passed += ms),
    async close() {
      await ingest.stop();
      await aggregator.stop();
      await store.close();
      data.remove();
    },
  };
};

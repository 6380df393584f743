/**
 * Alerts as pages that anybody can read: messages go along the real ingest path, the clock is moved to each instant of the Then table by an event that
 * no SLI reads, and what stands in the tables `alert` and `outbox` is compared. Time only goes forward: sections follow one another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AggregatorRoom, startAggregator, type Tick } from '../../aggregator/room.ts';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { checkPlan } from '../../shared/plan/check.ts';
import type { Plan } from '../../shared/plan/measure.ts';
import { faultLine } from '../../shared/plan/report.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { type Clock, clock as makeClock } from '../../shared/time/clock.ts';
import { folder } from './heptad.ts';

export const planOf = (text: string): Plan => {
  const { plan, faults } = checkPlan([{ file: 'page.yaml', text }]);
  if (!plan) throw new Error(faults.map(faultLine).join('\n'));
  return plan;
};

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
  /** Writes to this table fail, as when the disk is full; null: all is well again. */
  fail(table: string | null): void;
  close(): Promise<void>;
};

/** Opens a store of its own and starts the two rooms on it, on an events clock, ticking only when told to. */
export const openScene = async (first: Plan): Promise<Scene> => {
  const data = folder();
  const store = await openStore({ data: data.path });
  const clock: Clock = makeClock('events');
  const log = logger('test', 'warn');
  const config = { ...defaults, retention: 10_000 * 86_400_000 };
  const ingest: IngestRoom = await startIngest({ store, clock, config, log });
  let plan = first;
  let woken = 0;
  let broken: string | null = null;
  const climb: Store['climb'] = {
    ...store.climb,
    insert: async (table, ...rest) => {
      if (table === broken) throw new Error(`cannot write ${table}`);
      return store.climb.insert(table, ...rest);
    },
  };
  const start = (): Promise<AggregatorRoom> => startAggregator({ store: { ...store, climb }, plan, folder: '', clock, config, log, holder: 'test', loop: false, notify: { wake: () => void woken++, stop: async () => undefined } });
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
  return {
    store,
    accept,
    async reach(at) {
      await accept([{ stream: 'event', body: JSON.stringify({ id: `mark-${++marks}`, time: at, service: 'clock', kind: 'moves' }) }]);
      // the pulse first: a tick in between would judge at an instant of its own
      const told = async (): Promise<number> => Number((await store.read.rows<{ clock: string }>('SELECT toUnixTimestamp64Milli(max(clock)) AS clock FROM pulse' as Sql))[0]?.clock ?? 0);
      for (let i = 0; (await told()) < at; i++) {
        if (i > 2000) throw new Error(`no pulse of ${new Date(at).toISOString()}`);
        await sleep(20);
      }
      const ticks: Tick[] = [];
      for (let more = true; more; ) {
        const tick = await aggregator.tick();
        if (tick) ticks.push(tick);
        more = tick?.more ?? false;
      }
      return ticks;
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
    fail: (table) => void (broken = table),
    async close() {
      await ingest.stop();
      await aggregator.stop();
      await store.close();
      data.remove();
    },
  };
};

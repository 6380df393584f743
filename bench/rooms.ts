/** Ingest room and aggregator over one embedded store, the way `heptad up` has them, but ticking only when told: what the climb benches measure in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AggregatorRoom, startAggregator } from '../aggregator/room.ts';
import { type IngestRoom, startIngest } from '../ingest/room.ts';
import { defaults } from '../shared/config.ts';
import { logger } from '../shared/log.ts';
import type { Sql } from '../shared/store/sql.ts';
import type { Answer } from '../shared/tiers/row.ts';
import { type Door, openStore, type Params } from '../shared/store/store.ts';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { cpuSince } from './measuring.ts';
import { planOf } from './plan.ts';

/** CPU and time in ms; statements that the engine was given meanwhile. */
export type Cost = { cpu: number; ms: number; statements: number };

export type Rooms = {
  ingest: IngestRoom;
  /** The climb, asked for an instant. */
  answer: Answer;
  /** The door that only reads. */
  read: Door;
  /** Climbs until nothing of the ledger is left, then waits until the engine has merged. */
  settle(): Promise<void>;
  /** One tick after `bodies` came in. */
  tick(bodies: string[]): Promise<Cost>;
  /** All tiers again from raw. */
  rebuild(): Promise<Cost>;
  /** Any work, measured the same way. */
  cost(work: () => Promise<unknown>): Promise<Cost>;
  /** A statement's only number, named n. */
  one(statement: string): Promise<number>;
  rows(statement: Sql, params: Params): Promise<unknown[]>;
};

/** Opens everything in `data`, under the plan of `slos` SLOs. */
export const openRooms = async (data: string, slos: number): Promise<Rooms> => {
  const store = await openStore({ data });
  const clock = makeClock('events');
  const log = logger('bench', 'error');
  const ingest = await startIngest({ store, clock, config: defaults, log });
  const aggregator: AggregatorRoom = await startAggregator({ store, plan: planOf(slos, data), folder: '', clock, config: defaults, log, holder: 'bench', loop: false });
  const one = async (statement: string): Promise<number> => Number((await store.read.rows<{ n: string }>(statement as Sql))[0]?.n ?? 0);
  const statements = (): Promise<number> => one("SELECT value AS n FROM system.events WHERE event = 'Query'");
  const cost = async (work: () => Promise<unknown>): Promise<Cost> => {
    const before = await statements();
    const [cpu, ms] = [cpuSince(), stopwatch()];
    await work();
    const used = { cpu: cpu() / 1000, ms: ms() };
    return { ...used, statements: (await statements()) - before - 1 };
  };
  return {
    ingest,
    answer: aggregator.answer,
    read: store.read,
    cost,
    one,
    rows: (statement, params) => store.read.rows(statement, params),
    async settle() {
      // the pulse that moves the watermark follows its ledger row within a second
      for (let calm = 0; calm < 3; ) {
        const tick = await aggregator.tick();
        calm = tick === null ? calm + 1 : 0;
        if (tick === null) await sleep(500);
      }
      while ((await one('SELECT count() AS n FROM system.merges')) > 0) await sleep(200);
    },
    rebuild: () =>
      cost(async () => {
        const doing = aggregator.work({ kind: 'rebuild', force: false });
        while (!(await doing.next()).done);
      }),
    async tick(bodies) {
      await ingest.accept('event', bodies, 'http');
      // the pulse is written by a timer: let it be written outside of what is measured
      await sleep(300);
      return cost(() => aggregator.tick());
    },
  };
};

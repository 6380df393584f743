/** The dashboard room: pages and API on one port. It reads through the read-only door and the climb it is handed; what a person enters or asks for it writes to table `entry`, nothing else. */
import type { Router } from 'express';
import type { Config } from '../shared/config.ts';
import { listen } from '../shared/listen.ts';
import type { Log } from '../shared/log.ts';
import type { Memory } from '../shared/pressure.ts';
import { watchCondition } from '../shared/store/condition.ts';
import type { Store } from '../shared/store/store.ts';
import type { Answer } from '../shared/tiers/row.ts';
import type { Clock } from '../shared/time/clock.ts';
import { makeApp } from './app.ts';
import { buildWeb } from './web/build.ts';
import { followTicks } from './follow.ts';
import type { Replay } from './routes/refused.ts';
import type { Progress } from './routes/pipeline.ts';
import type { Ticks } from './routes/stream.ts';

export type DashboardOptions = {
  store: Store;
  answer: Answer;
  /** ticks of an aggregator in this process, for the live stream; null: those of another process are followed in the store */
  ticks: Ticks | null;
  /** of an ingest in this process; null: what others tell in the store */
  progress: (() => Progress[] | null) | null;
  /** POST routes, when ingest runs in this process */
  ingestRouter: Router | null;
  /** hands a refused message to that ingest again */
  replay?: Replay;
  /** of this process, when it takes messages in */
  memory?: Memory;
  clock: Clock;
  config: Pick<Config, 'host' | 'port' | 'token' | 'topics'>;
  log: Log;
  version: string;
};

/** Listens. Throws PORT_IN_USE when somebody else does. Port 0 takes a free one; `url` says which. */
export const startDashboard = async ({ store, config, ticks, ...rest }: DashboardOptions): Promise<{ url: string; stop(): Promise<void> }> => {
  // in a checkout that was never built; without Vite the pages stay plain HTML
  await buildWeb().catch((error: unknown) => rest.log.warn({ err: error }, 'the pages could not be built; they are shown without style and script'));
  const condition = await watchCondition(store, rest.log, { sample: rest.answer.auditHour });
  const followed = ticks ? null : followTicks(store.read, rest.log);
  const { app, close } = makeApp({ ...rest, condition, ticks: ticks ?? followed?.ticks ?? null, read: store.read, entry: store.entry, host: config.host, token: config.token, topics: config.topics });
  const server = await listen(config, app).catch((error: unknown) => {
    void condition.stop();
    followed?.stop();
    close();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      followed?.stop();
      close();
      await server.stop();
      await condition.stop();
    },
  };
};

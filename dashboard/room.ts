/** The dashboard room: pages and API on one port. It reads through the read-only door and the climb it is handed; it writes nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Router } from 'express';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { Store } from '../shared/store/store.ts';
import type { Answer } from '../shared/tiers/row.ts';
import type { Clock } from '../shared/time/clock.ts';
import { makeApp } from './app.ts';
import type { Progress } from './routes/pipeline.ts';
import type { Ticks } from './routes/stream.ts';

export type DashboardOptions = {
  store: Store;
  answer: Answer;
  /** ticks of an aggregator in this process, for the live stream */
  ticks: Ticks | null;
  progress: (() => Progress[] | null) | null;
  /** POST routes, when ingest runs in this process */
  ingestRouter: Router | null;
  clock: Clock;
  config: Pick<Config, 'host' | 'port' | 'token'>;
  log: Log;
  version: string;
};

/** Listens. Throws PORT_IN_USE when somebody else does. Port 0 takes a free one; `url` says which. */
export const startDashboard = async ({ store, config, ...rest }: DashboardOptions): Promise<{ url: string; stop(): Promise<void> }> => {
  const { app, close } = makeApp({ ...rest, read: store.read, host: config.host, token: config.token });
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 20_000 }, app);
  await new Promise<void>((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new HeptadError('PORT_IN_USE', `port ${config.port} of ${config.host} is in use by another program`, { cause: error, hint: 'stop it, or take another port with --port' })
          : new HeptadError('PORT_IN_USE', `cannot listen on ${config.host}:${config.port}: ${error.message}`, { cause: error, hint: 'take another port with --port, or another address with --host' }),
      ),
    );
    server.listen(config.port, config.host, done);
  });
  const { port } = server.address() as AddressInfo;
  const host = config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    async stop() {
      close();
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      });
    },
  };
};

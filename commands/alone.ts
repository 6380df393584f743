/** What the rooms have in common when each is a process of its own: they meet in a ClickHouse server, listen on a port of their own, and end on a signal. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import type { Listening } from '../shared/listen.ts';
import { type Log, logger } from '../shared/log.ts';
import { configure, type Flags } from '../shared/settings.ts';
import type { Store } from '../shared/store/store.ts';
import { type Clock, clock as makeClock } from '../shared/time/clock.ts';
import { endInOrder, ending } from './ending.ts';
import { say } from './say.ts';
import { opened } from './wherever.ts';

export type Room = 'ingest' | 'aggregate' | 'dashboard';
const PORTS: Record<Room, number> = { ingest: 8081, aggregate: 8082, dashboard: 8080 };

export type Alone = { config: Config; store: Store; clock: Clock; log: Log; version: string };

/** A name that no other process of this store has. */
export const processName = (room: string): string => `${room} ${hostname()} ${process.pid} ${randomBytes(3).toString('hex')}`;

/** The options that every room has. */
export const roomOptions = (command: Command, room: Room): Command =>
  command
    .option('--port <port>', `port (default ${PORTS[room]})`)
    .option('--host <address>', 'address to listen on (default 127.0.0.1; any other needs HEPTAD_TOKEN)')
    .option('--clock <mode>', 'wall, or events: the newest event is the clock');

/** Opens the store, starts the room, waits for the end. `start` answers where it listens and what ends it, in order. */
export const runAlone = async (room: Room, version: string, flags: Flags, check: (config: Config) => void, start: (alone: Alone) => Promise<{ listening: Pick<Listening, 'url'>; end: (() => unknown)[] }>): Promise<void> => {
  const config = configure(flags, process.env, { port: PORTS[room] });
  if (!config.clickhouse)
    throw new HeptadError('USAGE', `heptad ${room} is one room of several processes, so it needs a ClickHouse server, and CLICKHOUSE_URL is not set`, { hint: 'set CLICKHOUSE_URL (http://user:password@host:8123/heptad), or run everything in one process with heptad up: an embedded store belongs to one process' });
  check(config);
  const { ended } = ending();
  const store = await opened(config);
  const clock = makeClock(config.clock);
  const { listening, end } = await start({ config, store, clock, log: logger(room, config.logLevel), version }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  say(`heptad ${version} ${room} is up: ${listening.url}`);
  await ended;
  await endInOrder([...end, () => store.close()]);
};

/** All three rooms over a store of their own, as `heptad up` puts them together, and the dashboard served: what is asked of it is asked over HTTP. Time goes on when it is told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sayReach } from '../../aggregator/alert/notify/reach.ts';
import { startAggregator } from '../../aggregator/room.ts';
import { startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import type { Plan } from '../../shared/plan/measure.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { type Door, openStore, type Store } from '../../shared/store/store.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { folder } from './heptad.ts';
import { serveDashboard } from './serve-dashboard.ts';

export type Desk = {
  url: string;
  store: Store;
  get(path: string): Promise<{ status: number; text: string }>;
  /** Posts a form as a browser without a script does; answers where it leads to. */
  submit(path: string, fields: Record<string, string> | [string, string][]): Promise<{ status: number; to: string; cookie: string | null; text: string }>;
  /** Posts JSON; answers its status, too. */
  send<T>(path: string, body: unknown): Promise<{ status: number; body: T }>;
  /** The same, its answer alone. */
  post<T>(path: string, body: unknown): Promise<T>;
  /** Moves the clock to `at` by an event that no SLI reads, and ticks until all is climbed. */
  reach(at: number): Promise<void>;
  /** The store does not answer any more, or again. */
  break(on: boolean): void;
  close(): Promise<void>;
};

export const openDesk = async (plan: Plan): Promise<Desk> => {
  const data = folder();
  const store = await openStore({ data: data.path });
  const clock = makeClock('events');
  const log = logger('test', 'silent');
  const config = { ...defaults, retention: 10_000 * 86_400_000 };
  const ingest = await startIngest({ store, clock, config, log });
  const aggregator = await startAggregator({ store, plan, folder: '', clock, config, log, holder: 'desk', loop: false, notify: { wake: () => undefined, stop: async () => undefined } });
  await sayReach({ door: store.climb, clock, log, notifyAllow: [], plan, env: {} });
  let broken = false;
  const read: Door = { ...store.read, rows: async (statement, params) => (broken ? Promise.reject(new Error('the store is away')) : store.read.rows(statement, params)) };
  const { url, close } = await serveDashboard({ read, entry: store.entry, answer: aggregator.answer, ticks: aggregator.events, progress: () => [], ingestRouter: ingest.router, replay: (stream, body) => ingest.accept(stream, [body], 'http'), clock });
  let marks = 0;
  const send = async <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => {
    const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as T };
  };
  return {
    url,
    store,
    send,
    post: async <T>(path: string, body: unknown) => (await send<T>(path, body)).body,
    async get(path) {
      const response = await fetch(url + path);
      return { status: response.status, text: await response.text() };
    },
    async submit(path, fields) {
      const response = await fetch(url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
      return { status: response.status, to: response.headers.get('location') ?? '', cookie: response.headers.get('set-cookie'), text: await response.text() };
    },
    async reach(at) {
      await ingest.accept('event', [JSON.stringify({ id: `mark-${++marks}`, time: at, service: 'clock', kind: 'moves' })], 'http');
      const told = async (): Promise<number> => Number((await store.read.rows<{ clock: string }>('SELECT toUnixTimestamp64Milli(max(clock)) AS clock FROM pulse' as Sql))[0]?.clock ?? 0);
      for (let i = 0; (await told()) < at; i++) {
        if (i > 2000) throw new Error('no pulse');
        await sleep(20);
      }
      for (let more = true; more; ) more = (await aggregator.tick())?.more ?? false;
    },
    break: (on) => void (broken = on),
    async close() {
      await close();
      await ingest.stop();
      await aggregator.stop();
      await store.close();
      data.remove();
    },
  };
};

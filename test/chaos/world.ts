/** Everything of a chaos run that can break: a real Kafka, the store in a process of its own, processes that take in and climb, and between each of them and the store its own network. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { folder } from '../support/heptad.ts';
import type { RealKafka } from '../support/kafka.ts';
import { RETENTION_DAYS } from './books.ts';
import { openNetwork, type Network } from './network.ts';
import type { Random } from './random.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export type Member = {
  name: string;
  room: 'ingest' | 'aggregate';
  network: Network;
  /** where it listens; null while it does not */
  url(): string | null;
  running(): boolean;
  /** whether it was stopped with SIGSTOP */
  frozen(): boolean;
  /** Starts it, and again whenever it ends by itself: whoever runs it would. */
  start(): void;
  /** SIGKILL; it stays away until it is started. */
  kill(): void;
  /** SIGSTOP for so many ms: a zombie that knows nothing of the time that passed */
  freeze(ms: number): Promise<void>;
  /** SIGTERM: how long it took (ms) and its exit code, null when it had to be killed. */
  stop(): Promise<{ ms: number; code: number | null }>;
  output(): string;
  pid(): number | null;
};

export type World = {
  members: readonly Member[];
  kafka: RealKafka;
  client: kafkajs.Kafka;
  topics: { event: string; sample: string };
  group: string;
  /** the store without a network between */
  storeUrl(): string;
  killStore(): void;
  startStore(): Promise<void>;
  freezeStore(ms: number): Promise<void>;
  /** times that a process has ended by itself and was started again, with its last words */
  exits: string[];
  close(): Promise<void>;
};

export type WorldOptions = { random: Random; kafka: RealKafka; name: string; ingestors: number; aggregators: number; seams: readonly string[]; /** more that its processes are told */ env?: Record<string, string> };

/** The store's process, always on the same folder. */
const openStoreProcess = async (path: string): Promise<{ port(): number | null; start(): Promise<void>; kill(): void; freeze(ms: number): Promise<void> }> => {
  let child: ChildProcess | null = null;
  let port: number | null = null;
  const start = async (): Promise<void> => {
    const mine = spawn(process.execPath, [here('../support/shim.ts'), path], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = mine;
    const url = await new Promise<string>((done, failed) => {
      mine.stdout.once('data', (text: Buffer) => done(text.toString().trim()));
      mine.once('exit', () => failed(new Error('the store has not started')));
    }).catch((error: unknown) => {
      if (child === mine) throw error;
      return null;
    });
    if (url && child === mine) port = Number(new URL(url).port);
  };
  await start();
  return {
    port: () => port,
    start,
    kill() {
      port = null;
      child?.kill('SIGKILL');
      child = null;
    },
    async freeze(ms) {
      const mine = child;
      mine?.kill('SIGSTOP');
      await sleep(ms);
      mine?.kill('SIGCONT');
    },
  };
};

const openMember = async (name: string, room: Member['room'], options: { random: Random; port: () => number | null; env: Record<string, string>; exits: string[] }): Promise<Member> => {
  const network = await openNetwork(options.random.fork(name), options.port);
  let child: ChildProcess | null = null;
  let wanted = false;
  let frozen = false;
  let url: string | null = null;
  let text = '';
  const start = (): void => {
    wanted = true;
    if (child) return;
    url = null;
    const args = room === 'aggregate' ? ['aggregate', '--plan', here('./plan')] : ['ingest'];
    const mine = spawn(process.execPath, ['--import', here('./seams.ts'), here('../../bin/heptad.js'), ...args, '--port', '0'], {
      env: { ...process.env, NO_COLOR: '1', NODE_COMPILE_CACHE: join(tmpdir(), 'heptad-compile-cache'), LOG_LEVEL: 'warn', ...options.env, CLICKHOUSE_URL: `http://127.0.0.1:${network.port}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = mine;
    const heard = (data: Buffer): void => {
      text = (text + data.toString()).slice(-40_000);
      const at = /is up: (http:\S+)/.exec(data.toString())?.[1];
      if (at && child === mine) url = at;
    };
    mine.stdout.on('data', heard);
    mine.stderr.on('data', heard);
    mine.on('exit', (code, signal) => {
      if (child !== mine) return;
      child = null;
      url = null;
      if (!wanted) return;
      options.exits.push(`${name} ended by itself (${code ?? signal}): ${text.trim().split('\n').at(-1)?.slice(0, 300) ?? ''}`);
      setTimeout(() => wanted && start(), 500);
    });
  };
  const kill = (): void => {
    wanted = false;
    frozen = false;
    child?.kill('SIGKILL');
    child = null;
    url = null;
  };
  return {
    name, room, network, start, kill,
    url: () => url,
    running: () => child !== null,
    frozen: () => frozen,
    output: () => text,
    pid: () => child?.pid ?? null,
    async freeze(ms) {
      const mine = child;
      if (!mine) return;
      frozen = true;
      mine.kill('SIGSTOP');
      await sleep(ms);
      mine.kill('SIGCONT');
      frozen = false;
    },
    async stop() {
      const mine = child;
      wanted = false;
      if (!mine) return { ms: 0, code: 0 };
      const begun = performance.now();
      const ended = new Promise<number | null>((done) => mine.once('exit', (code) => done(code)));
      mine.kill('SIGTERM');
      const code = await Promise.race([ended, sleep(15_000, null, { ref: false })]);
      if (code === null) kill();
      return { ms: Math.round(performance.now() - begun), code };
    },
  };
};

export const openWorld = async ({ random, kafka, name, ingestors, aggregators, seams, env: more = {} }: WorldOptions): Promise<World> => {
  const data = folder();
  const store = await openStoreProcess(data.path);
  const topics = { event: `${name}.sie`, sample: `${name}.sli` };
  const exits: string[] = [];
  const env = {
    KAFKA_BROKERS: kafka.brokers, HEPTAD_CLOCK: 'events', HEPTAD_RETENTION: `${RETENTION_DAYS}d`, HEPTAD_TOPIC_SIE: topics.event, HEPTAD_TOPIC_SLI: topics.sample, HEPTAD_GROUP: name, HEPTAD_SEAMS: seams.join(','), ...more,
  };
  const open = (room: Member['room'], count: number): Promise<Member[]> => Promise.all(Array.from({ length: count }, (_, i) => openMember(`${room}-${i + 1}`, room, { random, port: store.port, env, exits })));
  const members = [...(await open('ingest', ingestors)), ...(await open('aggregate', aggregators))];
  return {
    members, kafka, topics, exits, group: name,
    client: new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING, connectionTimeout: 2000, requestTimeout: 5000, retry: { retries: 2, maxRetryTime: 1000 } }),
    storeUrl: () => `http://127.0.0.1:${store.port()}`,
    killStore: () => store.kill(),
    startStore: () => store.start(),
    freezeStore: (ms) => store.freeze(ms),
    async close() {
      for (const one of members) {
        one.kill();
        one.network.close();
      }
      store.kill();
      data.remove();
    },
  };
};

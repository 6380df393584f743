/** The demos of `heptad up --demo NAME`: the plan each brings along, what it changes of the defaults, and how it sends its messages, as a user would. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { replay } from '../examples/airline/replay.ts';
import { live } from '../examples/checkout/life.ts';
import { type Receiver, startReceiver } from '../examples/checkout/receiver.ts';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { type Clock, stopwatch } from '../shared/time/clock.ts';
import { say, tell } from './say.ts';

export type DemoFlags = { speed?: string; seed?: string; from?: string; days?: string };

type Stage = {
  /** Takes messages along the ingest path; resolves when they are durable. */
  accept(stream: 'event' | 'sample', bodies: string[], log: 'http' | 'import'): Promise<unknown>;
  clock: Clock;
  config: Config;
  flags: DemoFlags;
  url: string;
  stopped(): boolean;
  /** ms up to which everything is climbed; null before anything was */
  watermark(): Promise<number | null>;
};

export type Demo = {
  plan: string;
  config: Partial<Config>;
  /** Before the rooms start: what they need to find. Answers what ends it again. */
  prepare(): Promise<{ close(): Promise<void> }>;
  /** Sends until it is through or stopped. */
  run(stage: Stage): Promise<void>;
};

const path = (name: string): string => fileURLToPath(new URL(`../examples/${name}/plan`, import.meta.url));
const DAY = 86_400_000;

/** Seconds of event time a second: the quarter is replayed in 45 seconds. */
const SPEED = 172_800;

/** A line every five seconds, and the last. */
const reporter = (): ((line: string, last: boolean) => void) => {
  const time = stopwatch();
  let told = -5000;
  return (line, last) => {
    if (time() - told < 5000 && !last) return;
    told = time();
    tell(line);
  };
};

const airline: Demo = {
  plan: path('airline'),
  config: { clock: 'events', retention: 400 * DAY },
  prepare: async () => ({ close: async () => undefined }),
  async run({ accept, clock, flags, url, stopped }) {
    const report = reporter();
    const finished = await replay({
      accept: (stream, bodies) => accept(stream, bodies, 'http'),
      from: clock.now(),
      speed: flags.speed === undefined ? SPEED : Number(flags.speed),
      now: stopwatch(),
      sleep,
      stopped,
      progress: (done, all, at) => report(`replay: ${done} of ${all} flights, ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}`, done === all),
    });
    if (finished) tell(`replay: complete; the scorecard stays at ${url}`);
  },
};

/** What the checkout demo must remember: where history ends, and where life began (null: not yet). */
type Born = { seed: number; from: number; life: number | null };

const born = (file: string): Born | null => {
  try {
    const { seed, from, life } = JSON.parse(readFileSync(file, 'utf8')) as Born;
    return Number.isSafeInteger(seed) && Number.isSafeInteger(from) && (life === null || Number.isSafeInteger(life)) ? { seed, from, life } : null;
  } catch {
    return null;
  }
};

const checkout: Demo = {
  plan: path('checkout'),
  config: { clock: 'events' },
  async prepare() {
    const receiver: Receiver = await startReceiver(say);
    process.env['CHECKOUT_DEMO_RECEIVER'] = receiver.url;
    process.env['CHECKOUT_DEMO_SECRET'] = receiver.secret;
    say(`who is on call listens at ${receiver.url}`);
    return receiver;
  },
  async run({ accept, clock, config, flags, url, stopped, watermark }) {
    const speed = flags.speed === undefined ? 1 : Number(flags.speed);
    const file = join(config.data, 'checkout.json');
    const given: Born = {
      seed: flags.seed === undefined ? 7 : Number(flags.seed),
      // faster than real time there must be time to catch up with
      from: Math.floor((flags.from === undefined ? clock.machine() - (speed > 1 ? 3_600_000 : 0) : Date.parse(flags.from)) / 1000) * 1000,
      life: null,
    };
    const shop = born(file) ?? given;
    // --from without --speed still means that life begins there
    const real = speed === 1 && flags.from === undefined;
    if (flags.from !== undefined && shop.from !== given.from) throw new HeptadError('USAGE', `the history of this demo ends at ${new Date(shop.from).toISOString()}`, { hint: 'leave --from out to go on with it, or start over with --reset' });
    if (flags.seed !== undefined && shop.seed !== given.seed) throw new HeptadError('USAGE', `this demo was begun with --seed ${shop.seed}`, { hint: 'leave --seed out to go on with it, or start over with --reset' });
    // whole or not at all: half a file would be another shop
    const keep = (one: Born): void => {
      writeFileSync(`${file}.new`, `${JSON.stringify(one)}\n`, { flush: true });
      renameSync(`${file}.new`, file);
    };
    keep(shop);
    const report = reporter();
    await live({
      accept: (stream, bodies, history) => accept(stream, bodies, history ? 'import' : 'http'),
      ...shop,
      days: flags.days === undefined ? 28 : Number(flags.days),
      known: clock.now(),
      speed,
      real,
      machine: () => clock.machine(),
      now: stopwatch(),
      sleep,
      stopped,
      climbed: async (until) => ((await watermark()) ?? 0) >= until,
      born(life) {
        keep({ ...shop, life });
        tell(`history: complete; the shop is live at ${url}; orders begin to fail in a minute, for a minute`);
      },
      progress: (done, all) => report(`history: ${Math.floor((done / all) * 100)} %`, false),
    });
  },
};

export const DEMOS: Record<string, Demo> = { airline, checkout };

/** `heptad up`, all rooms in one process, and the only file that knows all three: it opens the store, starts the rooms around it and ends them in order. */
import { type Command, InvalidArgumentError } from 'commander';
import { answerer } from './aggregator/answer.ts';
import { follow } from './aggregator/follow.ts';
import { startAggregator } from './aggregator/room.ts';
import { processName } from './commands/alone.ts';
import { DEMOS, type DemoFlags } from './commands/demos.ts';
import type { Offline } from './commands/explain.ts';
import { endInOrder, ending } from './commands/ending.ts';
import { reset } from './commands/reset.ts';
import { say, tell } from './commands/say.ts';
import { planOrExit } from './commands/validate.ts';
import { opened } from './commands/wherever.ts';
import { planReader } from './dashboard/plan.ts';
import { Problem } from './dashboard/problem.ts';
import { startDashboard } from './dashboard/room.ts';
import { explainer } from './dashboard/routes/explain.ts';
import { startIngest } from './ingest/room.ts';
import { HeptadError } from './shared/errors.ts';
import { makeFolder } from './shared/folder.ts';
import { logger } from './shared/log.ts';
import { budgetOf } from './shared/memory.ts';
import type { Plan } from './shared/plan/measure.ts';
import { watchMemory } from './shared/pressure.ts';
import { announce } from './shared/running.ts';
import { configure, type Flags } from './shared/settings.ts';
import { clock as makeClock } from './shared/time/clock.ts';
import type { AnswerOf } from './commands/dashboard.ts';

const NO_PLAN: Plan = { id: 'none', measures: [], services: [], rules: [], targets: [], warnings: [], notes: [], texts: [] };
type UpFlags = Flags & DemoFlags & { demo?: string; reset?: boolean };

/** Flags of a demo, and the demos that heed them. */
const OF_DEMOS: readonly [keyof DemoFlags, readonly string[]][] = [['speed', ['airline', 'checkout']], ['seed', ['checkout']], ['from', ['checkout']], ['days', ['checkout']]];

/** Explanations where no heptad runs: the climb and the statements of the dashboard over one store. */
export const explained: Offline = (store, config) => {
  const answer = answerer(store.read, follow(store.read, makeClock('wall')), config.lateness);
  const plan = planReader(store.read);
  const explain = explainer({ read: store.read, answer, plan });
  return {
    known: async (tier, name) => (await plan())?.find(tier, name) !== undefined,
    explain: (tier, name, at, scorecard) =>
      explain(tier, name, at, scorecard).catch((error: unknown) => {
        throw error instanceof Problem ? new HeptadError('USAGE', error.message, typeof error.more['hint'] === 'string' ? { hint: error.more['hint'] } : {}) : error;
      }),
  };
};

/** All rooms in one process. Resolves when a signal has ended them. */
const up = (version: string) => async (flags: UpFlags): Promise<void> => {
  for (const [flag, demos] of OF_DEMOS) if (flags[flag] !== undefined && !demos.includes(flags.demo ?? '')) throw new HeptadError('USAGE', `--${flag} says something only to ${demos.map((one) => `--demo ${one}`).join(' and ')}`);
  const demo = flags.demo === undefined ? undefined : DEMOS[flags.demo];
  const config = configure(flags, process.env, demo ? { ...demo.config, plan: demo.plan, data: `./.heptad/${flags.demo}` } : {});
  const plan = config.plan === null ? NO_PLAN : planOrExit([config.plan]);
  makeFolder(config.data);
  if (flags.reset) await reset(config.data);
  const log = (room: string) => logger(room, config.logLevel);
  const store = await opened(config);
  const props = await demo?.prepare();
  const clock = makeClock(config.clock);
  const { ended, stopping } = ending();

  const memory = watchMemory(budgetOf(config.maxMemory, store.embedded), log('memory'));
  const ingest = await startIngest({ store, clock, config, memory, log: log('ingest') });
  const aggregator = await startAggregator({ store, plan, folder: config.plan ?? '', clock, config, log: log('aggregator'), holder: processName('up') });
  const dashboard = await startDashboard({
    store, answer: aggregator.answer,
    // what runs beside it on a server is seen in the store
    ticks: aggregator.active() ? aggregator.events : null, progress: store.embedded ? () => ingest.progress() : null, ingestRouter: ingest.router, replay: (stream, body) => ingest.accept(stream, [body], 'http'), memory, clock, config, log: log('dashboard'), version,
  }).catch(async (error: unknown) => {
    await aggregator.stop();
    await ingest.stop();
    await store.close();
    throw error;
  });
  const quiet = announce(config.data, dashboard.url);
  say(`heptad ${version} is up: ${dashboard.url}`);
  if (plan === NO_PLAN) say('no plan yet: give one with --plan DIR');

  const playing = demo
    ? demo.run({ accept: ingest.accept, clock, config, flags, url: dashboard.url, stopped: stopping, watermark: () => aggregator.answer.watermark() }).catch((error: unknown) => (error instanceof HeptadError ? tell(`heptad: ${error.message}; ${error.hint ?? ''}`) : log('demo').error({ err: error }, 'the demo stopped')))
    : Promise.resolve();

  await ended;
  await endInOrder([() => dashboard.stop(), () => playing, () => ingest.stop(), () => aggregator.stop(), () => store.close(), () => props?.close(), quiet]);
};

const speed = (text: string): string => {
  if (!(Number(text) > 0)) throw new InvalidArgumentError('expected seconds of event time a second, above 0 (Infinity = as fast as it goes)');
  return text;
};
const seed = (text: string): string => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0');
  return text;
};
const days = (text: string): string => {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 28) throw new InvalidArgumentError('expected days from 1 to 28');
  return text;
};
const instantOption = (text: string): string => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) throw new InvalidArgumentError('expected RFC 3339 with an offset, such as 2026-11-01T00:00:00Z');
  return text;
};
const demoName = (text: string): string => {
  if (!(text in DEMOS)) throw new InvalidArgumentError(`there is a demo named ${Object.keys(DEMOS).join(' and ')}`);
  return text;
};

/** Rows of any instant for a dashboard that runs alone. */
export const answerOf: AnswerOf = ({ store, clock, config }) => answerer(store.read, follow(store.read, clock), config.lateness);

/** Adds the command. */
export const addUp = (program: Command, version: string): void =>
  void program
    .command('up')
    .description('run everything in one process')
    .option('--plan <dir>', 'folder of plan files')
    .option('--data <dir>', 'data folder (default ./.heptad, demos ./.heptad/NAME)')
    .option('--port <port>', 'port (default 8080)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1; any other needs HEPTAD_TOKEN)')
    .option('--clock <mode>', 'wall, or events: the newest event is the clock')
    .option('--demo <name>', 'show a demo: airline (real flights) or checkout (a simulated shop with an incident)', demoName)
    .option('--speed <seconds>', 'demo: seconds of event time a second (default airline 172800, two days; checkout 1)', speed)
    .option('--seed <number>', 'demo checkout: another number makes another shop (default 7)', seed)
    .option('--from <time>', 'demo checkout: when its history ends and its life begins, RFC 3339 (default now)', instantOption)
    .option('--days <days>', 'demo checkout: days of history (default 28)', days)
    .option('--max-memory <size>', 'what the process may hold of memory, such as 800m or 2g (default 1g)')
    .option('--reset', 'empty the data folder first')
    .addHelpText('after', '\nExamples:\n  heptad up --demo airline\n  heptad up --plan ./plan\n  KAFKA_BROKERS=localhost:9092 heptad up --plan ./plan\n')
    .action(up(version));

/** The command line, and the only file that knows all three rooms: it opens the store, starts the rooms around it and ends them in order. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { startAggregator } from './aggregator/room.ts';
import { startDashboard } from './dashboard/room.ts';
import { replay } from './examples/airline/replay.ts';
import { startIngest } from './ingest/room.ts';
import type { Config } from './shared/config.ts';
import { HeptadError } from './shared/errors.ts';
import { logger } from './shared/log.ts';
import type { Plan } from './shared/plan/measure.ts';
import { readPlan } from './shared/plan/read.ts';
import { faultLine } from './shared/plan/report.ts';
import { announce, ask, running } from './shared/running.ts';
import { configure, type Flags } from './shared/settings.ts';
import { auditBooks } from './shared/store/audit.ts';
import { openStore, type Store } from './shared/store/store.ts';
import { booksText, rowsText } from './shared/tables.ts';
import type { Row } from './shared/tiers/row.ts';
import { clock as makeClock, stopwatch } from './shared/time/clock.ts';

const version = (JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }).version;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const NO_PLAN: Plan = { id: 'none', measures: [], services: [], warnings: [] };
/** The demos: their plan and what they change of the defaults. */
const DEMOS: Record<string, { plan: string; config: Partial<Config> }> = {
  airline: { plan: fileURLToPath(new URL('./examples/airline/plan', import.meta.url)), config: { clock: 'events', retention: 400 * 86_400_000 } },
};

/** A checked plan, or exit 1 with every fault on stderr. */
const planOrExit = (paths: string[]): Plan => {
  const { plan, faults, warnings } = readPlan(paths);
  for (const fault of [...faults, ...warnings]) tell(faultLine(fault));
  if (plan) return plan;
  throw new HeptadError('PLAN', `the plan has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} and was not loaded`, { hint: 'mend them (heptad validate shows them again) and start once more' });
};

/** Opens the store, waiting for a server that does not answer yet. */
const opened = async (config: Config): Promise<Store> => {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
    try {
      return await openStore({ data: config.data, ...(config.clickhouse ? { url: config.clickhouse } : {}) });
    } catch (error) {
      if (!(error instanceof HeptadError) || !error.retriable) throw error;
      tell(`heptad: ${error.message}; ${error.hint ?? ''}; trying again in ${wait / 1000} s`);
      await sleep(wait);
    }
  }
};

type UpFlags = Flags & { demo?: string; speed?: string; reset?: boolean };

/** All rooms in one process. Resolves when a signal has ended them. */
const up = async (flags: UpFlags): Promise<void> => {
  const demo = flags.demo === undefined ? undefined : DEMOS[flags.demo];
  const config = configure(flags, process.env, demo ? { ...demo.config, plan: demo.plan, data: `./.heptad/${flags.demo}` } : {});
  const plan = config.plan === null ? NO_PLAN : planOrExit([config.plan]);
  if (flags.reset) {
    if (running(config.data)) throw new HeptadError('STORE_LOCKED', `heptad is running on ${config.data}`, { hint: 'stop it before you reset the folder' });
    rmSync(config.data, { recursive: true, force: true });
  }
  mkdirSync(config.data, { recursive: true });
  const log = (room: string) => logger(room, config.logLevel);
  const store = await opened(config);
  const clock = makeClock(config.clock);
  let stopping = false;
  // the channel to a starter that runs an older Node: when it is gone, so are we
  const ended = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        done();
      });
    if (process.channel) process.on('disconnect', done);
  });

  const ingest = await startIngest({ store, clock, config, log: log('ingest') });
  const aggregator = await startAggregator({ store, plan, folder: config.plan ?? '', clock, config, log: log('aggregator'), holder: `up ${process.pid}` });
  const dashboard = await startDashboard({ store, answer: aggregator.answer, ticks: aggregator.events, progress: () => ingest.progress(), ingestRouter: ingest.router, clock, config, log: log('dashboard'), version }).catch(async (error: unknown) => {
    await aggregator.stop();
    await ingest.stop();
    await store.close();
    throw error;
  });
  const quiet = announce(config.data, dashboard.url);
  say(`heptad ${version} is up: ${dashboard.url}`);
  if (plan === NO_PLAN) say('no plan yet: give one with --plan DIR');

  const replaying = demo
    ? (async () => {
        const seconds = flags.speed === undefined ? 86_400 : Number(flags.speed);
        const time = stopwatch();
        let told = -5000;
        const finished = await replay({
          accept: (stream, bodies) => ingest.accept(stream, bodies, 'http'),
          from: clock.now(),
          speed: seconds,
          now: time,
          sleep,
          stopped: () => stopping,
          progress(done, all, at) {
            if (time() - told < 5000 && done < all) return;
            told = time();
            tell(`replay: ${done} of ${all} flights, ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}`);
          },
        });
        if (finished) tell(`replay: complete; the scorecard stays at ${dashboard.url}`);
      })().catch((error: unknown) => log('replay').error({ err: error }, 'the replay stopped'))
    : Promise.resolve();

  await ended;
  stopping = true;
  // what has not ended by then would keep the folder locked
  const late = setTimeout(() => process.exit(1), 10_000);
  await dashboard.stop();
  await replaying;
  await ingest.stop();
  await aggregator.stop();
  await store.close();
  quiet();
  clearTimeout(late);
};

type ClientFlags = { server?: string; data: string; json?: boolean };

/** Where a running heptad answers, or null. */
const server = (flags: ClientFlags): string | null => flags.server ?? process.env['HEPTAD_SERVER'] ?? running(flags.data);
const token = (): string | null => configure({}, process.env).token;

/** Runs `online` against a running heptad, else `offline` on the folder itself. */
const wherever = async <T>(flags: ClientFlags, online: (url: string) => Promise<T>, offline: (store: Store, config: Config) => Promise<T>): Promise<T> => {
  const url = server(flags);
  if (url) return online(url);
  const config = configure({ data: flags.data }, process.env);
  const store = await opened(config);
  try {
    return await offline(store, config);
  } finally {
    await store.close();
  }
};

const TIERS = ['scorecard', 'kra', 'kpi', 'kpt', 'vma', 'slo', 'sli'] as const;

const status = async (id: string | undefined, flags: ClientFlags & { at?: string }): Promise<void> => {
  const url = server(flags);
  if (!url) throw new HeptadError('NOT_RUNNING', `no heptad runs on ${flags.data}`, { hint: 'start it with heptad up, or name one with --server URL' });
  const at = flags.at === undefined ? '' : `?at=${encodeURIComponent(flags.at)}`;
  const rows: Row[] = [];
  for (const tier of TIERS) {
    for (let cursor = ''; ; ) {
      const page = await ask<{ items: Row[]; cursor: string | null }>(url, `/api/v1/tiers/${tier}${at}${at ? '&' : '?'}limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { token: token() });
      rows.push(...page.items.filter((row) => id === undefined || row.name === id || `${row.tier}/${row.name}` === id));
      if (!page.cursor) break;
      cursor = page.cursor;
    }
  }
  if (id !== undefined && rows.length === 0) throw new HeptadError('USAGE', `there is no measure named ${id}`, { hint: 'heptad status lists them all' });
  say(flags.json ? JSON.stringify(rows, null, 2) : rowsText(rows));
};

const audit = async (flags: ClientFlags): Promise<void> => {
  // a mistyped folder must not look like balanced books
  if (!server(flags) && !process.env['CLICKHOUSE_URL'] && !existsSync(join(flags.data, 'store'))) throw new HeptadError('NOT_RUNNING', `there is no store in ${flags.data}, and no heptad runs on it`, { hint: 'name the folder with --data DIR, or a running heptad with --server URL' });
  const books = await wherever(flags, (url) => ask<Awaited<ReturnType<typeof auditBooks>>>(url, '/api/v1/audit', { token: token() }), (store) => auditBooks(store.read));
  say(flags.json ? JSON.stringify(books, null, 2) : booksText(books));
  if (!books.balanced) process.exitCode = 1;
};

const bring = async (files: string[], flags: ClientFlags & { kind?: string; service?: string }): Promise<void> => {
  let told = 0;
  const time = stopwatch();
  const progress = (done: number): void => {
    if (time() - told < 2000) return;
    told = time();
    tell(`import: ${done} messages`);
  };
  const { importFiles } = await import('./ingest/sources/file.ts');
  const url = server(flags);
  const options = { ...(flags.kind ? { kind: flags.kind } : {}), ...(flags.service ? { service: flags.service } : {}), onProgress: progress };
  const result = url
    ? await importFiles(files, options, (stream, bodies) => ask(url, `/api/v1/${stream === 'event' ? 'events' : 'samples'}`, { token: token(), type: 'application/x-ndjson', body: Buffer.concat(bodies.flatMap((one) => [Buffer.from(one), Buffer.from('\n')])) }))
    : await wherever(flags, () => Promise.reject(new Error('unreachable')), async (store, config) => {
        const room = await startIngest({ store, clock: makeClock('wall'), config: { ...config, kafka: null }, log: logger('ingest', config.logLevel) });
        try {
          return await importFiles(files, options, (stream, bodies) => room.accept(stream, bodies, 'import'));
        } finally {
          await room.stop();
        }
      });
  say(flags.json ? JSON.stringify(result, null, 2) : `${result.accepted} accepted, ${result.duplicates} duplicates, ${result.late} late, ${result.rejected.length} rejected`);
  for (const one of result.rejected.slice(0, 20)) tell(`${one.file}:${one.line}: ${one.code}: ${one.message}`);
  if (result.rejected.length > 0) process.exitCode = 1;
};

const validate = (paths: string[], flags: { json?: boolean }): void => {
  const { plan, faults, warnings } = readPlan(paths);
  if (flags.json) say(JSON.stringify({ valid: plan !== null, faults, warnings }, null, 2));
  else {
    for (const fault of [...faults, ...warnings]) tell(faultLine(fault));
    if (plan) say(`the plan is valid: ${TIERS.map((tier) => [plan.measures.filter((one) => one.tier === tier && !one.internal).length, tier] as const).filter(([n]) => n > 0).map(([n, tier]) => `${n} ${tier}`).join(', ')}`);
    else say(`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
  }
  if (!plan) process.exitCode = 1;
};

const speed = (text: string): string => {
  if (!(Number(text) > 0)) throw new InvalidArgumentError('expected seconds of event time a second, above 0 (Infinity = as fast as it goes)');
  return text;
};
const demoName = (text: string): string => {
  if (!(text in DEMOS)) throw new InvalidArgumentError(`there is a demo named ${Object.keys(DEMOS).join(' and ')}`);
  return text;
};

const client = (command: Command): Command =>
  command.option('--server <url>', 'a running heptad (else HEPTAD_SERVER, else the one that runs on --data)').option('--data <dir>', 'data folder', process.env['HEPTAD_DATA'] ?? './.heptad').option('--json', 'print JSON');

const program = new Command('heptad').description('Performance management from the event to the result.').version(version).exitOverride().showSuggestionAfterError().showHelpAfterError('(heptad --help and heptad COMMAND --help say more)');
program
  .command('up')
  .description('run everything in one process')
  .option('--plan <dir>', 'folder of plan files')
  .option('--data <dir>', 'data folder (default ./.heptad, demos ./.heptad/NAME)')
  .option('--port <port>', 'port (default 8080)')
  .option('--host <address>', 'address to listen on (default 127.0.0.1; any other needs HEPTAD_TOKEN)')
  .option('--clock <mode>', 'wall, or events: the newest event is the clock')
  .option('--demo <name>', 'replay a demo: airline', demoName)
  .option('--speed <seconds>', 'demo: seconds of event time a second (default 86400, a day)', speed)
  .option('--reset', 'empty the data folder first')
  .addHelpText('after', '\nExamples:\n  heptad up --demo airline\n  heptad up --plan ./plan\n  KAFKA_BROKERS=localhost:9092 heptad up --plan ./plan\n')
  .action(up);
program.command('validate').description('check plan files: every fault at once, with file:line:column').argument('<path...>', 'plan folders or files, together one plan').option('--json', 'print JSON').addHelpText('after', '\nExample:\n  heptad validate ./plan\n').action(validate);
client(program.command('import').description('bring in events or samples from NDJSON files (.gz too)').argument('<file...>', 'NDJSON files').option('--kind <kind>', 'kind of events that name none').option('--service <service>', 'service of messages that name none'))
  .addHelpText('after', '\nExample:\n  heptad import events.ndjson samples.ndjson.gz\n')
  .action(bring);
client(program.command('status').description('the current row of one or all measures').argument('[id]', 'a name, or tier/name').option('--at <time>', 'any instant, RFC 3339')).addHelpText('after', '\nExamples:\n  heptad status\n  heptad status slo/checkout-availability --at 2026-11-01T00:00:00Z\n').action(status);
client(program.command('audit').description('the books: received = stored + refused + late + gaps; exit 1 when they do not balance')).action(audit);

const main = async (): Promise<void> => {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof HeptadError) {
      tell(`heptad: ${error.message}${error.hint ? `; ${error.hint}` : ''}`);
      process.exitCode = error.code === 'USAGE' ? 2 : 1;
    } else {
      tell(`heptad: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    }
  }
};

await main();
// native threads of the embedded engine must not keep a finished command alive
process.exit(process.exitCode ?? 0);

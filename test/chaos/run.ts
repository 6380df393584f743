/**
 * A chaos run: npm run chaos -- --minutes 60 --seed N. Messages flow, faults come in rounds, at the end everything is drained and held against the books.
 * The seed says which messages and which faults; a run that fails prints it, and the same seed is the same run but for what the machine's own timing adds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStore } from '../../shared/store/store.ts';
import { type RealKafka, realKafka } from '../support/kafka.ts';
import { type Books, openBooks } from './books.ts';
import { type Drive, drive } from './drive.ts';
import { type Done, draw, KILLS, type Patience, strike } from './faults.ts';
import { CLEAR, type Sky } from './network.ts';
import { random as randomOf } from './random.ts';
import { ask } from './rows.ts';
import { judge, readLog, type Verdict } from './verdict.ts';
import { openWorld, type World } from './world.ts';

export type Options = {
  seed: number;
  /** so long faults come, at least */
  seconds: number;
  /** and until there were so many of all and of kills, but not longer than `most` seconds */
  faults?: number; kills?: number; most?: number;
  ingestors?: number; aggregators?: number;
  /** messages a second */
  rate?: number;
  seams?: readonly string[];
  /** the faults of a round, by default drawn from the seed; and how long a drain may take, s */
  round?: typeof draw; drain?: number;
  kafka: RealKafka;
  say?: (line: string) => void;
};

export type Report = {
  seed: number; seconds: number; messages: number; kinds: Record<string, number>;
  /** by kind, lost and delayed replies among them */
  faults: Record<string, number>; allFaults: number; kills: number;
  /** how long the group needed to settle after each round, ms */
  settled: number[]; drained: number | null;
  exits: string[]; stops: { name: string; ms: number; code: number | null }[];
  verdict: Verdict;
};

/** What the network does to statements: of ingest about one in seven is lost, a tick is forty statements, so of these fewer. */
const SKIES: Record<'ingest' | 'aggregate', Sky> = { ingest: { before: 0.05, after: 0.07, late: 0.06, delay: 1500 }, aggregate: { before: 0.002, after: 0.004, late: 0.01, delay: 800 } };

/** Waits until the group is stable and each ingestor that runs is a member of it; null after `seconds`. */
const settles = async (world: World, seconds: number): Promise<number | null> => {
  const begun = performance.now();
  const running = (): number => world.members.filter((one) => one.room === 'ingest' && one.url() !== null).length;
  const wanted = world.members.filter((one) => one.room === 'ingest').length;
  while (performance.now() - begun < seconds * 1000) {
    const admin = world.client.admin();
    try {
      await admin.connect();
      const [group] = (await admin.describeGroups([world.group])).groups;
      if (group?.state === 'Stable' && group.members.length === wanted && running() === wanted) return Math.round(performance.now() - begun);
    } catch {
      // the broker is on its way
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
    await sleep(400);
  }
  return null;
};

/** Waits until the ledger covers the whole log and the climb has come to the end of the books; ms, null after `seconds`. */
const drains = async (world: World, end: number, seconds: number): Promise<number | null> => {
  const begun = performance.now();
  const store = await openStore({ data: '', url: world.storeUrl() });
  const admin = world.client.admin();
  await admin.connect();
  try {
    while (performance.now() - begun < seconds * 1000) {
      const rows = await ask<{ watermark: string }>(store.read, 'SELECT toUnixTimestamp64Milli(watermark) AS watermark FROM checkpoint ORDER BY version DESC LIMIT 1').catch(() => []);
      const ends = new Map<string, number>();
      for (const topic of Object.values(world.topics)) for (const one of await admin.fetchTopicOffsets(topic)) ends.set(`${topic}/${one.partition}`, Number(one.high));
      const read = new Map((await ask<{ log: string; partition: number; next: string }>(store.read, 'SELECT log, partition, max(last) + 1 AS next FROM ledger GROUP BY log, partition')).map((one) => [`${one.log}/${one.partition}`, Number(one.next)]));
      if (Number(rows[0]?.watermark ?? 0) >= end && [...ends].every(([key, high]) => high === 0 || (read.get(key) ?? 0) >= high)) return Math.round(performance.now() - begun);
      await sleep(500);
    }
    return null;
  } finally {
    await admin.disconnect();
    await store.close();
  }
};

/** What the tables say of a run that has come to a halt. */
const standing = async (world: World): Promise<string> => {
  const store = await openStore({ data: '', url: world.storeUrl() });
  const tell = async (what: string, statement: string): Promise<string> => `${what}: ${JSON.stringify(await ask(store.read, statement).catch(String))}`;
  const all = await Promise.all([
    tell('checkpoints', 'SELECT version, seq, watermark, closed, owing, ms, events, at FROM checkpoint ORDER BY version DESC LIMIT 4'),
    tell('leases', 'SELECT * FROM lease FINAL ORDER BY epoch DESC LIMIT 2'),
    tell('pulses', 'SELECT log, partition, next, end, newest, clock, writer, at, seq, gone, stopped FROM pulse FINAL ORDER BY at DESC LIMIT 40'),
    tell('ledger', 'SELECT log, partition, max(last) AS last, max(seq) AS seq FROM ledger GROUP BY log, partition ORDER BY log, partition'),
  ]);
  await store.close();
  return [...all, ...world.members.map((one) => `${one.name}: ${one.output().slice(-1500)}`)].join('\n');
};

/** One message, taken and told: an events clock stands at it before anything can be late. */
const warmUp = async (world: World, books: Books, driven: Pick<Drive, 'send'>, at: number): Promise<void> => {
  await driven.send([books.end(at)]);
  const store = await openStore({ data: '', url: world.storeUrl() });
  for (let i = 0; i < 300; i++) {
    const [row] = await ask<{ n: string }>(store.read, "SELECT count() AS n FROM pulse WHERE newest > '2000-01-01' AND log != 'import'");
    if (Number(row?.n ?? 0) > 0) break;
    await sleep(200);
  }
  // the other ingestors hear of it with their next pulse
  await sleep(2500);
  await store.close();
};

let runs = 0;
export const chaos = async (options: Options): Promise<Report> => {
  const { seed, seconds, faults: leastFaults = 0, kills: leastKills = 0, most = seconds, ingestors = 3, aggregators = 2, rate = 250, seams = [], round = draw, drain = 90, kafka, say = () => undefined } = options;
  const random = randomOf(seed);
  const patience: Patience = seams.includes('hasty') ? { session: 6000, term: 5000 } : { session: 10_000, term: 15_000 };
  const world = await openWorld({ random, kafka, name: `chaos${seed}x${process.pid}x${++runs}`, ingestors, aggregators, seams });
  const books = openBooks(random.fork('books'));
  const faults: Record<string, number> = {};
  const report: Omit<Report, 'verdict' | 'messages' | 'kinds' | 'allFaults' | 'kills'> = { seed, seconds: 0, faults, settled: [], drained: null, exits: world.exits, stops: [] };
  const begun = performance.now();
  const now = (): number => Math.round((performance.now() - begun) / 1000);
  try {
    for (const one of world.members) one.start();
    if ((await settles(world, 150)) === null) throw new Error(`seed ${seed}: the ingestors did not come up\n${world.members.map((one) => `${one.name}: ${one.output().slice(-1500)}`).join('\n')}`);
    say(`${now()} s: up, seed ${seed}`);
    const driven = drive(world, books, random.fork('drive'), rate);
    await warmUp(world, books, driven, driven.at());
    driven.begin();
    const weather = (): number => world.members.reduce((sum, one) => sum + Object.values(one.network.weather).reduce((a, b) => a + b, 0), 0);
    const kills = (): number => KILLS.reduce((sum, kind) => sum + (faults[kind] ?? 0), 0);
    const all = (): number => Object.values(faults).reduce((a, b) => a + b, 0) + weather();
    for (const one of world.members) one.network.sky = SKIES[one.room];
    const chosen = random.fork('faults');
    const from = performance.now();
    const elapsed = (): number => (performance.now() - from) / 1000;
    const done = ({ kind, where }: Done): void => {
      faults[kind] = (faults[kind] ?? 0) + 1;
      say(`${now()} s: ${kind} ${where}`);
    };
    while (elapsed() < most && (elapsed() < seconds || all() < leastFaults || kills() < leastKills)) {
      await strike(world, round(chosen, patience), done);
      const took = await settles(world, 150);
      if (took === null) throw new Error(`seed ${seed}: the group did not settle within 150 s after a round\n${await standing(world)}`);
      report.settled.push(took);
      say(`${now()} s: settled in ${took} ms; ${all()} faults, ${kills()} kills, ${books.entries.length} messages`);
    }
    for (const one of world.members) one.network.sky = CLEAR;
    for (const one of world.members) for (const [kind, n] of Object.entries(one.network.weather)) faults[`statement ${kind}`] = (faults[`statement ${kind}`] ?? 0) + n;
    await driven.stop();
    say(`${now()} s: draining, ${books.entries.length} messages`);
    if ((await drains(world, 0, drain)) === null) throw new Error(`seed ${seed}: the log was not read to its end within ${drain} s\n${await standing(world)}`);
    // a day later, so that every period closes and all rows are made for one instant
    const end = Math.ceil(driven.at() / 86_400_000) * 86_400_000 + 26 * 3_600_000;
    await driven.send([books.end(end)]);
    report.drained = await drains(world, end, drain);
    if (report.drained === null) throw new Error(`seed ${seed}: the climb did not come to the end of the log within ${drain} s\n${await standing(world)}`);
    say(`${now()} s: drained in ${report.drained} ms`);
    report.stops = await Promise.all(world.members.map(async (one) => ({ name: one.name, ...(await one.stop()) })));
    say(`${now()} s: ${JSON.stringify(report.stops)}`);
    const log = await readLog(world);
    say(`${now()} s: the log holds ${log.length} messages`);
    const verdict = await judge(world, books, log);
    report.seconds = now();
    return { ...report, messages: books.entries.length, kinds: books.kinds(), allFaults: Object.values(faults).reduce((a, b) => a + b, 0), kills: kills(), verdict };
  } finally {
    await world.close();
  }
};

/** The figures of a run in a few lines, its faults first. */
export const told = ({ seed, seconds, messages, kinds, faults, allFaults, kills, settled, drained, exits, stops, verdict }: Report): string => {
  const list = (of: Record<string, number>): string => Object.entries(of).filter(([, n]) => n > 0).sort(([a], [b]) => a.localeCompare(b)).map(([what, n]) => `${n} ${what}`).join(', ');
  const sorted = [...settled].sort((a, b) => a - b);
  return [
    `seed ${seed}, ${seconds} s: ${allFaults} faults, ${kills} of them kills: ${list(faults)}`,
    `${messages} messages (${list(kinds)}), ${verdict.offsets} offsets in the log, ${verdict.counted} identities to count, ${verdict.late} late, refused: ${list(verdict.refused)}`,
    `lost ${verdict.lost.length}, counted twice ${verdict.twice.length}, wrong ${verdict.wrong.length}; books ${verdict.balanced ? 'balanced' : 'not balanced'}, gaps ${verdict.gaps}; rows compared: ${list(verdict.compared)}`,
    `settled after a round in ${sorted[sorted.length >> 1] ?? 0} ms (most ${sorted.at(-1) ?? 0}), drained in ${drained} ms, stopped in at most ${Math.max(...stops.map((one) => one.ms))} ms with codes ${[...new Set(stops.map((one) => one.code))].join(', ')}; ended by themselves: ${exits.length}`,
  ].join('\n');
};

/** What is wrong with a run, a few lines of each; empty when nothing is. */
export const complaints = ({ verdict, stops }: Report): string[] => [
  ...(['lost', 'twice', 'wrong'] as const).flatMap((what) => [...Map.groupBy(verdict[what], (one) => one.slice(0, 6)).values()].flatMap((some) => some.slice(0, 3)).slice(0, 15).map((one) => `${what}: ${one}`)),
  ...stops.filter((one) => one.code !== 0 || one.ms > 10_000).map((one) => `${one.name} ended after ${one.ms} ms with code ${one.code}`),
];

if (import.meta.main) {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) }, rate: { type: 'string', default: '250' }, seams: { type: 'string', default: '' }, json: { type: 'boolean', default: false } } });
  const kafka = await realKafka();
  try {
    const report = await chaos({ seed: Number(values.seed), seconds: Number(values.minutes) * 60, rate: Number(values.rate), seams: values.seams.split(',').filter((one) => one !== ''), kafka, say: (line) => process.stderr.write(`${line}\n`) });
    const wrong = complaints(report);
    process.stdout.write(`${values.json ? JSON.stringify({ ...report, wrong }) : [told(report), ...wrong].join('\n')}\n`);
    if (wrong.length > 0) process.stdout.write(`this run again: npm run chaos -- --minutes ${values.minutes} --seed ${values.seed}\n`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\nthis run again: npm run chaos -- --minutes ${values.minutes} --seed ${values.seed}\n`);
    process.exitCode = 1;
  } finally {
    await kafka.close();
  }
}

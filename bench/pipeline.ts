/**
 * From the topic to the key result area: `heptad up` on a real Kafka, with SLOs and a tick a second, takes events that are made as it goes, each of this moment,
 * so every tick counts what is new in the open minute. How many events a second it keeps up with, what one costs it, how far behind it is.
 * Broker and producer share the machine; --backlog: so many events are in the topic before heptad starts, and it has the machine to itself and the broker.
 * node bench/pipeline.ts [--rates N,N] [--seconds N] [--slos N] [--backlog N] [--quick] [--json].
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { folder, up } from '../test/support/heptad.ts';
import { realKafka } from '../test/support/kafka.ts';
import { answer, cpuOf, machine, pidOf, progress } from './measuring.ts';
import { request } from './messages.ts';
import { planOf } from './plan.ts';

const { values: flags } = parseArgs({ options: { rates: { type: 'string' }, seconds: { type: 'string' }, slos: { type: 'string' }, backlog: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const RATES = (flags.rates ?? (flags.quick ? '500' : '20000,50000,100000')).split(',').map(Number);
const SECONDS = Number(flags.seconds ?? (flags.quick ? 3 : 60));
const BACKLOG = Number(flags.backlog ?? 0);
const SLOS = Number(flags.slos ?? (flags.quick ? 10 : 200));
const TOPIC = 'heptad.sie';
const PARTITIONS = 4;
/** Events are sent so often, ms. */
const BEAT = 100;
/** Events of a backlog that are sent together. */
const SOME = 10_000;
/** Behind by so many seconds' worth of events at the end is not keeping up. */
const BEHIND = 5;

type Run = { rate: number; sent: number; /** events a second that were sent */ offered: number; /** of the process, a core = 1 */ cores: number; cpuMicrosPerEvent: number; /** events not taken when the last was sent */ lag: number; /** seconds from the last event sent until all were in the row */ drained: number; keptUp: boolean; tickP95: number | null };

const clock = makeClock('wall');
/** `backlog`: that many events are sent before it starts, as fast as they can be; else `rate` a second for so long. */
const run = async (rate: number, backlog = 0): Promise<Run> => {
  const kafka = await realKafka();
  const client = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: PARTITIONS }] });
  await admin.disconnect();
  const producer = client.producer();
  await producer.connect();
  const data = folder();
  const plan = join(data.path, 'plan');
  mkdirSync(plan);
  planOf(SLOS, plan);
  const send = async (from: number, size: number): Promise<void> => {
    const per = Math.ceil(size / PARTITIONS);
    await producer.send({ topic: TOPIC, acks: 1, messages: Array.from({ length: size }, (_, j) => ({ partition: Math.floor(j / per), value: request((from + j) % 10, Math.floor((from + j) / 10), clock.machine()) })) });
  };
  for (let sent = 0; sent < backlog; sent += SOME) await send(sent, SOME);
  const heptad = await up(['--plan', plan, '--data', join(data.path, 'data')], { KAFKA_BROKERS: kafka.brokers });
  const pid = pidOf(join(data.path, 'data'));
  /** What the stored row counts; 0 before there is one. */
  const rows = async (): Promise<number> => heptad.get<{ total: number | null }>('/api/v1/measures/slo/everything').then((row) => row.total ?? 0, () => 0);
  // the first messages warm the code and make the shapes known
  const warm = backlog > 0 ? 0 : Math.min(rate, 5000);
  if (warm > 0) await send(0, warm);
  for (let i = 0; i < 600 && (await rows()) < warm; i++) await sleep(100);
  const [before, time] = [cpuOf(pid) ?? 0, stopwatch()];
  const size = Math.round((rate * BEAT) / 1000);
  let sent = backlog;
  let flying: Promise<void>[] = [];
  for (let i = 0; backlog === 0 && i * BEAT < SECONDS * 1000; i++) {
    const due = i * BEAT - time();
    if (due > 0) await sleep(due);
    flying.push(send(warm + sent, size));
    sent += size;
    if (flying.length >= 10) flying = (await Promise.all(flying), []);
  }
  await Promise.all(flying);
  const lasted = time();
  const { lag } = await heptad.get<{ lag: number }>('/api/v1/pipeline');
  const end = stopwatch();
  while ((await rows()) < warm + sent && end() < 120_000) await sleep(50);
  const drained = end() / 1000;
  const cpu = (cpuOf(pid) ?? 0) - before;
  const { tick } = await heptad.get<{ tick: { p95: number | null } }>('/api/v1/pipeline');
  const counted = await rows();
  await producer.disconnect();
  await heptad.stop();
  await kafka.close();
  data.remove();
  if (counted !== warm + sent) throw new Error(`${warm + sent} events were sent, the row counts ${counted}\n${heptad.output()}`);
  const offered = Math.round((sent / (backlog > 0 ? lasted + drained * 1000 : lasted)) * 1000);
  return { rate, sent, offered, cores: Number((cpu / (lasted + drained * 1000)).toFixed(2)), cpuMicrosPerEvent: Number(((cpu * 1000) / sent).toFixed(2)), lag, drained: Number(drained.toFixed(1)), keptUp: lag < offered * BEHIND && offered > rate * 0.95, tickP95: tick.p95 };
};

const runs: Run[] = [];
if (BACKLOG > 0) {
  progress(`pipeline: a backlog of ${BACKLOG} events, ${SLOS + 1} SLOs`);
  runs.push(await run(0, BACKLOG));
}
for (const rate of BACKLOG > 0 ? [] : RATES) {
  progress(`pipeline: ${rate} events a second for ${SECONDS} s, ${SLOS + 1} SLOs`);
  runs.push(await run(rate));
}
const out = { bench: 'pipeline', ...machine(), seconds: SECONDS, slos: SLOS + 1, partitions: PARTITIONS, runs };
if (flags.json) answer(out);
process.stdout.write(`pipeline: ${out.slos} SLOs, ${SECONDS} s each\n| asked a second | sent a second | cores | CPU µs an event, event to KRA | lag at the end | all in the rows after s | tick p95 ms | kept up |\n|---|---|---|---|---|---|---|---|\n`);
for (const one of runs) process.stdout.write(`| ${one.rate === 0 ? 'backlog' : one.rate} | ${one.offered} | ${one.cores} | ${one.cpuMicrosPerEvent} | ${one.lag} | ${one.drained} | ${one.tickP95} | ${one.keptUp ? 'yes' : 'no'} |\n`);
process.exit(0);

/**
 * What a run has come to, held against the books: by the log that Kafka kept (each offset has become exactly what it had to), by the books' own sums, and row by
 * row at every tier against a second climb of the same messages that nothing disturbed.
 */
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { startAggregator } from '../../aggregator/room.ts';
import { startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { readPlan } from '../../shared/plan/read.ts';
import { type Door, openStore } from '../../shared/store/store.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { folder, run } from '../support/heptad.ts';
import { type Books, type Entry, identity, type Message, RETENTION_DAYS, type Stream, type Sums } from './books.ts';
import { ask, differences, type Tiers, tiersOf } from './rows.ts';
import type { World } from './world.ts';

/** A message as Kafka kept it: which entry of the books it is. */
export type Kept = { topic: string; partition: number; offset: number; number: number };

export type Verdict = {
  /** offsets that the log held, and identities that had to be counted */
  offsets: number; counted: number;
  lost: string[]; twice: string[]; wrong: string[];
  refused: Record<string, number>; late: number;
  balanced: boolean; gaps: number;
  /** rows compared at every tier */
  compared: Record<string, number>;
};

/** Reads both topics from their beginning, as anybody could. */
export const readLog = async (world: World): Promise<Kept[]> => {
  const admin = world.client.admin();
  await admin.connect();
  const waiting = new Map<string, number>();
  for (const topic of Object.values(world.topics)) for (const one of await admin.fetchTopicOffsets(topic)) if (Number(one.high) > 0) waiting.set(`${topic}/${one.partition}`, Number(one.high));
  await admin.disconnect();
  const out: Kept[] = [];
  const consumer = new kafkajs.Kafka({ brokers: [world.kafka.brokers], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 20, maxRetryTime: 1000 } }).consumer({ groupId: `${world.group}-books`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: Object.values(world.topics), fromBeginning: true });
  await new Promise<void>((done, failed) => {
    const late = setTimeout(() => failed(new Error(`the log could not be read to its end: ${JSON.stringify([...waiting])}`)), 60_000);
    const left = (): void => {
      if (waiting.size > 0) return;
      clearTimeout(late);
      done();
    };
    left();
    consumer.run({
      eachBatch: async ({ batch }) => {
        const { topic, partition, messages } = batch;
        for (const { offset, key } of messages) out.push({ topic, partition, offset: Number(offset), number: Number(String(key).slice(1)) });
        const key = `${topic}/${partition}`;
        if (Number(batch.lastOffset()) + 1 >= (waiting.get(key) ?? 0)) waiting.delete(key);
        left();
      },
    }).catch(failed);
  });
  await consumer.disconnect();
  return out;
};

/** The same messages through one process that nothing happens to, in the order in which they were made. */
export const undisturbed = async (books: Books): Promise<Tiers> => {
  const data = folder();
  const store = await openStore({ data: data.path });
  const config = { ...defaults, retention: RETENTION_DAYS * 86_400_000 };
  const [clock, log] = [makeClock('events'), logger('undisturbed', 'silent')];
  const path = fileURLToPath(new URL('./plan', import.meta.url));
  const { plan } = readPlan([path]);
  if (!plan) throw new Error('the plan of the chaos suite is not valid');
  const ingest = await startIngest({ store, clock, config, log });
  const aggregator = await startAggregator({ store, plan, folder: '', clock, config, log, holder: 'undisturbed', loop: false });
  const all = books.entries.filter((one) => one.body !== null);
  const size = Math.max(500, Math.ceil(all.length / 12));
  // the first and the last message come alone, as they did in the run: periods that were over before the first are not closed, and the last closes the others
  const between = all.slice(1, -1);
  const pieces = Array.from({ length: Math.ceil(between.length / size) }, (_, i) => between.slice(i * size, (i + 1) * size));
  for (const some of [all.slice(0, 1), ...pieces, all.slice(-1)])
    for (const stream of ['event', 'sample'] as const) {
      const mine = some.filter((one) => one.stream === stream);
      if (mine.length > 0) await ingest.accept(stream, mine.map((one) => one.body as Buffer), 'http');
      // its last pulse, which tells how far the watermark may go; it can be had again and again
      await ingest.stop();
      for (let ticks = 0; ticks < 20 && (await aggregator.tick()) !== null; ticks++);
    }
  const tiers = await tiersOf(store.read);
  await aggregator.stop();
  await store.close();
  data.remove();
  return tiers;
};

type Row = { what: string; log: string; partition: number; offset: string; code: string };

/** Every offset of the log has become exactly one thing, and that which its entry had to become. */
const offsets = async (door: Door, books: Books, log: readonly Kept[], verdict: Verdict): Promise<void> => {
  const rows = await ask<Row>(door, `SELECT 'event' AS what, toString(log) AS log, partition, offset, '' AS code FROM sie WHERE log NOT IN ('http', 'import') GROUP BY ALL
    UNION ALL SELECT 'sample', toString(log), partition, offset, '' FROM sample WHERE log NOT IN ('http', 'import') GROUP BY ALL
    UNION ALL SELECT 'late', toString(log), partition, offset, '' FROM late GROUP BY ALL
    UNION ALL SELECT 'refused', toString(log), partition, offset, toString(code) FROM refused GROUP BY ALL`);
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(`${row.log}/${row.partition}/${row.offset}`, [...(found.get(`${row.log}/${row.partition}/${row.offset}`) ?? []), row]);
  for (const { topic, partition, offset, number } of log) {
    const key = `${topic}/${partition}/${offset}`;
    const entry = books.entries[number] as Entry;
    const wanted = entry.fate.fate === 'stored' ? entry.stream : entry.fate.fate === 'refused' ? `refused ${entry.fate.code}` : entry.fate.fate;
    const there = (found.get(key) ?? []).map((one) => `${one.what}${one.code === '' ? '' : ` ${one.code}`}`);
    found.delete(key);
    if (there.length === 0) verdict.lost.push(`${key}: message ${number} (${entry.kind}) had to become ${wanted}`);
    else if (there.length > 1 || there[0] !== wanted) verdict.wrong.push(`${key}: message ${number} has become ${there.join(' and ')}, not ${wanted}`);
    else if (entry.fate.fate === 'refused') verdict.refused[entry.fate.code] = (verdict.refused[entry.fate.code] ?? 0) + 1;
    else if (entry.fate.fate === 'late') verdict.late++;
  }
  for (const key of found.keys()) verdict.wrong.push(`${key}: a row of an offset that the log does not hold`);
};

/** What the slices of the three SLIs that the books can add up come to, and the SLOs over all of them. */
const sums = async (door: Door, wanted: Sums, verdict: Verdict): Promise<void> => {
  const rows = await ask<{ name: string; t: string; service: string; messages: string; good: string; total: string }>(door, `SELECT m.name AS name, toUnixTimestamp(s.t) AS t, s.service AS service, s.messages AS messages, s.good AS good, s.total AS total
    FROM (SELECT * FROM sli_minute FINAL WHERE messages > 0) AS s INNER JOIN (SELECT DISTINCT name, def FROM measure FINAL WHERE tier = 'sli') AS m ON m.def = s.def`);
  const found = new Map<string, { messages: number; good: number; total: number }>();
  for (const { name, t, service, messages, good, total } of rows) {
    const sli = name.split('@')[0] as string;
    if (sli === 'answered' || sli === 'edge') found.set(`${sli} ${t} ${service}`, { messages: Number(messages), good: Number(good), total: Number(total) });
  }
  const of = (sli: string, service: string): [number, number] => [...wanted].filter(([key]) => key.startsWith(`${sli} `) && key.endsWith(` ${service}`)).reduce<[number, number]>(([a, b], [, one]) => [a + one.good, b + one.total], [0, 0]);
  for (const [key, one] of wanted) {
    if (key.startsWith('fast ')) continue;
    const there = found.get(key);
    found.delete(key);
    const text = `${key}: ${JSON.stringify(there ?? null)}, by the books ${JSON.stringify(one)}`;
    if (!there || there.messages < one.messages) verdict.lost.push(text);
    else if (there.messages > one.messages) verdict.twice.push(text);
    else if (there.good !== one.good || there.total !== one.total) verdict.wrong.push(text);
  }
  for (const [key, one] of found) verdict.twice.push(`${key}: ${JSON.stringify(one)}, by the books nothing`);
  const figures = new Map((await ask<{ name: string; body: string }>(door, "SELECT name, body FROM figure FINAL WHERE tier = 'slo' AND closed = 0")).map(({ name, body }) => [name, JSON.parse(body) as { good: number; total: number }]));
  for (const [slo, sli, service] of [['answers', 'answered', 'shop'], ['paid', 'answered', 'pay'], ['fast', 'fast', 'shop']] as const) {
    const [good, total] = of(sli, service);
    const figure = figures.get(slo);
    if (figure?.good !== good || figure.total !== total) verdict.wrong.push(`slo ${slo}: ${figure?.good} of ${figure?.total}, by the books ${good} of ${total}`);
  }
};

/** Every identity stands in raw, and none that nobody sent. */
const identities = async (door: Door, counted: readonly Message[], verdict: Verdict): Promise<void> => {
  for (const [table, stream] of [['sie', 'event'], ['sample', 'sample']] as const) {
    const found = new Set((await ask<{ service: string; component: string; id: string; time: string }>(door, `SELECT DISTINCT service, component, id, toUnixTimestamp(minute) * 1000 AS time FROM ${table}`)).map((one) => identity({ ...one, time: Number(one.time) })));
    const is = (one: Message): Stream => (one.sli === undefined ? 'event' : 'sample');
    for (const one of counted) if (is(one) === stream && !found.delete(identity(one))) verdict.lost.push(`${table}: ${identity(one)} is not there`);
    for (const one of found) verdict.wrong.push(`${table}: ${one} was never sent`);
  }
};

/** `storeUrl`: the store without a network between, while nothing else works on it. */
export const judge = async (world: World, books: Books, log: readonly Kept[]): Promise<Verdict> => {
  const counted = books.counted();
  const verdict: Verdict = { offsets: log.length, counted: counted.length, lost: [], twice: [], wrong: [], refused: {}, late: 0, balanced: false, gaps: 0, compared: {} };
  const store = await openStore({ data: '', url: world.storeUrl() });
  try {
    await offsets(store.read, books, log, verdict);
    await identities(store.read, counted, verdict);
    await sums(store.read, books.sums(), verdict);
    // what the books' own sums have found need not be found again in every row above it
    if (verdict.lost.length + verdict.twice.length + verdict.wrong.length === 0) {
      const { compared, wrong } = differences(await tiersOf(store.read), await undisturbed(books));
      verdict.compared = compared;
      verdict.wrong.push(...wrong);
    }
  } finally {
    await store.close();
  }
  const audit = await run(['audit', '--json'], { CLICKHOUSE_URL: world.storeUrl() });
  const said = JSON.parse(audit.out) as { balanced: boolean; partitions: { gaps: number; balanced: boolean }[] };
  verdict.balanced = said.balanced && audit.code === 0;
  verdict.gaps = said.partitions.reduce((sum, one) => sum + one.gaps, 0);
  if (!verdict.balanced) verdict.wrong.push(`heptad audit (code ${audit.code}): ${JSON.stringify({ ...said, partitions: said.partitions.filter((one) => !one.balanced) }).slice(0, 4000)}`);
  return verdict;
};

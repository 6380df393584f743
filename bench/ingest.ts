/**
 * What one event costs the ingest room, from a real Kafka topic to stored rows: CPU µs and events a second, beside kafkajs consuming only (the floor) and
 * ClickHouse's own Kafka engine (the peer), in the same run. node bench/ingest.ts [--events N] [--runs N] [--quick] [--json]. The broker is another process.
 * CPU counts from before a child connects until all is stored, its whole process; events a second from what was stored first to what was stored last.
 */
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { clock as makeClock } from '../shared/time/clock.ts';
import { folder } from '../test/support/heptad.ts';
import { realKafka } from '../test/support/kafka.ts';
import { answer, child, machine, progress, type Spread, spread, told } from './measuring.ts';
import { request } from './messages.ts';

const { values: flags } = parseArgs({ options: { events: { type: 'string' }, runs: { type: 'string', default: '1' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const COUNT = Number(flags.events ?? (flags.quick ? 20_000 : 1_000_000));
const TOPIC = 'bench.sie';
const PARTITIONS = 4;

/** cpu: µs an event; thread: those of them that ran on JavaScript's own thread, the rest being the engine's and the collector's; rate: events a second; bytes: on disk, an event. */
type Run = { cpu: number; thread?: number; rate: number; bytes?: number; rows?: number };
type Figure = { cpuMicrosPerEvent: Spread; threadMicrosPerEvent: Spread | null; eventsPerSecond: Spread; bytesPerEvent: Spread | null };

/** Fills the topic; the mean size of a message. */
const fill = async (client: kafkajs.Kafka): Promise<number> => {
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: PARTITIONS }] });
  await admin.disconnect();
  const producer = client.producer();
  await producer.connect();
  const start = makeClock('wall').machine() - 3_600_000;
  let bytes = 0;
  for (let i = 0; i < COUNT; i += 2000) {
    const messages = Array.from({ length: Math.min(2000, COUNT - i) }, (_, j) => {
      const value = request((i + j) % 10, Math.floor((i + j) / 10), start + Math.floor(((i + j) / COUNT) * 3_000_000));
      bytes += value.length;
      return { partition: (i / 2000) % PARTITIONS, value };
    });
    await producer.send({ topic: TOPIC, messages });
  }
  await producer.disconnect();
  return bytes / COUNT;
};

const figure = (runs: readonly Run[]): Figure => ({
  cpuMicrosPerEvent: spread(runs.map((one) => one.cpu)),
  threadMicrosPerEvent: runs[0]?.thread === undefined ? null : spread(runs.map((one) => one.thread as number)),
  eventsPerSecond: spread(runs.map((one) => one.rate)),
  bytesPerEvent: runs[0]?.bytes === undefined ? null : spread(runs.map((one) => one.bytes as number)),
});

const kafka = await realKafka();
progress(`ingest: ${COUNT} events into a topic`);
const bytes = await fill(new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }));
const runs: Record<'kafkajs' | 'heptad' | 'clickhouse', Run[]> = { kafkajs: [], heptad: [], clickhouse: [] };
// in turn, so that a busy hour of the machine falls on all three
for (let i = 0; i < Number(flags.runs); i++)
  for (const [name, made] of Object.entries(runs)) {
    const data = folder();
    const run = await child<Run>(`./ingest-${name}.ts`, [kafka.brokers, TOPIC, String(COUNT), data.path]);
    data.remove();
    if (run.rows !== undefined && run.rows !== COUNT) throw new Error(`${name} stored ${run.rows} of ${COUNT} events`);
    made.push(run);
    progress(`ingest: ${name} ${run.cpu.toFixed(2)} µs`);
  }
await kafka.close();
const [floor, heptad, peer] = [figure(runs.kafkajs), figure(runs.heptad), figure(runs.clickhouse)];
const ratio = (one: Figure): number => Number((heptad.cpuMicrosPerEvent.median / one.cpuMicrosPerEvent.median).toFixed(2));
const out = { bench: 'ingest', ...machine(), events: COUNT, runs: Number(flags.runs), partitions: PARTITIONS, messageBytes: Math.round(bytes), heptad, floor, peer, ofFloor: ratio(floor), ofPeer: ratio(peer) };
if (flags.json) answer(out);
const line = (name: string, one: Figure): string => `| ${name} | ${told(one.cpuMicrosPerEvent)} | ${told(one.eventsPerSecond)} | ${one.bytesPerEvent ? told(one.bytesPerEvent) : ''} |`;
process.stdout.write(`ingest: ${COUNT} events of ${out.messageBytes} bytes, ${PARTITIONS} partitions, ${flags.runs} run(s)\n| | CPU µs an event | events a second | bytes an event on disk |\n|---|---|---|---|\n${line('kafkajs, consuming only (floor)', floor)}\n${line('the ingest room', heptad)}\n${line("ClickHouse's Kafka engine (peer)", peer)}\nof the ingest room's CPU ${heptad.threadMicrosPerEvent ? told(heptad.threadMicrosPerEvent) : ''} µs ran on JavaScript's own thread\n`);
process.exit(0);

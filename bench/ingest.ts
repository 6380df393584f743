/**
 * What one event costs the ingest room, from a real Kafka topic to stored rows: CPU µs and events a second, beside kafkajs consuming only, in the same run.
 * node bench/ingest.ts [EVENTS] [--json]. The broker and the producer are other processes or done before; the embedded store is this process.
 */
import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { startIngest } from '../ingest/room.ts';
import { defaults } from '../shared/config.ts';
import { logger } from '../shared/log.ts';
import type { Sql } from '../shared/store/sql.ts';
import { openStore } from '../shared/store/store.ts';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { folder } from '../test/support/heptad.ts';
import { realKafka } from '../test/support/kafka.ts';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const json = process.argv.includes('--json');

type Figure = { events: number; seconds: number; eventsPerSecond: number; cpuMicrosPerEvent: number };
const figure = (events: number, ms: number, cpu: NodeJS.CpuUsage): Figure => ({ events, seconds: Math.round(ms) / 1000, eventsPerSecond: Math.round(events / (ms / 1000)), cpuMicrosPerEvent: Number(((cpu.user + cpu.system) / events).toFixed(2)) });

const kafka = await realKafka();
const data = folder();
const client = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
const admin = client.admin();
await admin.connect();
await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'heptad.sie', numPartitions: 4 }] });

const producer = client.producer();
await producer.connect();
const clock = makeClock('wall');
const start = clock.machine() - 3_600_000;
const routes = ['/pay', '/cart', '/list', '/item'];
for (let i = 0; i < COUNT; i += 2000) {
  const messages = Array.from({ length: Math.min(2000, COUNT - i) }, (_, j) => ({
    partition: (i / 2000) % 4,
    value: JSON.stringify({ id: randomUUID(), time: new Date(start + Math.floor(((i + j) / COUNT) * 3_000_000)).toISOString(), service: `service-${j % 10}`, component: `api-${j % 4}`, kind: 'http.request', state: j % 50 ? 'ok' : 'error', value: (j % 997) / 2, unit: 'ms', labels: { route: routes[j % 4], region: j % 2 ? 'eu' : 'us' } }),
  }));
  await producer.send({ topic: 'heptad.sie', messages });
}
await producer.disconnect();

const floor = await (async (): Promise<Figure> => {
  const consumer = client.consumer({ groupId: 'floor', maxWaitTimeInMs: 250, maxBytesPerPartition: 4 * 1024 * 1024, maxBytes: 32 * 1024 * 1024 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['heptad.sie'], fromBeginning: true });
  let seen = 0;
  let time: (() => number) | null = null;
  let cpu = process.cpuUsage();
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: true,
    eachBatch: async ({ batch }) => {
      if (!time) {
        time = stopwatch();
        cpu = process.cpuUsage();
      }
      seen += batch.messages.length;
    },
  });
  while (seen < COUNT) await sleep(5);
  const found = figure(COUNT, (time as unknown as () => number)(), process.cpuUsage(cpu));
  await consumer.disconnect();
  return found;
})();

const store = await openStore({ data: data.path });
const room = await startIngest({ store, clock, config: { ...defaults, kafka: { brokers: [kafka.brokers], ssl: false, sasl: null } }, log: logger('bench', 'error') });
const stored = async (): Promise<number> => Number((await store.read.rows<{ n: string }>("SELECT sum(ok) AS n FROM ledger WHERE log = 'heptad.sie'" as Sql))[0]?.n ?? 0);
while ((await stored()) === 0) await sleep(20);
const time = stopwatch();
const before = await stored();
const begun = process.cpuUsage();
while ((await stored()) < COUNT) await sleep(50);
const heptad = figure(COUNT - before, time(), process.cpuUsage(begun));
const [size] = await store.read.rows<{ bytes: string }>("SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND table = 'sie'" as Sql);
const out = { date: new Date(clock.machine()).toISOString().slice(0, 10), machine: `${cpus().length} × ${cpus()[0]?.model ?? ''}`, node: process.versions.node, heptad: { ...heptad, bytesPerEvent: Number((Number(size?.bytes ?? 0) / COUNT).toFixed(1)) }, floor, ratio: Number((heptad.cpuMicrosPerEvent / floor.cpuMicrosPerEvent).toFixed(2)) };
process.stdout.write(json ? `${JSON.stringify(out)}\n` : `${JSON.stringify(out, null, 2)}\n`);
await room.stop();
await kafka.close();
data.remove();
process.exit(0);

/** Child of bench/ingest.ts, the floor: kafkajs reads the topic and does nothing with it. Arguments: BROKERS TOPIC COUNT. */
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { stopwatch } from '../shared/time/clock.ts';
import { answer, cpuSince } from './measuring.ts';

const [brokers, topic, count] = process.argv.slice(2) as [string, string, string];
const cpu = cpuSince();
const consumer = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING }).consumer({ groupId: `floor-${process.pid}`, maxWaitTimeInMs: 250, maxBytesPerPartition: 4 * 1024 * 1024, maxBytes: 32 * 1024 * 1024 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
let seen = 0;
let begun: { events: number; ms: () => number } | null = null;
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    seen += batch.messages.length;
    begun ??= { events: seen, ms: stopwatch() };
  },
});
while (seen < Number(count)) await sleep(5);
const { events, ms } = begun as unknown as { events: number; ms: () => number };
answer({ cpu: cpu() / seen, rate: ((seen - events) / ms()) * 1000 });

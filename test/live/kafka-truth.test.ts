/** What is told of a Kafka log that is away or is another one: lag and watermark never say that all is read when nobody can know it. */
import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, type Program, up } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);

type Pipeline = { watermark: string | null; lag: number | null; accepted: number; kafka: { topic: string; partition: number; next: number; end: number; lag: number; stopped: string | null }[] };
const PLAN = new URL('../support/plans/shop', import.meta.url).pathname;
const event = (id: string): string => JSON.stringify({ id, time: Date.now(), service: 'shop', kind: 'http.request', state: 'ok', value: 1 });

/** Asks until `wanted` holds. */
const until = async (program: Program, what: string, wanted: (one: Pipeline) => boolean, seconds = 60): Promise<Pipeline> => {
  let last: Pipeline | null = null;
  for (let i = 0; i < seconds * 4; i++) {
    last = await program.get<Pipeline>('/api/v1/pipeline');
    if (wanted(last)) return last;
    await sleep(250);
  }
  throw new Error(`not within ${seconds} s: ${what}: ${JSON.stringify(last).slice(0, 900)}\n${program.output().slice(-2000)}`);
};
const mark = (one: Pipeline): number => (one.watermark === null ? 0 : Date.parse(one.watermark));
const recent = (one: Pipeline): boolean => Date.now() - mark(one) < 5000;

test('with brokers that never answered nobody speaks for the watermark, though HTTP is taken', async () => {
  const data = folder();
  const program = await up(['--data', data.path, '--plan', PLAN], { KAFKA_BROKERS: '127.0.0.1:1' });
  await program.post('/api/v1/events', event('a'), 'application/json');
  await until(program, 'the event is stored', (one) => one.accepted === 1);
  // several beats and ticks
  await sleep(4000);
  expect(await program.get<Pipeline>('/api/v1/pipeline')).toMatchObject({ watermark: null, lag: null, accepted: 1 });
  await program.stop();
  data.remove();
}, 240_000);

describe.skipIf(missing)('on a real Kafka', () => {
  let kafka: RealKafka;
  let program: Program;
  const data = folder();
  const start = async (epoch = '0'): Promise<Program> => up(['--data', data.path, '--plan', PLAN], { KAFKA_BROKERS: kafka.brokers, HEPTAD_TOPIC_SIE: 'truth-sie', HEPTAD_TOPIC_SLI: 'truth-sli', HEPTAD_GROUP: 'truth', HEPTAD_LOG_EPOCH: epoch });
  const client = (): kafkajs.Kafka => new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 20, maxRetryTime: 2000 } });
  const send = async (count: number, name: string, partition = 0): Promise<void> => {
    const producer = client().producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({ topic: 'truth-sie', acks: -1, messages: Array.from({ length: count }, (_, i) => ({ partition, value: event(`${name}-${i}`) })) });
    await producer.disconnect();
  };
  const remade = async (): Promise<void> => {
    const admin = client().admin();
    await admin.connect();
    await admin.deleteTopics({ topics: ['truth-sie'] });
    for (let i = 0; i < 100 && (await admin.listTopics()).includes('truth-sie'); i++) await sleep(100);
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'truth-sie', numPartitions: 4 }] });
    await admin.disconnect();
  };
  const first = (one: Pipeline): Pipeline['kafka'][number] | undefined => one.kafka.find((part) => part.topic === 'truth-sie' && part.partition === 0);

  beforeAll(async () => {
    kafka = await realKafka();
    program = await start();
  }, 240_000);
  afterAll(async () => {
    await program?.kill();
    await kafka?.close();
    data.remove();
  });

  test('while the broker is away the watermark waits, and goes on when it is back', async () => {
    if (!kafka.owned) return void console.log('this Kafka is not ours to stop: skipped');
    await until(program, 'caught up', (one) => one.kafka.length === 8 && one.lag === 0 && recent(one));
    await send(50, 'before');
    await until(program, 'all is read', (one) => one.accepted === 50 && one.lag === 0 && recent(one));
    await kafka.stop();
    const gone = Date.now();
    await until(program, 'the broker is missed', (one) => one.lag === null && Date.now() > gone + 6000);
    // beats and ticks went on all the time
    expect(mark(await program.get<Pipeline>('/api/v1/pipeline')), 'nobody knows what the broker holds since').toBeLessThanOrEqual(gone);
    await kafka.start();
    await until(program, 'the broker is back', (one) => one.lag === 0 && recent(one), 90);
  }, 200_000);

  test('a topic that was made anew and is longer than what was read is known by its content: it stops, lags and holds the watermark', async () => {
    await program.stop();
    await remade();
    await send(80, 'other');
    program = await start();
    const stopped = await until(program, 'stopped', (one) => first(one)?.stopped === 'LOG_CHANGED');
    expect(first(stopped)).toMatchObject({ next: 50, end: 80, lag: 80 });
    await sleep(2500);
    const before = mark(await program.get<Pipeline>('/api/v1/pipeline'));
    await sleep(3000);
    const after = await program.get<Pipeline>('/api/v1/pipeline');
    expect(after.accepted).toBe(50);
    expect(mark(after)).toBe(before);
    expect(await (await fetch(`${program.url}/metrics`)).text()).toContain('heptad_partition_stopped{topic="truth-sie",partition="0",reason="LOG_CHANGED"} 1');
  }, 240_000);

  test('after a restart it still stops; another HEPTAD_LOG_EPOCH reads it from its beginning', async () => {
    await program.stop();
    program = await start();
    await until(program, 'stopped again', (one) => first(one)?.stopped === 'LOG_CHANGED');
    await program.stop();
    program = await start('1');
    await until(program, 'all of the new log is read', (one) => one.accepted === 130 && one.lag === 0 && recent(one));
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 240_000);

  test('a topic made anew under a running program stops, too', async () => {
    await remade();
    await send(10, 'third');
    await until(program, 'stopped', (one) => first(one)?.stopped === 'LOG_CHANGED' && (one.lag ?? 0) >= 10, 90);
    // beats and ticks that were on their way may still move it; one that follows the clock never rests
    let [before, now] = [0, 1];
    for (let i = 0; i < 20 && before !== now; i++) {
      before = mark(await program.get<Pipeline>('/api/v1/pipeline'));
      await sleep(3000);
      now = mark(await program.get<Pipeline>('/api/v1/pipeline'));
    }
    expect(now).toBe(before);
  }, 150_000);
});

/** Two ingest processes on one Kafka topic, an aggregator and a dashboard, each a process of its own: partitions go from one to the other, one is killed, and every event counts once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../shared/tiers/row.ts';
import { type Program, settled, start } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { shimmed } from '../support/shimmed.ts';
import { whole } from '../support/whole.ts';

const missing = noKafka();
const START = Date.parse('2026-11-01T00:00:00Z');
const PLAN = fileURLToPath(new URL('../support/plans/shop', import.meta.url));
const event = (i: number): string => JSON.stringify({ id: `e-${i}`, time: START + i * 100, service: 'shop', kind: 'http.request', state: i % 10 === 0 ? 'error' : 'ok', value: i % 500 });

type Pipeline = { kafka: { topic: string; partition: number; next: number; end: number }[]; accepted: number };

describe.skipIf(missing)('two ingest processes on one topic', () => {
  let kafka: RealKafka;
  let server: Awaited<ReturnType<typeof shimmed>>;
  let env: Record<string, string>;
  let producer: kafkajs.Producer;
  let [first, second, aggregate, dashboard] = [] as unknown as [Program, Program, Program, Program];

  beforeAll(async () => {
    [kafka, server] = await Promise.all([realKafka(), shimmed()]);
    env = { CLICKHOUSE_URL: server.url, KAFKA_BROKERS: kafka.brokers, HEPTAD_CLOCK: 'events', HEPTAD_RETENTION: '3650d', HEPTAD_TOPIC_SIE: 'rooms.sie', HEPTAD_TOPIC_SLI: 'rooms.sli', HEPTAD_GROUP: 'rooms' };
    [first, second, aggregate, dashboard] = await Promise.all([start('ingest', [], env), start('ingest', [], env), start('aggregate', ['--plan', PLAN], env), start('dashboard', [], env)]);
    producer = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).producer();
    await producer.connect();
  }, 240_000);
  afterAll(async () => {
    await producer?.disconnect();
    await Promise.all([first, second, aggregate, dashboard].map((one) => one?.stop()));
    server?.close();
    await kafka?.close();
  }, 240_000);

  const send = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i += 1000) await producer.send({ topic: 'rooms.sie', messages: Array.from({ length: Math.min(1000, to - i) }, (_, j) => ({ partition: (i + j) % 4, value: event(i + j) })) });
  };
  /** Partitions of the topic that a process reads, by its own word. */
  const reads = async (one: Program): Promise<number> => [...(await (await fetch(`${one.url}/metrics`)).text()).matchAll(/^heptad_ingest_lag\{topic="rooms.sie"/gm)].length;
  const until = async (what: string, ask: () => Promise<boolean>, seconds = 90): Promise<void> => {
    for (let i = 0; i < seconds * 5; i++) {
      if (await ask().catch(() => false)) return;
      await sleep(200);
    }
    throw new Error(`${what}: not within ${seconds} s\n${first.output().slice(-1500)}\n${second.output().slice(-1500)}`);
  };

  test('they share the partitions, and what either takes is counted once', async () => {
    await until('each has some', async () => (await reads(first)) > 0 && (await reads(second)) > 0 && (await reads(first)) + (await reads(second)) === 4);
    await send(0, 8000);
    await settled(dashboard, { accepted: 8000, mark: START + 7_999 * 100 });
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ good: 7200, total: 8000 });
    const { kafka: partitions } = await dashboard.get<Pipeline>('/api/v1/pipeline');
    expect(partitions.filter((one) => one.topic === 'rooms.sie').map((one) => [one.partition, one.next, one.end])).toEqual([0, 1, 2, 3].map((partition) => [partition, 2000, 2000]));
    expect(await dashboard.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 150_000);

  test('one is killed while messages flow: the other takes its partitions from where the ledger ends', async () => {
    const sending = send(8000, 30_000);
    await until('in the middle', async () => (await dashboard.get<Pipeline>('/api/v1/pipeline')).accepted > 8000);
    await first.kill();
    await sending;
    // whatever it had taken by then: these lie in its partitions, too, and it takes none of them
    await send(30_000, 60_000);
    await settled(dashboard, { accepted: 60_000, mark: START + 59_999 * 100 }, 150);
    await until('all partitions', async () => (await reads(second)) === 4);
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ good: 54_000, total: 60_000 });
    expect(await dashboard.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 240_000);

  if (whole) test('another joins, gets partitions back and goes on', async () => {
    first = await start('ingest', [], env);
    await until('each has some', async () => (await reads(first)) > 0 && (await reads(first)) + (await reads(second)) === 4);
    await send(60_000, 64_000);
    await settled(dashboard, { accepted: 64_000, mark: START + 63_999 * 100 });
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ good: 57_600, total: 64_000 });
    expect(await dashboard.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 150_000);
});

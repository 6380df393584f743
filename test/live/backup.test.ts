/** A copy of a store that reads a real Kafka: whoever runs on it reads on from where the copy's ledger ends, whatever the group has committed since. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, type Program, run, settled, up } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);

const START = Date.parse('2026-11-01T00:00:00Z');
const HALF = 4000;
const event = (i: number): string => JSON.stringify({ id: `e-${i}`, time: START + i * 100, service: 'shop', kind: 'http.request', state: i % 10 === 0 ? 'error' : 'ok', value: i % 500 });

describe.skipIf(missing)('a backup of a heptad that reads Kafka', () => {
  const place = folder();
  let kafka: RealKafka;
  let program: Program | null = null;
  const start = (data: string): Promise<Program> => up(['--data', data, '--clock', 'events', '--plan', new URL('../support/plans/shop', import.meta.url).pathname], { KAFKA_BROKERS: kafka.brokers });
  const send = async (from: number, to: number): Promise<void> => {
    const producer = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).producer({ allowAutoTopicCreation: false });
    await producer.connect();
    for (let i = from; i < to; i += 500) await producer.send({ topic: 'heptad.sie', acks: -1, messages: Array.from({ length: Math.min(500, to - i) }, (_, j) => ({ key: String((i + j) % 97), value: event(i + j) })) });
    await producer.disconnect();
  };

  beforeAll(async () => {
    kafka = await realKafka();
  }, 180_000);
  afterAll(async () => {
    await program?.stop();
    await kafka?.close();
    place.remove();
  });

  test('goes on from its ledger: nothing is lost and nothing counts twice', async () => {
    const [data, copy] = [join(place.path, 'data'), join(place.path, 'copy')];
    program = await start(data);
    for (let i = 0; i < 100 && (await program.get<{ kafka: unknown[] }>('/api/v1/pipeline')).kafka.length < 8; i++) await sleep(300);
    await send(0, HALF);
    await settled(program, { accepted: HALF });
    // while it is copied more comes in; the group commits what the copy does not have
    const [made] = await Promise.all([run(['backup', copy, '--data', data]), send(HALF, 2 * HALF)]);
    expect(made.code).toBe(0);
    await settled(program, { accepted: 2 * HALF });
    await program.stop();
    const audited = await run(['audit', '--data', copy, '--json']);
    expect(audited.code, audited.out).toBe(0);
    program = await start(copy);
    await settled(program, { accepted: 2 * HALF, mark: START + (2 * HALF - 1) * 100 });
    expect(await program.get('/api/v1/measures/slo/answers')).toMatchObject({ good: HALF * 1.8, total: HALF * 2 });
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
  });
});

/** The ingest room on a real Apache Kafka: bad messages among good ones, a broker that restarts, a process that is killed; every event counts exactly once. */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { folder, type Program, run, settled, up } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { whole } from '../support/whole.ts';

const missing = noKafka();
/** librdkafka's command line (Debian package kcat): compresses as other clients do. */
const kcat = spawnSync('kcat', ['-V']).status === 0;
if (!kcat && process.env['CI']) throw new Error('no kcat: install the package kcat');
if (missing && process.env['CI']) throw new Error(missing);

/** Messages of other services that the tests of compression and CloudEvents leave behind. */
const more = (kcat ? 400 : 0) + 2;
const START = Date.parse('2026-11-01T00:00:00Z');
const event = (i: number): string => JSON.stringify({ id: `e-${i}`, time: START + i * 100, service: 'shop', kind: 'http.request', state: i % 10 === 0 ? 'error' : 'ok', value: i % 500 });

describe.skipIf(missing)('on a real Kafka', () => {
  let kafka: RealKafka;
  let client: kafkajs.Kafka;
  const data = folder();
  let program: Program | null = null;
  const start = (): Promise<Program> => up(['--data', data.path, '--clock', 'events', '--plan', new URL('../support/plans/shop', import.meta.url).pathname], { KAFKA_BROKERS: kafka.brokers });

  beforeAll(async () => {
    kafka = await realKafka();
    client = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 20, maxRetryTime: 2000 } });
  }, 240_000);
  afterAll(async () => {
    await program?.kill();
    await kafka?.close();
    data.remove();
  });

  const send = async (from: number, to: number): Promise<void> => {
    const producer = client.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    for (let i = from; i < to; i += 500) await producer.send({ topic: 'heptad.sie', acks: -1, messages: Array.from({ length: Math.min(500, to - i) }, (_, j) => ({ key: String((i + j) % 97), value: event(i + j) })) });
    await producer.disconnect();
  };
  const total = async (): Promise<{ good: number; total: number }> => program?.get<{ good: number; total: number }>('/api/v1/measures/slo/answers') ?? { good: 0, total: 0 };

  test('absent topics are made, and 20 000 events with bad ones among them are stored exactly once', async () => {
    program = await start();
    for (let i = 0; i < 100 && (await program.get<{ kafka: unknown[] }>('/api/v1/pipeline')).kafka.length < 8; i++) await sleep(300);
    await send(0, 20_000);
    const producer = client.producer();
    await producer.connect();
    const bad = [{ value: '{"id":' }, { value: null }, { value: JSON.stringify({ id: 'x', time: START, service: 'shop' }) }, { value: Buffer.from([0xff, 0xfe]) }, { value: 'x'.repeat(2 * 1024 * 1024), headers: { team: 'shop' } }];
    await producer.send({ topic: 'heptad.sie', messages: bad });
    await producer.disconnect();
    const pipeline = await settled(program, { accepted: 20_000, mark: START + 19_999 * 100 });
    expect(pipeline.accepted).toBe(20_000);
    expect(pipeline.refused).toEqual({ NOT_JSON: 1, EMPTY: 1, MISSING_FIELD: 1, NOT_UTF8: 1, TOO_LARGE: 1 });
    expect(await total()).toMatchObject({ good: 18_000, total: 20_000 });
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
  });

  test('each refused message has its copy in the dead-letter topic with where it came from', async () => {
    const found: Record<string, { value: Buffer | null; headers: Record<string, string> }> = {};
    const consumer = client.consumer({ groupId: 'reads-dlq', maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topics: ['heptad.sie.dlq'], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([key, value]) => [key, String(value)]));
        found[headers['heptad_error_code'] ?? ''] = { value: message.value, headers };
      },
    });
    for (let i = 0; i < 100 && Object.keys(found).length < 5; i++) await sleep(200);
    await consumer.disconnect();
    expect(Object.keys(found).sort()).toEqual(['EMPTY', 'MISSING_FIELD', 'NOT_JSON', 'NOT_UTF8', 'TOO_LARGE']);
    expect(found['NOT_JSON']?.value?.toString()).toBe('{"id":');
    expect(found['TOO_LARGE']?.headers).toMatchObject({ heptad_origin_topic: 'heptad.sie', team: 'shop' });
    expect(found['TOO_LARGE']?.value, 'the topic takes 4 MiB, so nothing is cut').toHaveLength(2 * 1024 * 1024);
    expect(found['TOO_LARGE']?.headers['heptad_origin_offset']).toMatch(/^\d+$/);
  });

  const codecs = ['gzip', 'snappy', 'lz4', 'zstd'];
  test.skipIf(!kcat)(`batches compressed by another client are read: ${codecs.join(', ')}`, async () => {
    for (const [i, codec] of codecs.entries()) {
      const lines = Array.from({ length: 100 }, (_, j) => JSON.stringify({ id: `${codec}-${j}`, time: START, service: 'packed', kind: 'k', value: i }));
      execFileSync('kcat', ['-P', '-b', kafka.brokers, '-t', 'heptad.sie', '-z', codec, '-X', 'linger.ms=100'], { input: lines.join('\n') });
    }
    await settled(program as Program, { accepted: 20_400 });
    expect((await (program as Program).get<{ items: { name: string; total: number }[] }>('/api/v1/tiers/sie')).items.find((one) => one.name === 'packed/k')?.total).toBe(400);
  });

  test('CloudEvents come structured and binary', async () => {
    const producer = client.producer();
    await producer.connect();
    const attributes = { specversion: '1.0', source: '/shop/eu', type: 'ordered', time: new Date(START).toISOString(), subject: 'cloud' };
    await producer.send({
      topic: 'heptad.sie',
      messages: [
        { value: JSON.stringify({ ...attributes, id: 'structured', data: { value: 1 } }), headers: { 'content-type': 'application/cloudevents+json' } },
        { value: '{"value":2}', headers: { ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`ce_${key}`, value])), ce_id: 'binary' } },
        { value: '{"value":2}', headers: { ce_specversion: '1.0', ce_id: 'without type', ce_source: 'x' } },
      ],
    });
    await producer.disconnect();
    const before = kcat ? 20_400 : 20_000;
    const { refused } = await settled(program as Program, { accepted: before + 2 });
    expect(refused['BAD_CLOUDEVENT']).toBe(1);
    expect((await (program as Program).get<{ items: { name: string; total: number }[] }>('/api/v1/tiers/sie')).items.find((one) => one.name === 'cloud/ordered')?.total).toBe(2);
  });

  test('a broker that restarts in the middle costs nothing', async () => {
    if (!kafka.owned) return;
    const sending = send(20_000, 40_000);
    await sleep(300);
    await kafka.stop();
    await kafka.start();
    await sending;
    await settled(program as Program, { accepted: 40_000 + more, mark: START + 39_999 * 100 });
    // a producer that retries may send twice; what counts is that each event counts once
    expect(await total()).toMatchObject({ good: 36_000, total: 40_000 });
  }, 240_000);

  test('aborted transactions leave offsets without messages: they hold nothing up, and the books know them as holes', async () => {
    const before = (await settled(program as Program, {})).accepted;
    const producer = client.producer({ transactionalId: 'aborts', maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'heptad.sie', messages: [{ partition: 1, value: event(1) }, { partition: 2, value: event(2) }] });
    await transaction.abort();
    await producer.disconnect();
    await sleep(2000);
    expect((await settled(program as Program, {}, 20)).accepted).toBe(before);
    expect(await (program as Program).get('/api/v1/audit')).toMatchObject({ balanced: true });
  });

  test('of transactions that overlap and are aborted nothing counts, whichever began first', async () => {
    const before = (await settled(program as Program, {})).accepted;
    const [outer, inner, plain] = [client.producer({ transactionalId: 'outer', maxInFlightRequests: 1, idempotent: true }), client.producer({ transactionalId: 'inner', maxInFlightRequests: 1, idempotent: true }), client.producer()];
    for (const one of [outer, inner, plain]) await one.connect();
    // the program is away, so that all of it comes in one fetch
    await (program as Program).stop();
    const some = (name: string, count: number): { topic: string; messages: { partition: number; value: string }[] } => ({ topic: 'heptad.sie', messages: Array.from({ length: count }, (_, i) => ({ partition: 3, value: event(39_000 + i).replace('"e-', `"${name}-`).replace('"shop"', '"transactions"') })) });
    const one = await outer.transaction();
    await one.send(some('outer', 2));
    const other = await inner.transaction();
    await other.send(some('inner', 1));
    await other.abort();
    await one.abort();
    await plain.send(some('plain', 2));
    for (const each of [outer, inner, plain]) await each.disconnect();
    program = await start();
    expect((await settled(program, { accepted: before + 2 }, 40)).accepted).toBe(before + 2);
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 120_000);

  if (whole) test('a new data folder reads the log from its beginning, whatever Kafka remembers of the group', async () => {
    const { accepted } = await settled(program as Program, {});
    await (program as Program).stop();
    const fresh = folder();
    program = await up(['--data', fresh.path, '--clock', 'events', '--plan', new URL('../support/plans/shop', import.meta.url).pathname], { KAFKA_BROKERS: kafka.brokers });
    await settled(program, { accepted }, 40);
    await program.stop();
    fresh.remove();
    program = await start();
    await settled(program, { accepted }, 20);
  }, 240_000);

  // in the gate gap.test.ts has it
  if (whole) test('what Kafka dropped before it was read is a gap that the books know', async () => {
    await (program as Program).stop();
    const admin = client.admin();
    await admin.connect();
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: 'heptad.sli', messages: [0, 1, 2].map((i) => ({ partition: 3, value: JSON.stringify({ id: `s-${i}`, time: START, service: 'shop', sli: 'gap', value: i }) })) });
    await producer.disconnect();
    const end = Number((await admin.fetchTopicOffsets('heptad.sli')).find((one) => one.partition === 3)?.high);
    program = await start();
    const read = await settled(program, {}, 20);
    await program.stop();
    const more = client.producer();
    await more.connect();
    await more.send({ topic: 'heptad.sli', messages: [3, 4, 5].map((i) => ({ partition: 3, value: JSON.stringify({ id: `s-${i}`, time: START, service: 'shop', sli: 'gap', value: i }) })) });
    await more.disconnect();
    await admin.deleteTopicRecords({ topic: 'heptad.sli', partitions: [{ partition: 3, offset: String(end + 3) }] });
    await admin.disconnect();
    program = await start();
    const after = await settled(program, {}, 20);
    expect(after.accepted).toBe(read.accepted);
    expect(after).toMatchObject({ gaps: 3, lag: 0 });
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 240_000);

  // in the gate the chaos run kills
  if (whole) test('kill -9 in the middle of consuming: the ledger says where to go on, nothing is lost or doubled', async () => {
    const admin = client.admin();
    await admin.connect();
    // Kafka's own offsets of the group are only a hint, but asking for them does not slow down what is about to be killed
    const hinted = async (): Promise<number> => (await admin.fetchOffsets({ groupId: 'heptad', topics: ['heptad.sie'] })).flatMap((one) => one.partitions).reduce((sum, one) => sum + Math.max(0, Number(one.offset)), 0);
    const stored = async (): Promise<number> => {
      const { partitions } = JSON.parse((await run(['audit', '--data', data.path, '--json'])).out) as { partitions: { log: string; stored: number }[] };
      return partitions.filter((one) => one.log === 'heptad.sie').reduce((sum, one) => sum + one.stored, 0);
    };
    const BACKLOG = 300_000;
    let sent = 40_000;
    let share = 0;
    // a kill outside of 20 % to 80 % proves nothing: that run is void and another one is made
    for (let attempt = 0; attempt < 4 && (share < 0.2 || share > 0.8); attempt++) {
      await (program as Program).kill();
      const [before, seen] = [await stored(), await hinted()];
      await send(sent, sent + BACKLOG);
      sent += BACKLOG;
      program = await start();
      for (let i = 0; i < 6000 && (await hinted()) - seen < BACKLOG * 0.25; i++) await sleep(5);
      await program.kill();
      share = ((await stored()) - before) / BACKLOG;
      console.log(`killed with ${(share * 100).toFixed(0)} % of ${BACKLOG} consumed, ledger offset ${before + Math.round(share * BACKLOG)}`);
      program = await start();
      await settled(program, { mark: START + (sent - 1) * 100 });
    }
    await admin.disconnect();
    expect(share, 'outside of 20 % to 80 % the run is void').toBeGreaterThanOrEqual(0.2);
    expect(share, 'outside of 20 % to 80 % the run is void').toBeLessThanOrEqual(0.8);
    expect((await settled(program as Program, { accepted: sent + more })).accepted).toBeGreaterThanOrEqual(sent + more);
    expect(await total()).toMatchObject({ good: sent * 0.9, total: sent });
    expect(await (program as Program).get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 300_000);
});

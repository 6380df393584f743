/** The other ways into a real Apache Kafka: TLS with each way to show a password, every refusal code, and batches that cannot be unpacked. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { openBroker } from '../../shared/kafka/kafka.ts';
import { logger } from '../../shared/log.ts';
import { auditBooks } from '../../shared/store/audit.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';
import { cases, CODES, countOf, good, narrow, refusedOf } from '../ingest/refusals.ts';
import { folder, settled, up } from '../support/heptad.ts';
import { noSecureKafka, type RealKafka, realKafka, type Secure } from '../support/kafka.ts';

const missing = noSecureKafka();
if (missing && process.env['CI']) throw new Error(missing);

const quiet = logger('test', 'silent');
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Spoils the compressed content of a partition's batches where it lies on the broker's disk: a producer's own the broker would not take. */
const spoil = (file: string): number => {
  const bytes = readFileSync(file);
  const opened = openSync(file, 'r+');
  let spoilt = 0;
  for (let at = 0; at + 61 <= bytes.length; at += 12 + bytes.readInt32BE(at + 8)) {
    if ((bytes.readInt16BE(at + 21) & 7) === 0) continue;
    writeSync(opened, Buffer.from('spoilt'), 0, 6, at + 61);
    spoilt++;
  }
  closeSync(opened);
  return spoilt;
};

describe.skipIf(missing)('a real Kafka with TLS and users', () => {
  let kafka: RealKafka;
  let secure: Secure;
  let client: kafkajs.Kafka;
  const data = folder();
  beforeAll(async () => {
    kafka = await realKafka({ secure: true });
    secure = kafka.secure as Secure;
    client = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: ['heptad.sie', 'heptad.sli', 'heptad.sie.dlq', 'heptad.sli.dlq'].map((topic) => ({ topic, numPartitions: 4, configEntries: [{ name: 'max.message.bytes', value: '4194304' }] })) });
    await admin.disconnect();
  }, 240_000);
  afterAll(async () => {
    await kafka?.close();
    data.remove();
  });
  const access = (mechanism: (typeof MECHANISMS)[number]) => ({ brokers: [secure.brokers], ssl: { ca: secure.ca }, sasl: { mechanism, username: secure.user, password: secure.password } });

  test.each(MECHANISMS)('%s over TLS lets us in', async (mechanism) => {
    const admin = openBroker(access(mechanism), quiet).admin();
    await admin.connect();
    expect(await admin.listTopics()).toContain('heptad.sie');
    await admin.disconnect();
  });

  test('every refusal code: a row, a copy with the reason, its neighbours kept; batches that cannot be unpacked hold nothing up', async () => {
    const producer = client.producer();
    await producer.connect();
    const packed = [0, 1, 2].map((i) => ({ partition: 0, key: 'k', value: good(`gone-${i}`) }));
    await producer.send({ topic: 'heptad.sie', compression: kafkajs.CompressionTypes.GZIP, messages: packed });
    await producer.send({ topic: 'heptad.sie', messages: [{ partition: 0, value: good('behind') }] });
    expect(spoil(join(kafka.logs as string, 'heptad.sie-0', '00000000000000000000.log'))).toBe(1);
    const sent = { event: ['BAD_ENCODING', 'BAD_ENCODING', 'BAD_ENCODING', 'EMPTY', 'BAD_ENCODING'], sample: [] as string[] };
    await producer.send({ topic: 'heptad.sie', messages: [{ value: null }, { value: gzipSync(good('packed')), headers: { 'Content-Encoding': 'gzip' } }, { value: good('plain'), headers: { 'content-encoding': 'identity' } }] });
    for (const stream of ['event', 'sample'] as const) {
      const mine = cases.filter((one) => one.stream === stream);
      sent[stream].push(...mine.map((one) => one.code));
      await producer.send({ topic: stream === 'event' ? 'heptad.sie' : 'heptad.sli', messages: mine.flatMap((one, i) => [{ value: one.body }, { value: good(`k-${i}`, stream) }]) });
    }
    await producer.disconnect();
    expect([...new Set([...sent.event, ...sent.sample])].sort()).toEqual(CODES);

    const store = await openStore({ data: join(data.path, 'refusals') });
    await narrow(store);
    const room = await startIngest({ store, clock: clock('wall'), config: { ...defaults, retention: 365 * 86_400_000, kafka: access('scram-sha-512') }, log: quiet });
    const done = (): boolean => {
      const all = room.progress();
      return all !== null && all.length === 8 && all.every((one) => one.lag === 0) && all.reduce((sum, one) => sum + one.end, 0) === 2 * cases.length + 7;
    };
    for (let i = 0; i < 400 && !done(); i++) await sleep(100);
    const refused = { event: await refusedOf(store, 'heptad.sie'), sample: await refusedOf(store, 'heptad.sli') };
    expect(refused).toEqual({ event: countOf(sent.event), sample: countOf(sent.sample) });
    expect(room.counts()).toEqual(countOf([...sent.event, ...sent.sample]));
    expect(await store.read.rows("SELECT count() AS n, countIf(id IN ('behind', 'plain')) AS named FROM sie FINAL" as Sql)).toEqual([{ n: String(cases.filter((one) => one.stream === 'event').length + 2), named: '2' }]);
    expect(await auditBooks(store.read)).toMatchObject({ balanced: true });
    await room.stop();
    await store.close();

    const copies: string[] = [];
    const reader = client.consumer({ groupId: 'reads-copies', maxWaitTimeInMs: 100 });
    await reader.connect();
    await reader.subscribe({ topics: ['heptad.sie.dlq', 'heptad.sli.dlq'], fromBeginning: true });
    await reader.run({ eachMessage: async ({ message }) => void copies.push(String(message.headers?.['heptad_error_code'])) });
    for (let i = 0; i < 100 && copies.length < sent.event.length + sent.sample.length; i++) await sleep(100);
    await reader.disconnect();
    expect(countOf(copies)).toEqual(countOf([...sent.event, ...sent.sample]));
  }, 240_000);

  test('heptad up consumes over TLS with a password from a file; a wrong password and an unknown authority are said in one sentence, tried again, and no secret is in the log', async () => {
    const file = (name: string, content: string): string => {
      writeFileSync(join(data.path, name), content);
      return join(data.path, name);
    };
    const base = { KAFKA_BROKERS: secure.brokers, KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256', KAFKA_SASL_USERNAME: secure.user, KAFKA_SASL_PASSWORD_FILE: file('password', `${secure.password}\n`), KAFKA_SSL_CA_FILE: file('ca.pem', secure.ca), HEPTAD_GROUP: 'secure', HEPTAD_RETENTION: '365d', LOG_LEVEL: 'trace' };
    const start = (name: string, env: Record<string, string>) => up(['--data', join(data.path, name)], { ...base, ...env });
    const [right, wrong, unknown] = await Promise.all([start('right', {}), start('wrong', { KAFKA_SASL_PASSWORD_FILE: file('wrong-password', 'another-secret') }), start('unknown', { KAFKA_SSL_CA_FILE: '', KAFKA_SSL: 'true' })]);
    try {
      // the store there is not narrowed, so one message more is kept
      await settled(right, { accepted: cases.length + 3 });
      for (const [program, sentence] of [
        [wrong, `Kafka does not let the user ${secure.user} in (scram-sha-256); check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD. HTTP goes on; trying again`],
        [unknown, 'the certificate of the broker is not trusted; give the authority that signed it with KAFKA_SSL_CA (PEM) or KAFKA_SSL_CA_FILE. HTTP goes on; trying again'],
      ] as const) {
        const times = (): number => program.output().split(sentence).length - 1;
        for (let i = 0; i < 300 && times() < 2; i++) await sleep(100);
        expect(times(), program.output().slice(-1500)).toBeGreaterThanOrEqual(2);
        expect((await fetch(`${program.url}/livez`)).status).toBe(200);
      }
      for (const program of [right, wrong, unknown]) expect(program.output()).not.toMatch(/not-a-word-of-any-log|another-secret|BEGIN CERTIFICATE/);
    } finally {
      await Promise.all([right, wrong, unknown].map((one) => one.kill()));
    }
  }, 240_000);
});

/** Messages that a real Kafka let go before they were read: somebody hears of it, once, and not again after a restart. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Alert } from '../../shared/tiers/alert.ts';
import { folder, type Program, settled, up } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { type Receiver, receiver, until } from '../support/receiver.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);

describe.skipIf(missing)('on a real Kafka', () => {
  const data = folder();
  const plan = folder();
  const topics = { sie: `gap${process.pid}.sie`, sli: `gap${process.pid}.sli` };
  let kafka: RealKafka;
  let client: kafkajs.Kafka;
  let hook: Receiver;
  let program: Program | null = null;
  const start = async (): Promise<Program> =>
    up(['--data', data.path, '--plan', plan.path], { KAFKA_BROKERS: kafka.brokers, HEPTAD_TOPIC_SIE: topics.sie, HEPTAD_TOPIC_SLI: topics.sli, HEPTAD_GROUP: `gap${process.pid}`, ONCALL_URL: hook.url });

  beforeAll(async () => {
    copyFileSync(new URL('../support/plans/shop/plan.yaml', import.meta.url), join(plan.path, 'plan.yaml'));
    writeFileSync(join(plan.path, 'oncall.yaml'), '{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}\n');
    kafka = await realKafka();
    hook = await receiver();
    client = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
  }, 180_000);
  afterAll(async () => {
    await program?.kill();
    await hook?.close();
    await kafka?.close();
    data.remove();
    plan.remove();
  });

  const send = async (from: number, to: number): Promise<void> => {
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: topics.sie, messages: Array.from({ length: to - from }, (_, i) => ({ partition: 2, value: JSON.stringify({ id: `e-${from + i}`, time: Date.now(), service: 'shop', kind: 'http.request', state: 'ok' }) })) });
    await producer.disconnect();
  };
  const gaps = async (): Promise<Alert[]> => ((await program?.get<{ items: Alert[] }>('/api/v1/alerts'))?.items ?? []).filter((one) => one.rule === 'gap');
  const heard = (): { type: string; subject: string; key: unknown }[] => hook.got.map((one) => ({ type: one.body.type, subject: one.body.subject, key: one.headers['idempotency-key'] })).filter((one) => one.subject.startsWith('partition/'));

  test('retention that passed what nobody had read is a gap, an alert and one notification, also after a restart', async () => {
    program = await start();
    await until(async () => (await program?.get<{ kafka: unknown[] }>('/api/v1/pipeline'))?.kafka.length, (n) => n === 8, 60);
    await send(0, 10);
    await settled(program, { accepted: 10 });
    expect(await gaps()).toEqual([]);
    await program.stop();
    await send(10, 40);
    const admin = client.admin();
    await admin.connect();
    // kafkajs knows no leaders before it has asked for something
    await admin.fetchTopicOffsets(topics.sie);
    await admin.deleteTopicRecords({ topic: topics.sie, partitions: [{ partition: 2, offset: '30' }] });
    await admin.disconnect();
    program = await start();
    const [alert] = await until(gaps, (all) => all.length > 0, 60);
    expect(alert).toMatchObject({ state: 'firing', severity: 'ticket', tier: 'partition', slo: `${topics.sie}/2`, reason: expect.stringContaining('20 offsets, 10 to 29,') as string });
    expect(await settled(program, { accepted: 20 })).toMatchObject({ gaps: 20, lag: 0 });
    const [told] = await until(heard, (all) => all.length > 0, 30);
    expect(told).toMatchObject({ type: 'heptad.alert.firing', subject: `partition/${topics.sie}/2`, key: `${alert?.key}/firing/oncall` });
    expect((await gaps())[0]?.deliveries).toMatchObject([{ target: 'oncall', outcome: 'delivered' }]);
    expect(await (await fetch(`${program.url}/alerts`)).text()).toContain(`${topics.sie}, partition 2`);
    await program.kill();
    program = await start();
    await until(gaps, (all) => all.length > 0, 30);
    await send(40, 50);
    await settled(program, { accepted: 30 });
    expect((await gaps()).map((one) => one.key)).toEqual([alert?.key]);
    expect(heard()).toHaveLength(1);
  }, 240_000);
});

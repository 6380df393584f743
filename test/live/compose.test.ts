/** docker-compose.yml from outside: the image is built, everything becomes healthy, an event sent to Kafka and one sent over HTTP are seen on the dashboard's side. */
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { DockerComposeEnvironment, Wait } from 'testcontainers';
import { expect, test } from 'vitest';
import { has } from '../support/kafka.ts';

const TOKEN = 'token-of-a-test';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('docker compose up: the three rooms on a real Kafka and a real ClickHouse server', async (context) => {
  if (!has('docker', 'info') || !has('docker', 'compose', 'version')) context.skip('no container engine with docker compose here: docker-compose.yml was NOT run');
  const all = ['kafka', 'clickhouse', 'alertmanager', 'ingest', 'aggregate', 'dashboard'];
  let environment = new DockerComposeEnvironment(ROOT, 'docker-compose.yml').withEnvironment({ ...(process.env as Record<string, string>), HEPTAD_TOKEN: TOKEN, PLAN: './test/support/plans/shop' }).withBuild().withStartupTimeout(600_000);
  for (const name of all) environment = environment.withWaitStrategy(`heptad-${name}-1`, Wait.forHealthCheck());
  const started = await environment.up();
  try {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const event = (id: string): string => JSON.stringify({ id, time: Date.now(), service: 'shop', kind: 'http.request', state: 'ok', value: 10 });
    expect((await fetch('http://127.0.0.1:8080/api/v1/pipeline')).status).toBe(401);
    expect((await fetch('http://127.0.0.1:8081/api/v1/events', { method: 'POST', headers, body: event('over-http') })).status).toBe(202);
    const producer = new kafkajs.Kafka({ brokers: ['localhost:9092'], logLevel: kafkajs.logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: 'heptad.sie', messages: [{ value: event('over-kafka') }] });
    await producer.disconnect();
    let total = 0;
    for (let i = 0; i < 240 && total < 2; i++) {
      const { items } = (await (await fetch('http://127.0.0.1:8080/api/v1/tiers/sie', { headers })).json()) as { items: { name: string; total: number }[] };
      total = items.find((one) => one.name === 'shop/http.request')?.total ?? 0;
      await sleep(500);
    }
    expect(total).toBe(2);
    expect((await fetch('http://127.0.0.1:9093/-/ready')).status).toBe(200);
  } finally {
    await started.down({ removeVolumes: true });
  }
}, 900_000);

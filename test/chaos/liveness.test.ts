/** What chaos found in how a process goes on after something went wrong; each by itself, on a real Kafka. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Store, openStore } from '../../shared/store/store.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { whole } from '../support/whole.ts';
import { START } from './books.ts';
import { ambush, CLEAR } from './network.ts';
import { random } from './random.ts';
import { ask } from './rows.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);

describe.skipIf(missing)('on a real Kafka', () => {
  let kafka: RealKafka;
  let world: World;
  let store: Store;
  let worlds = 0;
  const open = async (options: Partial<WorldOptions>): Promise<void> => {
    world = await openWorld({ random: random(1), kafka, name: `liveness${process.pid}x${++worlds}`, ingestors: 1, aggregators: 0, seams: ['hasty'], ...options });
    store = await openStore({ data: '', url: world.storeUrl() });
  };
  beforeAll(async () => {
    kafka = await realKafka();
  }, 180_000);
  afterEach(async () => {
    await store?.close();
    await world?.close();
  });
  afterAll(() => kafka?.close());

  const until = async (what: string, is: () => Promise<boolean>, seconds = 60): Promise<void> => {
    for (let i = 0; i < seconds * 4; i++) {
      if (await is().catch(() => false)) return;
      await sleep(250);
    }
    throw new Error(`not within ${seconds} s: ${what}\n${world.members.map((one) => `${one.name}: ${one.output().slice(-2000)}`).join('\n')}`);
  };
  /** Kafka partitions of which somebody has told in the last five seconds, by the machine's clock. */
  const spokenFor = async (): Promise<number> => {
    const rows = await ask<{ log: string; partition: number; at: string }>(store.read, "SELECT log, partition, toUnixTimestamp64Milli(max(at)) AS at FROM pulse WHERE log NOT IN ('http', 'import') GROUP BY log, partition");
    return rows.filter((one) => Number(one.at) > Date.now() - 5000).length;
  };

  test('a store that is away just when partitions were assigned is asked again: who reads a partition speaks for it', async () => {
    await open({ ingestors: 2 });
    const [first, second] = world.members as [World['members'][number], World['members'][number]];
    first.start();
    await until('the first speaks for all of them', async () => (await spokenFor()) === 8);
    const lost = ambush([first.network], /FROM ledger WHERE log = /, 'before', 40_000, () => undefined);
    second.start();
    expect(await lost, 'the question that comes with the partitions was lost').toBe(true);
    await sleep(6000);
    await until('they speak for all of them', async () => (await spokenFor()) === 8, 20);
  }, 150_000);

  test('a slow store slows fetching: memory stays below its limit, the group keeps the member, and nothing is lost', async () => {
    const LIMIT = 640;
    await open({ seams: [], env: { HEPTAD_MAX_MEMORY: `${LIMIT}m` } });
    const [one] = world.members as [World['members'][number]];
    one.start();
    await until('it reads', async () => (await spokenFor()) === 8);
    const joined = async (): Promise<string> => {
      const admin = world.client.admin();
      await admin.connect();
      const { groups: [group] } = await admin.describeGroups([world.group]);
      await admin.disconnect();
      return `${group?.state} ${group?.members.map((member) => member.memberId).join()}`;
    };
    let before = '';
    // a broker that has just begun may send a member away once
    await until('the group has settled', async () => {
      const last = before;
      await sleep(3000);
      before = await joined();
      return before.startsWith('Stable') && before === last;
    });
    // every statement takes seconds: many times as long as messages need to come. Packed as producers pack them, so that much comes with one fetch
    one.network.sky = { before: 0, after: 0, late: 1, delay: 6000 };
    const producer = world.client.producer();
    await producer.connect();
    const [PIECES, PIECE] = [whole ? 120 : 24, 5000];
    const words = random(7);
    const word = (): string => Math.floor(words.unit() * 2 ** 40).toString(36);
    const message = (i: number): string => JSON.stringify({ id: `e-${i}`, time: START + i, service: 'shop', component: 'api-7f9c', kind: 'http.request', state: 'ok', value: i % 500, unit: 'ms', labels: { route: '/pay', region: 'eu', trace: word(), note: 'a text that is much the same from one message to the next, as texts of logs and headers are '.repeat(3).slice(0, 250) } });
    for (let i = 0; i < PIECES; i++) await producer.send({ topic: world.topics.event, compression: kafkajs.CompressionTypes.GZIP, messages: Array.from({ length: PIECE }, (_, j) => ({ partition: j % 4, value: message(i * PIECE + j) })) });
    await producer.disconnect();
    // longer than a member may be silent
    await sleep(20_000);
    expect(await joined(), `the same member, and no rebalance\n${one.output().slice(-2000)}`).toBe(before);
    one.network.sky = CLEAR;
    const stored = async (): Promise<{ n: string; ids: string }> => (await ask<{ n: string; ids: string }>(store.read, 'SELECT count() AS n, uniqExact(id) AS ids FROM sie FINAL'))[0] as { n: string; ids: string };
    await until('all of it is stored', async () => Number((await stored()).n) >= PIECES * PIECE, 150);
    expect(await stored()).toEqual({ n: String(PIECES * PIECE), ids: String(PIECES * PIECE) });
    const most = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${one.pid()}/status`, 'utf8'))?.[1]) / 1024;
    console.log(`at most ${most.toFixed(0)} MiB`);
    expect(most).toBeLessThan(LIMIT);
    expect(await joined()).toBe(before);
  }, 300_000);

  test('it ends within ten seconds, whatever is on its way to a store that does not answer', async () => {
    await open({});
    const [one] = world.members as [World['members'][number]];
    one.start();
    await until('it reads', async () => (await spokenFor()) === 8);
    one.network.sky = { before: 1, after: 0, late: 0, delay: 0 };
    const producer = world.client.producer();
    await producer.connect();
    await producer.send({ topic: world.topics.event, messages: Array.from({ length: 1000 }, (_, j) => ({ partition: j % 4, value: JSON.stringify({ id: `e-${j}`, time: START, service: 'shop', kind: 'k' }) })) });
    await producer.disconnect();
    await sleep(3000);
    const { ms, code } = await one.stop();
    console.log(`ended after ${ms} ms with code ${code}`);
    expect(ms).toBeLessThan(11_000);
    expect(code).not.toBeNull();
    one.network.sky = CLEAR;
    one.start();
    await until('all of it is stored', async () => Number((await ask<{ n: string }>(store.read, 'SELECT uniqExact(id) AS n FROM sie'))[0]?.n) === 1000);
  }, 150_000);

  test('a consumer that cannot be healed in its process ends it with code 1 after ten lives', async () => {
    await open({ seams: ['hasty', 'crashes'] });
    const [one] = world.members as [World['members'][number]];
    one.start();
    await until('it ends', async () => world.exits.length > 0, 100);
    expect(world.exits[0]).toMatch(/ended by itself \(1\): .*a new one is started/);
    expect(one.output().match(/seam: it crashes/g)?.length).toBeGreaterThanOrEqual(10);
  }, 150_000);
});

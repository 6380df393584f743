/** What chaos found in how a process goes on after something went wrong; each by itself, on a real Kafka. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Store, openStore } from '../../shared/store/store.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { ambush } from './network.ts';
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
    const lost = ambush([first.network], /FROM ledger FINAL WHERE log = /, 'before', 40_000, () => undefined);
    second.start();
    expect(await lost, 'the question that comes with the partitions was lost').toBe(true);
    await sleep(6000);
    await until('they speak for all of them', async () => (await spokenFor()) === 8, 20);
  }, 150_000);
});

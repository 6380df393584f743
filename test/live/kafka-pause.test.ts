/** Memory that runs short while messages come from a real Kafka: fetching stops, the group keeps the member, and when there is room again everything is read once. */
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { type Memory, ROOMY } from '../../shared/pressure.ts';
import { auditBooks } from '../../shared/store/audit.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';
import { folder } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { until } from '../support/receiver.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);

describe.skipIf(missing)('on a real Kafka', () => {
  const data = folder();
  const topics = { sie: `pause${process.pid}.sie`, sli: `pause${process.pid}.sli` };
  const group = `pause${process.pid}`;
  let kafka: RealKafka;
  let client: kafkajs.Kafka;
  let store: Store;
  let room: IngestRoom;
  const listeners = new Set<(short: boolean) => void>();
  let short = false;
  const follow: Memory['follow'] = (told) => {
    listeners.add(told);
    return () => void listeners.delete(told);
  };
  const memory: Memory = { ...ROOMY, short: () => short, follow };
  const turn = (is: boolean): void => {
    short = is;
    for (const told of listeners) told(is);
  };

  beforeAll(async () => {
    kafka = await realKafka();
    client = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
    store = await openStore({ data: data.path });
    room = await startIngest({ store, clock: clock('wall'), config: { ...defaults, kafka: { brokers: [kafka.brokers], ssl: false, sasl: null }, topics, group }, memory, log: logger('test', 'error') });
  }, 180_000);
  afterAll(async () => {
    await room?.stop();
    await store?.close();
    await kafka?.close();
    data.remove();
  });

  const send = async (from: number, to: number): Promise<void> => {
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: topics.sie, messages: Array.from({ length: to - from }, (_, i) => ({ partition: i % 4, value: JSON.stringify({ id: `e-${from + i}`, time: Date.now(), service: 'shop', kind: 'k' }) })) });
    await producer.disconnect();
  };
  const members = async (): Promise<string> => {
    const admin = client.admin();
    await admin.connect();
    const { groups: [one] } = await admin.describeGroups([group]);
    await admin.disconnect();
    return `${one?.state} ${one?.members.map(({ memberId }) => memberId).join()}`;
  };

  test('nothing is fetched while memory is short, for longer than a member may be silent; then all of it comes', async () => {
    await until(() => room.owned().length, (n) => n === 8, 60);
    await send(0, 1000);
    await until(() => room.taken().accepted, (n) => n === 1000, 60);
    const before = await until(members, (seen) => seen.startsWith('Stable'));
    turn(true);
    // what was asked for before is let pass by kafkajs itself
    await sleep(1000);
    await send(1000, 3000);
    await sleep(15_000);
    expect(room.taken().accepted).toBe(1000);
    expect(await members(), 'the same member, and no rebalance').toBe(before);
    turn(false);
    await until(() => room.taken().accepted, (n) => n === 3000);
    expect(await members()).toBe(before);
  }, 180_000);

  test('what retention takes while nothing is fetched is a gap at once, though no message comes after it', async () => {
    const next = (): number | undefined => room.progress()?.find((one) => one.topic === topics.sie && one.partition === 2)?.next;
    const from = next() as number;
    turn(true);
    await sleep(1000);
    await send(3000, 3040);
    const admin = client.admin();
    await admin.connect();
    await admin.fetchTopicOffsets(topics.sie);
    await admin.deleteTopicRecords({ topic: topics.sie, partitions: [{ partition: 2, offset: String(from + 10) }] });
    await admin.disconnect();
    await until(next, (offset) => offset === from + 10);
    expect(await store.read.rows('SELECT partition, first, last FROM gap FINAL' as Sql)).toEqual([{ partition: 2, first: String(from), last: String(from + 9) }]);
    expect(room.taken().accepted).toBe(3000);
    turn(false);
    await until(() => room.taken().accepted, (n) => n === 3030);
    await until(() => room.progress()?.map((one) => one.lag), (lags) => lags?.join() === '0,0,0,0,0,0,0,0');
    await send(3040, 3044);
    await until(() => room.taken().accepted, (n) => n === 3034);
    expect(await auditBooks(store.read)).toMatchObject({ balanced: true });
  }, 120_000);
});

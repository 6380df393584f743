/** What is read out of a fetched batch's bytes is what kafkajs makes of them, message for message; other consumers still get kafkajs's own. */
import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerCodecs } from '../../../shared/kafka/codecs.ts';
import { ourFetch, unpackHere } from '../../../shared/kafka/fetched.ts';
import { Records } from '../../../shared/kafka/records.ts';

/** What one of our consumers asks for. */
const OURS = ourFetch(24 * 1024 * 1024);

const inside = createRequire(createRequire(import.meta.url).resolve('kafkajs'));
type Encoder = { buffer: Buffer } & Record<'writeInt8' | 'writeInt16' | 'writeInt32' | 'writeInt64' | 'writeString' | 'writeBuffer', (value: never) => Encoder>;
const Encoder = inside('./src/protocol/encoder') as new () => Encoder;
const record = inside('./src/protocol/recordBatch/record/v0') as (one: object) => object;
const { RecordBatch } = inside('./src/protocol/recordBatch/v0') as { RecordBatch(one: object): Promise<Encoder> };
const Batch = inside('./src/consumer/batch') as new (topic: string, fetched: string, data: object) => { messages: KafkaMessage[]; firstOffset(): string | null; lastOffset(): string; isEmptyDueToFiltering(): boolean };
const fetch = inside('./src/protocol/requests/fetch') as { protocol(asked: { version: number }): (request: object) => { response: { decode(bytes: Buffer): Promise<{ responses: { topicName: string; partitions: { partition: number; messages: object[]; abortedTransactions: object[] }[] }[] }> } } };

type One = { delta: number; key?: Buffer | null; value: Buffer | null; headers?: Record<string, string | Buffer | (string | Buffer)[]>; time?: number };
const START = 1_793_000_000_000;
const batchOf = async (base: bigint, some: One[], more: { compression?: number; producerId?: bigint; transactional?: boolean; control?: boolean; last?: number; appended?: boolean } = {}): Promise<Buffer> => {
  const Long = inside('./src/utils/long') as { fromValue(value: bigint): object };
  const records = some.map(({ delta, key = null, value, headers = {}, time = delta }) => record({ offsetDelta: delta, timestampDelta: time, key, value, headers }));
  const { buffer } = await RecordBatch({ compression: more.compression ?? 0, firstOffset: Long.fromValue(base), firstTimestamp: START, maxTimestamp: START + 99_000, lastOffsetDelta: more.last ?? some.at(-1)?.delta ?? 0, transactional: more.transactional ?? false, producerId: Long.fromValue(more.producerId ?? -1n), records });
  if (more.control) buffer.writeInt16BE(buffer.readInt16BE(21) | 32, 21);
  if (more.appended) buffer.writeInt16BE(buffer.readInt16BE(21) | 8, 21);
  return buffer;
};

/** The answer to a fetch of version 11 with one topic and one partition. */
const answer = (records: Buffer, aborted: [bigint, bigint][] = []): Buffer => {
  const out = new Encoder() as never as Record<string, (value: unknown) => never>;
  const put = (kind: string, ...values: unknown[]): void => values.forEach((one) => void (out[kind] as (value: unknown) => unknown)(one));
  put('writeInt32', 0);
  put('writeInt16', 0);
  put('writeInt32', 0, 1);
  put('writeString', 't');
  put('writeInt32', 1, 3);
  put('writeInt16', 0);
  put('writeInt64', 1_000_000, 1_000_000, 0);
  put('writeInt32', aborted.length);
  for (const pair of aborted) put('writeInt64', ...pair);
  put('writeInt32', -1, records.length);
  put('writeBuffer', records);
  return (out as never as Encoder).buffer;
};

/** A batch as a consumer is handed it, by who asked for so many bytes. */
const fetched = async (bytes: Buffer, maxBytes: number, offset = 0n): Promise<InstanceType<typeof Batch>> => {
  const { response } = fetch.protocol({ version: 11 })({ maxWaitTime: 250, minBytes: 1, maxBytes, topics: [{ topic: 't', partitions: [{ partition: 3, fetchOffset: String(offset), maxBytes }] }], rackId: '' });
  const { responses: [topic] } = await response.decode(bytes);
  return new Batch('t', String(offset), topic?.partitions[0] as object);
};
const read = (batch: InstanceType<typeof Batch>): KafkaMessage[] => {
  const records = new Records(batch.messages);
  const all: KafkaMessage[] = [];
  while (records.next()) {
    const one = records.message();
    expect([records.offset, records.value, Object.keys(records.headers ?? {})]).toEqual([Number(one.offset), one.value, Object.keys(one.headers ?? {})]);
    all.push(one);
  }
  expect(records.before()?.offset).toBe(all.at(-1)?.offset);
  return all;
};
const bare = (some: readonly KafkaMessage[]): unknown[] => some.map(({ key, value, headers, offset, timestamp, attributes }) => ({ key, value, headers, offset, timestamp, attributes }));

describe('a fetch', () => {
  beforeAll(() => {
    registerCodecs();
    unpackHere();
    unpackHere();
  });

  const some: One[] = [
    { delta: 0, value: Buffer.from('plain') }, { delta: 1, key: Buffer.from('key'), value: null }, { delta: 2, value: Buffer.alloc(0) }, { delta: 5, value: Buffer.from('x'.repeat(70_000)), time: -5000 },
    { delta: 6, value: Buffer.from('with headers'), headers: { a: 'b', empty: '', twice: ['one', 'two'] }, time: 40_000_000_000 }, { delta: 200, key: Buffer.alloc(0), value: Buffer.from([0, 255, 10, 10]) },
  ];

  test.each([0, 1, 2, 3, 4])('with codec %d is read as kafkajs reads it', async (compression) => {
    const bytes = answer(Buffer.concat([await batchOf(0n, some, { compression }), await batchOf(9_007_199_254_000_000n, some.slice(0, 2), { compression, appended: true })]));
    const [ours, theirs] = [await fetched(bytes, OURS), await fetched(bytes, OURS - 1)];
    expect(theirs.messages).toHaveLength(8);
    expect(bare(read(ours))).toEqual(bare(theirs.messages));
    expect(bare(read(theirs))).toEqual(bare(theirs.messages));
    expect([ours.firstOffset(), ours.lastOffset()]).toEqual([theirs.firstOffset(), theirs.lastOffset()]);
  });

  test('in the middle of a batch begins where it was asked for, and a batch that was cut at the end is left', async () => {
    const whole = await batchOf(100n, some);
    const bytes = answer(Buffer.concat([whole, (await batchOf(400n, some)).subarray(0, 300)]));
    const [ours, theirs] = [await fetched(bytes, OURS, 105n), await fetched(bytes, 1, 105n)];
    expect(read(ours).map((one) => one.offset)).toEqual(['105', '106', '300']);
    expect(bare(read(ours))).toEqual(bare(theirs.messages));
    expect([ours.firstOffset(), ours.lastOffset()]).toEqual(['105', '300']);
    const records = new Records(ours.messages);
    expect([records.from(106), records.offset, records.before()?.offset, records.from(301)]).toEqual([true, 106, '105', false]);
  });

  test('of aborted transactions and markers alone is empty, and tells from where to where', async () => {
    const marker = (type: number): One[] => [{ delta: 0, key: Buffer.from([0, 0, 0, type]), value: Buffer.alloc(6) }];
    const bytes = answer(Buffer.concat([await batchOf(10n, some.slice(0, 3), { transactional: true, producerId: 7n }), await batchOf(13n, marker(0), { transactional: true, control: true, producerId: 7n })]), [[7n, 10n]]);
    for (const one of [await fetched(bytes, OURS, 10n), await fetched(bytes, 1, 10n)]) expect([one.messages.length, one.isEmptyDueToFiltering(), one.firstOffset(), one.lastOffset()]).toEqual([0, true, '10', '13']);
    const more = answer(Buffer.concat([await batchOf(10n, some.slice(0, 3), { transactional: true, producerId: 7n }), await batchOf(13n, marker(0), { transactional: true, control: true, producerId: 7n }), await batchOf(14n, some.slice(0, 2), { transactional: true, producerId: 7n }), await batchOf(16n, marker(1), { transactional: true, control: true, producerId: 7n })]), [[7n, 10n]]);
    const [ours, theirs] = [await fetched(more, OURS, 10n), await fetched(more, 1, 10n)];
    expect(read(ours).map((one) => one.offset)).toEqual(['14', '15']);
    expect(bare(read(ours))).toEqual(bare(theirs.messages));
    expect(ours.lastOffset()).toBe(theirs.lastOffset());
  });

  test('among transactions that overlap leaves out all that were aborted, whichever began or ended first', async () => {
    const of = (base: bigint, producerId: bigint, count: number): Promise<Buffer> => batchOf(base, some.slice(0, count), { transactional: true, producerId });
    const marker = (base: bigint, producerId: bigint, type: number): Promise<Buffer> => batchOf(base, [{ delta: 0, key: Buffer.from([0, 0, 0, type]), value: Buffer.alloc(6) }], { transactional: true, control: true, producerId });
    const log = async (...all: Promise<Buffer>[]): Promise<Buffer> => Buffer.concat(await Promise.all(all));
    // brokers list them by their ends: 9 began after 7 and ended before it; 8 was committed, and its next one was aborted
    const nested = await log(of(0n, 7n, 2), of(2n, 9n, 1), of(3n, 8n, 1), marker(4n, 9n, 0), marker(5n, 8n, 1), marker(6n, 7n, 0), of(7n, 8n, 2), batchOf(9n, some.slice(0, 2)), marker(11n, 8n, 0), of(12n, 8n, 1), marker(13n, 8n, 1));
    const ours = await fetched(answer(nested, [[9n, 2n], [7n, 0n], [8n, 7n]]), OURS);
    expect(read(ours).map((one) => one.offset)).toEqual(['3', '9', '10', '12']);
    expect([ours.firstOffset(), ours.lastOffset()]).toEqual(['0', '13']);
    // three were open where the fetch begins, all in its first batches
    const open = await fetched(answer(await log(of(10n, 3n, 3), of(13n, 2n, 3), of(16n, 1n, 3), marker(19n, 1n, 0), marker(20n, 2n, 0), marker(21n, 3n, 0)), [[1n, 0n], [2n, 2n], [3n, 4n]]), OURS, 10n);
    expect([open.messages.length, open.isEmptyDueToFiltering(), open.firstOffset(), open.lastOffset()]).toEqual([0, true, '10', '21']);
  });

  test('of a batch that compaction has thinned goes on behind the batch, whatever is left of it', async () => {
    const ours = await fetched(answer(await batchOf(50n, some.slice(0, 2), { last: 9 })), OURS, 50n);
    expect([read(ours).length, ours.firstOffset(), ours.lastOffset()]).toEqual([2, '50', '59']);
    const none = await fetched(answer(await batchOf(50n, [], { last: 9 })), OURS, 50n);
    expect([read(none).length, none.lastOffset()]).toEqual([0, '59']);
  });

  test.each([-12, -13, -2_147_483_648, 0, 48])('of a batch that says %d bytes follow, fewer than its header has, is an error that says so', async (length) => {
    const [before, bytes] = [await batchOf(0n, some.slice(0, 2)), await batchOf(2n, some.slice(0, 2))];
    bytes.writeInt32BE(length, 8);
    await expect(fetched(answer(Buffer.concat([before, bytes])), OURS)).rejects.toThrow(`a fetched batch says that ${length} bytes follow`);
  });

  test('of records that end behind their batch is refused instead of read on for ever', async () => {
    const bytes = await batchOf(0n, [{ delta: 0, value: Buffer.from('plain') }]);
    bytes.writeInt32BE(3, 57);
    const records = new Records((await fetched(answer(bytes), OURS)).messages);
    expect(() => { while (records.next()); }).toThrow('a record of a fetched batch');
  });
});

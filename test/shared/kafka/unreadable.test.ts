/** Batches that cannot be unpacked come out as that many messages which say so, and nothing is made of them before they are looked at; what memory lacked for is no fault of theirs. */
import { gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerCodecs, telling } from '../../../shared/kafka/codecs.ts';
import { type Pile, pileOf, Records } from '../../../shared/kafka/records.ts';
import { isShortage, UNREADABLE, Unreadable } from '../../../shared/kafka/unreadable.ts';

type Codec = { compress(encoder: { buffer: Buffer }): Promise<Buffer>; decompress(buffer: Buffer): Promise<Buffer> };
const NAMES = ['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const;
const codecs = kafkajs.CompressionCodecs as unknown as Record<number, () => Codec>;
const codecOf = (name: (typeof NAMES)[number]): Codec => codecs[kafkajs.CompressionTypes[name]]?.() as Codec;

const START = 1_793_000_000_000;
/** A record batch as it lies in the log. */
const batch = (packed: Buffer, count: number, lastDelta: number, codec = kafkajs.CompressionTypes.ZSTD as number): Buffer => {
  const whole = Buffer.alloc(61 + packed.length);
  whole.writeBigInt64BE(1000n, 0);
  whole.writeInt32BE(49 + packed.length, 8);
  whole.writeInt8(2, 16);
  whole.writeInt16BE(codec, 21);
  whole.writeInt32BE(lastDelta, 23);
  whole.writeBigInt64BE(BigInt(START), 27);
  whole.writeBigInt64BE(-1n, 43);
  whole.writeInt32BE(count, 57);
  packed.copy(whole, 61);
  return whole;
};
const SPOILT = Buffer.from('spoilt from its first byte on');
const recordsOf = (...piles: Pile[]): Records => new Records(piles as never[]);

describe('a batch that cannot be unpacked', () => {
  beforeAll(registerCodecs);

  test.each(NAMES)('%s: what was packed comes back, what is spoilt comes out as messages with the reason', async (name) => {
    const codec = codecOf(name);
    const content = Buffer.from('x'.repeat(1000));
    expect(await codec.decompress(await codec.compress({ buffer: content }))).toEqual(content);
    const records = recordsOf(await pileOf(batch(SPOILT, 3, 2, kafkajs.CompressionTypes[name]), 1001));
    for (const offset of [1001, 1002]) {
      expect(records.next()).toBe(true);
      expect([records.offset, records.value, records.headers]).toEqual([offset, null, { [UNREADABLE]: expect.stringMatching(new RegExp(`^${name.toLowerCase()}: .`)) as string }]);
      expect(records.message()).toEqual({ key: null, value: null, timestamp: String(START), attributes: 0, offset: String(offset), headers: records.headers });
    }
    expect(records.next()).toBe(false);
    expect(records.before()?.offset).toBe('1002');
  });

  test.each(NAMES)('%s: a small batch that unpacks to more than 128 MiB is one', async (name) => {
    // snappy in JavaScript is too slow to pack so much: a block that says it holds 200 MB, as it is and in a frame
    const block = Buffer.from([0x80, 0x84, 0xaf, 0x5f, 0xfe, 0x01, 0x00]);
    const frame = Buffer.concat([Buffer.from([130, 83, 78, 65, 80, 80, 89, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, block.length]), block]);
    for (const packed of name === 'Snappy' ? [block, frame] : [await codecOf(name).compress({ buffer: Buffer.alloc(140 * 1024 * 1024) })]) {
      expect(packed.length).toBeLessThan(2 * 1024 * 1024);
      expect(await pileOf(batch(packed, 2, 1, kafkajs.CompressionTypes[name]), 0)).toMatchObject({ count: 2, spoilt: expect.stringContaining(name.toLowerCase()) as string });
    }
  });

  test('there are as many as the batch says, and the last has the last offset even when compaction thinned it', async () => {
    const thinned = await pileOf(batch(SPOILT, 2, 70), 0);
    const records = recordsOf(thinned, await pileOf(batch(SPOILT, 1, 0), 0));
    const offsets: number[] = [];
    while (records.next()) offsets.push(records.offset);
    expect(offsets).toEqual([1000, 1070, 1000]);
    expect(recordsOf(thinned).from(1001)).toBe(true);
  });

  test('nothing is made of millions of them', async () => {
    const before = process.memoryUsage();
    const pile = await pileOf(batch(SPOILT, 5_000_000, 4_999_999), 0);
    const { heapUsed, external } = process.memoryUsage();
    expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(8 * 1024 * 1024);
    const records = recordsOf(pile);
    expect([records.from(1000 + 4_999_999), records.offset, records.next()]).toEqual([true, 5_000_999, false]);
  });

  test('of which nobody can say how many messages it held is an error', async () => {
    await expect(pileOf(batch(SPOILT, 3, 1), 0)).rejects.toThrow('a fetched batch of 2 offsets says that it holds 3 records');
    await expect(pileOf(batch(SPOILT, -1, 1), 0)).rejects.toThrow('says that it holds -1 records');
  });
});

describe('a batch for which memory lacked', () => {
  const failing = (error: Error): Codec => telling('zstd', { compress: () => Promise.reject(error), decompress: () => Promise.reject(error) })();

  test.each([
    Object.assign(new Error('zstd'), { code: 'ZSTD_error_memory_allocation' }), Object.assign(new Error('insufficient memory'), { code: 'Z_MEM_ERROR' }), Object.assign(new Error('Failed to allocate memory'), { code: 'ERR_MEMORY_ALLOCATION_FAILED' }),
    Object.assign(new Error('Initialization failed'), { code: 'ERR_ZLIB_INITIALIZATION_FAILED' }), new RangeError('Array buffer allocation failed'),
  ])('is not refused, but read again: %s', async (error) => {
    expect(isShortage(error)).toBe(true);
    await expect(failing(error).decompress(SPOILT)).rejects.toBe(error);
    await expect(failing(new Error('corrupt')).decompress(SPOILT)).rejects.toThrow(Unreadable);
  });

  test('which Node could not have is such an error', () => {
    const thrown = (of: () => unknown): unknown => {
      try {
        return of();
      } catch (error) {
        return error;
      }
    };
    expect(isShortage(thrown(() => new ArrayBuffer(Number.MAX_SAFE_INTEGER)))).toBe(true);
    // what codecs say of spoilt content, and of content beyond our bound
    for (const of of [() => zstdDecompressSync(SPOILT), () => gunzipSync(gzipSync(Buffer.alloc(5000)), { maxOutputLength: 100 }), () => new Uint8Array(4).set([1, 2], 3)]) expect(isShortage(thrown(of))).toBe(false);
    expect(isShortage(new Unreadable('zstd: spoilt'))).toBe(false);
  });
});

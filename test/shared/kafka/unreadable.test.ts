/** Batches that cannot be unpacked come out as that many messages which say so; what is not a batch is left alone. */
import kafkajs from 'kafkajs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerCodecs } from '../../../shared/kafka/codecs.ts';
import { placeholders } from '../../../shared/kafka/unreadable.ts';

type Codec = { compress(encoder: { buffer: Buffer }): Promise<Buffer>; decompress(buffer: Buffer): Promise<Buffer> };

/** A record batch as it lies in the answer to a fetch, some bytes into it: header, then `packed`. The codec is handed the last part of the same memory. */
const batch = (packed: Buffer, count: number, lastDelta: number): Buffer => {
  const whole = Buffer.alloc(100 + 61 + packed.length);
  const header = whole.subarray(100, 161);
  header.writeInt32BE(49 + packed.length, 8);
  header.writeInt8(2, 16);
  header.writeInt32BE(lastDelta, 23);
  header.writeInt32BE(count, 57);
  packed.copy(whole, 161);
  return whole.subarray(161);
};

describe('a batch that cannot be unpacked', () => {
  beforeAll(registerCodecs);

  test.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('%s: what was packed comes back, what is spoilt comes out as messages with the reason', async (name) => {
    const codec = (kafkajs.CompressionCodecs as unknown as Record<number, () => Codec>)[kafkajs.CompressionTypes[name]]?.() as Codec;
    const content = Buffer.from('x'.repeat(1000));
    expect(await codec.decompress(await codec.compress({ buffer: content }))).toEqual(content);
    const text = (await codec.decompress(batch(Buffer.from('spoilt from its first byte on'), 3, 2))).toString('latin1');
    expect(text.split('heptad_unreadable')).toHaveLength(4);
    expect(text).toContain(`${name.toLowerCase()}: `);
  });

  test('there are as many as the batch says, and the last has the last offset even when compaction thinned it', () => {
    const records = placeholders(batch(Buffer.from('spoilt'), 2, 70), 'why') as Buffer;
    // length, attributes, time, offset: zigzag varints, so 0 is 00 and 70 is 8c 01
    expect([...records.subarray(1, 4)]).toEqual([0, 0, 0]);
    const second = records[0] as number >> 1;
    expect([...records.subarray(second + 2, second + 6)]).toEqual([0, 0, 0x8c, 0x01]);
  });

  test('bytes that no batch stands in front of are not guessed at', () => {
    expect(placeholders(Buffer.from(new ArrayBuffer(8)), 'why')).toBeNull();
    expect(placeholders(batch(Buffer.from('spoilt'), 0, 0), 'why')).toBeNull();
    const other = batch(Buffer.from('spoilt'), 2, 1);
    expect(placeholders(other.subarray(1), 'why')).toBeNull();
  });
});

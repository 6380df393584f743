/** Compression that kafkajs lacks: snappy, lz4 (frames) and zstd; and all four so that they tell spoilt content from other trouble. Registered once, when the door is opened. */
import { promisify } from 'node:util';
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import snappy from 'kafkajs-snappy';
import lz4 from 'lz4-napi';
import { ours } from './appetite.ts';
import { lz4Bound, snappyBound } from './bounds.ts';
import { isShortage, Unreadable } from './unreadable.ts';

type Codec = { compress(encoder: { buffer: Buffer }): Promise<Buffer>; decompress(buffer: Buffer): Promise<Buffer> };

const [pack, unpack, zip, unzip] = [promisify(zstdCompress), promisify(zstdDecompress), promisify(gzip), promisify(gunzip)];

/** Bytes one batch may unpack to: many times what a producer puts in one, and few enough for this process. */
const MOST_UNPACKED = 128 * 1024 * 1024;

/** Unpacks nothing that says, or could, be larger than a batch may be. */
const bounded = (bound: (packed: Buffer) => number, unpackIt: (packed: Buffer) => Promise<Buffer>) => async (packed: Buffer): Promise<Buffer> => {
  const most = bound(packed);
  if (most > MOST_UNPACKED) throw new Error(`it may unpack to ${most} bytes, more than ${MOST_UNPACKED}`);
  return unpackIt(packed);
};

/** The codec, but over content that can never be unpacked it throws Unreadable. */
export const telling = (name: string, codec: Codec): (() => Codec) => {
  const decompress = async (buffer: Buffer): Promise<Buffer> => {
    const content = await codec.decompress(buffer).catch((error: unknown) => {
      if (isShortage(error)) throw error;
      throw new Unreadable(`${name}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 200), { cause: error });
    });
    ours.unpacked(buffer.length, content.length);
    return content;
  };
  return () => ({ compress: codec.compress, decompress });
};

export const registerCodecs = (): void => {
  const codecs = kafkajs.CompressionCodecs as unknown as Record<number, () => Codec>;
  const { GZIP, Snappy, LZ4, ZSTD } = kafkajs.CompressionTypes;
  codecs[GZIP] = telling('gzip', { compress: (encoder) => zip(encoder.buffer), decompress: (buffer) => unzip(buffer, { maxOutputLength: MOST_UNPACKED }) });
  const { compress, decompress } = (snappy as unknown as () => Codec)();
  codecs[Snappy] = telling('snappy', { compress, decompress: bounded(snappyBound, decompress) });
  codecs[LZ4] = telling('lz4', { compress: (encoder) => lz4.compressFrame(encoder.buffer), decompress: bounded(lz4Bound, (buffer) => lz4.decompressFrame(buffer)) });
  codecs[ZSTD] = telling('zstd', { compress: (encoder) => pack(encoder.buffer), decompress: (buffer) => unpack(buffer, { maxOutputLength: MOST_UNPACKED }) });
};

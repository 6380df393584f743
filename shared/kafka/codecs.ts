/** Compression that kafkajs lacks: snappy, lz4 (frames) and zstd; gzip it has itself. Registered once, when the door is opened. */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import snappy from 'kafkajs-snappy';
import lz4 from 'lz4-napi';

type Codec = () => { compress(encoder: { buffer: Buffer }): Promise<Buffer>; decompress(buffer: Buffer): Promise<Buffer> };

const [pack, unpack] = [promisify(zstdCompress), promisify(zstdDecompress)];

export const registerCodecs = (): void => {
  const codecs = kafkajs.CompressionCodecs as unknown as Record<number, Codec>;
  codecs[kafkajs.CompressionTypes.Snappy] = snappy as unknown as Codec;
  codecs[kafkajs.CompressionTypes.LZ4] = () => ({ compress: (encoder) => lz4.compressFrame(encoder.buffer), decompress: (buffer) => lz4.decompressFrame(buffer) });
  codecs[kafkajs.CompressionTypes.ZSTD] = () => ({ compress: (encoder) => pack(encoder.buffer), decompress: (buffer) => unpack(buffer) });
};

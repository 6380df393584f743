declare module 'kafkajs-snappy' {
  /** A codec for kafkajs: makes an object that compresses and decompresses batches. */
  const codec: () => { compress(encoder: { buffer: Buffer }): Promise<Buffer>; decompress(buffer: Buffer): Promise<Buffer> };
  export default codec;
}

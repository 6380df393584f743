/** How large snappy and lz4 content can be once unpacked, read from its own headers: their libraries take no limit. */

/** The first bytes of the framing that Java's snappy puts around its blocks. */
const XERIAL = Buffer.from([130, 83, 78, 65, 80, 80, 89, 0]);

/** A varint of little-endian groups of seven bits, as a snappy block begins with; Infinity when it does not end. */
const varint = (from: Buffer): number => {
  let value = 0;
  for (let i = 0; i < Math.min(5, from.length); i++) {
    const byte = from[i] as number;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return value;
  }
  return Number.POSITIVE_INFINITY;
};

/** Bytes that snappy content says it unpacks to: of one block, or of all blocks of a frame. */
export const snappyBound = (packed: Buffer): number => {
  if (!packed.subarray(0, 8).equals(XERIAL)) return varint(packed);
  let sum = 0;
  for (let at = 16; at + 4 <= packed.length; ) {
    const size = packed.readUInt32BE(at);
    sum += varint(packed.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return sum;
};

/** Bytes that an lz4 block of so many can unpack to at most, and the block size that a frame allows by its descriptor. */
const LZ4_RATIO = 255;
const LZ4_BLOCK: Record<number, number> = { 4: 64 * 1024, 5: 256 * 1024, 6: 1024 * 1024, 7: 4 * 1024 * 1024 };

/** Bytes that lz4 frames can unpack to at most: each block no more than its ratio allows, nor than its frame's blocks may hold. */
export const lz4Bound = (packed: Buffer): number => {
  let sum = 0;
  for (let at = 0; at + 7 <= packed.length && packed.readUInt32LE(at) === 0x184d2204; ) {
    const [flags, descriptor] = [packed[at + 4] as number, packed[at + 5] as number];
    const largest = LZ4_BLOCK[(descriptor >> 4) & 7] ?? 0;
    // content size (8 bytes), dictionary id (4) and the header's checksum (1) come before the blocks
    at += 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
    while (at + 4 <= packed.length) {
      const word = packed.readUInt32LE(at);
      const size = word & 0x7fffffff;
      at += 4;
      if (word === 0) break;
      sum += word >>> 31 === 1 ? size : Math.min(size * LZ4_RATIO, largest);
      at += size + (flags & 16 ? 4 : 0);
    }
    at += flags & 4 ? 4 : 0;
  }
  return sum;
};

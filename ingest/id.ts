/**
 * How an id stands in raw: a UUID in small letters as 16 bytes behind the byte FF, which no text begins with; any other id as it was sent. Random ids are most
 * of what an event takes on disk, and text of a UUID is twice its bytes. migrations/017-packed-ids.sql says how they are read.
 */

/** The value of each hexadecimal digit by its character; -1 = none. Capitals are none: they would not come back. */
const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i++) HEX['0123456789abcdef'.charCodeAt(i)] = i;

const PACKED = 255;
const LENGTH = 36;

/** Bytes that pack() writes. */
export const PACKED_BYTES = 17;

/** Writes text[from, to) as a packed UUID at `at`; where it ends, or -1 when it is no UUID in small letters. What was written is then void. */
export const pack = (text: string, from: number, to: number, bytes: Uint8Array, at: number): number => {
  if (to - from !== LENGTH) return -1;
  let wide = 0;
  let end = at;
  bytes[end++] = PACKED;
  for (let i = from, n = 0; n < 16; n++, i += 2) {
    if (n === 4 || n === 6 || n === 8 || n === 10) if (text.charCodeAt(i++) !== 45) return -1;
    const [high, low] = [text.charCodeAt(i), text.charCodeAt(i + 1)];
    wide |= high | low;
    const byte = ((HEX[high & 255] as number) << 4) | (HEX[low & 255] as number);
    if (byte < 0) return -1;
    bytes[end++] = byte;
  }
  return wide < 256 ? end : -1;
};

/** The text of an id as it stands in raw. */
export const unpack = (bytes: Buffer): string => {
  if (bytes.length !== PACKED_BYTES || bytes[0] !== PACKED) return bytes.toString('utf8');
  return bytes.toString('hex', 1).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

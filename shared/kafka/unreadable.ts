/**
 * Batches whose compressed content is spoilt. kafkajs would end its consumer over them, again and again; here each message of such a batch becomes an empty
 * one with a header that says so, to be refused by whoever reads it, and the partition goes on.
 */

/** The header of a message that stands for one that could not be unpacked; its value says why. */
export const UNREADABLE = 'heptad_unreadable';

/** Bytes of a record batch before its records (KIP-98); the last four are the number of records. */
const HEADER = 61;
const [LENGTH_AT, MAGIC_AT, LAST_DELTA_AT, COUNT_AT] = [8, 16, 23, 57] as const;

/** A zigzag varint, as records have them. */
const varint = (value: number): number[] => {
  const out: number[] = [];
  for (let rest = value >= 0 ? value * 2 : -value * 2 - 1; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...out, rest];
    out.push((rest % 128) | 128);
  }
};

/** One record of a batch, v2: no key, no value, one header. */
const record = (delta: number, why: Buffer): Buffer => {
  const name = Buffer.from(UNREADABLE);
  const body = Buffer.concat([Buffer.from([0, 0, ...varint(delta), ...varint(-1), ...varint(-1), ...varint(1), ...varint(name.length)]), name, Buffer.from(varint(why.length)), why]);
  return Buffer.concat([Buffer.from(varint(body.length)), body]);
};

/**
 * Records in place of those that `packed` held. How many there were stands in the batch's own header, right before `packed` in the same memory; null when
 * that is not there, and then nobody can say what was lost.
 */
export const placeholders = (packed: Buffer, why: string): Buffer | null => {
  const start = packed.byteOffset - HEADER;
  if (start < 0) return null;
  const batch = Buffer.from(packed.buffer, start, HEADER);
  const count = batch.readInt32BE(COUNT_AT);
  const last = batch.readInt32BE(LAST_DELTA_AT);
  if (batch.readInt8(MAGIC_AT) !== 2 || batch.readInt32BE(LENGTH_AT) !== HEADER - 12 + packed.length || count < 1 || last < count - 1) return null;
  const text = Buffer.from(why);
  // compaction may have thinned the batch; its last offset is the one that must come out
  return Buffer.concat(Array.from({ length: count }, (_, i) => record(i === count - 1 ? last : i, text)));
};

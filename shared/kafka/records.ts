/** Messages as they lie in the log: a batch of records is one piece of bytes (KIP-98), read one behind the other without making anything of those that need nothing made. */
import type { KafkaMessage } from 'kafkajs';
import { codecOf } from './inside.ts';
import { UNREADABLE, Unreadable } from './unreadable.ts';

/** Where the fields of a batch stand in its bytes. */
const [ATTRIBUTES, LAST_DELTA, FIRST_TIME, LAST_TIME, PRODUCER, COUNT, RECORDS] = [21, 23, 27, 35, 43, 57, 61] as const;
const [APPEND_TIME, TRANSACTIONAL, CONTROL] = [8, 16, 32] as const;
const NO_RECORDS = Buffer.alloc(0);

/** A batch of records; the fields up to batchContext are what kafkajs looks at, as of a message. */
export type Pile = {
  /** the last one, whether or not a record is left there */
  offset: string; isControlRecord: boolean; key: Buffer | null; batchContext: { producerId: string; inTransaction: boolean };
  base: bigint; /** the first offset that was asked for: records before it were read already */ asked: number; count: number; records: Buffer; attributes: number; firstTime: bigint; lastTime: bigint;
  /** why its records could not be unpacked: there are `count` of them all the same, of which nothing else is known */
  spoilt: string | null;
};

/** What is packed, or why that can never be had. */
const unpacked = async (attributes: number, packed: Buffer): Promise<Pick<Pile, 'records' | 'spoilt'>> => {
  try {
    return { records: (await codecOf(attributes)?.decompress(packed)) ?? packed, spoilt: null };
  } catch (error) {
    if (error instanceof Unreadable) return { records: NO_RECORDS, spoilt: error.message };
    throw error;
  }
};

/** A batch from its bytes, its records unpacked. */
export const pileOf = async (bytes: Buffer, asked: number): Promise<Pile> => {
  const attributes = bytes.readInt16BE(ATTRIBUTES);
  const base = bytes.readBigInt64BE(0);
  const [lastDelta, count] = [bytes.readInt32BE(LAST_DELTA), bytes.readInt32BE(COUNT)];
  const { records, spoilt } = await unpacked(attributes, bytes.subarray(RECORDS));
  if (spoilt !== null && (count < 0 || lastDelta < count - 1)) throw new Error(`a fetched batch of ${lastDelta + 1} offsets says that it holds ${count} records, and they cannot be unpacked (${spoilt})`);
  const pile: Pile = {
    offset: String(base + BigInt(lastDelta)), isControlRecord: (attributes & CONTROL) > 0, key: null, batchContext: { producerId: bytes.readBigInt64BE(PRODUCER).toString(), inTransaction: (attributes & TRANSACTIONAL) > 0 },
    base, asked, count, records, attributes, firstTime: bytes.readBigInt64BE(FIRST_TIME), lastTime: bytes.readBigInt64BE(LAST_TIME), spoilt,
  };
  // the key of a marker tells how a transaction ended
  if (pile.isControlRecord && count > 0 && spoilt === null) pile.key = messageOf(pile, 0).key;
  return pile;
};

/** A zigzag varint of at most five bytes at `from.at`, which then stands behind it. */
const varint = (bytes: Buffer, from: { at: number }): number => {
  let byte = bytes[from.at++] as number;
  let value = byte & 127;
  for (let shift = 7; byte > 127; shift += 7) {
    byte = bytes[from.at++] as number;
    value |= (byte & 127) << shift;
    if (shift > 28) throw new Error('a record of a fetched batch has a number without an end');
  }
  return (value >>> 1) ^ -(value & 1);
};

/** The same of up to ten bytes. */
const varlong = (bytes: Buffer, from: { at: number }): bigint => {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[from.at++] as number;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) break;
  }
  return (value >> 1n) ^ -(value & 1n);
};

const isPile = (one: KafkaMessage | Pile): one is Pile => 'records' in one;
const NO_HEADERS: KafkaMessage['headers'] = {};

const timeOf = ({ attributes, firstTime, lastTime }: Pile, delta: bigint): string => String((attributes & APPEND_TIME) > 0 && lastTime > 0n ? lastTime : firstTime + delta);

/** The offset of a spoilt batch's record, by its number. Compaction may have thinned the batch; its last offset is the one that must come out. */
const spoiltOffset = ({ base, offset, count }: Pile, i: number): number => (i === count - 1 ? Number(offset) : Number(base) + i);

/** The record that begins at `start` (of a spoilt batch: that has this number), with everything in it. */
const messageOf = (pile: Pile, start: number): KafkaMessage => {
  const { records: bytes, spoilt } = pile;
  if (spoilt !== null) return { key: null, value: null, timestamp: timeOf(pile, 0n), attributes: 0, offset: String(spoiltOffset(pile, start)), headers: { [UNREADABLE]: spoilt } };
  const from = { at: start };
  varint(bytes, from);
  const attributes = bytes.readInt8(from.at++);
  const timestamp = varlong(bytes, from);
  const offset = pile.base + BigInt(varint(bytes, from));
  const some = (): Buffer | null => {
    const length = varint(bytes, from);
    if (length < 0) return null;
    from.at += length;
    return bytes.subarray(from.at - length, from.at);
  };
  const [key, value] = [some(), some()];
  const headers: NonNullable<KafkaMessage['headers']> = {};
  for (let left = varint(bytes, from); left > 0; left--) {
    const [name, one] = [String(some()), some() as Buffer];
    const there = headers[name];
    headers[name] = there === undefined ? one : [...(Array.isArray(there) ? there : [there]), one];
  }
  return { key, value, timestamp: timeOf(pile, timestamp), attributes, offset: offset.toString(), headers };
};

/** The messages of a fetched batch, one after another: `next` goes to the first, and on. `offset` and `value` are those of the one that it stands at. */
export class Records {
  readonly #some: readonly (KafkaMessage | Pile)[];
  /** which of them it stands in; where in that one's bytes its record begins (of a spoilt one: its number), its headers begin and the next record does; how many are left there */
  #index = -1;
  #start = 0;
  #headers = 0;
  readonly #from = { at: 0 };
  #left = 0;
  /** where it stood before */
  #before = { index: -1, start: 0 };
  offset = -1;
  value: Buffer | null = null;

  constructor(messages: readonly KafkaMessage[]) {
    this.#some = messages;
  }

  /** False when there are no more. */
  next(): boolean {
    this.#before.index = this.#index;
    this.#before.start = this.#start;
    while (this.#step()) {
      const one = this.#some[this.#index] as KafkaMessage | Pile;
      if (!isPile(one) || this.offset >= one.asked) return true;
    }
    return false;
  }

  #step(): boolean {
    while (this.#left === 0) {
      const one = this.#some[++this.#index];
      if (!one) return false;
      if (!isPile(one)) {
        this.offset = Number(one.offset);
        this.value = one.value;
        return true;
      }
      this.#left = one.count;
      this.#from.at = 0;
    }
    this.#left--;
    const pile = this.#some[this.#index] as unknown as Pile;
    const { records: bytes, base } = pile;
    if (pile.spoilt !== null) {
      this.#start = pile.count - 1 - this.#left;
      this.offset = spoiltOffset(pile, this.#start);
      this.value = null;
      return true;
    }
    const from = this.#from;
    this.#start = from.at;
    const size = varint(bytes, from);
    const end = from.at + size;
    if (size < 0 || end > bytes.length) throw new Error('a record of a fetched batch ends behind it');
    from.at++;
    while ((bytes[from.at++] as number) > 127);
    this.offset = Number(base) + varint(bytes, from);
    const key = varint(bytes, from);
    if (key > 0) from.at += key;
    const length = varint(bytes, from);
    this.value = length < 0 ? null : bytes.subarray(from.at, from.at + length);
    this.#headers = length < 0 ? from.at : from.at + length;
    from.at = end;
    return true;
  }

  /** Goes on to the first message from an offset on; false when there is none. */
  from(offset: number): boolean {
    do if (!this.next()) return false;
    while (this.offset < offset);
    return true;
  }

  get headers(): KafkaMessage['headers'] {
    const one = this.#some[this.#index] as KafkaMessage | Pile;
    if (!isPile(one)) return one.headers;
    return one.spoilt === null && one.records[this.#headers] === 0 ? NO_HEADERS : this.message().headers;
  }

  /** The whole of the message it stands at. */
  message(): KafkaMessage {
    const one = this.#some[this.#index] as KafkaMessage | Pile;
    return isPile(one) ? messageOf(one, this.#start) : one;
  }

  /** The whole of the one before; undefined when there was none. */
  before(): KafkaMessage | undefined {
    const one = this.#some[this.#before.index];
    return one && isPile(one) ? messageOf(one, this.#before.start) : one;
  }
}

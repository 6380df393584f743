/**
 * Raw rows of a batch as the bytes that are inserted: RowBinary, one row behind the other, written into one buffer outside of JavaScript's heap. Texts of a row, or
 * rows as texts that live until they are durable, cost more than all steps of the path; and what stands in text must be parsed by the store.
 */
import { DECIMAL, LENGTH, put32, put64, putBytes, putDecimal, putLength, putText, Reading, WIDEST } from './binary.ts';
import { PACKED_BYTES, pack, unpack } from './id.ts';

/** What a row has, in this order. The types are those that the bytes have; the store makes its own of them. */
export const RAW = {
  minute: "DateTime('UTC')", service: 'String', shape: 'UInt64', id: 'String', source: 'String', component: 'String', time: "DateTime64(3, 'UTC')", value: 'Nullable(Decimal(38, 9))', good: 'Nullable(Decimal(38, 9))', total: 'Nullable(Decimal(38, 9))',
  log: 'String', epoch: 'UInt32', partition: 'UInt32', offset: 'UInt64',
} as const;

/** Bytes that a row has at most besides its texts: minute, time, three decimals, offset, the lengths of three texts, a packed id. */
const FIXED = 4 + 8 + 3 * DECIMAL + 8 + 3 * LENGTH + PACKED_BYTES;

/** Service and shape, the text of a UInt64, as they stand in a row. */
export const leadOf = (service: string, shape: string): Buffer => {
  const bytes = Buffer.alloc(LENGTH + service.length * WIDEST + 8);
  const at = putText(bytes, 0, service, 0, service.length);
  return bytes.subarray(0, bytes.writeBigUInt64LE(BigInt(shape), at));
};

/** Log, epoch and partition as they stand in a row. */
export const placeOf = (log: string, epoch: number, partition: number): Buffer => {
  const bytes = Buffer.alloc(LENGTH + log.length * WIDEST + 8);
  return bytes.subarray(0, put32(bytes, put32(bytes, putText(bytes, 0, log, 0, log.length), epoch), partition));
};

/** What is a message's own: its id, which stands in text[from, to), its time (ms) and its numbers. */
type Own = { text: string; from: number; to: number; time: number; value: string | null; good: string | null; total: string | null };

/** The row that begins at `at`, its fields as text, and where it ends. */
export const rowAt = (bytes: Buffer, at: number): { fields: Record<keyof typeof RAW, string>; end: number } => {
  const from = new Reading(bytes, at);
  const text = (): string => from.bytes().toString('utf8');
  const number = (size: 4 | 8): string => from.number(size).toString();
  const decimal = (): string => from.decimal() ?? '\\N';
  const fields = {
    minute: number(4), service: text(), shape: number(8), id: unpack(from.bytes()), source: text(), component: text(), time: (Number(from.number(8)) / 1000).toFixed(3), value: decimal(), good: decimal(), total: decimal(),
    log: text(), epoch: number(4), partition: number(4), offset: number(8),
  };
  return { fields, end: from.at };
};

export class Rows {
  #bytes: Buffer<ArrayBufferLike>;
  #length = 0;
  #count = 0;
  /** where each row ends; found when first asked for */
  #ends: number[] | null = null;

  constructor(bytes: Buffer<ArrayBufferLike> = Buffer.allocUnsafeSlow(4096)) {
    this.#bytes = bytes;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a row. `lead` = leadOf(service, shape), `place` = placeOf(log, epoch, partition). */
  add(lead: Uint8Array, { text, from, to, time, value, good, total }: Own, { source, component }: { source: string; component: string }, place: Uint8Array, offset: number): void {
    const most = this.#length + FIXED + lead.length + place.length + (to - from + source.length + component.length) * WIDEST;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, most));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    const bytes = this.#bytes;
    const second = Math.floor(time / 1000);
    let at = put32(bytes, this.#length, second - (second % 60));
    at = putBytes(bytes, at, lead);
    const packed = pack(text, from, to, bytes, at + 1);
    if (packed < 0) at = putText(bytes, at, text, from, to);
    else {
      putLength(bytes, at, PACKED_BYTES);
      at = packed;
    }
    at = putText(bytes, at, source, 0, source.length);
    at = putText(bytes, at, component, 0, component.length);
    at = put64(bytes, at, time);
    at = putDecimal(bytes, at, value);
    at = putDecimal(bytes, at, good);
    at = putDecimal(bytes, at, total);
    at = putBytes(bytes, at, place);
    this.#length = put64(bytes, at, offset);
    this.#count++;
    this.#ends = null;
  }

  /** All rows, ready to insert. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #rowEnds(): number[] {
    if (this.#ends) return this.#ends;
    this.#ends = [];
    for (let at = 0; at < this.#length; this.#ends.push(at)) at = rowAt(this.#bytes, at).end;
    return this.#ends;
  }

  /** Row number `i` as a line of text, its id as it was sent, and its offset. */
  at(i: number): { line: string; offset: number } {
    const { fields } = rowAt(this.#bytes, i === 0 ? 0 : (this.#rowEnds()[i - 1] as number));
    return { line: Object.values(fields).join('\t'), offset: Number(fields.offset) };
  }

  /** The rows [from, to) by themselves, over the same bytes. */
  part(from: number, to: number): Rows {
    const ends = this.#rowEnds();
    const start = from === 0 ? 0 : (ends[from - 1] as number);
    const end = to === 0 ? 0 : (ends[to - 1] as number);
    const some = new Rows(this.#bytes.subarray(start, Math.max(start, end)));
    some.#length = Math.max(0, end - start);
    some.#count = to - from;
    return some;
  }
}

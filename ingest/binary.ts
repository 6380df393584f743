/** Values as ClickHouse's format RowBinary has them: numbers of fixed width, least byte first; texts as UTF-8 behind their length. Nothing of it has to be parsed or escaped. */

/** Bytes that one character of a text takes at most, and that the length before it does. */
export const WIDEST = 3;
export const LENGTH = 5;
const TWO_32 = 4_294_967_296;

export const put32 = (bytes: Uint8Array, at: number, value: number): number => {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  return at + 4;
};

/** A whole number that a double holds exactly. */
export const put64 = (bytes: Uint8Array, at: number, value: number): number => put32(bytes, put32(bytes, at, value % TWO_32), Math.floor(value / TWO_32));

export const putLength = (bytes: Uint8Array, at: number, length: number): number => {
  let end = at;
  for (let rest = length; ; rest >>>= 7) {
    if (rest < 128) {
      bytes[end] = rest;
      return end + 1;
    }
    bytes[end++] = (rest & 127) | 128;
  }
};

export const putBytes = (bytes: Uint8Array, at: number, some: Uint8Array): number => {
  for (let i = 0; i < some.length; i++) bytes[at + i] = some[i] as number;
  return at + some.length;
};

/** text[from, to) at `at`; where it ends. */
export const putText = (bytes: Buffer, at: number, text: string, from: number, to: number): number => {
  const start = putLength(bytes, at, to - from);
  for (let i = from; i < to; i++) {
    const char = text.charCodeAt(i);
    if (char > 127) {
      const whole = text.slice(from, to);
      const wide = putLength(bytes, at, Buffer.byteLength(whole));
      return wide + bytes.write(whole, wide);
    }
    bytes[start + i - from] = char;
  }
  return start + to - from;
};

const ZEROS = 9;
const POWERS = Array.from({ length: ZEROS + 1 }, (_, i) => 10 ** i);
/** Bytes that a Nullable(Decimal(38, 9)) takes at most. */
export const DECIMAL = 17;

/** A decimal of at most 9 places, or NULL. Most are small enough for a double to hold them in units of 10⁻⁹. */
export const putDecimal = (bytes: Uint8Array, at: number, value: string | null): number => {
  bytes[at] = value === null ? 1 : 0;
  if (value === null) return at + 1;
  const minus = value.charCodeAt(0) === 45;
  let digits = 0;
  let places = 0;
  let point = false;
  for (let i = minus ? 1 : 0; i < value.length; i++) {
    const char = value.charCodeAt(i);
    if (char === 46) point = true;
    else {
      digits = digits * 10 + char - 48;
      if (point) places++;
    }
  }
  const units = digits * (POWERS[ZEROS - places] as number);
  if (units <= Number.MAX_SAFE_INTEGER) {
    put64(bytes, at + 1, minus ? -units : units);
    const sign = minus && units > 0 ? -1 : 0;
    return put32(bytes, put32(bytes, at + 9, sign), sign);
  }
  let rest = BigInt.asUintN(128, BigInt(value.replace('.', '') + '0'.repeat(ZEROS - places)));
  for (let i = 1; i < DECIMAL; i++, rest >>= 8n) bytes[at + i] = Number(rest & 255n);
  return at + DECIMAL;
};

/** Reads values one behind the other. */
export class Reading {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  number(size: 4 | 8): bigint {
    this.at += size;
    return size === 4 ? BigInt(this.#bytes.readUInt32LE(this.at - 4)) : this.#bytes.readBigUInt64LE(this.at - 8);
  }

  bytes(): Buffer {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.at++] as number;
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** As text with all places that are not 0; null = NULL. */
  decimal(): string | null {
    if (this.#bytes[this.at++] === 1) return null;
    this.at += 16;
    const units = (this.#bytes.readBigInt64LE(this.at - 8) << 64n) | this.#bytes.readBigUInt64LE(this.at - 16);
    const text = String(units < 0n ? -units : units).padStart(ZEROS + 1, '0');
    return `${units < 0n ? '-' : ''}${text.slice(0, -ZEROS)}.${text.slice(-ZEROS)}`.replace(/\.?0+$/, '');
  }
}

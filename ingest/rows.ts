/**
 * Raw rows of a batch as the bytes that are inserted: lines one behind the other, and beside them where each ends and which offset it has. Kept outside of
 * JavaScript's heap, where a hundred thousand texts that live until they are durable cost more than all steps of the path.
 */

/** Bytes that one character of a text takes at most. */
const WIDEST = 3;

export class Rows {
  #bytes: Buffer<ArrayBufferLike>;
  #length = 0;
  readonly #ends: number[] = [];
  readonly #offsets: number[] = [];

  constructor(bytes: Buffer<ArrayBufferLike> = Buffer.allocUnsafeSlow(4096)) {
    this.#bytes = bytes;
  }

  get count(): number {
    return this.#ends.length;
  }

  /** Adds one line, which brings its own line feed, of the message at `offset`. */
  add(line: string, offset: number): void {
    const most = this.#length + line.length * WIDEST;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, most));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(line, this.#length);
    this.#ends.push(this.#length);
    this.#offsets.push(offset);
  }

  /** All lines, ready to insert. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Line number `i`. */
  at(i: number): { line: string; offset: number } {
    return { line: this.#bytes.toString('utf8', this.#ends[i - 1] ?? 0, this.#ends[i]), offset: this.#offsets[i] as number };
  }

  /** The lines [from, to) as rows of their own, over the same bytes. */
  part(from: number, to: number): Rows {
    const start = this.#ends[from - 1] ?? 0;
    const some = new Rows(this.#bytes.subarray(start, this.#ends[to - 1] ?? start));
    some.#length = (this.#ends[to - 1] ?? start) - start;
    for (let i = from; i < to; i++) {
      some.#ends.push((this.#ends[i] as number) - start);
      some.#offsets.push(this.#offsets[i] as number);
    }
    return some;
  }
}

/** Last step: everything of a message that a `where` may ask, but its value, is its shape; each is stored once and events carry only its number. */
import { createHash } from 'node:crypto';
import type { Message } from './message.ts';
import { leadOf } from './rows.ts';

/** Shapes kept in memory; beyond it they are hashed again, which only costs time. */
const MOST = 200_000;

/** Text of the UInt64 that names a shape: the first 8 bytes of the SHA-256 of its canonical JSON. */
const number = (one: Message): string =>
  createHash('sha256').update(JSON.stringify([one.stream, one.service, one.kind, one.state, one.severity, one.component, one.unit, one.labels])).digest().readBigUInt64BE(0).toString();

/** `number` = text of the UInt64; `lead` = service and number as fields of a raw row. */
export type Shape = { readonly number: string; readonly lead: Uint8Array };

type Level = Map<string, Level | Shape>;

export type Shapes = {
  /**
   * The message's shape. As long as no ledger row that names it is known to be durable every batch that uses it carries it, in `carried`: batches of several
   * partitions are on their way at once, and one of them may be committed while the one that saw the shape first is not.
   */
  of(message: Message, carried: Map<string, Message>): Shape;
  /** The same for a shape that is known to be this message's. */
  carry(shape: Shape, message: Message, carried: Map<string, Message>): void;
  /** The rows of these shapes, and a ledger row that names them, are durable. */
  kept(shapes: Iterable<string>): void;
};

/** Nested maps instead of one concatenated key: most of the words recur. */
export const shapes = (): Shapes => {
  let root: Level = new Map();
  let size = 0;
  const open = new Set<string>();
  const find = (one: Message): Shape => {
    let level = root;
    for (const word of [one.stream, one.service, one.kind, one.state, one.severity, one.component, one.unit]) {
      let next = level.get(word) as Level | undefined;
      if (!next) {
        next = new Map();
        level.set(word, next);
      }
      level = next;
    }
    const known = level.get(one.labels);
    if (known !== undefined) return known as Shape;
    const text = number(one);
    const made = { number: text, lead: leadOf(one.service, text) };
    if (++size > MOST) {
      root = new Map();
      size = 0;
    } else level.set(one.labels, made);
    open.add(text);
    return made;
  };
  const carry = ({ number: shape }: Shape, one: Message, carried: Map<string, Message>): void => {
    if (open.size > 0 && open.has(shape) && !carried.has(shape)) carried.set(shape, one);
  };
  return {
    of(one, carried) {
      const shape = find(one);
      carry(shape, one, carried);
      return shape;
    },
    carry,
    kept(some) {
      for (const one of some) open.delete(one);
    },
  };
};

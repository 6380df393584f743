/** Last step: everything of a message that a `where` may ask, but its value, is its shape; each is stored once and events carry only its number. */
import { createHash } from 'node:crypto';
import type { Message } from './message.ts';

/** Shapes kept in memory; beyond it they are hashed again, which only costs time. */
const MOST = 200_000;

/** Text of the UInt64 that names a shape: the first 8 bytes of the SHA-256 of its canonical JSON. */
const number = (one: Message): string =>
  createHash('sha256').update(JSON.stringify([one.stream, one.service, one.kind, one.state, one.severity, one.component, one.unit, one.labels])).digest().readBigUInt64BE(0).toString();

type Level = Map<string, Level | string>;

export type Shapes = {
  /** The shape's number; `fresh` is told of one that was not stored by this process yet. */
  of(message: Message, fresh: (shape: string) => void): string;
  /** Forget that a shape was stored: its insert failed. */
  forget(): void;
};

/** Nested maps instead of one concatenated key: most of the words recur. */
export const shapes = (): Shapes => {
  let root: Level = new Map();
  let size = 0;
  return {
    of(one, fresh) {
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
      if (known !== undefined) return known as string;
      const made = number(one);
      if (++size > MOST) {
        root = new Map();
        size = 0;
      } else level.set(one.labels, made);
      fresh(made);
      return made;
    },
    forget() {
      root = new Map();
      size = 0;
    },
  };
};

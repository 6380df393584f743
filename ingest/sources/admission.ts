/** Room for the bodies of requests: what one takes counts from before it is read to its answer. Where there is none the sender is told to come again, and nothing is read. */
import type { Memory } from '../../shared/pressure.ts';

/** What packed content unpacks to, about; what it really was counts once it is known. */
const PACKED = 8;

/** `grow`: what it takes is so many bytes after all. */
export type Place = { grow(bytes: number): void; free(): void };

/** Of a body before it is read: what its headers say, at most `most`. One that does not say its length may be anything. */
export const expected = (length: string | undefined, packed: boolean, most: number): number => {
  const said = length === undefined ? Number.NaN : Number(length);
  return Number.isFinite(said) ? Math.min(most, packed ? said * PACKED : said) : most / 4;
};

/** A place for so many bytes, or null when there is no room. Whatever the limit, one request at a time is taken: it could come never, else. */
export const admission = ({ budget, short }: Pick<Memory, 'budget' | 'short'>): ((bytes: number) => Place | null) => {
  let held = 0;
  return (bytes) => {
    if (short() || (held > 0 && held + bytes > budget.waiting)) return null;
    let mine = bytes;
    held += mine;
    const grow = (now: number): void => {
      held += now - mine;
      mine = now;
    };
    return { grow, free: () => grow(0) };
  };
};

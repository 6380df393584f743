/** What folding makes and reads: messages in order, and what each minute comes to. Pure. */
export const MINUTE = 60_000;

/** A message of an SLI's evidence; `at` ms, good and total in units of 10^-9. */
export type Proof = { at: number; id: string; service: string; source: string; state: string; good: bigint; total: bigint };

/** Messages by key (component, ticket, series), each list in the order of (time, id). */
export type Proofs = ReadonlyMap<string, readonly Proof[]>;

/** What one minute comes to: good and total in units of 10^-9, ms that were measured, messages read; `first`: it is one from which on the SLI can be computed. */
export type Slice = { good: bigint; total: bigint; covered: number; messages: number; first: boolean };

/** [from, to), ms. */
export type Span = { from: number; to: number };

/** Start of the minute that holds `at`. */
export const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

/** The slice of a minute, an empty one when there is none yet. */
export const sliceAt = (slices: Map<number, Slice>, minute: number): Slice => {
  const there = slices.get(minute);
  if (there) return there;
  const made = { good: 0n, total: 0n, covered: 0, messages: 0, first: false };
  slices.set(minute, made);
  return made;
};

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** (time, id), and where even these are equal whatever tells two messages apart. */
export const inOrder = (a: Proof, b: Proof): number => a.at - b.at || text(a.id, b.id) || text(a.service, b.service) || text(a.source, b.source);

/** The time of the first message after `at`; undefined when there is none. */
export const nextAfter = (list: readonly Proof[], at: number): number | undefined => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Proof).at > at) high = middle;
    else low = middle + 1;
  }
  return list[low]?.at;
};

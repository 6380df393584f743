/** What the ledger says has changed: per tier-1 stream the (minute, service) pairs, in seconds since the epoch. The climb redoes these and nothing else. */

export type Touched = { events: Map<number, Set<string>>; samples: Map<number, Set<string>> };

export const untouched = (): Touched => ({ events: new Map(), samples: new Map() });

/** What is left of it without the minutes whose raw is gone. */
export const left = (touched: Touched, gone: (minute: number) => boolean): Touched => {
  const kept = (where: Map<number, Set<string>>): Map<number, Set<string>> => new Map([...where].filter(([minute]) => !gone(minute)));
  return { events: kept(touched.events), samples: kept(touched.samples) };
};

/** Adds one pair. */
export const touch = (where: Map<number, Set<string>>, minute: number, service: string): void => {
  const there = where.get(minute);
  if (there) there.add(service);
  else where.set(minute, new Set([service]));
};

/** The pairs as a flat list, in order of time. */
export const pairs = (where: Map<number, Set<string>>): [number, string][] =>
  [...where.entries()].sort((a, b) => a[0] - b[0]).flatMap(([minute, services]) => [...services].map((one): [number, string] => [minute, one]));

/** `list` in pieces of at most `size`: statements take their lists as parameters, which must stay small enough for a URL. */
export const chunks = <T>(list: readonly T[], size: number): T[][] => {
  const out: T[][] = [];
  for (let i = 0; i < list.length; i += size) out.push(list.slice(i, i + size));
  return out;
};

/** The month of an instant in seconds, UTC: what slices of minutes and hours are partitioned by. */
export const monthOf = (t: number): number => {
  const at = new Date(t * 1000);
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
};

/** Months one insert may touch: each becomes a part of its own, and the store refuses more than 100. */
export const MOST_MONTHS = 40;

/** `list` in pieces of at most `size` whose instants (`at`, seconds) lie in at most so many months. Order `list` by time to get few pieces. */
export const spans = <T>(list: readonly T[], size: number, at: (one: T) => number): T[][] => {
  const out: T[][] = [];
  let some: T[] = [];
  let months = new Set<number>();
  for (const one of list) {
    const month = monthOf(at(one));
    if (some.length >= size || (months.size >= MOST_MONTHS && !months.has(month))) {
      out.push(some);
      some = [];
      months = new Set();
    }
    some.push(one);
    months.add(month);
  }
  if (some.length > 0) out.push(some);
  return out;
};

/** Sorted seconds of whole minutes as ranges [from, to). */
export const ranges = (minutes: Iterable<number>): [number, number][] => {
  const out: [number, number][] = [];
  for (const minute of [...minutes].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last && minute <= last[1]) last[1] = Math.max(last[1], minute + 60);
    else out.push([minute, minute + 60]);
  }
  return out;
};

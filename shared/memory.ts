/**
 * One number bounds what a process may hold of memory (RSS): what of it the embedded engine gets, what may be on its way from Kafka and over HTTP, and between
 * which marks fetching stops and goes on. Pure; the figures were measured (bench/RESULTS.md).
 */

const MIB = 1024 * 1024;

/** All in bytes. */
export type Budget = {
  /** of the whole process */
  limit: number;
  /** what the engine may allocate; embedded only */
  engine: number;
  /** what one fetch from a broker brings, unpacked */
  fetch: number;
  /** bodies of requests, unpacked: being read, and waiting for the store */
  waiting: number;
  /** fetching stops at `high` and goes on at `low` */
  high: number;
  low: number;
};

/** What a process takes that has little to do: with the engine in it (413 MiB were measured idle), and beside a server (some 150 idle, and what the heap takes as soon as much comes). */
const LITTLE = { embedded: 420 * MIB, beside: 330 * MIB };
/** The least that makes sense. Beside a server: with 512 MiB the heap passed it once, by ten, where other programs had the cores, for it grows by 70 MiB at once between two looks. Embedded: a day of 100 000 events is made again from raw with 190 MiB for the engine, and not with 115. */
const LEAST = { embedded: 768 * MIB, beside: 640 * MIB };
/** Larger fetches make nothing faster. */
const FETCH = 24 * MIB;
const WAITING = 256 * MIB;
/** One request may be so large, and one must always fit. */
const REQUEST = 32 * MIB;

/** The least limit, bytes. */
export const leastMemory = (embedded: boolean): number => (embedded ? LEAST.embedded : LEAST.beside);

/** What a limit leaves for what. What a fetch brings takes some twice its size until it is stored, and one may be under way when the high mark is passed. */
export const budgetOf = (limit: number, embedded: boolean): Budget => {
  const spare = Math.max(0, limit - (embedded ? LITTLE.embedded : LITTLE.beside));
  const engine = embedded ? Math.floor((spare * 5) / 8) : 0;
  const flight = spare - engine;
  return {
    limit,
    engine,
    fetch: Math.floor(Math.min(FETCH, flight / 10)),
    waiting: Math.floor(Math.min(WAITING, Math.max(REQUEST, flight / 3))),
    high: Math.floor(limit - flight * 0.75),
    low: Math.floor(limit - flight * 0.9),
  };
};

const UNITS = { '': 1, k: 1024, m: MIB, g: 1024 * MIB, t: 1024 * 1024 * MIB } as const;

/** A size such as 800m, 1g or 1.5GiB, in bytes; null when it is none. */
export const sizeOf = (text: string): number | null => {
  const [, figure, unit] = /^(\d{1,15}(?:\.\d{1,3})?) ?(?:([kmgt])?(?:i?b)?)$/i.exec(text.trim()) ?? [];
  if (figure === undefined) return null;
  return Math.round(Number(figure) * UNITS[(unit?.toLowerCase() ?? '') as keyof typeof UNITS]);
};

/** Bytes as people write a size: the largest unit that goes in whole. */
export const sizeText = (bytes: number): string => {
  for (const [unit, size] of [['g', UNITS.g], ['m', UNITS.m], ['k', UNITS.k]] as const) if (bytes > 0 && bytes % size === 0) return `${bytes / size}${unit}`;
  return String(bytes);
};

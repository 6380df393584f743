/** What ingest has committed, read past the checkpoint: which minutes were touched and how far the watermark may go. */
import { sql } from '../shared/store/sql.ts';
import type { Door, Store } from '../shared/store/store.ts';
import { type Touched, touch, untouched } from './touched.ts';
import type { Beat, Reach, Retired, Writers } from './writers.ts';

const ledger = sql(import.meta.url, './ledger.sql');
const pulse = sql(import.meta.url, './pulse.sql');
const toldSql = sql(import.meta.url, './told.sql');

/** Ledger rows one tick takes; a longer backlog goes on in the next, which then starts at once. */
const MOST = 500;
/** The ledger is read at least so often, ms: a writer that ended may have left rows that no pulse tells of. */
const QUIET = 5000;

/** Offsets [first, last] of one partition that one ledger row covers. */
export type Covered = { log: string; epoch: number; partition: number; first: string; last: string };
type Entry = Covered & { seq: string; writer: string; ok: number; events: [number, string][]; samples: [number, string][]; shapes: string[] };

export type News = {
  touched: Touched;
  /** what these rows cover, in their order */
  covered: readonly Covered[];
  /** shapes that came with these rows, or came again */
  shapes: Set<string>;
  /** how far the ledger is climbed when all of this is */
  reach: Reach;
  /** writers that are not waited for any more */
  retired: Retired[];
  /** whether there is anything to climb */
  fresh: boolean;
  events: number;
  /** more is waiting: the watermark stays until it is climbed */
  more: boolean;
  /** where the watermark may go when all of this is climbed, ms; null when nobody speaks for it */
  watermark: number | null;
};

/** The least over partitions: one that is caught up follows the ingest clock, another its newest event (MEASURES §0). null when nobody speaks. */
const watermarkOf = (beats: readonly Beat[]): number | null => {
  // a partition that lags and has told no event time yet (0) holds the watermark where it is
  const marks = beats.map((one) => (BigInt(one.next) >= BigInt(one.end) ? Number(one.clock) : Math.min(Number(one.newest), Number(one.clock))));
  const least = marks.length > 0 ? Math.min(...marks) : 0;
  return least > 0 ? least : null;
};

/** Numbers by writer as JSON whose digits are kept. */
const json = (marks: ReadonlyMap<string, bigint>): string => `{${[...marks].map(([writer, seq]) => `${JSON.stringify(writer)}:${seq}`).join(',')}}`;

/** Reads the pulse first and the ledger after it: what a pulse covers is then among the rows read. `still`: past this reach nothing was written to the ledger. */
export const news = async (door: Door, writers: Writers, reach: Reach, still = false): Promise<News> => {
  const { speaking, from } = await writers.hear(await door.rows<Beat>(pulse, { retired: Number(writers.retired()) }), reach);
  const entries = still && from.floor === reach.floor ? [] : await door.rows<Entry>(ledger, { floor: from.floor, marks: json(from.marks), most: MOST });
  const touched = untouched();
  const shapes = new Set<string>();
  let events = 0;
  for (const entry of entries) {
    for (const [minute, service] of entry.events) touch(touched.events, minute, service);
    for (const [minute, service] of entry.samples) touch(touched.samples, minute, service);
    for (const shape of entry.shapes) shapes.add(shape);
    events += Number(entry.ok);
  }
  const more = entries.length === MOST;
  const read = writers.read(from, entries.map((one) => ({ writer: one.writer, seq: BigInt(one.seq) })), !more);
  return { touched, covered: entries, shapes, ...read, fresh: entries.length > 0, events, more, watermark: watermarkOf(speaking) };
};

/**
 * Reads `news`, but while nothing comes asks only whether anybody has told anything, which costs a quarter, and where nobody else writes not even that. `stopwatch`
 * answers ms that only grow, `writes` how many writes to a table have ended.
 */
export const newsReader = (door: Door, writers: Writers, stopwatch: () => number, writes: Store['writes'] = null): ((reach: Reach) => Promise<News>) => {
  let heard: { told: string; watermark: number | null; since: number } | null = null;
  /** the ledger as it was read to its end, and the reach that came of it: while both stand nothing is left in it */
  let done: { ledger: number; reach: Reach } | null = null;
  const toldNow = async (): Promise<string> => (writes ? String(writes('pulse')) : ((await door.rows<{ told: string }>(toldSql))[0]?.told ?? '0'));
  return async (reach) => {
    // before the pulse is read: what is told meanwhile is then news to the next
    const told = await toldNow();
    if (heard !== null && heard.told === told && stopwatch() - heard.since < QUIET) return { touched: untouched(), covered: [], shapes: new Set(), reach, retired: [], fresh: false, events: 0, more: false, watermark: heard.watermark };
    const ledgerNow = writes?.('ledger') ?? 0;
    const still = writes !== null && done !== null && done.ledger === ledgerNow && done.reach === reach;
    const what = await news(door, writers, reach, still);
    done = what.more ? null : { ledger: ledgerNow, reach: what.reach };
    heard = what.fresh || what.retired.length > 0 ? null : { told, watermark: what.watermark, since: stopwatch() };
    return what;
  };
};

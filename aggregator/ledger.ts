/** What ingest has committed, read past the checkpoint: which minutes were touched and how far the watermark may go. */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { type Touched, touch, untouched } from './touched.ts';

const ledger = sql(import.meta.url, './ledger.sql');
const pulse = sql(import.meta.url, './pulse.sql');

/** A partition without a beat for so long (ms of the machine's clock) no longer holds the watermark: its topic was taken out of the configuration, or ingest is long dead. */
const SILENT = 900_000;

/** Ledger rows one tick takes; a longer backlog goes on in the next, which then starts at once. */
const MOST = 500;

type Entry = { seq: string; ok: number; events: [number, string][]; samples: [number, string][]; shapes: string[] };
type Beat = { log: string; partition: number; next: string; end: string; newest: string; clock: string };

export type News = {
  touched: Touched;
  /** shapes that came with these rows, or came again */
  shapes: Set<string>;
  seq: bigint;
  events: number;
  /** more is waiting: the watermark stays until it is climbed */
  more: boolean;
  /** where the watermark may go when all of this is climbed, ms; null when nobody speaks for it */
  watermark: number | null;
};

/**
 * Reads the pulse first and the ledger after it: what a pulse covers is then among the rows read. The watermark is the minimum over partitions;
 * one that is caught up follows the ingest clock, another its newest event (MEASURES §0). Imports take no part.
 */
export const news = async (door: Door, after: bigint, machine: number): Promise<News> => {
  const beats = (await door.rows<Beat>(pulse, { since: machine - SILENT })).filter((one) => one.log !== 'import');
  const entries = await door.rows<Entry>(ledger, { seq: after, most: MOST });
  const touched = untouched();
  const shapes = new Set<string>();
  let seq = after;
  let events = 0;
  for (const entry of entries) {
    for (const [minute, service] of entry.events) touch(touched.events, minute, service);
    for (const [minute, service] of entry.samples) touch(touched.samples, minute, service);
    for (const shape of entry.shapes) shapes.add(shape);
    seq = BigInt(entry.seq);
    events += Number(entry.ok);
  }
  // a partition that lags and has told no event time yet (0) holds the watermark where it is
  const marks = beats.map((one) => (BigInt(one.next) >= BigInt(one.end) ? Number(one.clock) : Math.min(Number(one.newest), Number(one.clock))));
  const least = marks.length > 0 ? Math.min(...marks) : 0;
  return { touched, shapes, seq, events, more: entries.length === MOST, watermark: least > 0 ? least : null };
};

/** Offsets that the log no longer holds. What a process had stored of them before it died, without a ledger row, gets one; the rest can never be counted, and a row of `gap` says so. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import { type Batch, emptyBatch, type Place } from '../path.ts';
import type { Share, Sink } from '../sinks/store.ts';

const standingSql = sql(import.meta.url, './standing.sql');

export type Standing = { what: 'event' | 'sample' | 'refused' | 'late'; offset: string; minute: number; service: string; shape: string; time: string };

/** Rows of one ledger row at most. */
const MOST = 50_000;

/** What stands of the offsets [first, last] of a partition, in order. */
export const standing = (door: Door, place: Omit<Place, 'offset'>, first: bigint, last: bigint): Promise<Standing[]> => door.rows<Standing>(standingSql, { ...place, first, last });

/** Rows whose offsets follow one another. */
const runs = (rows: readonly Standing[]): Standing[][] => {
  const out: Standing[][] = [];
  for (const row of rows) {
    const last = out.at(-1);
    if (last && last.length < MOST && BigInt((last.at(-1) as Standing).offset) + 1n === BigInt(row.offset)) last.push(row);
    else out.push([row]);
  }
  return out;
};

/** What a ledger row says of rows that stand already. */
export const vouch = (rows: readonly Standing[]): Pick<Share, 'batch' | 'stands'> => {
  const batch: Batch = emptyBatch();
  for (const { what, minute, service, time } of rows) {
    if (what !== 'event' && what !== 'sample') continue;
    batch.ok++;
    batch.newest = Math.max(batch.newest, Number(time));
    const services = batch.touched[what].get(Number(minute)) ?? new Set();
    batch.touched[what].set(Number(minute), services.add(service));
  }
  const of = (what: Standing['what']): number => rows.filter((row) => row.what === what).length;
  return { batch, stands: { refused: of('refused'), late: of('late'), shapes: [...new Set(rows.flatMap((row) => (row.shape === '' ? [] : [row.shape])))] } };
};

/** Records that the offsets [first, low) are gone from the log. Rows that stand of them would else count or not, as their minute happens to be climbed again or not. */
export const recordGap = async ({ door, sink, clock }: { door: Door; sink: Pick<Sink, 'commit'>; clock: Clock }, place: Omit<Place, 'offset'>, first: bigint, low: bigint, end: bigint): Promise<void> => {
  const gone = async (from: bigint, to: bigint): Promise<void> => {
    if (from > to) return;
    const ends = { first: from.toString(), last: to.toString(), ending: to.toString() };
    await door.insert('gap', ['log', 'epoch', 'partition', 'first', 'last', 'ending', 'at'], 'JSONEachRow', `${JSON.stringify({ ...place, ...ends, at: stored(clock.machine()) })}\n`);
  };
  let next = first;
  for (const run of runs(await standing(door, place, first, low - 1n))) {
    const [from, to] = [BigInt((run[0] as Standing).offset), BigInt((run.at(-1) as Standing).offset)];
    await gone(next, from - 1n);
    await sink.commit({ place, first: from, last: to, holes: 0, end, speaks: true, tail: null, ...vouch(run) });
    next = to + 1n;
  }
  await gone(next, low - 1n);
};

/** Where a partition goes on: after the contiguous stretch that the ledger covers from its first offset on. Kafka's own committed offset is only a hint. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { stored } from '../../shared/time/instant.ts';

const ranges = sql(import.meta.url, './ranges.sql');
const marksSql = sql(import.meta.url, './resume-marks.sql');

/** The ledger grows by a row a batch, for ever: how far it was looked through is noted whenever that were so many rows or more. */
const LONG = 10_000;

type Covered = { partition: number; first: string; next: string; looked: string };

/**
 * Next offset of every partition of a topic that the ledger knows. A hole between ranges ends the stretch: what lies behind it is read again. `now`: ms, by the
 * machine's clock; `long`: how many rows are worth a note.
 */
export const resumeAt = async (door: Door, log: string, epoch: number, now: number, long = LONG): Promise<Map<number, bigint>> => {
  const marks = new Map((await door.rows<{ partition: number; next: string }>(marksSql, { log, epoch })).map((one) => [one.partition, BigInt(one.next)]));
  const look = (from: ReadonlyMap<number, bigint>): Promise<Covered[]> => door.rows<Covered>(ranges, { log, epoch, marks: `{${[...from].map(([partition, next]) => `"${partition}":${next}`).join(',')}}` });
  let found = await look(marks);
  // a mark holds as long as a row still covers what lies before it: else rows of the ledger were lost, and all of it is looked through
  const loose = [...marks].filter(([partition, mark]) => !found.some((one) => one.partition === partition && BigInt(one.first) < mark)).map(([partition]) => partition);
  if (loose.length > 0) found = await look(new Map([...marks].filter(([partition]) => !loose.includes(partition))));
  const noted = found.filter((one) => Number(one.looked) >= long && BigInt(one.next) !== marks.get(one.partition));
  if (noted.length > 0) await door.insert('resume', ['log', 'epoch', 'partition', 'next', 'at'], 'JSONEachRow', `${noted.map((one) => JSON.stringify({ log, epoch, partition: one.partition, next: one.next, at: stored(now) })).join('\n')}\n`);
  return new Map(found.map((one) => [one.partition, BigInt(one.next)]));
};

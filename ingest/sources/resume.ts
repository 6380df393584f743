/** Where a partition goes on: after the contiguous stretch that the ledger covers from its first offset on. Kafka's own committed offset is only a hint. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';

const ranges = sql(import.meta.url, './ranges.sql');

/** Next offset of every partition of a topic that the ledger knows. A hole between ranges ends the stretch: what lies behind it is read again. */
export const resumeAt = async (door: Door, log: string, epoch: number): Promise<Map<number, bigint>> => {
  const out = new Map<number, bigint>();
  for (const one of await door.rows<{ partition: number; first: string; last: string }>(ranges, { log, epoch })) {
    const next = out.get(one.partition);
    if (next === undefined) out.set(one.partition, BigInt(one.last) + 1n);
    else if (BigInt(one.first) <= next && BigInt(one.last) >= next) out.set(one.partition, BigInt(one.last) + 1n);
  }
  return out;
};

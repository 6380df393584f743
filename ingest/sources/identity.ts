/**
 * Whether a log is still the one that was read: the ledger keeps the offset and content of the last message it took. A log that holds something else there
 * is another one, made anew under the same name, and its offsets say nothing about what was read.
 */
import { createHash } from 'node:crypto';
import type { KafkaMessage } from '../../shared/kafka/kafka.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';

const tails = sql(import.meta.url, './tails.sql');

/** The last message taken: its offset and what it held (0 never stands for a message). */
export type Tail = { offset: bigint; hash: bigint };

/** UInt64 of a message's time, key and value; never 0. */
export const contentOf = ({ timestamp, key, value }: Pick<KafkaMessage, 'timestamp' | 'key' | 'value'>): bigint => {
  const hash = createHash('sha256').update(`${timestamp} ${key?.length ?? -1} ${value?.length ?? -1} `);
  if (key) hash.update(key);
  if (value) hash.update(value);
  const made = hash.digest().readBigUInt64BE(0);
  return made === 0n ? 1n : made;
};

/** By partition of a topic: its tail (null when nothing of it was taken yet) and its clock as it last beat, ms. */
export const recall = async (door: Door, log: string, epoch: number): Promise<Map<number, { tail: Tail | null; clock: number }>> =>
  new Map((await door.rows<{ partition: number; tail: string; hash: string; clock: string }>(tails, { log, epoch })).map((one) => [one.partition, { tail: one.hash === '0' ? null : { offset: BigInt(one.tail), hash: BigInt(one.hash) }, clock: Number(one.clock) }]));

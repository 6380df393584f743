/**
 * This process among the writers of a store. Each start is a writer of its own: a name that nobody else has, a partition of its own in the logs that count
 * for themselves (`http` and `import`), and ledger numbers above everything that can have been read past.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';

const heardSql = sql(import.meta.url, './heard.sql');
const modeSql = sql(import.meta.url, './mode.sql');
const takenSql = sql(import.meta.url, './partitions-taken.sql');
export const PULSE = ['log', 'epoch', 'partition', 'next', 'end', 'newest', 'clock', 'accepted', 'refused', 'late', 'writer', 'at', 'seq', 'gone', 'stopped', 'mode'] as const;

export type Writer = {
  name: string;
  /** its partition of `http` and `import` */
  partition: number;
  /** its ledger rows have greater numbers */
  after: bigint;
  /** newest event time of the store, ms: where an events clock goes on */
  newest: number;
  /** its pulses are later, ms */
  beat: number;
  /** no other process can write here (embedded: the folder is locked to this one) */
  alone: boolean;
};

/** The clock that a store is kept by, as those who take messages for it told; null when none has told. */
export const clockOf = async (door: Door): Promise<Clock['mode'] | null> => {
  const mode = (await door.rows<{ mode: string }>(modeSql))[0]?.mode;
  return mode === 'wall' || mode === 'events' ? mode : null;
};

/** Of two that take a number in the same moment both see the other and go on: a number that was seen alone is nobody else's. */
const takePartition = async (door: Door, clock: Clock, epoch: number, name: string): Promise<number> => {
  const taken = async (partition: number): Promise<{ most: number; claimed: string[] }> => (await door.rows<{ most: number; claimed: string[] }>(takenSql, { partition }))[0] ?? { most: 0, claimed: [] };
  for (let partition = (await taken(0)).most + 1; ; partition = (await taken(0)).most + 1 + (randomBytes(1)[0] as number) % 8) {
    const at = stored(clock.machine());
    const line = { log: 'import', epoch, partition, next: '0', end: '0', newest: stored(0), clock: stored(0), accepted: 0, refused: 0, late: 0, writer: name, at, seq: '0', gone: 0, stopped: '', mode: clock.mode };
    await door.insert('pulse', PULSE, 'JSONEachRow', `${JSON.stringify(line)}\n`);
    const { claimed } = await taken(partition);
    if (claimed.length === 1 && claimed[0] === name) return partition;
  }
};

/**
 * Enrols this process. The order matters: it is first seen to be here (a pulse without a number, which holds the aggregator's floor where it is) and then asks for
 * the greatest number of all, so that whatever the floor was before lies below its own.
 */
export const enrol = async (door: Door, clock: Clock, epoch: number, alone: boolean): Promise<Writer> => {
  const name = alone ? 'embedded' : `${hostname()} ${process.pid} ${randomBytes(4).toString('hex')}`;
  const partition = alone ? 0 : await takePartition(door, clock, epoch, name);
  const [heard] = await door.rows<{ seq: string; newest: string; beat: string }>(heardSql, { writer: name });
  return { name, partition, after: BigInt(heard?.seq ?? 0), newest: Number(heard?.newest ?? 0), beat: Number(heard?.beat ?? 0), alone };
};

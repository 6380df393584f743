/** The name of a store, which no other has: random, written once by the first holder of the lease that finds none. Keys of incidents are made of it. */
import { randomUUID } from 'node:crypto';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';

const identity = sql(import.meta.url, './identity.sql');

/** Answers the store's name; `epoch` is that of the lease just taken. Throws what the store throws. */
export const identify = async (door: Door, clock: Clock, epoch: bigint): Promise<string> => {
  const [there] = await door.rows<{ id: string }>(identity);
  if (there) return there.id;
  const id = randomUUID();
  await door.insert('identity', ['epoch', 'id', 'at'], 'JSONEachRow', `${JSON.stringify({ epoch: epoch.toString(), id, at: stored(clock.machine()) })}\n`);
  return id;
};

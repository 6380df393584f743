/**
 * Exactly one active aggregator: whoever holds the lease with the greatest epoch. Every version it writes begins with its epoch, so rows of a
 * holder that lost it (and does not know yet) are older than the new holder's. Embedded, the locked folder already makes us the only one.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';

const greatest = sql(import.meta.url, './lease.sql');
const TERM = 15_000;

export type Lease = { epoch: bigint; holder: string; /** false when another holder has taken over */ renew(): Promise<boolean> };

const write = (door: Door, epoch: bigint, holder: string, now: number): Promise<void> =>
  door.insert('lease', ['epoch', 'holder', 'until', 'at'], 'JSONEachRow', `${JSON.stringify({ epoch: epoch.toString(), holder, until: stored(now + TERM), at: stored(now) })}\n`);

/** Takes the lease, or null while somebody else's term runs. `alone`: the folder is locked to us, a former holder is dead whatever its term says. */
export const takeLease = async (door: Door, clock: Clock, holder: string, alone: boolean): Promise<Lease | null> => {
  const [last] = await door.rows<{ epoch: string; holder: string; until: string }>(greatest);
  if (last && !alone && last.holder !== holder && Number(last.until) > clock.machine()) return null;
  const epoch = BigInt(last?.epoch ?? 0) + 1n;
  await write(door, epoch, holder, clock.machine());
  let renewed = clock.machine();
  return {
    epoch,
    holder,
    async renew() {
      if (alone || clock.machine() - renewed < TERM / 3) return true;
      const [now] = await door.rows<{ epoch: string; holder: string }>(greatest);
      if (now && BigInt(now.epoch) > epoch) return false;
      renewed = clock.machine();
      await write(door, epoch, holder, renewed);
      return true;
    },
  };
};

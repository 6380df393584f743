/**
 * Exactly one active aggregator: whoever holds the lease with the greatest epoch. Every version it writes begins with its epoch, so rows of a
 * holder that lost it (and does not know yet) are older than the new holder's. Embedded, the locked folder already makes us the only one.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';

const greatest = sql(import.meta.url, './lease.sql');
const claims = sql(import.meta.url, './claims.sql');
/** How long a lease lasts without being renewed, ms. */
export const TERM = 15_000;

export type Lease = {
  epoch: bigint;
  holder: string;
  /** false when another holder has taken over; within a third of the term it is believed without a look */
  renew(): Promise<boolean>;
  /** The same by a look at the table, whatever our clock says: after a pause nobody can tell how long it was. */
  holds(): Promise<boolean>;
  /** ends the term at once: who stands by need not wait for it */
  giveBack(): Promise<void>;
};

const write = (door: Door, epoch: bigint, holder: string, now: number, until: number): Promise<void> =>
  door.insert('lease', ['epoch', 'holder', 'until', 'at'], 'JSONEachRow', `${JSON.stringify({ epoch: epoch.toString(), holder, until: stored(until), at: stored(now) })}\n`);

/** An epoch that nobody else asks for, or null: of two that ask in the same moment both see the other and leave it. */
const claim = async (door: Door, clock: Clock, holder: string, above: bigint): Promise<bigint | null> => {
  const ask = async (epoch: bigint) => (await door.rows<{ most: string; holders: string[] }>(claims, { epoch }))[0] ?? { most: '0', holders: [] };
  const { most } = await ask(0n);
  const epoch = (BigInt(most) > above ? BigInt(most) : above) + 1n;
  await door.insert('claim', ['epoch', 'holder', 'at'], 'JSONEachRow', `${JSON.stringify({ epoch: epoch.toString(), holder, at: stored(clock.machine()) })}\n`);
  const { holders } = await ask(epoch);
  return holders.length === 1 && holders[0] === holder ? epoch : null;
};

/** Takes the lease, or null while somebody else's term runs. `alone`: the folder is locked to us, a former holder is dead whatever its term says. `holder` is a name nobody else has. */
export const takeLease = async (door: Door, clock: Clock, holder: string, alone: boolean): Promise<Lease | null> => {
  const [last] = await door.rows<{ epoch: string; holder: string; until: string }>(greatest);
  if (last && !alone && last.holder !== holder && Number(last.until) > clock.machine()) return null;
  const above = BigInt(last?.epoch ?? 0);
  const epoch = alone ? above + 1n : await claim(door, clock, holder, above);
  if (epoch === null) return null;
  let renewed = clock.machine();
  await write(door, epoch, holder, renewed, renewed + TERM);
  const ours = async (): Promise<boolean> => {
    const [held] = await door.rows<{ epoch: string }>(greatest);
    return !held || BigInt(held.epoch) <= epoch;
  };
  return {
    epoch,
    holder,
    async renew() {
      const now = clock.machine();
      if (alone || (now >= renewed && now - renewed < TERM / 3)) return true;
      if (!(await ours())) return false;
      renewed = Math.max(now, renewed + 1);
      await write(door, epoch, holder, renewed, renewed + TERM);
      return true;
    },
    holds: async () => alone || ours(),
    async giveBack() {
      if (alone) return;
      const now = Math.max(clock.machine(), renewed + 1);
      await write(door, epoch, holder, now, 0);
    },
  };
};

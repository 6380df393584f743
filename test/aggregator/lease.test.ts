/** Who climbs: of many that ask at once at most one gets the lease, one that gave it back or let it run out is followed, and one that lost it knows. */
import { describe, expect, test } from 'vitest';
import { type Lease, takeLease, TERM } from '../../aggregator/lease.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { ownStore } from '../support/own-store.ts';

describe('the lease', () => {
  const store = ownStore();
  let machine = Date.parse('2026-11-01T00:00:00Z');
  const clock: Clock = { mode: 'wall', now: () => machine, machine: () => machine, see: () => undefined };
  const take = (holder: string): Promise<Lease | null> => takeLease(store().climb, clock, holder, false);
  let held: Lease;

  test('of eight that ask at once never two get it, and no epoch is given twice', async () => {
    const epochs: bigint[] = [];
    for (let round = 0; round < 5; round++) {
      machine += TERM + 1;
      const got = (await Promise.all(Array.from({ length: 8 }, (_, i) => take(`${round} ${i}`)))).filter((one) => one !== null);
      epochs.push(...got.map((one) => one.epoch));
    }
    expect(new Set(epochs).size).toBe(epochs.length);
    // when all leave it to one another, one that asks later gets it
    machine += TERM + 1;
    held = (await take('first')) as Lease;
    expect(held.epoch).toBeGreaterThan(epochs.reduce((a, b) => (a > b ? a : b), 0n));
  });

  test('while it is renewed nobody else gets it', async () => {
    for (let i = 0; i < 6; i++) {
      machine += TERM / 2;
      expect(await held.renew()).toBe(true);
      expect(await take('second')).toBeNull();
    }
  });

  test('one that was away for longer than a term is followed, and knows that it lost it', async () => {
    machine += TERM + 1;
    const next = (await take('second')) as Lease;
    expect(next.epoch).toBeGreaterThan(held.epoch);
    expect(await held.renew()).toBe(false);
    expect(await next.renew()).toBe(true);
    held = next;
  });

  test('one that ends in order is followed at once', async () => {
    machine += 1000;
    expect(await take('third')).toBeNull();
    await held.giveBack();
    expect(((await take('third')) as Lease).epoch).toBeGreaterThan(held.epoch);
  });
});

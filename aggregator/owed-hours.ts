/**
 * Hours that are not over, and their days, need not be added up again with every tick: no window reads them before they are whole. Here stands which of them are
 * owed; the tick that comes to another minute, or finds nothing else to do, adds them up. After a crash they are found by the checkpoint's watermark.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { sliceEnd } from './scene.ts';

const openHours = sql(import.meta.url, './open-hours.sql');

/** Tiers that have slices. */
export type Sliced = 'sli' | 'slo' | 'vma';
const TIERS: readonly Sliced[] = ['sli', 'slo', 'vma'];

export type OwedHours = {
  /** Hours (seconds) that a climb has touched: those that are over by now come back, to be added up at once; the others are owed. */
  put(tier: Sliced, hours: ReadonlySet<number>): ReadonlySet<number>;
  /** A tick for the watermark `to` (ms) begins. */
  begin(to: number): void;
  /** Whether hours are owed, and this tick comes to another minute. */
  due(): boolean;
  any(): boolean;
  /** What is owed is handed to `add`, and then no longer owed. */
  settle(add: (tier: Sliced, hours: ReadonlySet<number>) => Promise<void>): Promise<void>;
  /** Goes on where another stopped at the watermark `to` (ms); 0 = it had none yet, so that every hour may be owed. */
  recall(door: Door, to: number): Promise<void>;
};

/** Ends of hours up to here (s) have been reached by a watermark (ms), whose minute counts whole. */
export const reached = (to: number): number => sliceEnd(to) / 1000;

export const owedHours = (): OwedHours => {
  const owed: Record<Sliced, Set<number>> = { sli: new Set(), slo: new Set(), vma: new Set() };
  let whole = 0;
  let settled = 0;
  const any = (): boolean => TIERS.some((tier) => owed[tier].size > 0);
  return {
    put(tier, hours) {
      const over = new Set<number>();
      for (const hour of hours) (hour + 3600 <= whole ? over : owed[tier]).add(hour);
      return over;
    },
    begin: (to) => void (whole = reached(to)),
    due: () => any() && settled !== whole,
    any,
    async settle(add) {
      for (const tier of TIERS) {
        await add(tier, owed[tier]);
        owed[tier].clear();
      }
      settled = whole;
    },
    async recall(door, to) {
      for (const tier of TIERS) owed[tier].clear();
      settled = 0;
      const from = reached(to);
      for (const { hour } of await door.rows<{ hour: number }>(openHours, { from: from - (from % 3600) })) for (const tier of TIERS) owed[tier].add(Number(hour));
    },
  };
};

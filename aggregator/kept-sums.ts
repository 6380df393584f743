/**
 * Sums that the climbing aggregator keeps from tick to tick. Slices before an instant (`open`) stand still while ticks follow one another, so what windows add up
 * until there is asked of the store once a minute; the few minutes from there on are read whole, once a tick. Kept by door; through any other nothing is kept.
 */
import type { Sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { starts } from './grain.ts';
import { type Ladder, MINUTE, sampled } from './ladder.ts';

/** Minutes behind the watermark that are open: messages come a little late, and samples speak for the time before them. */
const OPEN = 2;
const MOST_OPEN = 15;
/** Sums that are kept at most; with more the store is asked. */
const MOST = 500_000;

/** Slices of an open minute, and of the timeslices that began before it and are not over: (start in ms, what they hold), by def. */
type OpenSlices = Map<string, { t: number; sum: object }[]>;

export type KeptSums = {
  /** From here on slices change with every tick, ms; 0 = nothing is kept. */
  open(): number;
  /** Starts of timeslices that hold `open`, ms: their rows change, too. */
  starts(): readonly number[];
  /** What windows added up until `open`, by who asked and how; a key that is there and undefined = no slice stood. */
  sums(statement: Sql): Map<string, object | undefined>;
  /** The open slices, read by `read` once until slices are climbed again. */
  slices(statement: Sql, read: () => Promise<OpenSlices>): Promise<OpenSlices>;
  /** A tick for the watermark `to` begins. */
  begin(ladder: Ladder, to: number): void;
  /** Slices of these minutes (seconds) were climbed, or are about to be. */
  climbed(minutes: Iterable<number>): void;
  /** Slices may have changed anywhere. */
  forget(): void;
};

const doors = new WeakMap<Door, KeptSums>();

/** Those of one door; absent: none are kept. */
export const keptBy = (door: Door): KeptSums | undefined => doors.get(door);

/** From now on sums asked for through `door` are kept; only for who alone climbs. */
export const keepSums = (door: Door): KeptSums => {
  let open = 0;
  let begun: number[] = [];
  const sums = new Map<Sql, Map<string, object | undefined>>();
  const slices = new Map<Sql, Promise<OpenSlices>>();
  const kept: KeptSums = {
    open: () => open,
    starts: () => begun,
    sums(statement) {
      const there = sums.get(statement) ?? new Map<string, object | undefined>();
      if (there.size >= MOST) there.clear();
      sums.set(statement, there);
      return there;
    },
    slices(statement, read) {
      const there = slices.get(statement) ?? read();
      slices.set(statement, there);
      // what failed is asked for again
      there.catch(() => {
        if (slices.get(statement) === there) slices.delete(statement);
      });
      return there;
    },
    begin(ladder, to) {
      const every = ladder.climbs.slis.reduce((most, one) => (sampled(one) ? Math.max(most, one.every) : most), 0);
      const next = Math.max(0, Math.floor(to / MINUTE) - Math.min(MOST_OPEN, OPEN + Math.ceil(every / MINUTE))) * MINUTE;
      if (next === open) return;
      kept.forget();
      open = next;
      begun = [...new Set([...ladder.grains.values()].filter(({ slo }) => slo.slice > MINUTE).map(({ slo, zone }) => starts(slo.slice, zone, open).from))];
    },
    climbed(minutes) {
      slices.clear();
      for (const minute of minutes)
        if (minute * 1000 < open) {
          sums.clear();
          return;
        }
    },
    forget() {
      open = 0;
      sums.clear();
      slices.clear();
    },
  };
  doors.set(door, kept);
  return kept;
};

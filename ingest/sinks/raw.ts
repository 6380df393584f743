/**
 * Raw rows on their way into the store. Batches that are committed at the same time (several partitions, requests) go in together, each insert as large as what
 * came while the last was under way: few large inserts cost the store much less than many. Each batch is told the end of its own rows.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Rows } from '../rows.ts';

/** Rows of one insert, about: what four partitions have fetched. Twice as many are a little cheaper to insert and to merge, but all of them stand in memory as the store sorts them. */
const MOST_ROWS = 150_000;
/** Days one insert may touch: each becomes a part of its own, and the store refuses more than 100. */
const MOST_DAYS = 50;

/** Rows by UTC day, ms. */
export type Days = [day: number, rows: Rows][];

export type RawOptions = {
  /** Inserts; retries for as long as the store is away. `alive` is called while it waits, `breath` while an insert is under way. */
  insert(bytes: () => readonly Buffer[], alive: (() => Promise<void>) | undefined, breath: (() => Promise<void>) | undefined): Promise<void>;
  /** Whether the store found fault with the data rather than with itself. */
  isDataError(error: unknown): boolean;
};

/** One batch: called for the single row that the store will not have. `alive` throws when nobody waits for the batch any more. */
export type Owner = { alive: (() => Promise<void>) | undefined; spoilt(row: { line: string; offset: number }, error: unknown): void };

type Waiting = { days: Days; owner: Owner; done: () => void; failed: (error: unknown) => void };

const rowsOf = (days: Days): number => days.reduce((sum, [, rows]) => sum + rows.count, 0);
const bytesOf = (some: readonly Days[]): Buffer[] => some.flat().sort((a, b) => a[0] - b[0]).map(([, rows]) => rows.bytes());

/** All rows of a table are written through one of these. `write` resolves when they are durable, but those that were told as spoilt. */
export const rawOf = ({ insert, isDataError }: RawOptions): { write(days: Days, owner: Owner): Promise<void> } => {
  const queue: Waiting[] = [];
  let running = false;

  /** One batch by itself; when one of its rows spoils it that row is found by halving, and its neighbours are kept. */
  const alone = async (days: Days, owner: Owner): Promise<void> => {
    try {
      await insert(() => bytesOf([days]), owner.alive, owner.alive);
    } catch (error) {
      // a consumer that lost its partition, say: that is no fault of a row, and whoever has the partition now reads it again
      if (!isDataError(error)) throw error;
      const [[day, first]] = days as [Days[number]];
      const half = (days.length > 1 ? days.length : first.count) >> 1;
      if (half === 0) return owner.spoilt(first.at(0), error);
      for (const some of days.length > 1 ? [days.slice(0, half), days.slice(half)] : [[[day, first.part(0, half)]] satisfies Days, [[day, first.part(half, first.count)]] satisfies Days]) await alone(some, owner);
    }
  };

  /** Several batches in one insert. One that nobody waits for any more is left out of the next try; a fault of the data is looked for in each by itself. */
  const together = async (some: readonly Waiting[]): Promise<void> => {
    let left = [...some];
    const breath = async (): Promise<void> => void (await Promise.allSettled(left.map(({ owner }) => owner.alive?.())));
    const alive = async (): Promise<void> => {
      const said = await Promise.allSettled(left.map(({ owner }) => owner.alive?.()));
      left = left.filter(({ failed }, i) => {
        const end = said[i] as PromiseSettledResult<void>;
        if (end.status === 'rejected') failed(end.reason);
        return end.status === 'fulfilled';
      });
      if (left.length === 0) throw new Error('nobody waits for these rows any more');
    };
    const heard = some.some(({ owner }) => owner.alive);
    try {
      await insert(() => bytesOf(left.map(({ days }) => days)), heard ? alive : undefined, heard ? breath : undefined);
      for (const one of left) one.done();
    } catch (error) {
      if (!isDataError(error)) for (const one of left) one.failed(error);
      else for (const one of left) await alone(one.days, one.owner).then(one.done, one.failed);
    }
  };

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      // those that are ready in the same moment come along
      await turn();
      const some = [queue.shift() as Waiting];
      const days = new Set(some[0]?.days.map(([day]) => day));
      for (let rows = rowsOf((some[0] as Waiting).days); queue.length > 0; ) {
        const next = queue[0] as Waiting;
        rows += rowsOf(next.days);
        for (const [day] of next.days) days.add(day);
        if (rows > MOST_ROWS || days.size > MOST_DAYS) break;
        some.push(queue.shift() as Waiting);
      }
      const [one] = some as [Waiting];
      await (some.length === 1 ? alone(one.days, one.owner).then(one.done, one.failed) : together(some));
    }
    running = false;
  };

  return {
    async write(days, owner) {
      for (let i = 0; i < days.length; i += MOST_DAYS)
        await new Promise<void>((done, failed) => {
          queue.push({ days: days.slice(i, i + MOST_DAYS), owner, done, failed });
          if (running) return;
          running = true;
          void run();
        });
    },
  };
};

/** The days that take no more messages, for their raw is dropped or about to be: what comes for them is late, whichever way it comes and whatever the clock says. */
import type { Log } from '../shared/log.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Message } from './message.ts';

const sealedSql = sql(import.meta.url, './sealed.sql');
/** How often the table is looked at, ms: far more often than the time between the seal of a day and the end of its raw. */
const LOOKED = 5000;
const DAY = 86_400_000;

export type Sealed = { has(message: Pick<Message, 'stream' | 'time'>): boolean; stop(): Promise<void> };

/** No day is. */
export const UNSEALED: Sealed = { has: () => false, stop: async () => undefined };

/** Looks once before it resolves, and from then on by itself. */
export const openSealed = async (door: Door, log: Log): Promise<Sealed> => {
  let days = new Set<number>();
  const look = async (): Promise<void> => {
    days = new Set((await door.rows<{ day: number }>(sealedSql)).map((row) => Number(row.day) * 1000));
  };
  await look();
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => log.warn({ err: error }, 'which days are sealed could not be read; those known stay so'));
  }, LOOKED);
  timer.unref();
  const there = (at: number): boolean => days.has(at - (at % DAY));
  return {
    // a sample on the full minute is counted in the slice before it
    has: ({ stream, time }) => days.size > 0 && (there(time) || (stream === 'sample' && there(time - 1))),
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
};

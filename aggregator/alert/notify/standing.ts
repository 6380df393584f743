/** Tells Alertmanagers again what stands, for their alerts run out by themselves: all that fires or is blind, and for a while what was resolved. It is read from the tables each time, so a restart changes nothing. */
import { sql } from '../../../shared/store/sql.ts';
import type { Door } from '../../../shared/store/store.ts';
import type { Clock } from '../../../shared/time/clock.ts';
import type { Attempt, Journal } from './journal.ts';
import { notification, type OutboxRow } from './notification.ts';
import type { Sender } from './sender.ts';

const standing = sql(import.meta.url, './standing.sql');

/** Alerts told at once, and in one letter. */
const MOST = 10_000;
const A_LETTER = 500;

export type RetellOptions = { reader: Door; journal: Journal; clock: Clock; sender: Sender; /** ms that an end is told */ after: number; stopped: () => boolean };

/** Makes the call that tells one target all that stands; it must not run beside an attempt at the same target. Throws what the store throws. */
export const retelling = ({ reader, journal, clock, sender, after, stopped }: RetellOptions): ((target: string) => Promise<void>) => {
  /** targets that did not take it the last time */
  const deaf = new Set<string>();
  return async (target) => {
    if (stopped() || sender.fault(target)) return;
    const rows = await reader.rows<OutboxRow>(standing, { target, since: clock.machine() - after, most: MOST });
    const list = rows.flatMap((row) => {
      const one = notification(row);
      return one ? [{ one, attempts: row.attempts }] : [];
    });
    const were = deaf.has(target);
    for (let i = 0; i < list.length && !stopped(); i += A_LETTER) {
      const part = list.slice(i, i + A_LETTER);
      const { verdict, status, message } = await sender.send(target, part.map(({ one }) => one));
      const delivered = verdict === 'delivered';
      if (delivered) deaf.delete(target);
      else deaf.add(target);
      // that it was told once more is no news, unless that was in doubt
      if (!delivered || were) await journal.write(part.map(({ one, attempts }): Attempt => ({ one, attempt: attempts + 1, at: clock.machine(), outcome: delivered ? 'delivered' : 'failed', status, message: `told again: ${message}` })));
    }
  };
};

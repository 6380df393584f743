/** Clocks of tickets: started, paused and stopped by what was said of a ticket, counted once when stopped or when the limit is passed (MEASURES §2 Ticket, §8). Pure. */
import type { TicketRule } from '../../shared/plan/measure.ts';
import { ahead, scheduled } from '../../shared/time/schedule.ts';
import type { Proof } from './slice.ts';

/** One clock that counts: when, ms, and whether the ticket was stopped within its limit. */
export type Counted = { at: number; good: boolean };

/** Where the clocks of one ticket counted, in order, whatever the watermark; `at` past it does not count yet. Exactly the limit is within it. */
export const ticketClocks = (proofs: readonly Proof[], rule: TicketRule): Counted[] => {
  const out: Counted[] = [];
  let open = false;
  /** since when the clock runs; null: it stands still */
  let running: number | null = null;
  let used = 0;
  let passed: number | null = null;
  /** Lets the clock run up to `to`: the first moment from which more than the limit is used is noted once. */
  const run = (to: number): void => {
    if (running === null || passed !== null) return;
    const more = scheduled(rule.schedule, running, to);
    // the clock may stand at exactly the limit for a night: it is passed when the first ms more is used
    if (used + more > rule.limit) passed = (ahead(rule.schedule, running, rule.limit - used + 1) as number) - 1;
    used += more;
    running = to;
  };
  for (const one of proofs) {
    if (!open) {
      if (!rule.start.includes(one.state)) continue;
      [open, running, used, passed] = [true, one.at, 0, null];
      continue;
    }
    // a start while the ticket is open is no event at all, it does not even end a pause
    if (rule.start.includes(one.state)) continue;
    run(one.at);
    if (rule.stop.includes(one.state)) {
      out.push(passed === null ? { at: one.at, good: true } : { at: passed, good: false });
      open = false;
    } else running = rule.pause.includes(one.state) ? null : (running ?? one.at);
  }
  if (!open) return out;
  if (passed === null && running !== null) {
    const end = ahead(rule.schedule, running, rule.limit - used + 1);
    if (end !== null) passed = end - 1;
  }
  return passed === null ? out : [...out, { at: passed, good: false }];
};

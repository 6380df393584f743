/** Step before the last: where a message stands in time. Too far ahead is refused; older than retention, or of a day whose raw is dropped, is late: kept and counted, not climbed. */
import type { Clock } from '../shared/time/clock.ts';
import { type Message, refuse, type Refused } from './message.ts';
import type { Sealed } from './sealed.ts';

/** How far ahead of the machine's clock a producer's clock may be, ms. */
const AHEAD = 600_000;

export const stamp = (message: Message, clock: Clock, retention: number, sealed: Pick<Sealed, 'has'>): 'now' | 'late' | Refused => {
  if (message.time > clock.machine() + AHEAD) return refuse('FUTURE', 'time lies more than 10 minutes in the future');
  return message.time < clock.now() - retention || sealed.has(message) ? 'late' : 'now';
};

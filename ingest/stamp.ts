/** Step before the last: where a message stands in time. Too far ahead is refused; older than retention, or of a day whose raw is dropped, is late: kept and counted, not climbed. */
import type { Clock } from '../shared/time/clock.ts';
import { type Message, refuse, type Refused } from './message.ts';
import type { Sealed } from './sealed.ts';

/** How far ahead of the machine's clock a producer's clock may be, ms. */
const AHEAD = 600_000;

/** `begun` = the machine's clock when the batch began, ms: it is not asked again for each message, only before one is refused. */
export const stamp = (message: Pick<Message, 'stream' | 'time'>, clock: Clock, begun: number, retention: number, sealed: Pick<Sealed, 'has'>): 'now' | 'late' | Refused => {
  const { time } = message;
  if (time > begun + AHEAD && time > clock.machine() + AHEAD) return refuse('FUTURE', 'time lies more than 10 minutes in the future');
  return time < (clock.mode === 'wall' ? begun : clock.now()) - retention || sealed.has(message) ? 'late' : 'now';
};

/**
 * A watermark that stands still while the machine's clock goes on: a broker is away, a log has changed, nobody takes in. Then no instant is judged any more, and
 * rules would go on showing what they were; by what is told here they go blind. Events clocks stand still of themselves and are never held.
 */
import type { Clock } from '../../shared/time/clock.ts';

/** now: the instant of the look; gap: for how long before it nothing is known; ms. */
export type Held = { now: number; gap: number };

/** Between two looks, ms: two of them running make a rule blind, so whoever comes back gets the time between to say so. */
const PACE = 10_000;
/** Of the time between two calls no more counts, ms: while this process was paused itself nothing could move. */
const MOST = 30_000;
/** No shorter standstill is looked at, ms: half of the shortest window there is. */
const LEAST = 30_000;

/** Makes the call that is told the watermark at every tick; it answers the last look, the same until the next is due, or null while nothing is held. Only a standstill that was watched counts: a start finds an old watermark. */
export const standstill = (clock: Clock): ((watermark: number) => Held | null) => {
  let [stood, last, still] = [0, 0, 0];
  let held: Held | null = null;
  return (watermark) => {
    if (clock.mode !== 'wall' || watermark === 0) return null;
    const now = clock.machine();
    if (watermark === stood) still += Math.min(MOST, Math.max(0, now - last));
    else [stood, still, held] = [watermark, 0, null];
    last = now;
    const gap = Math.min(still, now - watermark);
    if (gap < LEAST) held = null;
    else if (!held || now - held.now >= PACE || now < held.now) held = { now, gap };
    return held;
  };
};

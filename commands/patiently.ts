/** For who sends much: a heptad whose memory is short, or whose store is away, turns requests away for a while. Nothing of them was taken for certain, and what is sent again counts once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AGAIN, HeptadError } from '../shared/errors.ts';
import { stopwatch } from '../shared/time/clock.ts';

/** How long it is asked again, ms. */
const PATIENCE = 600_000;

/** What `send` answers once it is not turned away any more. Throws everything else, and that too after ten minutes. */
export const patiently = async <T>(send: () => Promise<T>): Promise<T> => {
  for (const time = stopwatch(); ; ) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof HeptadError && error.retriable && time() < PATIENCE)) throw error;
      await sleep(AGAIN * 1000);
    }
  }
};

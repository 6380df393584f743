/** Waiting with a sign of life: a consumer that says nothing for ten seconds is taken for dead, and its partitions go to another. */
import { setTimeout as sleep } from 'node:timers/promises';

/** So often a consumer says that it lives while something is under way, ms. */
const BREATH = 2000;

/** The end of `work`, with `alive` called as it goes on. */
export const meanwhile = async <T>(alive: (() => Promise<void>) | undefined, work: Promise<T>): Promise<T> => {
  if (!alive) return work;
  let ended = false;
  const end = work.finally(() => {
    ended = true;
  });
  end.catch(() => undefined);
  while (!ended) {
    const breath = new AbortController();
    await Promise.race([end.catch(() => undefined), sleep(BREATH, undefined, { signal: breath.signal }).catch(() => undefined)]);
    breath.abort();
    // whoever must hear that the member is gone hears it after this work, whose end is then known
    if (!ended) await alive().catch(() => undefined);
  }
  return end;
};

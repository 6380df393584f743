/** Who works with what, and when. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { turns } from '../../shared/turns.ts';

describe('what works for one at a time', () => {
  it('does one piece of work at a time, in the order of those who came', async () => {
    const take = turns(['a', 'b']);
    const busy = new Set<string>();
    const begun: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        take(async (one) => {
          expect(busy.has(one)).toBe(false);
          busy.add(one);
          begun.push(i);
          await sleep(i % 3);
          busy.delete(one);
        }),
      ),
    );
    expect(begun).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('is taken by whoever waits as soon as one is free, though another works for long', async () => {
    const take = turns(['a', 'b']);
    let ended = false;
    const long = take(() => sleep(200)).then(() => (ended = true));
    for (let i = 0; i < 10; i++) await take(() => sleep(1));
    expect(ended).toBe(false);
    await long;
  });

  it('goes on after work that failed', async () => {
    const take = turns(['a']);
    const failed = take(async () => Promise.reject(new Error('no')));
    const next = take((one) => Promise.resolve(one));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('a');
  });
});

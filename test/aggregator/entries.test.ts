/** Whether anybody has entered anything: however many ask, the store is asked once a second. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { entriesOf } from '../../aggregator/entries.ts';
import type { Door } from '../../shared/store/store.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('the store is asked once a second, and what failed again at once', async () => {
  let [asked, away] = [0, false];
  const door = { rows: async () => {
    asked++;
    if (away) throw new Error('the store is away');
    return [{ sum: `${asked}` }];
  } } as unknown as Door;
  const entries = entriesOf(door);
  expect([await entries(), await entries()]).toEqual(['1', '1']);
  vi.advanceTimersByTime(1000);
  away = true;
  await expect(entries()).rejects.toThrow('away');
  away = false;
  expect([await entries(), await entries(), asked]).toEqual(['3', '3', 3]);
});

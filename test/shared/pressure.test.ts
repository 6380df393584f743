/** Memory that runs short: from the high mark on, until the low one; it does not flutter between them, and what does not come back does not end all reading. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { logger } from '../../shared/log.ts';
import { budgetOf } from '../../shared/memory.ts';
import { hysteresis, watchMemory } from '../../shared/pressure.ts';

test('short from the high mark on, until the low one', () => {
  const look = hysteresis({ high: 900, low: 800 });
  const seen = [700, 899, 900, 850, 801, 800, 850, 899, 950].map((rss, i) => look(rss, i * 2000));
  expect(seen).toEqual([false, false, true, true, true, false, false, false, true]);
});

test('what comes back fills at once: after memory that came back there is no second in which all may be fetched', () => {
  const look = hysteresis({ high: 900, low: 800 });
  expect([900, 800, 899, 950, 799].map((rss, i) => look(rss, i * 100))).toEqual([true, false, false, true, false]);
});

test('what stays above the low mark lets fetching go on after ten seconds, for a second at least, and is then short again', () => {
  const look = hysteresis({ high: 900, low: 800 });
  expect([0, 5000, 9999, 10_000, 10_500, 10_999, 11_000].map((now) => look(950, now))).toEqual([true, true, true, false, false, false, true]);
});

test('who follows hears of every turn once, and nothing after the call that ends it; the heap is gone through while memory is short', async () => {
  let rss = 0;
  let collected = 0;
  const turns: boolean[] = [];
  const budget = budgetOf(1024 ** 3, true);
  const memory = watchMemory(budget, logger('test', 'silent'), { rss: () => rss, collect: () => void collected++, every: 5 });
  const end = memory.follow((short) => void turns.push(short));
  const reach = async (now: number, short: boolean): Promise<void> => {
    rss = now;
    for (let i = 0; i < 200 && memory.short() !== short; i++) await sleep(10);
    await sleep(30);
    expect(memory.short()).toBe(short);
  };
  await reach(budget.low, false);
  expect([turns, collected]).toEqual([[], 0]);
  await reach(budget.high, true);
  expect([turns, collected]).toEqual([[true], 1]);
  await reach(budget.low, false);
  expect(turns).toEqual([true, false]);
  end();
  await reach(budget.high, true);
  expect(turns).toEqual([true, false]);
  memory.stop();
});

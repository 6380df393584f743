/** Which hours are added up at once, which are owed, and that none is forgotten. */
import { expect, test } from 'vitest';
import { owedHours } from '../../aggregator/owed-hours.ts';
import type { Door } from '../../shared/store/store.ts';

const HOUR = 3600;
const start = Date.parse('2026-11-01T10:00:00Z') / 1000;

test('an hour that the watermark has reached is added up at once, one that it has not is owed until another minute', async () => {
  const hours = owedHours();
  const added: [string, number[]][] = [];
  const settle = (): Promise<void> => hours.settle(async (tier, some) => void (some.size > 0 && added.push([tier, [...some]])));
  hours.begin((start + 30 * 60) * 1000);
  expect([...hours.put('sli', new Set([start - HOUR, start]))]).toEqual([start - HOUR]);
  expect(hours.due()).toBe(true);
  await settle();
  expect(added).toEqual([['sli', [start]]]);
  // the same minute
  expect([...hours.put('slo', new Set([start]))]).toEqual([]);
  expect([hours.due(), hours.any()]).toEqual([false, true]);
  // the minute that ends the hour counts whole, from its first ms on
  hours.begin((start + 59 * 60) * 1000 + 1);
  expect(hours.due()).toBe(true);
  expect([...hours.put('slo', new Set([start]))]).toEqual([start]);
});

test.each([
  ['from the hour of its watermark on', (start + 61 * 60) * 1000, start + HOUR],
  ['an hour that it had reached was added up', (start + 59 * 60) * 1000 + 1, start + HOUR],
  ['every hour when there was no watermark yet', 0, 0],
])('who goes on where another stopped asks for what that one may owe: %s', async (_title, to, from) => {
  const asked: unknown[] = [];
  const hours = owedHours();
  await hours.recall({ rows: async (_statement: unknown, params: unknown) => (asked.push(params), [{ hour: start }]) } as unknown as Door, to);
  expect(asked).toEqual([{ from }]);
  hours.begin(to);
  expect(hours.any()).toBe(true);
});

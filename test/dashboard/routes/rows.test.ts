/** Points of a history as pages ask for them: each stands at its own instant, whatever was asked together and in which order. */
import { expect, test } from 'vitest';
import { reader } from '../../../dashboard/routes/rows.ts';
import type { Door } from '../../../shared/store/store.ts';
import type { Answer, HistoryItem } from '../../../shared/tiers/row.ts';
import { clock } from '../../../shared/time/clock.ts';
import { iso } from '../../../shared/time/instant.ts';

test('instants past the watermark, twice or out of order, do not move the others', async () => {
  const MARK = 3000;
  // as the climb answers: in order, each instant once, none past the watermark
  const history = async ({ at }: { at: number[] }): Promise<HistoryItem[]> => [...new Set(at.map((one) => Math.min(one, MARK)))].sort((a, b) => a - b).map((one) => ({ at: iso(one), value: one, good: null, total: null, score: null, status: null, coverage: null, provisional: false }));
  const pages = reader({ rows: async () => [] } as unknown as Door, { history, mark: async () => '' } as unknown as Answer, clock('wall'));
  const asked = async (...at: number[]): Promise<unknown[]> => (await pages.history('slo', 'x', at, null)).map((one) => one.value);
  expect(await asked(5000, 4000, 1000, 2000)).toEqual([3000, 1000, 2000]);
  expect(await asked(1000, 1500, 2000, 4000)).toEqual([1000, 1500, 2000, 3000]);
});

test('who is told of a tick and asks again sees its rows, though somebody has just been answered; between two ticks all are answered once', async () => {
  let [mark, asked] = ['a', 0];
  const pages = reader({ rows: async () => [] } as unknown as Door, { mark: async () => mark, rows: async () => [{ name: `${++asked}` }] } as unknown as Answer, clock('wall'));
  const names = async (at: number | null = null): Promise<unknown[]> => (await pages.rows('slo', null, at)).map((one) => one.name);
  expect(await names()).toEqual(['1']);
  expect(await names()).toEqual(['1']);
  mark = 'b';
  expect(await names()).toEqual(['2']);
  expect(await names(1000), 'a former instant').toEqual(['3']);
  mark = 'c';
  expect(await names(1000)).toEqual(['3']);
});

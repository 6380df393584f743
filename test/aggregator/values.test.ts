/** Sketches of values: within half a per cent of the exact quantile, the same whatever the order and the batches, and used only where raw is too much or gone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ladder as ladderOf } from '../../aggregator/ladder.ts';
import { atRank, merged, rankOf } from '../../aggregator/sketch.ts';
import { MOST_VALUES, valueFigures } from '../../aggregator/values.ts';
import type { SliMeasure, Statistic } from '../../shared/plan/measure.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { type Closing, closing } from '../support/closing.ts';
import { planOf } from '../support/plan-of.ts';

const PLAN = `
{apiVersion: openslo/v1, kind: SLI, metadata: {name: time}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: http}}}}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: slow}, spec: {measure: {sli: time, statistic: p95}, polarity: lower, adequate: 9, desired: 5}}
`;
const START = Date.parse('2026-11-02T00:00:00Z');
const DAY = 86_400_000;
const QUANTILES: Statistic[] = ['p1', 'p12.5', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'p100'];

/** Values over eighteen orders of magnitude, of both signs, zeros and ties among them; many minutes, two hours of them empty. */
const values = Array.from({ length: 4000 }, (_, i) => (i % 11 === 0 ? 0 : i % 7 === 0 ? 42 : Number(((i % 3 === 0 ? -1 : 1) * 10 ** ((i * 37) % 18) * (1 + (i % 89) / 89) * 1e-6).toFixed(9))));
const timeOf = (i: number): number => START + ((i * 7919) % 4000) * 6_000 + (((i * 7919) % 4000) > 2000 ? 7_200_000 : 0);

describe('the sketch of values', () => {
  let it: Closing;
  const sli = ladderOf(planOf(PLAN)).named<SliMeasure>('sli', 'time') as SliMeasure;
  const ask = (limit: number): ReturnType<typeof valueFigures> => valueFigures(it.store.climb, QUANTILES.map((statistic) => ({ sli, statistic, from: START, to: START + DAY })), limit);
  const exactly = (statistic: Statistic): number => values.toSorted((a, b) => a - b)[Number(rankOf(statistic, BigInt(values.length))) - 1] as number;

  beforeAll(async () => {
    it = await closing(PLAN);
    // in three batches, out of order, some twice: a minute is climbed again and again
    const messages = values.map((value, i) => ({ id: `${i}`, time: timeOf(i), service: 'shop', kind: 'http', value }));
    for (const some of [messages.slice(2500), messages.slice(0, 1500), [...messages.slice(1400, 2500), ...messages.slice(0, 50)]]) await it.feed(some);
  });
  afterAll(() => it.close());

  test('a quantile is the exact one while raw has it', async () => {
    expect((await ask(MOST_VALUES)).map((one) => [Number(one.top), one.sketch])).toEqual(QUANTILES.map((one) => [exactly(one), false]));
  });

  test('of more values than the limit it is the sketch’s, within half a per cent', async () => {
    for (const [i, { top, bottom, sketch }] of (await ask(values.length - 1)).entries()) {
      const exact = exactly(QUANTILES[i] as Statistic);
      expect([bottom, sketch]).toEqual(['1', true]);
      // nine decimals are kept of a figure
      expect(Math.abs(Number(top) - exact), `${QUANTILES[i]}: ${top} for ${exact}`).toBeLessThanOrEqual(Math.abs(exact) * 0.005 + 1e-9);
    }
  });

  test('when raw is gone it is the sketch’s too', async () => {
    for (const { day } of await it.store.climb.rows<{ day: string }>("SELECT DISTINCT partition AS day FROM system.parts WHERE table = 'sie' AND active" as Sql)) await it.store.climb.run(`ALTER TABLE sie DROP PARTITION ${day}` as Sql);
    // what was found in raw is remembered until a slice is climbed again: another span asks anew
    const [found] = await valueFigures(it.store.climb, [{ sli, statistic: 'p95', from: START - 60_000, to: START + DAY }], MOST_VALUES);
    expect(found?.sketch).toBe(true);
    expect(Math.abs(Number(found?.top) / exactly('p95') - 1)).toBeLessThan(0.005);
  });
});

describe('ranks', () => {
  test('the rank is ⌈p·n⌉, at least the first', () => {
    expect([['p50', 10n], ['p50', 11n], ['p95', 20n], ['p95', 21n], ['p99.9', 1000n], ['p99.9', 1001n], ['p0.1', 10n], ['p100', 7n]].map(([p, n]) => rankOf(p as string, n as bigint))).toEqual([5n, 6n, 19n, 20n, 999n, 1000n, 1n, 7n]);
  });
  test('sketches add up bucket by bucket, in any order', () => {
    const [a, b] = [{ '-10005': '2', '0': '1' }, { '0': '3', '10007': '18446744073709551615' }];
    expect(merged(a, b)).toEqual({ '-10005': '2', '0': '4', '10007': '18446744073709551615' });
    expect(merged(b, a)).toEqual(merged(a, b));
    expect(Number(atRank(merged(a, b), 6n))).toBe(0);
    expect(Number(atRank(a, 1n))).toBeLessThan(0);
  });
});

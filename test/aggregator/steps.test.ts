/** Steps of an SLO's history: sums and highest burn rates per step, and that they agree with the rows of the same instants. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAggregator } from '../../aggregator/room.ts';
import { startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { checkPlan } from '../../shared/plan/check.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { folder } from '../support/heptad.ts';

const PLAN = `
{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: http, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: http}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: answers}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{targetPercent: 90}]}}
`;
const START = Date.parse('2026-11-02T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the steps of a history', () => {
  const data = folder();
  let store: Store;
  let answer: Answer;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const { plan } = checkPlan([{ file: 'page.yaml', text: PLAN }]);
    if (!plan) throw new Error('the plan is not valid');
    store = await openStore({ data: data.path, threads: 2 });
    const clock = makeClock('events');
    const log = logger('test', 'silent');
    const config = { ...defaults, retention: 10_000 * 86_400_000 };
    const ingest = await startIngest({ store, clock, config, log });
    const aggregator = await startAggregator({ store, plan, folder: '', clock, config, log, holder: 'test', loop: false });
    // ten a minute for ten hours; the whole of 03:10 to 03:20 is bad, and 05:00 to 06:00 is silent
    const events: string[] = [];
    for (let m = 0; m < 600; m++) {
      if (m >= 300 && m < 360) continue;
      for (let i = 0; i < 10; i++) events.push(JSON.stringify({ id: `${m}-${i}`, time: START + m * MINUTE + i * 1000, service: 'shop', kind: 'http', state: m >= 190 && m < 200 ? 'error' : 'ok' }));
    }
    await ingest.accept('event', events, 'http');
    await ingest.stop();
    for (let i = 0; i < 3; i++) await aggregator.tick();
    answer = aggregator.answer;
    stop = () => aggregator.stop();
  });
  afterAll(async () => {
    await stop();
    await store.close();
    data.remove();
  });

  const at = (h: number): number => START + h * HOUR;

  it('add up to the whole, hour by hour, and a silent hour has no value', async () => {
    const items = await answer.history({ tier: 'slo', name: 'answers', at: [1, 2, 3, 4, 5, 6, 7].map(at), scorecard: null, step: HOUR });
    expect(items.map((one) => [one.step?.good, one.step?.total, one.step?.value])).toEqual([[600, 600, 1], [600, 600, 1], [600, 600, 1], [500, 600, 500 / 600], [600, 600, 1], [0, 0, null], [600, 600, 1]]);
    expect(items[3]?.step).toMatchObject({ from: '2026-11-02T03:00:00Z' });
    expect(items[3]?.step?.burn['1h']).toBeCloseTo(100 / 600 / 0.1, 9);
    expect(items[5]?.step?.burn['1h']).toBeNull();
    // the row of the same instant says the same
    const [row] = await answer.rows({ tier: 'slo', at: at(4), names: ['answers'], scorecard: null });
    expect(items[3]?.step?.burn['1h']).toBe(row?.burn?.['1h']);
    expect(items[3]?.step?.burn['6h']).toBe(row?.burn?.['6h']);
    expect(items[3]?.left).toBe(row?.budget?.ratio.remaining);
  });

  it('keep the highest burn rate of a short window, however long the step', async () => {
    const [fine] = await answer.history({ tier: 'slo', name: 'answers', at: [START + 210 * MINUTE], scorecard: null, step: 30 * MINUTE });
    expect(fine?.step?.burn['5m']).toBeCloseTo(10, 9);
    expect(fine?.step).toMatchObject({ good: 200, total: 300 });
    const [long] = await answer.history({ tier: 'slo', name: 'answers', at: [at(6)], scorecard: null, step: 6 * HOUR });
    expect(long?.step?.burn['1h']).toBeCloseTo(100 / 600 / 0.1, 9);
  });

  it('count an open step up to its instant, and nothing where nothing was climbed', async () => {
    const [open] = await answer.history({ tier: 'slo', name: 'answers', at: [START + 130 * MINUTE], scorecard: null, step: 30 * MINUTE });
    expect(open?.step).toMatchObject({ from: '2026-11-02T02:00:00Z', total: 100 });
    const [before] = await answer.history({ tier: 'slo', name: 'answers', at: [START - HOUR], scorecard: null, step: HOUR });
    expect(before?.step).toEqual({ from: '2026-11-01T22:00:00Z', good: 0, total: 0, value: null, burn: { '1h': null, '6h': null, '1d': null, '3d': null } });
  });

  it('are left out where they are not asked for', async () => {
    const [item] = await answer.history({ tier: 'slo', name: 'answers', at: [at(4)], scorecard: null });
    expect(Object.keys(item ?? {})).toEqual(['at', 'value', 'good', 'total', 'score', 'status', 'coverage', 'provisional']);
  });
});

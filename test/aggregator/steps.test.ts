/** Steps of an SLO's history: sums and highest burn rates per step, and that they agree with the rows of the same instants. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../shared/tiers/row.ts';
import { type Closing, closing } from '../support/closing.ts';

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
  let shop: Closing;
  let answer: Answer;

  beforeAll(async () => {
    shop = await closing(PLAN);
    // ten a minute for ten hours; the whole of 03:10 to 03:20 is bad, and 05:00 to 06:00 is silent
    const events: object[] = [];
    for (let m = 0; m < 600; m++) {
      if (m >= 300 && m < 360) continue;
      for (let i = 0; i < 10; i++) events.push({ id: `${m}-${i}`, time: START + m * MINUTE + i * 1000, service: 'shop', kind: 'http', state: m >= 190 && m < 200 ? 'error' : 'ok' });
    }
    await shop.feed(events);
    answer = shop.room().answer;
  });
  afterAll(() => shop.close());

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

const OFFICE = ', heptad/calendar: office';
/** Monday to Friday in Berlin; half past eight and a quarter to six are no whole hours. */
const AWKWARD = `
{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}
---
{apiVersion: heptad/v1, kind: Calendar, metadata: {name: office}, spec: {timeZone: Europe/Berlin, week: {mon-fri: ["08:30-17:45"]}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: http, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: http}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: edge, annotations: {heptad/every: 1m}}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: edge}}}}}}
---
${[['cut', '', '7m'], ['hours', OFFICE, '1h'], ['bad', `, heptad/no-data: bad${OFFICE}`, '1m'], ['good', ', heptad/no-data: good', '1h'], ['carry', ', heptad/no-data: carry', '1m'], ['carry-cut', `, heptad/no-data: carry${OFFICE}`, '7m']].map(([name, more, slice]) => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {heptad/alerts: none${more}}}, spec: {service: shop, indicatorRef: edge, budgetingMethod: Timeslices, timeWindow: [{duration: 3d, isRolling: true}], objectives: [{targetPercent: 90, timeSliceTarget: 0.9, timeSliceWindow: ${slice}}]}}`).join('\n---\n')}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: office-hours, annotations: {heptad/alerts: none, heptad/calendar: office}}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 3d, isRolling: true}], objectives: [{targetPercent: 90}]}}
`;

describe('the steps of SLOs that leave time out, or fill it', () => {
  let shop: Closing;
  const names: string[] = [];
  beforeAll(async () => {
    shop = await closing(AWKWARD);
    const events: object[] = [];
    const samples: object[] = [];
    // from Monday to Thursday; silent for stretches of minutes and hours
    for (let m = 0; m < 4 * 1440; m += 3) {
      events.push({ id: `e${m}`, time: START + m * MINUTE, service: 'shop', kind: 'http', state: m % 21 === 0 || (m > 2000 && m < 2100) ? 'error' : 'ok' });
      if (m % 480 > 300 && m % 480 < 420) continue;
      for (let i = 0; i < 3; i++) if ((m + i) % 11 < 8) samples.push({ id: `s${m + i}`, time: START + (m + i) * MINUTE, service: 'shop', sli: 'edge', good: (m + i) % 13 === 0 ? 5 : 10, total: 10 });
    }
    await shop.feed(events);
    await shop.feed(samples, 'sample');
    names.push(...(await shop.room().answer.rows({ tier: 'slo', at: null, names: null, scorecard: null })).map((row) => row.name));
  }, 240_000);
  afterAll(() => shop.close());

  it('burn at their ends as the rows of these instants do, and never less', async () => {
    // a Tuesday: before, at and after the office opens, in the middle of gaps
    const at = Array.from({ length: 7 }, (_, i) => START + 31 * HOUR + 15 * MINUTE + i * 4 * HOUR);
    const { answer: ask } = shop.room();
    const rows = await Promise.all(at.map((one) => ask.rows({ tier: 'slo', at: one, names: null, scorecard: null })));
    expect(names).toHaveLength(7);
    for (const name of names) {
      const [minute, quarter] = [await ask.history({ tier: 'slo', name, at, scorecard: null, step: MINUTE }), await ask.history({ tier: 'slo', name, at, scorecard: null, step: 15 * MINUTE })];
      for (const [i, one] of at.entries())
        for (const label of ['5m', '1h', '6h']) {
          const rate = rows[i]?.find((row) => row.name === name)?.burn?.[label] ?? null;
          // a step of one minute is looked at once, at its end
          expect([name, one, label, minute[i]?.step?.burn[label]]).toEqual([name, one, label, rate]);
          if (rate !== null) expect(quarter[i]?.step?.burn[label], `${name} ${one} ${label}`).toBeGreaterThanOrEqual(rate);
        }
    }
  }, 240_000);

  it('add up to what the row counts of the same time', async () => {
    // three days of a rolling window, in hours of its own
    const end = START + 86 * HOUR;
    const at = Array.from({ length: 72 }, (_, i) => end - (71 - i) * HOUR);
    for (const name of names.filter((one) => !one.endsWith('cut'))) {
      const [row] = await shop.room().answer.rows({ tier: 'slo', at: end, names: [name], scorecard: null });
      const items = await shop.room().answer.history({ tier: 'slo', name, at, scorecard: null, step: HOUR });
      const sum = (key: 'good' | 'total'): number => items.reduce((all, one) => all + (one.step?.[key] ?? 0), 0);
      expect([name, sum('good'), sum('total')]).toEqual([name, row?.good, row?.total]);
    }
  }, 240_000);
});

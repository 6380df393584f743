/** Late data that changes closed periods in which it does not lie: through an outage that ends there, a sample that covers back, the first message ever, and under a former plan. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Closing, closing } from '../support/closing.ts';
import { whole } from '../support/whole.ts';

const kpt = (name: string, measure: string, more: string): string => `---\n{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: ${name}}, spec: {measure: ${measure}, period: month, ${more}}}\n`;
/** Other states and another `every` make other SLIs; another slice target only another SLO. */
const plan = (up: string, every: string, slice: string): string => `{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: web-up}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {service: shop, state: {kind: probe, up: [${up}], down: [down], components: [web]}}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: api-up}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {service: shop, state: {kind: probe, up: [ok], down: [down], components: [api]}}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: api}, spec: {service: shop, indicatorRef: api-up, budgetingMethod: Timeslices, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 90, timeSliceTarget: ${slice}, timeSliceWindow: 1m}]}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: edge, annotations: {heptad/every: ${every}}}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: edge}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: edge-good, annotations: {heptad/coverage-floor: "0"}}, spec: {service: shop, indicatorRef: edge, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 90}]}}
${kpt('restored', '{sli: web-up, statistic: mttr}', 'unit: h, polarity: lower, adequate: 20, desired: 10')}${kpt('kept', '{slo: edge-good}', 'adequate: 80%, desired: 90%')}${kpt('open', '{slo: api}', 'adequate: 80%, desired: 90%')}`;
const A = plan('ok', '5m', '0.9');
const B = plan('ok, fine', '10m', '0.5');

let id = 0;
const probe = (time: string, state: string, component = 'web'): object => ({ id: `p${id++}`, time, service: 'shop', kind: 'probe', component, state });
const sample = (time: string, good = 10): object => ({ id: `s${id++}`, time, service: 'shop', sli: 'edge', good, total: 10 });
const OCT = '2026-10-01T00:00:00Z';
const NOV = '2026-11-01T00:00:00Z';

describe('late data', () => {
  let it: Closing;
  beforeAll(async () => {
    it = await closing(A);
    await it.feed([probe('2026-09-20T00:00:00Z', 'ok'), probe('2026-09-30T12:00:00Z', 'down'), probe('2026-10-01T12:00:00Z', 'ok')]);
    await it.feed([probe('2026-10-29T00:00:00Z', 'ok', 'api'), probe('2026-10-30T00:00:00Z', 'down', 'api'), probe('2026-10-30T01:00:00Z', 'ok', 'api')]);
    await it.feed([sample('2026-10-15T00:00:00Z'), sample('2026-10-31T12:00:00Z')], 'sample');
    await it.feed([probe('2026-11-01T00:11:00Z', 'ok')]);
    await it.tick();
  }, 60_000);
  afterAll(() => it.close());
  const restored = (end: string) => it.row('kpt', 'restored', end);
  const kept = (end: string) => it.row('kpt', 'kept', end);

  test('that lengthens an outage is told by the period in which the outage ends', async () => {
    expect(await restored(OCT)).toMatchObject({ value: null, revision: 1 });
    expect(await restored(NOV)).toMatchObject({ value: 24, revision: 1 });
    await it.feed([probe('2026-09-30T06:00:00Z', 'down')]);
    expect(await restored(NOV)).toMatchObject({ value: 30, revision: 2, flags: ['restated'] });
    // down until an hour later than was known
    await it.feed([probe('2026-09-30T06:30:00Z', 'ok'), probe('2026-09-30T07:00:00Z', 'down')]);
    expect(await restored(NOV)).toMatchObject({ value: 29, revision: 3 });
    expect((await it.row('kpt', 'kept', NOV))?.revision).toBe(1);
  });

  test('before the first message ever is told by the period that was measured only from that one on', async () => {
    const before = await kept(NOV);
    expect(before).toMatchObject({ revision: 1, flags: ['calibrating'] });
    await it.feed([sample('2026-09-10T00:00:00Z')], 'sample');
    const after = await kept(NOV);
    expect(after).toMatchObject({ revision: 2, flags: ['restated'] });
    // ten minutes of the whole month, no more of its second half
    expect(after?.coverage).toBeCloseTo(10 / (31 * 1440), 9);
  });

  if (whole) test('under another plan is judged by the former one as far as it reaches: a sample on the last instant, one that covers back, a state that lasts', async () => {
    await it.again(B);
    await it.tick();
    await it.feed([sample(NOV, 0)], 'sample');
    expect(await kept(NOV)).toMatchObject({ good: 20, total: 30, revision: 3 });
    expect((await kept(NOV))?.coverage).toBeCloseTo(15 / (31 * 1440), 9);
    await it.feed([sample('2026-10-15T00:10:00Z')], 'sample');
    expect(await kept(NOV)).toMatchObject({ good: 30, total: 40, revision: 4 });
    await it.feed([probe('2026-09-30T05:00:00Z', 'down'), probe('2026-09-30T06:45:00Z', 'down')]);
    // 05:00 to 06:30, then 06:45 to noon of the next day
    expect(await restored(NOV)).toMatchObject({ value: 29.25, revision: 4 });
    expect(await restored(OCT)).toMatchObject({ value: 1.5 });
    // the SLI is the same one, the SLO is not: 71 hours good and one bad, less four
    expect(await it.row('kpt', 'open', NOV)).toMatchObject({ good: 71 * 60, total: 72 * 60, revision: 1 });
    await it.feed([probe('2026-10-29T20:00:00Z', 'down', 'api')]);
    expect(await it.row('kpt', 'open', NOV)).toMatchObject({ good: 67 * 60, total: 72 * 60, revision: 2 });
  }, 60_000);

  test('and none is found by climbing a day again, of which only its own minutes are told', async () => {
    expect(await it.work({ kind: 'backfill', from: Date.parse('2026-10-29T00:00:00Z'), to: Date.parse('2026-10-30T00:00:00Z'), restate: false })).toMatchObject({ minutes: 1440, closed: 0, restated: 0 });
  }, 60_000);
});

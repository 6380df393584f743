/** The budget of a calendar window as a whole: what an SLO's own calendar and its policy for unmeasured time leave of it, as the row to date has it. */
import { expect, test } from 'vitest';
import type { Row } from '../../shared/tiers/row.ts';
import { closing } from '../support/closing.ts';

const PLAN = `
apiVersion: heptad/v1
kind: Calendar
metadata: {name: mornings}
spec: {week: {mon-sun: ["00:00-12:00"]}}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: sampled, annotations: {heptad/every: 1h}}
spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: sampled}}}}}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: mornings-count, annotations: {heptad/calendar: mornings, heptad/no-data: bad, heptad/alerts: none}}
spec: {service: shop, indicatorRef: sampled, budgetingMethod: Timeslices, timeWindow: [{duration: 1M, isRolling: false}], objectives: [{target: 0.9, timeSliceTarget: 0.5, timeSliceWindow: 1h}]}
`;
const DAY = 86_400;
const FIRST = Date.UTC(2026, 10, 1);

test('of=whole and of=forecast count the time that counts, and what a no-data policy fills in', async () => {
  const it = await closing(PLAN);
  // an hour of each of fifteen mornings is measured, and good; the other eleven of each are filled as bad, from the first sample on
  await it.feed(Array.from({ length: 15 }, (_, day) => ({ id: `s${day}`, time: FIRST + day * DAY * 1000 + 3_600_000, service: 'shop', sli: 'sampled', good: 1, total: 1 })), 'sample');
  await it.feed([{ id: 'end', time: FIRST + 15 * DAY * 1000, service: 'shop', kind: 'end' }]);
  const of = async (what: 'toDate' | 'whole' | 'forecast'): Promise<NonNullable<Row['budget']>> => ((await it.room().answer.rows({ tier: 'slo', at: null, names: ['mornings-count'], scorecard: null, of: what }))[0] as Row).budget as NonNullable<Row['budget']>;
  const [soFar, whole, forecast] = [await of('toDate'), await of('whole'), await of('forecast')];
  const near = (n: number): number => expect.closeTo(n, 6) as number;
  const bad = soFar.events.consumed as number;
  expect(bad).toBeGreaterThan(150);
  expect(soFar.seconds.allowed).toBeCloseTo(0.1 * 7.5 * DAY, 6);
  // half of the month's time that counts is gone
  expect(whole).toMatchObject({ of: 'whole', events: { allowed: near(2 * (soFar.events.allowed as number)), consumed: near(bad) }, seconds: { allowed: near(0.1 * 15 * DAY), consumed: near(soFar.seconds.consumed as number) } });
  expect(forecast).toMatchObject({ of: 'forecast', seconds: { allowed: near(0.1 * 15 * DAY) } });
  await it.close();
}, 240_000);

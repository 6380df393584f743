/** Who spent a budget, over the real engine, for every kind of SLI whose messages tell it: bad named, values over a line, counted samples, minutes that a correction takes out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharesOf, dimensionOf } from '../../../dashboard/cards/3-slo-spent.ts';
import { type Reader, reader } from '../../../dashboard/routes/rows.ts';
import { gatherSpent } from '../../../dashboard/routes/spent.ts';
import type { SloMeasure } from '../../../shared/plan/measure.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { iso } from '../../../shared/time/instant.ts';
import { type Closing, closing } from '../../support/closing.ts';

const START = Date.parse('2026-11-02T00:00:00Z');
const MINUTE = 60_000;
const slo = (name: string, sli: string, objective = 'targetPercent: 90', annotations = ''): string =>
  `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}${annotations}}, spec: {service: shop, indicatorRef: ${sli}, budgetingMethod: Occurrences, timeWindow: [{duration: 1d, isRolling: true}], objectives: [{${objective}}]}}`;
const PLAN = [
  '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}',
  '{apiVersion: openslo/v1, kind: SLI, metadata: {name: named-bad}, spec: {ratioMetric: {counter: false, bad: {metricSource: {type: heptad, spec: {kind: http, where: {state: error}}}}, total: {metricSource: {type: heptad, spec: {kind: http}}}}}}',
  '{apiVersion: openslo/v1, kind: SLI, metadata: {name: time}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: http, unit: ms}}}}}',
  '{apiVersion: openslo/v1, kind: SLI, metadata: {name: edge, annotations: {heptad/every: 1m}}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: edge}}}}}}',
  slo('inverse', 'named-bad'), slo('fast', 'time', 'op: lte, value: 100, targetPercent: 90'), slo('sampled', 'edge'), slo('corrected', 'named-bad'),
  `{apiVersion: heptad/v1, kind: Correction, metadata: {name: outage}, spec: {slos: [corrected], from: "${iso(START)}", to: "${iso(START + 5 * MINUTE)}", reason: maintenance}}`,
].join('\n---\n');

describe('who spent a budget', () => {
  let it_: Closing;
  let rows: Reader;
  /** [value, bad, counted] by a label. */
  const parts = async (name: string, by: string): Promise<unknown[]> => {
    const known = (await rows.known()) as NonNullable<Awaited<ReturnType<Reader['known']>>>;
    const measure = known.measures.find((one) => one.tier === 'slo' && one.name === name) as SloMeasure;
    const [row = null] = await rows.rows('slo', null, null, [name]);
    const spent = await gatherSpent(rows, it_.store.read, known, measure, row);
    const dimension = spent && dimensionOf(spent, by);
    return spent && dimension ? sharesOf(spent, dimension, measure, row).map((one) => [one.value, one.bad, one.counted]) : [];
  };

  beforeAll(async () => {
    it_ = await closing(PLAN);
    // ten minutes of ten events: of route a every fourth is an error, of b none; b is slow in minute 7
    const events = Array.from({ length: 100 }, (_, i) => ({ id: `e-${i}`, time: START + Math.floor(i / 10) * MINUTE + (i % 10) * 1000, service: 'shop', kind: 'http', unit: 'ms', value: i % 2 === 1 && Math.floor(i / 10) === 7 ? 250.5 : 100, state: i % 4 === 0 ? 'error' : 'ok', labels: { route: i % 2 === 0 ? 'a' : 'b' } }));
    const samples = Array.from({ length: 20 }, (_, i) => ({ id: `s-${i}`, time: START + Math.floor(i / 2 + 1) * MINUTE, service: 'shop', sli: 'edge', good: i % 2 === 0 ? 90 : 99.5, total: 100, labels: { region: i % 2 === 0 ? 'eu' : 'us' } }));
    await it_.send(samples, 'sample');
    await it_.feed(events);
    rows = reader(it_.store.read, it_.room().answer, makeClock('events'));
  });
  afterAll(() => it_.close());

  it('is told where the SLI names the bad ones, of the minutes that hold any', async () => expect(await parts('inverse', 'route')).toEqual([['a', 25, 50], [null, 0, 50]]));

  it('is told of values over a line', async () => expect(await parts('fast', 'route')).toEqual([['b', 5, 5], [null, 0, 5]]));

  it('is told of samples by what they counted', async () => expect(await parts('sampled', 'region')).toEqual([['eu', 100, 1000], ['us', 5, 1000]]));

  it('leaves out what a correction takes out', async () => expect(await parts('corrected', 'route')).toEqual([['a', 12, 25], [null, 0, 25]]));
});

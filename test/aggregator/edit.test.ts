/** A plan edit over a real store: what is new is climbed from everything that is kept, from slices where raw is gone; what is unchanged is left as it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Closing, closing } from '../support/closing.ts';
import { ratio, SHOP, slo } from '../support/plan-of.ts';

const DAY = 86_400_000;
const FROM = Date.parse('2026-09-01T00:00:00Z');
const DAYS = 40;
const GONE = 10;

const plan = (closes: string, more = ''): string => `${SHOP}
---
apiVersion: heptad/v1
kind: Calendar
metadata: {name: office}
spec: {timeZone: UTC, week: {mon-sun: ["08:00-${closes}"]}}${ratio('answered', 'ok')}${slo('always', 'answered')}${slo('at-work', 'answered', ', annotations: {heptad/calendar: office}')}${more}
`;

describe('a plan edit', () => {
  let it: Closing;
  beforeAll(async () => {
    it = await closing(plan('18:00'));
    // at noon two of four are ok, in the evening three of four
    await it.feed(Array.from({ length: DAYS }, (_, d) => [12, 20].flatMap((hour) => ['ok', 'ok', hour === 20 ? 'ok' : 'slow', 'bad'].map((state, i) => ({ id: `${d}-${hour}-${i}`, time: FROM + d * DAY + hour * 3_600_000 + i, service: 'shop', kind: 'req', state })))).flat());
    // as retention does: whole days behind the watermark
    for (let d = 0; d < GONE; d++) await it.store.ingest.run(`ALTER TABLE sie DROP PARTITION ${new Date(FROM + d * DAY).toISOString().slice(0, 10).replaceAll('-', '')}` as never);
  });
  afterAll(() => it.close());
  const figures = async (name: string): Promise<unknown> => {
    const row = await it.row('slo', name, null);
    return row && [row.good, row.total];
  };
  const versions = (): Promise<unknown> => it.all(`SELECT s.def, count(), max(s.version) FROM slo_minute AS s FINAL WHERE s.def IN (SELECT def FROM measure WHERE name = 'always') GROUP BY s.def`);
  let before: unknown;

  test('starts from what forty days came to', async () => {
    expect(await it.all('SELECT count() AS n FROM sie')).toEqual([{ n: String((DAYS - GONE) * 8) }]);
    expect([await figures('always'), await figures('at-work')]).toEqual([[DAYS * 5, DAYS * 8], [DAYS * 2, DAYS * 4]]);
    before = await versions();
  });

  test('climbs a new objective on a known indicator over all forty days, though raw has only thirty', async () => {
    await it.again(plan('18:00', slo('anew', 'answered', ', annotations: {heptad/adequate: "50%"}') + slo('halves', 'answered').replace('Occurrences', 'Timeslices').replace('targetPercent: 60', 'targetPercent: 60, timeSliceTarget: 0.6')));
    await it.tick();
    expect(await figures('anew')).toEqual([DAYS * 5, DAYS * 8]);
    // minutes in which six of ten were good: the evenings
    expect(await figures('halves')).toEqual([DAYS, DAYS * 2]);
    expect(await versions(), 'what is unchanged was not climbed again').toEqual(before);
  });

  test('counts by a changed calendar from the first day on', async () => {
    await it.again(plan('22:00'));
    await it.tick();
    expect([await figures('always'), await figures('at-work')]).toEqual([[DAYS * 5, DAYS * 8], [DAYS * 5, DAYS * 8]]);
    expect(await versions()).toEqual(before);
  });

  test('climbs a new indicator from what raw still has, and says since when', async () => {
    await it.again(plan('22:00', ratio('patient', '[ok, slow]') + slo('patiently', 'patient')));
    await it.tick();
    const row = await it.row('slo', 'patiently', null);
    expect(row).toMatchObject({ good: (DAYS - GONE) * 6, total: (DAYS - GONE) * 8, flags: ['calibrating'], effectiveFrom: '2026-09-11T12:00:00Z' });
    expect(await figures('always')).toEqual([DAYS * 5, DAYS * 8]);
    expect(await versions()).toEqual(before);
  });
});

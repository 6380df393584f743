/** Closed periods over a real store: late data, another plan, a start in between; what was reported stays, what changed is told beside it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Closing, closing } from '../support/closing.ts';
import { misfits } from '../support/added-up.ts';
import { ABOVE, kept, ratio, SHOP } from '../support/plan-of.ts';
import { requests } from '../support/requests.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Explanation } from '../../shared/tiers/explanation.ts';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import type { Backfilled } from '../../shared/tiers/work.ts';

/** A month of one SLI up to a scorecard; `good` = which requests are good, `target` in per cent. */
const plan = (good: string, target: number): string => `${SHOP}${ratio('answered', good)}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: monthly}
spec: {service: shop, indicatorRef: answered, budgetingMethod: Occurrences, timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: "2026-01-01 00:00:00", timeZone: UTC}}], objectives: [{targetPercent: ${target}}]}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: rolling}
spec: {service: shop, indicatorRef: answered, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: ${target}}]}${kept('rolling', target - 5, target)}${ABOVE}`;
const A = plan('ok', 90);
/** other targets, and another SLI */
const B = plan('[ok, slow]', 50);

const NOV = '2026-11-01T00:00:00Z';
const EVERYTHING = [['sli', 'answered'], ['slo', 'monthly'], ['kpt', 'kept'], ['kpi', 'reliability'], ['kra', 'served'], ['perspective', 'customer'], ['scorecard', 'card']] as const;

describe('a closed period', () => {
  let it: Closing;
  beforeAll(async () => {
    it = await closing(A);
    await it.feed([...requests(10, '2026-09-15T12:00:00Z', 'ok'), ...requests(8, '2026-10-10T12:00:00Z', 'ok'), ...requests(2, '2026-10-10T12:00:01Z', 'bad')]);
    await it.feed(requests(1, '2026-11-01T00:09:59Z', 'ok'));
  });
  afterAll(() => it.close());
  const revisions = async (end = NOV): Promise<Record<string, string>> =>
    Object.fromEntries((await it.all<{ what: string; n: string }>(`SELECT concat(tier, ' ', name, if(scope = '', '', ' by card')) AS what, groupArray(concat(toString(revision), JSONExtractRaw(body, 'flags'))) AS n FROM (SELECT * FROM closed FINAL ORDER BY revision) WHERE end = parseDateTime64BestEffort('${end}', 3, 'UTC') GROUP BY what ORDER BY what`)).map((row) => [row.what, String(row.n)]));

  test('is not closed before the lateness has passed', async () => {
    expect(await revisions()).toEqual({});
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 0.8, provisional: true });
  });

  test('that ended before the first watermark is closed too', async () => {
    expect(Object.keys(await revisions('2026-10-01T00:00:00Z'))).toContain('slo monthly');
  });

  test('is closed once in every tier that has periods, a calendar window among them', async () => {
    await it.feed(requests(1, '2026-11-01T00:11:00Z', 'ok'));
    expect(await revisions()).toEqual({ 'kpi reliability by card': '1[]', 'kpt kept': '1[]', 'kpt kept by card': '1[]', 'kra served by card': '1[]', 'perspective customer by card': '1[]', 'scorecard card by card': '1[]', 'sli answered': '1[]', 'slo monthly': '1[]' });
  });

  test('takes late data as another revision, in every tier; what was reported first can still be had', async () => {
    await it.feed(requests(10, '2026-10-20T12:00:00Z', 'bad'));
    for (const [tier, name] of EVERYTHING) {
      const now = await it.row(tier, name, NOV);
      const then = await it.row(tier, name, NOV, { asReported: true });
      expect([now?.revision, now?.flags.includes('restated'), then?.revision, then?.flags.includes('restated')], `${tier} ${name}`).toEqual([2, true, 1, false]);
    }
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 0.4, status: 'missed' });
    expect(await it.row('kpt', 'kept', NOV, { asReported: true })).toMatchObject({ value: 0.8, status: 'missed' });
    const at = [Date.parse('2026-10-31T00:00:00Z'), Date.parse(NOV)];
    expect((await it.room().answer.history({ tier: 'kpt', name: 'kept', at, scorecard: null })).map((one) => one.value)).toEqual([0.4, 0.4]);
    expect((await it.room().answer.history({ tier: 'kpt', name: 'kept', at, scorecard: null, asReported: true })).map((one) => one.value)).toEqual([0.4, 0.8]);
    // a window that rolls has no period
    expect(await it.row('slo', 'rolling', NOV)).toMatchObject({ revision: 1, flags: expect.not.arrayContaining(['restated']) });
  });

  test('stays when late data changes none of its figures, and other periods stay whatever comes into this one', async () => {
    await it.feed([{ id: 'other', time: '2026-10-20T12:00:00Z', service: 'shop', kind: 'nothing', state: 'ok' }, { id: 'e12', time: Date.parse('2026-10-10T12:00:00Z') + 2, service: 'shop', kind: 'req', state: 'ok' }]);
    expect((await revisions())['kpt kept']).toBe('1[],2["restated"]');
    expect((await revisions('2026-10-01T00:00:00Z'))['kpt kept']).toBe('1["calibrating"]');
  });

  test('keeps its plan and its verdict when another plan comes; what is open goes by the new one', async () => {
    const [old] = await it.all<{ plan: string }>('SELECT plan FROM closed LIMIT 1');
    await it.again(B);
    await it.tick();
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 0.4, status: 'missed', target: { desired: 0.9 }, plan: old?.plan, revision: 2 });
    expect(await it.row('slo', 'monthly', NOV)).toMatchObject({ target: { desired: 0.9 }, plan: old?.plan, revision: 2 });
    const open = await it.row('kpt', 'kept', null);
    expect(open).toMatchObject({ value: 1, target: { desired: 0.5 }, revision: 1 });
    expect(open?.plan).not.toBe(old?.plan);
  });

  test('is judged by the plan that closed it when late data comes under another, of which the SLI is another one', async () => {
    const [old] = await it.all<{ plan: string }>('SELECT plan FROM closed LIMIT 1');
    await it.feed([...requests(15, '2026-10-25T12:00:00Z', 'ok'), ...requests(5, '2026-10-25T12:00:00Z', 'slow')]);
    // by the new plan slow is good: 28 of 40
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 23 / 40, status: 'missed', target: { desired: 0.9 }, plan: old?.plan, revision: 3 });
    expect(await it.row('slo', 'monthly', NOV)).toMatchObject({ good: 23, total: 40, plan: old?.plan, revision: 3 });
    expect(await it.row('kpt', 'kept', NOV, { asReported: true })).toMatchObject({ value: 0.8, revision: 1 });
  });

  test('is explained as it was judged: the row that is shown, by the plan and the counts that made it', async () => {
    const told = async (tier: MeasureTier, name: string, at: string): Promise<Explanation> => {
      const one = await it.room().answer.explain({ tier, name, at: Date.parse(at), scorecard: null });
      if (!one) throw new Error(`${tier} ${name} is not explained`);
      return one;
    };
    for (const [tier, name] of EVERYTHING) {
      const one = await told(tier, name, NOV);
      expect(one.row, `${tier} ${name}`).toEqual(await it.row(tier, name, NOV));
      expect(one.row.revision, `${tier} ${name}`).toBe(3);
      expect(misfits(one)).toEqual([]);
    }
    const slo = await told('slo', 'monthly', NOV);
    expect(slo.formula.numbers).toBe('23 ÷ 40 events = 0.575');
    expect(slo.inputs.find((one) => one.name === 'target (desired)')?.value).toBe(0.9);
    // at any other instant it is the plan in force that judges
    expect((await told('slo', 'monthly', '2026-10-31T00:00:00Z')).row).toMatchObject({ good: 28, total: 40, revision: 1, target: { desired: 0.5 } });
  });

  test('is what trend and gap compare with, not what it would have been by the plan in force', async () => {
    const told = async (asReported = false): Promise<Row | undefined> => (await it.room().answer.rows({ tier: 'kpt', at: null, names: ['kept'], scorecard: null, detail: true, asReported }))[0];
    expect(await told()).toMatchObject({ value: 1, trend: { previous: 23 / 40, change: 1 - 23 / 40 }, gap: { reference: 1 } });
    expect(await told(true)).toMatchObject({ trend: { previous: 0.8 } });
  });

  const october = { from: Date.parse('2026-10-01T00:00:00Z'), to: Date.parse(NOV) };

  test('stays when its span is climbed again and nothing comes out otherwise', async () => {
    expect(await it.work<Backfilled>({ kind: 'backfill', ...october, restate: false })).toMatchObject({ minutes: 3, closed: 0, restated: 0 });
    expect((await it.row('kpt', 'kept', NOV))?.revision).toBe(3);
  });

  test('is judged again by the plan in force when somebody asks for it, once; what was reported stays', async () => {
    const before = await revisions('2026-10-01T00:00:00Z');
    // every row that closed in October
    expect(await it.work<Backfilled>({ kind: 'backfill', ...october, restate: true })).toMatchObject({ closed: 0, restated: 8 });
    const open = await it.row('kpt', 'kept', null);
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 28 / 40, status: 'met', target: { desired: 0.5 }, revision: 4, flags: ['restated'], plan: open?.plan });
    expect(await it.row('slo', 'monthly', NOV)).toMatchObject({ good: 28, total: 40, revision: 4, plan: open?.plan });
    expect(await it.row('kpt', 'kept', NOV, { asReported: true })).toMatchObject({ value: 0.8, revision: 1, target: { desired: 0.9 } });
    expect(await it.work<Backfilled>({ kind: 'backfill', ...october, restate: true })).toMatchObject({ closed: 0, restated: 0 });
    // before the first message there was nothing to close
    expect(await it.work<Backfilled>({ kind: 'backfill', from: Date.parse('2020-01-01T00:00:00Z'), to: Date.parse('2026-09-30T00:00:00Z'), restate: true })).toMatchObject({ closed: 0, restated: 0 });
    // September closed outside of that span
    expect(await revisions('2026-10-01T00:00:00Z')).toEqual(before);
  });

  test('of what is climbed as history nothing is forgotten when the program ends before its rows are made', async () => {
    const from = Date.parse('2026-10-27T00:00:00Z');
    // so many over so many minutes are taken for history: no rows are made in that tick
    await it.feed(Array.from({ length: 20_000 }, (_, i) => ({ id: `m${i}`, time: from + (i % 500) * 60_000, service: 'shop', kind: 'req', state: 'ok' })), 'event', 1);
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ total: 40, revision: 4 });
    await it.again();
    await it.feed(requests(1, '2026-11-01T00:30:00Z', 'ok'));
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ good: 20_028, total: 20_040, revision: 5 });
  });
});

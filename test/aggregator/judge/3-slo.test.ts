/** Tier 3: budgets of public fixtures, lines met to the digit, and burn rates against theirs (MEASURES §3). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeBurn, judgeSlo, judgeWhole, type SloCase } from '../../../aggregator/judge/3-slo.ts';

const DAY = 86_400_000;
const lines = (target: string, adequate = target, floor = '0.500000000'): SloCase['slo'] => ({ target, adequate, floor });
const of = (good: number | string, total: number | string): SloCase['sum'] => ({ good: String(good), total: String(total) });
const judged = (given: Partial<SloCase>): ReturnType<typeof judgeSlo> => judgeSlo({ slo: lines('0.999000000'), sum: of(1000, 1000), counted: 30 * 86_400, measured: 1, expected: 1, length: 30 * DAY, now: null, burns: [], ...given });

describe('the budget', () => {
  test('of goal 0.9 with 3556 good of 7112 in 12 hours burns five times too fast: of 72 minutes, 288 are overdrawn (google/slo-generator)', () => {
    const half = of(3556, 7112);
    const row = judged({ slo: lines('0.900000000'), sum: half, counted: 43_200, length: DAY / 2, now: half, burns: [['12h', half]] });
    expect([row.good, row.total, row.value, row.status, row.burn]).toEqual([3556, 7112, 0.5, 'missed', { '12h': 5 }]);
    expect(row.budget).toEqual({
      ratio: { allowed: 1, consumed: 5, remaining: -4 },
      events: { allowed: 711.2, consumed: 3556, remaining: -2844.8 },
      seconds: { allowed: 72 * 60, consumed: 360 * 60, remaining: expect.closeTo(-288 * 60, 9) },
    });
    expect(row.exhausts, 'it was spent 9.6 hours ago').toBe(-9.6 * 3_600_000);
  });
  test.each([[30, 43.2], [28, 40.32], [7, 10.08], [90, 129.6]])('of 99.9 %% over %i days is %f minutes', (days, minutes) => {
    expect(judged({ counted: days * 86_400 }).budget.seconds.allowed).toBeCloseTo(minutes * 60, 9);
  });
  test.each([[999, 30], [998, 15], [990, 3], [0, 43.2 / 1440]])('of 30 days and 99.9 %% with %i good of 1000 lasts %f days', (good, days) => {
    expect(judged({ now: of(good, 1000) }).exhausts).toBeCloseTo(days * DAY, 3);
  });
  test('half spent lasts half as long; it is not foretold where nothing fails, nothing came, or nothing is known', () => {
    expect(judged({ sum: of(1999, 2000), now: of(999, 1000) }).exhausts).toBeCloseTo(15 * DAY, 3);
    expect([of(1000, 1000), of(0, 0), null].map((now) => judged({ now }).exhausts)).toEqual([null, null, null]);
    expect(judged({ sum: of(0, 0), now: of(0, 1) }).exhausts).toBeNull();
  });
  test('without events is allowed its seconds, and nothing is consumed', () => {
    const row = judged({ sum: of(0, 0), burns: [['1h', of(0, 0)]] });
    expect([row.value, row.status, row.burn]).toEqual([null, 'unknown', { '1h': null }]);
    expect(row.budget).toEqual({ ratio: { allowed: 1, consumed: null, remaining: null }, events: { allowed: 0, consumed: 0, remaining: 0 }, seconds: { allowed: 2592, consumed: null, remaining: null } });
  });
  test('of a target of 100 % is nothing: no ratio and no burn rate', () => {
    const row = judged({ slo: lines('1.000000000'), sum: of(3, 4), counted: 100, now: of(3, 4), burns: [['1h', of(3, 4)]] });
    expect([row.burn, row.exhausts]).toEqual([{ '1h': null }, null]);
    expect(row.budget).toEqual({ ratio: { allowed: 1, consumed: null, remaining: null }, events: { allowed: 0, consumed: 1, remaining: -1 }, seconds: { allowed: 0, consumed: 25, remaining: -25 } });
  });
});

describe('the status', () => {
  const status = (good: string, more: Partial<SloCase> = {}): string => judged({ slo: lines('0.999000000', '0.995000000'), sum: of(good, 1000), ...more }).status;
  test('is that of the lines, which count as reached to the last digit', () => {
    expect(['999', '998.999999999', '995', '994.999999999'].map((good) => status(good))).toEqual(['met', 'tolerated', 'tolerated', 'missed']);
  });
  test('is unknown under the coverage floor, not at it; where no time is expected there is none to cover', () => {
    expect([[50, 100], [49, 100], [0, 0]].map(([measured, expected]) => status('999', { measured: measured as number, expected: expected as number }))).toEqual(['met', 'unknown', 'met']);
  });
  test('is met exactly when the budget is not overdrawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 999_999_999 }), (total, bad, target) => {
        const row = judged({ slo: lines(`0.${String(target).padStart(9, '0')}`), sum: of(Math.max(0, total - bad), total) });
        expect(row.status === 'met').toBe((row.budget.events.remaining as number) >= 0);
        expect((row.budget.events.allowed as number) - (row.budget.events.consumed as number)).toBeCloseTo(row.budget.events.remaining as number, 4);
      }),
    );
  });
});

describe('a burn rate of 14.4 on 99.9 %', () => {
  const line = (op: 'gt' | 'gte' = 'gt'): Parameters<typeof judgeBurn>[0] => ({ op, factor: { num: '72', den: '5' }, guard: { bad: '3.000000000', events: '10.000000000' } });
  const slo = { target: '0.999000000' };
  test('is passed by more than 144 bad of 10 000; at 144 only where the line itself counts', () => {
    const long = (bad: number, op: 'gt' | 'gte'): boolean => judgeBurn(line(op), slo, of(10_000 - bad, 10_000), of(1, 1)).long;
    expect([143, 144, 145].map((bad) => long(bad, 'gt'))).toEqual([false, false, true]);
    expect([143, 144, 145].map((bad) => long(bad, 'gte'))).toEqual([false, true, true]);
  });
  test('is judged in both windows by themselves, bad and n are those of the long one', () => {
    expect(judgeBurn(line(), slo, of(9000, 10_000), of(100, 100))).toEqual({ long: true, short: false, guarded: true, bad: 1000, n: 10_000 });
    expect(judgeBurn(line(), slo, of(10_000, 10_000), of(90, 100))).toEqual({ long: false, short: true, guarded: false, bad: 0, n: 10_000 });
  });
  test('is never passed where nothing is bad, whatever the target and the line', () => {
    for (const target of ['0.999000000', '1.000000000']) expect(judgeBurn(line('gte'), { target }, of(0, 0), of(5, 5))).toMatchObject({ long: false, short: false });
    expect(judgeBurn(line(), { target: '1.000000000' }, of(4, 5), of(4, 5)), 'of a target of 100 % one is too many').toMatchObject({ long: true, short: true });
  });
  test('is guarded by three bad and ten events, no fewer of either', () => {
    const guarded = (bad: number, n: number): boolean => judgeBurn(line(), slo, of(n - bad, n), of(1, 1)).guarded;
    expect([guarded(3, 10), guarded(2, 10), guarded(3, 9)]).toEqual([true, false, false]);
  });
});

describe('the budget of a whole calendar window', () => {
  // a quarter of the window has passed, with one in a hundred bad, which is what may be
  const whole = (given: Partial<Parameters<typeof judgeWhole>[0]>, ahead: boolean): ReturnType<typeof judgeWhole> => judgeWhole({ slo: { target: '0.990000000' }, sum: of(990, 1000), week: of(95, 100), counted: 100, whole: 400, ...given }, ahead);
  const flat = ({ ratio, events, seconds }: ReturnType<typeof judgeWhole>): unknown[] => [ratio, events, seconds].map((one) => Object.values(one).map((n) => n && Number((n as number).toPrecision(12))));
  test('allows what it will when as many events go on coming; so far a quarter of it is gone', () => {
    expect(flat(whole({}, false))).toEqual([[1, 0.25, 0.75], [40, 10, 30], [4, 1, 3]]);
  });
  test('ahead, the rest goes like the last seven days: five in a hundred spend it four times over', () => {
    expect(flat(whole({}, true))).toEqual([[1, 4, -3], [40, 160, -120], [4, 16, -12]]);
  });
  test('ahead, without events in seven days the rest goes like what was', () => {
    expect(flat(whole({ week: of(0, 0) }, true))).toEqual([[1, 1, 0], [40, 40, 0], [4, 4, 0]]);
  });
  test('without events, or before it began, nothing of it is spent', () => {
    const nothing = [[1, null, null], [0, 0, 0], [4, null, null]];
    for (const counted of [100, 0]) for (const ahead of [false, true]) expect(flat(whole({ sum: of(0, 0), week: of(0, 0), counted }, ahead))).toEqual(nothing);
  });
  test('before any of its time has counted is not foretold', () => {
    expect([false, true].map((ahead) => flat(whole({ counted: 0 }, ahead)))).toEqual([[[1, null, null], [0, 10, null], [4, null, null]], [[1, null, null], [0, null, null], [4, null, null]]]);
  });
  test('of a target of 100 % has no ratio', () => {
    expect(flat(whole({ slo: { target: '1.000000000' } }, false))).toEqual([[1, null, null], [0, 10, -10], [0, 1, -1]]);
  });
});

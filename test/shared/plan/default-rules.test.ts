/** Default burn-rate rules: their short windows, factors, guards, and which an SLO has no room for (MEASURES §3). */
import { describe, expect, test } from 'vitest';
import { fraction, guardOf, shortOf, shown, unfit } from '../../../shared/plan/default-rules.ts';
import type { SloMeasure } from '../../../shared/plan/measure.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test('the short window is a twelfth of the long one in whole minutes, rounded up, and a minute at least', () => {
  expect([HOUR, 6 * HOUR, DAY, 3 * DAY, 12 * DAY, 7 * HOUR, 13 * MINUTE, 12 * MINUTE, MINUTE].map((long) => shortOf(long))).toEqual([
    { ms: 5 * MINUTE, text: '5m' }, { ms: 30 * MINUTE, text: '30m' }, { ms: 2 * HOUR, text: '2h' }, { ms: 6 * HOUR, text: '6h' }, { ms: DAY, text: '1d' }, { ms: 35 * MINUTE, text: '35m' }, { ms: 2 * MINUTE, text: '2m' }, { ms: MINUTE, text: '1m' }, { ms: MINUTE, text: '1m' },
  ]);
});

test('a factor is kept in lowest terms', () => {
  expect([fraction(1440n, 100n), fraction(6n, 1n), fraction(0n, 5n), fraction(0n, 0n)]).toEqual([{ num: '72', den: '5' }, { num: '6', den: '1' }, { num: '0', den: '1' }, { num: '0', den: '0' }]);
  expect(shown(fraction(1440n, 100n))).toBe(14.4);
});

test('the guard counts three bad of ten events, or one bad timeslice', () => {
  expect((['Occurrences', 'Timeslices', 'RatioTimeslices'] as const).map((method) => Object.values(guardOf(method)).map(Number))).toEqual([[3, 10], [1, 0], [1, 0]]);
});

describe('a rule', () => {
  const slo = (target: string, window: Partial<SloMeasure['window']>, schedule: unknown = null): Pick<SloMeasure, 'target' | 'window' | 'schedule'> => ({ target, window: { kind: 'rolling', text: '', ...window } as SloMeasure['window'], schedule: schedule as SloMeasure['schedule'] });
  const one = { num: '1', den: '1' };
  const long = (ms: number): { ms: number; text: string } => ({ ms, text: `${ms / HOUR}h` });

  test('may look back over half of the window of its SLO and no further', () => {
    const day = slo('0.999000000', { ms: DAY, text: '1d' });
    expect(unfit(day, one, long(12 * HOUR))).toBeNull();
    expect(unfit(day, one, { ms: 12 * HOUR + MINUTE, text: '721m' })).toBe("a long window of 721m is more than half of the SLO's 1d");
  });
  test('must lie below nine tenths of the fastest there is', () => {
    const ten = slo('0.900000000', { ms: 28 * DAY });
    expect(unfit(ten, { num: '9', den: '1' }, long(HOUR))).toBe('with a target of 90 % nothing burns faster than 10, and a rule must lie below nine tenths of that, this is 9');
    expect(unfit(ten, { num: '8999999999', den: '1000000000' }, long(HOUR))).toBeNull();
    expect(unfit(slo('1.000000000', { ms: 28 * DAY }), { num: '1000', den: '1' }, long(HOUR)), 'where nothing may fail nothing is too fast').toBeNull();
  });
  test('is held against the round length of a calendar window, and against what counts of it', () => {
    const calendar = (unit: 'h' | 'd' | 'w' | 'M' | 'Q' | 'Y', count: number, schedule: unknown = null): ReturnType<typeof slo> => slo('0.999000000', { kind: 'calendar', count, unit, anchor: null, zone: 'UTC', text: `${count}${unit}` } as never, schedule);
    const most: [ReturnType<typeof slo>, number][] = [[calendar('h', 4), 2], [calendar('d', 2), 24], [calendar('w', 2), 7 * 24], [calendar('M', 1), 15 * 24], [calendar('Q', 2), 91 * 24], [calendar('Y', 2), 365 * 24]];
    for (const [measure, hours] of most) expect([unfit(measure, one, long(hours * HOUR)), unfit(measure, one, long(hours * HOUR + MINUTE)) === null], measure.window.text).toEqual([null, false]);
    // twelve hours on Sundays alone, less a holiday or not, are twelve hours a week
    const sundays = { calendar: { name: 'c', zone: 'UTC', week: { sun: [['08:00', '20:00']] }, holidays: [{ date: '2024-01-07', hours: [] }], maintenance: [] }, corrections: [{ name: 'x', from: Date.UTC(2024, 0, 14), to: Date.UTC(2024, 0, 15), reason: '', text: '' }] };
    expect(unfit(calendar('w', 1, sundays), one, long(6 * HOUR))).toBeNull();
    expect(unfit(calendar('w', 1, sundays), one, { ms: 6 * HOUR + MINUTE, text: '361m' })).toBe("a long window of 361m is more than half of what counts of the SLO's 1w");
  });
});

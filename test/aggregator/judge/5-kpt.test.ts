/** Tier 5: scores at the points of public examples, pace and forecast of an open period, and what is judged on which (MEASURES §5). */
import { describe, expect, test } from 'vitest';
import { judgeKpt, type KptCase, type KptFigure } from '../../../aggregator/judge/5-kpt.ts';
import type { Lines, Scale } from '../../../shared/plan/measure.ts';

const scale = (worst: number, adequate: number, desired: number, best: number): Scale => ({ adequate: String(adequate), desired: String(desired), worst: String(worst), best: String(best) });
const lines = (...four: Parameters<typeof scale>): Lines => ({ from: 0, ...scale(...four) });
const SPIDER = lines(300, 500, 700, 900);
const SHARE = lines(0.991, 0.995, 0.999, 1);

const judged = (value: number | string, given: Partial<KptCase> & { polarity?: 'higher' | 'lower' | 'range' } = {}): KptFigure => {
  const { polarity = 'higher', ...more } = given;
  const figure = { top: String(value), bottom: '1' };
  return judgeKpt({ kpt: { polarity, floor: '0.500000000' }, lines: SPIDER, ...figure, measured: 1, expected: 1, elapsed: 100, span: 100, open: false, week: figure, grows: false, ...more });
};
const points = (values: readonly number[], given: Parameters<typeof judged>[1]): unknown[] => values.map((value) => Number((judged(value, given).score as number).toPrecision(12)));
const [third, two, half] = [33.3333333333, 66.6666666667, 83.3333333333];

describe('the score', () => {
  test('of desired 700 and adequate 500 is 0 at 300, 33⅓ at 500, 50 at 600, 66⅔ at 700, 100 at 900 and no more beyond (Spider Impact × 10)', () => {
    expect(points([200, 300, 400, 500, 600, 700, 900, 901], {})).toEqual([0, 0, 16.6666666667, third, 50, two, 100, 100]);
  });
  test('of desired 99.9 % and adequate 99.5 %', () => {
    expect(points([0.991, 0.995, 0.999, 0.9995, 1], { lines: SHARE })).toEqual([0, third, two, half, 100]);
  });
  test('where lower is better is the mirror', () => {
    expect(points([900, 700, 600, 500, 300, 299], { lines: lines(900, 700, 500, 300), polarity: 'lower' })).toEqual([0, third, 50, two, 100, 100]);
  });
  test('of a range is 100 in the middle and falls to either side, as far as each side goes', () => {
    const range: Lines = { ...lines(10, 20, 40, 50), upper: scale(120, 100, 60, 50) };
    expect(points([10, 15, 20, 30, 40, 45, 50, 55, 60, 80, 100, 110, 120], { lines: range, polarity: 'range' })).toEqual([0, 16.6666666667, third, 50, two, half, 100, half, two, 50, third, 16.6666666667, 0]);
    expect([19, 20, 40, 60, 61, 100, 101].map((value) => judged(value, { lines: range, polarity: 'range' }).status)).toEqual(['missed', 'tolerated', 'met', 'met', 'tolerated', 'tolerated', 'missed']);
  });
  test('of a range that is one point in the middle is 100 there', () => {
    expect(judged(50, { lines: { ...lines(0, 25, 50, 50), upper: scale(100, 75, 50, 50) }, polarity: 'range' })).toMatchObject({ score: 100, status: 'met' });
  });
  test('of what is no more than worst, adequate and desired at once jumps', () => {
    expect(points([499.999, 500], { lines: lines(500, 500, 500, 500) })).toEqual([0, 100]);
  });
});

describe('the status', () => {
  test('compares value and lines to the last digit, of quotients too', () => {
    expect(['700', '699.999999999', '500', '499.999999999'].map((value) => judged(value).status)).toEqual(['met', 'tolerated', 'tolerated', 'missed']);
    expect(judged('7', { bottom: '8' }).value).toBe(0.875);
    const thirds = (top: string): unknown => judged(top, { bottom: '3', lines: lines(0, 0.2, 0.333333333, 1) });
    expect([thirds('1'), thirds('0.999999999'), thirds('0.999999998')]).toMatchObject([{ status: 'met' }, { status: 'met' }, { status: 'tolerated' }]);
  });
  test('is unknown under the coverage floor, not at it, and without a value; where no time is expected there is none to cover', () => {
    expect([[50, 100], [49, 100], [0, 0]].map(([measured, expected]) => judged(700, { measured: measured as number, expected: expected as number }))).toMatchObject([{ status: 'met', score: expect.closeTo(200 / 3, 9) }, { status: 'unknown', score: null, thirds: null, value: 700 }, { status: 'met' }]);
    expect(judged(0, { bottom: '0' })).toEqual({ value: null, status: 'unknown', thirds: null, score: null, pace: null, forecast: null });
  });
  test('is none without lines, though there is a value', () => {
    expect(judged(700, { lines: undefined, open: true })).toMatchObject({ value: 700, status: null, score: null, pace: null, forecast: 700 });
  });
});

describe('an open period', () => {
  const open = { open: true, lines: SHARE } as const;
  const week = (top: number | string, bottom: number | string = 1): KptCase['week'] => ({ top: String(top), bottom: String(bottom) });
  test('goes on like its last seven days: a quarter at 99 %, the rest at 99.96 % come to 99.72 %', () => {
    expect(judged(0.99, { ...open, elapsed: 25, week: week(99.96, 100) })).toMatchObject({ value: 0.99, status: 'missed', forecast: 0.9972, pace: 'at-risk' });
    expect(judged(0.99, { ...open, elapsed: 25, week: week(0, 0) }), 'without such a week like what was').toMatchObject({ forecast: 0.99, pace: 'off-track' });
  });
  test('is on track from desired on and at risk from adequate on', () => {
    expect([0.999, 0.998999999, 0.995, 0.994999999].map((value) => judged(value, open).pace)).toEqual(['on-track', 'at-risk', 'at-risk', 'off-track']);
  });
  test('under a tenth of its time is too early to tell', () => {
    expect(judged(1, { ...open, elapsed: 9 })).toMatchObject({ pace: 'too-early', forecast: null, status: 'met' });
    expect(judged(1, { ...open, elapsed: 10 })).toMatchObject({ pace: 'on-track', forecast: 1 });
  });
  test('without a value has neither pace nor forecast', () => {
    expect(judged(0, { ...open, bottom: '0', week: week(0, 0) })).toMatchObject({ value: null, status: 'unknown', pace: null, forecast: null });
  });
  test('that is over has neither pace nor forecast', () => {
    expect(judged(1, { lines: SHARE })).toMatchObject({ pace: null, forecast: null });
  });
  test('without scheduled time stays at what was', () => {
    expect(judged(0.997, { ...open, elapsed: 0, span: 0, week: week(1) })).toMatchObject({ pace: 'at-risk', forecast: 0.997 });
  });
  test('of a sum is judged on where it leads: 300 after three tenths lead to 1000', () => {
    expect(judged(300, { open: true, grows: true, elapsed: 30, week: week(1) })).toMatchObject({ value: 300, forecast: 1000, status: 'met', score: 100, pace: 'on-track' });
    expect(judged(300, { grows: true, elapsed: 30 }), 'once it is over on what it came to').toMatchObject({ value: 300, forecast: null, status: 'missed', score: 0, pace: null });
    expect(judged(50, { open: true, grows: true, elapsed: 5 })).toMatchObject({ forecast: 1000, pace: 'too-early', status: 'met' });
    expect(judged(0, { open: true, grows: true, elapsed: 0 })).toMatchObject({ forecast: null, pace: 'too-early' });
  });
  test('is forecast to 10⁻¹⁸, halves away from zero: a third and five thirds in equal parts are one', () => {
    const mixed = (top: number, polarity: 'higher' | 'lower', four: Lines): unknown => judged(top, { bottom: '3', open: true, polarity, lines: four, elapsed: 50, week: week(5 * top, 3) }).pace;
    expect(mixed(1, 'higher', lines(-1, 0, 1, 2))).toBe('on-track');
    expect(mixed(-1, 'lower', lines(1, 0, -1, -2))).toBe('on-track');
  });
  test('of a range is forecast to the side where it leads', () => {
    const range: Lines = { ...lines(10, 20, 40, 50), upper: scale(120, 100, 60, 50) };
    const leads = (to: number): unknown => judged(45, { open: true, lines: range, polarity: 'range', elapsed: 50, week: week(2 * to - 45) }).pace;
    expect([19, 20, 40, 60, 61, 100, 101].map(leads)).toEqual(['off-track', 'at-risk', 'on-track', 'on-track', 'at-risk', 'at-risk', 'off-track']);
  });
});

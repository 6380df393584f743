/** Spans of time: joined, taken out of one another, cut to a window; and a calendar read for a span of any length. */
import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../../shared/plan/measure.ts';
import { clipped, inner, joined, opening, without } from '../../../shared/time/opening.ts';
import type { Span } from '../../../shared/time/window.ts';

type Pair = [from: number, to: number];
const spans = (...pairs: Pair[]): Span[] => pairs.map(([from, to]) => ({ from, to }));
const pairs = (list: readonly Span[]): Pair[] => list.map(({ from, to }) => [from, to]);

describe('spans', () => {
  test('are joined where they touch or overlap, empty ones left out, in order; what is given stays as it is', () => {
    const given = spans([5, 7], [1, 3], [3, 4], [8, 8], [10, 20], [12, 15], [9, 6]);
    expect(pairs(joined(given))).toEqual([[1, 4], [5, 7], [10, 20]]);
    expect(pairs(given)).toEqual([[5, 7], [1, 3], [3, 4], [8, 8], [10, 20], [12, 15], [9, 6]]);
  });
  test('lose what is taken out of them: before, behind, in the middle, whole, and across two', () => {
    const cut = (...out: Pair[]): Pair[] => pairs(without(spans([10, 20], [30, 40]), spans(...out)));
    expect([cut(), cut([0, 10], [20, 30], [40, 50]), cut([5, 12]), cut([18, 25]), cut([13, 15]), cut([10, 20]), cut([15, 35]), cut([0, 50]), cut([11, 12], [14, 15], [38, 40])]).toEqual([
      [[10, 20], [30, 40]], [[10, 20], [30, 40]], [[12, 20], [30, 40]], [[10, 18], [30, 40]], [[10, 13], [15, 20], [30, 40]], [[30, 40]], [[10, 15], [35, 40]], [], [[10, 11], [12, 14], [15, 20], [30, 38]],
    ]);
  });
  test('are cut to a window; what only touches it is outside', () => {
    expect(pairs(clipped(spans([0, 10], [12, 14], [18, 30], [30, 40]), 10, 20))).toEqual([[12, 14], [18, 20]]);
    expect(pairs(clipped(spans([0, 50]), 10, 20))).toEqual([[10, 20]]);
  });
  test('hold whole minutes: those that they hold only in part are left out', () => {
    expect([inner(60_000, 120_000), inner(60_001, 179_999), inner(60_001, 119_999)].map(({ from, to }) => [from, to])).toEqual([[60_000, 120_000], [120_000, 120_000], [120_000, 60_000]]);
  });
});

describe('a calendar', () => {
  const HOUR = 3_600_000;
  const DAY = 24 * HOUR;
  const open = (given: Partial<Calendar>, from: string, to: string): string[] => opening({ name: '', zone: 'UTC', week: null, holidays: [], maintenance: [], ...given })(Date.parse(from), Date.parse(to)).map((one) => `${new Date(one.from).toISOString().slice(5, 16)} ${new Date(one.to).toISOString().slice(5, 16)}`);

  test('without hours, holidays and maintenance is always open', () => expect(open({}, '2026-11-03T10:00:30Z', '2026-11-03T10:01:00Z')).toEqual(['11-03T10:00 11-03T10:01']));
  test('is read at any hour, 14 hours ahead of UTC and 12 behind', () => {
    const day: [string, string][] = [['00:00', '24:00']];
    expect(open({ zone: 'Pacific/Kiritimati', week: { tue: day } }, '2026-11-01T00:00:00Z', '2026-11-06T00:00:00Z')).toEqual(['11-02T10:00 11-03T10:00']);
    expect(open({ zone: 'Etc/GMT+12', week: { tue: day } }, '2026-11-01T00:00:00Z', '2026-11-06T00:00:00Z')).toEqual(['11-03T12:00 11-04T12:00']);
    expect(open({ zone: 'Etc/GMT+12', week: { tue: day } }, '2026-11-04T11:00:00Z', '2026-11-04T13:00:00Z')).toEqual(['11-04T11:00 11-04T12:00']);
    expect(open({ zone: 'Pacific/Kiritimati', week: { tue: day } }, '2026-11-02T09:00:00Z', '2026-11-02T11:00:00Z')).toEqual(['11-02T10:00 11-02T11:00']);
  });
  test('of hours to the second is open in whole minutes', () => expect(open({ week: { tue: [['08:00:01', '08:02:59']] } }, '2026-11-03T00:00:00Z', '2026-11-04T00:00:00Z')).toEqual(['11-03T08:01 11-03T08:02']));
  test('is shut by maintenance that began days before, and by no more of it than lasts', () => {
    const long = { maintenance: [{ name: '', rrule: 'FREQ=MONTHLY;BYMONTHDAY=1', at: '06:00', ms: 10 * DAY }, { name: '', rrule: 'FREQ=MONTHLY;BYMONTHDAY=2', at: '06:00', ms: HOUR }] };
    expect(open(long, '2026-11-11T05:00:00Z', '2026-11-11T07:00:00Z')).toEqual(['11-11T06:00 11-11T07:00']);
    expect(open(long, '2026-11-01T05:00:00Z', '2026-11-01T07:00:00Z')).toEqual(['11-01T05:00 11-01T06:00']);
  });
});

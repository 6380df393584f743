/** The instants of a history: how many, where, and the steps that people write. */
import { describe, expect, test } from 'vitest';
import { MOST_POINTS, points, stepOf } from '../../../shared/time/points.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a step', () => {
  test('is a number of seconds, or has its unit; a minute is the least', () => {
    expect(['60', '90s', '1m', '5m', '1h', '1d', '2w', '999999999'].map(stepOf)).toEqual([MINUTE, 90_000, MINUTE, 5 * MINUTE, HOUR, DAY, 14 * DAY, 999_999_999_000]);
    for (const text of ['59', '59s', '0', '0d', '', 'm', '1M', '1.5h', '-1h', '1 h', 'x1h', '1hh', '1234567890']) expect(stepOf(text), text).toBeNull();
  });
});

describe('the points', () => {
  const NOW = 20_000 * DAY + 90_000;
  const of = (given: Partial<Parameters<typeof points>[0]>): ReturnType<typeof points> => points({ from: null, until: NOW, step: null, first: null, ...given });

  test('of the last ninety days are their midnights and now', () => {
    const { since, step, at, tooMany } = of({ first: 0 });
    expect([since, step, at.length, at[0], at.at(-2), at.at(-1), tooMany]).toEqual([NOW - 90 * DAY, DAY, 91, 19_911 * DAY, 20_000 * DAY, NOW, false]);
  });
  test('of a shorter history begin after its first instant; of none there is only now', () => {
    expect(of({ first: NOW - 90 * MINUTE })).toEqual({ since: NOW - 90 * MINUTE, step: MINUTE, tooMany: false, at: [...Array.from({ length: 90 }, (_, i) => NOW - 30_000 - (89 - i) * MINUTE), NOW] });
    expect(of({})).toMatchObject({ since: NOW, at: [NOW] });
    expect(of({ until: 20_000 * DAY, first: 19_999 * DAY, step: 6 * HOUR }).at, 'not at it, for nothing had come').toEqual([6, 12, 18, 24].map((hours) => 19_999 * DAY + hours * HOUR));
  });
  test('lie a round step apart, the shortest that makes about ninety; past a week, whole weeks', () => {
    const step = (length: number): number => of({ from: NOW - length }).step;
    expect([1, 90 * MINUTE, 90 * MINUTE + 90, 90 * HOUR, 91 * HOUR, 90 * 7 * DAY, 90 * 7 * DAY + 90, 90 * 15 * DAY].map(step)).toEqual([MINUTE, MINUTE, 5 * MINUTE, HOUR, 2 * HOUR, 7 * DAY, 14 * DAY, 21 * DAY]);
  });
  test('go from the first one by the step when both are told, else by round instants, and end with the last', () => {
    const from = NOW - 150 * MINUTE;
    expect(of({ from, step: HOUR }).at).toEqual([from, from + HOUR, from + 2 * HOUR, NOW]);
    expect(of({ from: NOW - 2 * HOUR, step: HOUR }).at).toEqual([NOW - 2 * HOUR, NOW - HOUR, NOW]);
    expect(of({ from: 20_000 * DAY - 2 * MINUTE }).at).toEqual([...[-2, -1, 0, 1].map((n) => 20_000 * DAY + n * MINUTE), NOW]);
    expect(of({ from: NOW, step: HOUR }).at).toEqual([NOW]);
    // by round instants when only one of them is told
    expect(of({ from: NOW - 2 * MINUTE }).at).toEqual([NOW - 90_000, NOW - 30_000, NOW]);
    expect(of({ first: NOW - 2 * HOUR, step: HOUR }).at).toEqual([20_000 * DAY - HOUR, 20_000 * DAY, NOW]);
  });
  test('are a thousand at most; more are refused, and a start that lies ahead has none', () => {
    const thousand = of({ from: NOW - 999 * HOUR, step: HOUR });
    expect([thousand.tooMany, thousand.at.length, thousand.at.at(-1)], 'the last is never cut off').toEqual([false, MOST_POINTS, NOW]);
    expect(of({ from: NOW - 1000 * HOUR, step: HOUR }), 'a thousand hours have 1001 ends').toEqual({ since: NOW - 1000 * HOUR, step: HOUR, at: [], tooMany: true });
    expect(of({ from: NOW - 999 * HOUR - 1, step: HOUR }), 'the last one counts').toMatchObject({ at: [], tooMany: true });
    expect(of({ from: 0, until: 8e15, step: MINUTE }), 'nor are ever so many made to be counted').toMatchObject({ at: [], tooMany: true });
    expect(of({ from: NOW + 1, step: HOUR })).toEqual({ since: NOW + 1, step: HOUR, at: [], tooMany: false });
  });
});

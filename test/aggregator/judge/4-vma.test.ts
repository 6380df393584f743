/** Tier 4: a minute's verdict on every mix of states, whose fault it was, and the value of a window (MEASURES §4). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain, type State, verdict, voted } from '../../../aggregator/judge/4-vma-minute.ts';
import { judgeVma, type VmaCase } from '../../../aggregator/judge/4-vma.ts';
import { ONE } from '../../../aggregator/exact.ts';

const [ABSENT, GOOD, BAD, UNKNOWN] = [0, 1, 2, 3] as const;
const states = fc.array(fc.constantFrom<State>(0, 1, 2, 3), { maxLength: 6 });
const all = { op: 'all', need: 0 } as const;
const any = { op: 'any', need: 0 } as const;

describe('a minute', () => {
  test('under all, any and two of three', () => {
    const two = { op: 'atLeast', need: 2 } as const;
    expect([[GOOD, GOOD], [GOOD, UNKNOWN], [BAD, UNKNOWN], [GOOD, ABSENT], [ABSENT, ABSENT]].map((list) => verdict(all, list as State[]))).toEqual([GOOD, UNKNOWN, BAD, GOOD, ABSENT]);
    expect([[GOOD, BAD], [BAD, UNKNOWN], [BAD, BAD], [BAD, ABSENT], []].map((list) => verdict(any, list as State[]))).toEqual([GOOD, UNKNOWN, BAD, BAD, ABSENT]);
    expect([[GOOD, GOOD, BAD], [GOOD, UNKNOWN, BAD], [GOOD, BAD, BAD], [UNKNOWN, UNKNOWN, BAD], [UNKNOWN, BAD, BAD], [UNKNOWN, ABSENT, ABSENT]].map((list) => verdict(two, list as State[]))).toEqual([GOOD, UNKNOWN, BAD, UNKNOWN, BAD, BAD]);
  });
  test('at least one is any; at least as many as there are is all; what is absent has no say', () => {
    fc.assert(
      fc.property(states, (list) => {
        const there = list.filter((one) => one !== ABSENT);
        expect(verdict({ op: 'atLeast', need: 1 }, list)).toBe(verdict(any, list));
        expect(verdict({ op: 'atLeast', need: there.length }, list)).toBe(verdict(all, list));
        for (const node of [all, any, { op: 'atLeast', need: 2 } as const]) expect(verdict(node, list)).toBe(verdict(node, there));
      }),
    );
  });
  test('that is bad is the fault of its bad children in equal parts, through a group of its own children', () => {
    const voters = ['a', 'b', 'c'].map((child) => ({ child, inner: false }));
    expect(voted(all, voters, [plain(BAD), plain(GOOD), plain(BAD)])).toEqual({ state: BAD, blame: new Map([['a', ONE / 2n], ['c', ONE / 2n]]) });
    expect(voted(any, voters, [plain(BAD), plain(BAD), plain(BAD)]).blame.get('b')).toBe(ONE / 3n);
    // a stands beside a group in which a and b are bad: half by itself, a quarter through the group
    const group = { child: 'group', inner: true };
    const inside = voted(any, voters.slice(0, 2), [plain(BAD), plain(BAD)]);
    expect(voted(all, [voters[0] as (typeof voters)[0], group], [plain(BAD), inside]).blame).toEqual(new Map([['a', (3n * ONE) / 4n], ['b', ONE / 4n]]));
  });
  test('that is not bad, or has too few children for any to be bad, is nobody’s fault', () => {
    const voters = ['a', 'b'].map((child) => ({ child, inner: false }));
    expect(voted(any, voters, [plain(BAD), plain(GOOD)])).toEqual({ state: GOOD, blame: new Map() });
    expect(voted({ op: 'atLeast', need: 2 }, voters, [plain(GOOD), plain(ABSENT)])).toEqual({ state: BAD, blame: new Map() });
  });
});

describe('a window', () => {
  const vma = (op: 'all' | 'weighted', weights: number[] = []): VmaCase['vma'] => ({ op, desired: '0.990000000', adequate: '0.980000000', floor: '0.500000000', children: weights.map((weight) => ({ weight: `${weight}.000000000` })) as VmaCase['vma']['children'] });
  const minutes = (good: number, bad: number, known = good + bad, slices = known): ReturnType<typeof judgeVma> => judgeVma({ vma: vma('all'), votes: { good, bad, known, slices }, children: [] });

  test('of two children at 99 % whose bad minutes lie apart is 98 %; where they coincide, 99 %', () => {
    const together = (first: number, second: number): ReturnType<typeof judgeVma> => {
      const votes = Array.from({ length: 100 }, (_, i) => verdict(all, [i === first ? BAD : GOOD, i === second ? BAD : GOOD]));
      const [good, bad] = [GOOD, BAD].map((state) => votes.filter((one) => one === state).length) as [number, number];
      return minutes(good, bad);
    };
    expect(together(3, 7)).toMatchObject({ good: 98, total: 100, value: 0.98, exact: (98n * ONE) / 100n, coverage: 1, status: 'tolerated' });
    expect(together(3, 3)).toMatchObject({ good: 99, total: 100, value: 0.99, status: 'met' });
    expect(minutes(97_999, 2001)).toMatchObject({ status: 'missed' });
  });
  test('is unknown under the coverage floor, not at it, and where no minute was good or bad', () => {
    expect(minutes(10, 0, 50, 100)).toMatchObject({ coverage: 0.5, status: 'met' });
    expect(minutes(10, 0, 49, 100)).toMatchObject({ coverage: 0.49, value: 1, status: 'unknown' });
    expect(minutes(0, 0, 5, 5)).toMatchObject({ good: 0, total: 0, value: null, coverage: 1, status: 'unknown' });
    expect(judgeVma({ vma: vma('all'), votes: null, children: [] })).toMatchObject({ good: 0, total: 0, value: null, coverage: null, status: 'unknown' });
  });

  const child = (percent: number, measured = 1, expected = 1): VmaCase['children'][0] => ({ top: percent.toFixed(2), bottom: '100.000000000', measured, expected });
  const NONE = { top: '0', bottom: '0', measured: 0, expected: 1 };
  test('weighed 35/25/20/10/10 over 99.94/99.87/99.91/99.72/99.98 is 99.8985', () => {
    const row = judgeVma({ vma: vma('weighted', [35, 25, 20, 10, 10]), votes: null, children: [99.94, 99.87, 99.91, 99.72, 99.98].map((one) => child(one)) });
    expect(row).toMatchObject({ good: null, total: null, value: 0.998985, exact: 998_985_000_000_000_000n, coverage: 1, status: 'met' });
    expect(row.contributions.map((one) => Number((one as number).toPrecision(12)))).toEqual([0.34979, 0.249675, 0.19982, 0.09972, 0.09998]);
  });
  test('weighs what is measured, and covers by weight what of each child was', () => {
    const row = judgeVma({ vma: vma('weighted', [3, 1]), votes: null, children: [child(98, 3, 4), NONE] });
    expect(row).toMatchObject({ value: expect.closeTo(0.98, 12), coverage: (3 * 0.75) / 4, status: 'tolerated', contributions: [expect.closeTo(0.98, 12), null] });
    // the shortest double, not one beside it
    expect(judgeVma({ vma: vma('weighted', [1, 1]), votes: null, children: [child(98), NONE] })).toMatchObject({ value: 0.98, coverage: 0.5, status: 'tolerated' });
    expect(judgeVma({ vma: vma('weighted', [1, 2]), votes: null, children: [child(98), NONE] })).toMatchObject({ status: 'unknown' });
    expect(judgeVma({ vma: vma('weighted', [1]), votes: null, children: [NONE] })).toMatchObject({ value: null, status: 'unknown', contributions: [null] });
  });
  test('weighed lies between its lowest and its highest child, and its contributions add up to it', () => {
    const one = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (list) => {
        const row = judgeVma({ vma: vma('weighted', list.map(([weight]) => weight)), votes: null, children: list.map(([, share]) => child(share / 100)) });
        const shares = list.map(([, share]) => share / 10_000);
        expect(row.value).toBeGreaterThanOrEqual(Math.min(...shares) - 1e-12);
        expect(row.value).toBeLessThanOrEqual(Math.max(...shares) + 1e-12);
        expect(row.contributions.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBeCloseTo(row.value as number, 12);
      }),
    );
  });
});

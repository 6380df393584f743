import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact } from '../../../aggregator/exact.ts';
import { sliceOf } from '../../../aggregator/judge/3-slo-slice.ts';

describe('a timeslice', () => {
  it.each([
    ['of Occurrences adds what happened', 'Occurrences', null, '99.5', '100', '99.500000000000000000', '100.000000000000000000'],
    ['on its target is good', 'Timeslices', '0.950000000', '95', '100', '1.000000000000000000', '1.000000000000000000'],
    ['a hair below its target is bad', 'Timeslices', '0.950000000', '94.999999999', '100', '0.000000000000000000', '1.000000000000000000'],
    ['of ratios adds its ratio', 'RatioTimeslices', null, '2', '3', '0.666666666666666667', '1.000000000000000000'],
    ['with nothing in it adds nothing', 'RatioTimeslices', null, '0', '0', '0.000000000000000000', '0.000000000000000000'],
    ['with nothing in it is neither good nor bad', 'Timeslices', '0.950000000', '0', '0', '0.000000000000000000', '0.000000000000000000'],
  ] as const)('%s', (_title, method, sliceTarget, good, total, adds, of) => {
    expect(sliceOf({ method, sliceTarget }, { good, total })).toEqual({ good: adds, total: of });
  });

  it('of ratios lies between 0 and 1, and is off by no more than half of the last place', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }), (a, b) => {
        const [g, n] = a < b ? [a, b] : [b, a];
        fc.pre(n > 0n);
        const ratio = exact(sliceOf({ method: 'RatioTimeslices', sliceTarget: null }, { good: g.toString(), total: n.toString() }).good);
        const off = ratio * n - g * 10n ** 18n;
        expect((off < 0n ? -off : off) * 2n <= n).toBe(true);
      }),
    );
  });
});

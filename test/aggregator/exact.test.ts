/** Decimals as integers of 10^-18 and back: nothing is lost on the way, whatever the sign and the number of places. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, double, exact, less, ONE, ratio, written } from '../../aggregator/exact.ts';

test('a decimal is what its digits say', () => {
  expect([exact('0'), exact('12'), exact('-12'), exact(7), exact('0.5'), exact('-0.5'), exact('-0'), exact('1.000000000000000001')]).toEqual([0n, 12n * ONE, -12n * ONE, 7n * ONE, ONE / 2n, -ONE / 2n, 0n, ONE + 1n]);
  expect(exact('.5')).toBe(ONE / 2n);
  // what is finer than 10^-18 is cut off
  expect(exact('0.0000000000000000019')).toBe(1n);
});

test('written and read again it is the same, and as a double it is the nearest', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (m) => {
      expect(exact(written(m))).toBe(m);
      expect(double(m)).toBe(Number(written(m)));
    }),
  );
});

test('a ratio is rounded half to even', () => {
  expect([ratio(1n, 3n), ratio(2n, 3n), ratio(1n, 2n * ONE), ratio(3n, 2n * ONE), ratio(5n, 0n)]).toEqual([333333333333333333n, 666666666666666667n, 0n, 2n, 0n]);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }), (a, b) => {
      const twice = 2n * ratio(a, b) * b - 2n * a * ONE;
      expect(twice <= b && twice >= -b).toBe(true);
    }),
  );
});

test('sums and differences of decimals as text lose nothing, small or large, whole or not', () => {
  const decimal = fc.oneof(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }).map(String), fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(written), fc.constantFrom('0', '999999999999999', '-999999999999999'));
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(exact(add(a, b))).toBe(exact(a) + exact(b));
      expect(exact(less(a, b))).toBe(exact(a) - exact(b));
    }),
  );
  expect([less('0', '0'), less('600', '600'), add('0', '0')]).toEqual(['0', '0', '0']);
});

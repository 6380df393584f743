/** Figures of a plan: exact decimals from their text, never through a double. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, duration, durationHint, exact, gcd, ofHundred, ratio, sliceLength } from '../../../shared/plan/scalar.ts';

describe('figures', () => {
  test.each([
    ['99.5%', '0.995000000'],
    ['99.95 %', '0.999500000'],
    ['0.9995', '0.999500000'],
    ['100%', '1.000000000'],
    ['.5', '0.500000000'],
    ['1e-1', '0.100000000'],
    ['-3.', '-3.000000000'],
    ['99.1234567891%', '0.991234568'],
  ])('%s is %s', (text, expected) => expect(ratio(text)).toBe(expected));
  test('targetPercent is a hundredth', () => expect(ofHundred('99.99999')).toBe('0.999999900'));
  test('the tenth place rounds half even, and only a true half is a tie', () => {
    expect(decimal('0.1234567885')).toBe('0.123456788');
    expect(decimal('0.1234567895')).toBe('0.123456790');
    expect(decimal('0.12345678850000000001')).toBe('0.123456789');
    expect(decimal('-0.1234567885')).toBe('-0.123456788');
    expect(decimal('-0.12345678850000000001')).toBe('-0.123456789');
  });
  test('what is no number, or more than the store can hold, is none', () => {
    for (const text of ['', 'high', '1,5', '0x10', '1_000', 'NaN', '.inf', '1e30', '1e999', '--1', '%', '1e9999999']) expect([text, decimal(text)]).toEqual([text, null]);
  });
  test('a decimal within 9 places comes back digit by digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), (units) => {
        const digits = (units < 0n ? -units : units).toString().padStart(10, '0');
        const text = `${units < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
        expect(decimal(text)).toBe(text);
      }),
    );
  });
  test('durations: m is a minute, M a month; nothing lasts 0', () => {
    expect(duration('5m')?.ms).toBe(300_000);
    expect(duration('1M')?.ms).toBe(30 * 86_400_000);
    expect(duration('28d')).toEqual({ count: 28, unit: 'd', ms: 28 * 86_400_000 });
    for (const text of ['0d', '28', 'd', '1.5h', '-1d', 'P1D', '28 days', '1y', '9999999d']) expect([text, duration(text)]).toEqual([text, null]);
  });
  test('every unit of a duration has its length', () => {
    expect(['1ms', '1s', '1m', '1h', '1d', '1w', '1M', '1Q', '1Y', ' 999999d '].map((text) => duration(text)?.ms)).toEqual([1, 1000, 60_000, 3_600_000, 86_400_000, 7 * 86_400_000, 30 * 86_400_000, 90 * 86_400_000, 365 * 86_400_000, 999_999 * 86_400_000]);
    for (const text of ['x5m', '5min', '5mx']) expect([text, duration(text)]).toEqual([text, null]);
  });
  test('a timeslice of a bare number is that many minutes', () => {
    expect(['5', ' 5 ', '15', '5m', '30s'].map((text) => sliceLength(text)?.ms)).toEqual([300_000, 300_000, 900_000, 300_000, 30_000]);
    for (const text of ['0', 'five', '5 m', '-5']) expect([text, sliceLength(text)]).toEqual([text, null]);
  });
  test('at 29 digits before the point the store is full, to either side', () => {
    for (const sign of ['', '-']) {
      expect(decimal(`${sign}99999999999999999999999999999.999999999`)).toBe(`${sign}99999999999999999999999999999.999999999`);
      expect(decimal(`${sign}1e29`)).toBeNull();
      // half even rounds it up to what no longer fits
      expect(decimal(`${sign}99999999999999999999999999999.9999999995`)).toBeNull();
    }
  });
  test('a power of ten moves the point, a percent sign or targetPercent two places more', () => {
    expect([decimal('1e3'), decimal('1.5E+2'), ratio('995e-1%'), ratio(' 99.5 % '), ofHundred(' 995e-1 '), ofHundred('.5')]).toEqual(['1000.000000000', '150.000000000', '0.995000000', '0.995000000', '0.995000000', '0.005000000']);
    expect([ratio('high%'), ratio('1e3e3'), ofHundred('99.9%'), ofHundred('')]).toEqual([null, null, null, null]);
  });
  test('a figure of more than nine places is not kept as it is written', () => {
    expect(['0.123456789', '1e-9', '0.1234567890', ' 12 '].map((text) => exact(text))).toEqual([true, true, true, true]);
    expect(['0.1234567891', '1e-10', '-0.0000000001'].map((text) => exact(text))).toEqual([false, false, false]);
    expect(['99.1234567', '99.12345678'].map((text) => exact(text, -2)), 'as a percentage two places fewer').toEqual([true, false]);
  });
  test('the greatest common divisor of anything and nothing is the thing', () => {
    expect([gcd(12n, 18n), gcd(18n, 12n), gcd(7n, 5n), gcd(7n, 0n), gcd(0n, 7n), gcd(0n, 0n)]).toEqual([6n, 6n, 1n, 7n, 7n, 0n]);
  });
  test('a duration that is none is told from what was probably meant', () => {
    const meant: [string, string | undefined][] = [
      ['28', 'with its unit, as 28m, 28h or 28d'], ['28 days', 'did you mean 28d?'], ['28D', 'did you mean 28d?'], ['1 m', 'did you mean 1m?'], ['1 M', 'did you mean 1M?'], ['1 Mon', 'did you mean 1M?'], ['2 mins', 'did you mean 2m?'], ['3months', 'did you mean 3M?'],
      ['5 secs', 'did you mean 5s?'], ['5 second', 'did you mean 5s?'], ['2 hrs', 'did you mean 2h?'], ['2 hour', 'did you mean 2h?'], ['2 weeks', 'did you mean 2w?'], ['1 quarter', 'did you mean 1Q?'], ['1 yr', 'did you mean 1Y?'], ['2 years', 'did you mean 2Y?'],
      ['PT5M', 'did you mean 5m?'], ['PT2H', 'did you mean 2h?'], ['P5M', 'did you mean 5M?'], ['P2W', 'did you mean 2w?'], ['P28D', 'did you mean 28d?'], ['P1Y', 'did you mean 1Y?'],
      ['0', undefined], ['0 days', undefined], ['soon', undefined], ['5 parsecs', undefined], ['-5 days', undefined], ['5 days ago', undefined], ['', undefined],
    ];
    expect(meant.map(([text]) => [text, durationHint(text)])).toEqual(meant);
  });
});

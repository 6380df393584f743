/** Figures of a plan: exact decimals from their text, never through a double. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, duration, ofHundred, ratio } from '../../../shared/plan/scalar.ts';

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
});

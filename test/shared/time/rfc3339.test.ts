/** RFC 3339: instants that exist, with their offset, and nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantBy, rfc3339 } from '../../../shared/time/rfc3339.ts';

test('what Date writes is read back, to the millisecond', () => {
  fc.assert(fc.property(fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), (date) => void expect(rfc3339(date.toISOString())).toBe(date.getTime())));
});

test('an offset says how far the clock is ahead of UTC', () => {
  const noon = Date.UTC(2026, 10, 3, 12);
  for (const text of ['2026-11-03T12:00:00Z', '2026-11-03t12:00:00z', '2026-11-03 12:00:00Z', '2026-11-03T17:30:00+05:30', '2026-11-03T08:30:00-03:30', '2026-11-03T12:00:00-00:00', '2026-11-04T11:59:00+23:59']) expect(rfc3339(text), text).toBe(noon);
});

test('digits below a millisecond are cut off, missing ones are zeros', () => {
  expect(['.5', '.05', '.0059', '.999999'].map((fraction) => rfc3339(`1970-01-01T00:00:00${fraction}Z`))).toEqual([500, 50, 5, 999]);
});

test('a leap second is the first instant of the next minute, whatever its fraction', () => {
  expect(rfc3339('2016-12-31T23:59:60.7Z')).toBe(Date.UTC(2017, 0, 1));
  expect(rfc3339('2016-12-31T23:59:59.700Z')).toBe(Date.UTC(2017, 0, 1) - 300);
});

test.each([
  '2026-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-13-01T00:00:00Z', '2026-00-10T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-32T00:00:00Z',
  '2026-01-01T24:00:00Z', '2026-01-01T23:60:00Z', '2026-01-01T23:59:61Z', '2026-01-01T00:00:00+24:00', '2026-01-01T00:00:00+00:60',
  '2026-01-01T00:00:00', '2026-01-01T00:00Z', '2026-01-01T00:00:00.Z', '2026-01-01', ' 2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z ', '12026-01-01T00:00:00Z', '2026-1-01T00:00:00Z', '2026-01-01T00:00:00+1:00', '2026-01-01T00:00:00+01:0', '',
])('%j is no instant', (text) => expect(rfc3339(text)).toBeNull());

test('the last second of a day, an hour and a minute are instants', () => {
  expect(rfc3339('2026-01-31T23:59:59Z')).toBe(Date.UTC(2026, 1, 1) - 1000);
  expect(rfc3339('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
});

test('people may leave out seconds, and nothing else', () => {
  const tenTwelve = Date.UTC(2026, 10, 3, 10, 12);
  for (const text of ['2026-11-03T10:12Z', '2026-11-03 10:12z', '2026-11-03t11:12+01:00', '2026-11-03T09:12-01:00', '2026-11-03T10:12:00Z']) expect(instantBy(text), text).toBe(tenTwelve);
  for (const text of ['2026-11-03T10:12', '2026-11-03T10Z', '2026-11-03', 'at 2026-11-03T10:12Z', '2026-11-03T10:12Zulu', '2026-11-03T10:12+01:00x', '2026-11-03T10:12+1:00']) expect(instantBy(text), text).toBeNull();
});

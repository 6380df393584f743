import { describe, expect, it } from 'vitest';
import { asOf, dayShort, exactly, length, minute, periodName, span, windowWords } from '../../../dashboard/cards/when.ts';

const at = (text: string): number => Date.parse(text);

describe('times', () => {
  it('are written in the zone of the scorecard', () => expect(minute(at('2026-11-22T09:41:00Z'), 'Europe/Berlin')).toBe('22 Nov 2026 10:41'));
  it('name whole days when a window lies on them', () => {
    expect(span(at('2026-09-30T22:00:00Z'), at('2026-12-31T23:00:00Z'), 'Europe/Berlin')).toBe('1 Oct – 31 Dec 2026');
    expect(span(at('2001-03-01T00:00:00Z'), at('2001-03-02T00:00:00Z'), 'UTC')).toBe('1 Mar 2001');
    expect(span(at('2001-12-01T00:00:00Z'), at('2002-02-01T00:00:00Z'), 'UTC')).toBe('1 Dec 2001 – 31 Jan 2002');
    expect(span(at('2026-10-25T09:41:00Z'), at('2026-11-22T09:41:00Z'), 'UTC')).toBe('25 Oct 2026 09:41 – 22 Nov 2026 09:41');
  });
  it('leave out what is known', () => {
    expect(dayShort(at('2026-09-30T12:00:00Z'), at('2026-11-22T00:00:00Z'), 'UTC')).toBe('30 Sep');
    expect(dayShort(at('2025-12-31T12:00:00Z'), at('2026-11-22T00:00:00Z'), 'UTC')).toBe('31 Dec ’25');
    expect(exactly(at('2001-03-31T22:27:00Z'), 'UTC')).toBe('31 Mar 2001 22:27:00');
  });
  it('name periods', () => {
    expect(periodName(at('2026-07-01T00:00:00Z'), 'UTC', 'quarter')).toBe('Q3');
    expect(periodName(at('2001-02-01T00:00:00Z'), 'UTC', 'month')).toBe('Feb');
    expect(periodName(at('2001-01-01T00:00:00Z'), 'UTC', 'year')).toBe('2001');
  });
});

it('data says how old it is, and when it is stale; on a replay nothing is ago', () => {
  expect(asOf(at('2026-11-22T09:41:00Z'), 38_000, 'UTC')).toEqual({ text: 'Data to 22 Nov 2026 09:41, 38 s ago', stale: null });
  expect(asOf(at('2026-11-22T09:41:00Z'), 660_000, 'UTC')).toEqual({ text: 'Data to 22 Nov 2026 09:41', stale: ', stale: 11 min old' });
  expect(asOf(at('2001-03-31T09:41:00Z'), null, 'UTC').text).toBe('Data to 31 Mar 2001 09:41');
});

it('a length has two units at most', () => {
  expect(length(692_000)).toBe('11 min 32 s');
  expect(length(-133_200_000)).toBe('−1 d 13 h');
  expect(length(0)).toBe('0 s');
  expect(length(86_400_000)).toBe('1 d');
});

it('a window is told in words', () => {
  expect(windowWords({ kind: 'rolling', ms: 28 * 86_400_000, text: '28d' })).toBe('over rolling 28 days');
  expect(windowWords({ kind: 'calendar', count: 1, unit: 'M', anchor: null, zone: 'UTC', text: '1M' })).toBe('in each month');
  expect(windowWords({ kind: 'rolling', ms: 3_600_000, text: '1h' })).toBe('over rolling 1 hour');
});

import { describe, expect, it } from 'vitest';
import { periodKey, periodNamed, type Rhythm } from '../../../shared/time/period.ts';
import { periodAt } from '../../../shared/time/window.ts';

const at = (text: string): number => Date.parse(text);
const berlin = (period: Rhythm['period'], fiscalYearStart = 1): Rhythm => ({ period, zone: 'Europe/Berlin', fiscalYearStart });

describe('the name of a period', () => {
  it.each([
    ['quarter', 1, '2026-11-22T10:41:00Z', '2026-Q4'],
    ['quarter', 4, '2026-11-22T10:41:00Z', '2026-Q3'],
    ['quarter', 4, '2027-02-01T00:00:00Z', '2026-Q4'],
    ['quarter', 11, '2026-10-31T22:59:00Z', '2025-Q4'],
    ['quarter', 11, '2026-10-31T23:01:00Z', '2026-Q1'],
    ['year', 10, '2026-09-30T21:00:00Z', '2025'],
    ['year', 1, '2026-09-30T21:00:00Z', '2026'],
    ['month', 7, '2026-09-30T22:30:00Z', '2026-10'],
    ['week', 1, '2026-11-22T10:41:00Z', '2026-11-16'],
    ['day', 1, '2026-11-22T23:30:00Z', '2026-11-23'],
  ] as const)('a %s with the fiscal year from month %i at %s is %s, and leads back', (period, start, instant, name) => {
    const rhythm = berlin(period, start);
    const span = periodAt(period, rhythm.zone, at(instant) + 1, start);
    expect(periodKey(rhythm, span.from)).toBe(name);
    expect(periodNamed(rhythm, name)).toEqual(span);
  });

  it.each(['', '2026', '2026-Q5', '2026-10', '2026-Q4-1', '26-Q4', '2026-11-16', '1800-Q1', 'Q4 2026'])('there is no quarter named “%s”', (name) => expect(periodNamed(berlin('quarter'), name)).toBeNull());
  it('a week goes by its Monday only, and no month has 32 days', () => {
    expect(periodNamed(berlin('week'), '2026-11-17')).toBeNull();
    expect(periodNamed(berlin('day'), '2026-11-32')).toBeNull();
    expect(periodNamed(berlin('month'), '2026-13')).toBeNull();
  });
});

/** Windows: anchored calendar windows in their zones, natural periods, and covers that are exact. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from '../../../shared/plan/measure.ts';
import { iso } from '../../../shared/time/instant.ts';
import { cover, dateAt, dayNumber, dayStarts, isZone, midnight, periodAt, previousPeriods, windowAt } from '../../../shared/time/window.ts';

const ms = (text: string): number => Date.parse(text);
const calendar = (text: string, anchor: string | null, zone: string): Window => ({ kind: 'calendar', count: Number.parseInt(text, 10), unit: text.at(-1) as 'd', anchor, zone, text });
const shown = (window: Window, at: string): string[] => Object.values(windowAt(window, ms(at))).map(iso);

test('a local day has the number of its date, 14 hours ahead of UTC, where midnight is missing and 12 hours behind', () => {
  expect(dayNumber('Pacific/Kiritimati', ms('2026-11-01T10:00:00Z'))).toBe(ms('2026-11-02') / 86_400_000);
  expect(dayNumber('Pacific/Kiritimati', ms('2026-11-01T09:59:00Z'))).toBe(ms('2026-11-01') / 86_400_000);
  expect(dayNumber('America/Santiago', ms('2026-09-06T04:00:00Z'))).toBe(ms('2026-09-06') / 86_400_000);
  expect(dayNumber('Etc/GMT+12', ms('2026-11-02T11:59:00Z'))).toBe(ms('2026-11-01') / 86_400_000);
});

describe('calendar windows', () => {
  test('monthly from 08:00 in New York, asked on 12 October: the one that began on the 1st; the next ends an hour later in UTC', () => {
    const monthly = calendar('1M', '2022-09-01 08:00:00', 'America/New_York');
    expect(shown(monthly, '2022-10-12T00:00:00Z')).toEqual(['2022-10-01T12:00:00Z', '2022-11-01T12:00:00Z']);
    expect(shown(monthly, '2022-11-12T00:00:00Z')).toEqual(['2022-11-01T12:00:00Z', '2022-12-01T13:00:00Z']);
  });
  test('at a boundary the window just closed is meant', () => {
    const months = calendar('1M', null, 'UTC');
    expect(shown(months, '2026-11-01T00:00:00Z')).toEqual(['2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z']);
    expect(shown(months, '2026-11-01T00:00:00.001Z')).toEqual(['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z']);
  });
  test('the day is clamped to the month, always from the anchor: 31 January, 28 February, 31 March', () => {
    const monthly = calendar('1M', '2025-01-31 12:00:00', 'UTC');
    expect(shown(monthly, '2026-03-01T00:00:00Z')).toEqual(['2026-02-28T12:00:00Z', '2026-03-31T12:00:00Z']);
  });
  test('a local time that does not exist moves forward by the gap, one that occurs twice means the first', () => {
    expect(shown(calendar('1d', '2026-01-01 02:30:00', 'Europe/Berlin'), '2026-03-29T12:00:00Z')).toEqual(['2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z']);
    expect(shown(calendar('1d', '2026-01-01 02:30:00', 'Europe/Berlin'), '2026-10-25T12:00:00Z')).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
  });
  test('weeks start on Monday unless anchored; zones may be half an hour apart', () => {
    expect(shown(calendar('1w', null, 'UTC'), '2026-11-18T06:28:00Z')).toEqual(['2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z']);
    expect(shown(calendar('1w', null, 'Australia/Lord_Howe'), '2026-11-18T06:28:00Z')).toEqual(['2026-11-15T13:00:00Z', '2026-11-22T13:00:00Z']);
    expect(shown(calendar('1Q', '2025-01-31 12:00:00', 'Asia/Kolkata'), '2026-11-18T06:28:00Z')).toEqual(['2026-10-31T06:30:00Z', '2027-01-31T06:30:00Z']);
  });
  test('where clocks move by half an hour, so does a time that does not exist; the first of two is meant', () => {
    expect(shown(calendar('1d', '2026-01-01 02:15:00', 'Australia/Lord_Howe'), '2026-10-03T20:00:00Z')).toEqual(['2026-10-03T15:45:00Z', '2026-10-04T15:15:00Z']);
    expect(shown(calendar('1d', '2026-01-01 01:45:00', 'Australia/Lord_Howe'), '2026-04-04T20:00:00Z')).toEqual(['2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z']);
  });
  test('a year from 29 February begins on the 28th three times, then on the 29th', () => {
    const yearly = calendar('1Y', '2024-02-29 00:00:00', 'UTC');
    expect(['2025-06-01', '2026-06-01', '2027-06-01', '2028-06-01'].map((day) => shown(yearly, `${day}T00:00:00Z`)[0]?.slice(0, 10))).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']);
  });
  test('instants before the anchor have windows too', () => {
    expect(shown(calendar('1M', '2026-01-31 12:00:00', 'UTC'), '2025-03-01T00:00:00Z')).toEqual(['2025-02-28T12:00:00Z', '2025-03-31T12:00:00Z']);
  });
  test('the zone of the machine has no say, not even one that left out a day', () => {
    const days = [calendar('1d', '2010-01-01 02:30:00', 'Europe/Berlin'), calendar('1M', '2010-01-30 00:00:00', 'UTC'), calendar('1w', null, 'America/New_York')];
    const all = (): string[] => days.flatMap((one) => ['2011-12-30T12:00:00Z', '2011-12-31T12:00:00Z'].flatMap((at) => shown(one, at)));
    const here = all();
    const before = process.env['TZ'];
    // other windows of the same keys in between, so that nothing is answered from memory
    process.env['TZ'] = 'Pacific/Apia';
    for (const one of days) windowAt(one, ms('2020-06-01T00:00:00Z'));
    expect(all()).toEqual(here);
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  test('a start that no calendar knows is refused', () => {
    for (const text of ['2026-02-30', '2026-13-01', '2026-01-01 25:00:00', '2026-01-01 00:60', '0026-01-01', 'tomorrow']) expect(() => windowAt(calendar('1d', text, 'UTC'), 0)).toThrow(RangeError);
  });
  test('a start may have a T, seconds, or no time at all, and nothing before or behind it', () => {
    const start = (text: string): string | undefined => shown(calendar('1d', text, 'UTC'), '2026-01-02T12:00:00Z')[0];
    expect(['2026-01-01', '2026-01-01 08:30', '2026-01-01T08:30:15', ' 2026-01-01 00:00:00 ', '1900-01-01'].map(start)).toEqual(['2026-01-02T00:00:00Z', '2026-01-02T08:30:00Z', '2026-01-02T08:30:15Z', '2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z']);
    for (const text of ['1899-12-31', '12026-01-01', '2026-01-011', '2026-01-01 08', '2026-01-01 08:30:15Z', '2026-01-01 08:30:60']) expect(() => start(text), text).toThrow(`not a local time: ${text}`);
  });
  test('windows of several units are counted from the anchor: two weeks, three months, a quarter of an hour', () => {
    expect(['2026-01-19T00:00:00Z', '2026-01-19T00:00:00.001Z', '2026-01-04T12:00:00Z'].map((at) => shown(calendar('2w', '2026-01-05', 'UTC'), at)[0])).toEqual(['2026-01-05T00:00:00Z', '2026-01-19T00:00:00Z', '2025-12-22T00:00:00Z']);
    expect(shown(calendar('3M', '2025-11-30', 'UTC'), '2026-03-01T12:00:00Z')).toEqual(['2026-02-28T00:00:00Z', '2026-05-30T00:00:00Z']);
    expect(shown(calendar('2Y', '2025-05-01', 'UTC'), '2026-12-01T12:00:00Z')).toEqual(['2025-05-01T00:00:00Z', '2027-05-01T00:00:00Z']);
    expect(['2026-11-18T10:15:00Z', '2026-11-18T10:15:00.001Z'].map((at) => shown(calendar('15m', null, 'UTC'), at))).toEqual([['2026-11-18T10:00:00Z', '2026-11-18T10:15:00Z'], ['2026-11-18T10:15:00Z', '2026-11-18T10:30:00Z']]);
    expect(shown(calendar('6h', '2026-11-18 22:00:00', 'UTC'), '2026-11-18T12:00:00Z'), 'before the anchor').toEqual(['2026-11-18T10:00:00Z', '2026-11-18T16:00:00Z']);
  });
  test('on the day of a change noon has the new offset, the morning before it the old one, and the next midnight the new', () => {
    expect([shown(calendar('1d', '2026-01-01 12:00', 'America/New_York'), '2026-03-08T20:00:00Z'), shown(calendar('1d', '2026-01-01 12:00', 'America/New_York'), '2026-11-01T20:00:00Z')]).toEqual([['2026-03-08T16:00:00Z', '2026-03-09T16:00:00Z'], ['2026-11-01T17:00:00Z', '2026-11-02T17:00:00Z']]);
    expect(dayStarts('America/New_York', ms('2026-03-07T12:00:00Z'), ms('2026-03-10T00:00:00Z')).map(iso)).toEqual(['2026-03-07T05:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', '2026-03-10T04:00:00Z']);
    expect(dayStarts('America/New_York', ms('2026-11-01T12:00:00Z'), ms('2026-11-03T00:00:00Z')).map(iso)).toEqual(['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', '2026-11-03T05:00:00Z']);
  });
  test('hours count elapsed time from the anchor', () => {
    expect(shown(calendar('6h', '2026-03-28 22:00:00', 'Europe/Berlin'), '2026-03-29T12:00:00Z')).toEqual(['2026-03-29T09:00:00Z', '2026-03-29T15:00:00Z']);
  });
});

describe('rolling windows and periods', () => {
  test('a rolling window ends with the slice that holds the last millisecond before the instant', () => {
    const hour: Window = { kind: 'rolling', ms: 3_600_000, text: '1h' };
    expect(shown(hour, '2026-11-18T03:07:30.500Z')).toEqual(['2026-11-18T02:08:00Z', '2026-11-18T03:08:00Z']);
    expect(shown(hour, '2026-11-18T03:07:00Z')).toEqual(['2026-11-18T02:07:00Z', '2026-11-18T03:07:00Z']);
  });
  test('quarters and years follow the fiscal year', () => {
    expect(Object.values(periodAt('quarter', 'UTC', ms('2026-11-18T00:00:00Z'), 2)).map(iso)).toEqual(['2026-11-01T00:00:00Z', '2027-02-01T00:00:00Z']);
    expect(Object.values(periodAt('year', 'UTC', ms('2026-11-18T00:00:00Z'), 4)).map(iso)).toEqual(['2026-04-01T00:00:00Z', '2027-04-01T00:00:00Z']);
  });
  test('the fiscal year leaves days, weeks and months as they are, and begins in January unless said', () => {
    const at = ms('2026-11-18T12:00:00Z');
    expect((['day', 'week', 'month'] as const).map((period) => iso(periodAt(period, 'UTC', at, 4).from))).toEqual(['2026-11-18T00:00:00Z', '2026-11-16T00:00:00Z', '2026-11-01T00:00:00Z']);
    expect((['quarter', 'year'] as const).map((period) => iso(periodAt(period, 'UTC', at).from))).toEqual(['2026-10-01T00:00:00Z', '2026-01-01T00:00:00Z']);
    expect(previousPeriods('year', 'Europe/Berlin', at, 2, 10).map((one) => Object.values(one).map(iso))).toEqual([['2024-09-30T22:00:00Z', '2025-09-30T22:00:00Z'], ['2025-09-30T22:00:00Z', '2026-09-30T22:00:00Z']]);
  });
  test('the periods before one touch each other', () => {
    const list = previousPeriods('month', 'Europe/Berlin', ms('2026-11-18T00:00:00Z'), 14);
    expect(list).toHaveLength(14);
    for (let i = 1; i < list.length; i++) expect(list[i]?.from).toBe(list[i - 1]?.to);
  });
  test('the day that Samoa left out is no day', () => {
    const days = dayStarts('Pacific/Apia', ms('2011-12-29T12:00:00Z'), ms('2012-01-01T10:00:00Z'));
    expect(days.map(iso)).toEqual(['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z', '2012-01-01T10:00:00Z']);
  });
  test('the midnights of a span begin at or before it and end at or after it', () => {
    const DAY = 86_400_000;
    expect([dayStarts('UTC', 0, DAY), dayStarts('UTC', 1, DAY), dayStarts('UTC', 0, DAY + 1), dayStarts('UTC', 0, 0), dayStarts('UTC', 5, 5)]).toEqual([[0, DAY], [0, DAY], [0, DAY, 2 * DAY], [0], [0, DAY]]);
  });
  test('local days last 23 to 25 hours and none is missed', () => {
    const days = dayStarts('America/New_York', ms('2026-01-01T00:00:00Z'), ms('2027-01-01T00:00:00Z'));
    const lengths = days.slice(1).map((one, i) => (one - (days[i] as number)) / 3_600_000);
    expect(days).toHaveLength(367);
    expect([...new Set(lengths)].sort()).toEqual([23, 24, 25]);
  });
});

describe('a cover of a span', () => {
  const at = (text: string): number => ms(`2026-11-${text}:00Z`);
  const parts = (from: string, to: string): unknown => {
    const { days, hours, minutes } = cover(at(from), at(to));
    const text = (list: [number, number][]): string[] => list.map(([a, b]) => `${iso(a).slice(8, 16)} ${iso(b).slice(8, 16)}`);
    return [text(days ? [days] : []), text(hours), text(minutes)];
  };
  test('takes days where whole ones lie inside, hours beside them, minutes at the edges', () => {
    expect(parts('02T22:58', '05T01:03')).toEqual([['03T00:00 05T00:00'], ['02T23:00 03T00:00', '05T00:00 05T01:00'], ['02T22:58 02T23:00', '05T01:00 05T01:03']]);
    expect(parts('03T00:00', '04T00:00')).toEqual([['03T00:00 04T00:00'], [], []]);
    expect(parts('03T01:00', '04T00:00')).toEqual([[], ['03T01:00 04T00:00'], []]);
    expect(parts('03T01:00', '04T23:00')).toEqual([[], ['03T01:00 04T23:00'], []]);
    expect(parts('03T00:00', '03T00:01')).toEqual([[], [], ['03T00:00 03T00:01']]);
    expect(parts('03T10:15', '03T11:45')).toEqual([[], [], ['03T10:15 03T11:45']]);
    expect(parts('03T10:15', '03T12:00')).toEqual([[], ['03T11:00 03T12:00'], ['03T10:15 03T11:00']]);
    expect(parts('03T10:00', '03T11:01')).toEqual([[], ['03T10:00 03T11:00'], ['03T11:00 03T11:01']]);
  });
  test('of an empty span has nothing', () => {
    for (const to of ['03T10:15', '03T10:14', '02T10:15']) expect(parts('03T10:15', to)).toEqual([[], [], []]);
  });
});

describe('names', () => {
  test('of a date mean its midnight; a zone has a name, not an offset', () => {
    expect(iso(midnight('2026-11-19', 'Europe/Berlin'))).toBe('2026-11-18T23:00:00Z');
    expect(() => midnight('2026-02-30', 'UTC')).toThrow(RangeError);
    expect(['2026-11-19', '2026-02-30', '2026-11-19 10:00', ' 2026-11-19', '2026-11-191', '2026', ''].map((text) => dateAt(text, 'Asia/Kolkata'))).toEqual([ms('2026-11-18T18:30:00Z'), null, null, null, null, null, null]);
    expect(['UTC', 'Europe/Berlin', '+02:00', '-03:00', 'Mars/Phobos', ''].map(isZone)).toEqual([true, true, false, false, false, false]);
  });
});

describe('properties', () => {
  const minute = fc.integer({ min: 0, max: 60 * 24 * 400 }).map((n) => ms('2025-11-01T00:00:00Z') + n * 60_000);
  test('a cover is disjoint and exactly the span', () => {
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 60 * 24 * 120 }), (from, length) => {
        const to = from + length * 60_000;
        const parts = cover(from, to);
        const list = [...(parts.days ? [parts.days] : []), ...parts.hours, ...parts.minutes].sort((a, b) => a[0] - b[0]);
        let at = from;
        for (const [a, b] of list) {
          expect(a).toBe(at);
          expect(b).toBeGreaterThan(a);
          at = b;
        }
        expect(at).toBe(Math.max(from, to));
        for (const [a, b] of parts.minutes) expect(b - a).toBeLessThan(2 * 3_600_000);
      }),
    );
  });
  test('a calendar window holds the instant it was asked for, and the next begins where it ends', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns');
    const unit = fc.constantFrom('1d', '1w', '1M', '1Q', '1Y', '6h');
    const anchor = fc.constantFrom(null, '2025-01-31 12:00:00', '2022-09-01 08:00:00', '2024-12-30 00:00:00');
    fc.assert(
      fc.property(minute, zone, unit, anchor, (at, z, u, a) => {
        const window = calendar(u, a, z);
        const { from, to } = windowAt(window, at);
        expect(from).toBeLessThan(at);
        expect(to).toBeGreaterThanOrEqual(at);
        expect(windowAt(window, to + 1).from).toBe(to);
        expect(windowAt(window, from).to).toBe(from);
      }),
    );
  });
});

/** Scheduled time: calendars, holidays, maintenance and corrections against a slow reckoning of every minute by Intl, and the sums that ticks ask for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Calendar, Hours, Schedule } from '../../../shared/plan/measure.ts';
import { iso } from '../../../shared/time/instant.ts';
import { ahead, back, counted, scheduled } from '../../../shared/time/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ms = (text: string): number => Date.parse(text);
const calendar = (given: Partial<Calendar>): Calendar => ({ name: 'c', zone: 'UTC', week: null, holidays: [], maintenance: [], ...given });
const of = (given: Partial<Calendar> | null, ...out: [string | number, string | number][]): Schedule => ({
  calendar: given && calendar(given),
  corrections: out.map(([from, to], i) => ({ name: `out-${i}`, from: typeof from === 'number' ? from : ms(from), to: typeof to === 'number' ? to : ms(to), reason: 'own', text: '' })),
});
const shown = (schedule: Schedule, from: string, to: string): string[] => counted(schedule, ms(from), ms(to)).map((one) => `${iso(one.from)} ${iso(one.to)}`);
const office: Hours = [['08:00', '18:00']];
const OFFICE: Partial<Calendar> = { zone: 'Europe/Berlin', week: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [['09:00', '13:00']] } };

describe('a calendar', () => {
  test('is open in the hours of its week, in local time; a day not named is closed', () => {
    expect(shown(of(OFFICE), '2026-10-23T00:00:00Z', '2026-10-27T00:00:00Z')).toEqual(['2026-10-23T06:00:00Z 2026-10-23T16:00:00Z', '2026-10-24T07:00:00Z 2026-10-24T11:00:00Z', '2026-10-26T07:00:00Z 2026-10-26T17:00:00Z']);
  });
  test('that ends at or before its start runs into the next day; 00:00-24:00 and 00:00-00:00 are whole days, joined', () => {
    expect(shown(of({ week: { fri: [['22:00', '02:00']], sun: [['00:00', '24:00']], mon: [['00:00', '00:00']] } }), '2026-11-01T12:00:00Z', '2026-11-08T12:00:00Z')).toEqual([
      '2026-11-01T12:00:00Z 2026-11-03T00:00:00Z', '2026-11-06T22:00:00Z 2026-11-07T02:00:00Z', '2026-11-08T00:00:00Z 2026-11-08T12:00:00Z',
    ]);
  });
  test('keeps the hours of a holiday for those that start on it: the night before still runs into it', () => {
    const night: Hours = [['22:00', '06:00']];
    const nights = of({ week: { thu: night, fri: night, sat: night }, holidays: [{ date: '2026-12-25', hours: [] }, { date: '2026-12-26', hours: [['10:00', '12:00']] }] });
    expect(shown(nights, '2026-12-24T00:00:00Z', '2026-12-28T00:00:00Z')).toEqual(['2026-12-24T22:00:00Z 2026-12-25T06:00:00Z', '2026-12-26T10:00:00Z 2026-12-26T12:00:00Z']);
  });
  test('without a week is open but on its holidays and in maintenance', () => {
    const always = of({ zone: 'Asia/Kolkata', holidays: [{ date: '2026-11-10', hours: [] }], maintenance: [{ name: 'patch', rrule: 'FREQ=DAILY;BYDAY=WE', at: '02:00', ms: 90 * MINUTE }] });
    expect(shown(always, '2026-11-09T00:00:00Z', '2026-11-12T00:00:00Z')).toEqual(['2026-11-09T00:00:00Z 2026-11-09T18:30:00Z', '2026-11-10T18:30:00Z 2026-11-10T20:30:00Z', '2026-11-10T22:00:00Z 2026-11-12T00:00:00Z']);
  });
  test('skips an hour in spring and counts one twice in autumn; a missing start moves forward by the gap', () => {
    const nightly = (from: string, to: string): Schedule => of({ zone: 'Europe/Berlin', week: { sun: [[from, to]] } });
    expect(shown(nightly('01:00', '04:00'), '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z')).toEqual(['2026-03-29T00:00:00Z 2026-03-29T02:00:00Z']);
    expect(shown(nightly('02:30', '05:00'), '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z')).toEqual(['2026-03-29T01:30:00Z 2026-03-29T03:00:00Z']);
    expect(shown(nightly('02:30', '03:00'), '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z')).toEqual([]);
    expect(shown(nightly('02:00', '03:00'), '2026-10-24T00:00:00Z', '2026-10-26T00:00:00Z')).toEqual(['2026-10-25T00:00:00Z 2026-10-25T02:00:00Z']);
    expect(shown(nightly('02:30', '03:30'), '2026-10-24T00:00:00Z', '2026-10-26T00:00:00Z')).toEqual(['2026-10-25T00:30:00Z 2026-10-25T02:30:00Z']);
  });
  test('has maintenance that begins at local time and lasts elapsed time, over the night of a changed clock too', () => {
    const patched = of({ zone: 'Europe/Berlin', maintenance: [{ name: 'patch', rrule: 'FREQ=MONTHLY;BYDAY=-2SA', at: '23:00', ms: 5 * HOUR }] });
    expect(shown(patched, '2026-10-24T20:00:00Z', '2026-10-25T04:00:00Z')).toEqual(['2026-10-24T20:00:00Z 2026-10-24T21:00:00Z', '2026-10-25T02:00:00Z 2026-10-25T04:00:00Z']);
  });
  test('has maintenance of twenty days, which reaches from one month far into the next stretch of time', () => {
    const long = of({ maintenance: [{ name: 'rebuild', rrule: 'FREQ=MONTHLY;BYMONTHDAY=1', at: '00:00', ms: 20 * DAY }] });
    const months = Array.from({ length: 24 }, (_, i) => ({ from: Date.UTC(2025, i, 21), to: Date.UTC(2025, i + 1, 1) }));
    expect(counted(long, ms('2025-01-01'), ms('2027-01-01'))).toEqual(months);
  });
  test('of Lord Howe, whose clocks move by half an hour', () => {
    const night = of({ zone: 'Australia/Lord_Howe', week: { sun: [['01:45', '02:15']] } });
    expect(shown(night, '2026-04-04T00:00:00Z', '2026-04-05T00:00:00Z')).toEqual(['2026-04-04T14:45:00Z 2026-04-04T15:45:00Z']);
    expect(shown(night, '2026-10-03T00:00:00Z', '2026-10-04T00:00:00Z')).toEqual(['2026-10-03T15:15:00Z 2026-10-03T15:45:00Z']);
  });
});

describe('what is taken out', () => {
  test('off the minute takes the whole minutes inside it', () => {
    expect(shown(of(null, ['2026-11-03T10:51:12Z', '2026-11-03T10:55:59Z']), '2026-11-03T10:50:00Z', '2026-11-03T11:00:00Z')).toEqual(['2026-11-03T10:50:00Z 2026-11-03T10:52:00Z', '2026-11-03T10:55:00Z 2026-11-03T11:00:00Z']);
    expect(shown(of(null, ['2026-11-03T10:51:12Z', '2026-11-03T10:51:59Z']), '2026-11-03T10:50:00Z', '2026-11-03T11:00:00Z')).toEqual(['2026-11-03T10:50:00Z 2026-11-03T11:00:00Z']);
    const odd = of({ maintenance: [{ name: 'm', rrule: 'FREQ=DAILY', at: '10:00:30', ms: 150_000 }] });
    expect(shown(odd, '2026-11-03T09:59:00Z', '2026-11-03T10:05:00Z')).toEqual(['2026-11-03T09:59:00Z 2026-11-03T10:01:00Z', '2026-11-03T10:03:00Z 2026-11-03T10:05:00Z']);
  });
  test('by two corrections at once is taken out once', () => {
    const twice = of(OFFICE, ['2026-11-03T09:00:00Z', '2026-11-03T11:00:00Z'], ['2026-11-03T10:00:00Z', '2026-11-03T12:00:00Z'], ['2026-11-03T20:00:00Z', '2026-11-03T21:00:00Z']);
    expect(scheduled(twice, ms('2026-11-03T00:00:00Z'), ms('2026-11-04T00:00:00Z'))).toBe(7 * HOUR);
  });
});

describe('reaching over scheduled time', () => {
  test('an hour back from Monday 08:30 begins on Saturday 12:30; all of it back to where it closed ends at the opening', () => {
    expect(iso(back(of(OFFICE), ms('2026-11-02T07:30:00Z'), HOUR))).toBe('2026-10-31T11:30:00Z');
    expect(iso(back(of(OFFICE), ms('2026-11-02T07:30:00Z'), HOUR / 2))).toBe('2026-11-02T07:00:00Z');
    expect(iso(back(of(OFFICE), ms('2026-11-01T12:00:00Z'), 4 * HOUR))).toBe('2026-10-31T08:00:00Z');
  });
  test('four hours from Friday 16:00 have passed on Saturday 11:00; a limit used up at closing time is passed at the next opening', () => {
    expect(iso(ahead(of(OFFICE), ms('2026-11-06T15:00:00Z'), 4 * HOUR) as number)).toBe('2026-11-07T10:00:00Z');
    expect(iso(ahead(of(OFFICE), ms('2026-11-06T15:00:00Z'), 2 * HOUR) as number)).toBe('2026-11-06T17:00:00Z');
    expect(iso((ahead(of(OFFICE), ms('2026-11-06T15:00:00Z'), 2 * HOUR + 1) as number) - 1)).toBe('2026-11-07T08:00:00Z');
    const year = of(null, ['2026-11-06T15:00:00Z', '2027-11-06T15:00:00Z']);
    expect([HOUR + 1, HOUR].map((one) => iso(ahead(year, ms('2026-11-06T14:00:00Z'), one) as number))).toEqual(['2027-11-06T15:00:00.001Z', '2026-11-06T15:00:00Z']);
    expect(ahead(of(OFFICE), ms('2026-11-06T15:00:00.250Z'), 12_345.5)).toBe(ms('2026-11-06T15:00:12.595Z') + 0.5);
  });
  test('ends after ten years when nothing is ever open', () => {
    const never = of({ week: {} });
    const at = ms('2026-11-06T15:00:00Z');
    expect(ahead(never, at, 1)).toBeNull();
    expect(back(never, at, 1)).toBe(at - 3653 * DAY);
    expect(counted(never, at - DAY, at)).toEqual([]);
    expect(back(of({ week: {} }, [at, at + DAY]), at, MINUTE)).toBe(at - 3653 * DAY);
  });
  test('without a schedule time only passes; an empty span counts nothing', () => {
    expect([counted(null, 5, 9), counted(null, 9, 5), scheduled(null, 5, 9), scheduled(null, 9, 5), scheduled(of(OFFICE), 9, 5), back(null, 9, 4), ahead(null, 5, 4)]).toEqual([[{ from: 5, to: 9 }], [], 4, 0, 0, 5, 9]);
  });
});

/** A stretch of a zone with every minute labelled by Intl: the slow and plain way to tell what a local time means. */
const stretch = (zone: string, from: string, days: number) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const first = new Map<string, number>();
  const start = ms(from);
  for (let at = start; at < start + days * DAY; at += MINUTE) {
    const label = format.format(at);
    if (!first.has(label)) first.set(label, at);
  }
  const text = (date: string, plus: number): string => new Date(ms(`${date}T00:00:00Z`) + plus).toISOString().slice(0, 16).replace('T', ' ');
  /** The first minute that shows `plus` ms after midnight of a date; when none does, as far past the last that exists. */
  const instant = (date: string, plus: number): number => {
    for (let back = 0; back < DAY; back += MINUTE) {
      const found = first.get(text(date, plus - back));
      if (found !== undefined) return found + back;
    }
    throw new Error(`${zone} ${date} lies outside of the stretch`);
  };
  return { zone, start, days, instant };
};
const STRETCHES = [
  ['Europe/Berlin', '2026-03-20', 18], ['Europe/Berlin', '2026-10-16', 18], ['Australia/Lord_Howe', '2026-03-27', 18], ['Australia/Lord_Howe', '2026-09-25', 18], ['America/New_York', '2026-10-23', 18], ['Asia/Kolkata', '2026-11-20', 18],
] as const;
const lazily = new Map<number, ReturnType<typeof stretch>>();
const stretched = (i: number): ReturnType<typeof stretch> => lazily.get(i) ?? lazily.set(i, stretch(...(STRETCHES[i] as [string, string, number]))).get(i) as ReturnType<typeof stretch>;

const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const dayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Every date of a rule in the month of `date`, by listing the month. */
const recurs = (rule: string, date: string): boolean => {
  const [, frequency, key, values] = /^FREQ=(\w+)(?:;(\w+)=(.*))?$/.exec(rule) as RegExpExecArray;
  const month = Array.from({ length: 31 }, (_, i) => new Date(ms(`${date.slice(0, 7)}-01`) + i * DAY).toISOString().slice(0, 10)).filter((one) => one.startsWith(date.slice(0, 7)));
  if (key === undefined) return frequency === 'DAILY';
  return (values as string).split(',').some((value) => {
    if (key === 'BYMONTHDAY') return month.at(Number(value) > 0 ? Number(value) - 1 : Number(value)) === date;
    const same = month.filter((one) => CODES[dayOf(one)] === value.slice(-2));
    const nth = Number(value.slice(0, -2));
    return nth === 0 ? same.includes(date) : same.at(nth > 0 ? nth - 1 : nth) === date;
  });
};

/** Whether each minute of a stretch but its first and last four days counts, asked one by one. */
const slowly = ({ start, days, instant }: ReturnType<typeof stretch>, { calendar: of, corrections }: Schedule): { from: number; open: boolean[] } => {
  // three days back: the longest maintenance there is, begun in the evening of a zone behind UTC
  const dates = Array.from({ length: days - 3 }, (_, i) => new Date(start + (i + 1) * DAY).toISOString().slice(0, 10));
  const open: [number, number][] = [];
  const shut: [number, number][] = corrections.map((one) => [one.from, one.to]);
  for (const date of of ? dates : []) {
    const hours = of?.holidays.find((one) => one.date === date)?.hours ?? (of?.week ? (of.week[NAMES[dayOf(date)] as 'mon'] ?? []) : [['00:00', '24:00']]);
    for (const [a, b] of hours as Hours) open.push([instant(date, minutes(a) * MINUTE), instant(date, (minutes(b) <= minutes(a) ? minutes(b) + 1440 : minutes(b)) * MINUTE)]);
    for (const one of of?.maintenance ?? []) if (recurs(one.rrule, date)) shut.push([instant(date, minutes(one.at) * MINUTE), instant(date, minutes(one.at) * MINUTE) + one.ms]);
  }
  const from = start + 4 * DAY;
  return {
    from,
    open: Array.from({ length: (days - 8) * 1440 }, (_, i) => {
      const at = from + i * MINUTE;
      return (of === null || open.some(([a, b]) => a <= at && at < b)) && !shut.some(([a, b]) => a <= at && at + MINUTE <= b);
    }),
  };
};

const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45, 59)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const hours: fc.Arbitrary<Hours> = fc.array(fc.tuple(time, fc.oneof(time, fc.constant('24:00'))), { maxLength: 2 }) as never;
const rule = fc.oneof(
  fc.constant('FREQ=DAILY'),
  fc.uniqueArray(fc.constantFrom(...CODES), { minLength: 1, maxLength: 3 }).map((days) => `FREQ=WEEKLY;BYDAY=${days}`),
  fc.uniqueArray(fc.tuple(fc.constantFrom('', '1', '2', '4', '5', '-1', '-2', '-5'), fc.constantFrom(...CODES)).map((one) => one.join('')), { minLength: 1, maxLength: 3 }).map((days) => `FREQ=MONTHLY;BYDAY=${days}`),
  fc.uniqueArray(fc.constantFrom(1, 2, 25, 29, 31, -1, -3, -30), { minLength: 1, maxLength: 3 }).map((days) => `FREQ=MONTHLY;BYMONTHDAY=${days}`),
);
const arbitrary = (i: number): fc.Arbitrary<Schedule> => {
  const { zone, start, days } = stretched(i);
  const date = fc.integer({ min: 3, max: days - 3 }).map((n) => new Date(start + n * DAY).toISOString().slice(0, 10));
  const instant = fc.integer({ min: 0, max: days * DAY }).map((n) => start + n);
  return fc.record({
    calendar: fc.option(fc.record({
      name: fc.constant('c'), zone: fc.constant(zone),
      week: fc.option(fc.record({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours, sun: hours }, { requiredKeys: [] }), { freq: 4 }),
      holidays: fc.uniqueArray(fc.record({ date, hours }), { maxLength: 3, selector: (one) => one.date }),
      maintenance: fc.array(fc.record({ name: fc.constant('m'), rrule: rule, at: time, ms: fc.integer({ min: 1, max: 2 * DAY }) }), { maxLength: 2 }),
    }), { freq: 8 }),
    corrections: fc.array(fc.tuple(instant, fc.integer({ min: 1, max: 2 * DAY })).map(([from, length]) => ({ name: 'x', from, to: from + length, reason: '', text: '' })), { maxLength: 3 }),
  }) as fc.Arbitrary<Schedule>;
};
const both = fc.integer({ min: 0, max: STRETCHES.length - 1 }).chain((i) => fc.tuple(fc.constant(i), arbitrary(i)));

describe('properties', () => {
  test('any schedule counts the minutes that a slow reckoning of every minute counts', () => {
    fc.assert(
      fc.property(both, ([i, schedule]) => {
        const { from, open } = slowly(stretched(i), schedule);
        const fast = open.map(() => false);
        let last = 0;
        for (const one of counted(schedule, from, from + open.length * MINUTE)) {
          expect(one.from, 'ascending and disjoint, joined where they touch').toBeGreaterThan(last);
          expect([one.from % MINUTE, one.to % MINUTE]).toEqual([0, 0]);
          last = one.to;
          fast.fill(true, (one.from - from) / MINUTE, (one.to - from) / MINUTE);
        }
        const wrong = open.findIndex((one, n) => one !== fast[n]);
        expect(wrong < 0 ? 'alike' : `${iso(from + wrong * MINUTE)} should be ${open[wrong] ? 'open' : 'shut'}`).toBe('alike');
      }),
      { numRuns: 150 },
    );
  });
  test('sums, reaching back and reaching ahead agree with the spans, over years and off the minute', () => {
    const span = fc.tuple(fc.integer({ min: ms('2024-01-01'), max: ms('2027-01-01') }), fc.integer({ min: 0, max: 800 * DAY }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(both, fc.array(span, { minLength: 1, maxLength: 4 }), ([, schedule], spans) => {
        for (const [from, length, share] of spans) {
          const to = from + length;
          const list = counted(schedule, from, to);
          const sum = list.reduce((all, one) => all + one.to - one.from, 0);
          expect(scheduled(schedule, from, to)).toBe(sum);
          const middle = from + Math.floor(length * share);
          expect(scheduled(schedule, from, middle) + scheduled(schedule, middle, to)).toBe(sum);
          const part = Math.floor(sum * share);
          if (part === 0) continue;
          const reached = back(schedule, to, part);
          expect(scheduled(schedule, reached, to)).toBe(part);
          expect(scheduled(schedule, reached + 1, to), 'the latest such instant').toBe(part - 1);
          const passed = ahead(schedule, from, part) as number;
          expect(scheduled(schedule, from, passed)).toBe(part);
          expect(scheduled(schedule, from, passed - 1), 'the first such instant').toBe(part - 1);
        }
      }),
      { numRuns: 150 },
    );
  });
});

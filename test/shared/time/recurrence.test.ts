/** Recurring days: weekdays, ordinals and days of the month, from either end, and what is refused. */
import { describe, expect, test } from 'vitest';
import { recurrence, weekday } from '../../../shared/time/recurrence.ts';

const DAY = 86_400_000;
const ms = (text: string): number => Date.parse(text);

test('1970 began on a Thursday, and weeks go on before it', () => expect([-8, -4, -3, -1, 0, 3, 4, 7].map(weekday)).toEqual([2, 6, 0, 2, 3, 6, 0, 3]));

describe('a recurrence', () => {
  const days = (rule: string, month: string): string[] => {
    const on = recurrence(rule);
    return Array.from({ length: 31 }, (_, i) => ms(`${month}-01`) / DAY + i).filter((day) => new Date(day * DAY).toISOString().startsWith(month) && on(day)).map((day) => new Date(day * DAY).toISOString().slice(8, 10));
  };
  test('knows weekdays, ordinals from either end, and days of the month from either end', () => {
    expect(days('FREQ=WEEKLY;BYDAY=MO,SU', '2026-11')).toEqual(['01', '02', '08', '09', '15', '16', '22', '23', '29', '30']);
    expect(days('FREQ=MONTHLY;BYDAY=1TU,-1FR', '2026-11')).toEqual(['03', '27']);
    expect(days('FREQ=MONTHLY;BYDAY=5MO,+2WE', '2026-11')).toEqual(['11', '30']);
    expect(days('FREQ=MONTHLY;BYDAY=5TU', '2026-11')).toEqual([]);
    expect(days('FREQ=MONTHLY;BYDAY=-5SU', '2026-11')).toEqual(['01']);
    expect(days('FREQ=MONTHLY;BYDAY=TH', '2026-11')).toEqual(['05', '12', '19', '26']);
    expect(days('FREQ=MONTHLY;BYMONTHDAY=31,-1', '2026-11')).toEqual(['30']);
    expect(days('FREQ=MONTHLY;BYMONTHDAY=-29,13', '2027-02')).toEqual(['13']);
    expect(days('FREQ=DAILY;BYMONTHDAY=1', '2026-11')).toEqual(['01']);
    expect(days('FREQ=DAILY', '2026-11')).toHaveLength(30);
    expect(days(' freq=monthly;byday=mo,1mo ', '2026-11'), 'every Monday, and the first').toEqual(['02', '09', '16', '23', '30']);
    expect(days('FREQ=MONTHLY;BYDAY=1MO,3MO', '2026-11'), 'either').toEqual(['02', '16']);
  });
  test.each([
    ['FREQ=MONTHLY;BYMONTHDAY=X5', 'BYMONTHDAY cannot be X5'], ['FREQ=MONTHLY;BYMONTHDAY=5X', 'BYMONTHDAY cannot be 5X'], ['FREQ=DAILY=X', 'FREQ=DAILY=X is not KEY=VALUE'], ['FREQ=', 'FREQ cannot be empty'],
    ['FREQ=YEARLY', 'FREQ cannot be YEARLY'], ['BYDAY=MO', 'an rrule needs FREQ'], ['FREQ=WEEKLY', 'FREQ=WEEKLY needs BYDAY'], ['FREQ=MONTHLY', 'FREQ=MONTHLY needs BYDAY or BYMONTHDAY'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'an ordinal (1MO) needs FREQ=MONTHLY'], ['FREQ=MONTHLY;BYDAY=6MO', 'BYDAY cannot be 6MO'], ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY cannot be 0MO'], ['FREQ=DAILY;BYDAY=XX', 'BYDAY cannot be XX'], ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY cannot be 32'],
    ['FREQ=DAILY;COUNT=3', 'COUNT is not understood in an rrule'], ['FREQ=DAILY;INTERVAL=2', 'INTERVAL is not understood in an rrule'], ['FREQ=DAILY;FREQ=DAILY', 'FREQ is given twice'], ['FREQ=DAILY;', 'an empty part is not KEY=VALUE'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 'an rrule has BYDAY or BYMONTHDAY, not both'], ['FREQ=WEEKLY;BYMONTHDAY=1', 'FREQ=WEEKLY needs BYDAY'], ['FREQ=MONTHLY;BYDAY=', 'BYDAY cannot be empty'], ['', 'an empty part is not KEY=VALUE'],
  ])('%s is refused: %s', (rule, why) => {
    expect(() => recurrence(rule)).toThrow(new RangeError(why));
  });
});

/** The words for when a measure counts. */
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { sentence } from '../../../dashboard/cards/3-slo.ts';
import { calendarWords, corrections } from '../../../dashboard/cards/schedule.ts';
import type { Calendar, Hours, SloMeasure } from '../../../shared/plan/measure.ts';
import { SLOS } from '../../support/northwind-slos.ts';

const day: Hours = [['08:00', '12:00'], ['13:00', '18:00']];
const OFFICE: Calendar = {
  name: 'office', zone: 'Europe/Berlin', week: { mon: day, tue: day, thu: day, sat: [['09:00', '13:00']], sun: [] }, holidays: [{ date: '2026-12-25', hours: [] }], maintenance: [{ name: 'patch', rrule: 'FREQ=MONTHLY;BYDAY=1TU', at: '09:00', ms: 7_200_000 }],
};

describe('a calendar in words', () => {
  it('names its hours, neighbours that are alike together, its zone, holidays and maintenance', () => {
    expect(calendarWords(OFFICE)).toBe('office: Mon–Tue 08:00–12:00 and 13:00–18:00, Thu 08:00–12:00 and 13:00–18:00, Sat 09:00–13:00 (Europe/Berlin); 1 holiday; maintenance patch FREQ=MONTHLY;BYDAY=1TU at 09:00 for 2 h');
  });
  it('without a week is always open, with an empty one never', () => {
    expect([null, {}].map((week) => calendarWords({ name: 'c', zone: 'UTC', week, holidays: [], maintenance: [] }))).toEqual(['c: always open (UTC)', 'c: never open (UTC)']);
  });
  it('is named in the sentence of its SLO', () => {
    expect(sentence({ ...(SLOS[0] as SloMeasure), schedule: { calendar: OFFICE, corrections: [] } }, 'Paid')).toMatch(/ over rolling 28 days, in the hours of the calendar office\./);
  });
});

it('corrections stand newest first, the oldest of many are counted', () => {
  const all = Array.from({ length: 7 }, (_, i) => ({ name: `c${i}`, from: Date.UTC(2026, 10, i + 1, 9, 12), to: Date.UTC(2026, 10, i + 1, 9, 40), reason: 'supplier', text: i === 6 ? 'DNS <outage>' : '' }));
  const html = renderToString(corrections({ calendar: null, corrections: all }, 'UTC') as never);
  expect(html.match(/<li>/g)).toHaveLength(6);
  expect(html).toMatch(/^<ul><li>7 Nov 2026 09:12 – 7 Nov 2026 09:40: supplier, DNS &lt;outage(>|&gt;)<\/li><li>6 Nov 2026/);
  expect(html).toContain('<li>and 2 more</li>');
});

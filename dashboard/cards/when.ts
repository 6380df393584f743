/** Instants and spans as people read them, in the zone of the scorecard. Given instants only: nothing here asks what time it is. */

import type { Window } from '../../shared/plan/measure.ts';
import { fiscal } from '../../shared/time/period.ts';

/** Formats by zone and fields, kept: to make one costs more than a hundred uses, and a page writes hundreds of instants. */
const formats = new Map<string, Intl.DateTimeFormat>();
const part = (at: number, zone: string, options: Intl.DateTimeFormatOptions): string => {
  const key = `${zone} ${Object.entries(options).join()}`;
  let format = formats.get(key);
  if (!format) {
    if (formats.size > 500) formats.clear();
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
    formats.set(key, format);
  }
  return format.format(at).replace('Sept', 'Sep');
};

/** "22 Nov 2026". */
const day = (at: number, zone: string): string => part(at, zone, { day: 'numeric', month: 'short', year: 'numeric' });

/** "22 Nov", with the year's last two digits when it is not the year of `beside`. */
export const dayShort = (at: number, beside: number, zone: string): string => {
  const year = (t: number): string => part(t, zone, { year: 'numeric' });
  return `${part(at, zone, { day: 'numeric', month: 'short' })}${year(at) === year(beside) ? '' : ` ’${year(at).slice(-2)}`}`;
};

/** "22 Nov 2026 10:41". */
export const minute = (at: number, zone: string): string => `${day(at, zone)} ${part(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`;

/** "22 Nov 2026 10:41:07.120", for single events. */
export const exactly = (at: number, zone: string): string =>
  `${day(at, zone)} ${part(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', ...(at % 1000 === 0 ? {} : { fractionalSecondDigits: 3 as const }), hourCycle: 'h23' })}`;

const midnight = (at: number, zone: string): boolean => part(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }) === '00:00:00';

/** "22 Nov 10:41", with the year when it is not the year of `beside`. */
export const minuteShort = (at: number, beside: number, zone: string): string => `${dayShort(at, beside, zone)} ${part(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`;

/** "08:56" on the day of `beside`, else "22 Nov 08:56". */
export const minuteBrief = (at: number, beside: number, zone: string): string => (day(at, zone) === day(beside, zone) ? part(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) : minuteShort(at, beside, zone));

/** [from, to) in words: whole days as "1 Oct – 31 Dec 2026", else with minutes. */
export const span = (from: number, to: number, zone: string): string => {
  if (!midnight(from, zone) || !midnight(to, zone)) return `${minute(from, zone)} – ${minute(to, zone)}`;
  const [first, last] = [day(from, zone), day(to - 1, zone)];
  if (first === last) return first;
  return first.slice(-4) === last.slice(-4) ? `${first.slice(0, -5)} – ${last}` : `${first} – ${last}`;
};

/** Short name of the period that starts at `from`: "Q3", "Feb", "2026", "30 Mar". Quarters and years are those of the fiscal year. */
export const periodName = (from: number, zone: string, period: string, start = 1): string => {
  if (period === 'year') return yearName(from, zone, start);
  if (period === 'quarter') return `Q${fiscal(from, zone, start).quarter}`;
  if (period === 'month') return part(from, zone, { month: 'short' });
  return part(from, zone, { day: 'numeric', month: 'short' });
};

/** The year that an instant lies in: "2026", a fiscal one by both calendar years that it lies in, "FY 2026/27". */
export const yearName = (at: number, zone: string, start = 1): string => {
  const { year } = fiscal(at, zone, start);
  return start === 1 ? String(year) : `FY ${year}/${String(year + 1).slice(-2)}`;
};

/** The same period with its year: "Q3 2026", "Q3 FY 2026/27", "Feb 2026", "week of 30 Mar 2026". */
export const periodTitle = (from: number, zone: string, period: string, start = 1): string => {
  if (period === 'year') return yearName(from, zone, start);
  if (period === 'quarter') return `${periodName(from, zone, period, start)} ${yearName(from, zone, start)}`;
  return period === 'month' ? part(from, zone, { month: 'short', year: 'numeric' }) : period === 'week' ? `week of ${day(from, zone)}` : day(from, zone);
};

/** A length of time in its two greatest units: "13 d 4 h", "11 min 32 s". */
export const length = (ms: number): string => {
  const sign = ms < 0 ? '−' : '';
  let rest = Math.round(Math.abs(ms) / 1000);
  const parts: string[] = [];
  for (const [seconds, name] of [[86_400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']] as const) {
    const n = Math.floor(rest / seconds);
    rest -= n * seconds;
    if (n > 0) parts.push(`${n} ${name}`);
    else if (parts.length > 0) break;
  }
  return `${sign}${parts.slice(0, 2).join(' ') || '0 s'}`;
};

const UNIT = { m: 'minute', h: 'hour', d: 'day', w: 'week', M: 'month', Q: 'quarter', Y: 'year' } as const;

/** A window in words: "over rolling 28 days", "in each month". */
export const windowWords = (window: Window): string => {
  if (window.kind === 'calendar') return `in each ${window.count === 1 ? UNIT[window.unit] : `${window.count} ${UNIT[window.unit]}s`}`;
  const [n, unit] = ([[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute']] as const).flatMap(([ms, name]) => (window.ms % ms === 0 ? [[window.ms / ms, name] as const] : []))[0] ?? [window.ms / 60_000, 'minute'];
  return `over rolling ${n} ${unit}${n === 1 ? '' : 's'}`;
};

/** "Data to 22 Nov 2026 10:41, 38 s ago"; stale when older than five minutes. `age` in ms, null on a replay: there nothing is ago. */
export const asOf = (at: number, age: number | null, zone: string): { text: string; stale: string | null } => ({
  text: `Data to ${minute(at, zone)}${age === null || age > 300_000 ? '' : `, ${length(Math.max(0, age))} ago`}`,
  stale: age !== null && age > 300_000 ? `, stale: ${length(age)} old` : null,
});

/**
 * Windows on the time axis: which one holds an instant, in any zone, and how it is covered exactly by days, hours and minutes (MEASURES §0, §8).
 * Pure; all instants are ms since the epoch. Results are kept, for thousands of measures ask the same every tick.
 */
import { tzOffset } from '@date-fns/tz';
import type { Window } from '../plan/measure.ts';

export type Span = { from: number; to: number };
export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** A wall-clock time without a zone. */
type Local = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const stamp = (one: Local): number => Date.UTC(one.year, one.month - 1, one.day, one.hour, one.minute, one.second);

/** How far the clocks of a zone are ahead of UTC, ms. */
export const offset = (at: number, zone: string): number => (zone === 'UTC' ? 0 : Math.round(tzOffset(zone, new Date(at)) * MINUTE));

// Dates are only ever read and reckoned in UTC: in the machine's own zone some hours and days are missing.
/** What the clocks of a zone show at an instant. */
export const local = (at: number, zone: string): Local => {
  const date = new Date(at + offset(at, zone));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() };
};

/** The instant of a local time (`wall`: as if its clock showed UTC, ms): one that does not exist moves forward by the gap, one that occurs twice means the first. */
export const instantOfWall = (wall: number, zone: string): number => {
  if (zone === 'UTC') return wall;
  // the offsets a day before and after bracket any change; of two valid ones the first, by the clock that was ahead, is the earlier
  const before = offset(wall - DAY, zone);
  const after = offset(wall + DAY, zone);
  const valid = [...new Set([wall - before, wall - after])].filter((at) => at + offset(at, zone) === wall);
  return valid[0] ?? wall - before;
};

const instantOf = (one: Local, zone: string): number => instantOfWall(stamp(one), zone);

const parse = (text: string): Local => {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim());
  if (!found) throw new RangeError(`not a local time: ${text}`);
  const [, year, month, day, hour, minute, second] = found;
  const one = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) };
  // 30 February and 25:00 would roll over into a day that nobody wrote; years before 100 mean another century to Date
  const real = new Date(stamp(one)).toISOString().slice(0, 19) === `${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`;
  if (!real || one.year < 1900) throw new RangeError(`not a local time: ${text}`);
  return one;
};

/** `anchor` + months + days, the day clamped to the month's last; always from the anchor, never from the window before. */
const shift = (anchor: Local, months: number, days: number): Local => {
  const month = anchor.month - 1 + months;
  const last = new Date(Date.UTC(anchor.year, month + 1, 0)).getUTCDate();
  const day = new Date(Date.UTC(anchor.year, month, Math.min(anchor.day, last) + days));
  return { ...anchor, year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
};

type Unit = 'm' | 'h' | 'd' | 'w' | 'M' | 'Q' | 'Y';
const MONTHS: Partial<Record<Unit, number>> = { M: 1, Q: 3, Y: 12 };

/** Natural anchors in a zone: Monday, the first of January. */
const NATURAL: Record<Unit, string> = { m: '1970-01-01', h: '1970-01-01', d: '1970-01-01', w: '1970-01-05', M: '1970-01-01', Q: '1970-01-01', Y: '1970-01-01' };

const edge = (anchor: Local, zone: string, unit: Unit, step: number, k: number): number => {
  const months = MONTHS[unit];
  if (months !== undefined) return instantOf(shift(anchor, months * step * k, 0), zone);
  return instantOf(shift(anchor, 0, (unit === 'w' ? 7 : 1) * step * k), zone);
};

/** The calendar window holding `at - 1`: anchor + k units. Hours and minutes count elapsed time from the anchor. */
const calendar = (anchor: Local, zone: string, unit: Unit, step: number, at: number): Span => {
  const instant = at - 1;
  if (unit === 'm' || unit === 'h') {
    const start = instantOf(anchor, zone);
    const length = step * (unit === 'm' ? MINUTE : HOUR);
    const from = start + Math.floor((instant - start) / length) * length;
    return { from, to: from + length };
  }
  const now = local(instant, zone);
  const months = MONTHS[unit];
  const apart = months === undefined ? (Date.UTC(now.year, now.month - 1, now.day) - Date.UTC(anchor.year, anchor.month - 1, anchor.day)) / DAY : (now.year - anchor.year) * 12 + now.month - anchor.month;
  let k = Math.floor(apart / ((months ?? (unit === 'w' ? 7 : 1)) * step));
  while (edge(anchor, zone, unit, step, k) > instant) k--;
  while (edge(anchor, zone, unit, step, k + 1) <= instant) k++;
  return { from: edge(anchor, zone, unit, step, k), to: edge(anchor, zone, unit, step, k + 1) };
};

/** Last answer per key, good for every instant it contains. */
const kept = new Map<string, Span>();
const remembered = (key: string, at: number, find: () => Span): Span => {
  const there = kept.get(key);
  if (there && at - 1 >= there.from && at - 1 < there.to) return there;
  if (kept.size > 10_000) kept.clear();
  const span = find();
  kept.set(key, span);
  return span;
};

/** End of the current slice: the minute that contains at - 1 ms. */
const sliceEnd = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

/** The window at an instant. Rolling: the W ms that end with the current slice. Calendar: the one containing at - 1 ms; throws RangeError on a bad anchor. */
export const windowAt = (window: Window, at: number): Span => {
  if (window.kind === 'rolling') return { from: sliceEnd(at) - window.ms, to: sliceEnd(at) };
  const { anchor, zone, unit, count } = window;
  return remembered(`${anchor} ${zone} ${count}${unit}`, at, () => calendar(parse(anchor ?? NATURAL[unit]), zone, unit, count, at));
};

const PERIOD: Record<Period, Unit> = { day: 'd', week: 'w', month: 'M', quarter: 'Q', year: 'Y' };

/** The natural period of a zone that contains at - 1 ms. `fiscalYearStart` (month 1-12) moves quarters and years. */
export const periodAt = (period: Period, zone: string, at: number, fiscalYearStart = 1): Span => {
  const unit = PERIOD[period];
  const fiscal = (unit === 'Q' || unit === 'Y') && fiscalYearStart !== 1;
  const anchor = fiscal ? `1970-${String(fiscalYearStart).padStart(2, '0')}-01` : NATURAL[unit];
  return remembered(`${anchor} ${zone} 1${unit}`, at, () => calendar(parse(anchor), zone, unit, 1, at));
};

/** The `n` periods before the one at `at`, oldest first. */
export const previousPeriods = (period: Period, zone: string, at: number, n: number, fiscalYearStart = 1): Span[] => {
  const out: Span[] = [];
  let { from } = periodAt(period, zone, at, fiscalYearStart);
  for (let i = 0; i < n; i++) {
    const before = periodAt(period, zone, from, fiscalYearStart);
    out.unshift(before);
    from = before.from;
  }
  return out;
};

/** Local midnights of `zone` from the one at or before `from` to the one at or after `to`. */
export const dayStarts = (zone: string, from: number, to: number): number[] => {
  const out: number[] = [];
  const anchor = parse(NATURAL.d);
  let { from: at } = calendar(anchor, zone, 'd', 1, from + 1);
  while (at < to) {
    out.push(at);
    // local days last 23 to 25 hours: 26 hours later it is the next one
    at = calendar(anchor, zone, 'd', 1, at + 26 * HOUR).from;
  }
  out.push(at);
  return out;
};

/** The number of the local day that holds an instant, 0 for 1970-01-01. Clocks are up to 14 hours ahead of UTC: the instant alone does not tell. */
export const dayNumber = (zone: string, at: number): number => Math.floor((at + offset(at, zone)) / DAY);

export type Cover = { days: [number, number] | null; hours: [number, number][]; minutes: [number, number][] };

const up = (at: number, grain: number): number => Math.ceil(at / grain) * grain;
const down = (at: number, grain: number): number => Math.floor(at / grain) * grain;

/** [from, to), whole minutes, as UTC days inside, hours beside them, minutes at the edges: disjoint, together exactly the span. */
export const cover = (from: number, to: number): Cover => {
  const out: Cover = { days: null, hours: [], minutes: [] };
  if (to <= from) return out;
  const [h1, h2] = [up(from, HOUR), down(to, HOUR)];
  if (h1 >= h2) {
    out.minutes.push([from, to]);
    return out;
  }
  if (from < h1) out.minutes.push([from, h1]);
  if (h2 < to) out.minutes.push([h2, to]);
  const [d1, d2] = [up(h1, DAY), down(h2, DAY)];
  if (d1 >= d2) {
    out.hours.push([h1, h2]);
    return out;
  }
  if (h1 < d1) out.hours.push([h1, d1]);
  if (d2 < h2) out.hours.push([d2, h2]);
  out.days = [d1, d2];
  return out;
};

/** Whether the machine knows a zone by its name; what is only an offset ("+02:00") has no rules for its clocks and is none. */
export const isZone = (zone: string): boolean => {
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** Midnight of a date ("2026-11-19") in a zone, ms. Throws RangeError when it is no date. */
export const midnight = (date: string, zone: string): number => instantOf(parse(date), zone);

/** The same of a text that may be no date, or more than one: null then. */
export const dateAt = (text: string, zone: string): number | null => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  try {
    return midnight(text, zone);
  } catch {
    return null;
  }
};

/** When time counts: opening hours, holidays, maintenance and corrections, every minute looked at by itself. */
import { instant, localDay, MINUTE } from './calendar.ts';
import type { Doc } from './plan.ts';

const DAY = 86_400_000;
const MINUTES = 1440;
const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
type Span = { from: number; to: number };
type Hours = [number, number][];

/** Monday is 0; day 0 of the epoch was a Thursday. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;
const clock = (text: string): number => text.split(':').reduce((sum, part, i) => sum + Number(part) * ([3_600_000, MINUTE, 1000][i] as number), 0);
const hoursOf = (list: readonly string[]): Hours => list.map((text) => text.trim().split('-').map(clock) as [number, number]);
const forMs = (text: string): number => Number.parseInt(text, 10) * { m: MINUTE, h: 60 * MINUTE, d: DAY, w: 7 * DAY }[text.slice(-1) as 'm'];

/** Does a rule fall on a day? FREQ with BYDAY (ordinals in a month) or BYMONTHDAY. */
const falls = (rule: string, day: number): boolean => {
  const parts = Object.fromEntries(rule.split(';').map((part) => part.split('=') as [string, string]));
  const date = new Date(day * DAY);
  const of = date.getUTCDate();
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const byDay = parts['BYDAY']?.split(',').some((one) => {
    if (CODES[weekday(day)] !== one.slice(-2)) return false;
    const ordinal = Number(one.slice(0, -2));
    return ordinal === 0 || (ordinal > 0 ? Math.ceil(of / 7) === ordinal : Math.ceil((last - of + 1) / 7) === -ordinal);
  });
  const byMonthDay = parts['BYMONTHDAY']?.split(',').some((one) => (Number(one) > 0 ? Number(one) : last + 1 + Number(one)) === of);
  return (byDay ?? true) && (byMonthDay ?? true);
};

export class Schedule {
  private readonly calendar: Doc<'Calendar'> | undefined;
  private readonly corrections: Span[];
  private readonly days = new Map<number, Uint8Array>();
  private readonly sums = new Map<number, number>();

  /** Counted is what the calendar holds and no correction excludes; corrections act on the whole minutes inside them. */
  constructor(calendar: Doc<'Calendar'> | undefined, corrections: Doc<'Correction'>[]) {
    this.calendar = calendar;
    this.corrections = corrections.map(({ spec }) => ({ from: Date.parse(spec.from), to: Date.parse(spec.to) }));
  }

  /** Whether nothing is ever left out. */
  get always(): boolean { return this.calendar === undefined && this.corrections.length === 0; }

  /** The opening spans that begin on a local day: the holiday's, else the weekday's; a calendar without a week is always open. */
  private opens(spec: Doc<'Calendar'>['spec'], day: number): Span[] {
    const zone = spec.timeZone ?? 'UTC';
    const date = new Date(day * DAY).toISOString().slice(0, 10);
    const holiday = (spec.holidays ?? []).find((one) => (typeof one === 'string' ? one : one.date) === date);
    const named = Object.entries(spec.week ?? {}).find(([key]) => {
      const [first = '', final = first] = key.split('-');
      const span = (NAMES.indexOf(final) - NAMES.indexOf(first) + 7) % 7;
      return (weekday(day) - NAMES.indexOf(first) + 7) % 7 <= span;
    });
    const hours: Hours = holiday !== undefined ? hoursOf(typeof holiday === 'string' ? [] : (holiday.hours ?? [])) : spec.week === undefined ? [[0, DAY]] : hoursOf(named?.[1] ?? []);
    return hours.map(([from, to]) => ({ from: instant(zone, day * DAY + from), to: instant(zone, day * DAY + (to <= from ? to + DAY : to)) }));
  }

  private repairs(spec: Doc<'Calendar'>['spec'], day: number): Span[] {
    return (spec.maintenance ?? []).filter((one) => falls(one.rrule, day)).map((one) => {
      const from = instant(spec.timeZone ?? 'UTC', day * DAY + clock(String(one.at)));
      return { from, to: from + forMs(one.for) };
    });
  }

  private minutesOf(utcDay: number): Uint8Array {
    const known = this.days.get(utcDay);
    if (known !== undefined) return known;
    const [start, out] = [utcDay * DAY, new Uint8Array(MINUTES)];
    const spec = this.calendar?.spec;
    const local = localDay(spec?.timeZone ?? 'UTC', start);
    const near = (back: number): number[] => Array.from({ length: back + 3 }, (_, i) => local - back + i);
    const opens = spec === undefined ? [{ from: start, to: start + DAY }] : near(2).flatMap((day) => this.opens(spec, day));
    const longest = Math.max(0, ...(spec?.maintenance ?? []).map((one) => forMs(one.for)));
    const excluded = [...this.corrections, ...(spec === undefined ? [] : near(Math.ceil(longest / DAY) + 2).flatMap((day) => this.repairs(spec, day)))];
    for (let m = 0; m < MINUTES; m++) {
      const [from, to] = [start + m * MINUTE, start + (m + 1) * MINUTE];
      const inside = (span: Span): boolean => span.from <= from && to <= span.to;
      if (opens.some(inside) && !excluded.some(inside)) out[m] = 1;
    }
    this.days.set(utcDay, out);
    return out;
  }

  /** Whether a minute (since the epoch) counts. */
  counts(minute: number): boolean { return this.always || this.minutesOf(Math.floor(minute / MINUTES))[((minute % MINUTES) + MINUTES) % MINUTES] === 1; }

  /** How many minutes of a UTC day count. */
  private whole(utcDay: number): number {
    const known = this.sums.get(utcDay) ?? this.minutesOf(utcDay).reduce((a, b) => a + b, 0);
    this.sums.set(utcDay, known);
    return known;
  }

  /** Milliseconds of [from, to) that count. */
  counted(from: number, to: number): number {
    if (this.always) return Math.max(0, to - from);
    let sum = 0;
    for (let m = Math.floor(from / MINUTE); m * MINUTE < to; ) {
      if (m % MINUTES === 0 && m * MINUTE >= from && (m + MINUTES) * MINUTE <= to) {
        sum += this.whole(m / MINUTES) * MINUTE;
        m += MINUTES;
        continue;
      }
      if (this.counts(m)) sum += Math.min(to, (m + 1) * MINUTE) - Math.max(from, m * MINUTE);
      m += 1;
    }
    return sum;
  }

  /** Where a span begins that ends at a slice's end and holds so much counted time; ten years back when there is not so much. */
  reach(end: number, ms: number): number {
    if (this.always) return end - ms;
    let [m, left] = [end / MINUTE, ms];
    for (const stop = m - 3653 * MINUTES; left > 0 && m > stop; ) {
      m -= 1;
      if (this.counts(m)) left -= MINUTE;
    }
    return m * MINUTE;
  }
}

export const ALWAYS = new Schedule(undefined, []);

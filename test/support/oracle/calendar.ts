/** Windows and days, from the zone offsets that Intl knows (the product reads them from date-fns). */
export const MINUTE = 60_000;
const DAY = 86_400_000;
const UNIT: Record<string, number> = { m: MINUTE, h: 60 * MINUTE, d: DAY, w: 7 * DAY, M: 30 * DAY, Q: 90 * DAY, Y: 365 * DAY };
const PERIOD: Record<string, string> = { day: '1d', week: '1w', month: '1M', quarter: '1Q', year: '1Y' };

export type Span = { from: number; to: number };

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
/** What the clocks of a zone are ahead of UTC at an instant, asked once for each quarter of an hour: no zone changes within one. */
const offset = (zone: string, at: number): number => {
  const key = `${zone} ${Math.floor(at / (15 * MINUTE))}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]));
  const wall = Date.UTC(part['year'] as number, (part['month'] as number) - 1, part['day'], part['hour'], part['minute'], part['second']);
  const ahead = wall - Math.floor(at / 1000) * 1000;
  offsets.set(key, ahead);
  return ahead;
};

/** The instant of a wall-clock time (written as if it were UTC): the first of two, moved forward by the gap when there is none. */
export const instant = (zone: string, wall: number): number => {
  const before = offset(zone, wall - DAY);
  const fits = [before, offset(zone, wall + DAY)].map((ahead) => wall - ahead).filter((at) => at + offset(zone, at) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - before;
};

/** The number of the local day that holds an instant. */
export const localDay = (zone: string, at: number): number => Math.floor((at + offset(zone, at)) / DAY);

/** `2025-01-31 12:00:00` as a wall-clock time. */
export const wall = (text: string): number => Date.parse(`${text.trim().replace(' ', 'T')}${text.includes(':') ? '' : 'T00:00:00'}Z`);

/** "28d" in milliseconds; M, Q and Y are 30, 90 and 365 days. */
export const length = (duration: string): number => {
  const match = /^(\d+)([mhdwMQY])$/.exec(duration.trim());
  if (match === null) throw new Error(`not a duration: ${duration}`);
  return Number(match[1]) * (UNIT[match[2] as string] as number);
};

/** A wall-clock time and so many months, the day clamped to the month's last. */
const months = (start: number, count: number): number => {
  const s = new Date(start);
  const [year, month] = [s.getUTCFullYear(), s.getUTCMonth() + count];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(s.getUTCDate(), last)) + (start - Date.UTC(s.getUTCFullYear(), s.getUTCMonth(), s.getUTCDate()));
};

/** The calendar window (anchor + k units, always from the anchor) that holds at - 1 ms. */
export const calendarWindow = (anchor: number, duration: string, zone: string, at: number): Span => {
  const count = Number.parseInt(duration, 10);
  const unit = duration.slice(-1);
  const step = { M: 1, Q: 3, Y: 12 }[unit];
  const edge = (k: number): number => {
    if (step !== undefined) return instant(zone, months(anchor, k * count * step));
    if (unit === 'd' || unit === 'w') return instant(zone, anchor + k * length(duration));
    return instant(zone, anchor) + k * length(duration);
  };
  let k = Math.floor((at - instant(zone, anchor)) / length(duration)) - 2;
  while (edge(k) > at - 1) k -= 1;
  while (edge(k + 1) <= at - 1) k += 1;
  return { from: edge(k), to: edge(k + 1) };
};

/** The day, week from Monday, month, quarter or year of a zone that holds at - 1 ms. */
export const period = (name: string, zone: string, at: number, firstMonth = 1): Span =>
  calendarWindow(name === 'week' ? Date.UTC(2000, 0, 3) : Date.UTC(2000, firstMonth - 1, 1), PERIOD[name] as string, zone, at);

/** The end of the slice that holds at - 1 ms: roll-ups take whole slices. */
export const sliceEnd = (at: number): number => (Math.floor((at - 1) / MINUTE) + 1) * MINUTE;

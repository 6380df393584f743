/** What a chart takes from the place that it is drawn in, the same for a page in the browser and for a file made on the server. Nothing here needs a browser. */

/** How instants are told: on the axis, and in full. */
export type Clocks = { tick(t: number): string; long(t: number): string };

export type Look = Clocks & {
  /** by the name of a token, "--ink-1" */
  colour(name: string): string;
  family: string;
  narrow: boolean;
  /** px */
  width: number;
  height: number;
  /** the chart with the dates */
  dated: boolean;
  /** series that are not drawn, by name */
  off: ReadonlySet<string>;
  /** lines to 45 degrees on nothing, as a pattern of ECharts; `gap` in px */
  hatch(colour: string, gap: number): object;
};

/** What a chart is told beside its points, as its element carries it (data-…). */
export type Texts = Readonly<Record<string, string | undefined>>;

/** Spans of at least so long are told in days on the axis, shorter ones in hours, ms. */
const DAYS = 2 * 86_400_000;

/** Formats by zone, kept: to make one costs more than a hundred uses, and every move of a pointer tells instants in four charts. */
const formats = new Map<string, { day: Intl.DateTimeFormat; clock: Intl.DateTimeFormat }>();
const formatsOf = (zone: string): { day: Intl.DateTimeFormat; clock: Intl.DateTimeFormat } => {
  const there = formats.get(zone);
  if (there) return there;
  const made = { day: new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short' }), clock: new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) };
  formats.set(zone, made);
  return made;
};

/** Instants in a zone: on an axis from `from` to `to`, and in full. */
export const clocks = (zone: string, from: number, to: number): Clocks => {
  const { day, clock } = formatsOf(zone);
  const dated = (t: number): string => day.format(t).replace('Sept', 'Sep');
  return { tick: (t) => (to - from >= DAYS ? dated(t) : clock.format(t)), long: (t) => `${dated(t)} ${clock.format(t)}` };
};

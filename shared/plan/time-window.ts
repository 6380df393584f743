/** The windows that SLOs and activities are judged over: rolling back from now, or aligned to the calendar (MEASURES §0). Pure. */
import { windowAt } from '../time/window.ts';
import type { SloSpec } from './documents.ts';
import type { Window } from './measure.ts';
import { monthMeant } from './openslo.ts';
import { duration } from './scalar.ts';
import type { Path } from './source.ts';
import { type Document, scalar, type Workshop, zoneOf } from './workshop.ts';

const DAY = 86_400_000;
const LONGEST = 3660 * DAY;
const CALENDAR_UNITS = ['m', 'h', 'd', 'w', 'M', 'Q', 'Y'];

/** Back from now. */
export type Rolling = Extract<Window, { kind: 'rolling' }>;

/** The window of whoever has none of its own. */
export const ROLLING: Rolling = { kind: 'rolling', ms: 28 * DAY, text: '28d' };

const lengthOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string, aligned: boolean): ReturnType<typeof duration> => {
  monthMeant(shop, by, path, text, aligned);
  const length = scalar(shop, by, path, text, duration, 'a duration such as 28d, 1w or 1M (m is a minute, M a month)');
  if (length && length.ms > LONGEST) shop.fault(by, path, `a window lasts at most ten years, this is ${text}`);
  return length && length.ms <= LONGEST ? length : null;
};

const rolling = (shop: Workshop, by: Document<unknown>, path: Path, length: NonNullable<ReturnType<typeof duration>>, text: string): Rolling => {
  if (length.ms % 60_000 !== 0) shop.fault(by, path, 'a window lasts whole minutes');
  if (['M', 'Q', 'Y'].includes(length.unit)) shop.warn(by, path, `a rolling ${length.unit} counts as ${length.ms / DAY / length.count} days`);
  return { kind: 'rolling', ms: length.ms, text };
};

/** The rolling window of a document that has one duration at `path`; 28 days when there is none or a faulty one. */
export const rollingOf = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined): Rolling => {
  const length = text === undefined ? null : lengthOf(shop, by, path, text, false);
  return length && text !== undefined ? rolling(shop, by, path, length, text) : ROLLING;
};

/** The window of an SLO; rolling 28 days when it has none or a faulty one. */
export const windowOf = (shop: Workshop, by: Document<SloSpec>): Window => {
  const [given] = by.spec.timeWindow ?? [];
  if (!given) return ROLLING;
  const path: Path = ['spec', 'timeWindow', 0];
  const aligned = given.isRolling === undefined ? given.calendar !== undefined : given.isRolling === 'false';
  const length = lengthOf(shop, by, [...path, 'duration'], given.duration, aligned || given.calendar !== undefined);
  if (!length) return ROLLING;
  // which of the two it is to be cannot be told
  if (shop.broken(by, [...path, 'isRolling'])) return ROLLING;
  if (!aligned) {
    if (given.calendar) shop.fault(by, [...path, 'calendar'], 'a rolling window has no calendar', 'set isRolling: false');
    return rolling(shop, by, [...path, 'duration'], length, given.duration);
  }
  if (!CALENDAR_UNITS.includes(length.unit)) {
    shop.fault(by, [...path, 'duration'], 'a calendar window lasts minutes, hours, days, weeks, months, quarters or years');
    return ROLLING;
  }
  const zone = zoneOf(shop, by, [...path, 'calendar', 'timeZone'], given.calendar?.timeZone);
  const window: Window = { kind: 'calendar', count: length.count, unit: length.unit as 'd', anchor: given.calendar?.startTime ?? null, zone, text: given.duration };
  try {
    windowAt(window, 0);
  } catch {
    shop.fault(by, [...path, 'calendar', 'startTime'], `${given.calendar?.startTime} is not a local time`, 'write it as 2026-01-31 08:00:00');
    return ROLLING;
  }
  return window;
};

/** Timeslices on the time axis: which one holds an instant, and how a window splits into whole ones and its edges. Pure. */
import { dayNumber, dayStarts } from '../shared/time/window.ts';
import { DAY } from './ladder.ts';

/** [from, to), ms, whole minutes. */
export type Span = { from: number; to: number };

/** Local midnights around an instant, kept: the same few days are asked for again and again. */
const midnights = new Map<string, number[]>();
const MONTH = 32 * DAY;
const around = (zone: string, at: number): number[] => {
  const block = Math.floor(at / MONTH);
  const key = `${zone} ${block}`;
  let list = midnights.get(key);
  if (!list) {
    list = dayStarts(zone, block * MONTH - 3 * DAY, (block + 1) * MONTH + 3 * DAY);
    if (midnights.size > 2000) midnights.clear();
    midnights.set(key, list);
  }
  return list;
};

/** The local midnight that starts the day holding `at`, and the next. */
const dayOf = (zone: string, at: number): Span => {
  if (zone === 'UTC') return { from: at - (((at % DAY) + DAY) % DAY), to: at - (((at % DAY) + DAY) % DAY) + DAY };
  const list = around(zone, at);
  let i = list.findIndex((one) => one > at) - 1;
  if (i < 0) i = 0;
  return { from: list[i] as number, to: list[i + 1] as number };
};

/**
 * The timeslice of `slice` ms that holds `at`: aligned to the UTC epoch; from a day up, days of `zone`, several days counted from 1970-01-01.
 */
export const starts = (slice: number, zone: string, at: number): Span => {
  if (slice < DAY) {
    const from = Math.floor(at / slice) * slice;
    return { from, to: from + slice };
  }
  const days = Math.round(slice / DAY);
  let { from, to } = dayOf(zone, at);
  if (days === 1) return { from, to };
  const back = ((dayNumber(zone, from) % days) + days) % days;
  for (let i = 0; i < back; i++) from = dayOf(zone, from - 1).from;
  for (let i = days - back - 1; i > 0; i--) to = dayOf(zone, to).to;
  return { from, to };
};

/** `span` as whole timeslices and what is left at its edges; edges are judged on the minutes that lie inside (MEASURES §8). */
export const split = (span: Span, slice: number, zone: string): { whole: Span | null; edges: Span[] } => {
  if (span.to <= span.from) return { whole: null, edges: [] };
  if (slice <= 60_000) return { whole: { from: span.from, to: span.to }, edges: [] };
  const first = starts(slice, zone, span.from);
  const last = starts(slice, zone, span.to - 1);
  const a = first.from === span.from ? first.from : first.to;
  const b = last.to === span.to ? last.to : last.from;
  if (a > b) return { whole: null, edges: [{ from: span.from, to: span.to }] };
  const edges = [
    { from: span.from, to: a },
    { from: b, to: span.to },
  ].filter((one) => one.to > one.from);
  return { whole: b > a ? { from: a, to: b } : null, edges };
};

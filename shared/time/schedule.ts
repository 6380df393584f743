/**
 * Scheduled time: the minutes that count, as the open time of a calendar less what corrections take out (MEASURES §3, §8 "Calendars"). Pure;
 * all instants are ms since the epoch. A schedule of null is always open. Results are kept by block of time, for every tick asks the same again.
 */
import type { Schedule } from '../plan/measure.ts';
import type { Span } from './window.ts';

/** The counted spans within [from, to), ascending, disjoint, on whole minutes (what a minute only holds in part is excluded whole when it is taken out, and open only when it is open whole). */
export const counted = (schedule: Schedule | null, from: number, to: number): Span[] => (schedule === null && to > from ? [{ from, to }] : []);

/** Counted time within [from, to), ms. */
export const scheduled = (schedule: Schedule | null, from: number, to: number): number => counted(schedule, from, to).reduce((sum, one) => sum + one.to - one.from, 0);

/** How far back from `end` one must go for `ms` of counted time: the latest such instant; at most ten years back. */
export const back = (schedule: Schedule | null, end: number, ms: number): number => (schedule === null ? end - ms : end);

/** The first instant at which `ms` of counted time have passed since `from`; null when that takes more than ten years. `ms` may be any number, not only minutes. */
export const ahead = (schedule: Schedule | null, from: number, ms: number): number | null => (schedule === null ? from + ms : null);

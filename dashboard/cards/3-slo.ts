/** Tier 3, service level objective: attainment against a target over a window, with its error budget and how fast it is being spent. Its words and figures, for its page and for lists. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { leftShare } from '../../shared/budget-figure.ts';
import { line, type Spec } from '../../shared/figure.ts';
import { length, windowWords } from './when.ts';

const METHOD: Record<SloMeasure['method'], string> = {
  Occurrences: 'Good events divided by all events of the window, once.',
  Timeslices: 'The share of timeslices that reach the slice target.',
  RatioTimeslices: 'The mean of the ratios of the timeslices that hold events.',
};

const RATIO: Spec = { kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate: null, desired: null };

/** The objective in a few words: "99.9 % over rolling 28 days". */
export const objective = (measure: SloMeasure): string => `${line(Number(measure.target), RATIO)} % ${windowWords(measure.window)}`;

export const rule = (measure: SloMeasure): string => METHOD[measure.method];

/** `of` = the title of its SLI. */
export const sentence = (measure: SloMeasure, of: string): string => {
  const spec = RATIO;
  const target = `${line(Number(measure.target), spec)} %`;
  const adequate = Number(measure.adequate) < Number(measure.target) ? ` Tolerated down to ${line(Number(measure.adequate), spec)} %.` : '';
  const slice = length(measure.slice);
  const what =
    measure.method === 'Occurrences'
      ? `${target} good by “${of}”`
      : measure.method === 'Timeslices'
        ? `${target} of the timeslices of ${slice} with “${of}” at ${line(Number(measure.sliceTarget ?? 0), spec)} % or better`
        : `${target} on average over timeslices of ${slice} of “${of}”`;
  const calendar = measure.schedule?.calendar ? `, in the hours of the calendar ${measure.schedule.calendar.name}` : '';
  return `${what}, ${windowWords(measure.window)}${calendar}.${adequate}`;
};

/** Seconds as a length of time; null is "–". */
export const seconds = (value: number | null): string => (value === null ? '–' : length(value * 1000));
/** Share and time left, as a list shows them: "31 % (13 m 20 s)". */
export const leftBrief = (row: Row | null): string => {
  const left = row?.budget?.ratio.remaining ?? null;
  const time = row?.budget?.seconds.remaining ?? null;
  return left === null ? '–' : time === null ? leftShare(left) : `${leftShare(left)} (${seconds(time).replace(' min', ' m')})`;
};

/** How long the budget lasts at the burn rate of now, ms: 0 when it is spent, Infinity when the window ends first; null when that is not known. */
export const lasting = (row: Row | null, measure: SloMeasure): number | null => {
  const left = row?.budget?.ratio.remaining ?? null;
  if (!row || left === null) return null;
  if (left <= 0) return 0;
  if (!row.exhaustsAt) return Number.POSITIVE_INFINITY;
  const ms = Date.parse(row.exhaustsAt) - Date.parse(row.at);
  // a rolling window that is longer gives back what was spent before the budget is
  return measure.window.kind === 'rolling' && ms > measure.window.ms ? Number.POSITIVE_INFINITY : ms;
};

/** The forecast in words. */
export const lastingWords = (ms: number | null): string => (ms === null ? '–' : ms === 0 ? 'spent' : ms === Number.POSITIVE_INFINITY ? 'lasts the window' : length(ms));

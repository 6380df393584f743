/** The instant that the address of a page asks for (?at=): as programs write it, or as the page's own form sends it, in the page's zone. */
import type { Request, Response } from 'express';
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import { iso } from '../../shared/time/instant.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import type { Instant } from '../cards/instant.ts';
import { type Known, ofTier } from '../cards/spec.ts';
import { Problem } from '../problem.ts';
import { timeTyped } from './form.ts';
import { instantParameter } from './route.ts';

/** ms; null = now. Throws Problem 400 on what is no time. */
export const atOf = (asked: unknown, zone: string): number | null => {
  if (asked === undefined || asked === '') return null;
  const found = instantParameter.safeParse(asked);
  const at = found.success ? found.data : typeof asked === 'string' ? timeTyped(asked, zone) : null;
  if (at === null || at < 0 || at >= LAST_INSTANT) throw new Problem(400, 'No such time', `“${String(asked).slice(0, 80)}” is no time that can be shown (at): write 2026-11-22 10:41, or with an offset 2026-11-22T10:41:00+01:00, of a day that there is, before 2106.`, { parameter: 'at' });
  return at;
};

/** A time as it was typed means another instant in another zone: its address is answered by that of the instant. True when it was. */
export const settled = (request: Request, response: Response, at: number | null): boolean => {
  if (at === null || instantParameter.safeParse(request.query['at']).success) return false;
  const to = new URL(request.originalUrl, 'http://here');
  to.searchParams.set('at', iso(at));
  response.redirect(302, `${to.pathname}${to.search}`);
  return true;
};

/** What of an address belongs to the rows that it showed, and not to another instant. */
const OF_ROWS = ['at', 'period', 'asReported', 'page', 'after', 'moment', 'tz'];

/** What a page needs to say which instant it shows, and to lead to others. */
export const instantOf = (request: Request, known: Known | null, zone: string, at: number | null, newest: number | null): Instant => {
  const { pathname, searchParams } = new URL(request.originalUrl, 'http://here');
  const start = known ? (ofTier<ScorecardMeasure>(known, 'scorecard')[0]?.fiscalYearStart ?? 1) : 1;
  return { at, newest, zone, start, path: pathname, query: [...searchParams].filter(([name]) => !OF_ROWS.includes(name)) };
};

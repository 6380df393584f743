/** The zone that a page tells its times in, decided here for every page: the one that the address asks for (?tz=), else the page's own. */
import type { Request, Response } from 'express';
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import { isZone } from '../../shared/time/window.ts';
import { type Known, ofTier } from '../cards/spec.ts';
import type { Zoned } from '../cards/zone.ts';
import { Problem } from '../problem.ts';

/** That of the first scorecard; UTC where the plan has none. */
export const planZone = (known: Known | null): string => (known ? (ofTier<ScorecardMeasure>(known, 'scorecard')[0]?.zone ?? 'UTC') : 'UTC');

/** A zone as it is written, null when there is none of that name. */
const zoneNamed = (text: string): string | null => {
  if (!isZone(text)) return null;
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
  // a name that was given up for another one stays as it was asked for
  return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
};

/** Reads what an address asks for, before its page is made. Throws Problem 400 when there is no such zone. */
export const zoneAsked = (request: Request, response: Response): void => {
  const { tz } = request.query;
  const asked = tz === undefined || tz === '' ? null : zoneNamed(String(tz));
  if (asked === null && tz !== undefined && tz !== '') throw new Problem(400, 'No such time zone', `“${String(tz).slice(0, 80)}” is not a time zone: write one as Europe/Berlin or America/New_York, or UTC.`, { parameter: 'tz' });
  const { pathname, searchParams } = new URL(request.originalUrl, 'http://here');
  response.locals.zoned = { asked, own: null, path: pathname, query: [...searchParams].filter(([name]) => name !== 'tz') } satisfies Zoned;
};

/** The zone of a page whose own is `own`; noted, so that the page offers others. What a form is sent to is no page that could be asked for in another. */
export const zoneFor = (response: Response, own: string): string => {
  const zoned = response.locals.zoned as Zoned;
  if (response.req.method !== 'POST') zoned.own = own;
  return zoned.asked ?? own;
};

/** What the page of a measure knows of comments, and the form to write one, which stands there and on the scorecard. Complete without JavaScript. */
import type { Router } from 'express';
import type { Measure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import { periodAt } from '../../shared/time/window.ts';
import type { Said } from '../cards/comments.ts';
import { page } from '../cards/markup.ts';
import { periodTitle } from '../cards/when.ts';
import { commentsIn, type CommentDeps, typed, writeComment } from './comments.ts';
import type { Desk } from './entry.ts';
import { fieldOf, formBody, goTo, goToBoard, whoTyped } from './form.ts';

/** Comments that the page of a measure lists. */
const MOST = 50;

/** The period that an instant lies in, in words; null of a measure that is not counted by periods. */
const periodOf = (measure: Measure, card: ScorecardMeasure | undefined, at: number): string | null => {
  if (card) return periodTitle(periodAt(card.period, card.zone, at, card.fiscalYearStart).from, card.zone, card.period, card.fiscalYearStart);
  return measure.tier === 'kpt' ? periodTitle(periodAt(measure.period, measure.zone, at).from, measure.zone, measure.period) : null;
};

/** What was said about a measure, the newest first, and whether there is more; up to the instant `at` (ms), null = all. `card` = whose period it is counted over, undefined = its own window. */
export const gatherComments = async (read: Door, measure: Measure, card: ScorecardMeasure | undefined, at: number | null): Promise<{ items: Said[]; more: boolean }> => {
  const found = await commentsIn(read, { tier: measure.tier, name: measure.name, scorecard: card?.name ?? '', from: 0, to: at ?? LAST_INSTANT, limit: MOST + 1 });
  return { items: found.slice(0, MOST).map((one) => ({ ...one, period: periodOf(measure, card, Date.parse(one.time)) })), more: found.length > MOST };
};

/** Puts the form on a router; it leads back to the page of the measure (`stood` = measure) or to the scorecard, whose query is `back`. */
export const mountCommentForm = (router: Router, desk: Desk, deps: CommentDeps): void =>
  void router.post('/comments', formBody, async (request, response) => {
    const [tier, name, scorecard, time] = ['tier', 'name', 'scorecard', 'time'].map((field) => fieldOf(request, field)) as [string, string, string, string];
    const asked = typed({ tier, name, ...(scorecard === '' ? {} : { scorecard }), ...(time === '' ? {} : { time }), text: fieldOf(request, 'text'), who: whoTyped(request, response) });
    const { id } = await writeComment(desk, deps, asked);
    if (fieldOf(request, 'stood') !== 'measure') return goToBoard(response, fieldOf(request, 'back'), `comments-${encodeURIComponent(name)}`);
    goTo(response, `${page(tier, name, scorecard || null, time === '' ? null : Date.parse(time))}#comment-${id}`);
  });

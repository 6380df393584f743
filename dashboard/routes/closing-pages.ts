/** What pages know of periods that people have closed, and the form to close one. Complete without JavaScript. */
import type { Router } from 'express';
import type { Measure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import { periodAt } from '../../shared/time/window.ts';
import { figureOf, type Reported } from '../cards/reported.ts';
import { periodTitle } from '../cards/when.ts';
import type { Known } from '../plan.ts';
import { closedPeriod, closePeriod, typed } from './closings.ts';
import type { Desk } from './entry.ts';
import { fieldOf, formBody, goToBoard, whoTyped } from './form.ts';

/** What was reported of a measure when the scorecard's period that ends at an instant was closed; null where no period ends. */
export const gatherReported = async (read: Door, measure: Measure, card: ScorecardMeasure | undefined, at: number | null): Promise<Reported | null> => {
  if (!card || at === null) return null;
  const span = periodAt(card.period, card.zone, at, card.fiscalYearStart);
  if (span.to !== at) return null;
  const { reports } = await closedPeriod(read, card, span);
  return {
    period: periodTitle(span.from, card.zone, card.period, card.fiscalYearStart),
    reports: reports.flatMap(({ figures, ...report }) => {
      const figure = figureOf(figures, measure.tier, measure.name);
      return figure ? [{ ...report, figure }] : [];
    }),
  };
};

/** Puts the form on a router; it leads back to the scorecard that it stood on, `back` = that one's query. */
export const mountClosingForm = (router: Router, { read, plan, answer, desk }: { read: Door; plan: () => Promise<Known | null>; answer: Pick<Answer, 'watermark'>; desk: Desk }): void =>
  void router.post('/periods/:scorecard/:period/close', formBody, async (request, response) => {
    const { scorecard, period } = request.params as { scorecard: string; period: string };
    await closePeriod(desk, { read, plan, answer }, { scorecard, period }, typed({ text: fieldOf(request, 'text'), who: whoTyped(request, response) }));
    goToBoard(response, fieldOf(request, 'back'), 'closing');
  });

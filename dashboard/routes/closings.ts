/**
 * Periods of scorecards that people close: somebody signs off what a period came to, and the figures of that moment are kept with the name. Periods close by themselves
 * when their figures are final; a person can close one from then on, and again after its figures were restated: what was reported stays beside what stands now.
 * The entry holds the figures themselves: what was signed must not depend on whether rows are still there.
 */
import express, { type Router } from 'express';
import { z } from 'zod';
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer, Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { NAMED_LIKE, periodKey, periodNamed } from '../../shared/time/period.ts';
import type { Span } from '../../shared/time/window.ts';
import { restated } from '../cards/reported.ts';
import { type Known, measureNamed } from '../plan.ts';
import { Problem } from '../problem.ts';
import { bodyOf, type Desk, enter, signed, type Written } from './entry.ts';
import { check, type Route, route } from './route.ts';

const rowsSql = sql(import.meta.url, '../queries/closed-rows.sql');
const closingsSql = sql(import.meta.url, '../queries/closings.sql');

const TIERS = ['scorecard', 'perspective', 'kra', 'kpi', 'kpt'] as const;
const params = z.object({ scorecard: z.string().min(1).max(256), period: z.string().min(4).max(10) });
const body = z.object({ text: z.string().max(4096).default('').meta({ description: 'a note' }), who: signed });
const figureSchema = z.object({
  tier: z.enum(TIERS), name: z.string(), value: z.number().nullable(), unit: z.string(), score: z.number().nullable(), status: z.enum(['met', 'tolerated', 'missed', 'unknown']).nullable(),
  revision: z.number().meta({ description: '1 = as the period closed; later ones were restated' }), plan: z.string().meta({ description: 'the plan that judged it' }),
}).meta({ id: 'ReportedFigure' });
const reportSchema = z.object({ id: z.string(), at: z.string(), who: z.string(), text: z.string(), figures: z.array(figureSchema) }).meta({ id: 'Report' });
const closedSchema = z.object({
  scorecard: z.string(), period: z.string(), from: z.string(), to: z.string(),
  reports: z.array(reportSchema).meta({ description: 'who has closed it, with the figures as they were reported, the newest first' }), figures: z.array(figureSchema).meta({ description: 'the figures as they stand; none while they are not final' }),
}).meta({ id: 'ClosedPeriod' });
export type Figure = z.infer<typeof figureSchema>;
export type Report = z.infer<typeof reportSchema>;
export type ClosedPeriod = z.infer<typeof closedSchema>;

const PATH = '/api/v1/periods/:scorecard/:period/close';
/** The POST route, for the OpenAPI page. */
export const CLOSINGS: Written[] = [{ path: PATH.replaceAll(/:(\w+)/g, '{$1}'), summary: 'Closes a period of a scorecard: signs its figures off as they stand', params, body, answer: reportSchema, answers: 'it is durable, and the figures are kept as they were reported', failures: { 404: 'the plan has no such scorecard', 409: 'it has not ended, its figures are not final, or they were reported already' } }];

const figureOf = ({ tier, name, value, unit, score, status, revision, plan }: Row): Figure => ({ tier: tier as Figure['tier'], name, value, unit, score, status, revision, plan });
/** What is known of a period of a scorecard. */
export const closedPeriod = async (read: Door, card: ScorecardMeasure, { from, to }: Span): Promise<ClosedPeriod> => {
  const [rows, reports] = await Promise.all([
    read.rows<{ body: string }>(rowsSql, { scorecard: card.name, from, to }),
    read.rows<{ id: string; at: string; who: string; body: string }>(closingsSql, { scorecard: card.name, to }),
  ]);
  const order = (a: Figure, b: Figure): number => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || (a.name < b.name ? -1 : 1);
  return {
    scorecard: card.name, period: periodKey(card, from), from: iso(from), to: iso(to),
    reports: reports.map(({ id, at, who, body: entered }) => {
      const { text, figures } = JSON.parse(entered) as Pick<Report, 'text' | 'figures'>;
      return { id, at: iso(Number(at)), who, text, figures };
    }),
    figures: rows.map((one) => figureOf(JSON.parse(one.body) as Row)).sort(order),
  };
};

type Deps = { read: Door; plan: () => Promise<Known | null>; answer: Pick<Answer, 'watermark'> };

/** The scorecard and its period by their names. Throws Problem 404 and 400. */
const named = async (plan: Deps['plan'], { scorecard, period }: z.infer<typeof params>): Promise<{ card: ScorecardMeasure; span: Span }> => {
  const card = measureNamed(await plan(), 'scorecard', scorecard, null).measure as ScorecardMeasure;
  const span = periodNamed(card, period);
  if (!span) throw new Problem(400, 'Bad parameter', `period: ${period} is no ${card.period} of this scorecard; they are named like ${NAMED_LIKE[card.period]}`, { parameter: 'period' });
  return { card, span };
};

/** Writes that somebody closes a period, with its figures. Throws Problem 404, 400, 409. */
export const closePeriod = async (desk: Desk, { read, plan, answer }: Deps, asked: z.infer<typeof params>, { text, who: by }: z.infer<typeof body>): Promise<Report> => {
  const { card, span } = await named(plan, asked);
  const latest = await answer.watermark();
  if (latest === null || latest < span.to) throw new Problem(409, 'Not over', `${asked.period} has not ended: it goes to ${iso(span.to)}, and data ${latest === null ? 'have not come in yet' : `go to ${iso(latest)}`}`);
  const there = await closedPeriod(read, card, span);
  if (there.figures.length === 0) throw new Problem(409, 'Not final', `no figure of ${asked.period} is final: late events can still change them, or it ended before anything was measured`);
  const [last] = there.reports;
  if (last && restated(last, there.figures).length === 0) throw new Problem(409, 'Closed already', `${asked.period} was closed by ${last.who} at ${last.at}, and none of its figures was restated since`);
  const { figures } = there;
  const { id, at } = await enter(desk, 'close', by, { scorecard: card.name, period: there.period, ...span, text, figures }, last ? Date.parse(last.at) + 1 : 0);
  return { id, at: iso(at), who: by, text, figures };
};

/** What a form has typed, by the schema of the route that programs use. */
export const typed = (fields: object): z.infer<typeof body> => bodyOf(body, { body: fields });

/** Puts the POST route on a router. */
export const mountClosings = (router: Router, desk: Desk, deps: Deps): void =>
  void router.post(PATH, express.json({ limit: '64kb' }), async (request, response) => void response.status(202).json(await closePeriod(desk, deps, check(params, request.params), bodyOf(body, request))));

/** Who has closed a period and what was reported. */
export const closingRoutes = ({ read, plan }: Pick<Deps, 'read' | 'plan'>): Route[] => [
  route({
    path: PATH, summary: 'Who has closed a period of a scorecard, with the figures as they were reported and as they stand', params, query: z.object({}), answer: closedSchema,
    async handle(asked) {
      const { card, span } = await named(plan, asked);
      return closedPeriod(read, card, span);
    },
  }),
];

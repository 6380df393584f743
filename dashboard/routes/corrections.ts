/** Corrections that people enter: time taken out of what SLOs and KPTs count. One is proposed, and somebody approves, rejects or disputes it; the newest word holds, and all of them are kept. The aggregator counts by those that are approved (shared/plan/approved.ts). */
import express, { type Router } from 'express';
import { z } from 'zod';
import type { EnteredCorrection } from '../../shared/plan/approved.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { iso } from '../../shared/time/instant.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import { checkNames } from '../correctable.ts';
import type { Known } from '../plan.ts';
import { Problem } from '../problem.ts';
import { bodyOf, type Desk, enter, entriesBefore, entriesPage, signed, type Written } from './entry.ts';
import { check, cursorParameter, instantParameter, limitParameter, type Route, route } from './route.ts';
import { listOf } from './schemas.ts';

const correctionsSql = sql(import.meta.url, '../queries/corrections.sql');

const MINUTE = 60_000;
/** What somebody decides about a correction. */
const DECISIONS = ['approved', 'rejected', 'disputed'] as const;
const STATES = ['proposed', ...DECISIONS] as const;

const names = (what: string) => z.array(z.string().min(1).max(256)).max(1000).default([]).meta({ description: what });
const words = z.string().max(4096).default('');
const body = z.object({
  slos: names('names of SLO documents; it holds for all their objectives'), kpts: names('names of KPTs on statistics of SLIs; others count by the SLOs below them'),
  from: instantParameter, to: instantParameter.meta({ description: 'the whole minutes between from and to are taken out' }),
  reason: z.string().trim().min(1, 'a correction needs a reason, such as supplier, customer or maintenance').max(256), text: words.meta({ description: 'what happened' }), who: signed,
});
const decisionBody = z.object({ state: z.enum(DECISIONS), text: words.meta({ description: 'why' }), who: signed });
const idParams = z.object({ id: z.string().min(1).max(64) });
const wordSchema = z.object({ state: z.enum(STATES), at: z.string(), who: z.string(), text: z.string() });
const correctionSchema = z.object({
  id: z.string(), slos: z.array(z.string()), kpts: z.array(z.string()), from: z.string(), to: z.string(), reason: z.string(), text: z.string(), who: z.string().meta({ description: 'who proposed it' }), at: z.string().meta({ description: 'when it was proposed' }),
  state: z.enum(STATES).meta({ description: 'the newest word about it; approved ones are taken out of the figures' }), trail: z.array(wordSchema).meta({ description: 'every word about it, the oldest first' }),
}).meta({ id: 'Correction' });
export type Correction = z.infer<typeof correctionSchema>;

/** The POST routes, for the OpenAPI page. */
export const CORRECTIONS: Written[] = [
  { path: '/api/v1/corrections', summary: 'Proposes that time is taken out of what SLOs and KPTs count', body, answer: correctionSchema, answers: 'it is durable and proposed; it changes no figure until it is approved' },
  { path: '/api/v1/corrections/{id}/decisions', summary: 'Approves, rejects or disputes a correction; the newest decision holds', params: idParams, body: decisionBody, answer: correctionSchema, answers: 'it is durable; figures of open periods and windows follow within seconds, those of closed periods when they are restated', failures: { 404: 'there is no such correction', 409: 'that was decided already' } },
];

type Row = { id: string; at: string; who: string; body: string; trail: string };
type Asked = { only?: string; state?: string; slos?: readonly string[]; kpts?: readonly string[]; limit: number; before?: { at: number; id: string } | null };

const told = (row: Row): Correction => {
  const { slos, kpts, from, to, reason, text } = JSON.parse(row.body) as EnteredCorrection;
  const decided = row.trail === '' ? [] : (JSON.parse(row.trail) as [string, string, string, (typeof DECISIONS)[number], string][]);
  const trail: Correction['trail'] = [{ state: 'proposed', at: iso(Number(row.at)), who: row.who, text }, ...decided.map(([at, , who, state, word]) => ({ state, at: iso(Number(at)), who, text: word }))];
  return { id: row.id, slos, kpts, from: iso(from), to: iso(to), reason, text, who: row.who, at: iso(Number(row.at)), state: trail.at(-1)?.state ?? 'proposed', trail };
};

/** What was entered, the newest first. */
export const correctionsIn = async (read: Door, { only = '', state = '', slos = [], kpts = [], limit, before }: Asked): Promise<Correction[]> =>
  (await read.rows<Row>(correctionsSql, { only, state, slos: JSON.stringify(slos), kpts: JSON.stringify(kpts), limit, before: before?.at ?? LAST_INSTANT, id: before?.id ?? '' })).map(told);

type Deps = { read: Door; plan: () => Promise<Known | null> };

/** Writes a proposal. Throws Problem 400 when the plan has no such SLO or KPT, or nothing lies between its times. */
export const propose = async (desk: Desk, { plan }: Pick<Deps, 'plan'>, { who: by, ...asked }: z.infer<typeof body>): Promise<Correction> => {
  const known = await plan();
  if (!known) throw new Problem(400, 'No plan', 'no plan is in force yet; give heptad one with --plan DIR');
  checkNames(known.measures, asked.slos, asked.kpts);
  const { from, to } = asked;
  if (from >= to) throw new Problem(400, 'Bad request', `to: a correction ends after it begins; this is from ${iso(from)} to ${iso(to)}`, { parameter: 'to' });
  if (Math.floor(to / MINUTE) <= Math.ceil(from / MINUTE)) throw new Problem(400, 'Bad request', 'to: no whole minute lies inside: nothing would be taken out', { parameter: 'to' });
  const { id, at } = await enter(desk, 'correction', by, asked);
  return told({ id, at: String(at), who: by, body: JSON.stringify(asked), trail: '' });
};

/** Writes what was decided. Throws Problem 404 when there is no such correction, 409 when that is decided already. */
export const decide = async (desk: Desk, read: Door, id: string, { state, text, who: by }: z.infer<typeof decisionBody>): Promise<Correction> => {
  const [there] = await correctionsIn(read, { only: id, limit: 1 });
  const last = there?.trail.at(-1);
  if (!there || !last) throw new Problem(404, 'No such correction', `no correction has the id ${id}; GET /api/v1/corrections lists them`, { parameter: 'id' });
  if (last.state === state) throw new Problem(409, 'Decided already', `it was ${state} by ${last.who} at ${last.at}`, { parameter: 'state' });
  // the newest word holds, also when the clock of another dashboard is ahead
  const { at } = await enter(desk, 'decision', by, { correction: id, state, text }, Date.parse(last.at) + 1);
  return { ...there, state, trail: [...there.trail, { state, at: iso(at), who: by, text }] };
};

/** What a form has typed, by the schema of the route that programs use. */
export const proposed = (fields: object): z.infer<typeof body> => bodyOf(body, { body: fields });
export const decided = (fields: object): z.infer<typeof decisionBody> => bodyOf(decisionBody, { body: fields });

/** Puts the POST routes on a router. */
export const mountCorrections = (router: Router, desk: Desk, { read, plan }: Deps): void => {
  const json = express.json({ limit: '256kb' });
  router.post('/api/v1/corrections', json, async (request, response) => void response.status(202).json(await propose(desk, { plan }, bodyOf(body, request))));
  router.post('/api/v1/corrections/:id/decisions', json, async (request, response) => void response.status(202).json(await decide(desk, read, check(idParams, request.params).id, bodyOf(decisionBody, request))));
};

/** What was entered, by whom and when. */
export const correctionRoutes = ({ read }: Pick<Deps, 'read'>): Route[] => [
  route({
    path: '/api/v1/corrections', summary: 'Corrections that people entered, the newest first, each with everything that was decided about it', params: z.object({}), answer: listOf(correctionSchema),
    query: z.object({ state: z.enum(STATES).optional(), slo: z.string().max(256).optional(), kpt: z.string().max(256).optional(), limit: limitParameter, cursor: cursorParameter }),
    async handle(_, { state, slo, kpt, limit, cursor }) {
      return entriesPage(await correctionsIn(read, { state: state ?? '', slos: slo === undefined ? [] : [slo], kpts: kpt === undefined ? [] : [kpt], limit: limit + 1, before: entriesBefore(cursor) }), limit);
    },
  }),
];

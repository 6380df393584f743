/** What people say about a measure: who, when, on which instant. Written as JSON by programs and as a form by pages, which need no script for it; never changed, never deleted. */
import express, { type Router } from 'express';
import { z } from 'zod';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import type { Comment } from '../cards/comments.ts';
import { type Known, measureNamed } from '../plan.ts';
import { bodyOf, type Desk, enter, entriesBefore, entriesPage, who, type Written } from './entry.ts';
import { goToBoard, keepWho } from './form.ts';
import { cursorParameter, instantParameter, limitParameter, type Route, route } from './route.ts';
import { listOf, tierName } from './schemas.ts';

const commentsSql = sql(import.meta.url, '../queries/comments.sql');

const body = z.object({
  tier: tierName.exclude(['sie']), name: z.string().min(1).max(256), scorecard: z.string().max(256).optional().meta({ description: 'said in this scorecard; without it, in all' }),
  text: z.string().trim().min(1, 'say something').max(4096), time: instantParameter.optional().meta({ description: 'the instant it speaks for: a scorecard shows it in the period (from, to] that holds it. Default: the newest instant that was climbed' }), who,
});
const commentSchema = z.object({
  id: z.string(), tier: tierName, name: z.string(), scorecard: z.string().nullable(), time: z.string().meta({ description: 'the instant it speaks for' }), at: z.string().meta({ description: 'when it was written' }), who: z.string(), text: z.string(),
}).meta({ id: 'Comment' });

/** The POST route, for the OpenAPI page. */
export const COMMENTS: Written[] = [{ path: '/api/v1/comments', summary: 'Writes a comment on a measure', body, answer: commentSchema, answers: 'it is durable' }];

type Row = { id: string; at: string; who: string; tier: string; name: string; card: string; time: string; text: string };
type Asked = { tier?: string; name?: string; scorecard?: string; from: number; to: number; limit: number; before?: { at: number; id: string } | null };

/** Comments that speak for instants of (from, to], the newest first. */
export const commentsIn = async (read: Door, { tier = '', name = '', scorecard = '', from, to, limit, before }: Asked): Promise<Comment[]> =>
  (await read.rows<Row>(commentsSql, { tier, name, scorecard, from, to, limit, before: before?.at ?? LAST_INSTANT, id: before?.id ?? '' })).map((row) => ({
    id: row.id, tier: row.tier, name: row.name, scorecard: row.card === '' ? null : row.card, time: iso(Number(row.time)), at: iso(Number(row.at)), who: row.who, text: row.text,
  }));

type Deps = { read: Door; plan: () => Promise<Known | null>; answer: Pick<Answer, 'watermark'> };

/** Puts the POST route on a router. A form is led back to the scorecard that it stood on, `back` = that one's query. */
export const mountComments = (router: Router, desk: Desk, { plan, answer }: Deps): void =>
  void router.post('/api/v1/comments', express.json({ limit: '64kb' }), express.urlencoded({ extended: false, limit: '64kb' }), async (request, response) => {
    const form = request.is('application/x-www-form-urlencoded') !== false;
    const { back = '', ...fields } = form ? (request.body as Record<string, unknown>) : {};
    if (form) request.body = fields;
    const { tier, name, scorecard, text, time, who: by } = bodyOf(body, request);
    measureNamed(await plan(), tier, name, scorecard);
    const speaks = time ?? (await answer.watermark()) ?? desk.clock.machine();
    const { id, at } = await enter(desk, 'comment', by, { tier, name, scorecard: scorecard ?? '', time: speaks, text });
    if (!form) return void response.status(202).json({ id, tier, name, scorecard: scorecard ?? null, time: iso(speaks), at: iso(at), who: by, text } satisfies z.infer<typeof commentSchema>);
    keepWho(response, by);
    goToBoard(response, String(back), `comments-${encodeURIComponent(name)}`);
  });

/** What was said, by whom and when. */
export const commentRoutes = ({ read }: Pick<Deps, 'read'>): Route[] => [
  route({
    path: '/api/v1/comments', summary: 'Comments on measures, the newest first', params: z.object({}), answer: listOf(commentSchema),
    query: z.object({ tier: tierName.optional(), name: z.string().max(256).optional(), scorecard: z.string().max(256).optional().meta({ description: 'those said in this scorecard, and those said in none' }), from: instantParameter.optional(), to: instantParameter.optional(), limit: limitParameter, cursor: cursorParameter }),
    async handle(_, { tier, name, scorecard, from, to, limit, cursor }) {
      return entriesPage(await commentsIn(read, { tier: tier ?? '', name: name ?? '', scorecard: scorecard ?? '', from: from ?? 0, to: to ?? LAST_INSTANT, limit: limit + 1, before: entriesBefore(cursor) }), limit);
    },
  }),
];

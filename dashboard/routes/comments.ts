/** What people say about a measure: who, when, on which instant. Written as JSON by programs and by the form of pages (comment-pages.ts); never changed, never deleted. */
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

export type CommentDeps = { read: Door; plan: () => Promise<Known | null>; answer: Pick<Answer, 'watermark'> };

/** What a form has typed, by the schema of the route that programs use. */
export const typed = (fields: object): z.infer<typeof body> => bodyOf(body, { body: fields });

/** Writes a comment. Throws Problem 404 when the plan has no such measure. */
export const writeComment = async (desk: Desk, { plan, answer }: CommentDeps, { tier, name, scorecard, text, time, who: by }: z.infer<typeof body>): Promise<Comment> => {
  measureNamed(await plan(), tier, name, scorecard);
  const speaks = time ?? (await answer.watermark()) ?? desk.clock.machine();
  const { id, at } = await enter(desk, 'comment', by, { tier, name, scorecard: scorecard ?? '', time: speaks, text });
  return { id, tier, name, scorecard: scorecard ?? null, time: iso(speaks), at: iso(at), who: by, text };
};

/** Puts the POST route on a router. */
export const mountComments = (router: Router, desk: Desk, deps: CommentDeps): void =>
  void router.post('/api/v1/comments', express.json({ limit: '64kb' }), async (request, response) => void response.status(202).json(await writeComment(desk, deps, bodyOf(body, request))));

/** What was said, by whom and when. */
export const commentRoutes = ({ read }: Pick<CommentDeps, 'read'>): Route[] => [
  route({
    path: '/api/v1/comments', summary: 'Comments on measures, the newest first', params: z.object({}), answer: listOf(commentSchema),
    query: z.object({ tier: tierName.optional(), name: z.string().max(256).optional(), scorecard: z.string().max(256).optional().meta({ description: 'those said in this scorecard, and those said in none' }), from: instantParameter.optional(), to: instantParameter.optional(), limit: limitParameter, cursor: cursorParameter }),
    async handle(_, { tier, name, scorecard, from, to, limit, cursor }) {
      return entriesPage(await commentsIn(read, { tier: tier ?? '', name: name ?? '', scorecard: scorecard ?? '', from: from ?? 0, to: to ?? LAST_INSTANT, limit: limit + 1, before: entriesBefore(cursor) }), limit);
    },
  }),
];

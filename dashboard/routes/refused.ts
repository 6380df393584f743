/** Messages that could not be taken: a list, and a way to send one again, mended or as it was. */
import express, { type Router } from 'express';
import { z } from 'zod';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { instant, iso } from '../../shared/time/instant.ts';
import { Problem } from '../problem.ts';
import { bodyOf, type Desk, enter, who, type Written } from './entry.ts';
import { cursorAt, cursorOf, cursorParameter, limitParameter, type Route, route } from './route.ts';
import { listOf } from './schemas.ts';

const refusedSql = sql(import.meta.url, '../queries/refused.sql');
const oneSql = sql(import.meta.url, '../queries/refused-one.sql');
const ofCodeSql = sql(import.meta.url, '../queries/page-refused-of.sql');

/** What came of messages that were handed in, as POST /api/v1/events answers it. */
export type Receipt = { accepted: number; duplicates: number; late: number; rejected: { index: number; code: string; message: string }[] };
/** Hands a message to the ingest room of this process. */
export type Replay = (stream: 'event' | 'sample', body: string) => Promise<Receipt>;

/** So much of a message is kept, bytes. */
const KEPT = 2048;

type Row = { at: string; code: string; message: string; log: string; epoch: number; partition: number; offset: string; entry: number; payload: string };
const place = z.tuple([z.string(), z.number(), z.number(), z.string(), z.number()]);
const idOf = ({ log, epoch, partition, offset, entry }: Row): string => cursorOf([log, Number(epoch), Number(partition), String(offset), Number(entry)]);

const refusedSchema = z.object({
  id: z.string().meta({ description: 'for POST /api/v1/refused/{id}/replay' }), at: z.string(), code: z.string(), message: z.string(), log: z.string(), partition: z.number(), offset: z.number(),
  payload: z.string().meta({ description: 'its first 2 KiB' }), cut: z.boolean().meta({ description: 'there was more of it: send it again from the topic TOPIC.dlq, or give its body' }),
}).meta({ id: 'RefusedMessage' });
const told = (row: Row): z.infer<typeof refusedSchema> => ({ id: idOf(row), at: iso(instant(row.at)), code: row.code, message: row.message, log: row.log, partition: Number(row.partition), offset: Number(row.offset), payload: row.payload, cut: Buffer.byteLength(row.payload) >= KEPT });

const body = z.object({
  body: z.string().max(262_144).optional().meta({ description: 'the message, mended; default: as it was' }),
  stream: z.enum(['event', 'sample']).optional().meta({ description: 'default: by the topic that it came from, else a sample when it names an sli' }), who,
});
const receipt = z.object({ accepted: z.number(), duplicates: z.number(), late: z.number(), rejected: z.array(z.object({ index: z.number(), code: z.string(), message: z.string() })) });

/** The POST route, for the OpenAPI page. */
export const REPLAYS: Written[] = [{ path: '/api/v1/refused/{id}/replay', summary: 'Sends a refused message again, mended or as it was', params: z.object({ id: z.string() }), body, answer: receipt, answers: 'it went along the path again: accepted, or refused once more and why' }];

/** The list. */
export const refusedRoutes = ({ read }: { read: Door }): Route[] => [
  route({
    path: '/api/v1/refused', summary: 'Messages that could not be taken, newest first', params: z.object({}), query: z.object({ code: z.string().optional(), limit: limitParameter, cursor: cursorParameter }), answer: listOf(refusedSchema),
    async handle(_params, { code, limit, cursor }) {
      const from = cursorAt(cursor, z.object({ from: z.number().int().min(0) }))?.from ?? 0;
      const rows = await read.rows<Row>(refusedSql, { code: code ?? '', from, limit: limit + 1 });
      return { items: rows.slice(0, limit).map(told), cursor: rows.length > limit ? cursorOf({ from: from + limit }) : null };
    },
  }),
];

/** What of a message says which stream it belongs to. */
const streamOf = (log: string, topics: { sie: string; sli: string }, text: string): 'event' | 'sample' => (log === topics.sie ? 'event' : log === topics.sli ? 'sample' : /"sli"\s*:/.test(text) ? 'sample' : 'event');

export type Refusal = z.infer<typeof refusedSchema>;

/** The newest of a code that nobody has sent again. */
export const refusedOf = async (read: Door, code: string, limit: number): Promise<Refusal[]> => (await read.rows<Row>(ofCodeSql, { code, limit })).map(told);

/** What sends messages again. `replay` null: no ingest room in this process. */
export type Replaying = { read: Door; replay: Replay | null; topics: { sie: string; sli: string } };

/** Where a message stood, by its id; null when it is none. */
const placeOf = (id: string): z.infer<typeof place> | null => {
  try {
    return cursorAt(id, place);
  } catch {
    return null;
  }
};

/** Sends one refused message along the path again. Throws Problem 404, 409 and 503. */
export const sendAgain = async (desk: Desk, { read, replay, topics }: Replaying, id: string, asked: z.infer<typeof body>): Promise<Receipt> => {
  const at = placeOf(id);
  const [row] = at ? await read.rows<Row>(oneSql, { log: at[0], epoch: at[1], partition: at[2], offset: at[3], entry: at[4] }) : [];
  if (!row) throw new Problem(404, 'No such message', 'no refused message has this id; GET /api/v1/refused lists them');
  if (!replay) throw new Problem(503, 'Not taken here', 'no ingest runs in this process; send the message to heptad ingest: POST /api/v1/events or /api/v1/samples, port 8081 unless it was told otherwise');
  if (asked.body === undefined && told(row).cut) throw new Problem(409, 'Only its beginning is kept', `of this message the first ${KEPT} bytes are kept; give its whole body, or send it again from ${row.log}.dlq`);
  const text = asked.body ?? row.payload;
  const stream = asked.stream ?? streamOf(row.log, topics, text);
  await enter(desk, 'replay', asked.who, { id, stream, mended: asked.body ?? null });
  return replay(stream, text);
};

/** Puts the POST route on a router. */
export const mountReplay = (router: Router, desk: Desk, deps: Replaying): void =>
  void router.post('/api/v1/refused/:id/replay', express.json({ limit: '512kb' }), async (request, response) => void response.status(202).json(await sendAgain(desk, deps, String(request.params['id']), bodyOf(body, request))));

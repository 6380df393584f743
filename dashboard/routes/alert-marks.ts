/** What people say about alerts: who has taken an incident on, and what nobody is to be told for a while. Rows of table `entry`; the aggregator holds back what is silenced (aggregator/alert/notify/silenced.ts). */
import express, { type Router } from 'express';
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import { ofKey, type Rule } from '../../shared/plan/rule.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Ack, Alert, Marked, Silence } from '../../shared/tiers/alert.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { iso } from '../../shared/time/instant.ts';
import { stepOf } from '../../shared/time/points.ts';
import { Problem } from '../problem.ts';
import { bodyOf, type Desk, enter, who, type Written } from './entry.ts';
import { cursorAt, cursorOf, cursorParameter, instantParameter, limitParameter, type Route, route, switchParameter } from './route.ts';
import { ackSchema, listOf, silenceSchema } from './schemas.ts';

const acksSql = sql(import.meta.url, '../queries/alert-acks.sql');
const silencesSql = sql(import.meta.url, '../queries/alert-silences.sql');
const keySql = sql(import.meta.url, '../queries/alert-key.sql');
const newestSql = sql(import.meta.url, '../queries/silence-newest.sql');
const rulesSql = sql(import.meta.url, '../queries/alert-rules.sql');

const YEAR = 31_622_400_000;
/** Silences that are looked through for those that hold. */
const MOST = 1000;

const text = z.string().max(4096).default('').meta({ description: 'a word about it' });
const ackBody = z.object({ key: z.string().min(1).max(1024).meta({ description: 'of the incident, as /api/v1/alerts has it' }), acknowledged: z.boolean().default(true).meta({ description: 'false takes it back' }), text, who });
const silenceBody = z.object({
  slo: z.string().min(1).max(1024).meta({ description: 'name of an SLO, or of what else is watched; TIER/NAME tells apart what has one name' }),
  rule: z.string().max(256).default('').meta({ description: 'one of its rules; default: all of them' }),
  for: z.string().max(20).optional().meta({ description: 'how long from now: 1h, 4h, 1d', example: '4h' }),
  until: instantParameter.nullable().optional().meta({ description: 'until when, at the latest a year ahead; null ends a silence' }), text, who,
});
const ackAnswer = ackSchema.extend({ key: z.string(), acknowledged: z.boolean() }).meta({ id: 'Acknowledgement' });
const silenceAnswer = silenceSchema.extend({ until: z.string().nullable().meta({ description: 'null: it ended one' }), tier: z.string(), slo: z.string(), rule: z.string().meta({ description: "'' = every rule of the measure" }), active: z.boolean().meta({ description: 'it holds notifications back now' }) }).meta({ id: 'Silence' });
export type Silenced = z.infer<typeof silenceAnswer>;

/** The POST routes, for the OpenAPI page. */
export const MARKS: Written[] = [
  { path: '/api/v1/acks', summary: 'Says that somebody has taken an incident on, or not any more', body: ackBody, answer: ackAnswer, answers: 'it is durable, and stands with the alert' },
  { path: '/api/v1/silences', summary: 'Holds back what the rules of a measure have to tell, for a while; or ends that', body: silenceBody, answer: silenceAnswer, answers: 'it is durable; the aggregator heeds it within seconds' },
];

type Row = { id: string; at: string; who: string; slo: string; rule: string; until: string; text: string; holds: number };
const told = (row: Row, now: number): Silenced => {
  const { tier, name } = ofKey(row.slo);
  return { id: row.id, at: iso(Number(row.at)), who: row.who, text: row.text, tier, slo: name, rule: row.rule, until: Number(row.until) === 0 ? null : iso(Number(row.until)), active: Number(row.holds) === 1 && Number(row.until) > now };
};

/** Silences that hold now. */
export const silencesNow = async (read: Door, clock: Clock): Promise<Silenced[]> => (await read.rows<Row>(silencesSql, { after: clock.machine(), from: 0, limit: MOST })).map((row) => told(row, clock.machine())).filter((one) => one.active);

/** The same alerts with what people have said about them. `silenced` = what is silenced now, by whoever has asked already. */
export const withMarks = async (read: Door, clock: Clock, alerts: readonly Alert[], silenced?: readonly Silenced[]): Promise<Marked[]> => {
  const keys = [...new Set(alerts.map((one) => one.key).filter((key) => key !== ''))];
  const [acks, silences] = await Promise.all([keys.length === 0 ? [] : read.rows<{ key: string; id: string; at: string; who: string; text: string; holds: number }>(acksSql, { keys: JSON.stringify(keys) }), silenced ?? silencesNow(read, clock)]);
  return alerts.map((alert): Marked => {
    const row = acks.find((one) => one.key === alert.key && Boolean(Number(one.holds)));
    const ack: Ack | null = row ? { id: row.id, at: iso(Number(row.at)), who: row.who, text: row.text } : null;
    const found = silences.filter((one) => one.tier === alert.tier && one.slo === alert.slo && (one.rule === '' || one.rule === alert.rule)).sort((a, b) => Date.parse(b.until ?? '') - Date.parse(a.until ?? ''))[0];
    const silence: Silence | null = found?.until && alert.state !== 'resolved' ? { id: found.id, at: found.at, until: found.until, who: found.who, text: found.text } : null;
    return { ...alert, flags: [...(silence ? ['silenced' as const] : []), ...(ack ? ['acknowledged' as const] : [])], ack, silence };
  });
};

/** Writes who has taken an incident on. Throws Problem 404 when there is no such incident. */
export const acknowledge = async (desk: Desk, read: Door, asked: z.infer<typeof ackBody>): Promise<z.infer<typeof ackAnswer>> => {
  const { key, acknowledged, text: word, who: by } = asked;
  const [there] = await read.rows<{ n: string; at: string }>(keySql, { key });
  if (!there || Number(there.n) === 0) throw new Problem(404, 'No such incident', 'no incident has this key; GET /api/v1/alerts lists them', { parameter: 'key' });
  // the newest word holds, also when the clock of another dashboard is ahead
  const { id, at } = await enter(desk, 'ack', by, { key, acknowledged, text: word }, Number(there.at) + 1);
  return { id, key, acknowledged, at: iso(at), who: by, text: word };
};

/** The measure's key and rule as the plan in force has them. */
const ruleNamed = async (read: Door, slo: string, rule: string): Promise<string> => {
  const rules = (await read.rows<{ body: string }>(rulesSql)).map((row) => JSON.parse(row.body) as Rule);
  const key = rules.find((one) => one.slo === slo)?.slo ?? rules.find((one) => ofKey(one.slo).name === slo)?.slo;
  if (key === undefined) throw new Problem(400, 'Bad parameter', `slo: no rule of the plan in force watches ${slo}`, { parameter: 'slo', hint: didYouMean(slo, rules.map((one) => one.slo)) });
  const mine = rules.filter((one) => one.slo === key).map((one) => one.name);
  if (rule !== '' && !mine.includes(rule)) throw new Problem(400, 'Bad parameter', `rule: ${slo} has no rule ${rule}; there are ${mine.join(', ')}`, { parameter: 'rule', hint: didYouMean(rule, mine) });
  return key;
};

/** Writes a silence, or its end. Throws Problem 400 when the plan has no such rule or the time is none. */
export const silence = async (desk: Desk, read: Door, asked: z.infer<typeof silenceBody>): Promise<Silenced> => {
  const { rule, text: word, who: by } = asked;
  const now = desk.clock.machine();
  if ((asked.for === undefined) === (asked.until === undefined)) throw new Problem(400, 'Bad request', 'say either for (how long from now) or until', { parameter: 'until' });
  const length = asked.for === undefined ? null : stepOf(asked.for);
  if (asked.for !== undefined && length === null) throw new Problem(400, 'Bad request', `for: ${asked.for} is no length of time; write 30m, 4h or 1d`, { parameter: 'for' });
  const until = length === null ? (asked.until ?? 0) : now + length;
  if (until !== 0 && (until <= now || until > now + YEAR)) throw new Problem(400, 'Bad request', `until: ${iso(until)} does not lie ahead, or more than a year`, { parameter: 'until' });
  const key = await ruleNamed(read, asked.slo, rule);
  const [last] = await read.rows<{ at: string }>(newestSql, { slo: key, rule });
  const { id, at } = await enter(desk, 'silence', by, { slo: key, rule, until, text: word }, Number(last?.at ?? 0) + 1);
  return told({ id, at: String(at), who: by, slo: key, rule, until: String(until), text: word, holds: 1 }, now);
};

/** Puts the POST routes on a router. */
export const mountMarks = (router: Router, desk: Desk, read: Door): void => {
  const json = express.json({ limit: '64kb' });
  router.post('/api/v1/acks', json, async (request, response) => void response.status(202).json(await acknowledge(desk, read, bodyOf(ackBody, request))));
  router.post('/api/v1/silences', json, async (request, response) => void response.status(202).json(await silence(desk, read, bodyOf(silenceBody, request))));
};

/** What was entered. */
export const markRoutes = ({ read, clock }: { read: Door; clock: Clock }): Route[] => [
  route({
    path: '/api/v1/silences', summary: 'Silences, the newest first', params: z.object({}), answer: listOf(silenceAnswer),
    query: z.object({ active: switchParameter.optional().meta({ description: 'only those that hold notifications back now' }), limit: limitParameter, cursor: cursorParameter }),
    async handle(_, { active, limit, cursor }) {
      if (active) return { items: (await silencesNow(read, clock)).slice(0, limit), cursor: null };
      const from = cursorAt(cursor, z.object({ from: z.number().int().min(0) }))?.from ?? 0;
      const rows = await read.rows<Row>(silencesSql, { after: -1, from, limit: limit + 1 });
      return { items: rows.slice(0, limit).map((row) => told(row, clock.machine())), cursor: rows.length > limit ? cursorOf({ from: from + limit }) : null };
    },
  }),
];

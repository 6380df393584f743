/** Figures that people enter, for targets whose measure is {entered: NAME}: each speaks for an instant; another one for the same name and instant takes its place, one without a value takes it back. */
import express, { type Router } from 'express';
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import { enteredNames } from '../../shared/plan/measure.ts';
import { decimal } from '../../shared/plan/scalar.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import type { Known } from '../plan.ts';
import { Problem } from '../problem.ts';
import { bodyOf, type Desk, enter, entriesBefore, entriesPage, who, type Written } from './entry.ts';
import { cursorParameter, instantParameter, limitParameter, type Route, route } from './route.ts';
import { listOf } from './schemas.ts';

const valuesSql = sql(import.meta.url, '../queries/values.sql');
const newestSql = sql(import.meta.url, '../queries/value-newest.sql');

const figure = z
  .union([z.number(), z.string().max(64), z.null()])
  .transform((given, context) => {
    if (given === null) return '';
    const found = decimal(String(given));
    if (found === null) context.addIssue({ code: 'custom', message: `${String(given)} is not a number; write 12.5, "12.5" for all of its digits, or null to take a figure back` });
    return found ?? '';
  })
  .meta({ description: 'a number, or text when a double cannot hold its digits, kept to 9 decimals; null takes the figure back' });
const body = z.object({
  name: z.string().min(1).max(256).meta({ description: 'as the plan has it in {entered: NAME}' }), value: figure,
  time: instantParameter.optional().meta({ description: 'the instant it speaks for, at the latest a year ahead; a period that ends there holds it. Default: the newest instant that was climbed' }),
  text: z.string().max(4096).default('').meta({ description: 'a word about it' }), who,
});
const valueSchema = z.object({
  id: z.string(), name: z.string(), value: z.number().nullable().meta({ description: 'null: taken back' }), time: z.string().meta({ description: 'the instant it speaks for' }),
  at: z.string().meta({ description: 'when it was entered' }), who: z.string(), text: z.string(), holds: z.boolean().meta({ description: 'false: another one was entered for the same name and instant' }),
}).meta({ id: 'EnteredValue' });
export type EnteredValue = z.infer<typeof valueSchema>;

/** The POST route, for the OpenAPI page. */
export const VALUES: Written[] = [{ path: '/api/v1/values', summary: 'Enters a figure for targets that take {entered: NAME}', body, answer: valueSchema, answers: 'it is durable; rows take it in within a tick' }];

const YEAR = 31_622_400_000;
type Row = { id: string; at: string; who: string; name: string; time: string; value: string; text: string; holds: number };
type Asked = { name: string; from: number; to: number; limit: number; before?: { at: number; id: string } | null };

/** Entries of a name ('' = any) for instants of (from, to], the newest first. */
export const enteredValues = async (read: Door, { name, from, to, limit, before }: Asked): Promise<EnteredValue[]> =>
  (await read.rows<Row>(valuesSql, { name, from, to, limit, before: before?.at ?? LAST_INSTANT, id: before?.id ?? '' })).map((row) => ({
    id: row.id, name: row.name, value: row.value === '' ? null : Number(row.value), time: iso(Number(row.time)), at: iso(Number(row.at)), who: row.who, text: row.text, holds: Boolean(Number(row.holds)),
  }));

type Deps = { read: Door; plan: () => Promise<Known | null>; answer: Answer };

/** Puts the POST route on a router. */
export const mountValues = (router: Router, desk: Desk, { read, plan, answer }: Deps): void =>
  void router.post('/api/v1/values', express.json({ limit: '64kb' }), async (request, response) => {
    const { name, value, time, text, who: by } = bodyOf(body, request);
    const names = enteredNames((await plan())?.measures ?? []).sort();
    if (!names.includes(name)) throw new Problem(400, 'No such figure', names.length === 0 ? 'no target of the plan in force takes a figure that is entered: write measure: {entered: NAME} in a KeyPerformanceTarget' : `no target of the plan in force takes a figure named ${name}; there are ${names.join(', ')}`, { parameter: 'name', hint: didYouMean(name, names) });
    const now = desk.clock.machine();
    const speaks = time ?? (await answer.watermark()) ?? now;
    if (speaks > now + YEAR) throw new Problem(400, 'Bad request', `time: ${iso(speaks)} lies more than a year ahead`, { parameter: 'time' });
    // the newest entry holds, also when the clock of another dashboard is ahead
    const [last] = await read.rows<{ at: string }>(newestSql, { name, time: speaks });
    const { id, at } = await enter(desk, 'value', by, { name, value, time: speaks, text }, Number(last?.at ?? 0) + 1);
    response.status(202).json({ id, name, value: value === '' ? null : Number(value), time: iso(speaks), at: iso(at), who: by, text, holds: true } satisfies EnteredValue);
  });

/** What was entered, by whom and when. */
export const valueRoutes = ({ read }: Pick<Deps, 'read'>): Route[] => [
  route({
    path: '/api/v1/values', summary: 'Figures that people entered, the newest entry first', params: z.object({}), answer: listOf(valueSchema),
    query: z.object({ name: z.string().max(256).default(''), from: instantParameter.optional(), to: instantParameter.optional(), limit: limitParameter, cursor: cursorParameter }),
    async handle(_, { name, from, to, limit, cursor }) {
      return entriesPage(await enteredValues(read, { name, from: from ?? 0, to: to ?? LAST_INSTANT, limit: limit + 1, before: entriesBefore(cursor) }), limit);
    },
  }),
];

/** Serves the pages over the rows of northwind.ts under the product's CSP, with a stream that tells news on demand. For looking at every state. */
import express, { type Response } from 'express';
import { planOf, planReader } from '../../dashboard/plan.ts';
import { mountComments } from '../../dashboard/routes/comments.ts';
import { pages } from '../../dashboard/routes/pages.ts';
import { reader } from '../../dashboard/routes/rows.ts';
import type { Sql } from '../../shared/store/sql.ts';
import type { Door, Params } from '../../shared/store/store.ts';
import type { Answer, Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { AT, northwind, northwindDoor } from './northwind.ts';
import { alertRows } from './northwind-slos.ts';
import { serve } from './serve.ts';

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

export type Served = { base: string; tell(): void; alter(change: ((row: Row) => Row) | null): void; drop(): void; /** whether nothing ever fired */ hush(quiet: boolean): void; close(): Promise<void> };

/** `empty` = a program without a plan; `blank` = one that nothing has come in for; `broken` = its store does not answer; `quiet` = nothing ever fired. */
export const serveNorthwind = async (options: { empty?: boolean; blank?: boolean; broken?: boolean; quiet?: boolean } = {}): Promise<Served> => {
  let change: ((row: Row) => Row) | null = null;
  let machine = 0;
  const answer: Answer = { ...northwind, ...(options.blank ? { watermark: async () => null, history: async () => [] } : {}), rows: async (ask) => (options.empty || options.blank ? [] : (await northwind.rows(ask)).map((row) => (change && (ask.at === null || ask.at >= AT) ? change(row) : row))) };
  const read: Door = options.empty ? { ...northwindDoor, rows: async () => [] } : { ...northwindDoor };
  let quiet = options.quiet ?? false;
  if (!options.empty) read.rows = async <T>(statement: Sql, params?: Params) => (alertRows(statement, params, quiet) as T[] | null) ?? northwindDoor.rows<T>(statement, params);
  const comments: object[] = [];
  const kept = read.rows;
  read.rows = async <T>(statement: Sql, params?: Params) => (statement.includes("kind = 'comment'") ? (comments as T[]) : options.blank && statement.includes('FROM sli_day') ? [] : kept<T>(statement, params));
  const entry: Door = { ...northwindDoor, insert: async (_table, _columns, _format, line) => {
    const { id, at, who, body } = JSON.parse(String(line)) as { id: string; at: string; who: string; body: string };
    const { tier, name, scorecard, time, text } = JSON.parse(body) as Record<string, unknown>;
    comments.unshift({ id, at: String(Date.parse(`${at.replace(' ', 'T')}Z`)), who, tier, name, card: scorecard, time: String(time), text });
  } };
  if (options.broken) read.rows = () => Promise.reject(new Error('the store is away'));
  const streams = new Set<Response>();
  const app = express();
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', CSP);
    next();
  });
  app.get('/api/v1/stream', (_request, response) => {
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' }).write('retry: 500\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });
  // the machine's clock runs a second a question, so that nothing is remembered for long
  const clock: Clock = { mode: 'events', now: () => AT, machine: () => (machine += 1000), see: () => undefined };
  mountComments(app, { entry, clock: { ...clock, machine: () => AT } }, { read, plan: () => planOf(read, 'northwind'), answer });
  const plan = planReader(read);
  app.use(pages({ read, entry, answer, clock, plan, rows: reader(read, answer, clock, plan) }));
  const { url, close } = await serve(app);
  return {
    base: url,
    tell: () => {
      for (const one of streams) one.write(`id: 1\ndata: {"topic":"tiers"}\n\n`);
    },
    alter: (by) => {
      change = by;
    },
    hush: (on) => {
      quiet = on;
    },
    drop: () => {
      for (const one of streams) one.destroy();
    },
    close,
  };
};

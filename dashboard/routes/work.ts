/** Long work that is asked for over HTTP: a span climbed again or all of it, the same span under another plan, a copy of the store. It becomes a row of table `entry`, which the aggregator acts upon; how far it is can be asked by its id. */
import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import { checkPlan } from '../../shared/plan/check.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Work } from '../../shared/tiers/work.ts';
import { Problem } from '../problem.ts';
import { targetsOf } from './alert-facts.ts';
import { bodyOf, type Desk, enter, who, type Written } from './entry.ts';
import { instantParameter, type Route, route } from './route.ts';

const workSql = sql(import.meta.url, '../queries/work.sql');

/** Plan files of one request, unpacked. */
const LIMIT = '8mb';
const MOST_FILES = 1000;

const span = { from: instantParameter, to: instantParameter, who };
const backfillBody = z.object({ ...span, restate: z.boolean().default(false).meta({ description: 'closed periods that end in (from, to] are judged again by the plan in force: another revision, flagged restated' }) });
const rebuildBody = z.object({ who, force: z.boolean().default(false).meta({ description: 'also when the books do not balance: slices then lose what raw has lost' }) });
const backupBody = z.object({ who });
const testBody = z.object({ target: z.string().min(1).max(256).meta({ description: 'name of an AlertNotificationTarget of the plan in force' }), who });
const whatifBody = z.object({ ...span, files: z.array(z.object({ file: z.string().max(1024), text: z.string() })).max(MOST_FILES).meta({ description: 'the files of the other plan' }) });
const asked = z.object({ id: z.string() }).meta({ id: 'WorkAsked' });

/** The POST routes, with what they take, for the OpenAPI page. */
const ANSWERS = 'it was asked for; GET /api/v1/work/{id} says how far it is';
export const WORK: Written[] = [
  { path: '/api/v1/backfill', summary: 'Asks for a span to be climbed again, from raw where it is kept and from slices above', body: backfillBody, answer: asked, answers: ANSWERS },
  { path: '/api/v1/whatif', summary: 'Asks what a span would have been under another plan; nothing of the plan in force is touched', body: whatifBody, answer: asked, answers: ANSWERS },
  { path: '/api/v1/rebuild', summary: 'Asks for every tier to be made again from raw, where raw is kept; slices behind it stay', body: rebuildBody, answer: asked, answers: ANSWERS },
  { path: '/api/v1/backup', summary: 'Asks for a consistent copy of an embedded store; it lies in the folder backups beside the store until somebody fetches it', body: backupBody, answer: asked, answers: ANSWERS },
  { path: '/api/v1/notification-tests', summary: 'Asks for a notification that tells of nothing to be sent to a target; its result has the exact payload and the answer', body: testBody, answer: asked, answers: ANSWERS },
];

/** Asks the aggregator to try a target out; answers the work's id. Throws Problem 400 when the plan has no such target. */
export const askTest = async (desk: Desk, read: Door, target: string, by: string): Promise<string> => {
  const names = (await targetsOf(read)).map(({ name }) => name);
  if (!names.includes(target)) throw new Problem(400, 'Bad parameter', `target: the plan in force has no notification target ${target}${names.length > 0 ? `; there are ${names.join(', ')}` : ''}`, { parameter: 'target', hint: didYouMean(target, names) });
  return (await enter(desk, 'test', by, { target })).id;
};

/** How far work is that was asked for under an id; null when nothing was. */
export const workOf = async (read: Door, id: string): Promise<Work | null> => {
  const [row] = await read.rows<{ kind: Work['kind']; state: string; share: number; message: string; body: string }>(workSql, { id });
  return row ? { id, kind: row.kind, state: row.state === '' ? 'waiting' : (row.state as Work['state']), share: Number(row.share), message: row.message, result: row.body === '' ? null : (JSON.parse(row.body) as Work['result']) } : null;
};

/** Puts the POST routes on a router. */
export const mountWork = (router: Router, desk: Desk, read: Door): void => {
  const json = express.json({ limit: LIMIT });
  const ask = async (kind: Work['kind'], { who: by, ...body }: { who: string; from?: number; to?: number }, response: Response): Promise<void> => {
    if (body.from !== undefined && body.to !== undefined && body.from >= body.to) throw new Problem(400, 'Bad parameter', 'from must lie before to', { parameter: 'from' });
    const { id } = await enter(desk, kind, by, body);
    response.status(202).json({ id });
  };
  router.post('/api/v1/backfill', json, (request, response) => ask('backfill', bodyOf(backfillBody, request), response));
  router.post('/api/v1/rebuild', json, (request, response) => ask('rebuild', bodyOf(rebuildBody, request), response));
  router.post('/api/v1/backup', json, (request, response) => ask('backup', bodyOf(backupBody, request), response));
  router.post('/api/v1/notification-tests', json, async (request, response) => {
    const { target, who: by } = bodyOf(testBody, request);
    response.status(202).json({ id: await askTest(desk, read, target, by) });
  });
  router.post('/api/v1/whatif', json, (request, response) => {
    const body = bodyOf(whatifBody, request);
    const { plan, faults } = checkPlan(body.files);
    if (!plan) throw new Problem(400, 'The plan has faults', `the other plan has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`, { faults });
    return ask('whatif', body, response);
  });
};

const workSchema = z
  .object({ id: z.string(), kind: z.enum(['backfill', 'whatif', 'rebuild', 'backup', 'test']), state: z.enum(['waiting', 'running', 'done', 'failed']), share: z.number().meta({ description: 'how much of it is done, 0 to 1' }), message: z.string(), result: z.record(z.string(), z.unknown()).nullable() })
  .meta({ id: 'Work' });

/** How far it is. */
export const workRoutes = ({ read }: { read: Door }): Route[] => [
  route({
    path: '/api/v1/work/:id', summary: 'How far work is that was asked for, and what came of it', params: z.object({ id: z.string() }), query: z.object({}), answer: workSchema,
    async handle({ id }): Promise<Work> {
      const work = await workOf(read, id);
      if (!work) throw new Problem(404, 'No such work', `nothing was asked for under ${id}`);
      return work;
    },
  }),
];

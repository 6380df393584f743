/** Everything that answers over HTTP, put together: guards first, then what machines ask, then the pages people read. */
import compression from 'compression';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import { defaults } from '../shared/config.ts';
import { bears, foreign } from '../shared/guard.ts';
import type { Log } from '../shared/log.ts';
import type { Memory } from '../shared/pressure.ts';
import { editorSchema, SCHEMA_PATH } from '../shared/plan/editor-schema.ts';
import { type Condition, UNWATCHED } from '../shared/store/condition.ts';
import type { Door } from '../shared/store/store.ts';
import type { Answer } from '../shared/tiers/row.ts';
import type { Clock } from '../shared/time/clock.ts';
import { flagged } from './flagged.ts';
import { planReader } from './plan.ts';
import { Problem, problems } from './problem.ts';
import { MARKS, markRoutes, mountMarks } from './routes/alert-marks.ts';
import { alertRoutes } from './routes/alerts.ts';
import { closingRoutes, CLOSINGS, mountClosings } from './routes/closings.ts';
import { correctionRoutes, CORRECTIONS, mountCorrections } from './routes/corrections.ts';
import { commentRoutes, COMMENTS, mountComments } from './routes/comments.ts';
import { explainRoutes } from './routes/explain.ts';
import { mountHealth } from './routes/health.ts';
import { measureRoutes } from './routes/measures.ts';
import { openapi } from './routes/openapi.ts';
import { pageTableRoutes } from './routes/page-tables.ts';
import { pages } from './routes/pages.ts';
import { pipelineRoutes, type Progress } from './routes/pipeline.ts';
import { rawRoutes } from './routes/raw.ts';
import { mountReplay, refusedRoutes, type Replay, REPLAYS } from './routes/refused.ts';
import { reader } from './routes/rows.ts';
import { mount } from './routes/route.ts';
import { mountStream, type Ticks } from './routes/stream.ts';
import { tableRoutes } from './routes/tables.ts';
import { mountValues, valueRoutes, VALUES } from './routes/values.ts';
import { mountWork, WORK, workRoutes } from './routes/work.ts';

export type AppOptions = { read: Door; /** the dashboard's own writer; absent: it only reads */ entry?: Door; answer: Answer; ticks: Ticks | null; progress: (() => Progress[] | null) | null; ingestRouter: Router | null; /** hands a message to the ingest room of this process */ replay?: Replay; /** topics of events and samples */ topics?: { sie: string; sli: string }; clock: Clock; /** of a process that takes messages in */ memory?: Memory; /** what is known to be wrong with the store; absent: nobody looks */ condition?: Condition; /** the address it was told to listen on */ host?: string; token: string | null; version: string; log: Log };

/** No script, style or request but our own; charts draw on canvas (UX §10). */
const HEADERS = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"], fontSrc: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"] },
  },
  crossOriginEmbedderPolicy: false,
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
});

/** The token on everything but the two liveness routes. */
const guard = (token: string) => (request: Request, response: Response, next: NextFunction): void => {
  if (request.path === '/livez' || request.path === '/readyz') return next();
  if (bears(token, request.headers)) return next();
  response.set('WWW-Authenticate', 'Bearer, Basic realm="heptad"');
  throw new Problem(401, 'Token needed', 'send the token of HEPTAD_TOKEN as Authorization: Bearer TOKEN, or as the password of HTTP Basic');
};

/** The name in a Host header, without its port; '' when there is none. */
const nameOf = (host: string | undefined): string => /^(\[[0-9a-f:.]+\]|[^:[\]]+)(:\d+)?$/i.exec(host ?? '')?.[1]?.toLowerCase() ?? '';
const LOOPBACK = /^(localhost|(?:[a-z0-9-]+\.)+localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/** Without a token the name must be ours: a page elsewhere may have its own name point to this machine, and a browser then takes it for the same origin. */
const ownName = (host: string | undefined) => (request: Request, _response: Response, next: NextFunction): void => {
  const name = nameOf(request.headers.host);
  if (LOOPBACK.test(name) || (name !== '' && name === nameOf(host?.includes(':') ? `[${host}]` : host))) return next();
  throw new Problem(403, 'Foreign host', `${name || 'a request without a name'} is not how this machine calls itself; use localhost, or set HEPTAD_TOKEN to answer under other names`);
};

/** A page of another site must not make a browser write here. */
const sameOrigin = (request: Request, _response: Response, next: NextFunction): void => {
  if (request.method === 'GET' || request.method === 'HEAD' || !foreign(request.headers)) return next();
  throw new Problem(403, 'Foreign origin', `a page of ${request.headers.origin ?? 'another site'} may not write here`);
};

/** The app and the call that ends its open streams. */
export const makeApp = (given: AppOptions): { app: Express; close(): void } => {
  const condition = given.condition ?? UNWATCHED;
  const options = { ...given, condition, answer: flagged(given.answer, condition) };
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(HEADERS);
  app.use(options.token === null ? ownName(options.host) : guard(options.token));
  app.use(sameOrigin);
  // pages and files go out packed (brotli, gzip), by what the browser takes; the stream forbids it by no-transform
  app.use(compression());
  if (options.ingestRouter) app.use(options.ingestRouter);
  else
    app.post(['/api/v1/events', '/api/v1/samples'], () => {
      throw new Problem(404, 'Not taken here', 'this is the dashboard, which takes no messages; send them to heptad ingest, which listens on port 8081 unless it was told otherwise');
    });
  const plan = planReader(options.read);
  // pages and their files remember together: the plan once, and a file shows what its page did
  const rows = reader(options.read, options.answer, options.clock, plan);
  const routes = [...measureRoutes({ ...options, plan }), ...explainRoutes({ ...options, plan }), ...tableRoutes({ ...options, rows }), ...pageTableRoutes({ ...options, rows }), ...rawRoutes({ ...options, plan }), ...refusedRoutes(options), ...alertRoutes({ ...options, plan }), ...pipelineRoutes({ ...options, plan }), ...workRoutes(options), ...valueRoutes(options), ...markRoutes(options), ...commentRoutes(options), ...correctionRoutes(options), ...closingRoutes({ read: options.read, plan })];
  for (const one of routes) mount(app, one);
  const desk = { entry: options.entry ?? null, clock: options.clock };
  mountWork(app, desk, options.read);
  mountMarks(app, desk, options.read);
  mountValues(app, desk, { ...options, plan });
  mountComments(app, desk, { ...options, plan });
  mountCorrections(app, desk, { read: options.read, plan });
  mountClosings(app, desk, { ...options, plan });
  mountReplay(app, desk, { read: options.read, replay: options.replay ?? null, topics: options.topics ?? defaults.topics });
  const written = [...WORK, ...VALUES, ...MARKS, ...COMMENTS, ...CORRECTIONS, ...CLOSINGS, ...REPLAYS];
  const document = openapi(routes, written, options.version, options.token !== null);
  app.get('/api/v1/openapi.json', (_request, response) => void response.json(document));
  const planSchema = editorSchema();
  app.get(SCHEMA_PATH, (_request, response) => void response.type('application/schema+json').send(JSON.stringify(planSchema)));
  const close = mountStream(app, options.ticks, options.clock);
  mountHealth(app, options);
  const taken = [...(options.ingestRouter ? ['/api/v1/events', '/api/v1/samples'] : []), ...written.map((one) => one.path.replaceAll(/\{(\w+)\}/g, ':$1'))];
  for (const path of new Set([...routes.map((one) => one.path), SCHEMA_PATH, ...taken]))
    app.all(path, (request, response) => {
      const allowed = [...(path === SCHEMA_PATH || routes.some((one) => one.path === path) ? ['GET', 'HEAD'] : []), ...(taken.includes(path) ? ['POST'] : [])].join(', ');
      response.set('Allow', allowed);
      throw new Problem(405, 'Method not allowed', `${request.method} does nothing here; there is ${allowed}`);
    });
  app.use('/api', (request) => {
    throw new Problem(404, 'No such route', `there is no ${request.method} ${request.originalUrl}; /api/v1/openapi.json lists what there is`);
  });
  app.use(pages({ ...options, plan, rows }));
  app.use(problems(options.log));
  return { app, close };
};

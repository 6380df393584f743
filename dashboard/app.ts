/** Everything that answers over HTTP, put together: guards first, then what machines ask, then the pages people read. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import type { Log } from '../shared/log.ts';
import type { Door } from '../shared/store/store.ts';
import type { Answer } from '../shared/tiers/row.ts';
import type { Clock } from '../shared/time/clock.ts';
import { planReader } from './plan.ts';
import { Problem, problems } from './problem.ts';
import { alertRoutes } from './routes/alerts.ts';
import { mountHealth } from './routes/health.ts';
import { measureRoutes } from './routes/measures.ts';
import { openapi } from './routes/openapi.ts';
import { pages } from './routes/pages.ts';
import { pipelineRoutes, type Progress } from './routes/pipeline.ts';
import { rawRoutes } from './routes/raw.ts';
import { mount } from './routes/route.ts';
import { mountStream, type Ticks } from './routes/stream.ts';

export type AppOptions = { read: Door; answer: Answer; ticks: Ticks | null; progress: (() => Progress[] | null) | null; ingestRouter: Router | null; clock: Clock; token: string | null; version: string; log: Log };

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

/** The token of a request: a bearer token, or the password of HTTP Basic (whoever the user), which is what a browser can be asked for. */
const tokenOf = (authorization: string): string => {
  const [, scheme, given] = /^(Bearer|Basic) (.+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || given === undefined) return '';
  return scheme.toLowerCase() === 'bearer' ? given : Buffer.from(given, 'base64').toString('utf8').replace(/^[^:]*:?/, '');
};

/** The token on everything but the two liveness routes. Compared as hashes, so that neither its length nor its letters show in the time it takes. */
const guard = (token: string) => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = digest(token);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.path === '/livez' || request.path === '/readyz') return next();
    if (timingSafeEqual(digest(tokenOf(request.headers.authorization ?? '')), wanted)) return next();
    response.set('WWW-Authenticate', 'Bearer, Basic realm="heptad"');
    throw new Problem(401, 'Token needed', 'send the token of HEPTAD_TOKEN as Authorization: Bearer TOKEN, or as the password of HTTP Basic');
  };
};

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

/** A page of another site must not make a browser write here. Plain clients send neither header. */
const sameOrigin = (request: Request, _response: Response, next: NextFunction): void => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if ((origin !== undefined && host !== undefined && hostOf(origin) === host) || (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none'))) return next();
  throw new Problem(403, 'Foreign origin', `a page of ${origin ?? 'another site'} may not write here`);
};

/** The app and the call that ends its open streams. */
export const makeApp = (options: AppOptions): { app: Express; close(): void } => {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(HEADERS);
  if (options.token !== null) app.use(guard(options.token));
  app.use(sameOrigin);
  if (options.ingestRouter) app.use(options.ingestRouter);
  const plan = planReader(options.read);
  const routes = [...measureRoutes({ ...options, plan }), ...rawRoutes({ ...options, plan }), ...alertRoutes({ ...options, plan }), ...pipelineRoutes({ ...options, plan })];
  for (const one of routes) mount(app, one);
  const document = openapi(routes, options.version, options.token !== null);
  app.get('/api/v1/openapi.json', (_request, response) => void response.json(document));
  const close = mountStream(app, options.ticks, options.clock);
  mountHealth(app, options);
  app.use('/api', (request) => {
    throw new Problem(404, 'No such route', `there is no ${request.method} ${request.originalUrl}; /api/v1/openapi.json lists what there is`);
  });
  app.use(pages(options));
  app.use(problems(options.log));
  return { app, close };
};

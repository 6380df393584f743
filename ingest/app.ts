/** The POST routes of an ingest process of its own, and words for who asks it for something else. */
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { AGAIN, HeptadError } from '../shared/errors.ts';
import type { Handler } from '../shared/listen.ts';
import type { Log } from '../shared/log.ts';

const problem = (response: Response, status: number, title: string, detail: string): void => void response.status(status).type('application/problem+json').send(JSON.stringify({ type: 'about:blank', title, status, detail }));

/** Everything that ingest answers but its health. */
export const ingestApp = (router: Router, log: Log): Handler => {
  const app = express();
  app.disable('x-powered-by');
  app.use(router);
  app.use((request, response) => problem(response, 404, 'No such route', `there is no ${request.method} ${request.path} here; this is heptad ingest, which takes POST /api/v1/events and /api/v1/samples. Figures and pages are at heptad dashboard (port 8080)`));
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const status = (error as { status?: unknown }).status;
    if (typeof status === 'number' && status >= 400 && status < 500) return problem(response, status, 'Bad request', error instanceof Error ? error.message : String(error));
    log.error({ err: error, path: request.path }, 'a request failed');
    if (error instanceof HeptadError && error.retriable) response.set('Retry-After', String(AGAIN));
    if (error instanceof HeptadError && error.code.startsWith('STORE')) return problem(response, 503, 'The store did not answer', 'nothing of this request was taken for certain; send it again');
    problem(response, 500, 'Something went wrong', 'this is a fault of heptad');
  });
  return app;
};

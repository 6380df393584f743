/** Errors over HTTP, RFC 9457: what went wrong, where, and what to do. */
import type { NextFunction, Request, Response } from 'express';
import { AGAIN, type Code, HeptadError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';

/** Thrown by a route to answer with a problem. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly more: Record<string, unknown>;
  constructor(status: number, title: string, detail: string, more: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.more = more;
  }
}

const send = (response: Response, request: Request, status: number, title: string, detail: string, more: Record<string, unknown> = {}): void =>
  void response.status(status).type('application/problem+json').send(JSON.stringify({ type: 'about:blank', title, status, detail, instance: request.originalUrl, ...more }));

/** What is said of the store, by code. Nothing of where it lies. */
const OF_STORE: Partial<Record<Code, string>> = {
  STORE_FULL: 'the disk under the store is full; the operator must make room',
  STORE_READ_ONLY: 'the disk under the store cannot be written; the operator must mend that',
  STORE_DAMAGED: 'what was asked for lies in a damaged part of the store; heptad audit names it and says what to do',
};

/** The last handler: problems as they are, trouble with the store as 503, everything else as 500 with an id that the log has too. */
export const problems = (log: Log) => (error: unknown, request: Request, response: Response, next: NextFunction): void => {
  if (response.headersSent) return next(error);
  if (error instanceof Problem) return send(response, request, error.status, error.title, error.message, error.more);
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) return send(response, request, status, 'Bad request', error instanceof Error ? error.message : String(error));
  const id = crypto.randomUUID();
  log.error({ err: error, id, path: request.path }, 'a request failed');
  if (error instanceof HeptadError && error.retriable) response.set('Retry-After', String(AGAIN));
  if (error instanceof HeptadError && error.code.startsWith('STORE')) return send(response, request, 503, 'The store did not answer', OF_STORE[error.code] ?? `${error.retriable ? 'the store is away' : 'the store refused the question'}; try again, and tell the operator the request id if it stays so`, { requestId: id });
  send(response, request, 500, 'Something went wrong', 'this is a fault of heptad; tell the operator the request id', { requestId: id });
};

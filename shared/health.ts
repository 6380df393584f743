/** What machines ask of a room that runs alone: /livez, /readyz, /version and /metrics (Prometheus text). Everything but the first two needs the token, when there is one. */
import type { ServerResponse } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { bears, foreign } from './guard.ts';
import type { Handler } from './listen.ts';

export type HealthOptions = {
  version: string;
  token: string | null;
  /** why it cannot work now, in words; null when it can */
  notReady(): Promise<string | null>;
  /** Makes the gauges of the room; answers what sets them before they are read. */
  gauges(gauge: (name: string, help: string, labels?: string[]) => Gauge): () => void;
  /** answers everything else; null: nothing else is answered here */
  rest: Handler | null;
  /** what this room is and where to find what is not here, for who asks the wrong one */
  says: string;
};

const problem = (response: ServerResponse, status: number, title: string, detail: string): void => {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) });
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }));
};
const text = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  response.end(body);
};

/** The handler of the whole room. */
export const health = ({ version, token, notReady, gauges, rest, says }: HealthOptions): Handler => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const set = gauges((name, help, labelNames = []) => new Gauge({ name, help, labelNames, registers: [registry] }));
  const answer = async (path: string, response: ServerResponse): Promise<boolean> => {
    if (path === '/livez') text(response, 200, 'text/plain', 'ok\n');
    else if (path === '/readyz') {
      const why = await notReady().catch(() => 'the store does not answer');
      text(response, why === null ? 200 : 503, 'text/plain', why === null ? 'ok\n' : `${why}\n`);
    } else if (path === '/version') text(response, 200, 'application/json', JSON.stringify({ version, node: process.versions.node }));
    else if (path === '/metrics') {
      set();
      text(response, 200, registry.contentType, await registry.metrics());
    } else return false;
    return true;
  };
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0] as string;
    if (token !== null && path !== '/livez' && path !== '/readyz' && !bears(token, request.headers)) return problem(response, 401, 'Token needed', 'send the token of HEPTAD_TOKEN as Authorization: Bearer TOKEN');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads && foreign(request.headers)) return problem(response, 403, 'Foreign origin', `a page of ${request.headers.origin ?? 'another site'} may not write here`);
    void (reads ? answer(path, response) : Promise.resolve(false)).then((done) => {
      if (done) return;
      if (rest) rest(request, response);
      else problem(response, 404, 'No such route', `there is no ${request.method} ${path} here; ${says}`);
    }, () => problem(response, 500, 'Something went wrong', 'this is a fault of heptad'));
  };
};

/** The guards in front of every route: the token, the headers, foreign pages, and a store that does not answer. */
import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { HeptadError } from '../../shared/errors.ts';
import { clock } from '../../shared/time/clock.ts';
import type { Served } from '../support/serve.ts';
import { serveDashboard } from '../support/serve-dashboard.ts';

describe('in front of every route', () => {
  let served: Served | null = null;
  const away = async (): Promise<never> => {
    throw new HeptadError('STORE_UNREACHABLE', 'connect ECONNREFUSED 10.0.0.7:8123', { retriable: true });
  };
  const up = async (token: string | null): Promise<string> => {
    served = await serveDashboard({ read: { rows: away, text: away } as never, answer: { watermark: away, mark: away, rows: away, history: away, explain: away, audit: away, auditHour: away }, clock: clock('wall'), token, version: '1.2.3' });
    return served.url;
  };
  afterEach(() => served?.close());

  test('without the token only the two liveness routes answer', async () => {
    const url = await up('secret');
    for (const path of ['/', '/version', '/metrics', '/api/v1/tiers/slo', '/api/v1/stream', '/api/v1/openapi.json', '/api/v1/nothing', '/livez/x', '/LIVEZ/../version']) {
      const response = await fetch(url + path);
      expect(response.status, path).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer, Basic realm="heptad"');
      expect(await response.text()).toMatch(/Authorization: Bearer TOKEN/);
    }
    for (const authorization of ['Bearer wrong!', 'secret ', 'Basic secret', `Basic ${btoa('secret')}`, `Basic ${btoa('secret:wrong')}`, 'Bearer', 'Basic', '']) expect((await fetch(`${url}/version`, { headers: { authorization } })).status, authorization).toBe(401);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${url}/version`, { headers: { authorization: 'Bearer secret' } })).json()).toMatchObject({ version: '1.2.3' });
  });

  test('a browser gives the token as the password of HTTP Basic, whoever the user; a page of another site still may not write with it', async () => {
    const url = await up('se:cret ü');
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    for (const user of ['', 'anybody', 'ünï']) expect((await fetch(`${url}/version`, { headers: { authorization: basic(`${user}:se:cret ü`) } })).status, user).toBe(200);
    const write = (headers: Record<string, string>): Promise<Response> => fetch(`${url}/api/v1/events`, { method: 'POST', headers: { authorization: basic('me:se:cret ü'), ...headers } });
    for (const headers of [{ origin: 'http://elsewhere.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) expect((await write(headers)).status, JSON.stringify(headers)).toBe(403);
    expect((await write({ origin: url })).status, 'no ingest runs here').toBe(404);
  });

  test('the JSON Schema of plan files is served without asking the store, and is read only', async () => {
    const url = await up(null);
    const answer = await fetch(`${url}/api/v1/plan/schema.json`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/schema+json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: { SLO: { type: 'object' }, Scorecard: { type: 'object' } } });
    const wrong = await fetch(`${url}/api/v1/plan/schema.json`, { method: 'PUT' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('the OpenAPI page tells all bodies and answers of the POST routes, and what a token changes', async () => {
    type Operation = { responses: Record<string, { content?: Record<string, { schema: { type?: string } }> }>; requestBody?: { content: Record<string, unknown> }; parameters?: { name: string }[]; security?: unknown[] };
    type Page = { paths: Record<string, { get?: Operation; post?: Operation }>; components: { securitySchemes: Record<string, { scheme: string }> }; security?: unknown };
    const page = async (token: string | null): Promise<Page> => (await (await fetch(`${await up(token)}/api/v1/openapi.json`, { headers: { authorization: `Bearer ${token}` } })).json()) as Page;
    const open = await page(null);
    const post = open.paths['/api/v1/events']?.post;
    expect(Object.keys(post?.requestBody?.content ?? {})).toEqual(['application/json', 'application/x-ndjson', 'application/cloudevents+json', 'application/cloudevents-batch+json']);
    expect(post?.parameters?.map((one) => one.name)).toContain('Content-Encoding');
    expect(Object.keys(post?.responses ?? {})).toEqual(['202', '400', '403', '413', '415', '503']);
    expect(open.paths['/version']?.get?.responses['200']?.content?.['application/json']?.schema).toMatchObject({ type: 'object' });
    expect(open.security).toBeUndefined();
    await served?.close();
    const guarded = await page('secret');
    expect(guarded.security).toEqual([{ bearer: [] }, { basic: [] }]);
    expect(Object.values(guarded.components.securitySchemes).map((one) => one.scheme)).toEqual(['bearer', 'basic']);
    for (const [path, { get, post: write }] of Object.entries(guarded.paths)) for (const one of [get, write]) if (one) expect('401' in one.responses, path).toBe(path !== '/livez' && path !== '/readyz');
    expect(guarded.paths['/livez']?.get?.security).toEqual([]);
  });

  test('only our own scripts and styles run, and nothing may frame a page', async () => {
    const { headers } = await fetch(`${await up(null)}/version`);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none';.*script-src 'self';.*frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  /** fetch sets Host itself, so this asks by hand. */
  const asked = (url: string, host: string, method = 'GET', headers: Record<string, string> = {}): Promise<number> =>
    new Promise((done, failed) => {
      const { port } = new URL(url);
      request({ port, hostname: '127.0.0.1', path: '/version', method, headers: { ...headers, host } }, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      }).on('error', failed).end();
    });

  test('without a token only loopback names are answered: a name that somebody else points here is foreign', async () => {
    const url = await up(null);
    const { port } = new URL(url);
    for (const host of ['evil.com', `evil.com:${port}`, '127.0.0.1.evil.com', 'localhost.evil.com', '10.0.0.7', 'notlocalhost', '127.evil.com']) {
      expect(await asked(url, host), host).toBe(403);
      expect(await asked(url, host, 'POST', { origin: `http://${host}` }), host).toBe(403);
    }
    for (const host of ['localhost', `localhost:${port}`, 'shop.localhost', '127.0.0.1', '127.8.9.1:80', `[::1]:${port}`, 'LOCALHOST']) expect(await asked(url, host), host).toBe(200);
  });

  test('with a token any name is answered', async () => {
    expect(await asked(await up('secret'), 'heptad.example.org', 'GET', { authorization: 'Bearer secret' })).toBe(200);
  });

  test('a store that is away is 503, in words, without its address', async () => {
    const url = await up(null);
    const response = await fetch(`${url}/api/v1/events`);
    expect(response.status).toBe(503);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ title: 'The store did not answer', requestId: expect.any(String) as string });
    expect(text).not.toContain('10.0.0.7');
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  test('a name that is not well encoded is a bad request, not a fault', async () => {
    const response = await fetch(`${await up(null)}/api/v1/measures/slo/%E0%A4%A`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

/** The API from outside: lists and cursors, names and instants, neighbours and events, problems that say what to do, the live stream, the OpenAPI page. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detailSchema, rowSchema } from '../../../dashboard/routes/schemas.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { folder, type Program, settled, up } from '../../support/heptad.ts';

const START = Date.parse('2026-11-02T00:00:00Z');
type List<T> = { items: T[]; cursor: string | null };
type Event = { id: string; time: string; counts: string | null; value: number; labels: Record<string, string> };
type Problem = { title: string; status: number; detail: string; hint?: string; parameter?: string };

describe('the API', () => {
  const data = folder();
  let program: Program;
  const problem = async (path: string): Promise<Problem & { type: string | null }> => {
    const response = await fetch(program.url + path);
    return { ...((await response.json()) as Problem), type: response.headers.get('content-type') };
  };

  beforeAll(async () => {
    program = await up(['--data', data.path, '--clock', 'events', '--plan', fileURLToPath(new URL('../../support/plans/shop', import.meta.url))]);
    const event = (i: number): string => JSON.stringify({ id: `e-${i}`, time: START + i * 6000, service: 'shop', kind: 'http.request', state: i % 10 === 0 ? 'error' : 'ok', value: (i * 7) % 500, labels: { route: i % 2 ? '/pay' : '/list' } });
    await program.post('/api/v1/events', Array.from({ length: 1000 }, (_, i) => event(i)).join('\n'));
    await program.post('/api/v1/events', [event(10), event(20), JSON.stringify({ id: 'e-30', time: START + 180_000, service: 'shop', kind: 'http.request', state: 'error', value: 1 }), '{"bad":'].join('\n'));
    await settled(program, { accepted: 1003, mark: START + 999 * 6000 });
  });
  afterAll(async () => {
    expect(await program.stop(), 'a graceful stop').toBe(0);
    data.remove();
  });

  test.each(['2026-02-30T00:00:00Z', '0001-01-01T00:00:00Z', '2026-11-02T24:30:00Z', '2026-11-02T00:00:00+99:00', '2200-01-01T00:00:00Z', '999999999999999'])('?at=%s is no instant, and said so', async (at) => {
    expect(await problem(`/api/v1/tiers/slo?at=${encodeURIComponent(at)}`)).toMatchObject({ status: 400, parameter: 'at' });
  });

  test.each(['2026-11-02T01:00Z', '2026-11-02 01:00:00+00:00', '1793581200000'])('?at=%s is one', async (at) => {
    expect((await fetch(`${program.url}/api/v1/tiers/slo?at=${encodeURIComponent(at)}`)).status).toBe(200);
  });

  test.each([['POST', '/api/v1/tiers/slo', 'GET, HEAD'], ['DELETE', '/api/v1/events', 'GET, HEAD, POST'], ['GET', '/api/v1/samples', 'POST']])('%s %s is a method that does nothing there', async (method, path, allow) => {
    const response = await fetch(program.url + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  test.each(['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard'])('every row of tier %s has the envelope of the contract', async (tier) => {
    const { items } = await program.get<List<Row>>(`/api/v1/tiers/${tier}`);
    expect(items.length).toBeGreaterThan(0);
    for (const row of items) expect(() => rowSchema.strict().parse(row)).not.toThrow();
    const [first] = items as [Row];
    expect(await program.get<Row>(`/api/v1/measures/${tier}/${encodeURIComponent(first.name)}`)).toMatchObject({ name: first.name, value: first.value, status: first.status });
  });

  test.each([['kpt/answered-month', 100, 0.9], ['kpi/reliability', 100, 0.9], ['kra/customers-buy', null, null]])('%s by name tells its achievement, trend and gap, as far as it has lines; in a list it does not', async (path, achievement, target) => {
    const row = await program.get<Row>(`/api/v1/measures/${path}`);
    expect(() => detailSchema.strict().parse(row)).not.toThrow();
    expect(row).toMatchObject({ value: 0.9, achievement, trend: { previous: null, change: null, lastYear: null, signal: 'too few periods' }, gap: { actual: 0.9, target, reference: null } });
    const [tier] = path.split('/');
    expect((await program.get<List<Row>>(`/api/v1/tiers/${tier}`)).items[0]).not.toHaveProperty('trend');
  });

  test('lists are cut by limit and go on by cursor', async () => {
    const all = await program.get<List<Row>>('/api/v1/tiers/slo');
    const one = await program.get<List<Row>>('/api/v1/tiers/slo?limit=1');
    expect(one.items.map((row) => row.name)).toEqual([all.items[0]?.name]);
    const two = await program.get<List<Row>>(`/api/v1/tiers/slo?limit=1&cursor=${one.cursor}`);
    expect(two.items.map((row) => row.name)).toEqual([all.items[1]?.name]);
    expect(two.cursor).toBeNull();
    expect(await problem(`/api/v1/tiers/sli?limit=1&cursor=${one.cursor}`), 'a cursor of another list').toMatchObject({ status: 400, parameter: 'cursor' });
  });

  test('sie rows count each identity once, however often it was sent', async () => {
    expect((await program.get<List<Row>>('/api/v1/tiers/sie')).items).toMatchObject([{ tier: 'sie', name: 'shop/http.request', total: 1000 }]);
    expect(await program.get<Row>('/api/v1/measures/sie/shop%2Fhttp.request')).toMatchObject({ total: 1000 });
  });

  test('any instant can be asked for; one past the watermark is answered with the watermark', async () => {
    const then = await program.get<Row>(`/api/v1/measures/slo/answers?at=${START + 60_000}`);
    expect(then).toMatchObject({ at: '2026-11-02T00:01:00Z', total: 10, good: 9 });
    expect(await program.get<Row>('/api/v1/measures/slo/answers?at=2099-01-01T00:00:00%2B01:00')).toMatchObject({ total: 1000 });
  });

  test('history answers the row of each step', async () => {
    const { items } = await program.get<{ items: { at: string; total: number }[] }>(`/api/v1/measures/slo/answers/history?from=${START + 600_000}&to=${START + 1_800_000}&step=600`);
    expect(await program.get(`/api/v1/measures/slo/answers/history?from=${START + 600_000}&to=${START + 1_800_000}&step=10m`)).toEqual({ items });
    expect(items.map((one) => [one.at, one.total])).toEqual([['2026-11-02T00:10:00Z', 100], ['2026-11-02T00:20:00Z', 200], ['2026-11-02T00:30:00Z', 300]]);
  });

  test('children lead down and parents up, tier by tier', async () => {
    const path: string[] = [];
    for (let at = 'scorecard/shop'; ; ) {
      const { items } = await program.get<List<Row>>(`/api/v1/measures/${at.split('/').map((part, i) => (i === 0 ? part : encodeURIComponent(at.slice(at.indexOf('/') + 1)))).slice(0, 2).join('/')}/children`);
      const [child] = items;
      if (!child) break;
      at = `${child.tier}/${child.name}`;
      path.push(at);
      if (child.tier === 'sie') break;
    }
    expect(path).toEqual(['perspective/customer', 'kra/customers-buy', 'kpi/reliability', 'kpt/answered-month', 'slo/answers', 'sli/answered', 'sie/shop/http.request']);
    expect((await program.get<List<Row>>('/api/v1/measures/slo/answers/parents')).items.map((row) => row.name).sort()).toEqual(['answered-month', 'buy']);
  });

  test('the events behind a measure, good or bad, newest first, each once; the lesser copy stands for a conflict', async () => {
    const bad = await program.get<List<Event>>('/api/v1/measures/kra/customers-buy/events?good=false&limit=3');
    expect(bad.items.map((one) => [one.id, one.counts])).toEqual([['e-990', 'bad'], ['e-980', 'bad'], ['e-970', 'bad']]);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await program.get<List<Event>>(`/api/v1/measures/slo/answers/events?good=false&limit=40${cursor}`);
      seen.push(...page.items.map((one) => one.id));
      if (!page.cursor) break;
      cursor = `&cursor=${page.cursor}`;
    }
    expect(seen).toHaveLength(100);
    expect(new Set(seen).size).toBe(100);
    const found = await program.get<List<Event>>('/api/v1/events?service=shop&q=e-30&limit=50');
    expect(found.items.filter((one) => one.id === 'e-30')).toMatchObject([{ value: 1, labels: {} }]);
  });

  test('a page leads to every event behind a measure by plain links: all, only good, only bad, older ones', async () => {
    const text = async (path: string): Promise<string> => (await fetch(program.url + path)).text();
    const ids = (page: string): string[] => [...page.matchAll(/href="\/events\/shop\/(e-\d+)\?/g)].map((one) => one[1] as string);
    const way = (page: string, name: string): string | undefined => new RegExp(`href="([^"]*)"[^>]*>${name}<`).exec(page)?.[1]?.replaceAll('&amp;', '&');
    const all = await text('/slos/answers');
    expect(all).toMatch(/Calibrating: based on 1 h 39 min of \d+ d/);
    expect(await text('/t/vma/buy'), 'a history says what it is a sample of').toMatch(/of the \d+ points shown the lowest [\d.]+ %, the highest/);
    expect(ids(all)).toEqual(Array.from({ length: 20 }, (_, i) => `e-${999 - i}`));
    expect(ids(await text(way(all, 'Older') as string))).toEqual(Array.from({ length: 20 }, (_, i) => `e-${979 - i}`));
    const seen: string[] = [];
    for (let next = way(all, 'Only bad'); next !== undefined; ) {
      const page = await text(next);
      seen.push(...ids(page));
      next = way(page, 'Older');
    }
    expect(seen).toHaveLength(100);
    expect(seen.every((id) => id.endsWith('0'))).toBe(true);
    const kind = await text('/t/sie/shop%2Fhttp.request');
    expect(ids(await text(way(kind, 'Older') as string))[0]).toBe('e-979');
    const wrong = await fetch(`${program.url}/slos/answers?after=nonsense`);
    for (const [path, says] of [['/alerts?at=2026-11-02T00:00:00Z', 'cannot be asked for another instant yet'], ['/slos/answers?at=1', '“1” is no time that can be shown'], ['/?status=foo', 'there are met, tolerated, missed, unknown'], ['/slos?status=foo', 'there are met']] as const) {
      const refused = await fetch(program.url + path);
      expect([refused.status, await refused.text()], path).toEqual([400, expect.stringContaining(says)]);
    }
    expect((await fetch(`${program.url}/?status=met`)).status).toBe(200);
    expect(await text('/t/foo/bar')).toContain('There is no tier “foo”');
    expect((await program.get<{ measures: { at: string }[] }>('/api/v1/plan')).measures[0]?.at).toMatch(/^plan\.yaml:\d+$/);
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
  });

  test('what was refused is listed with its code and its first bytes', async () => {
    expect((await program.get<List<{ code: string; payload: string; log: string }>>('/api/v1/refused')).items).toMatchObject([{ code: 'NOT_JSON', payload: '{"bad":', log: 'http' }]);
  });

  test.each([
    ['/api/v1/tiers/slos', 400, /^tier: slos is not known; one of sie, sli, slo/],
    ['/api/v1/tiers/slo?limit=0', 400, /^limit: at least 1, this is 0$/],
    ['/api/v1/tiers/slo?limit=many', 400, /^limit: expected a (whole )?number, this is many$/],
    ['/api/v1/tiers/slo?limit=1.5', 400, /^limit: expected a whole number, this is 1.5$/],
    ['/api/v1/tiers/slo?limit=5000', 400, /^limit: at most 1000, this is 5000$/],
    ['/api/v1/tiers/slo?of=answers', 400, /^of: answers is not known; one of toDate, whole, forecast$/],
    ['/api/v1/measures/slo/answers/events?good=maybe', 400, /^good: maybe is not known; one of true, false$/],
    ['/api/v1/tiers/slo?limit=1&limit=2', 400, /limit is given more than once/],
    ['/api/v1/tiers/slo?att=1', 400, /there is no parameter att here/],
    ['/api/v1/tiers/slo?at=yesterday', 400, /^at: expected RFC 3339/],
    ['/api/v1/tiers/slo?cursor=nonsense', 400, /cursor was not made by this route/],
    ['/api/v1/measures/slo/answer', 404, /has no slo named answer/],
    ['/api/v1/measures/slo/answers/history?step=10', 400, /^step: /],
    ['/api/v1/measures/slo/answers/history?step=30s', 400, /^step: expected at least 60/],
    ['/api/v1/measures/slo/answers/history?step=-1h', 400, /^step: /],
    ['/api/v1/measures/slo/answers/history?from=2020-01-01T00:00:00Z&to=2026-11-02T00:00:00Z&step=60', 400, /more than 1000 points/],
    ['/api/v1/tiers/kpi?scorecard=shops', 400, /^scorecard: the plan in force has no scorecard named shops/],
    ['/api/v1/scorecards/shops', 404, /has no scorecard named shops/],
    ['/api/v1/measures/slo/answer/events', 404, /has no slo named answer/],
    ['/api/v1/stream?topics=weather', 400, /^topics: there is no topic weather/],
    ['/api/v1/stream?topics=tiers&topics=alerts', 400, /topics is given more than once/],
    ['/api/v1/nothing', 404, /openapi\.json lists what there is/],
  ])('%s is a problem in words', async (path, status, detail) => {
    const answer = await problem(path);
    expect(answer.status).toBe(status);
    expect(answer.detail).toMatch(detail);
    expect(answer.type).toContain('application/problem+json');
  });

  test('a name nearly right is guessed', async () => {
    expect((await problem('/api/v1/measures/slo/answer')).hint).toBe('did you mean answers?');
    expect((await problem('/api/v1/tiers/slos')).hint).toBe('did you mean slo?');
    expect((await problem('/api/v1/tiers/slo?at=2026-11-02T00:00:00+01:00')).hint).toContain('%2B');
  });

  test('strange values in every parameter change nothing and leak nothing', async () => {
    for (const text of ["' OR 1=1 --", '{x:UInt8}', '\\', '%00', '../../etc/passwd', '<script>', '); DROP TABLE sie', '\u2028']) {
      for (const path of [`/api/v1/events?q=${encodeURIComponent(text)}`, `/api/v1/events?service=${encodeURIComponent(text)}`, `/api/v1/measures/slo/${encodeURIComponent(text)}`, `/api/v1/refused?code=${encodeURIComponent(text)}`]) {
        const response = await fetch(program.url + path);
        expect([200, 400, 404], path).toContain(response.status);
        expect(await response.text()).not.toMatch(/DB::Exception|chdb|node_modules/);
      }
    }
    expect((await program.get<List<Row>>('/api/v1/tiers/sie')).items).toHaveLength(1);
  });

  test('changes come over the stream, and a reader that returns is told what it missed', async () => {
    const read = async (headers: Record<string, string>, until: (text: string) => boolean): Promise<string> => {
      const control = new AbortController();
      const response = await fetch(`${program.url}/api/v1/stream?topics=tiers`, { headers, signal: control.signal });
      expect(response.headers.get('cache-control')).toContain('no-transform');
      let text = '';
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        if (until(text)) break;
      }
      control.abort();
      return text;
    };
    const seen = read({}, (text) => /"name":"answers"/.test(text));
    await new Promise((done) => setTimeout(done, 300));
    await program.post('/api/v1/events', JSON.stringify({ id: 'new', time: START + 7_000_000, service: 'shop', kind: 'http.request', state: 'error', value: 5 }));
    const text = await seen;
    expect(text).toContain('retry: 3000');
    const id = /id: (\d+)\ndata: \{"id":"\1","topic":"tiers","tier":"sli"/.exec(text)?.[1];
    expect(id).toBeDefined();
    expect(await read({ 'last-event-id': String(Number(id) - 1) }, (more) => more.includes(`id: ${id}`))).toContain(`id: ${id}`);
  });

  test('the OpenAPI page names every route; metrics, version and liveness answer', async () => {
    const document = await program.get<{ openapi: string; paths: Record<string, unknown> }>('/api/v1/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/v1/tiers/{tier}', '/api/v1/measures/{tier}/{name}', '/api/v1/measures/{tier}/{name}/history', '/api/v1/events', '/api/v1/samples', '/api/v1/pipeline']));
    expect(await (await fetch(`${program.url}/metrics`)).text()).toMatch(/^heptad_accepted 1004$/m);
    expect((await fetch(`${program.url}/livez`)).status).toBe(200);
    expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
    expect(await program.get('/version')).toMatchObject({ version: '0.1.0' });
  });

  test('a history that lies before anything or after everything is empty', async () => {
    for (const span of ['from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z', 'to=2020-01-01T00:00:00Z']) expect(await program.get(`/api/v1/measures/slo/answers/history?${span}`)).toEqual({ items: [] });
  });

  test('a late event changes what was read a moment ago, though the watermark stands still', async () => {
    const at = new Date(START + 60_000).toISOString();
    const rows = () => Promise.all(['slo/answers', 'vma/buy', 'kpt/answered-month', 'kpi/reliability', 'kra/customers-buy', 'scorecard/shop'].map((one) => program.get<Row>(`/api/v1/measures/${one}?at=${at}`)));
    const before = await rows();
    expect(before[0]).toMatchObject({ good: 9, total: 10 });
    await program.post('/api/v1/events', Array.from({ length: 30 }, (_, i) => JSON.stringify({ id: `late-${i}`, time: START + 30_000, service: 'shop', kind: 'http.request', state: 'error', value: 499 })).join('\n'));
    await settled(program, { accepted: 1034 });
    const after = await rows();
    expect(after[0]).toMatchObject({ good: 9, total: 40, status: 'missed' });
    expect(after[2]).toMatchObject({ value: 0.225, status: 'missed' });
    for (const [i, row] of after.entries()) expect(row.value, `${row.tier} ${row.name}`).not.toBe(before[i]?.value);
  });

  test('of copies that differ the least stands for the event, also where only the other would have been found', async () => {
    const time = START + 65_000;
    const event = (state: string): string => JSON.stringify({ id: 'two-copies', time, service: 'shop', kind: 'http.request', state, value: 5 });
    await program.post('/api/v1/events', [event('ok'), event('error')].join('\n'));
    await settled(program, { accepted: 1036 });
    const found = async (query: string): Promise<Event[]> => (await program.get<List<Event>>(`/api/v1/${query}`)).items.filter((one) => one.id === 'two-copies');
    expect(await found('events?state=error&q=two-copies')).toHaveLength(1);
    expect(await found('events?state=ok&q=two-copies')).toHaveLength(0);
    expect(await found('measures/slo/answers/events?good=false&limit=1000')).toMatchObject([{ counts: 'bad' }]);
    expect(await found('measures/slo/answers/events?good=true&limit=1000')).toHaveLength(0);
  });

  test('a service and a kind may hold strokes; below a kind of events there is nothing', async () => {
    await program.post('/api/v1/events', JSON.stringify({ id: 'strokes', time: START + 66_000, service: 'team/app', kind: 'job/done', state: 'ok' }));
    await settled(program, { accepted: 1037 });
    const name = encodeURIComponent('team/app/job/done');
    expect(await (await fetch(`${program.url}/t/sie/${name}`)).text()).toMatch(/1 event<.*>strokes</s);
    expect((await fetch(`${program.url}/t/sie/${encodeURIComponent('team/app/job')}`)).status).toBe(404);
    expect((await program.get<List<Event>>(`/api/v1/measures/sie/${name}/events`)).items.map((one) => one.id)).toEqual(['strokes']);
    expect(await program.get(`/api/v1/measures/sie/${name}/children`)).toEqual({ items: [], cursor: null });
    expect(await program.get(`/api/v1/measures/sie/${name}/parents`)).toEqual({ items: [], cursor: null });
    expect((await program.get<List<Row>>('/api/v1/measures/sie/shop%2Fhttp.request/parents')).items.map((row) => row.name)).toContain('answered');
    expect(await problem('/api/v1/measures/sie/shop%2Fhttp.requests/children')).toMatchObject({ status: 404, hint: 'did you mean shop/http.request?' });
  });

  test('a page of another site may not write here', async () => {
    for (const origin of ['null', 'not an address', 'file://']) expect((await fetch(`${program.url}/api/v1/events`, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '{}' })).status).toBe(403);
    const response = await fetch(`${program.url}/api/v1/events`, { method: 'POST', headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' }, body: '{}' });
    expect(response.status).toBe(403);
  });
});

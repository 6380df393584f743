/** Every room a process of its own against one server: they start together, find one another in the tables only, and each can be stopped, doubled or killed. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../shared/tiers/row.ts';
import { folder, type Program, run, settled, start, up } from '../support/heptad.ts';
import { shimmed } from '../support/shimmed.ts';

const PLAN = fileURLToPath(new URL('../support/plans/shop', import.meta.url));
const TOKEN = 'a secret of the test';
const AT = Date.parse('2026-11-01T00:00:00Z');
const events = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => JSON.stringify({ id: `e-${from + i}`, time: AT + (from + i) * 1000, service: 'shop', kind: 'http.request', state: (from + i) % 10 === 0 ? 'error' : 'ok', value: (from + i) % 500 })).join('\n');

/** Waits until `ask` is true; generous, for machines are busy. */
const until = async (what: string, ask: () => Promise<boolean>, seconds = 60): Promise<void> => {
  for (let i = 0; i < seconds * 5; i++) {
    if (await ask().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error(`${what}: not within ${seconds} s`);
};
const metric = async (program: Program, name: string): Promise<number> => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(await (await fetch(`${program.url}/metrics`)).text())?.[1] ?? Number.NaN);

describe('the rooms as processes of their own', () => {
  const plans = folder();
  let server: Awaited<ReturnType<typeof shimmed>>;
  let env: Record<string, string>;
  let [first, second, aggregate, dashboard] = [] as unknown as [Program, Program, Program, Program];

  beforeAll(async () => {
    cpSync(PLAN, plans.path, { recursive: true });
    server = await shimmed();
    env = { CLICKHOUSE_URL: server.url, HEPTAD_CLOCK: 'events', HEPTAD_RETENTION: '3650d' };
    // together, as a compose file does: each finds the tables or makes them
    [first, second, aggregate, dashboard] = await Promise.all([start('ingest', [], env), start('ingest', [], env), start('aggregate', ['--plan', plans.path], env), start('dashboard', [], env)]);
  }, 240_000);
  afterAll(async () => {
    await Promise.all([first, second, aggregate, dashboard].map((one) => one?.stop()));
    server?.close();
    plans.remove();
  }, 240_000);

  test('each answers its health, and says in words what it does not do', async () => {
    for (const one of [first, second, aggregate, dashboard]) {
      expect((await fetch(`${one.url}/livez`)).status).toBe(200);
      await until('ready', async () => (await fetch(`${one.url}/readyz`)).status === 200);
      expect(await one.get('/version')).toMatchObject({ version: expect.any(String) as string });
      expect(await (await fetch(`${one.url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    }
    const refused = await fetch(`${dashboard.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(refused.status).toBe(404);
    expect(await refused.text()).toMatch(/takes no messages; send them to heptad ingest.*8081/);
    expect(await (await fetch(`${first.url}/api/v1/tiers/slo`)).text()).toMatch(/this is heptad ingest.*heptad dashboard/);
    expect(await (await fetch(`${aggregate.url}/`)).text()).toMatch(/this is heptad aggregate/);
  });

  test('messages through two ingest processes are counted once each, and the dashboard streams what changed', async () => {
    const ends = new AbortController();
    const stream = await fetch(`${dashboard.url}/api/v1/stream?topics=tiers`, { signal: ends.signal });
    let told = '';
    const reading = (async () => {
      for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) told += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    for (let i = 0; i < 2000; i += 500) await Promise.all([first.post('/api/v1/events', events(i, i + 250)), second.post('/api/v1/events', events(i + 250, i + 500))]);
    // sent again through the other door: the same events
    await second.post('/api/v1/events', events(0, 250));
    await settled(dashboard, { accepted: 2250, mark: AT + 1_999_000 });
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ good: 1800, total: 2000 });
    expect(await dashboard.get<Row>('/api/v1/measures/scorecard/shop')).toMatchObject({ status: 'met' });
    const books = await dashboard.get<{ balanced: boolean; partitions: { log: string; partition: number; stored: number }[] }>('/api/v1/audit');
    expect(books.balanced).toBe(true);
    expect(books.partitions.map((one) => one.stored).sort()).toEqual([1000, 1250]);
    expect(new Set(books.partitions.map((one) => one.partition)).size).toBe(2);
    await until('the stream', async () => /"tier":"scorecard","name":"shop"/.test(told));
    ends.abort();
    await reading;
    expect((await fetch(dashboard.url)).status).toBe(200);
  }, 240_000);

  test('an ingest process and the aggregator are killed: the one that stands by goes on where they stood, and nothing that was acknowledged is lost', async () => {
    const standby = await start('aggregate', ['--plan', plans.path], env);
    expect(await metric(standby, 'heptad_aggregate_active')).toBe(0);
    expect(await metric(aggregate, 'heptad_aggregate_active')).toBe(1);
    await first.post('/api/v1/events', events(2000, 2100));
    await Promise.all([first.kill(), aggregate.kill()]);
    await second.post('/api/v1/events', events(2100, 2311));
    await settled(dashboard, { accepted: 2561, mark: AT + 2_310_000 });
    expect(await metric(standby, 'heptad_aggregate_active')).toBe(1);
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ total: 2311 });
    aggregate = standby;
    first = await start('ingest', [], env);
    await first.post('/api/v1/events', events(2311, 2411));
    await settled(dashboard, { accepted: 2661, mark: AT + 2_410_000 });
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ total: 2411 });
    expect(await dashboard.get('/api/v1/audit')).toMatchObject({ balanced: true });
  }, 240_000);

  test('a valid edit of the plan takes effect everywhere; an invalid one keeps the old plan and is said on every page until it is mended', async () => {
    const file = join(plans.path, 'plan.yaml');
    const text = readFileSync(file, 'utf8');
    const more = `${text}---\napiVersion: openslo/v1\nkind: SLO\nmetadata: {name: answers-well}\nspec: {service: shop, indicatorRef: answered, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}\n---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: errors}\nspec:\n  ratioMetric:\n    counter: false\n    bad: {metricSource: {type: heptad, spec: {kind: http.request, where: {state: error}}}}\n    total: {metricSource: {type: heptad, spec: {kind: http.request}}}\n---\napiVersion: openslo/v1\nkind: SLO\nmetadata: {name: few-errors}\nspec: {service: shop, indicatorRef: errors, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 80}]}\n`;
    writeFileSync(file, more);
    await until('the new plan', async () => (await dashboard.get<Row>('/api/v1/measures/slo/few-errors')).total === 2411);
    // back-filled from raw, of which the old plan kept no such slices
    expect(await dashboard.get<Row>('/api/v1/measures/slo/few-errors')).toMatchObject({ good: 2169, total: 2411, status: 'met' });
    expect(await dashboard.get<Row>('/api/v1/measures/slo/answers-well')).toMatchObject({ status: 'missed' });
    const { plan } = await dashboard.get<{ plan: string }>('/api/v1/plan');

    writeFileSync(file, more.replace('indicatorRef: errors', 'indicatorRef: erors'));
    await until('the faults', async () => (await dashboard.get<{ faults: unknown[] }>('/api/v1/plan')).faults.length > 0);
    expect(await dashboard.get('/api/v1/plan')).toMatchObject({ plan, faults: [{ file: 'plan.yaml', line: expect.any(Number) as number, message: 'there is no SLI named erors' }] });
    await until('the banner', async () => (await (await fetch(`${dashboard.url}/t/slo/few-errors`)).text()).includes('there is no SLI named erors'));
    expect(await (await fetch(dashboard.url)).text()).toMatch(/The plan folder has a fault\..*plan\.yaml:\d+:\d+/);
    await first.post('/api/v1/events', events(2411, 2511));
    await settled(dashboard, { mark: AT + 2_510_000 });
    expect(await dashboard.get<Row>('/api/v1/measures/slo/few-errors'), 'the old plan goes on climbing').toMatchObject({ total: 2511 });

    writeFileSync(file, more);
    await until('the mended folder', async () => (await dashboard.get<{ faults: unknown[] }>('/api/v1/plan')).faults.length === 0);
    await until('the page', async () => !(await (await fetch(dashboard.url)).text()).includes('plan-faults'));
    expect(await dashboard.get('/api/v1/plan')).toMatchObject({ plan });
  }, 240_000);

  test('what is asked of the dashboard is done by the aggregator, which it meets only at tables', async () => {
    const span = ['--from', '2026-11-01T00:00:00Z', '--to', new Date(AT + 2_510_000).toISOString(), '--server', dashboard.url, '--json'];
    const again = await run(['backfill', ...span], {});
    expect([again.code, JSON.parse(again.out || again.err)]).toEqual([0, expect.objectContaining({ minutes: 42, restated: 0 })]);
    const compared = await run(['whatif', '--plan', PLAN, ...span], {});
    expect(compared.code, compared.err).toBe(0);
    // the plan as it was before its edit lacks an objective; what both have is the same
    const { measures } = JSON.parse(compared.out) as { measures: { name: string; now: object | null; then: object | null }[] };
    expect(measures.find((one) => one.name === 'few-errors')).toMatchObject({ now: { status: 'met' }, then: null });
    const answers = measures.find((one) => one.name === 'answers');
    expect(answers?.then).toEqual(answers?.now);
    // another process may not climb beside it
    const beside = await run(['backfill', ...span.slice(0, 4)], env);
    expect([beside.code, beside.err]).toEqual([2, expect.stringContaining('an aggregator climbs this store')]);
  }, 240_000);

  test('up beside them shares the store: it takes messages, shows the same figures and stands by', async () => {
    const note = folder();
    const everything = await up(['--plan', plans.path, '--data', note.path], env);
    await everything.post('/api/v1/events', events(2511, 2611));
    await settled(everything, { mark: AT + 2_610_000 });
    expect(await everything.get<Row>('/api/v1/measures/slo/answers')).toEqual(await dashboard.get<Row>('/api/v1/measures/slo/answers'));
    expect(await everything.get<Row>('/api/v1/measures/slo/answers')).toMatchObject({ total: 2611 });
    await everything.stop();
    note.remove();
  });
});

describe('rooms that cannot start say why', () => {
  test.each(['ingest', 'aggregate', 'dashboard'])('%s without a server', async (room) => {
    const { code, err } = await run([room, '--port', '0'], { CLICKHOUSE_URL: '' });
    expect(err).toMatch(new RegExp(`heptad ${room} is one room of several processes, so it needs a ClickHouse server.*heptad up`));
    expect(code).toBe(2);
  });

  test('aggregate without a plan', async () => {
    const { code, err } = await run(['aggregate', '--port', '0'], { CLICKHOUSE_URL: 'http://127.0.0.1:1' });
    expect(err).toMatch(/none is given; name the folder with --plan DIR/);
    expect(code).toBe(2);
  });
});

test('with a token every room asks for it, and commands send it', async () => {
  const server = await shimmed();
  const data = folder();
  const rooms: Program[] = [];
  try {
    const env = { CLICKHOUSE_URL: server.url, HEPTAD_TOKEN: TOKEN };
    rooms.push(...(await Promise.all([start('ingest', [], env), start('aggregate', ['--plan', PLAN], env), start('dashboard', [], env)])));
    const [ingest, , dashboard] = rooms as [Program, Program, Program];
    for (const one of rooms) {
      expect((await fetch(`${one.url}/livez`)).status).toBe(200);
      for (const path of ['/version', '/metrics', '/api/v1/events']) {
        const refused = await fetch(one.url + path);
        expect(refused.status, `${one.url}${path}`).toBe(401);
        expect(refused.headers.get('www-authenticate')).toContain('Bearer');
      }
      expect((await fetch(`${one.url}/version`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
    }
    const body = JSON.stringify({ id: '1', time: Date.now(), service: 'shop', kind: 'http.request', state: 'ok' });
    const send = (headers: Record<string, string>): Promise<Response> => fetch(`${ingest.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    expect((await send({})).status).toBe(401);
    expect((await send({ authorization: `Bearer ${TOKEN}` })).status).toBe(202);
    expect((await send({ authorization: `Bearer ${TOKEN}`, origin: 'https://elsewhere.example' })).status).toBe(403);
    writeFileSync(join(data.path, 'more.ndjson'), `${body}\n`);
    const commands: [string[], string][] = [[['import', join(data.path, 'more.ndjson'), '--server', ingest.url], '1 accepted'], [['audit', '--server', dashboard.url], 'the books balance'], [['status', '--server', dashboard.url, '--json'], '[']];
    for (const [args, said] of commands) {
      const without = await run(args, { HEPTAD_TOKEN: '' });
      expect([without.code, without.err], args[0]).toEqual([2, expect.stringContaining('wants a token; set HEPTAD_TOKEN')]);
      const done = await run(args, { HEPTAD_TOKEN: TOKEN });
      expect([done.code, done.out], args[0]).toEqual([0, expect.stringContaining(said)]);
    }
  } finally {
    await Promise.all(rooms.map((one) => one.stop()));
    server.close();
    data.remove();
  }
}, 240_000);

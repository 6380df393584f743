/** Alerts from outside: the list and its filters, what was delivered, the live stream, the count for Prometheus; and that a notification survives a crash between its rows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertSchema } from '../../../dashboard/routes/schemas.ts';
import type { Alert } from '../../../shared/tiers/alert.ts';
import { clock } from '../../../shared/time/clock.ts';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

const PLAN = `{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy, displayName: Customers can buy}, spec: {service: shop, indicatorRef: ok, objectives: [{targetPercent: 99.9}]}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: pay}, spec: {service: till, indicatorRef: ok, objectives: [{targetPercent: 99.9}]}}
`;
const T = Date.parse('2026-11-01T10:00:00Z');
const events = (service: string, from: number, state: string, n: number) => Array.from({ length: n }, (_, i) => ({ stream: 'event' as const, body: JSON.stringify({ id: `${service}${from}-${i}`, time: T + from * 1000 + i, service, kind: 'request', state }) }));

describe('alerts over HTTP', () => {
  let scene: Scene;
  let served: Served;
  let url = '';
  const get = async (path: string): Promise<{ items: Alert[]; cursor: string | null }> => (await fetch(url + path)).json() as never;

  beforeAll(async () => {
    scene = await openScene(planOf(PLAN));
    const room = scene.aggregator();
    served = await serveDashboard({ read: scene.store.read, answer: room.answer, ticks: room.events, clock: clock('wall') });
    url = served.url;
  });
  afterAll(async () => {
    await served.close();
    await scene.close();
  });

  test('a fresh plan has none but inactive ones; a breach fires, is shown first, told in the stream and counted', async () => {
    await scene.accept([...events('shop', 0, 'ok', 100), ...events('till', 0, 'ok', 5)]);
    await scene.reach(T + 10_000);
    expect((await get('/api/v1/alerts')).items).toEqual([]);
    const idle = (await get('/api/v1/alerts?state=inactive')).items;
    expect(idle.map((one) => `${one.slo}/${one.rule}`)).toEqual(['buy', 'pay'].flatMap((slo) => ['burn-1h', 'burn-6h', 'burn-1d', 'burn-3d', 'budget-spent', 'events-stopped'].map((rule) => `${slo}/${rule}`)));
    for (const one of idle) expect(() => alertSchema.strict().parse(one)).not.toThrow();
    expect(idle[0]).toMatchObject({ key: '', title: 'Customers can buy', service: 'shop', threshold: 13.44, windows: { long: '1h', short: '5m' }, burn: { long: 0, short: 0 }, targets: ['oncall'], at: '2026-11-01T10:00:10Z', firedAt: null });

    const stream = new AbortController();
    const live = (await fetch(`${url}/api/v1/stream?topics=alerts`, { signal: stream.signal })).body?.getReader();
    await scene.accept([...events('shop', 20, 'error', 20), ...events('till', 20, 'error', 2)]);
    await scene.reach(T + 30_000);
    let text = '';
    while (!/"topic":"alerts".*"name":"buy"/.test(text)) text += new TextDecoder().decode((await live?.read())?.value);
    stream.abort();
    expect(text).toContain('"tier":"slo"');

    const { items } = await get('/api/v1/alerts');
    for (const one of items) expect(() => alertSchema.strict().parse(one)).not.toThrow();
    expect(items.map((one) => one.state)).toEqual([...Array.from({ length: 6 }, () => 'firing'), ...Array.from({ length: 4 }, () => 'pending')]);
    expect(items.find((one) => one.slo === 'buy' && one.rule === 'burn-1h')).toMatchObject({ state: 'firing', since: '2026-11-01T10:00:30Z', firedAt: '2026-11-01T10:00:30Z', burn: { long: expect.closeTo(1000 / 6, 9) as number, short: expect.closeTo(1000 / 6, 9) as number }, kind: 'burn-rate', severity: 'page' });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/heptad_alerts\{state="firing"\} 6[\s\S]*heptad_alerts\{state="inactive"\} 2/);
    expect(scene.woken()).toBeGreaterThan(0);
  }, 240_000);

  test('it can be asked for by state, SLO and severity, page by page; what is not understood is said', async () => {
    expect((await get('/api/v1/alerts?slo=pay')).items.map((one) => [one.rule, one.state])).toEqual(expect.arrayContaining([['budget-spent', 'firing'], ['burn-1h', 'pending']]));
    expect(new Set((await get('/api/v1/alerts?severity=page&state=firing,pending')).items.map((one) => one.rule))).toEqual(new Set(['burn-1h', 'burn-6h']));
    const all = (await get('/api/v1/alerts')).items;
    const first = await get('/api/v1/alerts?limit=4');
    const rest = await get(`/api/v1/alerts?limit=100&cursor=${first.cursor}`);
    expect([...first.items, ...rest.items]).toEqual(all);
    expect(rest.cursor).toBeNull();
    expect(await get('/api/v1/alerts?state=fireing')).toMatchObject({ status: 400, detail: expect.stringContaining('there is no state fireing') as string });
    expect(await get('/api/v1/alerts?slo=byu')).toMatchObject({ status: 400, hint: 'did you mean buy?' });
    const openapi = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { paths: Record<string, unknown>; components: { schemas: Record<string, unknown> } };
    expect(openapi.paths).toHaveProperty(['/api/v1/alerts']);
    expect(openapi.components.schemas).toHaveProperty('Alert');
  });

  test('every attempt to deliver is listed under its incident, the newest 50', async () => {
    const [one] = (await get('/api/v1/alerts?slo=buy&state=firing')).items as [Alert];
    const attempt = (n: number): string => JSON.stringify({ id: `${one.key}/firing/oncall`, key: one.key, attempt: n, at: `2026-11-01 10:01:${String(n % 60).padStart(2, '0')}.000`, event: 'firing', target: 'oncall', channel: 'webhook', outcome: n === 55 ? 'delivered' : 'failed', status: n === 55 ? 200 : n % 2 ? 500 : null, message: 'x' });
    await scene.store.climb.insert('delivery', ['id', 'key', 'attempt', 'at', 'event', 'target', 'channel', 'outcome', 'status', 'message'], 'JSONEachRow', Array.from({ length: 55 }, (_, n) => attempt(n + 1)).join('\n'));
    const { deliveries } = (await get('/api/v1/alerts?slo=buy&state=firing')).items.find((each) => each.key === one.key) as Alert;
    expect(deliveries).toHaveLength(50);
    expect(deliveries[0]).toEqual({ at: '2026-11-01T10:01:55Z', target: 'oncall', channel: 'webhook', event: 'firing', attempt: 55, outcome: 'delivered', status: 200, message: 'x' });
  });

  test('a crash after the alert and before its notification tells it all the same, once, under the same id', async () => {
    await scene.accept(events('shop', 420, 'ok', 1));
    scene.fail('outbox');
    await expect(scene.reach(T + 430_000)).rejects.toThrow('cannot write outbox');
    scene.fail(null);
    expect(await scene.alert('buy', 'burn-1h')).toMatchObject({ state: 'resolved' });
    expect((await scene.outbox('buy', 'burn-1h')).map((one) => one.event)).toEqual(['firing']);
    await scene.restart();
    const told = await scene.outbox('buy', 'burn-1h');
    expect(told.map((one) => one.event)).toEqual(['firing', 'resolved']);
    expect(new Set(told.map((one) => one.id.split('/')[0])).size).toBe(1);
    expect(told[1]?.body).toBe((await scene.alert('buy', 'burn-1h'))?.body);
    await scene.reach(T + 440_000);
    expect(await scene.outbox('buy', 'burn-1h')).toEqual(told);
    const { items } = await get('/api/v1/alerts?slo=buy');
    expect(items.find((one) => one.rule === 'burn-1h')).toMatchObject({ state: 'resolved', resolvedAt: '2026-11-01T10:07:10Z', reason: 'burn rate 0.00× over 5m, no longer above 13.44×' });
  }, 240_000);
});

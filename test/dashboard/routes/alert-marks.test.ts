/** Alerts over a real store: acknowledged and silenced over HTTP and by the forms of the page, who said so and when, and a target that is tried out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertSchema } from '../../../dashboard/routes/schemas.ts';
import type { Marked } from '../../../shared/tiers/alert.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { planOf } from '../../support/plan-of.ts';
import { words } from '../../support/words.ts';

const PLAN = `{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy, displayName: Customers can buy}, spec: {service: shop, indicatorRef: ok, objectives: [{targetPercent: 99.9}]}}
`;
const T = Date.parse('2026-11-01T10:00:00Z');

describe('what people say about alerts', () => {
  let desk: Desk;
  const alerts = async (): Promise<Marked[]> => (JSON.parse((await desk.get('/api/v1/alerts?slo=buy')).text) as { items: Marked[] }).items;
  const named = async (rule: string): Promise<Marked> => (await alerts()).find((one) => one.rule === rule) as Marked;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.reach(T);
    await desk.post('/api/v1/events', Array.from({ length: 100 }, (_, i) => ({ id: `e${i}`, time: T + 10_000 + i, service: 'shop', kind: 'request', state: i < 60 ? 'ok' : 'error' })));
    await desk.reach(T + 30_000);
  });
  afterAll(() => desk.close());

  test('an incident is acknowledged under its key, with who, when and why, and taken back', async () => {
    const before = await named('burn-1h');
    expect(before).toMatchObject({ state: 'firing', flags: [], ack: null, silence: null });
    expect(() => alertSchema.strict().parse(before)).not.toThrow();
    const ack = await desk.post('/api/v1/acks', { key: before.key, who: 'Mina Okafor', text: 'on it' });
    expect(ack).toMatchObject({ key: before.key, acknowledged: true, who: 'Mina Okafor', text: 'on it' });
    expect(await named('burn-1h')).toMatchObject({ flags: ['acknowledged'], ack: { who: 'Mina Okafor', text: 'on it', at: expect.stringMatching(/^20\d\d-/) as string } });
    // of the same measure, but another incident
    expect((await named('burn-6h')).ack).toBeNull();
    expect(words((await desk.get('/alerts')).text)).toMatch(/Acknowledged by Mina Okafor, \d\d:\d\d: on it/);
    await desk.post('/api/v1/acks', { key: before.key, acknowledged: false });
    expect((await named('burn-1h')).flags).toEqual([]);
    expect(await desk.post('/api/v1/acks', { key: 'none' })).toMatchObject({ status: 404, detail: expect.stringContaining('no incident has this key') as string });
  });

  test('a rule is silenced for a while, or all of them until a time, and the silence is ended; the newest word holds', async () => {
    const one = await desk.post('/api/v1/silences', { slo: 'buy', rule: 'burn-1h', for: '1h', who: 'Mina' });
    expect(one).toMatchObject({ slo: 'buy', tier: 'slo', rule: 'burn-1h', who: 'Mina', active: true });
    expect(await named('burn-1h')).toMatchObject({ flags: ['silenced'], silence: { who: 'Mina' } });
    expect((await named('burn-6h')).flags).toEqual([]);
    const until = new Date(Date.now() + 7_200_000).toISOString().replace(/\.\d+/, '');
    await desk.post('/api/v1/silences', { slo: 'buy', until, who: 'Ola' });
    expect(await named('burn-6h')).toMatchObject({ silence: { until, who: 'Ola' } });
    // of two that hold the longer one is told
    expect(await named('burn-1h')).toMatchObject({ silence: { until } });
    expect((JSON.parse((await desk.get('/api/v1/silences?active')).text) as { items: unknown[] }).items).toHaveLength(2);
    await desk.post('/api/v1/silences', { slo: 'buy', until: null });
    expect((await named('burn-6h')).silence).toBeNull();
    await desk.post('/api/v1/silences', { slo: 'buy', rule: 'burn-1h', until: null });
    expect((JSON.parse((await desk.get('/api/v1/silences?active')).text) as { items: unknown[] }).items).toEqual([]);
    expect((JSON.parse((await desk.get('/api/v1/silences?limit=3')).text) as { items: { until: string | null }[] }).items.map((each) => each.until === null)).toEqual([true, true, false]);
  });

  test('what is not understood is said: an unknown measure or rule, no time, both times, one in the past or years ahead', async () => {
    const refused = async (body: object): Promise<string> => ((await desk.post<{ status: number; detail: string }>('/api/v1/silences', body)) as { detail: string }).detail;
    expect(await refused({ slo: 'bye', for: '1h' })).toContain('no rule of the plan in force watches bye');
    expect(await refused({ slo: 'buy', rule: 'burn-2h', for: '1h' })).toContain('buy has no rule burn-2h; there are burn-1h');
    expect(await refused({ slo: 'buy' })).toContain('either for (how long from now) or until');
    expect(await refused({ slo: 'buy', for: '1h', until: null })).toContain('either for');
    expect(await refused({ slo: 'buy', for: 'long' })).toContain('long is no length of time');
    expect(await refused({ slo: 'buy', until: '2001-01-01T00:00:00Z' })).toContain('does not lie ahead');
    expect(await refused({ slo: 'buy', for: '900d' })).toContain('more than a year');
  });

  test('the forms of the page do the same without a script, remember the name, and hostile words are inert', async () => {
    const page = (await desk.get('/alerts')).text;
    const key = /name="key" value="([^"]+)"/.exec(page)?.[1] as string;
    const done = await desk.submit('/alerts/silence', { key, slo: 'buy', rule: 'burn-1h', scope: 'rule', for: '4h', until: '', who: 'Mina "M" Okafor', text: '<script>alert(1)</script>' });
    expect(done).toMatchObject({ status: 303, to: '/alerts' });
    const cookie = (done.cookie ?? '').split(';')[0] as string;
    const silenced = await (await fetch(`${desk.url}/alerts`, { headers: { cookie } })).text();
    expect(silenced).not.toContain('<script>alert');
    expect(words(silenced)).toMatch(/Silenced until .* by Mina "M" Okafor: <script>alert\(1\)<\/script>/);
    expect(words(/<section aria-labelledby="silences".*?<\/section>/s.exec(silenced)?.[0] ?? '')).toMatch(/Silenced 1 .* buy burn-1h .* End it/);
    expect(silenced).toContain('value="Mina &quot;M&quot; Okafor"');
    expect((await desk.submit('/alerts/silence', { slo: 'buy', rule: 'burn-1h', scope: 'rule', end: 'yes' })).to).toBe('/alerts');
    expect(words((await desk.get('/alerts')).text)).not.toContain('Silenced until');
    expect((await desk.submit('/alerts/ack', { key, who: '' })).to).toBe('/alerts');
    expect(words((await desk.get('/alerts')).text)).toContain('Take back the acknowledgement');
    const wrong = await desk.submit('/alerts/silence', { slo: 'buy', rule: 'burn-1h', scope: 'rule', until: '<i>soon' });
    expect(wrong.status).toBe(400);
    expect(words(wrong.text)).toContain('“<i>soon” is no time');
    expect(wrong.text).toContain('<a href="/alerts">Back</a>');
    // the address of a form is no page that another zone could be asked of
    expect(wrong.text).not.toContain('name="tz"');
    expect((await fetch(`${desk.url}/alerts/ack`, { method: 'POST', headers: { origin: 'https://elsewhere.example' }, body: new URLSearchParams({ key }) })).status).toBe(403);
  });

  test('a target is tried out: asked for, and what came of it is shown; one that the plan does not have is not', async () => {
    expect(words((await desk.get('/alerts')).text)).toMatch(/Notification targets Notification targets and their state Target Channel State Waiting What to do oncall webhook .*ONCALL_URL.* Send a test/);
    const asked = await desk.submit('/alerts/test', { target: 'oncall', who: 'Mina' });
    expect(asked.to).toMatch(/^\/alerts\?test=[0-9a-f-]{36}#targets$/);
    expect(words((await desk.get(asked.to)).text)).toContain('The test was asked for and waits for the aggregator');
    expect(await desk.post('/api/v1/notification-tests', { target: 'onkall' })).toMatchObject({ status: 400, hint: expect.stringContaining('oncall') as string });
    expect(await desk.post('/api/v1/notification-tests', { target: 'oncall' })).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
  });
});

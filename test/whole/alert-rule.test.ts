/** An AlertRule on a KPT through the whole program: messages in, the alert at its address and on its page, delivered, kept across a kill, and resolved. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertSchema } from '../../dashboard/routes/schemas.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { folder, type Program, settled, up } from '../support/heptad.ts';
import { type Receiver, receiver, until } from '../support/receiver.ts';

const PLAN = `{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: orders, annotations: {heptad/alerts: none}}, spec: {service: shop, indicatorRef: ok, objectives: [{target: 0.99}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: orders, displayName: Orders can be taken}, spec: {measure: {slo: orders}, period: day, desired: 99%, adequate: 90%}}
---
{apiVersion: heptad/v1, kind: AlertRule, metadata: {name: orders-off-track}, spec: {on: {kpt: orders}, when: {pace: off-track}, for: 10m, severity: ticket, notify: [oncall]}}
`;
const T = Date.parse('2026-11-05T00:00:00Z');
const MINUTE = 60_000;

const data = folder();
let oncall: Receiver;
let program: Program;
let sent = 0;
const begin = async (): Promise<void> => {
  program = await up(['--plan', join(data.path, 'plan'), '--data', join(data.path, 'data'), '--clock', 'events'], { ONCALL_URL: oncall.url });
};
const send = async (minute: number, state: string, n: number): Promise<void> => {
  const lines = Array.from({ length: n }, (_, i) => JSON.stringify({ id: `m${++sent}`, time: T + minute * MINUTE + i, service: 'shop', kind: 'request', state }));
  await program.post('/api/v1/events', lines.join('\n'));
  await settled(program, { mark: T + minute * MINUTE });
};
const alerts = async (query = ''): Promise<Alert[]> => (await program.get<{ items: Alert[] }>(`/api/v1/alerts${query}`)).items;
const state = (): Promise<string> => alerts('?slo=kpt/orders&state=firing,pending,resolved,inactive').then((all) => all[0]?.state ?? 'none');

beforeAll(async () => {
  oncall = await receiver();
  mkdirSync(join(data.path, 'plan'));
  writeFileSync(join(data.path, 'plan', 'plan.yaml'), PLAN);
  await begin();
}, 240_000);
afterAll(async () => {
  await program.kill();
  await oncall.close();
  data.remove();
});

test('it waits, fires, is shown and told, stands across a kill, and resolves under the same key', { timeout: 240_000 }, async () => {
  await send(180, 'ok', 100);
  expect(await state()).toBe('inactive');
  expect(await alerts('?slo=kpt/orders&state=inactive')).toMatchObject([{ slo: 'orders', tier: 'kpt', rule: 'orders-off-track', kind: 'pace', when: 'the pace is off-track', title: 'Orders can be taken', service: '', threshold: null, windows: null, targets: ['oncall'] }]);
  await send(200, 'error', 25);
  await until(state, (seen) => seen === 'pending', 60);
  await program.kill();
  await begin();
  expect(await state()).toBe('pending');
  await send(211, 'error', 1);
  await until(state, (seen) => seen === 'firing', 60);
  const [firing] = (await alerts('?slo=orders')) as [Alert];
  expect(() => alertSchema.strict().parse(firing)).not.toThrow();
  expect(firing).toMatchObject({ state: 'firing', slo: 'orders', tier: 'kpt', severity: 'ticket', reason: 'kpt orders: the pace is off-track' });
  const [told] = await until(() => oncall.got, (got) => got.length > 0, 60);
  expect(told?.body).toMatchObject({ type: 'heptad.alert.firing', subject: 'kpt/orders', data: { key: firing.key, slo: 'orders', tier: 'kpt', rule: 'orders-off-track', when: 'the pace is off-track' } });
  const page = await (await fetch(`${program.url}/alerts`)).text();
  expect(page).toContain('<a href="/t/kpt/orders">Orders can be taken</a>');
  expect(page).toContain('the pace is off-track');
  expect(page).toContain('on 0 of 1 SLO and 1 other measure');
  // the SLO of the same name has no alert
  expect(await (await fetch(`${program.url}/slos`)).text()).not.toContain('1 firing</b>');
  await expect(program.get('/api/v1/alerts?slo=kpt/order')).rejects.toThrow('400');
  await send(220, 'ok', 1000);
  await until(state, (seen) => seen === 'resolved', 60);
  await until(() => oncall.got.map((one) => [one.body.type, one.body.data.key]), (got) => got.length > 1, 60).then((got) => expect(got).toEqual([['heptad.alert.firing', firing.key], ['heptad.alert.resolved', firing.key]]));
});

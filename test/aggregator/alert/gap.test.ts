/** What Kafka has lost of a partition is told to everybody once an incident, whatever the plan watches: when it was found, across restarts, and when an hour has brought no more. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerer } from '../../../aggregator/answer.ts';
import { follow } from '../../../aggregator/follow.ts';
import type { Alert } from '../../../shared/tiers/alert.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { stored } from '../../../shared/time/instant.ts';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

const PLAN = planOf(`{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: am, annotations: {heptad/url-env: AM_URL}}, spec: {target: alertmanager}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: shop, annotations: {heptad/alerts: none}}, spec: {service: shop, indicatorRef: ok, objectives: [{target: 0.99}]}}
`);
const MINUTE = 60_000;
const AT = Date.parse('2026-11-01T10:00:00Z');

let scene: Scene;
let now = 0;
const gap = (partition: number, first: number, last: number, at: number): Promise<void> =>
  scene.store.ingest.insert('gap', ['log', 'epoch', 'partition', 'first', 'last', 'ending', 'at'], 'JSONEachRow', `${JSON.stringify({ log: 'heptad.sie', epoch: 0, partition, first, last, ending: last, at: stored(at) })}\n`);
const alert = (partition: number): Promise<Alert | undefined> => scene.alert(`partition/heptad.sie/${partition}`, 'gap');
const told = async (partition: number): Promise<string[]> => (await scene.outbox(`partition/heptad.sie/${partition}`, 'gap')).map((one) => `${one.event} ${one.target}`).sort();
/** So much later the aggregator looks again. */
const later = async (ms: number): Promise<void> => {
  scene.pass(ms);
  now += ms;
  await scene.tick();
};
beforeEach(async () => {
  scene = await openScene(PLAN, { wall: AT });
  now = AT;
  await scene.accept([{ stream: 'event', body: JSON.stringify({ id: 'e', time: AT, service: 'shop', kind: 'request', state: 'ok' }) }]);
  await scene.reach(AT);
});
afterEach(() => scene.close());

test('it fires within seconds, tells every target of the plan, and says what is lost', async () => {
  await gap(3, 120, 139, now + 5000);
  await later(10_000);
  expect(await alert(3)).toMatchObject({ state: 'firing', slo: 'heptad.sie/3', rule: 'gap', tier: 'partition', kind: 'gap', severity: 'ticket', title: 'heptad.sie, partition 3', targets: ['am', 'oncall'], since: '2026-11-01T10:00:10Z', reason: '20 offsets, 120 to 139, were gone from the log before anybody read them, found at 2026-11-01T10:00:05Z' });
  expect(await told(3)).toEqual(['firing am', 'firing oncall']);
  expect(await alert(2)).toBeUndefined();
});

test('a restart tells nothing again; what was found while nobody climbed is told, but not of long ago', async () => {
  await gap(0, 5, 5, now + 1000);
  await later(10_000);
  const first = await alert(0);
  expect(first?.reason).toContain('the message at offset 5 was gone');
  scene.pass(3 * 60 * MINUTE);
  now += 3 * 60 * MINUTE;
  await gap(1, 0, 9, now - 120 * MINUTE);
  await gap(2, 0, 9, now - 8 * 24 * 60 * MINUTE);
  await scene.restart();
  await scene.tick();
  expect((await alert(0))?.key).toBe(first?.key);
  expect(await told(0)).toEqual(['firing am', 'firing oncall', 'resolved am', 'resolved oncall']);
  expect(await told(1)).toEqual(['firing am', 'firing oncall']);
  expect(await alert(2)).toBeUndefined();
});

test('gaps that follow one another are one incident whose reason names the newest; an hour without another ends it, and the next is another incident', async () => {
  await gap(0, 0, 9, now);
  await later(10_000);
  const first = await alert(0);
  await gap(0, 50, 59, now + 30 * MINUTE);
  await later(30 * MINUTE + 10_000);
  expect(await alert(0)).toMatchObject({ state: 'firing', key: first?.key, since: first?.since, reason: expect.stringContaining('50 to 59') as string });
  await later(59 * MINUTE);
  expect(await alert(0)).toMatchObject({ state: 'firing' });
  expect(await told(0)).toEqual(['firing am', 'firing oncall']);
  await later(MINUTE);
  expect(await alert(0)).toMatchObject({ state: 'resolved', key: first?.key, reason: 'an hour has brought no other gap; what is lost stays in the books' });
  await later(60 * MINUTE);
  expect(await told(0)).toEqual(['firing am', 'firing oncall', 'resolved am', 'resolved oncall']);
  await gap(0, 90, 99, now);
  await later(10_000);
  const second = await alert(0);
  expect(second).toMatchObject({ state: 'firing' });
  expect(second?.key).not.toBe(first?.key);
});

test('another plan does not end it, and the API, the page and the counts show it', async () => {
  await gap(1, 0, 9, now);
  await later(10_000);
  await scene.restart({ ...PLAN, id: 'another' });
  await scene.tick();
  expect(await alert(1)).toMatchObject({ state: 'firing' });
  const { url, close } = await serveDashboard({ read: scene.store.read, answer: answerer(scene.store.read, follow(scene.store.read, makeClock('wall')), 600_000), clock: makeClock('wall') });
  const get = async (path: string): Promise<string> => (await fetch(url + path)).text();
  const { items } = JSON.parse(await get('/api/v1/alerts')) as { items: Alert[] };
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ state: 'firing', tier: 'partition', slo: 'heptad.sie/1', rule: 'gap' });
  expect((JSON.parse(await get('/api/v1/alerts?slo=partition/heptad.sie/1')) as { items: Alert[] }).items).toHaveLength(1);
  const page = await get('/alerts');
  expect(page).toContain('1 firing, 0 pending, 0 blind.');
  expect(page).toContain('heptad.sie, partition 1');
  expect(page).toContain('10 offsets, 0 to 9, were gone from the log');
  expect(await get('/metrics')).toContain('heptad_alerts{state="firing"} 1');
  await close();
});

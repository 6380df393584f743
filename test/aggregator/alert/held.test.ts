/** A watermark that stands still on a machine's clock: rules whose short window is no longer known go blind, are told once, resolve nothing, and go on when data are back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standstill } from '../../../aggregator/alert/held.ts';
import type { Clock } from '../../../shared/time/clock.ts';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';

const slo = (name: string, sli = 'ok'): string => `---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {heptad/alerts: none}}, spec: {service: ${name}, indicatorRef: ${sli}, objectives: [{target: 0.99}], alertPolicies: [{alertPolicyRef: page}]}}
`;
const PLAN = planOf(`{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: am, annotations: {heptad/url-env: AM_URL}}, spec: {target: alertmanager}}
---
{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: page}, spec: {alertWhenBreaching: true, alertWhenResolved: true, alertWhenNoData: true, notificationTargets: [{targetRef: oncall}, {targetRef: am}], conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: 10, lookbackWindow: 1h}}}]}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: counted, annotations: {heptad/every: 1m}}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: counted}}}}}}
---
{apiVersion: heptad/v1, kind: AlertRule, metadata: {name: silent}, spec: {on: {slo: fine}, when: {no-data: 3m}, severity: page}}
${slo('burning')}${slo('fine')}${slo('never')}${slo('sampled', 'counted')}`);
const at = (clock: string): number => Date.parse(`2026-11-01T${clock}Z`);

let scene: Scene;
let sent = 0;
const event = (service: string, time: number, state: string): { stream: 'event'; body: string } => ({ stream: 'event', body: JSON.stringify({ id: `e${++sent}`, time, service, kind: 'request', state }) });
const states = async (): Promise<(string | undefined)[]> => Promise.all(['burning', 'fine', 'never', 'sampled'].map(async (name) => (await scene.alert(name, 'page'))?.state));
const told = async (name: string, target: string): Promise<string[]> => (await scene.outbox(name, 'page')).filter((one) => one.target === target).map((one) => one.event);
/** The machine's clock goes on, a look every ten seconds. */
const stand = async (seconds: number): Promise<void> => {
  for (let s = 0; s < seconds; s += 10) {
    scene.pass(10_000);
    await scene.tick();
  }
};

beforeAll(async () => {
  scene = await openScene(PLAN, { wall: at('10:00:00') });
});
afterAll(() => scene.close());

test('while the watermark is held, rules go blind after two looks under their floor, are told once, and stay so across a restart', { timeout: 120_000 }, async () => {
  await scene.accept(Array.from({ length: 20 }, (_, i) => event('burning', at('09:58:00') + i, 'error')));
  await scene.accept(Array.from({ length: 100 }, (_, i) => event('fine', at('09:50:00') + 6000 * i, 'ok')));
  await scene.accept(Array.from({ length: 40 }, (_, i) => ({ stream: 'sample', body: JSON.stringify({ id: `s${i}`, time: at('10:00:00') - i * 60_000, service: 'sampled', sli: 'counted', good: 10, total: 10 }) })));
  await scene.reach(at('10:00:00'));
  expect(await states()).toEqual(['firing', undefined, undefined, undefined]);
  // at 10:02:00 the window from 9:57 on is known for three of five minutes, at 10:02:10 for 120 of 250 seconds
  await stand(120);
  expect(await states()).toEqual(['firing', undefined, undefined, undefined]);
  await stand(20);
  expect(await states()).toEqual(['blind', 'blind', undefined, 'blind']);
  expect(await scene.alert('fine', 'silent')).toBeUndefined();
  expect(await scene.alert('burning', 'page')).toMatchObject({ since: '2026-11-01T10:02:20Z', reason: 'nothing is known since 2026-11-01T10:00:00Z: of the last 5m 46.2 % are measured, too little to judge by' });
  await stand(60);
  // nothing has come since 9:59:54, whether or not anything was sent
  expect(await scene.alert('fine', 'silent')).toMatchObject({ state: 'firing', since: '2026-11-01T10:03:00Z', reason: 'no data for 3 min 6 s, since 2026-11-01T09:59:54Z; 3m are let pass' });
  await scene.restart();
  await scene.tick();
  await stand(180);
  expect(await states()).toEqual(['blind', 'blind', undefined, 'blind']);
  expect(await told('burning', 'oncall')).toEqual(['firing', 'no-data']);
  expect(await told('fine', 'oncall')).toEqual(['no-data']);
});

test('when data are back they are judged by them, and an Alertmanager is told that no-data is over', { timeout: 120_000 }, async () => {
  scene.pass(-400_000);
  // still burning
  await scene.accept(Array.from({ length: 20 }, (_, i) => event('burning', at('10:02:00') + i, 'error')));
  // the watermark moves, but not yet to where nothing was known
  await scene.reach(at('10:02:00'));
  expect(await states()).toEqual(['blind', 'blind', undefined, 'blind']);
  await scene.reach(at('10:04:00'));
  expect((await states()).slice(0, 3)).toEqual(['firing', 'resolved', undefined]);
  expect(await told('burning', 'oncall')).toEqual(['firing', 'no-data']);
  expect(await told('burning', 'am')).toEqual(['firing', 'no-data', 'data-back']);
  expect(await told('fine', 'oncall')).toEqual(['no-data', 'resolved']);
  expect(await told('fine', 'am')).toEqual(['no-data', 'data-back', 'resolved']);
  // that others send again does not end this silence, nor begin it a second time
  expect(await scene.alert('fine', 'silent')).toMatchObject({ state: 'firing', since: '2026-11-01T10:03:00Z' });
  expect((await scene.outbox('fine', 'silent')).map((one) => [one.target, one.event])).toEqual(expect.arrayContaining([['oncall', 'firing'], ['am', 'firing']]));
});

test('an old watermark at a start, a process that was paused and a clock that jumps are no standstill; an events clock never is', () => {
  let now = at('12:00:00');
  const clock: Clock = { mode: 'wall', now: () => now, machine: () => now, see: () => undefined };
  const look = standstill(clock);
  const old = at('09:00:00');
  expect(look(old)).toBeNull();
  now += 1000;
  expect(look(old)).toBeNull();
  // an hour away counts for half a minute
  now += 3_600_000;
  expect(look(old)).toEqual({ now, gap: 30_000 + 1000 });
  const first = now;
  now += 5000;
  expect(look(old)?.now).toBe(first);
  now += 5000;
  expect(look(old)).toEqual({ now, gap: 41_000 });
  now -= 3_600_000;
  expect(look(old)).toEqual({ now, gap: 41_000 });
  expect(look(old + 1)).toBeNull();
  const events = standstill({ ...clock, mode: 'events' });
  events(old);
  now += 3_600_000;
  expect(events(old)).toBeNull();
});

/**
 * How soon a page comes, in event time, by the default rules of 99.9 % over 30 days: after E·f·L/e (MEASURES §3), 51.84 s when everything fails and
 * 259.2 s when a fifth does. Windows are whole minutes and the open one holds what has come, so the long window spans 59 to 60 minutes: the incident
 * begins so that the open minute is nearly full when the page is due.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';

const PLAN = `{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: all}, spec: {service: all, indicatorRef: ok, timeWindow: [{duration: 30d, isRolling: true}], objectives: [{targetPercent: 99.9}]}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: fifth}, spec: {service: fifth, indicatorRef: ok, timeWindow: [{duration: 30d, isRolling: true}], objectives: [{targetPercent: 99.9}]}}
`;
const START = Date.parse('2026-11-01T12:00:36Z');
/** events a second of each service */
const RATE = 10;

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(planOf(PLAN));
});
afterAll(() => scene.close());

/** The events of the seconds [from, to), counted from the start of the incident. */
const events = (from: number, to: number): { stream: 'event'; body: string }[] =>
  Array.from({ length: (to - from) * RATE }, (_, i) => from * RATE + i).flatMap((n) =>
    (['all', 'fifth'] as const).map((service) => ({
      stream: 'event',
      body: JSON.stringify({ id: `${service}${n}`, time: START + (n * 1000) / RATE, service, kind: 'request', state: n >= 0 && (service === 'all' || n % 5 === 0) ? 'error' : 'ok' }),
    })),
  );

test('a page comes within two seconds of theory, and not before', async () => {
  await scene.accept(events(-4000, 0));
  const fired: Record<string, number> = {};
  let sent = 0;
  const second = async (to: number): Promise<void> => {
    await scene.accept(events(sent, to));
    sent = to;
    await scene.reach(START + to * 1000);
    for (const slo of ['all', 'fifth']) {
      const alert = await scene.alert(slo, 'burn-1h');
      if (fired[slo] === undefined && alert?.state === 'firing') {
        fired[slo] = (Date.parse(alert.since) - START) / 1000;
        expect(alert.since).toBe(alert.firedAt);
      }
    }
  };
  // every second around the time it is due
  for (let s = 49; s <= 54 && fired['all'] === undefined; s++) await second(s);
  for (let s = 256; s <= 262 && fired['fifth'] === undefined; s++) await second(s);
  console.log(`detected after ${fired['all']} s of all errors and ${fired['fifth']} s of a fifth`);
  expect(Math.abs((fired['all'] ?? 0) - 51.84)).toBeLessThanOrEqual(2);
  expect(Math.abs((fired['fifth'] ?? 0) - 259.2)).toBeLessThanOrEqual(2);
  expect((await scene.outbox('all', 'burn-1h')).map((one) => [one.event, one.target])).toEqual([['firing', 'oncall']]);
}, 240_000);

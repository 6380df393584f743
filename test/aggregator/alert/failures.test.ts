/** What stands in the tables is what is told, and the other way round: when writes fail or their answers are lost, when takers-over fail too, when one that lost the lease wakes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TERM } from '../../../aggregator/lease.ts';
import { sql } from '../../../shared/store/sql.ts';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';

const PLAN = planOf(`{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: page}, spec: {notificationTargets: [{targetRef: oncall}], conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: 10, lookbackWindow: 1h}}}]}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: shop, annotations: {heptad/alerts: none}}, spec: {service: shop, indicatorRef: ok, objectives: [{target: 0.99}], alertPolicies: [{alertPolicyRef: page}]}}
`);
const at = (clock: string): number => Date.parse(`2026-11-01T${clock}Z`);
const pageAlerts = sql(import.meta.url, '../../../dashboard/queries/page-alerts.sql');

let scene: Scene;
let sent = 0;
const send = (clock: string, state: string, count = 20): Promise<void> => scene.accept(Array.from({ length: count }, () => ({ stream: 'event', body: JSON.stringify({ id: `e${++sent}`, time: at(clock), service: 'shop', kind: 'request', state }) })));
const told = async (): Promise<string[]> => (await scene.outbox('shop', 'page')).map((one) => one.event);
beforeEach(async () => {
  scene = await openScene(PLAN, { server: true });
});
afterEach(() => scene.close());

test.each([
  ['a notification cannot be written', 'outbox', undefined],
  ['the answer to a written notification is lost', 'outbox', 'after'],
  ['a turn cannot be written', 'alert', undefined],
  ['the answer to a written turn is lost', 'alert', 'after'],
] as const)('when %s, what the tables say is told before anything is judged again', { timeout: 60_000 }, async (_what, table, after) => {
  await send('10:00:00', 'error');
  scene.fail(table, after);
  await expect(scene.reach(at('10:00:30'))).rejects.toThrow(table);
  scene.fail(null);
  // by now it is calm
  await send('10:09:00', 'ok');
  await scene.reach(at('10:10:00'));
  const never = table === 'alert' && !after;
  expect((await scene.alert('shop', 'page'))?.state).toBe(never ? undefined : 'resolved');
  expect(await told()).toEqual(never ? [] : ['firing', 'resolved']);
});

test('one that takes over and fails itself leaves what is to be told to the next', { timeout: 60_000 }, async () => {
  await send('09:58:00', 'ok', 1);
  await scene.reach(at('09:59:00'));
  await send('10:00:00', 'error');
  scene.fail('outbox');
  await expect(scene.reach(at('10:00:30'))).rejects.toThrow('outbox');
  scene.pass(TERM + 1);
  await expect(scene.restart()).rejects.toThrow('outbox');
  scene.fail(null);
  scene.pass(TERM + 1);
  await scene.restart();
  expect(await told()).toEqual(['firing']);
});

test('an incident has a key that no other has: not the same one of another store, nor the next of this one', { timeout: 60_000 }, async () => {
  const keys: string[] = [];
  const incident = async (second: string): Promise<void> => {
    await send(`10:0${second}:00`, 'error', 60);
    await scene.reach(at(`10:0${second}:30`));
    const alert = await scene.alert('shop', 'page');
    expect(alert?.state).toBe('firing');
    expect((await scene.outbox('shop', 'page')).map(({ id }) => id)).toContain(`${alert?.key}/firing/oncall`);
    keys.push(alert?.key ?? '');
  };
  await incident('0');
  await send('10:07:00', 'ok');
  await scene.reach(at('10:08:00'));
  scene.pass(TERM + 1);
  await scene.restart();
  await incident('9');
  await scene.close();
  scene = await openScene(PLAN, { server: true });
  await incident('0');
  expect(new Set(keys).size).toBe(3);
  const names = await scene.store.read.rows<{ id: string }>(sql(import.meta.url, '../../../aggregator/identity.sql'));
  expect(names).toHaveLength(1);
});

/** Fires, and stops the tick that resolves it where it comes to write `table`; meanwhile another one takes over. */
const asleep = async (table: string): Promise<{ wakes(): Promise<unknown>; active(): boolean }> => {
  await send('10:00:00', 'error');
  await scene.reach(at('10:00:30'));
  expect(await told()).toEqual(['firing']);
  await send('10:09:00', 'ok');
  const { there, go } = scene.hold(table);
  const sleeper = scene.aggregator();
  const tick = scene.reach(at('10:10:00'));
  await there;
  scene.pass(TERM + 1);
  await scene.restart();
  expect(scene.aggregator().active()).toBe(true);
  return {
    wakes() {
      go();
      return tick;
    },
    active: () => sleeper.active(),
  };
};

test('one that was paused before it judged and wakes after its lease is lost writes no turn, and stands by', { timeout: 60_000 }, async () => {
  const sleeper = await asleep('figure');
  await sleeper.wakes();
  expect(sleeper.active()).toBe(false);
  expect((await scene.alert('shop', 'page'))?.state).toBe('firing');
  expect(await told()).toEqual(['firing']);
});

test('a turn that was under way when the lease was lost does not outdo what the next holder stands by', { timeout: 60_000 }, async () => {
  const sleeper = await asleep('alert');
  const key = (await scene.alert('shop', 'page'))?.key;
  await sleeper.wakes();
  // its row is there, under a greater seq
  expect((await scene.alert('shop', 'page'))?.state).toBe('resolved');
  const shown = async (): Promise<unknown[]> => (await scene.store.read.rows<{ body: string }>(pageAlerts, { slo: 'shop', states: '["firing","resolved"]', until: 4_000_000_000_000, limit: 10 })).map(({ body }) => JSON.parse(body) as unknown);
  expect(await shown()).toMatchObject([{ state: 'firing', key }]);
  // whoever comes next goes on with the same incident
  await send('10:09:30', 'error', 60);
  scene.pass(TERM + 1);
  await scene.restart();
  await scene.reach(at('10:10:30'));
  expect(await shown()).toMatchObject([{ state: 'firing', key }]);
  await scene.reach(at('10:20:00'));
  expect(await shown()).toMatchObject([{ state: 'resolved', key }]);
});

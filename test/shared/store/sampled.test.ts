/** An hour by lot is counted again from raw all the time: what the quick look cannot see is found without anybody asking, told where that is told, and taken back when it is mended. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Condition, watchCondition } from '../../../shared/store/condition.ts';
import { logger } from '../../../shared/log.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';
import { until } from '../../support/receiver.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

const PLAN = planOf(`{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: shop}, spec: {service: shop, indicatorRef: ok, objectives: [{target: 0.99}]}}
`);
const AT = Date.parse('2026-11-01T10:00:00Z');
const MINUTE = 60_000;

let scene: Scene;
let condition: Condition;
let served: Served | undefined;
beforeEach(async () => {
  scene = await openScene(PLAN);
  // two hours on two days
  for (const from of [AT, AT + 1440 * MINUTE]) await scene.accept(Array.from({ length: 100 }, (_, i) => ({ stream: 'event', body: JSON.stringify({ id: `e${from}-${i}`, time: from + i * 20_000, service: 'shop', kind: 'request', state: i % 5 === 0 ? 'error' : 'ok' }) })));
  await scene.reach(AT + 1500 * MINUTE);
  await scene.tick();
  condition = await watchCondition(scene.store, logger('test', 'silent'), { every: 100, sample: scene.aggregator().answer.auditHour, hourly: 200 });
});
afterEach(async () => {
  await condition.stop();
  await served?.close();
  await scene.close();
});
const alter = (good: string): Promise<void> => scene.store.climb.run(`ALTER TABLE sli_minute UPDATE good = good ${good} WHERE t = '2026-11-01 10:07:00' AND total > 0 SETTINGS mutations_sync = 2` as Sql);

test('slices of one minute that are not what raw makes of them are found within some draws, and found right again once they are mended', async () => {
  await until(() => new Promise((done) => setTimeout(done, 2000, condition.findings())), () => true);
  expect(condition.findings(), 'a sound store').toEqual([]);
  await alter('+ 1');
  const [found] = await until(() => condition.findings(), (all) => all.length > 0, 60);
  expect(found).toMatchObject({ what: 'differing', next: 'heptad rebuild makes it again from raw' });
  expect(condition.findings().map((one) => one.says).join('\n')).toMatch(/slices of table sli_minute are not what they are made of, such as that of ok at 2026-11-01T10:07:00Z for shop: good is 4 and should be 3|good is 3 and should be 2/);
  const { answer } = scene.aggregator();
  served = await serveDashboard({ read: scene.store.read, answer, condition, clock: makeClock('wall') });
  const { url } = served;
  const get = (path: string): Promise<Response> => fetch(url + path);
  expect((await get('/readyz')).status).toBe(503);
  expect(((await (await get('/api/v1/pipeline')).json()) as { troubles: string[] }).troubles.join()).toContain('sli_minute');
  expect((await (await get('/api/v1/measures/slo/shop')).json()) as { flags: string[] }).toMatchObject({ flags: expect.arrayContaining(['damaged']) as string[] });
  await alter('- 1');
  await until(() => condition.findings(), (all) => all.length === 0, 60);
}, 180_000);

test('messages that stand in no ledger row are not held against slices', async () => {
  await scene.store.ingest.insert('sie', ['minute', 'service', 'shape', 'id', 'time', 'log', 'partition', 'offset'], 'JSONEachRow', `${JSON.stringify({ minute: '2026-11-01 10:08:00', service: 'shop', shape: '1', id: 'left', time: '2026-11-01 10:08:00.000', log: 'http', partition: 0, offset: 1_000_000 })}\n`);
  const { auditHour } = scene.aggregator().answer;
  expect((await auditHour(AT / 1000)).findings).toEqual([]);
});

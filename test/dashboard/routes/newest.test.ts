/** The newest events of a busy minute: only its end is looked at, and what is shown is what the whole minute would show; and of few, all. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { folder, type Program, settled, up } from '../../support/heptad.ts';

const START = Date.parse('2026-11-02T00:00:00Z');
type Event = { id: string; service: string; value: number };

const [data, few] = [folder(), folder()];
let program: Program;

beforeAll(async () => {
  program = await up(['--data', data.path, '--clock', 'events', '--plan', fileURLToPath(new URL('../../support/plans/shop', import.meta.url))]);
  const event = (i: number, time: number, service: string, value: number): string => JSON.stringify({ id: `e-${i}`, time, service, kind: 'http.request', state: 'ok', value });
  // three hundred of one minute; the newest of them again, less and long before; the same ids of another service, before all that are shown; and the same of another minute
  await program.post('/api/v1/events', [
    ...Array.from({ length: 300 }, (_, i) => event(i, START + 60_000 + i * 100, 'shop', 50)), event(299, START + 61_000, 'shop', 1),
    ...Array.from({ length: 300 }, (_, i) => event(i, START + 60_000 + i, 'mall', 50)),
    ...Array.from({ length: 300 }, (_, i) => event(i, START + i, 'shop', 50)),
  ].join('\n'));
  await settled(program, { accepted: 901, mark: START + 60_000 + 299 * 100 });
});
afterAll(async () => {
  await program.stop();
  for (const one of [data, few]) one.remove();
});

test.each(['/api/v1/events?limit=5', '/api/v1/measures/slo/answers/events?limit=5'])('%s has the last of the minute, each as its least copy, and none that only has the id of one of them', async (path) => {
  const { items } = await program.get<{ items: Event[] }>(path);
  expect(items.map((one) => [one.service, one.id, one.value])).toEqual([298, 297, 296, 295, 294].map((i) => ['shop', `e-${i}`, 50]));
});

test('of a few samples the oldest is there, too, that stands on a whole minute', async () => {
  const plan = join(few.path, 'plan.yaml');
  writeFileSync(plan, [
    '{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}',
    '{apiVersion: openslo/v1, kind: SLI, metadata: {name: edge, annotations: {heptad/every: 1m}}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {type: heptad, spec: {samples: edge}}}}}}',
    '{apiVersion: openslo/v1, kind: SLO, metadata: {name: sampled}, spec: {service: shop, indicatorRef: edge, budgetingMethod: Occurrences, timeWindow: [{duration: 1d, isRolling: true}], objectives: [{targetPercent: 90}]}}',
  ].join('\n---\n'));
  const other = await up(['--data', join(few.path, 'data'), '--clock', 'events', '--plan', plan]);
  onTestFinished(async () => void (await other.stop()));
  await other.post('/api/v1/samples', [1, 2, 3].map((i) => JSON.stringify({ id: `s-${i}`, time: START + i * 60_000, service: 'shop', sli: 'edge', good: 9, total: 10 })).join('\n'));
  await settled(other, { accepted: 3, mark: START + 180_000 });
  expect((await other.get<{ items: Event[] }>('/api/v1/measures/slo/sampled/events')).items.map((one) => one.id)).toEqual(['s-3', 's-2', 's-1']);
});

/** Figures that people enter, through the whole program: from POST /api/v1/values up to the scorecard, corrected, taken back, late, and divided by what was measured. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { folder, type Program, settled, up } from '../support/heptad.ts';
import { ABOVE, planOf } from '../support/plan-of.ts';

const kpt = (name: string, measure: string, lines: string): string => `{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: ${name}}, spec: {measure: ${measure}, period: month, ${lines}}}\n---\n`;
const PLAN = `{apiVersion: openslo/v1, kind: SLI, metadata: {name: order-size}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: order, service: shop, unit: EUR}}}}}
---
${kpt('kept', '{entered: satisfied}', "unit: '%', adequate: 70, desired: 80")}${kpt('spent', '{entered: cost, statistic: sum}', 'unit: EUR, polarity: lower, adequate: 500, desired: 400')}${kpt('cost-of-an-order', '{quotient: {of: {entered: cost, statistic: sum}, by: {sli: order-size, statistic: count}}}', 'unit: EUR, polarity: lower, adequate: 60, desired: 50')}${ABOVE.replace(/^---\n/, '')}`;

let data: ReturnType<typeof folder>;
let program: Program;
const OCTOBER = '2026-10-31T23:00:00Z';
const START = '2026-11-01T00:00:00Z';
const order = (id: number, time: string): string => JSON.stringify({ id: `o${id}`, time, service: 'shop', kind: 'order', value: 12 });
beforeAll(async () => {
  data = folder();
  writeFileSync(join(data.path, 'plan.yaml'), PLAN);
  program = await up(['--plan', join(data.path, 'plan.yaml'), '--data', join(data.path, 'data'), '--clock', 'events']);
  await program.post('/api/v1/events', [order(1, '2026-10-20T10:00:00Z'), order(2, '2026-10-21T10:00:00Z'), order(3, '2026-10-22T10:00:00Z'), order(4, '2026-10-23T10:00:00Z'), order(5, OCTOBER)].join('\n'));
  await settled(program, { mark: Date.parse(OCTOBER) });
}, 240_000);
afterAll(async () => {
  await program.stop();
  data.remove();
});

const row = (name: string, at = OCTOBER, tier = 'kpt', more = ''): Promise<Row> => program.get<Row>(`/api/v1/measures/${tier}/${name}?at=${at}${more}`);
const enter = (body: object): Promise<{ id: string; value: number | null; time: string }> => program.post('/api/v1/values', JSON.stringify(body), 'application/json');
/** Waits until a row says so. */
const until = async (name: string, wanted: object, at = OCTOBER): Promise<void> => {
  for (let i = 0; i < 60; i++) {
    const found = await program.get<{ items: Row[] }>(`/api/v1/tiers/kpt?at=${at}`);
    const one = found.items.find((each) => each.name === name);
    if (Object.entries(wanted).every(([key, value]) => one?.[key as keyof Row] === value)) break;
    await sleep(250);
  }
  expect(await row(name, at)).toMatchObject(wanted);
};

test('before anything is entered the value is unknown, and nothing is made up', async () => {
  expect(await row('kept')).toMatchObject({ value: null, status: 'unknown', score: null, coverage: null, flags: ['no-events'] });
  expect(await row('spent')).toMatchObject({ value: null, status: 'unknown' });
});

test('what is entered is the figure of its period, judged by the lines, up to the scorecard', async () => {
  expect(await enter({ name: 'satisfied', value: 75, time: '2026-10-15T00:00:00Z', who: 'Anna', text: 'survey of October' })).toMatchObject({ value: 75, time: '2026-10-15T00:00:00Z' });
  await until('kept', { value: 75, status: 'tolerated', unit: '%' });
  expect((await row('kept')).score).toBeCloseTo(50, 9);
  expect(await row('card', OCTOBER, 'scorecard')).toMatchObject({ status: 'tolerated' });
});

test('of one instant the newest entry holds, of one period the newest instant, and null takes a figure back', async () => {
  await enter({ name: 'satisfied', value: '82.123456789', time: '2026-10-15T00:00:00Z', who: 'Ben' });
  await until('kept', { value: 82.123456789, status: 'met' });
  await enter({ name: 'satisfied', value: 60, time: '2026-10-16T00:00:00Z' });
  await until('kept', { value: 60, status: 'missed' });
  await enter({ name: 'satisfied', value: null, time: '2026-10-16T00:00:00Z', who: 'Ben' });
  await until('kept', { value: 82.123456789, status: 'met' });
  const { items } = await program.get<{ items: { value: number | null; who: string; holds: boolean }[] }>('/api/v1/values?name=satisfied');
  expect(items.map(({ value, who, holds }) => [value, who, holds])).toEqual([[null, 'Ben', true], [60, '', false], [82.123456789, 'Ben', true], [75, 'Anna', false]]);
  const first = await program.get<{ items: object[]; cursor: string }>('/api/v1/values?name=satisfied&limit=3');
  expect((await program.get<{ items: object[] }>(`/api/v1/values?name=satisfied&limit=3&cursor=${first.cursor}`)).items).toMatchObject([{ who: 'Anna' }]);
});

test('sums add up, and a quotient divides what was entered by what was measured', async () => {
  await enter({ name: 'cost', value: 150, time: '2026-10-10T00:00:00Z' });
  await enter({ name: 'cost', value: 50.5, time: '2026-10-20T00:00:00Z' });
  // the last instant of September is September's
  await enter({ name: 'cost', value: 1000, time: '2026-10-01T00:00:00Z' });
  await until('spent', { value: 200.5, status: 'met' });
  expect(await row('cost-of-an-order')).toMatchObject({ value: 200.5 / 4, status: 'tolerated', coverage: 1 });
});

test('it is explained with who entered what, and shown on its page', async () => {
  const told = await program.get<Explanation>(`/api/v1/measures/kpt/kept/explain?at=${OCTOBER}`);
  expect(told.formula.numbers).toBe('82.123456789 %');
  expect(told.parts).toMatchObject([{ value: 82.123456789, from: '2026-10-15T00:00:00Z' }]);
  expect(told.parts[0]?.label).toMatch(/^entered by Ben at /);
  const page = await (await fetch(`${program.url}/t/kpt/kept`)).text();
  for (const words of ['Entered figures', 'Anna', 'survey of October', 'taken back', 'replaced']) expect(page).toContain(words);
  expect(await program.get<{ items: object[] }>('/api/v1/measures/kpt/kept/children')).toMatchObject({ items: [] });
  expect(await program.get<{ items: object[] }>('/api/v1/measures/kpt/kept/events')).toMatchObject({ items: [] });
});

test('what is refused says why, and a name is looked for', async () => {
  const refused = async (body: object): Promise<{ status: number; detail: string; hint?: string }> => (await fetch(`${program.url}/api/v1/values`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json() as Promise<{ status: number; detail: string; hint?: string }>;
  expect(await refused({ name: 'satisfid', value: 1 })).toMatchObject({ status: 400, hint: 'did you mean satisfied?' });
  expect(await refused({ name: 'satisfied', value: 'lots' })).toMatchObject({ status: 400, detail: expect.stringContaining('lots is not a number') });
  expect(await refused({ name: 'satisfied', value: 1, time: '2126-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
  expect(await refused({ name: 'satisfied', value: 1, time: '2099-01-01T00:00:00Z' })).toMatchObject({ status: 400, detail: expect.stringContaining('more than a year ahead') });
  expect(await refused({ name: 'satisfied' })).toMatchObject({ status: 400, detail: expect.stringContaining('value') });
  expect(await refused({ name: 'satisfied', value: 1, tme: 5 })).toMatchObject({ status: 400 });
  expect(() => planOf(kpt('k', '{entered: satisfied, statistic: p95}', 'adequate: 1, desired: 2').replace('---\n', ''))).toThrow('p95 is not a statistic of figures that people enter');
});

test('a closed month keeps what was reported; entered later it is restated, after a kill too', async () => {
  await program.post('/api/v1/events', [order(6, '2026-11-01T00:11:00Z')].join('\n'));
  await settled(program, { mark: Date.parse('2026-11-01T00:11:00Z') });
  await until('kept', { value: 82.123456789, revision: 1 }, START);
  await enter({ name: 'satisfied', value: 90, time: '2026-10-30T00:00:00Z' });
  await program.kill();
  program = await up(['--plan', join(data.path, 'plan.yaml'), '--data', join(data.path, 'data'), '--clock', 'events']);
  await until('kept', { value: 90, revision: 2 }, START);
  expect(await row('kept', START)).toMatchObject({ flags: ['restated'] });
  expect(await row('kept', START, 'kpt', '&asReported=true')).toMatchObject({ value: 82.123456789, revision: 1 });
  expect(await row('card', START, 'scorecard')).toMatchObject({ revision: 2, flags: ['restated'] });
}, 240_000);

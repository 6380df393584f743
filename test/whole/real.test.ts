/**
 * Real data of the npm package vega-datasets whose totals another tool can tell: 200 000 flights (no dates: all on 2001-01-01, the row number is the id),
 * and 1 461 days of weather in Seattle, added up by Python beside.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../shared/tiers/row.ts';
import { folder, type Program, settled, up } from '../support/heptad.ts';
import { whole } from '../support/whole.ts';

const file = (name: string): string => fileURLToPath(new URL(`../../node_modules/vega-datasets/data/${name}`, import.meta.url));
const ratio = (name: string, kind: string, where: string, total = '{}'): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: ${name}}, spec: {ratioMetric: {good: {metricSource: {type: heptad, spec: {kind: ${kind}, where: ${where}}}}, total: {metricSource: {type: heptad, spec: {kind: ${kind}, where: ${total}}}}}}}\n---\n`;
const slo = (name: string, service: string, sli: string, duration: string): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {heptad/alerts: none}}, spec: {service: ${service}, indicatorRef: ${sli}, timeWindow: [{duration: ${duration}, isRolling: false}], objectives: [{target: 0.5}]}}\n---\n`;
const kpt = (name: string, sli: string, statistic: string): string => `{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: ${name}}, spec: {measure: {sli: ${sli}, statistic: ${statistic}}, period: year, adequate: 10, desired: 20}}\n---\n`;
const values = (name: string, kind: string, service: string): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: ${name}}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: ${kind}, service: ${service}}}}}}\n---\n`;
const PLAN = ratio('on-time', 'flight', '{value: {lte: 15}}') + slo('flights-on-time', 'flights', 'on-time', '1d') + ratio('dry', 'day', '{value: {lte: 0}}') + slo('dry-days', 'seattle', 'dry', '1Y')
  + values('heat', 'heat', 'seattle') + kpt('heat-mean', 'heat', 'mean') + kpt('heat-p95', 'heat', 'p95');

/** What Python makes of the same file, year by year. */
const PYTHON = `
import csv, json, math, sys
from decimal import Decimal
years = {}
for row in csv.DictReader(open(sys.argv[1])):
    years.setdefault(row['date'][:4], []).append((Decimal(row['precipitation']), Decimal(row['temp_max'])))
print(json.dumps({y: dict(days=len(v), dry=sum(p <= 0 for p, _ in v), mean=float(sum(t for _, t in v) / len(v)), p95=float(sorted(t for _, t in v)[math.ceil(0.95 * len(v)) - 1])) for y, v in years.items()}))
`;
type Year = { days: number; dry: number; mean: number; p95: number };

let data: ReturnType<typeof folder>;
let program: Program;
const send = async (lines: string[]): Promise<void> => {
  for (let i = 0; i < lines.length; i += 50_000) expect(await program.post('/api/v1/events', lines.slice(i, i + 50_000).join('\n'), 'application/x-ndjson')).toMatchObject({ rejected: [], late: 0, duplicates: 0 });
};
beforeAll(async () => {
  data = folder();
  writeFileSync(join(data.path, 'plan.yaml'), PLAN);
  program = await up(['--plan', join(data.path, 'plan.yaml'), '--data', join(data.path, 'data'), '--clock', 'events'], { HEPTAD_RETENTION: '6000d' });
}, 240_000);
afterAll(async () => {
  await program.stop();
  data.remove();
});

test('of 200 000 flights 156 855 are at most 15 minutes late: 0.784275', async () => {
  const flights = JSON.parse(readFileSync(file('flights-200k.json'), 'utf8')) as { delay: number }[];
  await send(flights.map(({ delay }, row) => JSON.stringify({ id: String(row), time: Date.UTC(2001, 0, 1) + row * 400, service: 'flights', kind: 'flight', value: delay })));
  await settled(program, { accepted: 200_000, mark: Date.UTC(2001, 0, 1) + 199_999 * 400 });
  expect(await program.get<Row>('/api/v1/measures/slo/flights-on-time?at=2001-01-02T00:00:00Z')).toMatchObject({ good: 156_855, total: 200_000, value: 0.784275 });
}, 240_000);

if (whole) test('the weather of four years in Seattle is what Python says of the same file', async () => {
  const [, ...rows] = readFileSync(file('seattle-weather.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
  const said = JSON.parse(execFileSync('python3', ['-c', PYTHON, file('seattle-weather.csv')], { encoding: 'utf8' })) as Record<string, Year>;
  const at = (date: string): string => `${date}T12:00:00Z`;
  await send(rows.flatMap(([date = '', rain, heat]) => [{ kind: 'day', value: Number(rain) }, { kind: 'heat', value: Number(heat) }].map((one) => JSON.stringify({ id: `${one.kind} ${date}`, time: at(date), service: 'seattle', ...one }))));
  await send([JSON.stringify({ id: 'end', time: '2016-01-01T00:00:00Z', service: 'seattle', kind: 'end' })]);
  await settled(program, { accepted: 200_000 + rows.length * 2 + 1, mark: Date.UTC(2016, 0, 1) });
  expect(Object.keys(said)).toEqual(['2012', '2013', '2014', '2015']);
  for (const [year, { days, dry, mean, p95 }] of Object.entries(said)) {
    const end = `${Number(year) + 1}-01-01T00:00:00Z`;
    // asked for by its tier a row comes without its trend over 24 years
    const row = async (tier: string, name: string): Promise<Row> => (await program.get<{ items: Row[] }>(`/api/v1/tiers/${tier}?at=${end}`)).items.find((one) => one.name === name) as Row;
    expect(await row('slo', 'dry-days')).toMatchObject({ good: dry, total: days, value: dry / days });
    expect((await row('kpt', 'heat-mean')).value).toBeCloseTo(mean, 12);
    const quantile = await row('kpt', 'heat-p95');
    expect([quantile.value, quantile.flags.includes('sketch')]).toEqual([p95, false]);
  }
}, 240_000);

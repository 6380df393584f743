/**
 * Plans of any size for the benches: ten SLIs and ten SLOs a service (ratios by labels and by value, values against a line, samples), the three budgeting
 * methods, rolling 28 days and calendar months in turn, and above each service an activity, two KPTs and a KPI, under one KRA and one scorecard.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../shared/plan/measure.ts';
import { readPlan } from '../shared/plan/read.ts';

/** Numbers of the SLIs that are made of samples. */
export const SAMPLED = [8, 9] as const;

const METHODS = ['Occurrences', 'Timeslices', 'RatioTimeslices'] as const;
const ROLLING = { duration: '28d', isRolling: true };
const MONTH = { duration: '1M', calendar: { startTime: '2026-01-01 00:00:00', timeZone: 'UTC' }, isRolling: false };

const source = (spec: object): object => ({ metricSource: { type: 'heptad', spec } });
const ratio = (side: 'good' | 'bad', where: object, of: object = {}): object => ({
  ratioMetric: { counter: false, [side]: source({ kind: 'http.request', where: { ...of, ...where } }), total: source({ kind: 'http.request', ...(Object.keys(of).length > 0 ? { where: of } : {}) }) },
});

/** What SLI number k measures: eight of events, two of which look at values, and two of samples. */
const indicator = (k: number): object =>
  [
    ratio('good', { state: 'ok' }),
    ratio('good', { state: 'ok' }, { 'labels.route': '/checkout/a' }),
    ratio('bad', { state: 'error' }),
    ratio('good', { state: 'ok' }, { 'labels.region': 'eu-1' }),
    ratio('good', { state: 'ok' }, { 'labels.route': { prefix: '/checkout' } }),
    ratio('bad', { state: 'error' }, { 'labels.region': ['us-1', 'us-2'] }),
    ratio('good', { state: 'ok', value: { lte: 400 } }),
    { thresholdMetric: source({ kind: 'http.request' }) },
  ][k] ?? { ratioMetric: { counter: false, rawType: 'success', raw: source({ samples: `edge-${k}` }) } };

const documents = (services: number): object[] => {
  const out: object[] = [];
  const add = (apiVersion: string, kind: string, name: string, spec: object, annotations: object = {}): void => void out.push({ apiVersion, kind, metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) }, spec });
  for (let k = 0; k < 10; k++) add('openslo/v1', 'SLI', `sli-${k}`, indicator(k), k >= 8 ? { 'heptad/every': '1m' } : {});
  for (let s = 0; s < services; s++) {
    add('openslo/v1', 'Service', `service-${s}`, {});
    for (let k = 0; k < 10; k++) {
      const method = METHODS[(s + k) % 3] as (typeof METHODS)[number];
      add('openslo/v1', 'SLO', `slo-${s}-${k}`, {
        service: `service-${s}`, indicatorRef: `sli-${k}`, budgetingMethod: method, timeWindow: [(s + k) % 2 ? ROLLING : MONTH],
        objectives: [{ targetPercent: 90, ...(k === 7 ? { op: 'lte', value: 450 } : {}), ...(method === 'Occurrences' ? {} : { timeSliceWindow: '5m' }), ...(method === 'Timeslices' ? { timeSliceTarget: 0.9 } : {}) }],
      });
    }
    add('heptad/v1', 'VitalMissionActivity', `vma-${s}`, { all: [`slo-${s}-0`, `slo-${s}-8`, { any: [`slo-${s}-1`, `slo-${s}-7`] }], sliceTarget: '90%', adequate: '90%', desired: '95%' });
    add('heptad/v1', 'KeyPerformanceTarget', `kpt-${s}-vma`, { measure: { vma: `vma-${s}` }, adequate: '90%', desired: '95%' });
    add('heptad/v1', 'KeyPerformanceTarget', `kpt-${s}-slo`, { measure: { slo: `slo-${s}-0` }, adequate: '90%', desired: '95%' });
    add('heptad/v1', 'KeyPerformanceIndicator', `kpi-${s}`, { targets: [{ kpt: `kpt-${s}-vma`, weight: 2 }, { kpt: `kpt-${s}-slo` }] });
  }
  // one SLO that counts every event of every service, and of the ten that always send
  const all = Array.from({ length: Math.max(10, services) }, (_, s) => `service-${s}`);
  add('openslo/v1', 'SLI', 'everything', { ratioMetric: { counter: false, good: source({ kind: 'http.request', service: all, where: { state: 'ok' } }), total: source({ kind: 'http.request', service: all }) } });
  add('openslo/v1', 'SLO', 'everything', { service: 'service-0', indicatorRef: 'everything', budgetingMethod: 'Occurrences', timeWindow: [ROLLING], objectives: [{ targetPercent: 90 }] });
  add('heptad/v1', 'KeyResultArea', 'kra', { perspective: 'customer', indicators: Array.from({ length: services }, (_, s) => ({ kpi: `kpi-${s}` })) });
  add('heptad/v1', 'Scorecard', 'bench', { period: 'month', timeZone: 'UTC', perspectives: ['customer'], areas: ['kra'] });
  return out;
};

/** Writes the plan of `slos` SLOs (whole tens; and the one over everything) into a folder and reads it back. */
export const planOf = (slos: number, folder: string): Plan => {
  // JSON is YAML, too
  writeFileSync(join(folder, 'plan.yaml'), documents(Math.ceil(slos / 10)).map((one) => JSON.stringify(one)).join('\n---\n'));
  const { plan, faults } = readPlan([join(folder, 'plan.yaml')]);
  if (!plan) throw new Error(`the plan of the bench is refused: ${JSON.stringify(faults).slice(0, 2000)}`);
  return plan;
};

/** Plans of thousands of documents that lean on one another: checked within seconds, whatever their order, and never fallen over. */
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { KpiMeasure, VmaMeasure } from '../../../shared/plan/measure.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const own = (kind: string, name: string, spec: string): string => `{apiVersion: heptad/v1, kind: ${kind}, metadata: {name: ${name}}, spec: {${spec}}}\n---\n`;
const slo = (name: string): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}}, spec: {service: x, indicatorRef: r, objectives: [{target: 0.99}]}}\n---\n`;
const BASE = `{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n${slo('s')}`;
const many = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i));
const check = (text: string) => {
  const { plan, faults } = checkPlan([{ file: 'p', text }]);
  return { plan, faults: faults.map(faultLine) };
};
/** CPU seconds that checking takes: other work on the machine does not count. */
const cost = (text: string): number => {
  const before = process.cpuUsage();
  expect(check(text).faults).toEqual([]);
  return process.cpuUsage(before).user / 1e6;
};

describe('activities over activities', () => {
  const chain = many(3000, (i) => own('VitalMissionActivity', `a${i}`, `all: [${i === 0 ? 's' : `a${i - 1}`}]`));
  test('three thousand in a row are made in any order', () => {
    for (const documents of [chain, [...chain].reverse()]) {
      const { plan, faults } = check(BASE + documents.join(''));
      expect(faults).toEqual([]);
      expect(plan?.measures.find((one): one is VmaMeasure => one.name === 'a2999')?.level).toBe(3000);
    }
  });
  test('a circle of three thousand is named once', () => {
    const { faults } = check(BASE + [own('VitalMissionActivity', 'a0', 'all: [a2999]'), ...chain.slice(1)].join(''));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/a0 → a2999 → a2998 → .* is a circle \(at spec\.all\.0\)/);
    expect(faults[0]?.length).toBeLessThan(300);
  });
});

describe('what stands above', () => {
  const KPI = `${own('KeyPerformanceTarget', 'k', 'measure: {slo: s}')}${own('KeyPerformanceIndicator', 'i', 'targets: [{kpt: k}]')}${own('KeyResultArea', 'a', 'perspective: customer, indicators: [{kpi: i}]')}`;
  const tree = (n: number): string => BASE + own('KeyPerformanceTarget', 'k', 'measure: {slo: s}') + many(n, (i) => own('KeyPerformanceIndicator', `i${i}`, 'targets: [{kpt: k}]') + own('KeyResultArea', `a${i}`, `perspective: customer, indicators: [{kpi: i${i}}]`)).join('') + own('Scorecard', 'c', `areas: [${many(n, (i) => `a${i}`).join(', ')}]`);
  test('three thousand areas on a scorecard', () => {
    expect(cost(tree(3000))).toBeLessThan(6);
    expect(check(tree(3)).plan?.measures.filter((one): one is KpiMeasure => one.tier === 'kpi').map((one) => one.scorecards)).toEqual([['c'], ['c'], ['c']]);
  });
  test('two thousand scorecards one above the other', () => expect(cost(BASE + KPI + many(2000, (i) => own('Scorecard', `c${i}`, `areas: [a]${i === 0 ? '' : `, parent: c${i - 1}`}`)).join(''))).toBeLessThan(5));
  test('a circle of two thousand scorecards is named once', () => {
    const { faults } = check(BASE + KPI + many(2000, (i) => own('Scorecard', `c${i}`, `areas: [a], parent: c${(i + 1) % 2000}`)).join(''));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^p:\d+:\d+: error: c0 → c1 → c2 → .*c0 is a circle/);
  });
});

test('three thousand alert rules on as many SLOs', () => {
  const text = BASE + many(3000, (i) => slo(`s${i}`) + own('AlertRule', `a${i}`, `on: {slo: s${i}}, when: {no-data: 15m}, severity: page`)).join('');
  expect(cost(text)).toBeLessThan(5);
});

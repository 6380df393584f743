/** Promises that an activity's children cannot keep: the arithmetic is in the warning. */
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const SLI = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n';
const slo = (name: string, percent: number): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}}, spec: {service: x, indicatorRef: r, objectives: [{targetPercent: ${percent}}]}}\n---\n`;
const activity = (spec: string, name = 'act'): string => `{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: ${name}}, spec: {${spec}}}\n---\n`;
const SLOS = SLI + slo('a', 99) + slo('b', 99) + slo('c', 90);
const warned = (text: string): string[] => {
  const { faults, warnings } = checkPlan([{ file: 'p', text: SLOS + text }]);
  expect(faults.map(faultLine)).toEqual([]);
  return warnings.map((one) => `${one.path}: ${one.message}; ${one.hint}`);
};
const says = (promise: string, sum: string, most: string): string[] => [`spec.desired: desired ${promise} is more than its children promise: if they fail independently of each other, they allow ${sum}; ask for at most ${most} %, or more of the children`];

describe('a desired line above what the targets below it allow is a warning', () => {
  test.each([
    ['all', 'all: [a, b], desired: 99.5%', says('99.5%', 'all of them together 0.99 × 0.99 = 0.9801', '98.01')],
    ['any', 'any: [a, c], desired: 99.95%', says('99.95%', 'one of them at least 1 − (1 − 0.99) × (1 − 0.9) = 0.999', '99.9')],
    ['atLeast', 'atLeast: 2, of: [a, b, c], desired: 99.9%', says('99.9%', '2 of the 3 (0.99, 0.99, 0.9) at once 0.99792', '99.792')],
    ['weighted', 'weighted: [{slo: a, weight: 2}, {slo: c}], desired: 97%', says('97%', 'their weighted mean (2 × 0.99 + 1 × 0.9) ÷ 3 = 0.96', '96')],
    ['a group in it', 'all: [a, {any: [b, c]}], desired: 99%', says('99%', 'all of them together 0.99 × 0.999 = 0.98901', '98.901')],
  ])('%s', (_op, spec, expected) => expect(warned(activity(spec))).toEqual(expected));

  test('an activity below counts with what it promises, else with what its own children allow', () => {
    expect(warned(activity('all: [low, a], desired: 98%', 'high') + activity('all: [a, b], desired: 98%', 'low'))).toEqual(says('98%', 'all of them together 0.98 × 0.99 = 0.9702', '97.02'));
    expect(warned(activity('all: [low], desired: 99%', 'high') + activity('all: [a, b]', 'low'))).toEqual(says('99%', 'all of them together 0.9801 = 0.9801', '98.01'));
  });
  test.each([
    ['a line that they allow', 'all: [a, b], desired: 98%'],
    ['exactly what they allow', 'all: [a, b], desired: 98.01%'],
    ['no line of its own', 'all: [a, b]'],
    ['less than the children promise, of which the adequate line is not above it', 'all: [a, b], desired: 90%'],
    ['a slice target that lets a tenth of a slice fail: targets over events bound no slices then', 'all: [a, b], sliceTarget: 90%, desired: 99.5%'],
  ])('%s is none', (_what, spec) => expect(warned(activity(spec))).toEqual([]));
});

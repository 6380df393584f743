/** The lines of a target: what is derived of two, what a figure can be, and lines that stand to each other in no way (MEASURES §5). */
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { KptMeasure, Lines, Plan } from '../../../shared/plan/measure.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const BASE = `{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: t}, spec: {thresholdMetric: {metricSource: {spec: {kind: k, unit: UNIT}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: s, annotations: {heptad/adequate: "0.95"}}, spec: {service: x, indicatorRef: r, objectives: [{target: 0.99}]}}
---
`;
const SHARE = 'slo: s';
const MEAN = 'sli: t, statistic: mean';
const target = (measure: string, more: string, unit = 'points'): string => `${BASE.replace('UNIT', unit)}{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: k}, spec: {measure: {${measure}}${more === '' ? '' : `, ${more}`}}}\n`;
const all = (measure: string, more: string): Lines[] => {
  const { plan, faults } = checkPlan([{ file: 'p', text: target(measure, more) }]);
  expect(faults.map(faultLine)).toEqual([]);
  return ((plan as Plan).measures.find((one) => one.tier === 'kpt') as KptMeasure).lines;
};
type Four = [worst: number, adequate: number, desired: number, best: number];
const four = ({ worst, adequate, desired, best }: Omit<Lines, 'from'>): Four => [worst, adequate, desired, best].map(Number) as Four;
const lines = (measure: string, more: string): Four => four(all(measure, more)[0] as Lines);
const faults = (measure: string, more: string): string[] => checkPlan([{ file: 'p', text: target(measure, more) }]).faults.map(faultLine);

describe('worst and best', () => {
  test('lie as far beyond the lines as these lie apart', () => {
    expect(lines(SHARE, 'adequate: 99.5%, desired: 99.9%')).toEqual([0.991, 0.995, 0.999, 1]);
    expect(lines(MEAN, 'adequate: 500, desired: 700')).toEqual([300, 500, 700, 900]);
    expect(lines(MEAN, 'polarity: lower, adequate: 500, desired: 300')).toEqual([700, 500, 300, 100]);
  });
  test('are those that are given', () => {
    expect(lines(MEAN, 'worst: -5, adequate: 500, desired: 700, best: 701')).toEqual([-5, 500, 700, 701]);
    expect(lines(MEAN, 'polarity: lower, worst: 9, adequate: 3, desired: 3, best: 2')).toEqual([9, 3, 3, 2]);
    expect(lines(MEAN, 'worst: 3, adequate: 3, desired: 5, best: 5'), 'they may coincide with the lines').toEqual([3, 3, 5, 5]);
  });
  test('of a share with one line lie as far from it as it lies from 100 %', () => {
    for (const one of ['desired: 99%', 'adequate: 99%', 'adequate: 99%, desired: 99%']) expect(lines(SHARE, one)).toEqual([0.98, 0.99, 0.99, 1]);
  });
  test('stay within what the figure can be', () => {
    expect(lines(SHARE, 'adequate: 40%, desired: 90%'), 'a share: 0 to 100 %').toEqual([0, 0.4, 0.9, 1]);
    expect(lines('sli: t, statistic: nps', 'adequate: 20, desired: 80'), 'NPS: -100 to 100').toEqual([-40, 20, 80, 100]);
    expect(lines('sli: t, statistic: nps', 'adequate: -90, desired: -60'), 'NPS: -100 to 100').toEqual([-100, -90, -60, -30]);
    expect(lines('sli: t, statistic: count', 'adequate: 10, desired: 30'), 'a count: from 0').toEqual([0, 10, 30, 50]);
    expect(lines('sli: t, statistic: count', 'polarity: lower, adequate: 30, desired: 10'), 'a count: from 0').toEqual([50, 30, 10, 0]);
    expect(lines(MEAN, 'polarity: lower, adequate: 30, desired: 10, unit: ms'), 'a duration: from 0').toEqual([50, 30, 10, 0]);
    expect(lines('quotient: {of: {sli: t, statistic: sum}, by: {sli: t, statistic: count}}', 'polarity: lower, adequate: 3, desired: 1'), 'others: anything').toEqual([5, 3, 1, -1]);
  });
});

describe('lines', () => {
  test('that are not given are those of the SLO', () => {
    expect(lines(SHARE, '')).toEqual([0.91, 0.95, 0.99, 1]);
    expect(lines(SHARE, 'worst: 90%')).toEqual([0.9, 0.95, 0.99, 1]);
  });
  test('may change by date; what a date leaves out stays as it was, whatever the order of the dates', () => {
    const [first, second, third] = all(SHARE, 'adequate: 98%, desired: 99%, targets: [{from: 2027-07-01, adequate: 98.5%}, {from: 2027-01-01, desired: 99.5%}]') as [Lines, Lines, Lines];
    expect([first, second, third].map((one) => [one.from, four(one)])).toEqual([[0, [0.97, 0.98, 0.99, 1]], [Date.UTC(2027, 0, 1), [0.965, 0.98, 0.995, 1]], [Date.UTC(2027, 6, 1), [0.975, 0.985, 0.995, 1]]]);
  });
  test('that hold only from a date on are not those of the SLO before it', () => {
    expect(all(SHARE, 'targets: [{from: 2027-01-01, desired: 99.5%}]').map((one) => one.from)).toEqual([Date.UTC(2027, 0, 1)]);
  });
  test('of a range make two sides that meet in the middle; each falls as far beyond adequate as this lies from desired', () => {
    const sides = (more: string): Four[] => all(MEAN, `polarity: range, ${more}`).flatMap(({ upper, ...low }) => [four(low), four(upper as Lines)]);
    expect(sides('adequate: [20, 100], desired: [40, 60]')).toEqual([[0, 20, 40, 50], [140, 100, 60, 50]]);
    expect(sides('desired: [40, 60]')).toEqual([[40, 40, 40, 50], [60, 60, 60, 50]]);
    expect(sides('adequate: [40, 60]')).toEqual([[40, 40, 40, 50], [60, 60, 60, 50]]);
    expect(sides('adequate: [5, 5], desired: [5, 5]')).toEqual([[5, 5, 5, 5], [5, 5, 5, 5]]);
  });
});

describe('faults', () => {
  test.each([
    ['adequate beyond desired', MEAN, 'adequate: 700, desired: 699', 'adequate lies on the wrong side of desired: higher is better (at spec.adequate)'],
    ['adequate below desired where lower is better', MEAN, 'polarity: lower, adequate: 3, desired: 4', 'adequate lies on the wrong side of desired: lower is better (at spec.adequate)'],
    ['worst better than adequate', MEAN, 'worst: 501, adequate: 500, desired: 700', 'worst lies on the better side of adequate (at spec.worst)'],
    ['best worse than desired', MEAN, 'adequate: 500, desired: 700, best: 699', 'best lies on the worse side of desired (at spec.best)'],
    ['best worse than desired where lower is better', MEAN, 'polarity: lower, adequate: 700, desired: 500, best: 501', 'best lies on the worse side of desired (at spec.best)'],
    ['one line that is no share, with a worst alone', MEAN, 'desired: 5, worst: 1', 'worst and best must be given'],
    ['one line that is no share, with a best alone', MEAN, 'desired: 5, best: 6', 'worst and best must be given'],
    ['a share above 100 %', SHARE, 'desired: 101%', 'a share lies between 0 and 1 (0 % and 100 %) (at spec.desired)'],
    ['a share without its %', SHARE, 'desired: 99.5', 'a share lies between 0 and 1 (0 % and 100 %) (at spec.desired); did you mean 99.5%?'],
    ['a share of 100 without its %', SHARE, 'desired: 100', 'did you mean 100%?'],
    ['a best above 100 %', SHARE, 'adequate: 98%, desired: 99%, best: 101%', 'a share lies between 0 and 1 (0 % and 100 %) (at spec.best)'],
    ['a share below 0', SHARE, 'desired: 99%, adequate: -1%', 'a share lies between 0 and 1 (0 % and 100 %) (at spec.adequate)'],
    ['a count below 0', 'sli: t, statistic: count', 'desired: 5, adequate: -1', 'this figure is never below 0 (at spec.adequate)'],
    ['an NPS beyond 100', 'sli: t, statistic: nps', 'desired: 101, adequate: 5', 'this figure lies between -100 and 100 (at spec.desired)'],
    ['edges in the wrong order', MEAN, 'polarity: range, desired: [60, 40]', 'the lower edge of a range comes first (at spec.desired)'],
    ['a lower adequate edge inside', MEAN, 'polarity: range, adequate: [41, 100], desired: [40, 60]', 'the adequate edges lie outside the desired ones (at spec.adequate)'],
    ['an upper adequate edge inside', MEAN, 'polarity: range, adequate: [20, 59], desired: [40, 60]', 'the adequate edges lie outside the desired ones (at spec.adequate)'],
    ['an edge beyond what a share can be', SHARE, 'polarity: range, desired: [90%, 101%]', 'a share lies between 0 and 1 (0 % and 100 %) (at spec.desired.1)'],
    ['three edges', MEAN, 'polarity: range, desired: [1, 2, 3]', 'a range has two edges, the lower one first (at spec.desired); write it as [50, 70]'],
    ['one edge', MEAN, 'polarity: range, desired: 5', 'a range has two edges, the lower one first (at spec.desired); write it as [50, 70]'],
    ['edges of what is no range', MEAN, 'desired: [1, 2]', 'two edges belong to polarity range (at spec.desired); polarity: range'],
    ['a range with a best', MEAN, 'polarity: range, desired: [40, 60], best: 50', 'a range has no best: it follows from its lines (at spec.best)'],
    ['an edge that is no number', MEAN, 'polarity: range, desired: [low, 60]', 'low is not a number (at spec.desired.0)'],
  ])('%s', (_what, measure, more, expected) => expect(faults(measure, more)).toEqual([expect.stringContaining(expected)]));
  test('as far as 0 % and 100 % a share may go, and a count to 0', () => {
    expect(lines(SHARE, 'worst: 0%, adequate: 0%, desired: 100%, best: 100%')).toEqual([0, 0, 1, 1]);
    expect(lines('sli: t, statistic: count', 'polarity: lower, adequate: 1, desired: 0')).toEqual([2, 1, 0, 0]);
    expect(lines(MEAN, 'polarity: lower, adequate: 10, desired: 5, unit: ms, best: -5'), 'how far the score reaches is free').toEqual([15, 10, 5, -5]);
  });
});

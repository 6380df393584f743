/** Plans: what a good one becomes, and that every fault of a bad one is named at its place in one pass. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { KptMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../../../shared/plan/measure.ts';
import { readPlan } from '../../../shared/plan/read.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const SHOP = readFileSync(new URL('../../support/plans/shop/plan.yaml', import.meta.url), 'utf8');
const good = (text = SHOP) => {
  const { plan, faults } = checkPlan([{ file: 'plan.yaml', text }]);
  expect(faults.map(faultLine)).toEqual([]);
  if (!plan) throw new Error('no plan');
  return plan;
};
const faultsOf = (text: string): string[] => checkPlan([{ file: 'p', text }]).faults.map((one) => `${one.line}:${one.column} ${one.message}${one.hint ? `; ${one.hint}` : ''}`);

describe('a good plan', () => {
  test('the demo and the plans of the tests have no fault', () => {
    for (const folder of ['../../../examples/airline/plan', '../../support/plans/shop']) expect(readPlan([new URL(folder, import.meta.url).pathname]).faults).toEqual([]);
  });
  test('a target has the unit of what it measures: a number of values or their NPS has none of theirs, nor has what is entered under the name of an SLI', () => {
    const of = (measure: string): string => `\n---\n{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: k${measure.replaceAll(/\W+/g, '-')}x}, spec: {measure: ${measure}, polarity: higher, adequate: 1, desired: 2}}`;
    const plan = good(`{apiVersion: openslo/v1, kind: SLI, metadata: {name: time}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: http, service: shop, unit: ms}}}}}${['mean', 'last', 'count', 'nps'].map((one) => of(`{sli: time, statistic: ${one}}`)).join('')}${of('{entered: time}')}`);
    expect(plan.measures.flatMap((one) => (one.tier === 'kpt' ? [one.unit] : []))).toEqual(['ms', 'ms', '', '', '']);
  });
  test('the example of the README is a plan', () => {
    const text = /```yaml\n([\s\S]*?)```/.exec(readFileSync(new URL('../../../README.md', import.meta.url), 'utf8'))?.[1];
    expect(new Set(good(text).measures.map((one) => one.tier))).toEqual(new Set(['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard']));
  });
  test('targets are read from the source text: no digit passes through a double', () => {
    const plan = good(SHOP.replace('targetPercent: 90}', 'targetPercent: 99.9999999}'));
    expect(plan.measures.find((one) => one.tier === 'slo' && one.name === 'answers')).toMatchObject({ target: '0.999999999' });
  });
  test('the same plan has the same id whatever the order of its files; another target changes the SLO, not its SLI', () => {
    const [a, b] = [good(), good(SHOP.replace('targetPercent: 90}', 'targetPercent: 91}'))];
    const def = (plan: typeof a, tier: string, name: string): string | undefined => plan.measures.find((one) => one.tier === tier && one.name === name)?.def;
    expect(good().id).toBe(a.id);
    expect(def(a, 'sli', 'answered')).toBe(def(b, 'sli', 'answered'));
    expect(def(a, 'slo', 'answers')).not.toBe(def(b, 'slo', 'answers'));
    expect(def(a, 'kra', 'customers-buy')).not.toBe(def(b, 'kra', 'customers-buy'));
    expect(def(a, 'slo', 'fast')).toBe(def(b, 'slo', 'fast'));
  });
  test('an SLI that two services use becomes NAME@SERVICE; a threshold objective counts a cut of its own', () => {
    const plan = good(`${SHOP}---
{apiVersion: openslo/v1, kind: Service, metadata: {name: depot}, spec: {}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: depot-answers}, spec: {service: depot, indicatorRef: answered, objectives: [{target: 0.9}]}}
`);
    const slis = plan.measures.filter((one): one is SliMeasure => one.tier === 'sli');
    expect(slis.filter((one) => !one.internal).map((one) => one.name).sort()).toEqual(['answered@depot', 'answered@shop', 'time']);
    const cut = slis.find((one) => one.internal);
    expect(plan.measures.find((one): one is SloMeasure => one.tier === 'slo' && one.name === 'fast')?.source).toBe(cut?.def);
  });
  test('groups written inline become inner nodes that are climbed before their activity', () => {
    const plan = good(SHOP.replace('{all: [answers, fast], sliceTarget: 50%}', '{all: [answers, {any: [fast, answers]}], sliceTarget: 50%}'));
    const vmas = plan.measures.filter((one): one is VmaMeasure => one.tier === 'vma');
    expect(vmas.map((one) => [one.name, one.internal, one.level])).toEqual([['buy/1', true, 1], ['buy', false, 2]]);
  });
  test('worst and best lie as far beyond the lines as these are apart, inside the natural range', () => {
    const plan = good();
    expect(plan.measures.find((one): one is KptMeasure => one.tier === 'kpt')?.lines).toEqual([{ from: 0, adequate: '0.850000000', desired: '0.900000000', worst: '0.800000000', best: '0.950000000' }]);
  });
});

const SLO = (objective: string, more = ''): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: s}
spec: {service: x, indicatorRef: r${more}, objectives: [${objective}]}
`;

const RAW = (source: string): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {raw: {metricSource: {type: heptad, spec: {${source}}}}}}}`;

describe('what is folded', () => {
  const sli = (source: string): SliMeasure => {
    const { plan, faults } = checkPlan([{ file: 'p', text: source }]);
    expect(faults).toEqual([]);
    return plan?.measures[0] as SliMeasure;
  };
  test('rules of states and tickets and cumulative samples are read', () => {
    expect(sli(RAW('state: {kind: probe, up: [ok], components: [a, b], need: 2, staleAfter: 5m}'))).toMatchObject({ kind: 'state', every: 0, sides: [{ side: 'total', stream: 'event', kind: 'probe', where: [] }], state: { up: ['ok'], down: null, components: ['a', 'b'], need: 2, staleAfter: 300_000 }, ticket: null });
    expect(sli(RAW('where: {severity: critical}, ticket: {kind: incident, key: labels.number, start: [new], stop: [done], limit: 4h}'))).toMatchObject({ kind: 'ticket', sides: [{ stream: 'event', kind: 'incident', where: [{ field: 'severity' }] }], ticket: { key: 'labels.number', start: ['new'], pause: [], stop: ['done'], limit: 14_400_000, schedule: null }, state: null });
    expect(sli(RAW('samples: n').replace('{raw', '{counter: true, raw'))).toMatchObject({ kind: 'counter', every: 60_000, sides: [{ stream: 'sample', kind: 'n' }] });
  });
  test('another rule is another def, a cumulative counter not that of deltas', () => {
    const defs = [RAW('state: {kind: p, up: [ok]}'), RAW('state: {kind: p, up: [ok], down: [bad]}'), RAW('state: {kind: p, up: [ok], need: 1}'), RAW('samples: p'), RAW('samples: p').replace('{raw', '{counter: true, raw'), ...['1h', '2h'].map((limit) => RAW(`ticket: {kind: p, key: component, start: [new], stop: [done], limit: ${limit}}`))].map((one) => sli(one).def);
    expect(new Set(defs).size).toBe(defs.length);
  });
});

describe('a bad plan is refused, each fault at its line and column', () => {
  test.each([
    ['an unknown field', SLO('{target: 0.9, taget: 1}'), /^6:\d+ there is no field taget here; did you mean target\?$/],
    ['an unknown kind', '{apiVersion: openslo/v1, kind: SLOO, metadata: {name: s}, spec: {}}', /openslo\/v1 has no kind SLOO; did you mean SLO\?/],
    ['a kind under the wrong version', '{apiVersion: openslo/v1, kind: Scorecard, metadata: {name: s}, spec: {}}', /Scorecard is a kind of heptad\/v1/],
    ['an unknown version', '{apiVersion: openslo/v2, kind: SLO, metadata: {name: s}, spec: {}}', /openslo\/v2 is not known; did you mean openslo\/v1\?/],
    ['a target above 1', SLO('{target: 99.9}'), /^6:\d+ a target lies between 0 and 1, this is 99.9; percentages are written as targetPercent$/],
    ['a target of 0', SLO('{target: 0}'), /a target lies between 0 and 1, this is 0/],
    ['two targets', SLO('{target: 0.9, targetPercent: 90}'), /not both/],
    ['no target', SLO('{displayName: x}'), /an objective needs a target/],
    ['a target that is no number', SLO('{target: high}'), /high is not a fraction/],
    ['a reference to nothing', SLO('{target: 0.9}').replace('indicatorRef: r', 'indicatorRef: rr'), /^6:\d+ there is no SLI named rr; did you mean r\?$/],
    ['op on a ratio', SLO('{op: lt, value: 5, target: 0.9}'), /op and value belong to threshold SLIs/],
    ['Timeslices without a slice target', SLO('{target: 0.9}', ', budgetingMethod: Timeslices'), /Timeslices needs a timeSliceTarget/],
    ['a timeslice of half a minute', SLO('{target: 0.9, timeSliceWindow: 30s}', ', budgetingMethod: RatioTimeslices'), /whole minutes/],
    ['a duration that is none', SLO('{target: 0.9}', ', timeWindow: [{duration: 28 days, isRolling: true}]'), /28 days is not a duration/],
    ['a zone that is none', SLO('{target: 0.9}', ', timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: "2026-01-01 00:00:00", timeZone: Europe/Berlinn}}]'), /Europe\/Berlinn is not a time zone/],
    ['a where that asks for what is not there', SLO('{target: 0.9}').replace('state: ok', 'stat: ok'), /a where cannot ask for stat; did you mean state\?/],
    ['a state that is compared', SLO('{target: 0.9}').replace('state: ok', 'state: {lt: 3}'), /state has no order/],
    ['a name in capitals', SLO('{target: 0.9}').replace('name: s}', 'name: Shop}'), /RFC 1123/],
    ['a name given twice', `${SLO('{target: 0.9}')}---\n${SLO('{target: 0.9}').split('---\n')[1]}`, /s is already the name of p:3/],
    ['a circle of activities', `${SLO('{target: 0.9}')}---\n{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: a}, spec: {all: [s, b]}}\n---\n{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: b}, spec: {any: [a]}}\n`, /a → b → a is a circle/],
    ['weighted inside all', `${SLO('{target: 0.9}')}---\n{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: a}, spec: {all: [w]}}\n---\n{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: w}, spec: {weighted: [{slo: s, weight: 2}]}}\n`, /w is weighted/],
    ['a weight of 0', `${SLO('{target: 0.9}')}---\n{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: w}, spec: {weighted: [{slo: s, weight: 0}]}}\n`, /a weight must be above 0, this is 0/],
    ['lines on the wrong side', `${SLO('{target: 0.9}')}---\n{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: k}, spec: {measure: {slo: s}, adequate: 99%, desired: 95%}}\n`, /adequate lies on the wrong side of desired/],
    ['a KPI of nothing', '{apiVersion: heptad/v1, kind: KeyPerformanceIndicator, metadata: {name: k}, spec: {targets: [{kpt: none}]}}', /there is no KeyPerformanceTarget named none/],
    ['a reserved kind', '{apiVersion: heptad/v1, kind: Agreement, metadata: {name: k}, spec: {}}', /Agreement is not built yet/],
    ['an unknown annotation', SLO('{target: 0.9}').replace('{name: s}', '{name: s, annotations: {heptad/adequat: "90%"}}'), /there is no annotation heptad\/adequat; did you mean heptad\/adequate\?/],
    ['a component needed that is not there', RAW('state: {kind: p, up: [ok], components: [a, b], need: 3}'), /of 2 components 3 can never be up; from 1 to 2/],
    ['a need of nothing', RAW('state: {kind: p, up: [ok], need: 0}'), /at least one component must be up, this needs 0/],
    ['a state that is up and down', RAW('state: {kind: p, up: [ok, odd], down: [odd]}'), /odd is both up and down/],
    ['a state that is misspelt', RAW('state: {kind: p, up: [ok], componets: [a]}'), /there is no field componets here; did you mean components\?/],
    ['a staleness that is none', RAW('state: {kind: p, up: [ok], staleAfter: soon}'), /soon is not a duration such as 5m/],
    ['a ticket without a limit', RAW('ticket: {kind: i, key: component, start: [new], stop: [done]}'), /limit is missing/],
    ['a ticket that is named by its severity', RAW('ticket: {kind: i, key: severity, start: [new], stop: [done], limit: 4h}'), /severity cannot name a ticket; labels.KEY or component/],
    ['a ticket that starts where it stops', RAW('ticket: {kind: i, key: component, start: [new], stop: [new], limit: 4h}'), /new is both start and stop/],
    ['a calendar that is not there', RAW('ticket: {kind: i, key: component, start: [new], stop: [done], limit: 4h, calendar: office}'), /there is no Calendar named office/],
    ['state and ticket in one', RAW('ticket: {kind: i, key: component, start: [new], stop: [done], limit: 4h}, state: {kind: p, up: [ok]}'), /ticket cannot stand beside state/],
    ['a kind beside a state', RAW('kind: p, state: {kind: p, up: [ok]}'), /kind cannot stand beside state; the kind of its events stands in state/],
    ['a counter of states', RAW('state: {kind: p, up: [ok]}').replace('{raw', '{counter: true, raw'), /counter belongs to samples, this reads state/],
    ['a total of states', SLO('{target: 0.9}').replace('total: {metricSource: {spec: {kind: k}', 'total: {metricSource: {spec: {state: {kind: p, up: [ok]}}'), /state is read by raw, not by total/],
    ['a key given twice', 'apiVersion: openslo/v1\nkind: SLO\nkind: SLI\n', /^3:1 the key kind is given twice/],
    ['text that is no YAML', 'a: [1', /^1:\d+ /],
  ])('%s', (_what, text, expected) => {
    expect(faultsOf(text).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  test('all faults at once, in order of their place', () => {
    const found = checkPlan([{ file: 'b', text: SLO('{target: 2}') }, { file: 'a', text: '{apiVersion: x}\n---\n{kind: SLI}' }]).faults;
    expect(found.map((one) => one.file)).toEqual(['a', 'a', 'b']);
  });
  test('twenty thousand keys are checked in a moment, and an alias bomb is refused', () => {
    const started = performance.now();
    const found = faultsOf(`apiVersion: openslo/v1\nkind: Service\nmetadata: {name: s}\nspec: {}\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')}`);
    expect(found).toHaveLength(1001);
    expect(found).toContain('1:1 there are 19000 more fields here that no plan has');
    expect(performance.now() - started).toBeLessThan(5000);
    const bomb = ['kind: SLI', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]`)].join('\n');
    expect(faultsOf(bomb).join()).toMatch(/alias/i);
  });
});

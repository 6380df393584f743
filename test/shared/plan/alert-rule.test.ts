/** AlertRule documents: what they become, whom they tell, and every slip and every thing that cannot be watched named at its place. */
import { describe, expect, test } from 'vitest';
import { whenWords } from '../../../shared/plan/alert-rule.ts';
import { checkPlan } from '../../../shared/plan/check.ts';
import { faultLine } from '../../../shared/plan/report.ts';
import { keyOf, ofKey } from '../../../shared/plan/rule.ts';

const PLAN = `
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: A}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: chat, annotations: {heptad/url-env: B}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: probes, annotations: {heptad/every: 5m}}, spec: {ratioMetric: {counter: false, rawType: success, raw: {metricSource: {spec: {samples: probes}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: pays, annotations: {heptad/notify: chat}}, spec: {service: x, indicatorRef: ok, objectives: [{target: 0.99}, {target: 0.999}], alertPolicies: [{kind: AlertPolicy, metadata: {name: fast}, spec: {conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {op: gt, threshold: 14, lookbackWindow: 1h}}}]}}]}}
---
{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: buys}, spec: {all: [pays, {any: [pays.2]}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: pays}, spec: {measure: {slo: pays}}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: other}, spec: {measure: {vma: buys}}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceIndicator, metadata: {name: one}, spec: {targets: [{kpt: pays}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceIndicator, metadata: {name: both}, spec: {targets: [{kpt: pays}, {kpt: other}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceIndicator, metadata: {name: loose}, spec: {targets: [{kpt: pays}]}}
---
{apiVersion: heptad/v1, kind: KeyResultArea, metadata: {name: area}, spec: {perspective: customer, indicators: [{kpi: one}, {kpi: both}]}}
---
{apiVersion: heptad/v1, kind: KeyResultArea, metadata: {name: stray}, spec: {perspective: customer, indicators: [{kpi: one}]}}
---
{apiVersion: heptad/v1, kind: Scorecard, metadata: {name: card}, spec: {areas: [area]}}
---
`;
const rule = (on: string, when: string, more = '', name = 'watch'): string => `{apiVersion: heptad/v1, kind: AlertRule, metadata: {name: ${name}}, spec: {on: {${on}}, when: {${when}}, severity: ticket${more}}}\n---\n`;
const check = (text: string) => checkPlan([{ file: 'p', text: PLAN + text }]);
const made = (text: string) => {
  const { plan, faults } = check(text);
  if (!plan) throw new Error(faults.map(faultLine).join('\n'));
  const found = plan.rules.find((one) => one.name === 'watch');
  if (!found) throw new Error('no rule');
  return found;
};

describe('an AlertRule becomes a rule of its measure', () => {
  test.each([
    ['slo: pays', 'budget-remaining: 25%', 'pays', '25 % of the error budget or less is left'],
    ['slo: pays', 'budget-remaining: 0.125', 'pays', '12.5 % of the error budget or less is left'],
    ['slo: pays.2', 'exhausts-in: 3d', 'pays.2', 'the error budget would be gone within 3d'],
    ['slo: pays', 'no-data: 15m', 'pays', 'no data for 15m'],
    ['sli: ok', 'no-data: 1m', 'sli/ok', 'no data for 1m'],
    ['kpt: pays', 'pace: off-track', 'kpt/pays', 'the pace is off-track'],
    ['kpi: one', 'pace: at-risk', 'kpi/one', 'the pace is at-risk or off-track'],
    ['vma: buys', 'status: missed', 'vma/buys', 'the status is missed'],
    ['kpi: both', 'status: tolerated', 'kpi/both', 'the status is tolerated or missed'],
    ['kra: area', 'status: unknown', 'kra/area', 'the status is unknown'],
    ['slo: pays', 'status: missed', 'pays', 'the status is missed'],
  ])('%s, %s', (on, when, key, words) => {
    const found = made(rule(on, when, ', for: 90m'));
    expect(found).toMatchObject({ slo: key, kind: found.when?.kind, severity: 'ticket', burn: null, after: 5_400_000, at: 'p:30' });
    expect(whenWords(found)).toBe(words);
    expect(keyOf(ofKey(key).tier, ofKey(key).name)).toBe(key);
  });
  test('it tells whom it names, else those that the default rules of its measure tell', () => {
    expect(made(rule('slo: pays', 'no-data: 15m', ', notify: [oncall, oncall]')).targets).toEqual(['oncall']);
    expect(made(rule('slo: pays', 'no-data: 15m')).targets).toEqual(['chat']);
    expect(made(rule('kpt: pays', 'pace: off-track')).targets).toEqual(['chat', 'oncall']);
    expect(made(rule('kpt: pays', 'pace: off-track', ', for: 0m')).after).toBe(0);
  });
  test('a rule that says another thing is another plan, and changes no definition', () => {
    const plans = ['off-track', 'at-risk'].map((pace) => check(rule('kpt: pays', `pace: ${pace}`)).plan);
    expect(new Set([...plans, check('').plan].map((one) => one?.id)).size).toBe(3);
    expect(plans.map((one) => one?.measures)).toEqual([check('').plan?.measures, check('').plan?.measures]);
  });
});

describe('a slip is named at its place', () => {
  test.each([
    ['no measure', rule('', 'no-data: 15m'), 'a rule is on one measure: slo, vma, kpt, kpi, kra, sli (at spec.on)'],
    ['two measures', rule('slo: pays, kpt: pays', 'no-data: 15m'), 'a rule is on one measure'],
    ['a tier that there is not', rule('slp: pays', 'no-data: 15m'), 'there is no field slp here (at spec.on.slp); did you mean slo?'],
    ['a name that there is not', rule('kpt: payz', 'pace: off-track'), 'there is no KeyPerformanceTarget named payz (at spec.on.kpt); did you mean pays?'],
    ['a name of another tier', rule('kpt: buys', 'pace: off-track'), 'there is no KeyPerformanceTarget named buys (at spec.on.kpt); buys is a vma: write on: {vma: buys}'],
    ['nothing to watch', rule('slo: pays', ''), 'a rule watches one thing: budget-remaining, exhausts-in, no-data, pace, status (at spec.when)'],
    ['two things to watch', rule('slo: pays', 'no-data: 15m, status: missed'), 'a rule watches one thing'],
    ['a thing that there is not', rule('slo: pays', 'budget-remainin: 25%'), 'there is no field budget-remainin here (at spec.when.budget-remainin); did you mean budget-remaining?'],
    ['another pace', rule('kpt: pays', 'pace: off-trak'), 'this must be one of off-track, at-risk (at spec.when.pace); did you mean off-track?'],
    ['pace of an SLO', rule('slo: pays', 'pace: off-track'), 'pace cannot be watched on an slo (at spec.when.pace); kpts and kpis have a pace; watch its status'],
    ['pace of a KPI of several KPTs', rule('kpi: both', 'pace: off-track'), 'both is made of 2 KPTs and has no pace (at spec.when.pace); watch its KPTs, or its status'],
    ['budget of a KPT', rule('kpt: pays', 'budget-remaining: 25%'), 'budget-remaining cannot be watched on a kpt (at spec.when.budget-remaining); only an slo has an error budget'],
    ['end of the budget of a VMA', rule('vma: buys', 'exhausts-in: 3d'), 'exhausts-in cannot be watched on a vma'],
    ['silence of a KRA', rule('kra: area', 'no-data: 15m'), 'no-data cannot be watched on a kra (at spec.when.no-data); watch the slo or sli that it is made of'],
    ['status of an SLI', rule('sli: ok', 'status: missed'), 'status cannot be watched on an sli'],
    ['a KPI without a scorecard', rule('kpi: loose', 'status: missed'), 'loose stands on no Scorecard, so it has no period to be judged over (at spec.on.kpi)'],
    ['a KRA without a scorecard', rule('kra: stray', 'status: missed'), 'stray stands on no Scorecard'],
    ['a share over 1', rule('slo: pays', 'budget-remaining: 25'), 'a share lies between 0 % and 100 %, this is 25 (at spec.when.budget-remaining); did you mean 25%?'],
    ['all of the budget', rule('slo: pays', 'budget-remaining: 100%'), 'this rule would fire always'],
    ['half a minute of silence', rule('slo: pays', 'no-data: 30s'), 'the shortest silence that is seen is 1m, this is 30s'],
    ['a silence that is usual', rule('sli: probes', 'no-data: 5m'), 'samples of probes are 300 s apart (heptad/every), so 5m without any is usual'],
    ['no duration', rule('slo: pays', 'exhausts-in: 3 days'), '3 days is not a duration such as 15m (at spec.when.exhausts-in); did you mean 3d?'],
    ['a "for" that is none', rule('slo: pays', 'status: missed', ', for: soon'), 'soon is not a duration such as 1h (at spec.for)'],
    ['a target that there is not', rule('slo: pays', 'status: missed', ', notify: [onkall]'), 'there is no AlertNotificationTarget named onkall (at spec.notify.0); did you mean oncall?'],
    ['nobody', rule('slo: pays', 'status: missed', ', notify: []'), 'this must not be empty (at spec.notify)'],
    ['no severity', rule('slo: pays', 'status: missed').replace(', severity: ticket', ''), 'severity is missing'],
    ['the name of a default rule', rule('slo: pays', 'status: missed', '', 'budget-spent'), 'budget-spent is already the name of a rule of pays (at metadata.name)'],
    ['the name of a policy', rule('slo: pays.2', 'status: missed', '', 'fast'), 'fast is already the name of a rule of pays.2'],
  ])('%s', (_what, text, expected) => {
    const found = check(text).faults.map(faultLine);
    expect(found.join('\n')).toContain(expected);
    expect(found).toHaveLength(1);
  });
  test('the name of a rule of an SLO may be that of one of a KPT', () => expect(check(rule('kpt: pays', 'status: missed', '', 'fast')).faults).toEqual([]));
  test('a measure with a fault of its own is named once', () => expect(check(`{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: bad}, spec: {measure: {slo: nowhere}}}\n---\n${rule('kpt: bad', 'pace: off-track')}`).faults).toHaveLength(1));
});

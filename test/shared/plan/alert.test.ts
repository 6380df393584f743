/** Alert rules of a plan: the default set with its factors, what policies add, who is told, and every slip named at its place. */
import { describe, expect, test } from 'vitest';
import { thresholdOf } from '../../../shared/plan/alert.ts';
import { checkPlan } from '../../../shared/plan/check.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const SLI = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n';
const slo = (more = '', annotations = '', objective = '{target: 0.999}', name = 's'): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {service: x, indicatorRef: r, objectives: [${objective}]${more}}}\n---\n`;
const service = (annotations: string): string => `{apiVersion: openslo/v1, kind: Service, metadata: {name: x, annotations: {${annotations}}}, spec: {}}\n---\n`;
const target = (name: string, channel = 'webhook', annotations = 'heptad/url-env: A_URL'): string => `{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {target: ${channel}}}\n---\n`;
const rolling = (duration: string): string => `, timeWindow: [{duration: ${duration}, isRolling: true}]`;
const condition = (figures: string, annotations = ''): string => `{kind: AlertCondition, metadata: {name: c, annotations: {${annotations}}}, spec: {severity: page, condition: {kind: burnrate, op: gt, ${figures}}}}`;
const policy = (figures = 'threshold: 14.4, lookbackWindow: 1h', annotations = '', more = '', name = 'page'): string => `{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: ${name}}, spec: {conditions: [${condition(figures, annotations)}]${more}}}\n---\n`;
const REF = ', alertPolicies: [{alertPolicyRef: page}]';

const compiled = (text: string) => {
  const { plan, faults } = checkPlan([{ file: 'p', text }]);
  if (!plan) throw new Error(faults.map(faultLine).join('\n'));
  return plan;
};
const faults = (text: string): string => checkPlan([{ file: 'p', text }]).faults.map(faultLine).join('\n');
const burns = (text: string): [string, number | null, string | undefined, string][] => compiled(text).rules.filter((one) => one.burn).map((one) => [one.name, thresholdOf(one), one.burn?.short.text, one.severity]);

describe('the default rules', () => {
  test.each([
    ['28d', [13.44, 5.6, 2.8, 0.9333333333333333]],
    ['30d', [14.4, 6, 3, 1]],
  ])('burn rates of a window of %s', (window, factors) => {
    expect(burns(SLI + slo(rolling(window)))).toEqual([
      ['burn-1h', factors[0], '5m', 'page'],
      ['burn-6h', factors[1], '30m', 'page'],
      ['burn-1d', factors[2], '2h', 'ticket'],
      ['burn-3d', factors[3], '6h', 'ticket'],
    ]);
  });
  test.each([
    ['1w', [3.36, 1.4, 0.7, 7 / 30]],
    ['1M', [14.4, 6, 3, 1]],
    ['1Q', [43.68, 18.2, 9.1, 91 / 30]],
    ['1Y', [175.2, 73, 36.5, 365 / 30]],
  ])('a calendar window of %s counts its round length', (duration, factors) => {
    for (const [i, [, factor]] of burns(SLI + slo(`, timeWindow: [{duration: ${duration}, isRolling: false}]`)).entries()) expect(factor).toBeCloseTo(factors[i] as number, 12);
  });
  test('with a calendar the window counts what is usually open of it: 12 hours on five days are 240 of the 672 hours of 28 days, less holidays or not', () => {
    const calendar = '{apiVersion: heptad/v1, kind: Calendar, metadata: {name: c}, spec: {week: {mon-fri: ["08:00-20:00"]}, holidays: [2024-12-25]}}\n---\n';
    expect(burns(SLI + calendar + slo(rolling('28d'), 'heptad/calendar: c')).map(([, factor]) => factor)).toEqual([4.8, 2, 1, 1 / 3]);
  });
  test('beside them every SLO has budget-spent and events-stopped; guards follow the method', () => {
    const { rules } = compiled(SLI + slo() + slo(', budgetingMethod: Timeslices', '', '{target: 0.999, timeSliceTarget: 0.9}', 'z'));
    expect(rules.filter((one) => one.slo === 's').map((one) => one.name)).toEqual(['burn-1h', 'burn-6h', 'burn-1d', 'burn-3d', 'budget-spent', 'events-stopped']);
    expect(rules.find((one) => one.slo === 's')?.burn?.guard).toEqual({ bad: '3.000000000', events: '10.000000000' });
    expect(rules.find((one) => one.slo === 'z')?.burn?.guard).toEqual({ bad: '1.000000000', events: '0.000000000' });
  });
  test('every objective has its own', () => {
    expect(new Set(compiled(SLI + slo('', '', '{target: 0.999}, {target: 0.9999}')).rules.map((one) => one.slo))).toEqual(new Set(['s', 's.2']));
  });
  test('those that could not fire, or look back over more than half the window, are left out, and a note says so', () => {
    const plan = compiled(SLI + slo(rolling('1d'), '', '{target: 0.5}'));
    expect(plan.rules.filter((one) => one.burn).map((one) => one.name)).toEqual(['burn-1h', 'burn-6h']);
    expect(plan.notes.map(faultLine)).toEqual([
      expect.stringMatching(/^p:3:\d+: note: the default rule burn-1d of s is left out: a long window of 1d is more than half of the SLO's 1d \(at spec.objectives.0\)$/),
      expect.stringMatching(/burn-3d of s is left out/),
    ]);
    expect(compiled(SLI + slo('', '', '{target: 0.9}')).notes.map(faultLine).join()).toMatch(/burn-1h of s is left out: with a target of 90 % nothing burns faster than 10, and a rule must lie below nine tenths of that, this is 13.44/);
    // f·E = 0.9 exactly
    expect(compiled(SLI + slo(rolling('30d'), '', '{target: 0.9375}')).rules.map((one) => one.name)).not.toContain('burn-1h');
    expect(compiled(SLI + slo(rolling('30d'), '', '{target: 0.937500001}')).rules.map((one) => one.name)).toContain('burn-1h');
  });
  test('heptad/alerts: none leaves only the policies, otherwise policies stand beside them', () => {
    expect(compiled(SLI + policy() + slo(REF, 'heptad/alerts: none')).rules.map((one) => one.name)).toEqual(['page']);
    expect(compiled(SLI + policy() + slo(REF)).rules.map((one) => one.name)).toEqual(['burn-1h', 'burn-6h', 'burn-1d', 'burn-3d', 'budget-spent', 'events-stopped', 'page']);
  });
});

describe('who is told', () => {
  const all = SLI + target('b') + target('a', 'alertmanager');
  const told = (text: string, rule = 'burn-1h'): string[] | undefined => compiled(text).rules.find((one) => one.name === rule)?.targets;
  test('everybody, else whom the service names, else whom the SLO names', () => {
    expect(told(all + slo())).toEqual(['a', 'b']);
    expect(told(all + service('heptad/notify: b') + slo())).toEqual(['b']);
    expect(told(all + service('heptad/notify: b') + slo('', 'heptad/notify: "a, b"'))).toEqual(['a', 'b']);
  });
  test('a policy tells its own targets, named or written inside it; without any those of the default rules', () => {
    expect(told(all + policy(undefined, '', ', notificationTargets: [{targetRef: b}]') + slo(REF), 'page')).toEqual(['b']);
    expect(told(all + policy() + slo(REF, 'heptad/notify: a'), 'page')).toEqual(['a']);
    const plan = compiled(SLI + policy(undefined, '', ', notificationTargets: [{kind: AlertNotificationTarget, metadata: {name: c, annotations: {heptad/url-env: C_URL, heptad/secret-env: C_SECRET}}, spec: {target: webhook, description: the one}}]') + slo(REF));
    expect(plan.rules.find((one) => one.name === 'page')?.targets).toEqual(['c']);
    expect(plan.targets).toEqual([{ name: 'c', channel: 'webhook', urlEnv: 'C_URL', secretEnv: 'C_SECRET', description: 'the one' }]);
  });
  test('a way that is not built yet is a warning: nothing is sent there', () => {
    for (const channel of ['slack', 'pagerduty', 'email', 'kafka']) {
      const { plan, warnings } = checkPlan([{ file: 'p', text: target('t', channel, '') }]);
      expect(plan).not.toBeNull();
      expect(warnings.map(faultLine)).toEqual([`p:1:110: warning: notifying by ${channel} is not built yet: nothing is sent to t (at spec.target); webhook and alertmanager are`]);
    }
  });
});

describe('a policy', () => {
  test('has a short window, a guard and a time to hold; by default a twelfth, the guard of the method and at once', () => {
    const rule = (text: string) => compiled(SLI + text + slo(REF)).rules.find((one) => one.name === 'page');
    expect(rule(policy())).toMatchObject({ severity: 'page', after: 0, tell: { firing: true, resolved: true, noData: false }, burn: { long: { ms: 3_600_000, text: '1h' }, short: { ms: 300_000, text: '5m' }, factor: { num: '72', den: '5' }, op: 'gt', guard: { bad: '3.000000000', events: '10.000000000' } } });
    expect(rule(policy('threshold: 0.333333333, lookbackWindow: 45m, alertAfter: 2m', 'heptad/short-window: 10m, heptad/min-bad: "7", heptad/min-events: "20"', ', alertWhenBreaching: false, alertWhenResolved: false, alertWhenNoData: true').replace('op: gt', 'op: gte'))).toMatchObject({
      after: 120_000, tell: { firing: false, resolved: false, noData: true }, burn: { long: { text: '45m' }, short: { text: '10m' }, factor: { num: '333333333', den: '1000000000' }, op: 'gte', guard: { bad: '7.000000000', events: '20.000000000' } },
    });
    expect(rule(policy('threshold: 2, lookbackWindow: 10m'))?.burn?.short).toEqual({ ms: 60_000, text: '1m' });
  });
  test('may stand inside an SLO, its condition in a document of its own', () => {
    const alone = '{apiVersion: openslo/v1, kind: AlertCondition, metadata: {name: fast, annotations: {heptad/min-bad: "5"}}, spec: {severity: ticket, condition: {kind: burnrate, op: gt, threshold: 2, lookbackWindow: 2h}}}\n---\n';
    const rules = compiled(SLI + alone + slo(', alertPolicies: [{kind: AlertPolicy, metadata: {name: own}, spec: {conditions: [{conditionRef: fast}]}}]')).rules;
    expect(rules.find((one) => one.name === 'own')).toMatchObject({ severity: 'ticket', burn: { long: { text: '2h' }, guard: { bad: '5.000000000' } } });
  });
  test("another rule or target is another plan, whose SLIs and SLOs keep their slices", () => {
    const plans = [SLI + policy() + slo(REF), SLI + policy('threshold: 14.5, lookbackWindow: 1h') + slo(REF), SLI + policy() + target('t') + slo(REF), SLI + policy() + target('t', 'webhook', 'heptad/url-env: B_URL') + slo(REF), SLI + policy() + slo(REF, 'heptad/alerts: none')].map(compiled);
    expect(new Set(plans.map((one) => one.id)).size).toBe(plans.length);
    expect(new Set(plans.map((one) => JSON.stringify(one.measures.map((each) => each.def)))).size).toBe(1);
  });
});

describe('a slip is named at its place', () => {
  test.each([
    ['lt', SLI + policy().replace('op: gt', 'op: lt') + slo(REF), 'p:3:205: error: op lt fires when healthy (at spec.conditions.0.spec.condition.op)'],
    ['lte', SLI + policy().replace('op: gt', 'op: lte'), 'op lte fires when healthy'],
    ['a burn rate that nothing can reach', SLI + policy() + slo(REF, '', '{target: 0.9}'), 'page cannot watch s: with a target of 90 % nothing burns faster than 10, and a rule must lie below nine tenths of that, this is 14.4 (at spec.alertPolicies.0.alertPolicyRef)'],
    ['a long window over half the SLO\'s', SLI + policy('threshold: 1, lookbackWindow: 3d') + slo(REF + rolling('5d')), "page cannot watch s: a long window of 3d is more than half of the SLO's 5d"],
    ['the same inside the SLO', SLI + slo(`, alertPolicies: [{kind: AlertPolicy, metadata: {name: own}, spec: {conditions: [${condition('threshold: 999, lookbackWindow: 1h')}]}}]`), '(at spec.alertPolicies.0.spec.conditions.0)'],
    ['a burn rate of 0', SLI + policy('threshold: 0, lookbackWindow: 1h'), 'a burn rate is above 0, this is 0'],
    ['half a minute', SLI + policy('threshold: 2, lookbackWindow: 90s'), 'a window lasts whole minutes, this is 90s'],
    ['a short window that is the longer one', SLI + policy(undefined, 'heptad/short-window: 2h'), 'the short window (2h) is longer than the long one (1h)'],
    ['a guard below 0', SLI + policy(undefined, 'heptad/min-bad: "-1"'), 'a count is not below 0, this is -1 (at spec.conditions.0.metadata.annotations.heptad/min-bad)'],
    ['an annotation of a condition that there is not', SLI + policy(undefined, 'heptad/min-bat: "1"'), 'there is no annotation heptad/min-bat (at spec.conditions.0.metadata.annotations.heptad/min-bat); did you mean heptad/min-bad?'],
    ['a policy with the name of a default rule', SLI + policy(undefined, '', '', 'burn-1h') + slo(', alertPolicies: [{alertPolicyRef: burn-1h}]'), 'burn-1h is already the name of a rule of s'],
    ['a webhook without address', target('t', 'webhook', ''), 'a target of webhook needs the annotation heptad/url-env'],
    ['an Alertmanager without address', target('t', 'alertmanager', ''), 'a target of alertmanager needs the annotation heptad/url-env'],
    ['an address written down', target('t', 'webhook', 'heptad/url-env: "https://example.org/x"'), 'heptad/url-env is the name of an environment variable, this is none'],
    ['a target of heptad/notify that there is not', SLI + target('oncall') + slo('', 'heptad/notify: onkall'), 'there is no AlertNotificationTarget named onkall (at metadata.annotations.heptad/notify); did you mean oncall?'],
    ['the same at a service', SLI + target('oncall') + service('heptad/notify: onkall') + slo(), 'did you mean oncall?'],
    ['a kind that comes later', '{apiVersion: heptad/v1, kind: Journey, metadata: {name: a}, spec: {}}', 'Journey is not built yet'],
  ])('%s', (_what, text, expected) => expect(faults(text)).toContain(expected));
  test('a faulty policy or target is named once: what refers to it is no second fault', () => {
    expect(faults(SLI + policy('threshold: high, lookbackWindow: 1h') + slo(REF)).split('\n')).toHaveLength(1);
    expect(faults(SLI + target('t', 'pigeon') + slo('', 'heptad/notify: t')).split('\n')).toHaveLength(1);
  });
});

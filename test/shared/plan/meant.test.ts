/** What was probably meant: each slip is named once, at its place, and with the word or form that was meant; what only looks like one is a warning. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import { readPlan } from '../../../shared/plan/read.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const SLI = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n';
const TIME = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: t}, spec: {thresholdMetric: {metricSource: {spec: {kind: k, unit: ms}}}}}\n---\n';
const slo = (name: string, objective = '{target: 0.9}', more = '', annotations = '', sli = 'r'): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {service: x, indicatorRef: ${sli}, objectives: [${objective}]${more}}}\n---\n`;
const own = (kind: string, name: string, spec: string, annotations = ''): string => `{apiVersion: heptad/v1, kind: ${kind}, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {${spec}}}\n---\n`;
const kpt = (spec: string): string => TIME + SLI + slo('s') + own('KeyPerformanceTarget', 'k', spec);
const raw = (source: string): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: q}, spec: {ratioMetric: {rawType: success, raw: {metricSource: {type: heptad, spec: {${source}}}}}}}\n---\n`;
const where = (conditions: string): string => SLI.replace('{state: ok}', conditions);
const ticket = (limit: string): string => raw(`ticket: {kind: i, key: component, start: [new], stop: [done], limit: ${limit}}`);
const policy = (condition: string): string => `{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: page}, spec: {conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {${condition}}}}]}}\n---\n`;
const said = (text: string): string[] => {
  const { faults, warnings } = checkPlan([{ file: 'p', text }]);
  return [...faults, ...warnings].map(faultLine);
};

describe('a fault says what was meant', () => {
  test.each([
    ['a field of another place', SLI + slo('s', '{target: 0.9}', ', timeWindow: [{duration: 28d, isRolling: true, unit: d}]'), 'there is no field unit here (at spec.timeWindow.0.unit); one of duration, isRolling, calendar'],
    ['a name of two dots', SLI + slo('a..b'), 'a name is lower-case letters, digits, - and . (RFC 1123) (at metadata.name); did you mean a.b?'],
    ['a window without its unit', SLI + slo('s', '{target: 0.9}', ', timeWindow: [{duration: 28, isRolling: true}]'), '28 is not a duration such as 28d, 1w or 1M (m is a minute, M a month) (at spec.timeWindow.0.duration); with its unit, as 28m, 28h or 28d'],
    ['a line from an hour of a day', kpt('measure: {slo: s}, desired: 90%, targets: [{from: 2027-01-01 08:00, desired: 95%}]'), '2027-01-01 08:00 is not a date (at spec.targets.0.from); write it as 2027-01-01'],
    ['a label in a map of its own', where('{labels: {route: /pay}}'), 'there is no field route here (at spec.ratioMetric.good.metricSource.spec.where.labels.route); write where: {labels.route: …}'],
    ['one label too few letters', where('{label.route: /pay}'), 'a where cannot ask for label.route (at spec.ratioMetric.good.metricSource.spec.where.label.route); did you mean labels.route?'],
    ['an operator where the text itself is enough', where('{state: {eq: ok}}'), 'there is no field eq here (at spec.ratioMetric.good.metricSource.spec.where.state.eq); write the text, or a list of texts, without eq'],
    ['a severity in a capital', where('{severity: {gte: Error}}'), 'Error is not a severity (at spec.ratioMetric.good.metricSource.spec.where.severity); did you mean error?'],
    ['bounds the wrong way round', where('{value: {between: [10, 5]}}'), 'no value lies within these bounds (at spec.ratioMetric.good.metricSource.spec.where.value)'],
    ['severities the wrong way round', where('{severity: {gt: warning, lte: info}}'), 'no severity lies within these bounds'],
    ['half of a pair', where('{value: {between: [1]}}'), 'there must be 2 here (at spec.ratioMetric.good.metricSource.spec.where.value.between)'],
    ['a state between two others, once', where('{state: {between: [a, b]}}'), 'state has no order, so it cannot be compared'],
    ['none of nothing', where('{state: {not: []}}'), 'nothing is asked of state'],
    ['a list of no services, which would have been every service', TIME.replace('unit: ms', 'service: []'), 'an empty list names no service (at spec.thresholdMetric.metricSource.spec.service); leave it out to read the service of the SLO'],
    ['a service named twice', TIME.replace('unit: ms', 'service: [a, a]'), 'a is named twice (at spec.thresholdMetric.metricSource.spec.service.1)'],
    ['events of no kind', TIME.replace('kind: k, unit', 'kind: "", unit'), 'this must not be empty (at spec.thresholdMetric.metricSource.spec.kind)'],
    ['a key in a capital', '{apiVersion: openslo/v1, Kind: Service, metadata: {name: a}, spec: {}}', 'kind is missing; Kind is written kind'],
    ['nothing for a map', 'apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a}\nspec:\n', 'this is empty, and must be a map (at spec)'],
    ['a merge key', SLI + slo('s', '{target: 0.9}, {target: 0.8, <<: {displayName: a}}'), 'there is no field << here (at spec.objectives.1.<<); merge keys are of YAML 1.1: write the fields out'],
    ['a sign for a comparison', TIME + slo('s', '{target: 0.9, op: "<=", value: 1}', '', '', 't'), 'this must be one of lte, gte, lt, gt (at spec.objectives.0.op); did you mean lte?'],
    ['yes', SLI + slo('s', '{target: 0.9}', ', timeWindow: [{duration: 1M, isRolling: yes}]'), 'this must be one of true, false (at spec.timeWindow.0.isRolling); did you mean true?'],
    ['a policy by its bare name', SLI + slo('s', '{target: 0.9}', ', alertPolicies: [page]') + policy('op: gt, threshold: 2, lookbackWindow: 1h'), 'this has a form that is not understood here (at spec.alertPolicies.0); write it as {alertPolicyRef: page}'],
    ['a target by its bare name', kpt('measure: {slo: s}') + own('KeyPerformanceIndicator', 'i', 'targets: [k]'), 'this must be a map (at spec.targets.0); write it as {kpt: k}'],
    ['a name of another kind', kpt('measure: {slo: s}') + own('KeyPerformanceIndicator', 'i', 'targets: [{kpt: s}]'), 'there is no KeyPerformanceTarget named s (at spec.targets.0.kpt); s is an SLO'],
    ['a city for a zone', own('Scorecard', 'c', 'areas: [a], timeZone: New York') + own('KeyResultArea', 'a', 'perspective: customer, indicators: [{kpi: i}]') + own('KeyPerformanceIndicator', 'i', 'targets: [{kpt: k}]') + kpt('measure: {slo: s}'), 'New York is not a time zone (at spec.timeZone); did you mean America/New_York?'],
    ['an offset, which has no rules for its clocks', kpt('measure: {slo: s}, timeZone: "+02:00"'), '+02:00 is not a time zone (at spec.timeZone); use an IANA name'],
    ['a percent sign in a target', SLI + slo('s', '{target: 99.9%}'), '99.9% is not a fraction such as 0.999 (at spec.objectives.0.target); did you mean targetPercent: 99.9?'],
    ['an empty target', SLI + slo('s', '{target: }'), 'this is empty, and must be a fraction such as 0.999 (at spec.objectives.0.target)'],
    ['more decimals than are kept, which would round to 1', SLI + slo('s', '{targetPercent: 99.999999999}'), 'a targetPercent has at most 7 decimals, this is 99.999999999'],
    ['hardly more than 1', SLI + slo('s', '{target: 1.0000000001}'), 'a target lies between 0 and 1, this is 1.0000000001'],
    ['a slice target in percent', SLI + slo('s', '{target: 0.9, timeSliceTarget: 95}', ', budgetingMethod: Timeslices'), 'a timeSliceTarget lies between 0 and 1, this is 95 (at spec.objectives.0.timeSliceTarget); did you mean 95%?'],
    ['another name of a statistic', kpt('measure: {sli: t, statistic: Average}, desired: 1, adequate: 0'), 'Average is not a statistic (at spec.measure.statistic); did you mean mean?'],
    ['a quantile in a capital', kpt('measure: {sli: t, statistic: P95}, desired: 1, adequate: 0'), 'did you mean p95?'],
    ['a count below nothing', kpt('measure: {sli: t, statistic: count}, desired: 10, adequate: -5'), 'this figure is never below 0 (at spec.adequate)'],
    ['a unit of a share', kpt('measure: {slo: s}, unit: ms'), 'the attainment of an slo is a share, and has no unit (at spec.unit); leave it out'],
    ['a limit by priority', ticket('restore'), 'restore is a limit of a PriorityScheme, and these are not built yet (at spec.ratioMetric.raw.metricSource.spec.ticket.limit); write one duration for all tickets, such as 4h'],
    ['the list of atLeast beside all', SLI + slo('s') + own('VitalMissionActivity', 'a', 'all: [s], of: [s]'), 'of belongs to atLeast, and this is all (at spec.of)'],
    ['the wrong tier of a weighted child', SLI + slo('s') + own('VitalMissionActivity', 'a', 'weighted: [{vma: s}]'), 's is an slo (at spec.weighted.0.vma); write slo: s'],
    ['a number of another base', SLI + slo('s') + slo('z') + own('VitalMissionActivity', 'a', 'atLeast: 0x2, of: [s, z]'), 'atLeast is a whole number from 1 to 2, this is 0x2'],
    ['the beginning of an annotation', '{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: n, annotations: {heptad/url: A, heptad/url-env: A}}, spec: {target: webhook}}', 'there is no annotation heptad/url (at metadata.annotations.heptad/url); did you mean heptad/url-env?'],
    ['hours that cannot be read, and nothing of a calendar that is never open', own('Calendar', 'c', 'week: {mon-fri: ["8:00-18:00"]}'), '8:00-18:00 is not a pair of times'],
    ['a samples interval of an indicator that is written inside an SLO, where it stands', `${slo('s').replace('indicatorRef: r', 'indicator: {metadata: {name: i, annotations: {heptad/every: 60}}, spec: {ratioMetric: {rawType: success, raw: {metricSource: {spec: {samples: n}}}}}}')}`, '60 is not a duration such as 1m (at spec.indicator.metadata.annotations.heptad/every)'],
  ])('%s', (_what, text, expected) => {
    const found = said(text);
    expect(found.join('\n')).toContain(expected);
    expect(found).toHaveLength(1);
  });
  test('a child of an activity in a map', () => expect(said(SLI + slo('s') + own('VitalMissionActivity', 'a', 'all: [{slo: s}]')).join('\n')).toContain('there is no field slo here (at spec.all.0.slo); write the name alone: s'));
  test('both lines of a share that are written in percent, not only the first', () => {
    expect(said(kpt('measure: {slo: s}, desired: 99.9, adequate: 99'))).toEqual([
      expect.stringContaining('a share lies between 0 and 1 (0 % and 100 %) (at spec.desired); did you mean 99.9%?'),
      expect.stringContaining('(at spec.adequate); did you mean 99%?'),
    ]);
  });
});

describe('what is allowed and hardly meant is a warning', () => {
  test.each([
    ['a month to restore in', ticket('4M'), '4M lasts 120 days (at spec.ratioMetric.raw.metricSource.spec.ticket.limit); did you mean 4m?'],
    ['a month until a state is stale', raw('state: {kind: p, up: [ok], staleAfter: 5M}'), '5M lasts 150 days'],
    ['a silence of months', SLI + slo('s') + own('AlertRule', 'a', 'on: {slo: s}, when: {no-data: 15M}, severity: page'), '15M lasts 450 days (at spec.when.no-data); did you mean 15m?'],
    ['a fraction for a percentage', SLI + slo('s', '{targetPercent: 0.999}'), 'a targetPercent of 0.999 is less than one per cent (at spec.objectives.0.targetPercent); did you mean target: 0.999?'],
    ['an activity over a rolling month', SLI + slo('s') + own('VitalMissionActivity', 'a', 'all: [s], window: 1M'), 'a rolling M counts as 30 days (at spec.window)'],
    ['a weighted child named twice', SLI + slo('s') + own('VitalMissionActivity', 'a', 'weighted: [{slo: s}, {slo: s, weight: 2}]'), 's stands here twice, and counts twice (at spec.weighted.1.slo)'],
    ['a target without lines', kpt('measure: {sli: t, statistic: mean}'), 'k has no lines, so nothing says what is reached (at spec)'],
    ['a timeslice above its window', SLI + slo('s', '{target: 0.9, timeSliceWindow: 90d}', ', budgetingMethod: RatioTimeslices'), 'a timeslice of 90d is longer than the window of 28d (at spec.objectives.0.timeSliceWindow)'],
    ['an annotation that another kind has', SLI.replace('{name: r}', '{name: r, annotations: {heptad/adequate: 99%}}'), 'heptad/adequate is not read on an SLI (at metadata.annotations.heptad/adequate); it stands on an SLO'],
    ['a good that is all of the total', SLI.replace(', where: {state: ok}', ''), 'good asks for no more than total does, so all of it is good (at spec.ratioMetric.good.metricSource.spec)'],
    ['a service with a slip', `{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}\n---\n${TIME.replace('unit: ms', 'service: shpo')}`, 'no Service of this plan is named shpo (at spec.thresholdMetric.metricSource.spec.service); did you mean shop?'],
    ['a counter of events', SLI.replace('ratioMetric: {', 'ratioMetric: {counter: true, '), 'events are counted one by one: counter belongs to samples (at spec.ratioMetric.counter)'],
  ])('%s', (_what, text, expected) => {
    const { faults, warnings } = checkPlan([{ file: 'p', text }]);
    expect(faults.map(faultLine)).toEqual([]);
    expect(warnings.map(faultLine)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('names of further objectives', () => {
  const two = slo('s', '{target: 0.9}, {target: 0.95}');
  test.each([['an SLO', slo('s.2')], ['an activity', own('VitalMissionActivity', 's.2', 'all: [s]')]])('are not those of %s', (_what, other) => {
    for (const text of [SLI + two + other, SLI + other + two]) expect(said(text)).toEqual([expect.stringMatching(/: error: s\.2 is already the name of objective 2 of s \(p:\d\) \(at metadata\.name\)/)]);
  });
  test('are known, though the SLO is faulty', () => expect(said(`${SLI}${slo('s', '{target: 0.9}, {target: 2}')}${own('VitalMissionActivity', 'a', 'all: [s.2]')}${own('KeyPerformanceTarget', 'k', 'measure: {slo: s.2}')}${own('AlertRule', 'l', 'on: {slo: s.2}, when: {status: missed}, severity: page')}`)).toEqual([expect.stringContaining('this is 2 (at spec.objectives.1.target)')]));
});

test('text that is not UTF-8 is refused where it stops being it, and not read as something else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-utf8-'));
  try {
    const file = join(folder, 'plan.yaml');
    writeFileSync(file, Buffer.concat([Buffer.from('apiVersion: openslo/v1\nkind: Service\nmetadata: {name: s, displayName: Gesch'), Buffer.from([0xe4]), Buffer.from('ft}\nspec: {}\n')]));
    expect(readPlan([file]).faults.map(faultLine)).toEqual([`${file}:3:39: error: this is not UTF-8; save the file as UTF-8`]);
    writeFileSync(file, Buffer.from(`\ufeff${SLI}`, 'utf16le'));
    expect(readPlan([file]).faults.map(faultLine)).toEqual([`${file}:1:1: error: this is not UTF-8; save the file as UTF-8`]);
    writeFileSync(file, `\ufeff${SLI.replaceAll('\n', '\r\n')}`);
    expect(readPlan([file]).faults).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** OpenSLO v1 whole and v1alpha: what is read, what is refused and what is warned of, each rule by name. */
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { SliMeasure, SloMeasure } from '../../../shared/plan/measure.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const SLI = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n';
const slo = (name: string, more = '', objective = '{target: 0.9}', ref = 'indicatorRef: r, '): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}}, spec: {service: x, ${ref}objectives: [${objective}]${more}}}\n---\n`;
const one = (kind: string, spec: string, metadata = 'name: n'): string => `{apiVersion: openslo/v1, kind: ${kind}, metadata: {${metadata}}, spec: {${spec}}}\n---\n`;
const condition = (more: string): string => `severity: page, condition: {threshold: 2, ${more}}`;
const said = (...texts: string[]): string[] => {
  const { faults, warnings } = checkPlan(texts.map((text, i) => ({ file: `f${i}`, text })));
  return [...faults, ...warnings].map(faultLine);
};

const WHOLE = [
  one('Service', 'description: what it is', 'name: web, displayName: Web, labels: {team: identity, tags: [auth, login]}, annotations: {openslo.com/key1: value1}'),
  one('DataSource', 'description: d, type: heptad, connectionDetails: {any: [thing, {at: all}]}', 'name: kafka'),
  one('SLI', 'description: d, ratioMetric: {counter: false, good: {metricSource: {metricSourceRef: kafka, type: heptad, spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {metricSourceRef: kafka, spec: {kind: k}}}}', 'name: good-of-total'),
  one('SLI', 'ratioMetric: {bad: {metricSource: {type: heptad, spec: {kind: k, where: {state: failed}}}}, total: {metricSource: {type: heptad, spec: {kind: k}}}}', 'name: bad-of-total'),
  one('SLI', 'thresholdMetric: {metricSource: {type: heptad, spec: {kind: k, unit: ms}}}', 'name: values'),
  one('AlertCondition', 'description: d, severity: page, condition: {kind: burnrate, op: gte, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}', 'name: burning'),
  one('AlertNotificationTarget', 'description: d, target: webhook', 'name: oncall, annotations: {heptad/url-env: A_URL}'),
  one('AlertPolicy', 'description: d, alertWhenNoData: true, alertWhenResolved: false, alertWhenBreaching: true, conditions: [{conditionRef: burning}], notificationTargets: [{targetRef: oncall}]', 'name: page'),
  one('SLO', 'description: d, service: web, indicatorRef: good-of-total, timeWindow: [{duration: 4w, isRolling: true}], budgetingMethod: Occurrences, objectives: [{displayName: a, target: 0.98}, {displayName: b, targetPercent: 99.99}], alertPolicies: [{alertPolicyRef: page}]', 'name: a'),
  one('SLO', 'service: web, indicatorRef: bad-of-total, timeWindow: [{duration: 1Q, calendar: {startTime: 2020-01-21 12:30:00, timeZone: America/New_York}}], budgetingMethod: RatioTimeslices, objectives: [{target: 0.98, timeSliceWindow: 5}]', 'name: b'),
  one('SLO', 'service: web, indicator: {metadata: {name: inline, displayName: I}, spec: {thresholdMetric: {metricSource: {spec: {kind: k}}}}}, budgetingMethod: Timeslices, objectives: [{op: lte, value: 200, target: 0.9, timeSliceTarget: 0.95, timeSliceWindow: 1h}], alertPolicies: [{kind: AlertPolicy, metadata: {name: mine}, spec: {conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: ticket, condition: {kind: burnrate, op: gt, threshold: 2, lookbackWindow: 6h}}}], notificationTargets: [{kind: AlertNotificationTarget, metadata: {name: chat, annotations: {heptad/url-env: B_URL}}, spec: {target: webhook}}]}}]', 'name: c'),
];

describe('OpenSLO v1', () => {
  test('every kind with every field is read, inline and by reference, across files in any order', () => {
    expect(said(...WHOLE)).toEqual([]);
    expect(said(...[...WHOLE].reverse())).toEqual([]);
    const { plan } = checkPlan(WHOLE.map((text, i) => ({ file: `f${i}`, text })));
    expect(plan?.measures.filter((each): each is SloMeasure => each.tier === 'slo').map((each) => [each.name, each.method, each.slice])).toEqual([['a', 'Occurrences', 60_000], ['a.2', 'Occurrences', 60_000], ['b', 'RatioTimeslices', 300_000], ['c', 'Timeslices', 3_600_000]]);
    expect(plan?.rules.filter((each) => ['page', 'mine'].includes(each.name)).map((each) => [each.slo, each.name, each.targets])).toEqual([['a', 'page', ['oncall']], ['a.2', 'page', ['oncall']], ['c', 'mine', ['chat']]]);
  });
  test('a list of documents is as good as several documents, and its faults are found where they stand', () => {
    const list = `- apiVersion: openslo/v1\n  kind: Service\n  metadata: {name: x}\n  spec: {}\n- apiVersion: openslo/v1\n  kind: SLO\n  metadata: {name: s}\n  spec: {service: x, indicatorRef: rr, objectives: [{target: 2}]}\n`;
    expect(said(list, SLI)).toEqual([expect.stringMatching(/^f0:8:36: error: there is no SLI named rr \(at 1\.spec\.indicatorRef\); did you mean r\?/), expect.stringMatching(/^f0:8:62: .*\(at 1\.spec\.objectives\.0\.target\)/)]);
  });

  test.each([
    ['a description of more than 1050 characters', one('Service', `description: ${'x'.repeat(1051)}`), 'this is longer than 1050 characters (at spec.description)'],
    ['a label whose key is none', one('Service', '', 'name: n, labels: {"a key": b}'), 'the key of a label is at most 63 letters'],
    ['a label that is a map', one('Service', '', 'name: n, labels: {a: {b: c}}'), 'this has a form that is not understood here (at metadata.labels.a)'],
    ['an annotation whose key is none', one('Service', '', 'name: n, annotations: {"a/b/c": d}'), 'the key of an annotation is NAME or PREFIX/NAME'],
    ['a name in capitals, with the one that was meant', one('Service', '', 'name: MyShop_EU'), '(RFC 1123) (at metadata.name); did you mean my-shop-eu?'],
    ['two windows', SLI + slo('s', ', timeWindow: [{duration: 1d, isRolling: true}, {duration: 1w, isRolling: true}]'), 'only 1 may stand here (at spec.timeWindow)'],
    ['no window in the list', SLI + slo('s', ', timeWindow: []'), 'this must not be empty (at spec.timeWindow)'],
    ['words for a duration', SLI + slo('s', ', timeWindow: [{duration: 28 days, isRolling: true}]'), 'did you mean 28d?'],
    ['a capital for days', SLI + slo('s', ', timeWindow: [{duration: 28D, isRolling: true}]'), 'did you mean 28d?'],
    ['a duration of ISO 8601', SLI + slo('s', ', timeWindow: [{duration: P3M, isRolling: true}]'), 'did you mean 3M?'],
    ['a rolling window of one minute', SLI + slo('s', ', timeWindow: [{duration: 1m, isRolling: true}]'), 'warning: a window of 1m lasts 1 minute (at spec.timeWindow.0.duration); did you mean 1M? m is a minute, M a month'],
    ['a calendar window of three minutes', SLI + slo('s', ', timeWindow: [{duration: 3m, isRolling: false}]'), 'warning: a window of 3m lasts 3 minutes (at spec.timeWindow.0.duration); did you mean 3M?'],
    ['an activity over one minute', `${SLI}${slo('s')}{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: a}, spec: {all: [s], window: 1m}}`, 'warning: a window of 1m lasts 1 minute (at spec.window)'],
    ['months to look back', one('AlertCondition', condition('op: gt, lookbackWindow: 5M')), 'warning: 5M lasts 150 days (at spec.condition.lookbackWindow); did you mean 5m?'],
    ['a timeslice of a month', SLI + slo('s', ', budgetingMethod: RatioTimeslices', '{target: 0.9, timeSliceWindow: 1M}'), 'a timeslice of 1M is longer than the window of 28d (at spec.objectives.0.timeSliceWindow); did you mean 1m? m is a minute, M a month'],
    ['a condition without op', one('AlertCondition', condition('lookbackWindow: 1h')), 'warning: a condition without op fires above its threshold'],
    ['a condition that fires when healthy', one('AlertCondition', condition('op: lte, lookbackWindow: 1h')), 'error: op lte fires when healthy'],
    ['a burn rate that cannot be reached', SLI + slo('s', ', alertPolicies: [{alertPolicyRef: n}]') + one('AlertPolicy', `conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {op: gt, threshold: 9, lookbackWindow: 1h}}}]`), 'nothing burns faster than 10, and a rule must lie below nine tenths of that, this is 9'],
    ['a long window above half of the window', SLI + slo('s', ', timeWindow: [{duration: 1d, isRolling: true}], alertPolicies: [{alertPolicyRef: n}]') + one('AlertPolicy', `conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {op: gt, threshold: 2, lookbackWindow: 13h}}}]`), "a long window of 13h is more than half of the SLO's 1d"],
    ['weights of objectives that read one indicator', SLI + slo('s', '', '{target: 0.9, compositeWeight: 2}'), 'compositeWeight weighs objectives with indicators of their own, and these have none (at spec.objectives.0.compositeWeight); give each objective an indicatorRef, and the SLO none'],
    ['an objective of a composite SLO without an indicator', SLI + slo('s', '', '{target: 0.9, indicatorRef: r}, {target: 0.9}', ''), 'each objective of a composite SLO has either an indicator or an indicatorRef (at spec.objectives.1)'],
    ['an objective of a composite SLO that reads nothing', SLI + slo('s', '', '{target: 0.9, indicatorRef: rr}, {target: 0.9, indicatorRef: r}', ''), 'there is no SLI named rr (at spec.objectives.0.indicatorRef); did you mean r?'],
    ['an indicator of the SLO beside those of its objectives', SLI + slo('s', '', '{target: 0.9, indicatorRef: r}, {target: 0.8, indicatorRef: r}'), 'the objectives have indicators of their own, so the SLO has none (at spec.indicatorRef)'],
    ['a weight of nothing', SLI + slo('s', '', '{target: 0.9, indicatorRef: r}, {target: 0.9, indicatorRef: r, compositeWeight: 0}', ''), 'a weight must be above 0, this is 0 (at spec.objectives.1.compositeWeight)'],
    ['the name of the whole, given to an activity', `${SLI}${slo('s', '', '{target: 0.9, indicatorRef: r}, {target: 0.9, indicatorRef: r}', '')}{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: s.composite}, spec: {all: [s]}}`, 's.composite is already the name of the whole of s (f0:3) (at metadata.name)'],
    ['a slip in an indicator that is written in an objective', slo('s', '', '{target: 0.9, indicator: {metadata: {name: i}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {stat: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}}', ''), 'a where cannot ask for stat (at spec.objectives.0.indicator.spec.ratioMetric.good.metricSource.spec.where.stat)'],
    ['rawType beside good', one('SLI', 'ratioMetric: {rawType: success, good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}'), 'rawType belongs to raw; good says itself what it counts'],
    ['raw without rawType', one('SLI', 'ratioMetric: {raw: {metricSource: {spec: {samples: s}}}}'), 'warning: raw has no rawType: success is taken'],
    ['a condition that is not there', one('AlertPolicy', 'conditions: [{conditionRef: nothing}]'), 'there is no AlertCondition named nothing'],
    ['a data source that is not there', one('SLI', 'thresholdMetric: {metricSource: {metricSourceRef: kafak, spec: {kind: k}}}') + one('DataSource', 'type: heptad', 'name: kafka'), 'there is no DataSource named kafak (at spec.thresholdMetric.metricSource.metricSourceRef); did you mean kafka?'],
  ])('%s is named once', (_what, text, expected) => {
    const found = said(text);
    expect(found.join('\n')).toContain(expected);
    expect(found).toHaveLength(1);
  });
});

describe('a composite SLO', () => {
  const composite = (more = ''): string => `${SLI}${SLI.replace('name: r', 'name: q')}${slo('s', more, '{displayName: Quick, target: 0.9, indicatorRef: r, compositeWeight: 3}, {target: 0.8, indicatorRef: q}', '')}`;
  const measures = (text: string) => {
    const { plan, faults } = checkPlan([{ file: 'p', text }]);
    expect(faults.map(faultLine)).toEqual([]);
    return plan?.measures ?? [];
  };
  test('is a measure for each objective and an activity over them, which a target may take', () => {
    const made = measures(`${composite()}{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: k}, spec: {measure: {vma: s.composite}}}`);
    expect(made.filter((each): each is SloMeasure => each.tier === 'slo').map((each) => [each.name, each.title, each.sli, each.target])).toEqual([['s', 's: Quick', 'r', '0.900000000'], ['s.2', 's', 'q', '0.800000000']]);
    expect(made.find((each) => each.name === 's.composite')).toMatchObject({ tier: 'vma', op: 'weighted', title: 's', children: [{ name: 's', weight: '3.000000000' }, { name: 's.2', weight: '1.000000000' }], desired: '0.800000000', window: { kind: 'rolling', text: '28d' } });
    expect(made.find((each) => each.name === 'k')).toMatchObject({ of: { tier: 'vma', name: 's.composite' } });
  });
  test('has the window of the SLO, with the calendar too', () => expect(measures(composite(', timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: 2026-01-31, timeZone: Europe/Berlin}}]')).find((each) => each.name === 's.composite')).toMatchObject({ window: { kind: 'calendar', unit: 'M', zone: 'Europe/Berlin' } }));
  test('of one objective is that objective', () => expect(measures(SLI + slo('s', '', '{target: 0.9, indicatorRef: r}', '')).map((each) => `${each.tier}/${each.name}`)).toEqual(['sli/r', 'slo/s']));
});

describe('files that were written for another source', () => {
  const promql = (place: string, type = 'type: Prometheus, '): string => `${place}: {metricSource: {${type}spec: {query: 'sum(http_requests)'}}}`;
  test.each([
    ['of events', `ratioMetric: {counter: true, ${promql('good')}, ${promql('total')}}`, /write type: heptad and spec: \{kind: EVENT-KIND, where: \{…\}\} to count events; what Prometheus has counted already is sent as samples/, 2],
    ['of values', promql('thresholdMetric'), /write type: heptad and spec: \{kind: EVENT-KIND, unit: ms\}/, 1],
    ['of ratios', `ratioMetric: {rawType: success, ${promql('raw')}}`, /write type: heptad and spec: \{samples: NAME\}, and send good and total as samples/, 1],
  ])('queries %s are refused with what to write instead, and with nothing that follows from it', (_what, spec, expected, many) => {
    const found = said(one('SLI', spec) + slo('s', '', spec.includes('threshold') ? '{op: lt, value: 1, target: 0.9}' : '{target: 0.9}', 'indicatorRef: n, '));
    expect(found).toHaveLength(many);
    for (const each of found) {
      expect(each).toMatch(/messages are read from Kafka and HTTP, not from Prometheus \(at spec\..*\.metricSource\.type\)/);
      expect(each).toMatch(expected);
    }
  });
  test('what it was called there is not looked for here', () => expect(said(one('SLI', promql('thresholdMetric', 'type: Prometheus, metricSourceRef: prom, ')))).toHaveLength(1));
  test('a source without a type has that of its data source', () => {
    expect(said(one('DataSource', 'type: Datadog', 'name: dd') + one('SLI', promql('thresholdMetric', 'metricSourceRef: dd, ')))).toEqual([expect.stringMatching(/not from Datadog \(at spec\.thresholdMetric\.metricSource\.metricSourceRef\)/)]);
  });
});

describe('openslo/v1alpha', () => {
  const alpha = (spec: string, name = 's'): string => `apiVersion: openslo/v1alpha\nkind: SLO\nmetadata: {name: ${name}}\nspec:\n  service: web\n  budgetingMethod: Occurrences\n${spec}`;
  const RATIO = `  timeWindows: [{unit: Week, count: 4, isRolling: true}]
  objectives:
    - displayName: Good
      value: 1
      target: 0.995
      ratioMetrics:
        incremental: false
        good: {source: heptad, queryType: kind, query: http.request, metadata: {where: {state: ok}}}
        total: {source: heptad, queryType: kind, query: http.request}
`;
  const OLD = 'openslo/v1alpha is an old version, read as openslo/v1 (at apiVersion); write apiVersion: openslo/v1';
  const read = (text: string) => {
    const { plan, faults, warnings } = checkPlan([{ file: 'p', text }]);
    expect(faults.map(faultLine)).toEqual([]);
    expect(warnings.map(faultLine)).toEqual([`p:1:13: warning: ${OLD}`]);
    return plan?.measures ?? [];
  };
  test('a ratio, its window and its target are those of v1, with a warning', () => {
    const measures = read(alpha(RATIO));
    expect(measures.find((each): each is SloMeasure => each.tier === 'slo')).toMatchObject({ name: 's', target: '0.995000000', window: { kind: 'rolling', ms: 28 * 86_400_000, text: '4w' } });
    expect(measures.find((each): each is SliMeasure => each.tier === 'sli')).toMatchObject({ kind: 'ratio', sides: [{ side: 'total', kind: 'http.request', where: [] }, { side: 'good', where: [{ field: 'state' }] }] });
  });
  test('a threshold and a window of the calendar are read', () => {
    const measures = read(alpha('  indicator: {thresholdMetric: {source: heptad, queryType: kind, query: http.request}}\n  timeWindows: [{unit: Quarter, count: 1, isRolling: false, calendar: {startTime: 2022-01-01 12:00:00, timeZone: America/New_York}}]\n  objectives: [{displayName: Good, op: lte, value: 200, target: 0.98}]\n'));
    expect(measures.find((each): each is SloMeasure => each.tier === 'slo')).toMatchObject({ window: { kind: 'calendar', unit: 'Q', zone: 'America/New_York' } });
  });
  test('a Service, and an SLO that is written as in v1, are read too', () => {
    read('apiVersion: openslo/v1alpha\nkind: Service\nmetadata: {name: web}\nspec: {description: d}\n');
    const { plan, warnings } = checkPlan([{ file: 'p', text: SLI + slo('s').replace('openslo/v1', 'openslo/v1alpha') }]);
    expect(plan?.measures.map((each) => each.name)).toEqual(['r', 's']);
    expect(warnings).toHaveLength(1);
  });
  test('faults are found where they are written, under the names that are written', () => {
    expect(said(alpha(RATIO.replace('unit: Week', 'unit: Fortnight').replace('state: ok', 'stat: ok').replace('target: 0.995', 'target: 99.5')))).toEqual([
      expect.stringMatching(/^f0:7:24: error: 4 Fortnight is not a duration.*\(at spec\.timeWindows\.0\.unit\)/),
      expect.stringMatching(/^f0:11:15: error: a target lies between 0 and 1.*\(at spec\.objectives\.0\.target\)/),
      expect.stringMatching(/^f0:14:\d+: error: a where cannot ask for stat.*\(at spec\.objectives\.0\.ratioMetrics\.good\.metadata\.where\.stat\)/),
      expect.stringContaining(OLD),
    ]);
  });
  test('another source is refused once for each query, at the word that names it', () => {
    const found = said(alpha(RATIO.replaceAll('source: heptad, queryType: kind', 'source: prometheus, queryType: promql')));
    expect(found.map((each) => each.slice(0, each.indexOf(';')))).toEqual(['good', 'total'].map((side) => expect.stringContaining(`not from prometheus (at spec.objectives.0.ratioMetrics.${side}.source)`)).concat([expect.stringContaining('read as openslo/v1')]));
  });
  test('objectives with different ratios are refused', () => {
    expect(said(alpha(`${RATIO}${RATIO.slice(RATIO.indexOf('    - ')).replace('state: ok', 'state: fine')}`)).join('\n')).toContain('all objectives of an SLO have the same ratioMetrics (at spec.objectives.1); write another SLO for these');
  });
});

/** Faults beyond the form: references, alerts, bounds, and that nothing a person can write makes the checker fall over or blame the wrong place. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import { readPlan } from '../../../shared/plan/read.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const SHOP = readFileSync(new URL('../../support/plans/shop/plan.yaml', import.meta.url), 'utf8');
const check = (text: string): string[] => checkPlan([{ file: 'p', text }]).faults.map(faultLine);

const SLI = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n';
const TIME = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: t}, spec: {thresholdMetric: {metricSource: {spec: {kind: k, unit: ms}}}}}\n---\n';
const slo = (name: string, more = '', annotations = '', sli = 'r', objective = '{target: 0.9}'): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {service: x, indicatorRef: ${sli}, objectives: [${objective}]${more}}}\n---\n`;
const own = (kind: string, name: string, spec: string): string => `{apiVersion: heptad/v1, kind: ${kind}, metadata: {name: ${name}}, spec: {${spec}}}\n---\n`;
const policy = (spec: string, name = 'page'): string => `{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: ${name}}, spec: {${spec}}}\n---\n`;
const condition = (more: string): string => `{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: 14.4, lookbackWindow: 1h${more}}}}`;

describe('faults of meaning', () => {
  test.each([
    ['a share above 1 without a percent sign', SLI + slo('s', '', 'heptad/adequate: "99.5"'), 'a share lies between 0 % and 100 %, this is 99.5 (at metadata.annotations.heptad/adequate); did you mean 99.5%?'],
    ['a floor above 1', SLI + slo('s', '', 'heptad/coverage-floor: "150%"'), 'a share lies between 0 % and 100 %, this is 150%'],
    ['lines of an activity above 100 %', SLI + slo('s') + own('VitalMissionActivity', 'a', 'all: [s], desired: 110%'), 'this is 110% (at spec.desired)'],
    ['a negative line of a share', SLI + slo('s') + own('KeyPerformanceTarget', 'k', 'measure: {slo: s}, adequate: -1%, desired: 90%'), 'a share lies between 0 and 1 (0 % and 100 %) (at spec.adequate)'],
    ['lines that cannot be derived', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, polarity: lower, desired: 300'), 'worst and best must be given'],
    ['the wrong side when lower is better', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, polarity: lower, desired: 300, adequate: 200'), 'lower is better'],
    ['a range with one line', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, polarity: range, desired: 50'), 'a range has two edges, the lower one first (at spec.desired); write it as [50, 70]'],
    ['two edges without a range', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, desired: [50, 70]'), 'two edges belong to polarity range (at spec.desired); polarity: range'],
    ['a range inside out', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, polarity: range, desired: [50, 70], adequate: [60, 80]'), 'the adequate edges lie outside the desired ones (at spec.adequate)'],
    ['a range upside down', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, polarity: range, desired: [70, 50]'), 'the lower edge of a range comes first (at spec.desired)'],
    ['a range with a worst', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mean}, polarity: range, desired: [50, 70], worst: 0'), 'a range has no worst'],
    ['a quantile of nothing', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: p0}, polarity: lower, desired: 3, adequate: 4'), 'p0 is not a statistic (at spec.measure.statistic); one of'],
    ['outages of what is no state', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, statistic: mttr}, polarity: lower, desired: 3, adequate: 4'), 't has no outages (at spec.measure.sli); mttr is asked of an SLI from states'],
    ['a quotient of what is not there', TIME + own('KeyPerformanceTarget', 'k', 'measure: {quotient: {of: {sli: t, statistic: sum}, by: {sli: tt, statistic: count}}}, desired: 3, adequate: 2'), 'there is no SLI named tt (at spec.measure.quotient.by.sli); did you mean t?'],
    ['a quotient beside an SLI', TIME + own('KeyPerformanceTarget', 'k', 'measure: {sli: t, quotient: {of: {sli: t, statistic: sum}, by: {sli: t, statistic: count}}}, desired: 3, adequate: 2'), 'a quotient stands alone'],
    ['two targets from one date', SLI + slo('s') + own('KeyPerformanceTarget', 'k', 'measure: {slo: s}, desired: 90%, targets: [{from: 2027-01-01, desired: 95%}, {from: 2027-01-01, desired: 96%}]'), '2027-01-01 has its targets already (at spec.targets.1.from)'],
    ['a date that is none', SLI + slo('s') + own('KeyPerformanceTarget', 'k', 'measure: {slo: s}, desired: 90%, targets: [{from: 2027-02-30, desired: 95%}]'), '2027-02-30 is not a date'],
    ['a start that is no time', SLI + slo('s', ', timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: "2026-01-01 25:00:00"}}]'), '2026-01-01 25:00:00 is not a local time'],
    ['a window of a million years', SLI + slo('s', ', timeWindow: [{duration: 999999Y, isRolling: false}]'), 'a window lasts at most ten years'],
    ['a rolling window with a calendar', SLI + slo('s', ', timeWindow: [{duration: 28d, isRolling: true, calendar: {startTime: "2026-01-01"}}]'), 'a rolling window has no calendar'],
    ['a policy that is not there', SLI + slo('s', ', alertPolicies: [{alertPolicyRef: pag}]') + policy(`conditions: [${condition('')}]`), 'there is no AlertPolicy named pag (at spec.alertPolicies.0.alertPolicyRef); did you mean page?'],
    ['a target that is not there', policy(`conditions: [${condition('')}], notificationTargets: [{targetRef: oncall}]`), 'there is no AlertNotificationTarget named oncall'],
    ['an alert when healthy', policy(`conditions: [${condition('').replace('op: gt', 'op: lt')}]`), 'op lt fires when healthy (at spec.conditions.0.spec.condition.op)'],
    ['an unknown field of a condition', policy(`conditions: [${condition(', alertafter: 5m')}]`), 'there is no field alertafter here (at spec.conditions.0.spec.condition.alertafter); did you mean'],
    ['a lookback that is none', policy(`conditions: [${condition('').replace('1h', '1 hour')}]`), '1 hour is not a duration'],
    ['two conditions', policy(`conditions: [${condition('')}, ${condition('')}]`), 'only 1 may stand here'],
    ['an unknown way to notify', '{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: n}, spec: {target: pigeon}}', 'pigeon is not a way to notify'],
    ['an adequate line above the target', SLI + slo('s', '', 'heptad/adequate: "95%"'), 'p:3:88: error: adequate 95% lies above the target: what is tolerable is less than what is promised (at metadata.annotations.heptad/adequate); at most 90%'],
    ['an adequate line above every target', SLI + slo('s', '', 'heptad/adequate: "96%"', 'r', '{target: 0.9}, {targetPercent: 95.5}'), 'adequate 96% lies above every target: what is tolerable is less than what is promised (at metadata.annotations.heptad/adequate); at most 95.5%'],
    ['a rule as urgent as nothing', SLI + slo('s') + own('AlertRule', 'q', 'on: {slo: s}, when: {status: missed}, severity: critical'), 'critical is not a severity of alerts (at spec.severity); one of page, ticket'],
    ['a slip in the severity of a rule', SLI + slo('s') + own('AlertRule', 'q', 'on: {slo: s}, when: {status: missed}, severity: pager'), 'pager is not a severity of alerts (at spec.severity); did you mean page? one of page, ticket'],
    ['a slip in the severity of a condition', policy(`conditions: [${condition('').replace('severity: page', 'severity: pager')}]`), 'pager is not a severity of alerts (at spec.conditions.0.spec.severity); did you mean page? one of page, ticket'],
    ['a condition without a word for how urgent it is', policy(`conditions: [${condition('').replace('severity: page', 'severity: ""')}]`), 'the severity is empty (at spec.conditions.0.spec.severity); one of page, ticket'],
    ['a severity that begins as none does', SLI.replace('state: ok', 'severity: {prefix: warm}'), 'no severity begins with warm'],
    ['a month that is a number in other ways', own('KeyResultArea', 'a', 'perspective: customer, indicators: [{kpi: p}]') + own('Scorecard', 'c', 'fiscalYearStart: 1e0, areas: [a]'), 'a fiscal year starts in a month from 01 to 12, this is 1e0'],
    ['a party that is none', SLI + slo('s', '', 'heptad/party: "supplier:"'), 'supplier: is not a party'],
    ['alerts that are neither', SLI + slo('s', '', 'heptad/alerts: "no"'), 'no is neither default nor none'],
    ['another store', SLI.replaceAll('metricSource: {', 'metricSource: {type: Prometheus, '), 'not from Prometheus'],
    ['a label compared with a word', SLI.replace('state: ok', 'labels.size: {gt: big}'), 'labels are compared as numbers'],
    ['an empty list', SLI.replace('state: ok', 'state: []'), 'an empty list lets no state through'],
    ['a severity that is none', SLI.replace('state: ok', 'severity: {gte: warn}'), 'warn is not a severity'],
    ['the services of one side', SLI.replace('{kind: k, where', '{kind: k, service: other, where'), 'reads the services of the total'],
    ['a threshold objective without value', TIME + slo('s', '', '', 't'), 't measures values, so the objective needs op and value'],
    ['an activity that asks for more than it has', SLI + slo('s') + own('VitalMissionActivity', 'a', 'atLeast: 2, of: [s]'), 'atLeast is a whole number from 1 to 1, this is 2'],
    ['an area named twice', own('Scorecard', 'c', 'areas: [a, a]') + own('KeyResultArea', 'a', 'perspective: customer, indicators: [{kpi: p}]'), 'a is named twice (at spec.areas.1)'],
    ['a perspective that the scorecard lacks', SLI + slo('s') + own('KeyPerformanceTarget', 'k', 'measure: {slo: s}') + own('KeyPerformanceIndicator', 'p', 'targets: [{kpt: k}]') + own('KeyResultArea', 'a', 'perspective: custommer, indicators: [{kpi: p}]') + own('Scorecard', 'c', 'areas: [a]'), 'which this scorecard does not have (at spec.areas.0); did you mean customer?'],
    ['scorecards in a circle', own('Scorecard', 'b', 'areas: [x], parent: c') + own('Scorecard', 'c', 'areas: [x], parent: b'), 'b → c → b is a circle'],
    ['a key that is no text', '{apiVersion: openslo/v1, [a]: b}', 'a key must be text'],
    ['an empty list of targets', own('KeyPerformanceIndicator', 'p', 'targets: []'), 'this must not be empty (at spec.targets)'],
  ])('%s', (_what, text, expected) => expect(check(text).join('\n')).toContain(expected));

  test('one adequate line for several objectives is lowered to those below it, and is no fault', () => {
    const { plan, faults } = checkPlan([{ file: 'p', text: SLI + slo('s', '', 'heptad/adequate: "93%"', 'r', '{target: 0.9}, {target: 0.95}') }]);
    expect(faults).toEqual([]);
    expect(plan?.measures.filter((one) => one.tier === 'slo').map((one) => [one.name, one.adequate])).toEqual([['s', '0.900000000'], ['s.2', '0.930000000']]);
  });
  test.each([
    ['a word of OpenSLO that receivers route by', policy(`conditions: [${condition('').replace('severity: page', 'severity: critical')}]`), 'critical is sent on as it stands, and is no more urgent here than a ticket (at spec.conditions.0.spec.severity)'],
    ['how often events come', SLI.replace('name: r', 'name: r, annotations: {heptad/every: 5m}'), 'r reads events, and heptad/every is how often samples come (at metadata.annotations.heptad/every)'],
    ['minutes of what has none', SLI + slo('s') + own('VitalMissionActivity', 'a', 'weighted: [{slo: s}], sliceTarget: 90%'), 'a weighted activity has no minutes, so its sliceTarget is not read (at spec.sliceTarget)'],
  ])('what is not read is warned of: %s', (_what, text, expected) => {
    const { faults, warnings } = checkPlan([{ file: 'p', text }]);
    expect(faults).toEqual([]);
    expect(warnings.map(faultLine).join('\n')).toContain(expected);
  });
  test.each([
    ['rrule', 'maintenance: [{rrule: SOMETIMES, at: "09:00", for: 2h}]', 'SOMETIMES is not KEY=VALUE'],
    ['time of day', 'maintenance: [{rrule: FREQ=DAILY, at: noon, for: 2h}]', 'noon is not a time of day'],
    ['holiday', 'week: {mon-fri: ["08:00-18:00"]}, holidays: [christmas, {date: 2026-13-01, hours: ["08:00-10:00"]}]', 'christmas is not a date'],
  ])('a calendar with a faulty %s is named so when an SLO with alerts counts by it', (_what, calendar, expected) => {
    const found = check(own('Calendar', 'office', calendar) + SLI + slo('s', '', 'heptad/calendar: office'));
    expect(found.join('\n')).toContain(expected);
  });
  test('the file, line and column are those of the offending value, in every document of a file', () => {
    const text = `${SLI}apiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: s\nspec:\n  service: x\n  indicatorRef: r\n  objectives:\n    - displayName: ok\n      target: 1.5\n`;
    expect(check(text)).toEqual(['p:12:15: error: a target lies between 0 and 1, this is 1.5 (at spec.objectives.0.target); percentages are written as targetPercent']);
  });
  test('a faulty document is named once: what refers to it is no second fault', () => {
    const rest = own('VitalMissionActivity', 'a', 'all: [s]') + own('KeyPerformanceTarget', 'k', 'measure: {vma: a}') + own('KeyPerformanceTarget', 'l', 'measure: {slo: s}') + own('KeyPerformanceIndicator', 'p', 'targets: [{kpt: k}, {kpt: l}]');
    expect(check(SLI + slo('s', '', '', 'r', '{target: 2}') + rest)).toHaveLength(1);
    expect(check(SLI + slo('s', ', nothing: 1') + rest)).toHaveLength(1);
    expect(check(SLI.replace('kind: k, where', 'kynd: k, where') + slo('s') + rest)).toHaveLength(1);
  });
  test.each([
    ['an SLO with six faults of form and meaning', `{apiVersion: openslo/v1, kind: Service, metadata: {name: x}, spec: {}}\n---\n${SLI}{apiVersion: openslo/v1, kind: SLO, metadata: {name: s, annotations: {heptad/adequat: "9%"}}, spec: {service: y, indicatorRef: q, budgetingMethod: Occurences, timeWindow: [{duration: 28 days, isRolling: true}], objectives: [{target: 109.9}]}}`,
      ['there is no annotation heptad/adequat', 'there is no Service named y', 'there is no SLI named q', 'one of Occurrences, Timeslices, RatioTimeslices', '28 days is not a duration', 'a target lies between 0 and 1, this is 109.9']],
    ['a wrong key and an unknown reference', own('KeyPerformanceTarget', 'k', 'measure: {vma: nothing}, periode: month, desired: 90%'), ['no field periode', 'there is no VitalMissionActivity named nothing']],
    ['a wrong period, a wrong zone, an unknown area', own('Scorecard', 'c', 'period: fortnight, timeZone: Mars/Phobos, areas: [none]'), ['one of day, week', 'Mars/Phobos is not a time zone', 'no KeyResultArea named none']],
    ['two slips in one where', SLI.replace('{state: ok}', '{value: {foo: 1}, stat: ok}'), ['no field foo', 'cannot ask for stat']],
    ['lines reversed, on a measure that is not there', own('KeyPerformanceTarget', 'k', 'measure: {slo: nothing}, adequate: 99%, desired: 95%, timeZone: Mars/Phobos'), ['there is no SLO named nothing', 'adequate lies on the wrong side', 'Mars/Phobos is not a time zone']],
    ['an SLO without a service, with a method that is none', SLI + slo('s', ', budgetingMethod: Some', '', 'r', '{target: 2, timeSliceWindow: 1m}').replace('service: x, ', ''), ['service is missing', 'one of Occurrences', 'a target lies between']],
    ['an activity with a wrong key for its operator', own('VitalMissionActivity', 'a', 'al: [s], window: long'), ['no field al', 'long is not a duration']],
    ['lines reversed, above a name that is not there', own('VitalMissionActivity', 'a', 'all: [nothing], adequate: 99%, desired: 95%'), ['no SLO or VitalMissionActivity named nothing', 'lies above desired']],
    ['a key that means nothing beside what is missing', SLI + slo('s', '', '', 'r', '{zzzzzzzz: 1}'), ['no field zzzzzzzz', 'an objective needs a target']],
    ['a statistic that is none, an SLI that is not there', own('KeyPerformanceTarget', 'k', 'measure: {sli: q, statistic: avg}, desired: 1, adequate: 0'), ['avg is not a statistic', 'there is no SLI named q']],
    ['an objective that is text, an area that is a map', SLI + slo('s', ', timeWindow: [{duration: x}]', '', 'r', 'high') + own('Scorecard', 'c', 'timeZone: Mars/Phobos, areas: [{a: b}]'), ['this must be a map', 'x is not a duration', 'this must be text', 'Mars/Phobos']],
    ['a name in capitals hides nothing', SLI + slo('S', '', '', 'q'), ['RFC 1123', 'no SLI named q']],
  ])('all at once, and nothing that only follows from another: %s', (_what, text, expected) => {
    const found = check(text);
    for (const one of expected) expect(found.join('\n')).toContain(one);
    expect(found).toHaveLength(expected.length);
  });
  test('what is meant in one way or another is a warning: a child named twice, an SLI of several services, of which one may be named', () => {
    const two = (sli: string): ReturnType<typeof checkPlan> => checkPlan([{ file: 'p', text: TIME + slo('s', '', '', 't', '{op: lt, value: 5, target: 0.9}') + slo('z', '', '', 't', '{op: lt, value: 5, target: 0.9}').replace('service: x', 'service: y') + own('KeyPerformanceTarget', 'k', `measure: {sli: ${sli}, statistic: mean}, polarity: lower, desired: 3, adequate: 4`) }]);
    expect(checkPlan([{ file: 'p', text: SLI + slo('s') + own('VitalMissionActivity', 'a', 'atLeast: 2, of: [s, s]') }]).warnings.map(faultLine).join()).toContain('s stands here twice, and counts twice (at spec.of.1)');
    expect(two('t').warnings.map(faultLine).join()).toContain('several services use t; t@x is taken');
    expect(two('t@y')).toMatchObject({ faults: [], warnings: [] });
    expect(two('t@y').plan?.measures.find((one) => one.tier === 'kpt')).toMatchObject({ of: { name: 't@y' } });
  });
});

describe('nothing that can be written makes the checker fall over', () => {
  test('brackets a hundred thousand deep, names of built-in properties, a plan that is a list', () => {
    expect(check('['.repeat(100_000)).length).toBeGreaterThan(0);
    expect(check('{apiVersion: constructor, kind: name}').join()).toContain('constructor is not known');
    expect(check('{apiVersion: openslo/v1, kind: toString}').join()).toContain('no kind toString');
    expect(check('{__proto__: {apiVersion: openslo/v1}, kind: SLO}').join()).toContain('apiVersion is missing');
    expect(check(`${SLI}\n- a\n- b`).join()).toMatch(/^p:4:1: error: a document must be a map/);
  });
  test('any slip in a good plan is a plan still or a list of faults with places', () => {
    const words = [...SHOP.matchAll(/[A-Za-z0-9_.%/-]+/g)].map((one) => [one.index, one[0].length] as const);
    const odd = fc.constantFrom('', 'null', '-1', '0', '1e400', '99.9', '[]', '{}', '[a]', '{a: b}', '__proto__', '*x', '&x y', '!!int 3', '<<', '2026-02-30', 'Mars/Phobos', '"\\ud800"', '- a', '? b', '"', '}', '\n', '\t', '#');
    fc.assert(
      fc.property(fc.nat(words.length - 1), odd, (index, replacement) => {
        const [from, length] = words[index] as readonly [number, number];
        const { plan, faults } = checkPlan([{ file: 'p', text: SHOP.slice(0, from) + replacement + SHOP.slice(from + length) }]);
        expect(plan === null).toBe(faults.length > 0);
        for (const one of faults) {
          expect(one.line).toBeGreaterThan(0);
          expect(one.column).toBeGreaterThan(0);
          expect(faultLine(one)).not.toMatch(/undefined|NaN|\[object|Invalid input/);
        }
      }),
      { numRuns: 400 },
    );
  });
  test('two thousand objectives are checked within seconds', () => {
    const started = performance.now();
    expect(check(SLI + Array.from({ length: 2000 }, (_, i) => slo(`s${i}`)).join('') + own('VitalMissionActivity', 'a', `all: [${Array.from({ length: 2000 }, (_, i) => `s${i}`).join(', ')}]`))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-plan-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  test('is read as one plan with all below it; hidden folders and other files are not of the plan', () => {
    // as a cluster mounts it: links to files in a hidden folder
    mkdirSync(join(folder, '..data_1'));
    writeFileSync(join(folder, '..data_1', 'slis.yaml'), SLI);
    symlinkSync('..data_1/slis.yaml', join(folder, 'slis.yaml'));
    mkdirSync(join(folder, 'team'));
    writeFileSync(join(folder, 'team', 'slos.yml'), slo('s'));
    writeFileSync(join(folder, 'README.md'), 'not: [yaml');
    writeFileSync(join(folder, 'empty.yaml'), '');
    const { plan, faults } = readPlan([folder]);
    expect(faults.map(faultLine)).toEqual([]);
    expect(plan?.measures.map((one) => one.name)).toEqual(['r', 's']);
  });
  test('a file named beside its folder is read once', () => {
    expect(readPlan([folder, join(folder, 'team', 'slos.yml')]).faults).toEqual([]);
  });
  test('the id of a plan does not depend on the order of its files', () => {
    const parts = SHOP.split(/^---$/m).map((text, i) => ({ file: `${i}`, text }));
    expect(checkPlan([...parts].reverse()).plan?.id).toBe(checkPlan(parts).plan?.id);
  });
  test('a path that is not there and a folder without plans are faults', () => {
    expect(readPlan([join(folder, 'none')]).faults.map(faultLine).join()).toContain('cannot be read: there is no such file or folder');
    mkdirSync(join(folder, 'bare'));
    expect(readPlan([join(folder, 'bare')]).faults.map(faultLine).join()).toContain('there is no .yaml file here');
  });
});

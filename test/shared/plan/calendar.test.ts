/** Calendars and corrections of a plan: what they become, what they change in SLOs and KPTs, and every fault that can be made in them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { KptMeasure, Measure, Plan, SliMeasure, SloMeasure } from '../../../shared/plan/measure.ts';
import { faultLine } from '../../../shared/plan/report.ts';
import { scheduled } from '../../../shared/time/schedule.ts';

const SHOP = readFileSync(new URL('../../support/plans/shop/plan.yaml', import.meta.url), 'utf8');
const RATIO = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: r}, spec: {ratioMetric: {good: {metricSource: {spec: {kind: k, where: {state: ok}}}}, total: {metricSource: {spec: {kind: k}}}}}}\n---\n';
const TIME = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: t}, spec: {thresholdMetric: {metricSource: {spec: {kind: k, unit: ms}}}}}\n---\n';
const slo = (name: string, annotations = '', more = '', sli = 'r', objectives = '{target: 0.9}'): string => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {service: x, indicatorRef: ${sli}, objectives: [${objectives}]${more}}}\n---\n`;
const own = (kind: string, name: string, spec: string, annotations = ''): string => `{apiVersion: heptad/v1, kind: ${kind}, metadata: {name: ${name}, annotations: {${annotations}}}, spec: {${spec}}}\n---\n`;
const calendar = (spec: string, name = 'office'): string => own('Calendar', name, spec);
const correction = (spec: string, span = 'from: 2026-11-03T09:12:00Z, to: 2026-11-03T09:40:00Z', name = 'dns'): string => own('Correction', name, `${spec}, ${span}, reason: supplier`);
const OFFICE = calendar('timeZone: Europe/Berlin, week: {mon-fri: ["08:00-18:00"], sat: ["09:00-13:00"]}, holidays: [2026-12-25, {date: 2026-12-24, hours: ["08:00-12:00"]}], maintenance: [{name: patch, rrule: FREQ=MONTHLY;BYDAY=1TU, at: "09:00", for: 2h}]');

const check = (text: string): { faults: string[]; warnings: string[] } => {
  const { faults, warnings } = checkPlan([{ file: 'p', text }]);
  return { faults: faults.map(faultLine), warnings: warnings.map(faultLine) };
};
const planOf = (text: string): Plan => {
  const { plan, faults } = checkPlan([{ file: 'p', text }]);
  expect(faults.map(faultLine)).toEqual([]);
  return plan as Plan;
};
const one = <T extends Measure>(plan: Plan, tier: T['tier'], name: string): T => plan.measures.find((each) => each.tier === tier && each.name === name) as T;
const slis = (plan: Plan): SliMeasure[] => plan.measures.filter((each): each is SliMeasure => each.tier === 'sli');

describe('an SLO with a calendar', () => {
  test('brings it along, spelled out day by day', () => {
    const made = one<SloMeasure>(planOf(RATIO + OFFICE + slo('s', 'heptad/calendar: office')), 'slo', 's');
    const day: [string, string][] = [['08:00', '18:00']];
    expect(made.schedule).toEqual({
      corrections: [],
      calendar: {
        name: 'office', zone: 'Europe/Berlin', week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [['09:00', '13:00']] },
        holidays: [{ date: '2026-12-24', hours: [['08:00', '12:00']] }, { date: '2026-12-25', hours: [] }], maintenance: [{ name: 'patch', rrule: 'FREQ=MONTHLY;BYDAY=1TU', at: '09:00', ms: 7_200_000 }],
      },
    });
    // November 2026: 21 weekdays of ten hours, four Saturdays of four, one patch
    expect(scheduled(made.schedule, Date.parse('2026-11-01T00:00:00+01:00'), Date.parse('2026-12-01T00:00:00+01:00')) / 3_600_000).toBe(210 + 16 - 2);
  });
  test('a range of days may run over the end of the week; hours are kept in order; without a zone it is UTC', () => {
    const made = one<SloMeasure>(planOf(RATIO + calendar('week: {sat-mon: ["12:00-24:00", "08:00-12:00"], wed: []}') + slo('s', 'heptad/calendar: office')), 'slo', 's');
    const day: [string, string][] = [['08:00', '12:00'], ['12:00', '24:00']];
    expect(made.schedule?.calendar).toMatchObject({ zone: 'UTC', week: { sat: day, sun: day, mon: day, wed: [] } });
  });
  test('counts an inner SLI that keeps the counted minutes of its own; a threshold is cut first', () => {
    const plan = planOf(RATIO + TIME + OFFICE + slo('s', 'heptad/calendar: office', '', 'r', '{target: 0.9}, {target: 0.99}') + slo('fast', 'heptad/calendar: office', '', 't', '{op: lte, value: 300, target: 0.9}') + slo('plain'));
    const inner = slis(plan).filter((each) => each.through !== null);
    const [s, second, fast, plain] = ['s', 's.2', 'fast', 'plain'].map((name) => one<SloMeasure>(plan, 'slo', name)) as [SloMeasure, SloMeasure, SloMeasure, SloMeasure];
    expect(inner).toHaveLength(2);
    const through = inner.find((each) => each.def === s.source) as SliMeasure;
    expect(through).toMatchObject({ internal: true, sli: 'r', kind: 'ratio', through: { def: one(plan, 'sli', 'r').def } });
    expect(second.source).toBe(s.source);
    const cut = slis(plan).find((each) => each.name === 't lte 300') as SliMeasure;
    expect(inner.find((each) => each.def === fast.source)).toMatchObject({ kind: 'threshold', through: { def: cut.def } });
    expect([plain.schedule, plain.source]).toEqual([null, one(plan, 'sli', 'r').def]);
  });
  test('without one is what it was: the plans of before keep every def', () => {
    const defs = (text: string): Record<string, string> => Object.fromEntries(planOf(text).measures.map((each) => [`${each.tier} ${each.name}`, each.def]));
    expect(defs(`${SHOP}---\n${OFFICE}`)).toEqual(defs(SHOP));
    expect(defs(RATIO + slo('s', 'heptad/no-data: ignore'))).toEqual(defs(RATIO + slo('s')));
  });
});

describe('a correction', () => {
  test('is part of the SLOs that it names, of all their objectives, and of no other', () => {
    const plan = planOf(RATIO + slo('s', '', '', 'r', '{target: 0.9}, {target: 0.99}') + slo('other') + correction('slos: [s], text: DNS provider outage'));
    const dns = { name: 'dns', from: Date.parse('2026-11-03T09:12:00Z'), to: Date.parse('2026-11-03T09:40:00Z'), reason: 'supplier', text: 'DNS provider outage' };
    for (const name of ['s', 's.2']) expect(one<SloMeasure>(plan, 'slo', name).schedule).toEqual({ calendar: null, corrections: [dns] });
    expect(one<SloMeasure>(plan, 'slo', 'other').schedule).toBeNull();
  });
  test('or calendar that changes makes another def of the SLO and another id of the plan; words change the id alone; order changes nothing', () => {
    const all = [RATIO, OFFICE, slo('s', 'heptad/calendar: office'), slo('u'), correction('slos: [s, u]'), correction('slos: [s]', 'from: 2026-11-03T09:00:00Z, to: 2026-11-03T09:20:00Z', 'other')];
    const seen = (text: string): [string, string, string] => {
      const plan = planOf(text);
      return [plan.id, one(plan, 'slo', 's').def, one(plan, 'sli', 'r').def];
    };
    const [id, def, sli] = seen(all.join(''));
    expect(seen([...all].reverse().join(''))).toEqual([id, def, sli]);
    for (const [from, to] of [['to: 2026-11-03T09:40:00Z', 'to: 2026-11-03T09:41:00Z'], ['09:00-13:00', '09:00-14:00'], ['for: 2h', 'for: 1h'], ['Europe/Berlin', 'Europe/Paris'], ['slos: [s, u]', 'slos: [u]'], ['2026-12-25', '2026-12-26']] as const) {
      const other = seen(all.join('').replace(from, to));
      expect([other[0] === id, other[1] === def, other[2] === sli], to).toEqual([false, false, true]);
    }
    const other = seen(all.join('').replace('reason: supplier', 'reason: customer'));
    expect([other[0] === id, other[1] === def, other[2] === sli]).toEqual([false, true, true]);
  });
  test('off the minute takes the whole minutes inside, which is a warning', () => {
    expect(check(RATIO + slo('s') + correction('slos: [s]', 'from: 2026-11-03T09:12:12Z, to: 2026-11-03T09:40:00Z')).warnings).toEqual([expect.stringMatching(/does not fall on minutes: the whole minutes inside are excluded \(at spec\.from\)/)]);
    expect(check(RATIO + slo('s') + correction('slos: [s]', 'from: 2026-11-03T09:12:00Z, to: 2026-11-03T09:12:59Z')).warnings).toEqual([expect.stringMatching(/no whole minute lies inside: nothing is excluded \(at spec\.to\)/)]);
  });
});

describe('edges', () => {
  test('hours may touch, a day may be whole, maintenance may last 31 days, holidays come in any order', () => {
    const made = one<SloMeasure>(planOf(RATIO + calendar('week: {mon: ["12:00-18:00", "08:00-12:00"], tue: ["00:00-24:00"], wed: ["23:59-00:00"], thu-thu: ["10:00-10:00"]}, holidays: [2026-12-26, 2026-12-24, 2026-12-25], maintenance: [{rrule: "freq=daily ", at: "23:59:59", for: 31d}]') + slo('s', 'heptad/calendar: office')), 'slo', 's').schedule?.calendar;
    expect(made?.week).toEqual({ mon: [['08:00', '12:00'], ['12:00', '18:00']], tue: [['00:00', '24:00']], wed: [['23:59', '00:00']], thu: [['10:00', '10:00']] });
    expect(made?.holidays.map((each) => each.date)).toEqual(['2026-12-24', '2026-12-25', '2026-12-26']);
    expect(made?.maintenance).toEqual([{ name: '', rrule: 'FREQ=DAILY', at: '23:59:59', ms: 31 * 86_400_000 }]);
  });
  test('hours overlap from the first minute on, also those that run past midnight, whatever the order they stand in', () => {
    for (const hours of ['"08:00-12:01", "12:00-18:00"', '"12:00-18:00", "08:00-12:01"', '"22:00-22:00", "23:00-23:30"', '"08:00-09:00", "08:00-09:00"']) expect(check(calendar(`week: {mon: [${hours}]}`)).faults, hours).toEqual([expect.stringMatching(/overlap \(at spec\.week\.mon\.1\)/)]);
    expect(check(calendar('week: {mon: ["22:00-02:00", "02:00-22:00"]}')).faults).toEqual([]);
  });
  test('a week may be named by one range, over its end too', () => {
    const days = (key: string): string[] => Object.keys(one<SloMeasure>(planOf(RATIO + calendar(`week: {${key}: ["08:00-09:00"]}`) + slo('s', 'heptad/calendar: office')), 'slo', 's').schedule?.calendar?.week ?? {});
    expect([days('mon-sun'), days('sun-mon'), days('fri-mon'), days('sun'), days('tue-mon')]).toEqual([['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], ['sun', 'mon'], ['fri', 'sat', 'sun', 'mon'], ['sun'], ['tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'mon']]);
  });
  test('maintenance falls on minutes when it begins and lasts so', () => {
    const warned = (at: string, length: string): string[] => check(calendar(`maintenance: [{rrule: FREQ=DAILY, at: "${at}", for: ${length}}]`)).warnings.map((line) => /\(at (.*?)\)/.exec(line)?.[1] ?? '');
    expect([warned('09:00', '60s'), warned('09:00', '60000ms'), warned('09:00:01', '1m'), warned('09:00:30', '90s'), warned('09:00', '61s')]).toEqual([[], [], ['spec.maintenance.0.at'], ['spec.maintenance.0.for'], ['spec.maintenance.0.for']]);
  });
  test('a correction may begin with 1970 and end with the last second that the store holds', () => {
    const faultsOf = (from: string, to: string): number => check(RATIO + slo('s') + correction('slos: [s]', `from: ${from}, to: ${to}`)).faults.length;
    expect([['1970-01-01T00:00:00Z', '2106-02-07T06:28:15Z'], ['1969-12-31T23:59:59Z', '2026-01-01T00:00:00Z'], ['2026-01-01T00:00:00Z', '2106-02-07T06:28:16Z']].map(([from, to]) => faultsOf(from as string, to as string))).toEqual([0, 1, 1]);
  });
  test('a correction takes out whole minutes from the first that lies inside', () => {
    const said = (from: string, to: string): string[] => check(RATIO + slo('s') + correction('slos: [s]', `from: 2026-11-03T09:${from}Z, to: 2026-11-03T09:${to}Z`)).warnings.map((line) => (line.includes('nothing is excluded') ? 'nothing' : 'inside'));
    expect([said('12:30', '14:00'), said('12:30', '13:30'), said('12:00', '12:30'), said('12:00', '13:30'), said('12:00', '13:00')]).toEqual([['inside'], ['nothing'], ['nothing'], ['inside'], []]);
  });
  test('corrections of one SLO come in the order of time, then of their ends, then of their names', () => {
    const spans: [string, string, string][] = [['d', '10', '20'], ['b', '05', '30'], ['c', '05', '30'], ['a', '05', '40']];
    const text = (list: typeof spans): string => list.map(([name, from, to]) => correction('slos: [s]', `from: 2026-11-03T09:${from}:00Z, to: 2026-11-03T09:${to}:00Z`, name)).join('');
    for (const list of [spans, spans.toReversed()]) expect(one<SloMeasure>(planOf(RATIO + slo('s') + text(list)), 'slo', 's').schedule?.corrections.map((each) => each.name)).toEqual(['b', 'c', 'a', 'd']);
  });
});

describe('a KPT on a statistic of an SLI', () => {
  const kpt = (measure: string, annotations = '', name = 'k'): string => own('KeyPerformanceTarget', name, `measure: {${measure}}`, annotations);
  test('counts by its own calendar and the corrections that name it, in an inner SLI; two that count alike share it', () => {
    const plan = planOf(TIME + OFFICE + kpt('sli: t, statistic: mean', 'heptad/calendar: office') + kpt('sli: t, statistic: sum', 'heptad/calendar: office', 'l') + kpt('sli: t, statistic: mean', '', 'c') + correction('kpts: [c]') + kpt('sli: t, statistic: mean', '', 'plain'));
    const [k, l, c, plain] = ['k', 'l', 'c', 'plain'].map((name) => one<KptMeasure>(plan, 'kpt', name)) as [KptMeasure, KptMeasure, KptMeasure, KptMeasure];
    const sli = one(plan, 'sli', 't').def;
    expect([k.schedule?.calendar?.name, c.schedule?.corrections[0]?.name, plain.schedule]).toEqual(['office', 'dns', null]);
    expect(slis(plan).filter((each) => each.through).map((each) => [each.def, each.through?.def])).toEqual([[k.of.def, sli], [c.of.def, sli]]);
    expect([l.of.def === k.of.def, c.of.def === k.of.def, plain.of.def === sli, k.of.name]).toEqual([true, false, true, 't']);
  });
  test('others bring the time of their measure: a calendar or a correction of their own is a fault', () => {
    const base = RATIO + OFFICE + slo('s') + own('VitalMissionActivity', 'a', 'all: [s]');
    expect(check(base + kpt('slo: s', 'heptad/calendar: office')).faults).toEqual([expect.stringContaining('k counts by the schedule of the SLO s (at metadata.annotations.heptad/calendar); put heptad/calendar on the SLO s')]);
    expect(check(base + kpt('vma: a') + correction('kpts: [k]')).faults).toEqual([expect.stringContaining('k counts by the schedules of the SLOs below a, so it cannot be corrected by itself (at spec.kpts.0); name these SLOs')]);
    expect(check(base + kpt('slo: s') + correction('kpts: [k]')).faults).toEqual([expect.stringContaining('(at spec.kpts.0); name the SLO s')]);
  });
});

describe('unmeasured time', () => {
  test('is filled as the SLO says, and that is part of its def', () => {
    const made = ['ignore', 'good', 'bad', 'carry'].map((policy) => one<SloMeasure>(planOf(RATIO + slo('s', `heptad/no-data: ${policy}`, ', budgetingMethod: RatioTimeslices')), 'slo', 's'));
    expect(made.map((each) => each.noData)).toEqual(['ignore', 'good', 'bad', 'carry']);
    expect(new Set(made.map((each) => each.def)).size).toBe(4);
  });
  test('of Occurrences has no timeslices to fill: a warning', () => {
    expect(check(RATIO + slo('s', 'heptad/no-data: bad'))).toEqual({ faults: [], warnings: [expect.stringContaining('bad fills timeslices, and Occurrences has none: unmeasured time is ignored (at metadata.annotations.heptad/no-data)')] });
    expect(check(RATIO + slo('s', 'heptad/no-data: ignore')).warnings).toEqual([]);
  });
});

describe('faults', () => {
  const base = RATIO + slo('checkout') + own('VitalMissionActivity', 'buy', 'all: [checkout]');
  const maintenance = (rrule: string, at = '09:00', length = '2h'): string => calendar(`maintenance: [{name: m, rrule: "${rrule}", at: "${at}", for: ${length}}]`);
  test.each([
    ['an unknown day', calendar('week: {mon-fir: ["08:00-18:00"]}'), 'fir is not a day of the week (at spec.week.mon-fir); did you mean fri?'],
    ['a day written out', calendar('week: {Monday: ["08:00-18:00"]}'), 'Monday is not a day of the week (at spec.week.Monday); did you mean mon?'],
    ['a range of three', calendar('week: {mon-wed-fri: ["08:00-18:00"]}'), 'mon-wed-fri is not a range of days'],
    ['a range without an end', calendar('week: {mon-: ["08:00-18:00"]}'), 'mon- is not a day of the week (at spec.week.mon-); a range has two ends, such as mon-fri'],
    ['a day twice', calendar('week: {mon-fri: ["08:00-18:00"], wed: ["08:00-12:00"]}'), 'wed has its hours already, under mon-fri (at spec.week.wed)'],
    ['hours of another form', calendar('week: {mon: ["8:00-18:00"]}'), '8:00-18:00 is not a pair of times (at spec.week.mon.0); write it as "08:00-18:00"'],
    ['an hour that is none', calendar('week: {mon: ["08:00-25:00"]}'), '08:00-25:00 is not a pair of times'],
    ['a day that begins at its end', calendar('week: {mon: ["24:00-08:00"]}'), '24:00-08:00 is not a pair of times'],
    ['hours that overlap', calendar('week: {mon: ["08:00-12:00", "11:00-18:00"]}'), '11:00-18:00 and 08:00-12:00 overlap (at spec.week.mon.1)'],
    ['hours that overlap past midnight', calendar('week: {mon: ["22:00-02:00", "23:00-23:30"]}'), '23:00-23:30 and 22:00-02:00 overlap'],
    ['hours that are no list', calendar('week: {mon: "08:00-18:00"}'), 'this must be a list (at spec.week.mon)'],
    ['a zone that is none', calendar('timeZone: Europe/Berlinn'), 'Europe/Berlinn is not a time zone (at spec.timeZone); did you mean Europe/Berlin?'],
    ['a holiday that is no date', calendar('holidays: [2026-02-30]'), '2026-02-30 is not a date (at spec.holidays.0); write it as 2026-12-25'],
    ['a holiday with a time', calendar('holidays: [{date: "2026-12-24 10:00"}]'), '2026-12-24 10:00 is not a date (at spec.holidays.0.date)'],
    ['a holiday twice', calendar('holidays: [2026-12-25, {date: 2026-12-25}]'), '2026-12-25 is a holiday already (at spec.holidays.1.date)'],
    ['hours of a holiday', calendar('holidays: [{date: 2026-12-25, hours: ["10-12"]}]'), '10-12 is not a pair of times (at spec.holidays.0.hours.0)'],
    ['a yearly rule', maintenance('FREQ=YEARLY;BYDAY=MO'), 'FREQ cannot be YEARLY (at spec.maintenance.0.rrule); FREQ=DAILY, WEEKLY or MONTHLY'],
    ['a rule with an interval', maintenance('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'), 'INTERVAL is not understood in an rrule'],
    ['maintenance at no time', maintenance('FREQ=DAILY', '9am'), '9am is not a time of day (at spec.maintenance.0.at); write it as "09:00"'],
    ['maintenance for no time', maintenance('FREQ=DAILY', '09:00', '2 hours'), '2 hours is not a duration such as 2h or 90m (at spec.maintenance.0.for)'],
    ['maintenance for months', maintenance('FREQ=DAILY', '09:00', '30M'), '30M has no one length (at spec.maintenance.0.for); m is a minute, M a month: did you mean 30m?'],
    ['maintenance without end', maintenance('FREQ=DAILY', '09:00', '60d'), 'maintenance lasts at most 31 days, this is 60d'],
    ['an unknown field', calendar('timezone: UTC'), 'there is no field timezone here (at spec.timezone); did you mean timeZone?'],
    ['a calendar that is not there', RATIO + OFFICE + slo('s', 'heptad/calendar: ofice'), 'there is no Calendar named ofice (at metadata.annotations.heptad/calendar); did you mean office?'],
    ['a calendar of an activity', base + OFFICE + own('VitalMissionActivity', 'b', 'all: [checkout]', 'heptad/calendar: office'), 'an activity counts by the schedules of its SLOs'],
    ['a policy that is none', RATIO + slo('s', 'heptad/no-data: godo'), 'godo is not a policy for unmeasured time (at metadata.annotations.heptad/no-data); did you mean good?'],
    ['a correction of an SLO that is not there', base + correction('slos: [chekout]'), 'there is no SLO named chekout (at spec.slos.0); did you mean checkout?'],
    ['a correction of a KPT that is not there', base + correction('kpts: [k]'), 'there is no KeyPerformanceTarget named k (at spec.kpts.0)'],
    ['a correction of an objective', base + correction('slos: [checkout.2]'), 'checkout.2 is an objective, and a correction names SLOs (at spec.slos.0); name checkout: it holds for all its objectives'],
    ['a correction of an activity', base + correction('slos: [buy]'), 'buy is a VitalMissionActivity, and a correction names SLOs (at spec.slos.0); name the SLOs below it'],
    ['a correction of the same twice', base + correction('slos: [checkout, checkout]'), 'checkout is named twice (at spec.slos.1)'],
    ['a correction of nothing', base + own('Correction', 'c', 'from: 2026-11-03T09:12:00Z, to: 2026-11-03T09:40:00Z, reason: own'), 'a correction names at least one SLO or KPT (at spec)'],
    ['a correction that ends before it begins', base + correction('slos: [checkout]', 'from: 2026-11-03T09:12:00Z, to: 2026-11-03T09:12:00Z'), 'a correction ends after it begins; this is from 2026-11-03T09:12:00Z to 2026-11-03T09:12:00Z (at spec.to)'],
    ['an instant without an offset', base + correction('slos: [checkout]', 'from: 2026-11-03T09:12:00, to: 2026-11-03T09:40:00Z'), '2026-11-03T09:12:00 is not an instant (at spec.from); write it with its offset'],
    ['an instant that no store holds', base + correction('slos: [checkout]', 'from: 2026-11-03T09:12:00Z, to: 2206-11-03T09:40:00Z'), 'lies outside of 1970 to 2106 (at spec.to)'],
    ['a correction without a reason', base + own('Correction', 'c', 'slos: [checkout], from: 2026-11-03T09:12:00Z, to: 2026-11-03T09:40:00Z'), 'reason is missing (at spec.reason)'],
  ])('%s', (_what, text, expected) => {
    const { faults } = check(text);
    expect(faults).toEqual([expect.stringContaining(expected)]);
  });
  test('stand at their line and column', () => {
    const text = `${base}apiVersion: heptad/v1\nkind: Calendar\nmetadata:\n  name: office\nspec:\n  timeZone: Europe/Berlin\n  week:\n    mon-fri: ["08:00-18:00"]\n    satt: ["09:00-13:00"]\n  maintenance:\n    - {rrule: FREQ=MONTHLY, at: "09:00", for: 2h}\n`;
    expect(check(text).faults.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['p:15:11: error: satt', 'p:17:15: error: FREQ=MONTHLY']);
  });
  test('of a faulty calendar are named once: what counts by it is no second fault', () => {
    expect(check(RATIO + calendar('week: {mon: 7}') + slo('s', 'heptad/calendar: office') + correction('slos: [s], slo: [x]')).faults).toHaveLength(2);
  });
  test('that are none are warnings: a calendar that is never open, maintenance off the minute', () => {
    expect(check(calendar('week: {}')).warnings).toEqual([expect.stringContaining('office is never open')]);
    expect(check(calendar('week: {}, holidays: [{date: 2026-12-24, hours: ["08:00-12:00"]}]')).warnings).toEqual([]);
    expect(check(maintenance('FREQ=DAILY', '09:00:30')).warnings).toEqual([expect.stringContaining('the whole minutes inside it are excluded')]);
    expect(check(maintenance('FREQ=DAILY', '09:00:00', '90s')).warnings).toHaveLength(1);
    expect(check(maintenance('FREQ=DAILY', '09:00:00')).warnings).toEqual([]);
  });
});

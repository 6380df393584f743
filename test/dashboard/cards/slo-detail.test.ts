/** What the page of one SLO says beyond its figures: who spent the budget, what is marked on its charts, and the document that defines it. */
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../../dashboard/cards/3-slo-document.ts';
import { drawnMarks, laneOf, marksOf } from '../../../dashboard/cards/3-slo-marks.ts';
import { dimensionOf, sharesOf, type Spent, spentOf } from '../../../dashboard/cards/3-slo-spent.ts';
import { html } from '../../../dashboard/cards/markup.ts';
import { dimensionsOf } from '../../../dashboard/routes/spent.ts';
import { checkPlan } from '../../../shared/plan/check.ts';
import type { SliMeasure, SloMeasure } from '../../../shared/plan/measure.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { HOSTILE } from '../../support/hostile.ts';
import { SLOS, sloRows } from '../../support/northwind-slos.ts';

const slo = SLOS[0] as SloMeasure;
const row = { ...sloRows()[0], tier: 'slo' } as Row;
const line = (field: string, value: string, bad: number, counted: number) => ({ field, value, bad: String(bad), counted: String(counted), minutes: 3 });
const spent: Spent = {
  bad: 100, counted: 1000, minutes: 3, every: 1,
  dimensions: dimensionsOf([line('', '', 100, 1000), line('labels.region', 'eu', 60, 600), line('labels.region', 'us', 40, 400), line('labels.route', '/pay', 80, 200), line('labels.route', '/cart', 5, 300), line('labels.route', '/idle', 0, 200), line('state', 'error', 100, 100), line('component', 'api', 100, 1000)], new Set(['state'])),
};

describe('who spent the budget', () => {
  it('is told by labels, not by what good and bad are told apart by, nor by what all have alike', () => expect(spent.dimensions.map((one) => one.field)).toEqual(['labels.region', 'labels.route']));

  it('takes the label of the address, else the one whose worst value stands out most', () => {
    expect(dimensionOf(spent, null)?.field).toBe('labels.route');
    expect(['region', 'labels.region', 'nothing'].map((by) => dimensionOf(spent, by)?.field)).toEqual(['labels.region', 'labels.region', 'labels.route']);
    expect(dimensionOf({ ...spent, dimensions: [] }, 'region')).toBeNull();
  });

  it('adds up: what is not told by name, or does not have the label, stands last', () => {
    const parts = sharesOf(spent, dimensionOf(spent, 'route') as NonNullable<ReturnType<typeof dimensionOf>>, slo, row);
    expect(parts.map((one) => [one.value, one.bad, one.counted])).toEqual([['/pay', 80, 200], ['/cart', 5, 300], [null, 15, 500]]);
    expect(parts.reduce((all, one) => all + one.ofBad, 0)).toBeCloseTo(1, 12);
    expect(parts[0]?.ofBudget).toBeCloseTo(80 / (row.budget?.events.allowed ?? 0), 12);
    expect(sharesOf(spent, dimensionOf(spent, 'route') as NonNullable<ReturnType<typeof dimensionOf>>, { ...slo, method: 'Timeslices' }, row)[0]?.ofBudget).toBeNull();
  });

  it('shows hostile labels as text', () => {
    const it: Spent = { bad: 64, counted: 64, minutes: 1, every: 1, dimensions: [{ field: `labels.${HOSTILE[57]}`, values: HOSTILE.map((value) => ({ value, bad: 1, counted: 1 })) }] };
    const page = html(spentOf({ spent: it, measure: slo, row, asked: HOSTILE[57] ?? '', address: (by) => `/slos/x?${new URLSearchParams({ by })}`, ways: null }) as NonNullable<ReturnType<typeof spentOf>>);
    expect(page).not.toMatch(/<(img|script|svg onload|\/title)/i);
    expect(page.match(/<tr /g)?.length).toBe(1 + 64 + 1);
    // no attribute but those that cards write, whatever stands in them
    for (const tag of page.replaceAll(/="[^"]*"/g, '').match(/<[^>]*>/g) ?? []) expect(tag).not.toMatch(/\son\w+/i);
  });
});

describe('the marks on the charts', () => {
  const [from, to] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-22T00:00:00Z')];
  const fired = [{ from: from + 86_400_000, to: from + 90_000_000, rules: ['burn-fast'] }, { from: to - 3_600_000, to, rules: ['a', 'b', 'c'] }];
  const marks = marksOf(slo, fired, [], { from, to, now: to });

  it('are corrections and incidents, in order of time, cut to what is shown', () => {
    expect(marks.map((one) => [one.kind, one.goes, one.text])).toEqual([['incident', false, 'burn-fast'], ['correction', false, 'Outage of a supplier, DNS provider'], ['incident', true, 'a and 2 more rules']]);
    expect(marksOf(slo, [], [], { from: Date.parse('2026-11-03T09:00:00Z'), to, now: to })[0]?.from).toBe(Date.parse('2026-11-03T09:00:00Z'));
    expect(marksOf(slo, [], [], { from: Date.parse('2026-11-04T00:00:00Z'), to, now: to })).toEqual([]);
    // what still goes on is drawn again once a minute, not with every event
    const [later, now] = [100, 200].map((ms) => drawnMarks(marksOf(slo, [fired[0], { from: to - 3_600_000, to: to + ms, rules: ['a'] }] as typeof fired, [], { from, to: to + ms, now: to + ms })));
    expect(later).toBe(now);
    expect(JSON.parse(drawnMarks(marks))[1]).toEqual([Date.parse('2026-11-03T07:00:00Z'), Date.parse('2026-11-03T10:30:00Z'), 0]);
  });

  it('hold deploys, at their instant, cut short where they stand along a line', () => {
    const one = { at: from + 1000, text: 'a version with a very long name', href: '/events/shop/x' };
    const all = marksOf(slo, [], [one, { ...one, at: from - 1 }, { ...one, at: to + 1 }], { from, to, now: to }).filter(({ kind }) => kind === 'deploy');
    expect(all).toEqual([{ kind: 'deploy', from: one.at, to: one.at, goes: false, text: one.text, href: one.href }]);
    expect(JSON.parse(drawnMarks(all))).toEqual([[one.at, one.at, 2, 'a version wit…']]);
  });

  it('are told in words, the newest first; of very many the last', () => {
    const page = html(laneOf(marks, { from, to, zone: 'UTC' }) as NonNullable<ReturnType<typeof laneOf>>);
    expect(page.replaceAll(/<[^>]+>/g, '')).toContain('Incident 21 Nov 23:00, not over: a and 2 more rulesCorrection 3 Nov 07:00, 3 h 30 min: Outage of a supplier, DNS providerIncident 2 Nov 00:00, 1 h: burn-fast');
    expect(html(laneOf(Array.from({ length: 20 }, () => marks[0] as (typeof marks)[0]), { from, to, zone: 'UTC' }) as NonNullable<ReturnType<typeof laneOf>>)).toContain('and 12 before them');
    expect(laneOf([], { from, to, zone: 'UTC' })).toBeNull();
  });
});

describe('the document of an SLO', () => {
  const INDICATORS = `
{apiVersion: openslo/v1, kind: Service, metadata: {name: shop}, spec: {}}
---
{apiVersion: heptad/v1, kind: Calendar, metadata: {name: office}, spec: {timeZone: Europe/Berlin, week: {mon: ["08:00-18:00"]}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: http, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: http}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: time}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: http, unit: ms}}}}}
`;
  const documents = [
    '{apiVersion: openslo/v1, kind: SLO, metadata: {name: a, displayName: Shop answers, annotations: {heptad/adequate: "99.5%", heptad/owner: sre, heptad/party: "supplier:acme"}}, spec: {description: How it is, service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99.95}]}}',
    '{apiVersion: openslo/v1, kind: SLO, metadata: {name: b, annotations: {heptad/no-data: bad, heptad/coverage-floor: "0.9"}}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Timeslices, timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: "2026-01-01 00:00:00", timeZone: Europe/Berlin}}], objectives: [{target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 5m}]}}',
    '{apiVersion: openslo/v1, kind: SLO, metadata: {name: c}, spec: {service: shop, indicatorRef: time, budgetingMethod: Occurrences, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{op: lte, value: 250.5, targetPercent: 95}]}}',
    '{apiVersion: openslo/v1, kind: SLO, metadata: {name: d, annotations: {heptad/calendar: office}}, spec: {service: shop, indicatorRef: time, budgetingMethod: Occurrences, timeWindow: [{duration: 7d, isRolling: true}], objectives: [{op: gt, value: 3, target: 0.999999999}]}}',
  ];

  it.each(documents)('makes the same measure again: %s', (document) => {
    const made = (text: string): { slo: SloMeasure; source: SliMeasure } => {
      const { plan, faults } = checkPlan([{ file: 'plan.yaml', text: `${INDICATORS}---\n${text}` }]);
      if (!plan) throw new Error(JSON.stringify(faults));
      const found = plan.measures.find((one) => one.tier === 'slo') as SloMeasure;
      return { slo: found, source: plan.measures.find((one) => one.tier === 'sli' && one.def === found.source) as SliMeasure };
    };
    const first = made(document);
    const again = made(JSON.stringify(documentOf(first.slo, first.source, first.slo.sli), null, 2));
    expect({ ...again.slo, at: '' }).toEqual({ ...first.slo, at: '' });
  });
});

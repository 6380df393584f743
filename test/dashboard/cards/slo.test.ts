import { describe, expect, it } from 'vitest';
import { lasting, lastingWords, leftBrief, objective } from '../../../dashboard/cards/3-slo.ts';
import { leftShare } from '../../../shared/budget-figure.ts';
import { address, type Listed, PAGE, type SloQuery, sloListMain, sorted } from '../../../dashboard/cards/3-slo-list.ts';
import { document } from '../../../dashboard/cards/shell.ts';
import { specOf } from '../../../dashboard/cards/spec.ts';
import { instants, joined } from '../../../dashboard/routes/slo-page.ts';
import type { SloMeasure } from '../../../shared/plan/measure.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { AT, MEASURES, northwind } from '../../support/northwind.ts';
import { SLOS } from '../../support/northwind-slos.ts';

const known = { plan: 'northwind', measures: MEASURES };
const rows = await northwind.rows({ tier: 'slo', at: null, names: null, scorecard: null });
const named = (name: string): Row => rows.find((one) => one.name === name) as Row;
const list: Listed[] = (SLOS as SloMeasure[]).map((measure) => ({ measure, title: measure.title, row: named(measure.name), spec: specOf(known, measure, named(measure.name)), firing: 0, blind: 0 }));
const usual: SloQuery = { at: null, status: null, service: null, sort: 'budget', descending: false, page: 1 };
const text = (all: Listed[], query: Partial<SloQuery> = {}): string => document({ title: 'SLOs', main: sloListMain(all, { ...usual, ...query }, { at: AT, age: null, zone: 'UTC', instant: { at: query.at ?? null, newest: AT, zone: 'UTC', start: 1, path: '/slos', query: [] } }), assets: { script: null, styles: [] }, theme: null, here: 'slos', firing: 0, live: null });
/** What the filters of a page say, and where each leads that takes one away. */
const chipsOf = (page: string): string[][] => [...page.matchAll(/<a class="chip" href="([^"]+)">([^<]+)<span aria-hidden/g)].map((one) => [one[2] as string, (one[1] as string).replaceAll('&amp;', '&')]);
const shown = (page: string): string[] => [...page.matchAll(/<tr id="slo-([^"]+)"/g)].map((one) => one[1] as string);

describe('the budget that is left', () => {
  it('is written to its worse side, and as 0 only when nothing is left', () => {
    expect([0.289, 1, 0.0999, 0.0004, 0, -0.001, -1.881].map(leftShare)).toEqual(['28 %', '100 %', '9.9 %', '< 0.1 %', '0.0 %', '−0.1 %', '−189 %']);
    expect(leftShare(null)).toBe('–');
  });
  it('is told as a share and as time', () => {
    expect(leftBrief(named('checkout-availability'))).toBe('28 % (11 m 39 s)');
    expect(leftBrief(named('invoice-payments'))).toBe('–');
  });
  it('runs out, is spent, or lasts the window', () => {
    const slo = SLOS[0] as SloMeasure;
    const row = named('checkout-availability');
    expect(lastingWords(lasting(row, slo))).toBe('10 h 14 min');
    expect(lastingWords(lasting({ ...row, exhaustsAt: null }, slo))).toBe('lasts the window');
    // at a burn under what the window gives back it never runs out
    expect(lastingWords(lasting({ ...row, exhaustsAt: '2027-06-01T00:00:00Z' }, slo))).toBe('lasts the window');
    expect(lastingWords(lasting(named('stock-check'), slo))).toBe('spent');
    expect(lastingWords(lasting(named('invoice-payments'), slo))).toBe('–');
  });
});

it('an objective is told in a few words', () => expect(objective(SLOS[0] as SloMeasure)).toBe('99.9 % over rolling 28 days'));

describe('the list of SLOs', () => {
  it('stands with the least budget first, and what has no data last, whichever way', () => {
    expect(shown(text(list))).toEqual(['stock-check', 'card-payments', 'checkout-availability', 'search-fast', 'invoice-payments']);
    expect(sorted(list, { sort: 'budget', descending: true }).map((one) => one.measure.name)).toEqual(['search-fast', 'checkout-availability', 'card-payments', 'stock-check', 'invoice-payments']);
    expect(sorted(list, { sort: 'volume', descending: true })[0]?.measure.name).toBe('checkout-availability');
    expect(sorted(list, { sort: 'status', descending: false })[0]?.measure.name).toBe('stock-check');
  });

  it('filters by state and service through the address, and offers to take each filter away', () => {
    const page = text(list, { service: 'payments', status: 'tolerated' });
    expect(shown(page)).toEqual(['card-payments']);
    expect(page).toContain(`href="${address({ ...usual, service: 'payments' }).replaceAll('&', '&amp;')}"`);
    expect(page).toContain('2 SLOs of payments');
    expect(chipsOf(page)).toEqual([['state: In tolerance', '/slos?service=payments'], ['service: payments', '/slos?status=tolerated']]);
    expect(page).toContain('<a href="/slos">Clear all');
    // how it is sorted, and as of when, is no filter
    expect(text(list, { service: 'payments', status: 'tolerated', sort: 'name', at: AT })).toContain('sort=name">Clear all');
    expect(text(list, { service: 'nothing' })).toContain('No SLO is like that.');
  });

  it('says which column sorts, and a second click turns it round', () => {
    expect(text(list)).toMatch(/aria-sort="ascending"><a href="\/slos\?dir=desc"[^>]*>Budget left/);
    expect(text(list, { sort: 'burn', descending: true })).toMatch(/aria-sort="descending"><a href="\/slos\?sort=burn"/);
  });

  it('escapes what a plan says', () => {
    const page = text(list);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<script>/);
    expect(page).toContain('/slos?service=%3Cscript%3E');
  });

  it('says what to do without any, and shows a thousand by the hundred', () => {
    expect(text([])).toContain('The plan has no SLO yet.');
    const many = Array.from({ length: 1000 }, (_, i): Listed => ({ ...(list[i % 5] as Listed), measure: { ...(list[i % 5] as Listed).measure, name: `slo-${i}`, service: `service-${i % 40}` } }));
    const page = text(many, { page: 2 });
    expect(shown(page)).toHaveLength(PAGE);
    expect(page).toContain('1,000 SLOs');
    expect(page).toContain('101 to 200 of 1,000');
    expect(page).toContain('and 16 more');
    expect(shown(text(many, { page: 99 }))).toHaveLength(PAGE);
    expect(text(many.slice(0, 1))).toContain('1 SLO');
  });
});

describe('the axis of an SLO', () => {
  const HOUR = 3_600_000;
  it('has whole steps, the last whole hour, and the last whole minute', () => {
    expect(instants(0, 13.5 * HOUR, 6 * HOUR).map((t) => t / HOUR)).toEqual([6, 12, 13, 13.5]);
    expect(instants(0, 13.5 * HOUR + 20_000, 6 * HOUR).map((t) => t / HOUR)).toEqual([6, 12, 13, 13.5]);
    expect(instants(0, 12 * HOUR, 6 * HOUR).map((t) => t / HOUR)).toEqual([6, 12]);
    expect(instants(0, 0.5 * HOUR, 6 * HOUR).map((t) => t / HOUR)).toEqual([0.5]);
  });
  it('joins stretches of firing that overlap, and cuts them to the span', () => {
    expect(joined([{ rule: 'a', severity: 'page', from: 0, to: 20 }, { rule: 'b', severity: 'page', from: 15, to: null }, { rule: 'c', severity: 'page', from: 200, to: 300 }], 10, 100)).toEqual([{ from: 10, to: 100, rules: ['a', 'b'] }]);
  });
});

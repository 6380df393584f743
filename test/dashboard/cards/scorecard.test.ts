import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Query, USUAL } from '../../../dashboard/cards/asked.ts';
import { NO_MORE } from '../../../dashboard/cards/board.ts';
import type { Frame, Shown } from '../../../dashboard/cards/frame.ts';
import { scorecard } from '../../../dashboard/cards/scorecard.ts';
import { NO_FORMER, type Rows, type Sheet, sheet } from '../../../dashboard/cards/sheet.ts';
import { document } from '../../../dashboard/cards/shell.ts';
import { named } from '../../../dashboard/cards/spec.ts';
import type { ScorecardMeasure } from '../../../shared/plan/measure.ts';
import { AT, MEASURES, northwind } from '../../support/northwind.ts';

const known = { plan: 'northwind', measures: MEASURES };
const card = named<ScorecardMeasure>(known, 'scorecard', 'digital') as ScorecardMeasure;
const quarter = (n: number): Shown => ({ from: AT - (n + 1) * 90 * 86_400_000, to: AT - n * 90 * 86_400_000, key: `2026-Q${4 - n}`, name: `Q${4 - n} 2026`, short: `Q${4 - n}`, year: '2026', open: n === 0 });
const frame: Frame = { scorecard: 'digital', zone: 'Europe/Berlin', period: 'quarter', at: AT, from: Date.parse('2026-09-30T22:00:00Z'), to: Date.parse('2026-12-31T23:00:00Z'), name: 'Q4 2026', past: false, back: null, final: false, restated: 0, closed: [3, 2, 1].map(quarter), periods: [0, 1, 2, 3].map(quarter), compared: quarter(1), others: [{ name: 'digital', title: 'Digital Services scorecard' }], age: null };
const query: Query = USUAL;

describe('the scorecard page', () => {
  let now: Rows;
  let drawn: Sheet;
  beforeAll(async () => {
    const ask = (tier: 'perspective' | 'kpi' | 'kpt') => northwind.rows({ tier, at: null, names: null, scorecard: 'digital' });
    now = { perspective: await ask('perspective'), kpi: await ask('kpi'), kpt: await ask('kpt') };
    drawn = sheet(known, card, now, { past: [now.kpi, now.kpi, now.kpi], whole: now.kpi, alike: null });
  });
  const text = (asked: Query, what: Sheet = drawn): string => document({ title: 'Scorecard', main: scorecard({ sheet: what, frame, query: asked, more: NO_MORE, origin: 'http://heptad' }), assets: { script: null, styles: [] }, theme: null, here: 'scorecard', live: 'stream' });

  it('has one h1, one main, no inline style and no inline script', () => {
    const page = text(query);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page.match(/<main/g)).toHaveLength(1);
    expect(page).not.toMatch(/ style="/);
    expect(page).not.toMatch(/<script(?! type="module" src)/);
    expect(page).not.toMatch(/ on[a-z]+="/);
  });

  it('says the source note of the plan, the period, the zone, how much has passed, and to when the data goes', () => {
    const page = text(query);
    for (const part of ['Counted from simulated minutes of a shop.', '1 Oct – 31 Dec 2026, Europe/Berlin, 57 % elapsed', 'Data to 22 Nov 2026 10:41', 'Northwind / Digital Services scorecard', 'vs Q3', '4 quarters']) expect(page).toContain(part);
  });

  it('a target is a target before the first event: its lines and its empty track are shown', () => {
    const measures = MEASURES.map((one) => (one.tier === 'kpt' ? { ...one, lines: [{ from: 0, adequate: '0.900000000', desired: '0.950000000', worst: '0.850000000', best: '1.000000000' }] } : one));
    const page = text(query, sheet({ plan: 'northwind', measures }, card, { perspective: [], kpi: [], kpt: [] }, NO_FORMER));
    const row = /<tr id="kpi-customer-satisfaction"[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(row).toContain('≥ 95 %');
    expect(row).toContain('class="bullet"');
  });

  it('filters by state through the address, and keeps what is opened', () => {
    const page = text({ ...query, status: 'missed', open: ['order-reliability'] });
    expect(page).toContain('id="kpi-time-to-restore"');
    expect(page).not.toContain('id="kpi-cost-per-order"');
    expect(page).toContain('href="/?open=order-reliability"');
  });

  it('escapes what a plan says', () => {
    const evil = { ...drawn, title: '<script>alert(1)</script>', measure: { ...card, description: '"><img src=x onerror=alert(1)>' } };
    const page = text(query, evil);
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img');
  });

  it('is under 15 KiB gzipped for 100 KPIs', () => {
    const many: Sheet = { ...drawn, lanes: Array.from({ length: 10 }, (_, i) => drawn.lanes.map((lane) => ({ ...lane, name: `${lane.name}-${i}`, areas: lane.areas.map((area) => ({ ...area, kpis: area.kpis.map((kpi) => ({ ...kpi, measure: { ...kpi.measure, name: `${kpi.measure.name}-${i}` }, value: kpi.value === null ? null : kpi.value * (1 + i / 1000) })) })) }))).flat() };
    expect(many.lanes.flatMap((lane) => lane.areas).flatMap((area) => area.kpis).length).toBeGreaterThan(100);
    expect(gzipSync(text(query, many)).length).toBeLessThan(15 * 1024);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { address, type Query, USUAL } from '../../../dashboard/cards/asked.ts';
import { type Board, NO_MORE } from '../../../dashboard/cards/board.ts';
import type { Driver } from '../../../dashboard/cards/drivers.ts';
import type { Frame, Shown } from '../../../dashboard/cards/frame.ts';
import { all, html } from '../../../dashboard/cards/markup.ts';
import { reach, tiesOf } from '../../../dashboard/cards/reach.ts';
import { scorecard } from '../../../dashboard/cards/scorecard.ts';
import { type Former, NO_FORMER, type Rows, type Sheet, sheet } from '../../../dashboard/cards/sheet.ts';
import { named } from '../../../dashboard/cards/spec.ts';
import { periodName, periodTitle } from '../../../dashboard/cards/when.ts';
import { queryOf } from '../../../dashboard/routes/scorecard-asked.ts';
import type { KptMeasure, Measure, ScorecardMeasure } from '../../../shared/plan/measure.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { AT, MEASURES, northwind } from '../../support/northwind.ts';

const known = { plan: 'northwind', measures: MEASURES };
const card = named<ScorecardMeasure>(known, 'scorecard', 'digital') as ScorecardMeasure;
const DAY = 86_400_000;
const quarter = (n: number): Shown => ({ from: AT - (n + 1) * 90 * DAY, to: AT - n * 90 * DAY, key: `2026-Q${4 - n}`, name: `Q${4 - n} 2026`, short: `Q${4 - n}`, year: '2026', open: n === 0 });
const frame: Frame = { scorecard: 'digital', zone: 'Europe/Berlin', period: 'quarter', at: AT, from: quarter(0).from, to: quarter(0).to, name: 'Q4 2026', past: false, back: null, final: false, restated: 0, closed: [2, 1].map(quarter), periods: [0, 1, 2].map(quarter), compared: quarter(1), others: [], age: null };

describe('the address of the scorecard', () => {
  it.each<Query>([
    USUAL,
    { scorecard: 'digital', level: 'tactical', view: 'table', period: '2026-Q3', at: null, compare: 'year', asReported: true, status: 'missed', open: [] },
    { ...USUAL, view: 'grid', open: ['a b', 'c&d=e', '*'] },
    { ...USUAL, level: 'operational', period: '2026-11-16' },
    { ...USUAL, asReported: true },
  ])('says all of %j, and is read again as it was written', (query) => {
    const parts = new URLSearchParams(address(query).slice(2));
    const given = Object.fromEntries([...new Set(parts.keys())].map((key) => [key, parts.getAll(key).length > 1 ? parts.getAll(key) : parts.get(key)])) as Record<string, string | string[]>;
    expect(queryOf(given)).toEqual(query);
  });

  it('leaves out what is usual', () => expect(address(USUAL)).toBe('/'));
  it.each(['level', 'view', 'cmp', 'status'])('refuses a %s that there is not', (name) => expect(() => queryOf({ [name]: 'x' })).toThrow(/there are/));
});

describe('names of periods', () => {
  it('go by the fiscal year, which is named by both years that it lies in', () => {
    const at = (text: string): number => Date.parse(text);
    expect(periodName(at('2026-10-01T00:00:00Z'), 'UTC', 'quarter', 4)).toBe('Q3');
    expect(periodTitle(at('2026-10-01T00:00:00Z'), 'UTC', 'quarter', 4)).toBe('Q3 FY 2026/27');
    expect(periodTitle(at('2026-10-01T00:00:00Z'), 'UTC', 'quarter')).toBe('Q4 2026');
    expect(periodTitle(at('1999-10-01T00:00:00Z'), 'UTC', 'year', 10)).toBe('FY 1999/00');
    expect([periodTitle(at('2026-11-16T00:00:00Z'), 'UTC', 'week'), periodTitle(at('2026-11-16T00:00:00Z'), 'UTC', 'day'), periodTitle(at('2026-11-01T00:00:00Z'), 'UTC', 'month', 4)]).toEqual(['week of 16 Nov 2026', '16 Nov 2026', 'Nov 2026']);
  });
});

describe('what stands on the same measure', () => {
  const drawn = (measures: readonly Measure[] = MEASURES): Sheet => sheet({ plan: 'northwind', measures }, card, { perspective: [], kpi: [], kpt: [] }, NO_FORMER);

  it('is everything below, each once', () => {
    const below = reach(known, [card]).map((one) => `${one.tier}/${one.name}`);
    expect(new Set(below).size).toBe(below.length);
    for (const one of ['perspective/customer', 'kra/customers-can-buy', 'kpi/order-reliability', 'kpt/orders-are-fast', 'slo/checkout-availability', 'sli/pay-success']) expect(below).toContain(one);
    expect(below).not.toContain('scorecard/digital');
  });

  it('ties result areas of different perspectives, from the lower lane to the upper, by the highest tier that they share', () => {
    const ties = tiesOf(known, drawn());
    expect(ties.filter(({ tier }) => tier === 'slo').map(({ from, to }) => [from, to])).toEqual([['stable-operations', 'customers-can-buy'], ['stable-operations', 'customers-get-help']]);
    // lower still, the SLI below that SLO is what a target of the lane above reads
    expect(ties.filter(({ tier }) => tier === 'sli').map(({ from, to }) => [from, to])).toEqual([['customers-can-buy', 'profitable-operations'], ['customers-get-help', 'profitable-operations'], ['stable-operations', 'profitable-operations']]);
    // a KPI in two of them is higher than the SLO below it
    const shared = MEASURES.map((one) => (one.tier === 'kra' && one.name === 'stable-operations' ? { ...one, children: [...one.children, { tier: 'kpi' as const, name: 'first-call', def: 'kpi-first-call', weight: '1.000000000', critical: false }] } : one));
    expect(tiesOf({ plan: 'x', measures: shared }, drawn(shared)).find((one) => one.to === 'customers-get-help')).toMatchObject({ tier: 'kpi', by: [{ name: 'first-call' }] });
  });

  it('are none where nothing is shared', () => {
    const apart = MEASURES.map((one): Measure => (one.tier === 'kpt' ? ({ ...one, of: { tier: 'entered', name: one.name, def: one.name, statistic: 'last' } } as KptMeasure) : one));
    expect(tiesOf({ plan: 'x', measures: apart }, drawn(apart))).toEqual([]);
  });
});

describe('the views of a scorecard', () => {
  let now: Rows;
  let former: Former;
  beforeAll(async () => {
    const ask = (tier: 'perspective' | 'kpi' | 'kpt', at: number | null = null): Promise<Row[]> => northwind.rows({ tier, at, names: null, scorecard: 'digital' });
    now = { perspective: await ask('perspective'), kpi: await ask('kpi'), kpt: await ask('kpt') };
    const past = await ask('kpi', AT - 60 * DAY);
    former = { past: [now.kpi, past], whole: past, alike: null };
  });
  const text = (change: Partial<Board> & { rows?: Rows; past?: Former } = {}): string =>
    html(all(...scorecard({ sheet: sheet(known, card, change.rows ?? now, change.past ?? former), frame, query: USUAL, more: NO_MORE, origin: 'http://heptad', ...change })));
  const plain = (page: string): string => page.replaceAll(/<[^>]+>/g, '');

  it('the grid marks what was restated, heads lead to their period, and the filter keeps only some', () => {
    const page = text({ query: { ...USUAL, view: 'grid' } });
    expect(page).toContain('href="/?view=grid&amp;period=2026-Q3"');
    expect(page).toContain('href="/?view=grid"');
    const row = /<tr><th scope="row"><a href="\/t\/kpi\/time-to-restore[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(plain(row)).toBe('Median time to restore minMissed 52.3Missed 43.2* restatedMissed 52.3');
    const missed = text({ query: { ...USUAL, view: 'grid', status: 'missed' } });
    expect(missed.match(/<th scope="row">/g)).toHaveLength(1);
  });

  it('the map has a lane a perspective, also one without a result area, and an arrow a tie', () => {
    const page = text({ query: { ...USUAL, view: 'map' }, more: { ...NO_MORE, ties: tiesOf(known, sheet(known, card, now, former)).filter(({ tier }) => tier === 'slo') } });
    expect(page.match(/class="lane"/g)).toHaveLength(4);
    expect(page.match(/class="tie"/g)).toHaveLength(2);
    expect(page).toContain('<line class="tie" x1="50%" y1="24em" x2="25%" y2="20.65em"');
    expect(plain(page)).toContain('Stable operations and Customers can buy stand on Checkout availability SLO');
    expect(plain(page)).toContain('No result area in the plan');
  });

  it('an arrow past a lane goes between its boxes, not through one', () => {
    const page = text({ query: { ...USUAL, view: 'map' }, more: { ...NO_MORE, ties: [{ from: 'stable-operations', to: 'profitable-operations', tier: 'slo', by: [{ name: 'x', title: 'X' }] }] } });
    const lines = [...page.matchAll(/<line class="tie" x1="([\d.]+)%" y1="([\d.]+)em" x2="([\d.]+)%" y2="([\d.]+)em"( marker-end)?/g)].map((one) => [...one.slice(1, 5).map(Number), one[5] !== undefined]);
    // up from the middle of its box, through the gap of the two boxes of the lane between, to the box above
    expect(lines).toEqual([[50, 24, 50, 22.25, false], [50, 22.25, 50, 22.25, false], [50, 22.25, 50, 10.25, false], [50, 10.25, 50, 10.25, false], [50, 10.25, 50, 8.65, true]]);
  });

  it('a figure that another plan told in another unit is not compared', () => {
    const other = { ...former, whole: (former.whole ?? []).map((row) => (row.name === 'net-promoter' ? { ...row, unit: 'points' } : row)) };
    const cell = (page: string): string => plain(/<tr id="kpi-net-promoter"[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '');
    expect(cell(text())).toContain('vs Q3  +2.5');
    expect(cell(text({ past: other }))).toContain('vs Q3 –');
  });

  it('what adds up is judged for its signal by its forecast, everything else by its figure', () => {
    const steady = Array.from({ length: 10 }, (_, i) => [{ ...(now.kpi.find((row) => row.name === 'sla-credits') as Row), value: 100 + (i % 2), unit: 'EUR' }, { ...(now.kpi.find((row) => row.name === 'net-promoter') as Row), value: 40 + (i % 2) }]);
    const rows = { ...now, kpi: now.kpi.map((row) => (row.name === 'sla-credits' ? { ...row, value: 12, forecast: 100, status: 'met' as const } : row.name === 'net-promoter' ? { ...row, value: 12, forecast: 40 } : row)) };
    const signals = new Map(sheet(known, card, rows, { past: steady, whole: null, alike: null }).lanes.flatMap((lane) => lane.areas.flatMap((area) => area.kpis.map((kpi) => [kpi.measure.name, kpi.signal] as const))));
    expect([signals.get('sla-credits'), signals.get('net-promoter'), signals.get('first-call')]).toEqual(['noise', 'signal', 'too few periods']);
  });

  it('names what it is compared with by its year when that is another one', () => {
    expect(plain(text({ frame: { ...frame, compared: { ...quarter(1), short: 'Q4', name: 'Q4 2025', year: '2025' } } }))).toContain('vs Q4 2025');
    expect(plain(text({ frame: { ...frame, compared: null } }))).toContain('Change');
  });

  it('a closed period says that it is, and where what was first reported stands', () => {
    const past = { ...frame, past: true, final: true, restated: 1, name: 'Q3 2026' };
    expect(plain(text({ frame: past }))).toContain('Final, 1 KPI restated since, show what was first reported');
    expect(plain(text({ frame: { ...past, restated: 0 } }))).not.toContain('restated since');
    expect(plain(text({ frame: { ...past, final: false } }))).toContain('Ended; late events can still change it');
    expect(plain(text({ frame: past }))).not.toContain('elapsed');
  });

  it('an expanded KPI shows who gave the bad minutes, comments with their text escaped, and a form only where something can be written', () => {
    const drivers = new Map([['order-reliability', [{ tier: 'slo', name: 'checkout-availability', title: 'Checkout availability', row: null, spec: { kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate: null, desired: null }, party: 'supplier:acme', of: { name: 'take-an-order', title: 'Take an order', window: 'over rolling 28 days' }, bad: 121 } satisfies Driver]]]);
    const comments = new Map([['order-reliability', [{ id: '1', tier: 'kpi', name: 'order-reliability', scorecard: 'digital', time: '2026-11-22T09:00:00Z', at: '2026-11-22T09:00:00Z', who: '', text: '<i>ours</i>' }]]]);
    const query = { ...USUAL, open: ['order-reliability'] };
    const page = text({ query, more: { ...NO_MORE, drivers, comments } });
    expect(plain(page)).toContain('supplier: acmeTake an order over rolling 28 daysNo data––121 min');
    expect(page).toContain('&lt;i>ours&lt;/i>');
    expect(plain(page)).toContain('Somebody · 22 Nov 10:00');
    expect(page).not.toContain('<form');
    expect(text({ query, more: { ...NO_MORE, who: '' } })).toContain('<form class="comment-form" method="post" action="/comments">');
  });

  it('everything can be expanded and collapsed at once', () => {
    expect(text()).toContain('href="/?open=*">Expand all rows');
    const page = text({ query: { ...USUAL, open: ['*'] } });
    expect(page).toContain('href="/">Collapse all rows');
    expect(page.match(/class="more"/g)).toHaveLength(11);
  });
});

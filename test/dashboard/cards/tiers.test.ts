import { fileURLToPath } from 'node:url';
import { renderToString } from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { flowsOf } from '../../../dashboard/cards/contribution.ts';
import { boxes } from '../../../dashboard/cards/sankey.ts';
import type { Known } from '../../../dashboard/cards/spec.ts';
import { COLUMNS, type Graph, graphOf, lineage, placed } from '../../../dashboard/cards/tier-graph.ts';
import { wire } from '../../../dashboard/cards/tier-wires.ts';
import { type Shown, type TierFacts, type TierQuery, tiersMain } from '../../../dashboard/cards/tiers.ts';
import { rate } from '../../../dashboard/routes/tiers-page.ts';
import { readPlan } from '../../../shared/plan/read.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { AT, MEASURES, northwind } from '../../support/northwind.ts';

const query: TierQuery = { select: null, view: 'map', scorecard: null, at: null, filters: {} };

describe('the tiers of a plan as a graph', () => {
  let known: Known;
  let graph: Graph;
  beforeAll(() => {
    const { plan } = readPlan([fileURLToPath(new URL('../../../examples/airline/plan', import.meta.url))]);
    known = { plan: plan?.id ?? '', measures: plan?.measures ?? [] };
    graph = graphOf(known);
  });

  it('holds every listed measure of seven tiers once, and every tie from both ends', () => {
    const listed = known.measures.filter((one) => !one.internal && COLUMNS.some((tier) => tier === one.tier)).length;
    expect([...graph.values()].filter((one) => one.tier !== 'sie')).toHaveLength(listed);
    expect(graph.has('sie/flights/flight')).toBe(true);
    for (const node of graph.values()) for (const key of node.below) expect(graph.get(key)?.above).toContain(node.key);
  });

  it('finds everything above and below: what serves two activities leads to both', () => {
    const { above, below } = lineage(graph, 'slo/lax-departures');
    expect([...above].sort()).toEqual(expect.arrayContaining(['vma/leave-from-a-hub', 'vma/leave-from-the-southwest', 'kra/hubs-run-to-the-minute']));
    expect([...below]).toEqual(['sli/lax-on-time', 'sie/flights/flight']);
    expect(lineage(graph, 'sie/flights/flight').above.size).toBeGreaterThan(50);
  });

  it('gives each node a line of its own in its column, none below the fullest one, and ties lie near each other', () => {
    const lines = placed(graph, new Set(graph.keys()));
    expect(lines.size).toBe(graph.size);
    const columns = COLUMNS.map((tier) => [...graph.values()].filter((one) => one.tier === tier).map((one) => lines.get(one.key) as number));
    const height = Math.max(...columns.map((one) => one.length));
    for (const column of columns) {
      expect(new Set(column).size).toBe(column.length);
      for (const line of column) expect(line).toBeLessThan(height);
    }
    // the only event stands in the middle of what reads it
    expect(lines.get('sie/flights/flight')).toBeGreaterThan(5);
  });

  it('closes up when some are filtered out', () => {
    expect([...placed(graph, new Set(['kra/passengers-arrive-on-time', 'sie/flights/flight'])).values()]).toEqual([0, 0]);
    expect(placed(graph, new Set()).size).toBe(0);
  });

  it('a tie that skips tiers runs between two rows, one within a tier round its left', () => {
    expect(wire({ column: 0, row: 0 }, { column: 1, row: 0 })).toMatch(/^M172\.6 22C.* 22 200\.6 22$/);
    expect(wire({ column: 2, row: 1 }, { column: 5, row: 3 })).toMatch(/H\d/);
    expect(wire({ column: 2, row: 1 }, { column: 5, row: 3 })).toContain(' 142H');
    expect(wire({ column: 3, row: 1 }, { column: 3, row: 2 })).toMatch(/^M601\.7 70C573\.7/);
  });
});

describe('the tier map', () => {
  const graph = graphOf({ plan: 'northwind', measures: MEASURES });
  const rows = new Map<string, Row>();
  const facts = (more: Partial<TierQuery> = {}): TierFacts => ({ graph, shown: new Map([...graph.values()].map((one): [string, Shown] => [one.key, { status: rows.get(one.key)?.status ?? null, figure: '1', row: rows.get(one.key) ?? null }])), scorecard: 'digital', scope: 'Digital', zone: 'UTC', at: AT, age: null, query: { ...query, ...more } });
  const page = (more: Partial<TierQuery> = {}): string => tiersMain(facts(more)).map((one) => (one && typeof one === 'object' ? renderToString(one) : '')).join('');
  beforeAll(async () => {
    for (const tier of ['kra', 'kpi', 'kpt', 'vma', 'slo', 'sli'] as const) for (const row of await northwind.rows({ tier, at: null, names: null, scorecard: 'digital' })) rows.set(`${tier}/${row.name}`, row);
  });

  it('counts states in the heads, and says each state in words', () => {
    expect(page()).toMatch(/id="tier-kra">KRA<span class="quiet">4<.*?2<span class="vh"> Met<.*?2<span class="vh"> In tolerance</);
    expect(page()).toContain('<span class="vh">Missed: </span>Median time to restore');
  });

  it('lights what is above and below the chosen one, dims the rest, and says so in a sentence', () => {
    const chosen = page({ select: 'slo/stock-check' });
    expect(chosen).toContain('serves 1 KRA, 1 KPI, 1 KPT and 1 VMA; it is fed by 1 SLI and 1 SIE');
    expect([...chosen.matchAll(/class="node kin"[^>]*data-open="([^"]+)"/g)].map((one) => one[1])).toEqual(['/t/kra/customers-can-buy?scorecard=digital', '/t/kpi/order-reliability?scorecard=digital', '/t/kpt/orders-can-be-taken?scorecard=digital', '/t/vma/take-an-order', '/t/sli/pay-success', '/t/sie/checkout%2Fhttp.request']);
    expect(chosen.match(/class="node self"[^>]*aria-current="true"/)).not.toBeNull();
    expect(chosen.match(/class="wire kin"/g)).toHaveLength(6);
    expect(page({ select: 'slo/none' })).toContain('The plan in force has no slo/none');
  });

  it('filters a column by title or name, keeps the choice, and says when nothing matches', () => {
    const filtered = page({ filters: { kpi: 'ORDER' }, select: 'slo/stock-check' });
    const kpis = /id="tier-kpi".*?<\/section>/s.exec(filtered)?.[0] ?? '';
    expect([...kpis.matchAll(/data-open="\/t\/kpi\/([^?]+)/g)].map((one) => one[1])).toEqual(['cost-per-order', 'order-reliability']);
    expect(filtered).toContain('name="select" value="slo/stock-check"');
    expect(page({ filters: { vma: 'zzz' } })).toContain('Nothing matches');
    expect(page({ filters: { vma: 'zzz', kpi: 'a&b' } })).toMatch(/href="\/tiers\?vma=zzz">KPI: a&amp;b<.*href="\/tiers\?kpi=a%26b">VMA: zzz<.*href="\/tiers">Clear all/s);
  });

  it('says how often something comes in the shortest time that holds one of it', () => {
    expect(rate(120, 60_000)).toBe('120 a min');
    expect(rate(10, 3_600_000)).toBe('10 an hour');
    expect(rate(30, 10 * 86_400_000)).toBe('3 a day');
    expect(rate(2, 28 * 86_400_000)).toBe('2 in its window');
    expect(rate(0, 60_000)).toBe('none in its window');
  });

  it('bad minutes that flow into an activity are those that its row lacks, and go on to the KPIs it serves', () => {
    const flows = flowsOf(graph, MEASURES, rows);
    const into = flows.filter((one) => one.to === 'vma/take-an-order');
    const vma = rows.get('vma/take-an-order') as Row;
    expect(into.reduce((sum, one) => sum + one.minutes, 0)).toBe((vma.total as number) - (vma.good as number));
    expect(flows.find((one) => one.from === 'vma/take-an-order')).toMatchObject({ to: 'kpi/order-reliability', minutes: 143 });
    // a target takes this one directly, too: by the bad time of its budget
    const spent = (rows.get('slo/checkout-availability')?.budget?.seconds.consumed ?? 0) / 60;
    expect(flows.find((one) => one.from === 'slo/checkout-availability' && one.to === 'kpi/change-failure')?.minutes).toBe(spent);
    const drawn = boxes(flows);
    const slos = [...drawn.values()].filter((one) => one.column === 1);
    for (const [i, one] of slos.entries()) if (i > 0) expect(one.y).toBeGreaterThanOrEqual((slos[i - 1]?.y ?? 0) + (slos[i - 1]?.height ?? 0));
  });

  it('shares the bad time of a weighted activity by weight, and that of one made of others by what they gave', () => {
    const base = rows.get('vma/take-an-order') as Row;
    const minutes = 28 * 1440;
    const made = MEASURES.map((one) => (one.tier === 'vma' ? { ...one, op: 'weighted' as const } : one));
    const weighted: Row = { ...base, window: { from: new Date(AT - minutes * 60_000).toISOString(), to: new Date(AT).toISOString() }, at: new Date(AT).toISOString(), contributors: base.contributors.map((one, i) => ({ ...one, weight: i === 0 ? 3 : 1, value: 0.9 })) };
    const flows = flowsOf(graph, made, new Map([...rows, ['vma/take-an-order', weighted]]));
    expect(flows.find((one) => one.from === 'slo/checkout-availability' && one.to === 'vma/take-an-order')?.minutes).toBeCloseTo(minutes * 0.75 * 0.1, 6);
    const above: Row = { ...base, name: 'above', contributors: [{ tier: 'vma', name: 'take-an-order', weight: 1, value: 0.9, score: null, status: null, contribution: 286 }] };
    const nested: Graph = new Map([...graph, ['vma/above', { key: 'vma/above', tier: 'vma' as const, name: 'above', title: 'Above', below: ['vma/take-an-order'], above: [] }]]);
    expect(flowsOf(nested, MEASURES, new Map([...rows, ['vma/above', above]])).find((one) => one.from === 'slo/checkout-availability' && one.to === 'vma/above')?.minutes).toBeCloseTo(242, 9);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { h, html } from '../../../dashboard/cards/markup.ts';
import { MOST_LINES, outlineMain } from '../../../dashboard/cards/outline.ts';
import { linesOf } from '../../../dashboard/cards/outline-lines.ts';
import { type Graph, graphOf, type Node } from '../../../dashboard/cards/tier-graph.ts';
import type { Shown, TierFacts, TierQuery } from '../../../dashboard/cards/tiers.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { AT, MEASURES, northwind } from '../../support/northwind.ts';

const query: TierQuery = { select: null, view: 'outline', scorecard: null, at: null, filters: {} };
const graph = graphOf({ plan: 'northwind', measures: MEASURES });
const rows = new Map<string, Row>();
const facts = (more: Partial<TierFacts> = {}): TierFacts => ({ graph, shown: new Map([...graph.values()].map((one): [string, Shown] => [one.key, { status: rows.get(one.key)?.status ?? null, figure: '97.1 %', row: rows.get(one.key) ?? null }])), scorecard: 'digital', scope: 'Digital', zone: 'UTC', at: AT, age: null, query, ...more });
const drawn = (more: Partial<TierFacts> = {}): string => html(h('div', null, outlineMain(facts(more), MEASURES)));
beforeAll(async () => {
  for (const tier of ['kra', 'kpi', 'kpt', 'vma', 'slo', 'sli'] as const) for (const row of await northwind.rows({ tier, at: null, names: null, scorecard: 'digital' })) rows.set(`${tier}/${row.name}`, row);
});

describe('the lines of an outline', () => {
  it('go from the top down, a node under each of its parents, and every tie is one line', () => {
    const { lines, all } = linesOf(graph, null, 10_000);
    expect(lines).toHaveLength(all);
    expect(lines[0]).toMatchObject({ level: 1, parent: null, place: 1, node: { tier: 'kra' } });
    const parents = new Set(lines.filter((one) => one.node.key === 'slo/checkout-availability').map((one) => one.parent?.key));
    expect([...parents].sort()).toEqual([...(graph.get('slo/checkout-availability')?.above ?? [])].sort());
    expect(new Set(lines.map((one) => one.path)).size).toBe(all);
    for (const { node, parent, level, place, of } of lines) {
      expect(parent === null ? node.above : parent.below.includes(node.key)).toEqual(parent === null ? [] : true);
      expect(place <= of && level >= 1).toBe(true);
    }
  });

  it('begin at what was chosen, and stop at the most that is drawn, but all are counted', () => {
    expect(linesOf(graph, 'vma/take-an-order', 100).lines[0]).toMatchObject({ level: 1, node: { key: 'vma/take-an-order' } });
    const wide = 100;
    const node = (tier: Node['tier'], name: string, below: string[]): [string, Node] => [`${tier}/${name}`, { key: `${tier}/${name}`, tier, name, title: name, below, above: tier === 'kra' ? [] : ['x'] }];
    const keys = Array.from({ length: wide }, (_, i) => i);
    const dense: Graph = new Map([...keys.map((i) => node('kra', `a${i}`, keys.map((k) => `kpi/b${k}`))), ...keys.map((i) => node('kpi', `b${i}`, keys.map((k) => `kpt/c${k}`))), ...keys.map((i) => node('kpt', `c${i}`, []))]);
    const { lines, all } = linesOf(dense, null, MOST_LINES);
    expect([lines.length, all]).toEqual([MOST_LINES, wide + wide ** 2 + wide ** 3]);
  });
});

describe('the outline', () => {
  it('is a treegrid: each line has its level, its place among its siblings, and is unfolded where it has parts', () => {
    const page = drawn();
    expect(page).toContain('role="treegrid"');
    expect(page).toMatch(/<tr id="line[^"]+" role="row" tabindex="-1" aria-level="1" aria-posinset="1" aria-setsize="\d+" aria-expanded="true" data-open="\/t\/kra\//);
    const event = /<tr id="line[^"]*sie[^"]*"[^>]*>/.exec(page)?.[0] ?? '';
    expect(event).toContain('aria-level=');
    expect(event).not.toContain('aria-expanded');
  });

  it('says of each its state, its value, and its weight and contribution in the one that it stands under', () => {
    const area = rows.get('kra/customers-can-buy') as Row;
    const part = area.contributors[0];
    const line = drawn().split('<tr ').find((one) => one.startsWith(`id="line${encodeURIComponent(`>kra/customers-can-buy>kpi/${part?.name}`)}"`)) ?? '';
    expect(line).toContain(`data-label="Weight">${part?.weight}<`);
    expect(line).toMatch(/data-label="Contribution">[\d.]+/);
    expect(line).toContain('data-label="Value">97.1 %');
    // an activity of all: bad minutes, no weight
    const slo = drawn().split('<tr ').find((one) => /^id="line[^"]*vma%2Ftake-an-order%3Eslo%2F/.test(one)) ?? '';
    expect(slo).toMatch(/data-label="Weight">–.*data-label="Contribution">\d+ min/s);
  });

  it('says what it is below of, and when the plan does not have it', () => {
    expect(drawn({ query: { ...query, select: 'vma/take-an-order' } })).toMatch(/href="\/tiers\?view=outline">below VMA: Take an order/);
    expect(drawn({ query: { ...query, select: '<b>' } })).toContain('below &lt;b>, which the plan does not have');
    expect(drawn({ graph: new Map() })).toContain('The plan has no measure yet.');
  });
});

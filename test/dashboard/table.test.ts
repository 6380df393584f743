import { describe, expect, it } from 'vitest';
import { csv, heads, objects } from '../../dashboard/csv.ts';
import { figuresOf } from '../../dashboard/cards/row-columns.ts';
import { fileAddress } from '../../dashboard/cards/files.ts';
import { gridOf } from '../../dashboard/cards/period-grid.ts';
import { operationalLists } from '../../dashboard/cards/operational.ts';
import { type Columns, tableOf } from '../../dashboard/table.ts';
import type { Row } from '../../shared/tiers/row.ts';

type One = { name: string; ms: number | null };
const COLUMNS: Columns<One> = { name: (one) => one.name, took: ['ms', (one) => one.ms] };

describe('a table for files', () => {
  it('has a row a thing, units in the heads of CSV and beside the rows of JSON', () => {
    const table = tableOf(COLUMNS, [{ name: 'a', ms: 0.1 + 0.2 }, { name: '=b', ms: null }]);
    expect(csv(table)).toBe("name,took (ms)\r\na,0.30000000000000004\r\n'=b,\r\n");
    expect(objects(table)).toEqual([{ name: 'a', took: 0.30000000000000004 }, { name: '=b', took: null }]);
    expect(table.units).toEqual({ took: 'ms' });
    expect(heads(tableOf(COLUMNS, []))).toEqual(['name', 'took (ms)']);
  });

  it('tells a row in full, a range by both its edges, and of no row nothing but that its state is unknown', () => {
    const row = { status: 'met', value: 1 / 3, unit: 'ratio', good: 1, total: 3, target: { adequate: [40, 80], desired: [50, 70] }, score: null, pace: null, forecast: null, coverage: 1, provisional: true, flags: ['open', 'sketch'], window: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }, at: '2026-11-02T00:00:00Z' } as unknown as Row;
    const [told, none] = objects(tableOf(figuresOf((one: Row | null) => one), [row, null]));
    expect(told).toMatchObject({ status: 'met', value: 1 / 3, adequate: '40..80', desired: '50..70', flags: 'open sketch', windowTo: '2026-12-01T00:00:00Z' });
    expect(Object.entries(none ?? {}).filter(([, value]) => value !== null)).toEqual([['status', 'unknown']]);
  });

  it('has an address with what was asked for, and without what was not', () => {
    expect(fileAddress('/api/v1/tables/x', { a: 'ü&=', b: null, c: '' }, 'csv')).toBe('/api/v1/tables/x?a=%C3%BC%26%3D&format=csv');
  });

  it('lists of the operational level what the page lists, in its order', () => {
    const slo = (name: string, firing: number, burn: number, status: string) => ({ measure: { tier: 'slo', name }, title: name, row: { status, burn: { '1h': burn }, budget: { ratio: { remaining: 0.5 } } }, spec: {}, serves: [], firing, pending: 0, blind: 0, stopped: false });
    const found = { slos: [slo('calm', 0, 0.1, 'met'), slo('hot', 0, 9, 'missed'), slo('fires', 1, 2, 'tolerated'), slo('dark', 0, 0, 'unknown')], slis: [], kinds: [{ name: 'late', last: 5, stopped: true }, { name: 'never', last: null, stopped: false }, { name: 'fine', last: 9, stopped: false }] } as unknown as Parameters<typeof operationalLists>[0];
    const all = operationalLists(found, null);
    expect(all.burning.map((one) => one.title)).toEqual(['fires', 'hot']);
    expect(all.dark.map((one) => one.title)).toEqual(['dark']);
    expect(all.late.map((one) => one.name)).toEqual(['late', 'never', 'fine']);
    expect(operationalLists(found, 'missed').burning.map((one) => one.title)).toEqual(['hot']);
  });

  it('has of the period grid a row a KPI and period, the shown one last', () => {
    const shown = (from: number) => ({ from, to: from + 1, key: `p${from}`, name: '', short: '', year: '', open: from === 3 });
    const kpi = { measure: { name: 'k' }, title: 'K', row: { status: 'met' }, value: 30, closed: [{ status: 'missed' }, null], past: [10, null] };
    const board = { sheet: { lanes: [{ areas: [{ kpis: [kpi] }] }] }, frame: { from: 3, closed: [shown(1), shown(2)], periods: [shown(3), shown(2), shown(1)] }, query: { status: null } } as unknown as Parameters<typeof gridOf>[0];
    expect(gridOf(board).map((one) => [one.period.key, one.row?.status ?? null, one.value])).toEqual([['p1', 'missed', 10], ['p2', null, null], ['p3', 'met', 30]]);
  });
});

import { describe, expect, it } from 'vitest';
import { decisions, why } from '../../../dashboard/cards/decisions.ts';
import { type Area, NO_FORMER, type Sheet, sheet } from '../../../dashboard/cards/sheet.ts';
import { named } from '../../../dashboard/cards/spec.ts';
import type { ScorecardMeasure } from '../../../shared/plan/measure.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { MEASURES, northwind } from '../../support/northwind.ts';

const known = { plan: 'northwind', measures: MEASURES };
const card = named<ScorecardMeasure>(known, 'scorecard', 'digital') as ScorecardMeasure;
const ask = (tier: 'perspective' | 'kpi' | 'kpt'): Promise<Row[]> => northwind.rows({ tier, at: null, names: null, scorecard: 'digital' });
const drawn = async (change: (row: Row) => Row = (row) => row): Promise<Sheet> => sheet(known, card, { perspective: await ask('perspective'), kpi: (await ask('kpi')).map(change), kpt: await ask('kpt') }, NO_FORMER);
const area = (from: Sheet, name: string): Area => from.lanes.flatMap((lane) => lane.areas).find((one) => one.measure.name === name) as Area;

describe('why a key result area stands where it stands', () => {
  it('names the missed one first, with its weight', async () => expect(why(area(await drawn(), 'stable-operations'))).toBe('1 of 3 KPIs missed (Median time to restore, weight 40 %)'));
  it('then what is in tolerance', async () => expect(why(area(await drawn(), 'customers-can-buy'))).toBe('1 of 3 KPIs in tolerance (Order reliability, weight 50 %)'));
  it('then what has no data, and that it is left out', async () => expect(why(area(await drawn(), 'profitable-operations'))).toBe('2 of 3 KPIs met; SLA credits paid has no data (weight 30 %, left out)'));
  it('says so when all is well', async () => expect(why(area(await drawn((row) => ({ ...row, status: 'met' })), 'stable-operations'))).toBe('All 3 KPIs met'));
  it('says so when there is nothing', async () => expect(why(area(await drawn((row) => ({ ...row, status: 'unknown' })), 'customers-get-help'))).toBe('None of 2 KPIs has data'));
});

describe('what needs a decision', () => {
  it('is missed and off track first, then what is met today but at risk', async () => {
    const some = decisions(await drawn((row) => (row.name === 'change-failure' ? { ...row, pace: 'at-risk' } : row)));
    expect(some.map((one) => [one.kpi.title, one.says, one.weight])).toEqual([['Median time to restore', 'is missed and off track', true], ['Change failure rate', 'is met today but at risk', false]]);
  });
  it('is nothing when nothing does', async () => expect(decisions(await drawn((row) => ({ ...row, status: 'met', pace: 'on-track' })))).toEqual([]));
});

describe('the sheet', () => {
  it('keeps the perspectives in order, also the one without a result area', async () => expect((await drawn()).lanes.map((lane) => [lane.title, lane.areas.length])).toEqual([['Financial', 1], ['Customer', 2], ['Internal process', 1], ['Learning and growth', 0]]));
  it('counts each KPI once', async () => expect((await drawn()).counts).toEqual({ met: 6, tolerated: 3, missed: 1, unknown: 1 }));
  it('gives a KPI of one target that target’s figure, and of several the score', async () => {
    const kpis = (await drawn()).lanes.flatMap((lane) => lane.areas).flatMap((one) => one.kpis);
    expect(kpis.find((one) => one.measure.name === 'cost-per-order')).toMatchObject({ value: 0.423, spec: { kind: 'value', unit: 'EUR', polarity: 'lower' } });
    expect(kpis.find((one) => one.measure.name === 'order-reliability')).toMatchObject({ value: 63.43, spec: { kind: 'score' } });
  });
});

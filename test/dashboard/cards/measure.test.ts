import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { crumbs } from '../../../dashboard/cards/crumbs.ts';
import { type Day, daysOf } from '../../../dashboard/cards/days.ts';
import { definitionOf, differences } from '../../../dashboard/cards/definition.ts';
import { explainMain } from '../../../dashboard/cards/explain.ts';
import { gapTiles, standing } from '../../../dashboard/cards/gap.ts';
import type { Facts } from '../../../dashboard/cards/measure.ts';
import { specOf } from '../../../dashboard/cards/spec.ts';
import { changesOf } from '../../../dashboard/routes/definitions.ts';
import type { Measure } from '../../../shared/plan/measure.ts';
import type { Row, Status } from '../../../shared/tiers/row.ts';
import { AT, MEASURES, northwind } from '../../support/northwind.ts';
import { words } from '../../support/words.ts';

const DAY = 86_400_000;
const known = { plan: 'northwind', measures: MEASURES };
const measureOf = (tier: string, name: string): Measure => MEASURES.find((one) => one.tier === tier && one.name === name) as Measure;
const text = (node: ReturnType<typeof standing>): string => (node === null ? '' : words(renderToString(node)));

/** What the page of a measure of Northwind shows, its row altered. */
const facts = async (tier: 'kpt' | 'kpi' | 'sli', name: string, more: Partial<Row> = {}, rest: Partial<Facts> = {}): Promise<Facts> => {
  const [row] = await northwind.rows({ tier, at: null, names: [name], scorecard: 'digital', detail: true });
  const measure = measureOf(tier, name);
  const altered = { ...(row as Row), ...more };
  return { measure, title: name, row: altered, spec: specOf(known, measure, altered), zone: 'Europe/Berlin', scorecard: 'digital', period: 'quarter', path: [], beside: [], at: null, detail: altered, days: [], changes: [], below: [], above: [], history: null, events: { items: [], side: '', after: null, next: null }, entered: null, reads: [], judged: false, age: null, ...rest } as Facts;
};

/** So many local days up to AT, each with its state. */
const days = (...states: Status[]): Day[] => states.map((status, i) => {
  const from = Date.parse('2026-11-21T23:00:00Z') - (states.length - 1 - i) * DAY;
  return { from, at: i === states.length - 1 ? AT : from + DAY, status, value: status === 'unknown' ? null : 0.99 };
});

describe('where a measure stands', () => {
  it('is said with the state, since when, how far from each line, and where it is heading', async () => {
    expect(text(standing(await facts('kpt', 'orders-can-be-taken', {}, { days: days('met', 'met', 'tolerated', 'tolerated') })))).toBe('In tolerance since 21 Nov: 0.09 points short of the desired ≥ 99.9 %, 0.31 points better than the adequate 99.5. At this rate it is at risk: the period ends at 99.85 %.');
    expect(text(standing(await facts('kpt', 'time-to-restore-target', {}, { days: days('missed', 'missed') })))).toMatch(/^Missed for 2 days or longer: 22\.3 min short of the desired ≤ 30 min, 7\.3 min short of the adequate 45\. At this rate it is off track/);
    expect(text(standing(await facts('kpi', 'order-reliability')))).toMatch(/^In tolerance : 3\.2 points short of the desired ≥ 66⅔, 30\.1 points better than the adequate 33⅓\./);
  });

  it('is not said of an indicator, which has no lines, and without a figure it says only that there is none', async () => {
    expect(standing(await facts('sli', 'pay-success'))).toBeNull();
    expect(text(standing(await facts('kpt', 'sla-credits-target')))).toBe('No data .');
  });

  it('gaps are differences of the figures as they are shown, to the target and to the best closed period', async () => {
    const tiles = async (name: string, more: Partial<Row> = {}): Promise<string> => gapTiles(await facts('kpt', name, more)).map((one) => text(one)).join(' | ');
    expect(await tiles('orders-can-be-taken')).toBe('Gap to target −0.09 points ≥ 99.9 % desired | Gap to reference −0.19 points best of the last 12 closed periods: 100.00 %');
    expect(await tiles('cost-per-order-target')).toMatch(/^Gap to target −€0\.027 ≤ €0\.45 desired \|/);
    expect(await tiles('orders-can-be-taken', { value: null })).toMatch(/^Gap to target – /);
  });
});

describe('the calendar of a measure', () => {
  it('has a row a weekday and a column a week, and says each day in words', async () => {
    const page = renderToString(daysOf(await facts('kpt', 'orders-can-be-taken', {}, { days: days('met', 'missed', 'unknown', 'tolerated', 'met', 'met', 'met', 'met', 'met') })) as never);
    expect(page.match(/<tr/g)).toHaveLength(8);
    // 14 to 22 November 2026: a Saturday to the Sunday of the next week
    expect([...page.matchAll(/scope="col"><span class="vh">Week of <\/span>([^<]+)/g)].map((one) => one[1])).toEqual(['14 Nov', '16 Nov']);
    expect(page).toContain('Sat 14 Nov: Met, 99.00 %');
    expect(page).toContain('Mon 16 Nov: No data');
    expect(page).toContain('1 in tolerance, 1 missed, 1 no data');
    // a day leads to the page as it stood at its end, today to the page of now
    expect(page).toContain('href="/t/kpt/orders-can-be-taken?scorecard=digital&amp;at=2026-11-14T23:00:00Z"');
    expect(page).toMatch(/class="today"><a href="\/t\/kpt\/orders-can-be-taken\?scorecard=digital"/);
  });

  it('is left out where there is nothing to show', async () => {
    expect(daysOf(await facts('sli', 'pay-success'))).toBeNull();
  });
});

describe('the definition of a measure', () => {
  it('names the fields that changed, and not what only the store needs', () => {
    const now = measureOf('kpi', 'order-reliability');
    expect(differences(now, { ...now, def: 'other', at: 'elsewhere:1', owner: 'SRE', mode: 'worst' } as Measure)).toEqual([{ field: 'owner', before: 'Digital sales', after: 'SRE' }, { field: 'mode', before: 'mean', after: 'worst' }]);
  });

  it('changes only where it became another one, or came and went', () => {
    const body = (def: string): string => JSON.stringify({ def });
    const found = [['1', ''], ['2', body('a')], ['3', body('a')], ['4', ''], ['5', body('a')], ['6', body('b')]].map(([since = '', text = '']) => ({ since, plan: `p${since}`, body: text }));
    expect(changesOf(found).map((one) => [one.at, one.measure?.def ?? null])).toEqual([[2, 'a'], [4, null], [5, 'a'], [6, 'b']]);
  });

  it('is YAML and JSON to be copied, without hashes, and tells its history newest first', async () => {
    const measure = measureOf('kpi', 'order-reliability');
    const it = await facts('kpi', 'order-reliability', {}, { changes: [{ at: AT - 2 * DAY, plan: 'one', measure: { ...measure, owner: 'Nobody' } }, { at: AT - DAY, plan: 'two', measure }] });
    const page = renderToString(definitionOf(it));
    expect(page).toContain('mode: mean');
    expect(page).toContain('&quot;weight&quot;: 2,');
    expect(page).not.toContain(measure.def);
    expect(page.indexOf('first in a plan')).toBeGreaterThan(page.indexOf('<del>Nobody</del>'));
  });
});

describe('the path', () => {
  it('keeps the scorecard and the instant, and opens what stands beside each step', () => {
    const page = renderToString(crumbs([{ tier: 'kra', name: 'a', title: 'A', status: 'met', beside: [{ tier: 'kra', name: 'b', title: 'B' }] }, { tier: 'slo', name: 's', title: 'S', status: 'missed' }], { tier: 'sli', title: 'I', status: null }, 'card', AT));
    expect(page).toContain('href="/t/kra/a?scorecard=card&amp;at=2026-11-22T09:41:00Z"');
    expect(page).toMatch(/<summary aria-label="Beside A">.*href="\/t\/kra\/b\?scorecard=card&amp;at=2026-11-22T09:41:00Z"/);
    expect(page).toMatch(/href="\/slos\/s\?at=2026-11-\d\dT/);
    expect(page).toContain('<span aria-current="page">I</span>');
  });
});

describe('how a figure is computed', () => {
  it('says the formula with its numbers, and parts whose contributions add up to the score', async () => {
    const explanation = await northwind.explain({ tier: 'kpi', name: 'order-reliability', at: null, scorecard: 'digital' });
    if (!explanation) throw new Error('no explanation');
    const page = explainMain({ explanation, title: 'Order reliability', zone: 'UTC', scorecard: 'digital', at: null, age: null, path: [], events: [] }).map((one) => (typeof one === 'object' ? text(one) : String(one))).join(' ');
    expect(page).toContain('(2 × 59.18 + 1 × 71.94) ÷ 3 = 63.43');
    expect(page).toContain('kpt/orders-can-be-taken 59.18 2 39.4533333333');
    expect(page).toContain('Together 3 63.4333333333');
    expect(page).toContain('30 Sep 2026 22:00 – 1 Oct 2026 00:00 correction: the move 7,200 s (2 h)');
    expect(page).toContain('not measured 14,400 s (4 h)');
  });
});

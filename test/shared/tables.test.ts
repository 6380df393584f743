/** Rows in the terminal: the same figures, rounded to the same side, as on the pages. */
import { expect, test } from 'vitest';
import { comparisonText, rowsText } from '../../shared/tables.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Comparison } from '../../shared/tiers/work.ts';

const row = (rest: Partial<Row>): Row => ({
  tier: 'slo', name: 'x', at: '2026-11-01T00:00:00Z', window: null, value: null, unit: 'ratio', good: null, total: null, target: null, score: null, status: 'missed', pace: null, forecast: null, coverage: 0.9987, provisional: false, flags: [], contributors: [],
  plan: 'p', revision: 1, title: '', owner: '', scorecard: null, polarity: null, scale: null, ...rest,
});

test.each([
  ['a missed target is never shown as reached', row({ value: 0.99899999, target: { adequate: 0.995, desired: 0.999 } }), 'slo  x  Missed  99.89 %  99.9 % / 99.5 %  -  99.9 %  -'],
  ['lower is better: rounded up', row({ tier: 'kpt', unit: 'ms', value: 268.31, score: 71.96, polarity: 'lower', target: { adequate: 450, desired: 300 } }), 'kpt  x  Missed  268.4 ms  300 / 450  71.9  99.9 %  -'],
  ['an indicator has no worse side', row({ tier: 'sli', value: 0.99996, status: null }), 'sli  x  -  100.00 %  -  -  99.9 %  -'],
  ['a result area shows its score, also above a single child', row({ tier: 'kra', unit: 'ratio', value: 0.5, score: 0, target: { adequate: 0.9, desired: 0.95 } }), 'kra  x  Missed  0.0 / 100  -  0.0  99.9 %  -'],
  ['no data is no figure', row({ status: 'unknown', coverage: null }), 'slo  x  No data  -  -  -  -  -'],
])('%s', (_what, given, expected) => {
  expect(rowsText([given]).split('\n').at(-1)?.replaceAll(/ {2,}/g, '  ')).toBe(expected);
});

test('no rows are no figures yet, and the sentence says what they come with', () => expect(rowsText([])).toMatch(/^no figures yet: .*import/));

test('a comparison names the scorecard of what stands there twice, and only then', () => {
  const perspective = (scorecard: string): Comparison['measures'][number] => ({ tier: 'perspective', name: 'customer', scorecard, unit: 'score', now: null, then: null, difference: { value: null, score: null } });
  const period = (scorecard: string | null): Comparison['periods'][number] => ({ tier: 'kpt', name: 'kept', scorecard, from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', now: 'missed', then: 'met' });
  const text = (measures: Comparison['measures'], periods: Comparison['periods']): string => comparisonText({ from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', plan: { now: 'a', then: 'b' }, measures, periods });
  const third = (what: string, tier: string): (string | undefined)[] => what.split('\n').filter((line) => line.startsWith(tier)).map((line) => line.split(/ {2,}/)[2]);
  const both = text([perspective('desk'), perspective('desk-year')], [period('desk'), period(null)]);
  expect([third(both, 'perspective'), third(both, 'kpt')]).toEqual([['desk', 'desk-year'], ['desk', '-']]);
  expect(text([perspective('desk')], [period(null)])).not.toContain('scorecard');
});

/** The tiles of an SLO with few events: no figure is rounded to nothing, and what one bad event does is said plainly. */
import { expect, test } from 'vitest';
import { tiles } from '../../../dashboard/cards/3-slo.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { northwind } from '../../support/northwind.ts';

test('an overspent budget of three events is told in events', async () => {
  const [row] = (await northwind.rows({ tier: 'slo', at: null, names: null, scorecard: null })) as [Row];
  const few: Row = { ...row, flags: ['low-volume'], budget: { ratio: { allowed: 1, consumed: 333, remaining: -332 }, events: { allowed: 0.003, consumed: 1, remaining: -0.997 }, seconds: { allowed: 2419, consumed: 806_400, remaining: -803_981 }, of: null } };
  expect(tiles(few, 'UTC')[0]?.says).toBe('1 bad where 0.003 are allowed: one bad event is more than the whole budget');
  expect(tiles(row, 'UTC')[0]?.says).toMatch(/^11 min 32 s of 39 min 54 s; 19,870 bad left of/);
});

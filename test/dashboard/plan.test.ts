/** What a measure of the plan in force is made of and where its messages come from, read from the table that the aggregator writes. */
import { expect, test } from 'vitest';
import { planReader, sourcesOf } from '../../dashboard/plan.ts';
import { closing } from '../support/closing.ts';

const sli = (name: string): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: ${name}}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: ${name}, service: shop}}}}}\n---\n`;

test('a quotient is made of both its sides: either leads to it, and the messages of both are behind it', async () => {
  const it = await closing(`${sli('cost')}${sli('order')}{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: cost-per-order}, spec: {measure: {quotient: {of: {sli: cost, statistic: sum}, by: {sli: order, statistic: count}}}, polarity: lower, adequate: 3, desired: 2}}`);
  const known = await planReader(it.store.read)();
  const find = (tier: string, name: string) => known?.find(tier, name) as NonNullable<ReturnType<NonNullable<typeof known>['find']>>;
  const quotient = find('kpt', 'cost-per-order');
  expect(known?.children(quotient)).toEqual([{ tier: 'sli', name: 'cost', weight: null }, { tier: 'sli', name: 'order', weight: null }]);
  for (const side of ['cost', 'order']) expect(known?.parents(find('sli', side))).toEqual([{ tier: 'kpt', name: 'cost-per-order', weight: null }]);
  expect([...sourcesOf(known as NonNullable<typeof known>, quotient)].sort()).toEqual(['cost', 'order'].map((side) => find('sli', side).def).sort());
  await it.close();
}, 240_000);

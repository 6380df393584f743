/** Tier 2: what a row of an SLI divides. */
import { expect, test } from 'vitest';
import { judgeSli } from '../../../aggregator/judge/2-sli.ts';

test('a ratio is good of total; without a slice, or a message, it has no value', () => {
  expect(judgeSli({ kind: 'ratio' }, { good: '99.000000000', total: '100.000000000', n: '7', sum: '5.000000000' })).toEqual({ good: 99, total: 100, value: 0.99 });
  expect(judgeSli({ kind: 'ratio' }, { good: '0', total: '0', n: '7', sum: '5' })).toEqual({ good: 0, total: 0, value: null });
  expect(judgeSli({ kind: 'ratio' }, undefined)).toEqual({ good: 0, total: 0, value: null });
});

test('a threshold is the mean of the values, and what is good of it is said by the objectives', () => {
  expect(judgeSli({ kind: 'threshold' }, { good: '3', total: '4', n: '8', sum: '-20.000000000' })).toEqual({ good: null, total: 8, value: -2.5 });
  expect(judgeSli({ kind: 'threshold' }, { good: '3', total: '4', n: '0', sum: '0' })).toEqual({ good: null, total: 0, value: null });
  expect(judgeSli({ kind: 'threshold' }, undefined)).toEqual({ good: null, total: 0, value: null });
});

/** What children give to a score is written so that it adds up to the score as it is shown. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pointsGiven } from '../../../dashboard/cards/contributions.ts';
import { scorePoints } from '../../../dashboard/cards/figure.ts';
import type { Contributor } from '../../../shared/tiers/row.ts';

const of = (...given: (number | null)[]): Contributor[] => given.map((contribution, i) => ({ tier: 'kpt', name: `t-${i}`, weight: 1, value: null, score: null, status: null, contribution }));
const written = (contributors: Contributor[], score: number | null): string[] => [...pointsGiven({ contributors, score }).values()];

it('one alone gives what the score is, cut to its worse side', () => expect(written(of(67.4159), 67.4159)).toEqual(['67.41']));
it('the hundredths that lack go to those that lost most', () => expect(written(of(10.019, 20.008, 30.005), 60.032)).toEqual(['10.02', '20.01', '30.00']));
it('what holds a score under met takes away from it', () => expect(written(of(50.005, 40.004, -23.343), 66.666)).toEqual(['50.00', '40.00', '−23.34']));
it('where contributions do not make the score, each stands for itself; what is not known gives nothing', () => {
  expect(written(of(10.016, 90.004, null), 10.016)).toEqual(['10.02', '90.00', '–']);
  expect(written(of(10.016, null), null)).toEqual(['10.02', '–']);
});
it('weighted scores add up, whatever they are', () => {
  const hundredths = (text: string): number => Math.round(Number(text.replace('−', '-')) * 100);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 12 }), (children) => {
      const weights = children.reduce((sum, [, weight]) => sum + weight, 0);
      const given = children.map(([score, weight]) => (score * weight) / weights);
      const score = given.reduce((sum, one) => sum + one, 0);
      // a third and two thirds of the scale are written as such
      fc.pre(score <= 100 && !scorePoints(score).includes('⅓') && !scorePoints(score).includes('⅔') && /^\d+\.\d\d$/.test(scorePoints(score)));
      expect(written(of(...given), score).reduce((sum, one) => sum + hundredths(one), 0)).toBe(hundredths(scorePoints(score)));
    }),
  );
});

/** What children give to a score, written so that it adds up to the score as it stands beside it. Pure. */
import { cut, type Exact, exact, rounded, scaled, SCORE, text } from '../../shared/figure.ts';
import type { Contributor, Row } from '../../shared/tiers/row.ts';
import { points } from './figure.ts';

const PLACES = 2;

/**
 * What each contributor gives, in its order, to two decimals: all are cut, and the hundredths that then lack to the score as it is shown go to those that lost
 * most (largest remainders). Where contributions do not make the score (the lowest counts, nothing is known), each is rounded half up by itself.
 */
export const pointsGiven = ({ contributors, score }: Pick<Row, 'contributors' | 'score'>): Map<Contributor, string> => {
  const known = contributors.filter((one) => one.contribution !== null);
  const parts = known.map((one) => {
    const whole = exact(one.contribution as number);
    const kept = cut(whole, PLACES, 'down');
    const places = Math.max(whole.e, PLACES);
    return { one, kept, lost: Number(scaled(whole, places) - scaled(kept, places)) / 10 ** (places - PLACES) };
  });
  const shown: Exact | null = score === null ? null : cut(rounded(score, SCORE, PLACES), PLACES, 'down');
  const lacking = shown === null ? -1 : Number(scaled(shown, PLACES) - parts.reduce((sum, { kept }) => sum + kept.m, 0n));
  if (lacking < 0 || lacking > parts.length) return new Map(contributors.map((one) => [one, points(one.contribution)]));
  const more = new Set([...parts].sort((a, b) => b.lost - a.lost).slice(0, lacking));
  const written = new Map(parts.map((part) => [part.one, text({ m: part.kept.m + (more.has(part) ? 1n : 0n), e: PLACES })]));
  return new Map(contributors.map((one) => [one, written.get(one) ?? '–']));
};

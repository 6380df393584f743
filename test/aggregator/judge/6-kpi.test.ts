/** Tier 6 and above: weighing by hand, edges, the veto of a critical child and what is not known (MEASURES §6). */
import { describe, expect, test } from 'vitest';
import { weigh, type Weighed, type WeighCase } from '../../../aggregator/judge/6-kpi.ts';
import { THIRD } from '../../../aggregator/judge/5-kpt.ts';

type Child = WeighCase['children'][0];
/** A child by its score of 0 to 100, with the status of it. */
const at = (score: number, weight = 1, critical = false): Child => {
  const thirds = (BigInt(Math.round(score * 300)) * THIRD) / 10_000n;
  return { weight: `${weight}.000000000`, critical, thirds, status: thirds < THIRD ? 'missed' : thirds < 2n * THIRD ? 'tolerated' : 'met' };
};
const unknown = (weight = 1, critical = false): Child => ({ weight: `${weight}.000000000`, critical, thirds: null, status: 'unknown' });
const weighed = (children: Child[], mode: WeighCase['mode'] = 'mean', floor = '0.500000000'): Weighed => weigh({ mode, floor, children });
const fine = (n: number | null): number | null => n && Number(n.toPrecision(12));
const exactly = (thirds: bigint): string => weighed([{ ...at(0), thirds }]).status;

describe('a parent', () => {
  test('weighs its children: 90 three times and 50 once are 80, of which 67.5 and 12.5 are theirs', () => {
    const row = weighed([at(90, 3), at(50)]);
    expect([row.score, ...row.contributions, row.veto, row.coverage, row.status].map((one) => (typeof one === 'number' ? fine(one) : one))).toEqual([80, 67.5, 12.5, null, 1, 'met']);
  });
  test('leaves out what is not known, down to the floor of its coverage and not below it', () => {
    expect(weighed([at(90), unknown()])).toMatchObject({ coverage: 0.5, status: 'met', contributions: [expect.closeTo(90, 9), null] });
    expect(weighed([at(90, 49), unknown(51)])).toEqual({ score: null, thirds: null, status: 'unknown', coverage: 0.49, contributions: [null, null], veto: null });
    expect(weighed([at(90), { ...at(10), status: null }]), 'without a status it is not known').toMatchObject({ coverage: 0.5, status: 'met' });
    for (const list of [[], [unknown()]]) expect(weighed(list, 'mean', '0.000000000')).toMatchObject({ coverage: 0, status: 'unknown', score: null });
  });
  test('is on the better side of an edge, also where its children’s scores are rounded down', () => {
    expect([THIRD, 2n * THIRD, THIRD - 10n ** 12n, 2n * THIRD - 10n ** 12n].map(exactly)).toEqual(['tolerated', 'met', 'missed', 'tolerated']);
    // two thirds, two thirds and five thirds of a band come to one band
    const rounded = [2n, 2n, 5n].map((part) => ({ ...at(0), thirds: (part * THIRD) / 3n }));
    expect(weighed(rounded)).toMatchObject({ thirds: THIRD - 1n, status: 'tolerated' });
  });
  test('in mode worst is its lowest known child, the first of equals, which is the whole of it', () => {
    expect(weighed([at(90), at(40), at(40), at(70)], 'worst')).toMatchObject({ score: expect.closeTo(40, 9), status: 'tolerated', contributions: [0, expect.closeTo(40, 9), 0, 0], veto: null });
    expect(weighed([unknown(), at(0), at(70)], 'worst')).toMatchObject({ score: 0, status: 'missed', contributions: [null, 0, 0] });
    expect(weighed([unknown(), at(0), at(70)], 'worst').contributions[1], 'of what is unknown nothing is taken').toBe(0);
  });
});

describe('a critical child', () => {
  test('that is missed caps its parent at 66.66, and the veto is what that takes away', () => {
    const row = weighed([at(10, 1, true), at(100, 9)]);
    expect([row.score, ...row.contributions, row.veto, row.status].map((one) => (typeof one === 'number' ? fine(one) : one))).toEqual([66.66, 1, 90, -24.34, 'tolerated']);
  });
  test('that is missed takes nothing from a parent below that, which may be missed itself', () => {
    expect(weighed([at(10, 1, true), at(90)])).toMatchObject({ score: expect.closeTo(50, 9), veto: null, status: 'tolerated' });
    expect(weighed([at(10, 1, true), at(20)])).toMatchObject({ score: expect.closeTo(15, 9), veto: null, status: 'missed' });
    expect(weighed([at(0, 3333, true), at(100, 6666), at(0)]), 'at 66.66 there is nothing to take').toMatchObject({ score: expect.closeTo(66.66, 9), veto: null });
  });
  test('that is not missed has no veto, nor has one that is missed and not critical', () => {
    expect(weighed([at(40, 1, true), at(100, 9)])).toMatchObject({ score: expect.closeTo(94, 9), veto: null, status: 'met' });
    expect(weighed([at(10), at(100, 9)])).toMatchObject({ score: expect.closeTo(91, 9), veto: null, status: 'met' });
  });
  test('that is unknown makes its parent unknown', () => {
    expect(weighed([unknown(1, true), at(100, 9)])).toMatchObject({ status: 'unknown', score: null, coverage: 0.9 });
    expect(weighed([unknown(1, false), at(100, 9)])).toMatchObject({ status: 'met' });
  });
});

/** What holds of scores and weighted means for any plan (MEASURES, Properties), beside a slow evaluator in rationals. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeKpt } from '../../../aggregator/judge/5-kpt.ts';
import { weigh } from '../../../aggregator/judge/6-kpi.ts';
import type { Scale } from '../../../shared/plan/measure.ts';
import type { Status } from '../../../shared/tiers/row.ts';
import { judge, score, spread } from '../../support/oracle/score.ts';
import { q, type Rational } from '../../support/oracle/rational.ts';

const THIRD = 10n ** 24n;
const VETO = 66.66;

const child = fc.record({ weight: fc.integer({ min: 1, max: 5_000_000_000 }), critical: fc.boolean(), known: fc.integer({ min: 0, max: 4 }).map((n) => n > 0), thirds: fc.bigInt({ min: 0n, max: 3n * THIRD }) });
const parents = fc.array(fc.record({ mode: fc.constantFrom('mean', 'worst'), floor: fc.constantFrom('0.000000000', '0.500000000', '1.000000000'), children: fc.array(child, { minLength: 1, maxLength: 6 }) }), { minLength: 30, maxLength: 30 });
const statusOf = (thirds: bigint): Status => (thirds < THIRD ? 'missed' : thirds < 2n * THIRD ? 'tolerated' : 'met');
const points = (thirds: bigint): number => (Number(thirds) / Number(THIRD)) * (100 / 3);

describe('indicators, result areas and what stands above', () => {
  test('a weighted mean lies between its lowest and highest child, contributions add up, a veto caps, what is not known is left out', () => {
    fc.assert(
      fc.property(parents, (cases) => {
        for (const { mode, floor, children } of cases) {
          const row = weigh({ mode: mode as 'mean' | 'worst', floor, children: children.map((c) => ({ weight: (c.weight / 1e9).toFixed(9), critical: c.critical, status: c.known ? statusOf(c.thirds) : 'unknown', thirds: c.known ? c.thirds : null })) });
          const known = children.filter((c) => c.known);
          const weights = (list: typeof children): number => list.reduce((sum, c) => sum + c.weight, 0);
          expect(row.coverage).toBeCloseTo(weights(known) / weights(children), 12);
          if (known.length === 0 || row.coverage < Number(floor) || children.some((c) => c.critical && !c.known)) {
            expect([row.score, row.status]).toEqual([null, 'unknown']);
            continue;
          }
          const scores = known.map((c) => points(c.thirds));
          const total = row.contributions.reduce<number>((sum, one) => sum + (one ?? 0), row.veto ?? 0);
          expect(row.score).toBeCloseTo(total, 9);
          const vetoed = known.some((c) => c.critical && statusOf(c.thirds) === 'missed');
          if (vetoed) expect(row.score).toBeLessThanOrEqual(VETO + 1e-9);
          else {
            expect(row.veto).toBeNull();
            expect(row.score).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-9);
            expect(row.score).toBeLessThanOrEqual(Math.max(...scores) + 1e-9);
            if (mode === 'worst') expect(row.score).toBeCloseTo(Math.min(...scores), 9);
          }
          if (vetoed) expect(row.status).not.toBe('met');
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('targets', () => {
  const number = fc.integer({ min: -2000, max: 2000 }).map((n) => n / 8);
  const range = fc.array(number, { minLength: 4, maxLength: 4 }).map((list) => list.toSorted((a, b) => a - b) as [number, number, number, number]);
  const cases = fc.array(fc.record({ edges: range, value: number, polarity: fc.constantFrom('range', 'higher', 'lower') }), { minLength: 60, maxLength: 60 });

  test('the score lies in the band of the status, and both are those of the definition, ranges too', () => {
    fc.assert(
      fc.property(cases, (list) => {
        const text = (x: Rational): string => x.toNumber().toFixed(9);
        const made = list.map(({ edges, value, polarity }) => {
          const [a, b, c, d] = edges.map((one) => q(one)) as [Rational, Rational, Rational, Rational];
          const lines = polarity === 'range' ? spread([a, d], [b, c]) : polarity === 'higher' ? { worst: a, adequate: b, desired: c, best: d } : { worst: d, adequate: c, desired: b, best: a };
          return { value: q(value), polarity, lines };
        });
        type Four = { adequate: Rational; desired: Rational; worst: Rational; best: Rational };
        const four = (l: Four): Scale => ({ adequate: text(l.adequate), desired: text(l.desired), worst: text(l.worst), best: text(l.best) });
        for (const { value, polarity, lines } of made) {
          const upper = 'upper' in lines && lines.upper ? { upper: four(lines.upper as Four) } : {};
          const figure = { top: text(value), bottom: '1' };
          const row = judgeKpt({ kpt: { polarity: polarity as 'range', floor: '0.500000000' }, lines: { from: 0, ...four(lines), ...upper }, ...figure, measured: 1, expected: 1, elapsed: 1, span: 1, open: false, week: figure, grows: false });
          expect(row.status).toBe(judge(polarity, value, lines));
          expect(row.score).toBeCloseTo(score(polarity, value, lines).toNumber(), 9);
          const points = row.score as number;
          expect(row.status).toBe(points >= 200 / 3 - 1e-9 ? 'met' : points >= 100 / 3 - 1e-9 ? 'tolerated' : 'missed');
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** What holds of scores and weighted means for any plan (MEASURES, Properties), through the statements themselves. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../shared/store/sql.ts';
import { openStore, type Store } from '../../../shared/store/store.ts';
import { folder } from '../../support/heptad.ts';
import { judge, score, spread } from '../../support/oracle/score.ts';
import { q, type Rational } from '../../support/oracle/rational.ts';

const kpi = sql(import.meta.url, '../../../aggregator/rollup/6-kpi.sql');
const kra = sql(import.meta.url, '../../../aggregator/rollup/7-kra.sql');
const kpt = sql(import.meta.url, '../../../aggregator/rollup/5-kpt.sql');
const THIRD = 10n ** 24n;
const VETO = 66.66;

const data = folder();
let store: Store;
beforeAll(async () => {
  store = await openStore({ data: data.path, threads: 1 });
});
afterAll(async () => {
  await store.close();
  data.remove();
});

type Weighed = { score: number | null; status: string; coverage: number; contributions: (number | null)[]; veto: number | null };

const child = fc.record({ weight: fc.integer({ min: 1, max: 5_000_000_000 }), critical: fc.boolean(), known: fc.integer({ min: 0, max: 4 }).map((n) => n > 0), thirds: fc.bigInt({ min: 0n, max: 3n * THIRD }) });
const parents = fc.array(fc.record({ mode: fc.constantFrom('mean', 'worst'), floor: fc.constantFrom('0.000000000', '0.500000000', '1.000000000'), children: fc.array(child, { minLength: 1, maxLength: 6 }) }), { minLength: 30, maxLength: 30 });
const statusOf = (thirds: bigint): string => (thirds < THIRD ? 'missed' : thirds < 2n * THIRD ? 'tolerated' : 'met');
const points = (thirds: bigint): number => (Number(thirds) / Number(THIRD)) * (100 / 3);

describe.each([['indicators', kpi], ['result areas and what stands above', kra]])('%s', (_name, statement) => {
  test('a weighted mean lies between its lowest and highest child, contributions add up, a veto caps, what is not known is left out', async () => {
    await fc.assert(
      fc.asyncProperty(parents, async (cases) => {
        const rows = cases.map((one, k) => [k, one.mode, one.floor, one.children.map((c) => [(c.weight / 1e9).toFixed(9), c.critical ? 1 : 0, c.known ? statusOf(c.thirds) : 'unknown', c.known ? String(c.thirds) : ''])]);
        const found = await store.climb.rows<Weighed & { k: number }>(statement, { rows: JSON.stringify(rows) });
        for (const row of found) {
          const { mode, floor, children } = cases[row.k] as (typeof cases)[0];
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
        expect(found).toHaveLength(cases.length);
      }),
      { numRuns: 8 },
    );
  });
});

describe('targets', () => {
  const number = fc.integer({ min: -2000, max: 2000 }).map((n) => n / 8);
  const range = fc.array(number, { minLength: 4, maxLength: 4 }).map((list) => list.toSorted((a, b) => a - b) as [number, number, number, number]);
  const cases = fc.array(fc.record({ edges: range, value: number, polarity: fc.constantFrom('range', 'higher', 'lower') }), { minLength: 60, maxLength: 60 });

  test('the score lies in the band of the status, and both are those of the definition, ranges too', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (list) => {
        const text = (x: Rational): string => x.toNumber().toFixed(9);
        const made = list.map(({ edges, value, polarity }) => {
          const [a, b, c, d] = edges.map((one) => q(one)) as [Rational, Rational, Rational, Rational];
          const lines = polarity === 'range' ? spread([a, d], [b, c]) : polarity === 'higher' ? { worst: a, adequate: b, desired: c, best: d } : { worst: d, adequate: c, desired: b, best: a };
          return { value: q(value), polarity, lines };
        });
        const four = (l: { adequate: Rational; desired: Rational; worst: Rational; best: Rational }): string[] => [l.adequate, l.desired, l.worst, l.best].map(text);
        const rows = made.map(({ value, polarity, lines }, k) => [k, text(value), '1', 1, 1, '0.500000000', polarity, 1, four(lines), four('upper' in lines && lines.upper ? lines.upper : lines), 1, 1, 0, text(value), '1', 0]);
        for (const row of await store.climb.rows<{ k: number; status: string; score: number }>(kpt, { rows: JSON.stringify(rows) })) {
          const { value, polarity, lines } = made[row.k] as (typeof made)[0];
          expect(row.status).toBe(judge(polarity, value, lines));
          expect(row.score).toBeCloseTo(score(polarity, value, lines).toNumber(), 9);
          expect(row.status).toBe(row.score >= 200 / 3 - 1e-9 ? 'met' : row.score >= 100 / 3 - 1e-9 ? 'tolerated' : 'missed');
        }
      }),
      { numRuns: 10 },
    );
  });
});

/** Differenced counters against an evaluator that sums what was counted, and looks at every second for coverage. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counterSlices } from '../../../aggregator/fold/counter.ts';
import { inOrder, MINUTE, type Proof, type Proofs } from '../../../aggregator/fold/slice.ts';

const proof = (at: number, good: number, total: number, id = `${at}`): Proof => ({ at, id, service: 's', source: '', state: '', good: BigInt(good), total: BigInt(total) });
const counts = (proofs: Proofs, every: number, from: number, to: number): unknown[] =>
  [...counterSlices(proofs, every, { from: from * MINUTE, to: to * MINUTE })].sort((a, b) => a[0] - b[0]).map(([t, one]) => [t / MINUTE, Number(one.good), Number(one.total), one.covered]);

describe('counter', () => {
  test('the first sample is only a base; then each counts what was added since, in the slice of its time less 1 ms', () => {
    const said = new Map([['a', [proof(60_000, 100, 100), proof(120_000, 108, 110), proof(180_001, 109, 115)]]]);
    expect(counts(said, MINUTE, 0, 4)).toEqual([[0, 0, 0, 60_000], [1, 8, 10, 60_000], [2, 0, 0, 59_999], [3, 1, 5, 1]]);
  });

  test('a decrease of good or of total is a reset of both: they count from 0', () => {
    const said = new Map([['a', [proof(60_000, 100, 100), proof(120_000, 3, 4), proof(180_000, 2, 9)]]]);
    expect(counts(said, MINUTE, 1, 3)).toEqual([[1, 3, 4, 60_000], [2, 2, 9, 60_000]]);
  });

  test('good is at most total', () => {
    const said = new Map([['a', [proof(60_000, 10, 20), proof(120_000, 20, 25)]]]);
    expect(counts(said, MINUTE, 1, 2)).toEqual([[1, 5, 5, 60_000]]);
  });

  test('any span of any series tells what all of them tell, and coverage what every second tells', () => {
    const one = fc.record({ at: fc.integer({ min: 1, max: 600 }).map((n) => n * 1000), good: fc.integer({ min: 0, max: 30 }), more: fc.integer({ min: 0, max: 5 }), id: fc.integer({ min: 0, max: 9 }).map(String) });
    fc.assert(
      fc.property(fc.array(fc.array(one, { maxLength: 8 }), { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 30, 60, 150), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 4 }), (lists, every, from, length) => {
        const said = new Map(lists.map((list, i) => [`s${i}`, list.map((m) => proof(m.at, m.good, m.good + m.more, m.id)).sort(inOrder)]));
        // to the fold only what it asks for is given
        const given = new Map([...said].map(([key, list]) => {
          const first = list.findIndex((m) => m.at >= from * MINUTE);
          return [key, list.slice(first < 0 ? -1 : Math.max(0, first - 1)).filter((m) => m.at <= (from + length) * MINUTE + every * 1000)];
        }));
        const found = counterSlices(given, every * 1000, { from: from * MINUTE, to: (from + length) * MINUTE });
        for (let minute = from; minute < from + length; minute++) {
          let [good, total, covered] = [0, 0, 0];
          for (const list of said.values()) for (const [i, m] of list.entries()) {
            const base = list[i - 1];
            if (!base || Math.floor((m.at - 1) / MINUTE) !== minute) continue;
            const reset = m.good < base.good || m.total < base.total;
            total += Number(m.total - (reset ? 0n : base.total));
            good += Math.min(Number(m.good - (reset ? 0n : base.good)), Number(m.total - (reset ? 0n : base.total)));
          }
          for (let t = minute * 60; t < (minute + 1) * 60; t++) if ([...said.values()].flat().some((m) => t * 1000 >= m.at - every * 1000 && t * 1000 < m.at)) covered += 1000;
          const slice = found.get(minute * MINUTE);
          expect([minute, Number(slice?.good ?? 0n), Number(slice?.total ?? 0n), slice?.covered ?? 0]).toEqual([minute, good, total, covered]);
        }
      }),
      { numRuns: 400 },
    );
  });
});

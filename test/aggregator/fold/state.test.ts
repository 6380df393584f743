/** Folded states against an evaluator that looks at every ms. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, MINUTE, type Proof, type Slice, type Span } from '../../../aggregator/fold/slice.ts';
import { stateSlices } from '../../../aggregator/fold/state.ts';
import type { StateRule } from '../../../shared/plan/measure.ts';

const proof = (at: number, state: string, id = `${at}`): Proof => ({ at, id, service: 's', source: '', state, good: 0n, total: 0n });
const RULE: StateRule = { up: ['ok'], down: ['down'], components: ['a', 'b'], need: null, staleAfter: null };
const seconds = (slices: Map<number, Slice>): [number, number, number][] => [...slices].filter(([, one]) => one.total > 0n).sort((a, b) => a[0] - b[0]).map(([t, one]) => [t / MINUTE, Number(one.good) / 1e9, Number(one.total) / 1e9]);

/** Every `step` ms by itself: what each component last said, unless that is stale. */
const slow = (said: Map<string, Proof[]>, rule: StateRule, components: number, { from, to }: Span, watermark: number, step: number): Map<number, { good: number; total: number }> => {
  const out = new Map<number, { good: number; total: number }>();
  for (let t = from; t < Math.min(to, watermark); t += step) {
    const votes = [...said.values()].map((list) => {
      const heard = list.filter((one) => one.at <= t && (rule.up.includes(one.state) || rule.down === null || rule.down.includes(one.state)));
      const last = Math.max(...heard.map((one) => one.at));
      if (heard.length === 0 || (rule.staleAfter !== null && t >= last + rule.staleAfter)) return 'unknown';
      return heard.filter((one) => one.at === last).every((one) => rule.up.includes(one.state)) ? 'up' : 'down';
    });
    const need = rule.need ?? components;
    const up = votes.filter((one) => one === 'up').length;
    const down = votes.filter((one) => one === 'down').length;
    const verdict = up >= need ? 'up' : components - down < need ? 'down' : 'unknown';
    if (verdict === 'unknown') continue;
    const minute = Math.floor(t / MINUTE) * MINUTE;
    const there = out.get(minute) ?? { good: 0, total: 0 };
    out.set(minute, { good: there.good + (verdict === 'up' ? step : 0), total: there.total + step });
  }
  return out;
};

describe('state', () => {
  test('a component holds what it said until it says otherwise, to the ms; states in neither list say nothing', () => {
    const said = new Map([['a', [proof(500, 'ok'), proof(70_000, 'starting'), proof(90_250, 'down')]]]);
    expect(seconds(stateSlices(said, { ...RULE, components: ['a'] }, 1, { from: 0, to: 180_000 }, 125_000))).toEqual([[0, 59.5, 59.5], [1, 30.25, 60], [2, 0, 5]]);
  });

  test('at one instant the worse wins, whatever the ids', () => {
    const said = new Map([['a', [proof(0, 'down', '1'), proof(0, 'ok', '2')]]]);
    expect(seconds(stateSlices(said, { ...RULE, components: ['a'] }, 1, { from: 0, to: 60_000 }, 60_000))).toEqual([[0, 0, 60]]);
  });

  test('a moment is up when enough are up, down when not enough can be, else unmeasured', () => {
    const said = new Map([['a', [proof(0, 'ok')]], ['b', [proof(10_000, 'ok'), proof(20_000, 'down')]]]);
    // both are needed: unmeasured until b speaks, then up, then down
    expect(seconds(stateSlices(said, RULE, 2, { from: 0, to: 60_000 }, 60_000))).toEqual([[0, 10, 50]]);
    // one of two: up from the first moment on
    expect(seconds(stateSlices(said, { ...RULE, need: 1 }, 2, { from: 0, to: 60_000 }, 60_000))).toEqual([[0, 60, 60]]);
    // two of three, of which one is never heard: unmeasured again when b is down
    expect(seconds(stateSlices(said, { ...RULE, need: 2 }, 3, { from: 0, to: 60_000 }, 60_000))).toEqual([[0, 10, 10]]);
  });

  test('what is stale is unknown', () => {
    const said = new Map([['a', [proof(0, 'ok')]]]);
    expect(seconds(stateSlices(said, { ...RULE, components: ['a'], staleAfter: 90_000 }, 1, { from: 0, to: 240_000 }, 240_000))).toEqual([[0, 60, 60], [1, 30, 30]]);
  });

  test('folding any span tells what a look at every moment tells', () => {
    const STEP = 5000;
    const one = fc.record({ at: fc.integer({ min: 0, max: 80 }).map((n) => n * STEP), state: fc.constantFrom('ok', 'down', 'odd', 'ok'), id: fc.integer({ min: 0, max: 99 }).map(String) });
    fc.assert(
      fc.property(
        fc.array(fc.array(one, { maxLength: 8 }), { minLength: 1, maxLength: 4 }), fc.record({ need: fc.option(fc.integer({ min: 1, max: 4 })), stale: fc.option(fc.constantFrom(STEP, 60_000, 85_000)), down: fc.boolean() }),
        fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 4 }),
        (lists, { need, stale, down }, mark, from, length) => {
          const said = new Map(lists.map((list, i) => [`c${i}`, list.map((m) => proof(m.at, m.state, m.id)).sort(inOrder)]));
          const rule: StateRule = { up: ['ok'], down: down ? ['down'] : null, components: null, need: need === null ? null : Math.min(need, lists.length), staleAfter: stale };
          const span = { from: from * MINUTE, to: (from + length) * MINUTE };
          const found = [...stateSlices(said, rule, lists.length, span, mark * STEP)].filter(([, slice]) => slice.total > 0n).map(([t, slice]) => [t, Number(slice.good) / 1e6, Number(slice.total) / 1e6, slice.covered]);
          const wanted = [...slow(said, rule, lists.length, span, mark * STEP, STEP)].map(([t, slice]) => [t, slice.good, slice.total, slice.total]);
          expect(found.sort((a, b) => (a[0] as number) - (b[0] as number))).toEqual(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });
});

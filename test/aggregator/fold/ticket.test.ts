/** Clocks of tickets against an evaluator that lets them tick second by second. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, type Proof } from '../../../aggregator/fold/slice.ts';
import { type Counted, ticketClocks } from '../../../aggregator/fold/ticket.ts';
import type { TicketRule } from '../../../shared/plan/measure.ts';

const proof = (at: number, state: string, id = `${at}`): Proof => ({ at, id, service: 's', source: '', state, good: 0n, total: 0n });
const RULE: TicketRule = { key: 'labels.number', start: ['new'], pause: ['waiting'], stop: ['done'], limit: 60_000, schedule: null };
const fold = (...said: [number, string][]): Counted[] => ticketClocks(said.map(([at, state]) => proof(at, state)), RULE);

/** One second at a time; null marks what lies past `end`. */
const slow = (proofs: readonly Proof[], rule: TicketRule, end: number): Counted[] => {
  const out: Counted[] = [];
  let [open, paused, used, passed]: [boolean, boolean, number, number | null] = [false, false, 0, null];
  for (let t = 0; t <= end; t += 1000) {
    for (const one of proofs.filter((each) => each.at === t)) {
      if (!open) {
        if (rule.start.includes(one.state)) [open, paused, used, passed] = [true, false, 0, null];
      } else if (rule.stop.includes(one.state)) {
        if (passed === null) out.push({ at: t, good: true });
        open = false;
      } else if (rule.pause.includes(one.state)) paused = true;
      else if (!rule.start.includes(one.state)) paused = false;
    }
    if (!open || paused) continue;
    // this second is more than the limit
    if (used === rule.limit && passed === null) {
      passed = t;
      out.push({ at: t, good: false });
    }
    used += 1000;
  }
  return out;
};

describe('ticket', () => {
  test('exactly the limit is within it, one ms more is not; the late one counts when the limit is passed', () => {
    expect(fold([0, 'new'], [60_000, 'done'])).toEqual([{ at: 60_000, good: true }]);
    expect(fold([0, 'new'], [60_001, 'done'])).toEqual([{ at: 60_000, good: false }]);
    expect(fold([0, 'new'])).toEqual([{ at: 60_000, good: false }]);
  });

  test('pauses do not count; any other state ends one; at exactly the limit a pause holds off the end', () => {
    expect(fold([0, 'new'], [30_000, 'waiting'], [500_000, 'working'], [530_000, 'done'])).toEqual([{ at: 530_000, good: true }]);
    expect(fold([0, 'new'], [60_000, 'waiting'], [500_000, 'working'], [500_001, 'done'])).toEqual([{ at: 500_000, good: false }]);
    expect(fold([0, 'new'], [59_000, 'waiting'])).toEqual([]);
  });

  test('a start while it is open changes nothing; after the stop only a start does, and it counts anew', () => {
    expect(fold([0, 'new'], [50_000, 'new'], [70_000, 'done'])).toEqual([{ at: 60_000, good: false }]);
    expect(fold([0, 'new'], [10_000, 'waiting'], [20_000, 'new'], [900_000, 'done'])).toEqual([{ at: 900_000, good: true }]);
    expect(fold([0, 'new'], [10_000, 'done'], [20_000, 'working'], [400_000, 'done'], [500_000, 'new'], [540_000, 'done'])).toEqual([{ at: 10_000, good: true }, { at: 540_000, good: true }]);
  });

  test('any messages in any order of arrival tell what a clock that ticks tells', () => {
    const one = fc.record({ at: fc.integer({ min: 0, max: 300 }).map((n) => n * 1000), state: fc.constantFrom('new', 'new', 'waiting', 'done', 'working'), id: fc.integer({ min: 0, max: 99 }).map(String) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.constantFrom(1000, 30_000, 60_000, 120_000), (list, limit) => {
        const rule = { ...RULE, limit };
        const proofs = list.map((m) => proof(m.at, m.state, m.id)).sort(inOrder);
        expect(ticketClocks(proofs, rule)).toEqual(slow(proofs, rule, 1_000_000));
      }),
      { numRuns: 500 },
    );
  });
});

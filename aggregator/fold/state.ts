/** Up and down, folded from what components said of themselves: seconds up of seconds measured, minute by minute (MEASURES §2 State, §8). Pure. */
import type { StateRule } from '../../shared/plan/measure.ts';
import { MINUTE, minuteOf, type Proof, type Proofs, type Slice, type Span, sliceAt } from './slice.ts';

/** 10^-9 s in a ms. */
const UNITS = 1_000_000n;

type Change = { at: number; up: number; down: number };

/** What a component says from when to when; of several messages at one instant the worse holds. */
const intervals = (proofs: readonly Proof[], rule: StateRule, watermark: number): (Span & { up: boolean })[] => {
  const out: (Span & { up: boolean })[] = [];
  const heard = proofs.filter((one) => rule.up.includes(one.state) || rule.down === null || rule.down.includes(one.state));
  for (let i = 0; i < heard.length; ) {
    const { at } = heard[i] as Proof;
    let up = true;
    for (; heard[i]?.at === at; i++) up &&= rule.up.includes((heard[i] as Proof).state);
    const to = Math.min(heard[i]?.at ?? watermark, rule.staleAfter === null ? watermark : at + rule.staleAfter, watermark);
    if (to > at) out.push({ from: at, to, up });
  }
  return out;
};

/** A stretch of time that was measured: up, or down. */
export type Stretch = Span & { up: boolean };

/**
 * What was measured of `span`, in order. `proofs` holds of every component what it said inside the span and the last before it. `components` = how many there
 * are, known or not. A moment is up when enough are up, down when not enough can be, else unmeasured.
 */
export const stretchesOf = (proofs: Proofs, rule: StateRule, components: number, { from, to }: Span, watermark: number): Stretch[] => {
  const out: Stretch[] = [];
  const changes: Change[] = [];
  for (const list of proofs.values())
    for (const one of intervals(list, rule, watermark)) {
      const [a, b] = [Math.max(one.from, from), Math.min(one.to, to)];
      if (b <= a) continue;
      changes.push({ at: a, up: one.up ? 1 : 0, down: one.up ? 0 : 1 }, { at: b, up: one.up ? -1 : 0, down: one.up ? 0 : -1 });
    }
  changes.sort((a, b) => a.at - b.at);
  const need = rule.need ?? components;
  let [up, down] = [0, 0];
  for (const [i, change] of changes.entries()) {
    up += change.up;
    down += change.down;
    const next = changes[i + 1]?.at ?? change.at;
    const good = up >= need;
    // what says nothing may be up
    if (next > change.at && (good || components - down < need)) out.push({ from: change.at, to: next, up: good });
  }
  return out;
};

/** The slices that touch `span`; `proofs` holds the first message after it too. */
export const stateSlices = (proofs: Proofs, rule: StateRule, components: number, span: Span, watermark: number): Map<number, Slice> => {
  const slices = new Map<number, Slice>();
  const from = minuteOf(span.from);
  const to = Math.ceil(span.to / MINUTE) * MINUTE;
  for (const list of proofs.values()) for (const one of list) if (one.at >= from && one.at < to) sliceAt(slices, minuteOf(one.at)).messages++;
  for (const one of stretchesOf(proofs, rule, components, { from, to }, watermark))
    for (let a = one.from; a < one.to; ) {
      const b = Math.min(one.to, minuteOf(a) + MINUTE);
      const slice = sliceAt(slices, minuteOf(a));
      if (one.up) slice.good += BigInt(b - a) * UNITS;
      slice.total += BigInt(b - a) * UNITS;
      slice.covered += b - a;
      slice.first = true;
      a = b;
    }
  return slices;
};

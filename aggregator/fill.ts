/**
 * What a no-data policy makes of unmeasured timeslices (MEASURES §3 "no-data"): they count as good, as bad, or as the last counted one before them.
 * Unmeasured time leaves no rows, so it is found where it is asked for: between the measured minutes of a window.
 */
import type { SliMeasure, SloMeasure } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import { counted, scheduled } from '../shared/time/schedule.ts';
import { add } from './exact.ts';
import { type Span, starts } from './grain.ts';
import { MINUTE, sampled } from './ladder.ts';
import { expectation, type Scene } from './scene.ts';
import { type SloSum, sloSums } from './sums.ts';
import { judge } from './together.ts';

const statement = sql(import.meta.url, './rollup/3-slo-gaps.sql');

/** A carried state holds for so many timeslices. */
const MOST_CARRIED = 5;

type FillAsk = { slo: SloMeasure; zone: string } & Span;
/** good and total to be added, and the time that counts as measured by it, ms. */
export type Fill = SloSum & { measured: number };
const NOTHING: Fill = { good: '0', total: '0', measured: 0 };

type GapRow = { k: number; first: number; last: number; counted: number; gaps: [number, number, number][] };
/** Unmeasured time, with the last counted minute before it, ms; null = none. */
type Gap = Span & { after: number | null };

/** Gaps of one SLI within `hull`: before, between and after its measured minutes. */
const gapsOf = (row: GapRow | undefined, hull: Span): Gap[] => {
  if (!row) return [{ from: hull.from, to: hull.to, after: null }];
  const after = (minute: number): number | null => (Number(minute) > 0 ? Number(minute) * 1000 : null);
  return [
    { from: hull.from, to: Number(row.first) * 1000, after: null },
    ...row.gaps.map(([a, b, c]) => ({ from: Number(a) * 1000 + MINUTE, to: Number(b) * 1000, after: after(c) })),
    { from: Number(row.last) * 1000 + MINUTE, to: hull.to, after: after(row.counted) },
  ].filter((gap) => gap.to > gap.from);
};

/** Where SLIs are not measured within whole minutes; asked in the same moment, everybody's spans go into one statement. */
export const gapsIn = async (scene: Scene, asks: readonly ({ def: string } & Span)[]): Promise<Gap[][]> => {
  const rows = await judge<GapRow | undefined>(scene.door, statement, asks.map(({ def, from, to }) => [def, Math.max(0, from) / 1000, to / 1000]));
  return asks.map((hull, i) => gapsOf(rows[i], hull));
};

/** Timeslices without measured time, `count` in a row: the part of each that was expected, and the last counted minute before them inside the window. */
type Blank = { count: number; expected: number; after: number | null };

/** The unmeasured timeslices of a window, in order. `expected` = [since, until), the time that coverage expects (MEASURES §0). */
const blanks = (ask: FillAsk, expected: Span, gaps: readonly Gap[]): Blank[] => {
  const out: Blank[] = [];
  const { schedule, slice } = ask.slo;
  let done = Number.NEGATIVE_INFINITY;
  for (const gap of gaps) {
    const [from, to] = [Math.max(gap.from, expected.from), Math.min(gap.to, expected.to)];
    const after = gap.after !== null && gap.after >= ask.from ? gap.after : null;
    for (const open of counted(schedule, from, to)) {
      if (slice <= MINUTE) {
        const whole = Math.floor((open.to - open.from) / MINUTE);
        if (whole > 0) out.push({ count: whole, expected: MINUTE, after });
        // the slice that the watermark cuts
        if (open.to - open.from > whole * MINUTE) out.push({ count: 1, expected: open.to - open.from - whole * MINUTE, after });
        continue;
      }
      for (let at = open.from; at < open.to; ) {
        const span = starts(slice, ask.zone, at);
        at = span.to;
        if (span.from < done) continue;
        done = span.to;
        const inside = { from: Math.max(span.from, expected.from), to: Math.min(span.to, expected.to) };
        const all = scheduled(schedule, inside.from, inside.to);
        // unmeasured only when no other part of it is measured
        if (inside.from < from || inside.to > to) {
          const free = gaps.reduce((sum, one) => sum + scheduled(schedule, Math.max(one.from, inside.from), Math.max(one.from, inside.from, Math.min(one.to, inside.to))), 0);
          if (free < all) continue;
        }
        if (all > 0) out.push({ count: 1, expected: all, after });
      }
    }
  }
  return out;
};

/** What the policies of SLOs add to windows of whole slices; nothing for `ignore` and for Occurrences, which have no timeslices. */
export const fills = async (scene: Scene, asks: readonly FillAsk[]): Promise<Fill[]> => {
  const out: Fill[] = asks.map(() => NOTHING);
  const mine = asks.flatMap((ask, i) => {
    if (ask.slo.noData === 'ignore' || ask.slo.method === 'Occurrences') return [];
    const sli = scene.ladder.slis.get(ask.slo.source) as SliMeasure;
    // of events every second is measured
    if (!sampled(sli)) return [];
    const { since, until } = expectation(scene, sli, ask);
    return until > since ? [{ i, ask, expected: { from: since, to: until } }] : [];
  });
  if (mine.length === 0) return out;
  // one reading a source serves all of its windows
  const hulls = new Map<string, Span>();
  for (const { ask } of mine) {
    const there = hulls.get(ask.slo.source);
    hulls.set(ask.slo.source, { from: Math.min(there?.from ?? ask.from, ask.from), to: Math.max(there?.to ?? ask.to, ask.to) });
  }
  const found = await gapsIn(scene, [...hulls].map(([def, span]) => ({ def, ...span })));
  const gaps = new Map([...hulls.keys()].map((def, i) => [def, found[i] as Gap[]]));
  const carried: { i: number; ask: FillAsk; after: number; times: number; measured: number }[] = [];
  for (const { i, ask, expected } of mine) {
    const list = blanks(ask, expected, gaps.get(ask.slo.source) as Gap[]);
    const { noData } = ask.slo;
    if (noData !== 'carry') {
      const n = `${list.reduce((sum, one) => sum + one.count, 0)}.000000000000000000`;
      out[i] = { good: noData === 'good' ? n : '0', total: n, measured: list.reduce((sum, one) => sum + one.count * one.expected, 0) };
      continue;
    }
    let last: number | null = null;
    let left = 0;
    for (const blank of list) {
      if (blank.after === null) continue;
      const holder = starts(Math.max(MINUTE, ask.slo.slice), ask.zone, blank.after).from;
      if (holder !== last) [last, left] = [holder, MOST_CARRIED];
      const times = Math.min(left, blank.count);
      left -= times;
      if (times > 0) carried.push({ i, ask, after: blank.after, times, measured: times * blank.expected });
    }
  }
  const values = await sloSums(
    scene.door,
    carried.map(({ ask, after }) => {
      const span = starts(Math.max(MINUTE, ask.slo.slice), ask.zone, after);
      return { slo: ask.slo, zone: ask.zone, from: Math.max(span.from, ask.from), to: Math.min(span.to, ask.to) };
    }),
  );
  carried.forEach(({ i, times, measured }, k) => {
    const there = out[i] as Fill;
    let { good, total } = there;
    const value = values[k] as SloSum;
    for (let n = 0; n < times; n++) [good, total] = [add(good, value.good), add(total, value.total)];
    out[i] = { good, total, measured: there.measured + measured };
  });
  return out;
};

/** What SLOs add up over windows, unmeasured timeslices filled by their policies. */
export const sloFigures = async (scene: Scene, asks: readonly FillAsk[]): Promise<Fill[]> => {
  const [sums, filled] = await Promise.all([sloSums(scene.door, asks), fills(scene, asks)]);
  return sums.map((sum, i) => {
    const fill = filled[i] as Fill;
    return fill.total === '0' ? { ...sum, measured: 0 } : { good: add(sum.good, fill.good), total: add(sum.total, fill.total), measured: fill.measured };
  });
};

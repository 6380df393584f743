/** One instant to be climbed for: the watermark then, whole slices of a window, what is expected and measured of a span. */
import type { SliMeasure, Window } from '../shared/plan/measure.ts';
import type { Door } from '../shared/store/store.ts';
import { scheduled } from '../shared/time/schedule.ts';
import { windowAt } from '../shared/time/window.ts';
import type { Span } from './grain.ts';
import { type Ladder, MINUTE, sampled } from './ladder.ts';
import { sliSums } from './sums.ts';

export type Scene = {
  door: Door;
  ladder: Ladder;
  /** the instant asked for, never past the watermark; ms */
  at: number;
  watermark: number;
  lateness: number;
  /** effectiveFrom by def, ms */
  first: { sli: ReadonlyMap<string, number>; vma: ReadonlyMap<string, number> };
  /** rows made for this instant: every tier above asks for them again, and so do pages */
  made: Map<string, Promise<unknown>>;
  /** a point of a history: figures without burn rates */
  brief?: boolean;
};

/** Makes what was not made yet in this scene, all of it in one go, and answers in the order of `cases`. */
export const once = <C, T>(scene: Scene, cases: readonly C[], keyOf: (one: C) => string, make: (missing: C[]) => Promise<T[]>): Promise<T[]> => {
  const missing = [...new Map(cases.filter((one) => !scene.made.has(keyOf(one))).map((one) => [keyOf(one), one])).values()];
  if (missing.length > 0) {
    const all = make(missing);
    missing.forEach((one, i) => scene.made.set(keyOf(one), all.then((list) => list[i])));
    // what failed is asked for again
    all.catch(() => {
      for (const one of missing) scene.made.delete(keyOf(one));
    });
  }
  return Promise.all(cases.map((one) => scene.made.get(keyOf(one)) as Promise<T>));
};

/** End of the current slice: it contains at - 1 ms. */
export const sliceEnd = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

/** A window at the scene's instant: as shown, and the whole slices of it that exist so far. */
export const slices = (scene: Scene, window: Window): { shown: Span; counted: Span } => {
  const shown = windowAt(window, scene.at);
  return { shown: window.kind === 'rolling' ? { from: shown.from, to: scene.at } : shown, counted: { from: shown.from, to: Math.min(window.kind === 'rolling' ? Number.POSITIVE_INFINITY : shown.to, sliceEnd(scene.at)) } };
};

/** Final when the watermark is past the end of the last slice by the lateness allowed. */
export const provisional = (scene: Scene, shown: Span): boolean => scene.watermark < Math.min(sliceEnd(scene.at), shown.to) + scene.lateness || scene.at < shown.to;

/** Time measured and time expected, ms (MEASURES §0 Coverage). */
export type Coverage = { measured: number; expected: number; first: number | null };

/** effectiveFrom of an SLI; through a schedule it is that of the SLI it reads. null before the first message. */
export const firstOf = (scene: Scene, sli: SliMeasure): number | null => scene.first.sli.get(sli.through?.def ?? sli.def) ?? null;

/** What of [from, to) an SLI is expected to measure: from effectiveFrom on, as far as the watermark reaches; ms. */
export const expectation = (scene: Scene, sli: SliMeasure, { from, to }: Span): { first: number | null; since: number; until: number } => {
  const first = firstOf(scene, sli);
  const until = Math.min(sliceEnd(Math.min(to, scene.at)), scene.watermark);
  const since = first === null ? until : Math.max(from, first);
  return { first, since, until: Math.max(since, until) };
};

/** Coverage of SLIs from `from` to the end of `to`'s slice, the current one whole as far as the watermark reaches. One statement for all. */
export const coverages = async (scene: Scene, asks: readonly ({ sli: SliMeasure } & Span)[]): Promise<Coverage[]> => {
  const spans = asks.map((ask) => ({ sli: ask.sli, ...expectation(scene, ask.sli, ask) }));
  const counted = spans.flatMap((one, i) =>
    sampled(one.sli) && one.until > one.since
      ? [
          { i, part: Number.POSITIVE_INFINITY, def: one.sli.def, from: one.since, to: Math.floor(one.until / MINUTE) * MINUTE },
          // the slice that `until` cuts: what is covered of it, at most what is expected of it
          { i, part: one.until % MINUTE, def: one.sli.def, from: Math.floor(one.until / MINUTE) * MINUTE, to: one.until % MINUTE === 0 ? 0 : Math.ceil(one.until / MINUTE) * MINUTE },
        ]
      : [],
  );
  const sums = await sliSums(scene.door, counted);
  const measured = new Map<number, number>();
  counted.forEach((one, k) => void measured.set(one.i, (measured.get(one.i) ?? 0) + Math.min(one.part, Number(sums[k]?.covered ?? 0))));
  return spans.map((one, i) => {
    const expected = scheduled(one.sli.through?.schedule ?? null, one.since, one.until);
    return { measured: sampled(one.sli) ? (measured.get(i) ?? 0) : expected, expected, first: one.first };
  });
};

/**
 * What was climbed in closed periods: late data, or a span that was climbed again. The periods that hold such minutes, and no others, are judged once more, each by
 * the plan that it was last judged by: its own slices are climbed beside those of the plan in force where they are others.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { MeasureTier } from '../shared/plan/measure.ts';
import { climb } from './climb.ts';
import { type Closing, judgeClosed } from './closed.ts';
import { folds as openFolds } from './fold/fold.ts';
import { ladderOfRows } from './follow.ts';
import { type Ladder, onlyNew } from './ladder.ts';
import { matcher } from './match.ts';
import type { Part } from './periods.ts';
import { firsts } from './rows.ts';
import type { Scene } from './scene.ts';
import { touch, type Touched, untouched } from './touched.ts';

const closedSpans = sql(import.meta.url, './closed-spans.sql');
const owedMinutes = sql(import.meta.url, './owed-minutes.sql');

export type Late = {
  /** Notes what a climb has touched, and the minutes (seconds) whose slices it made. `version` = the climb's. `closedTo` = up to where periods may be closed, ms. */
  note(touched: Touched, minutes: ReadonlyMap<number, unknown>, version: bigint, closedTo: number): void;
  /** Notes again what was climbed from `owing` on, when nobody knows any more. */
  recall(owing: bigint, closedTo: number): Promise<void>;
  /** The first version of climbs that were not judged yet, 0 = none. */
  owing(): bigint;
  /** Judges the closed periods that hold noted minutes; answers how many rows were restated. */
  judge(scene: Scene, version: () => bigint): Promise<number>;
};

type Spanned = { tier: MeasureTier; scope: string; name: string; start: number; end: number; plan: string };

/** Whether a sorted list holds something of [from, to). */
const meets = (sorted: readonly number[], from: number, to: number): boolean => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && (sorted[low] as number) < to;
};

/** The ends of some closed periods, each with who closes there. */
const closingsOf = (spans: readonly Spanned[]): Closing[] => {
  const ends = new Map<number, Part[]>();
  for (const { tier, scope, name, end } of spans) {
    const parts = ends.get(end) ?? [];
    ends.set(end, parts);
    const scorecard = scope === '' ? null : scope;
    const part = parts.find((one) => one.tier === tier && one.scorecard === scorecard);
    if (part) part.names?.push(name);
    else parts.push({ tier, names: [name], scorecard });
  }
  return [...ends].sort(([a], [b]) => a - b).map(([end, parts]) => ({ end, parts }));
};

/** What was touched in some spans (ms). */
const within = (touched: Touched, spans: readonly Spanned[]): Touched => {
  const out = untouched();
  for (const stream of ['events', 'samples'] as const)
    for (const [minute, services] of touched[stream]) if (spans.some((one) => minute * 1000 >= one.start && minute * 1000 < one.end)) for (const service of services) touch(out[stream], minute, service);
  return out;
};

export const lateData = (door: Door): Late => {
  let touched = untouched();
  const minutes = new Set<number>();
  let owing = 0n;
  const add = (stream: 'events' | 'samples', minute: number, services: Iterable<string>): void => {
    for (const service of services) touch(touched[stream], minute, service);
  };
  return {
    note(more, climbed, version, closedTo) {
      let any = false;
      for (const minute of climbed.keys()) if (minute * 1000 < closedTo) {
        minutes.add(minute);
        any = true;
      }
      for (const stream of ['events', 'samples'] as const) for (const [minute, services] of more[stream]) if (minute * 1000 < closedTo) {
        add(stream, minute, services);
        minutes.add(minute);
        any = true;
      }
      if (any && owing === 0n) owing = version;
    },
    async recall(from, closedTo) {
      for (const { minute, service } of await door.rows<{ minute: number; service: string }>(owedMinutes, { version: from, to: Math.ceil(closedTo / 1000) })) {
        // of which stream it was nobody knows: a minute without messages of one is climbed to nothing
        for (const stream of ['events', 'samples'] as const) add(stream, Number(minute), [service]);
        minutes.add(Number(minute));
        owing = from;
      }
    },
    owing: () => owing,
    async judge(scene, version) {
      if (minutes.size === 0) return 0;
      const sorted = [...minutes].sort((a, b) => a - b).map((minute) => minute * 1000);
      const [from, to] = [sorted[0] as number, (sorted.at(-1) as number) + 60_000];
      const all = (await door.rows<Spanned>(closedSpans, { from, to })).map((one) => ({ ...one, start: Number(one.start), end: Number(one.end) }));
      let restated = 0;
      for (const [plan, spans] of Map.groupBy(all.filter((one) => meets(sorted, one.start, one.end)), (one) => one.plan)) {
        const ladder: Ladder = plan === scene.ladder.plan.id ? scene.ladder : await ladderOfRows(door, plan);
        const missing = ladder === scene.ladder ? null : onlyNew(ladder, scene.ladder);
        if (missing) {
          await matcher(door).look(missing);
          await climb(door, missing, within(touched, spans), version(), { folds: openFolds(door), marks: { before: scene.watermark, after: scene.watermark }, how: 'whole' });
        }
        restated += (await judgeClosed(door, { ...scene, ladder, first: missing ? await firsts(door) : scene.first }, closingsOf(spans), version(), 'late')).restated;
      }
      touched = untouched();
      minutes.clear();
      owing = 0n;
      return restated;
    },
  };
};

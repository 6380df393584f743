/**
 * What was climbed in closed periods: late data, or a span that was climbed again. The periods that it reaches, and no others, are judged once more, each by
 * the plan that it was last judged by: its own slices are climbed beside those of the plan in force where they are others.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { type KptMeasure, type MeasureTier, measuresOf } from '../shared/plan/measure.ts';
import { climb, climbOn } from './climb.ts';
import { type Closing, judgeClosed } from './closed.ts';
import { folds as openFolds } from './fold/fold.ts';
import { ladderOfRows } from './follow.ts';
import { DAY, type Ladder, onlyNew } from './ladder.ts';
import { matcher } from './match.ts';
import type { Part } from './periods.ts';
import type { Gone } from './retention/retention.ts';
import { firsts } from './rows.ts';
import type { Scene } from './scene.ts';
import { chunks, ranges, touch, type Touched, untouched } from './touched.ts';

const closedSpans = sql(import.meta.url, './closed-spans.sql');
const owedMinutes = sql(import.meta.url, './owed-minutes.sql');
const nextUp = sql(import.meta.url, './next-up.sql');

/** Pairs one statement is given. */
const MOST = 4000;

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

/** Each period once, however many measures have it. */
const periodsOf = (spans: readonly Spanned[]): Pick<Spanned, 'start' | 'end'>[] => [...new Map(spans.map(({ start, end }) => [`${start} ${end}`, { start, end }])).values()];

/** What was touched in some spans (ms); a sample belongs to the slice before its time, and covers the `every` before it. */
const within = (touched: Touched, spans: readonly Pick<Spanned, 'start' | 'end'>[], every: number): Touched => {
  const out = untouched();
  for (const stream of ['events', 'samples'] as const)
    for (const [minute, services] of touched[stream])
      if (spans.some((one) => minute * 1000 >= one.start && minute * 1000 < one.end + (stream === 'samples' ? every + 60_000 : 0))) for (const service of services) touch(out[stream], minute, service);
  return out;
};

/** Defs of the state SLIs of which targets count outages: one belongs whole to the period in which it ends. */
const outagesOf = (ladder: Ladder): string[] => {
  const asked = ladder.all<KptMeasure>('kpt').flatMap(measuresOf).filter((one) => one.statistic === 'mttr' || one.statistic === 'mtbf');
  return [...new Set(asked.map((one) => ladder.slis.get(one.def)?.through?.def ?? one.def))];
};

/** Minutes (seconds), and those in which outages end that last past them: ascending, ms. */
const instants = async (door: Door, ladder: Ladder, minutes: ReadonlySet<number>): Promise<number[]> => {
  const out = new Set(minutes);
  const ends = ranges(minutes).map(([, end]) => end);
  const asks = outagesOf(ladder).flatMap((def) => ends.map((end): [string, number] => [def, end]));
  for (const some of chunks(asks, MOST)) for (const row of await door.rows<{ minute: number }>(nextUp, { asks: JSON.stringify(some), from: some.reduce((least, [, end]) => Math.min(least, end), Number.MAX_SAFE_INTEGER) })) out.add(Number(row.minute));
  return [...out].sort((a, b) => a - b).map((minute) => minute * 1000);
};

/** `sealed`: minutes whose slices stay as they are, under whatever plan. */
export const lateData = (door: Door, sealed: Gone): Late => {
  let touched = untouched();
  const minutes = new Set<number>();
  let owing = 0n;
  /** since when SLIs and activities could be computed when they were last looked at, by def, ms */
  let known: Scene['first'] | null = null;
  /** Notes the minutes from which something was measured until an earlier message came: the periods that hold them expect more now. */
  const earlier = (scene: Scene): void => {
    for (const tier of ['sli', 'vma'] as const)
      for (const [def, first] of known?.[tier] ?? []) if ((scene.first[tier].get(def) ?? first) < first && first < scene.watermark - scene.lateness) minutes.add(Math.floor(first / 60_000) * 60);
    known = scene.first;
  };
  /** Climbs what a former plan defines otherwise, in its own periods; answers the minutes (seconds) that this changed. */
  const beside = async (missing: Ladder, spans: readonly Pick<Spanned, 'start' | 'end'>[], { watermark }: Scene, version: () => bigint): Promise<Map<number, unknown>> => {
    const there = within(touched, spans, missing.climbs.slis.reduce((most, one) => Math.max(most, one.every), 0));
    await matcher(door).look(missing);
    const changed = there.events.size + there.samples.size > 0 ? await climb(door, missing, there, version(), { folds: openFolds(door), marks: { before: watermark, after: watermark } }, sealed) : new Map<number, Set<string>>();
    // what folded SLIs of both plans changed further on, too
    const rest = [...minutes].filter((minute) => !changed.has(minute) && spans.some((one) => minute * 1000 >= one.start && minute * 1000 < one.end));
    if (rest.length > 0) await climbOn(door, missing, new Map(rest.map((minute) => [minute, new Set<string>()])), null, version());
    return changed;
  };
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
        // on the full minute it belongs to the slice before
        if (stream === 'samples') minutes.add(minute - 60);
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
      earlier(scene);
      if (minutes.size === 0) return 0;
      const now = scene.ladder.plan.id;
      const sorted = await instants(door, scene.ladder, minutes);
      // a sample may cover back into a period
      const [from, to] = [(sorted[0] as number) - DAY, (sorted.at(-1) as number) + 60_000];
      const all = (await door.rows<Spanned>(closedSpans, { from, to, plan: now })).map((one) => ({ ...one, start: Number(one.start), end: Number(one.end) }));
      let restated = 0;
      for (const [plan, spans] of Map.groupBy(all, (one) => one.plan)) {
        const ladder: Ladder = plan === now ? scene.ladder : await ladderOfRows(door, plan);
        const missing = ladder === scene.ladder ? null : onlyNew(ladder, scene.ladder);
        const changed = missing ? await beside(missing, periodsOf(spans), scene, version) : new Map<number, unknown>();
        const mine = ladder === scene.ladder ? sorted : await instants(door, ladder, new Set([...minutes, ...changed.keys()]));
        const touching = spans.filter((one) => meets(mine, one.start, one.end));
        if (touching.length === 0) continue;
        restated += (await judgeClosed(door, { ...scene, ladder, first: missing ? await firsts(door) : scene.first }, closingsOf(touching), version(), 'late')).restated;
      }
      touched = untouched();
      minutes.clear();
      owing = 0n;
      return restated;
    },
  };
};

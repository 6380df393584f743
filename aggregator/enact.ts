/** Puts a checked plan in force: its measures become rows of `measure`, its alert rules rows of `rule`, and what is new to the store is climbed from retained raw, newest day first. */
import type { Fault, Plan } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';
import { climb, climbOn } from './climb.ts';
import { folds as openFolds } from './fold/fold.ts';
import type { Span } from './grain.ts';
import type { Ladder } from './ladder.ts';
import type { matcher } from './match.ts';
import type { Gone } from './retention/retention.ts';
import { touch, type Touched, untouched } from './touched.ts';

const planRow = sql(import.meta.url, './plan-row.sql');
const sliceDays = sql(import.meta.url, './slice-days.sql');
const sliceMinutes = sql(import.meta.url, './slice-minutes.sql');
const rawMinutes = sql(import.meta.url, './raw-minutes.sql');

/** Whether the last that was said about the folder is that it has faults. */
export const hasFaults = async (door: Door): Promise<boolean> => ((await door.rows<{ faults: string }>(planRow))[0]?.faults ?? '[]') !== '[]';

/** Says in table `plan` which plan is in force, and what is wrong with the folder when it holds another that cannot be. */
export const sayPlan = async (door: Door, clock: Clock, plan: Plan, folder: string, faults: readonly Fault[]): Promise<void> => {
  // the last row counts, also when another machine's clock was ahead
  const [last] = await door.rows<{ at: string }>(planRow);
  const at = stored(Math.max(clock.machine(), Number(last?.at ?? 0) + 1));
  await door.insert('plan', ['at', 'plan', 'warnings', 'faults', 'folder'], 'JSONEachRow', `${JSON.stringify({ at, plan: plan.id, warnings: JSON.stringify(plan.warnings), faults: JSON.stringify(faults), folder })}\n`);
};

/** Writes the plan's rows; from then on it is in force. */
export const writePlan = async (door: Door, clock: Clock, plan: Plan, folder: string): Promise<void> => {
  const at = stored(clock.machine());
  const rows = plan.measures.map((one, position) =>
    JSON.stringify({ plan: plan.id, tier: one.tier, name: one.name, def: one.def, internal: one.internal ? 1 : 0, position, body: JSON.stringify(one), at }),
  );
  if (rows.length > 0) await door.insert('measure', ['plan', 'tier', 'name', 'def', 'internal', 'position', 'body', 'at'], 'JSONEachRow', `${rows.join('\n')}\n`);
  const rules = plan.rules.map((one, position) => JSON.stringify({ plan: plan.id, slo: one.slo, rule: one.name, position, body: JSON.stringify(one), at }));
  if (rules.length > 0) await door.insert('rule', ['plan', 'slo', 'rule', 'position', 'body', 'at'], 'JSONEachRow', `${rules.join('\n')}\n`);
  await sayPlan(door, clock, plan, folder, []);
};

/** [from, to), ms. */
const EVER: Span = { from: 0, to: Number.MAX_SAFE_INTEGER };
const inside = (span: Span, minute: number): boolean => minute * 1000 >= span.from && minute * 1000 < span.to;

/** Minutes of one step: a full day, or as many days as hold no more. */
const STEP = 1440;

/** What was touched in some raw days. */
type Raw = { days: number; touched: Touched };

/** Raw days of a span as what was touched in them, newest first; days that hold little go together. */
const rawDays = async (door: Door, span: Span, sealed: Gone): Promise<Raw[]> => {
  const out: Raw[] = [];
  let last = Number.NaN;
  for (const row of await door.rows<{ stream: string; minute: number; service: string }>(rawMinutes)) {
    if (!inside(span, row.minute) || sealed(row.minute)) continue;
    const day = row.minute - (row.minute % 86_400);
    const full = (out.at(-1)?.touched.events.size ?? 0) + (out.at(-1)?.touched.samples.size ?? 0) >= STEP;
    if (day !== last && (full || out.length === 0)) out.push({ days: 0, touched: untouched() });
    const step = out.at(-1) as Raw;
    if (day !== last) step.days++;
    last = day;
    touch(row.stream === 'event' ? step.touched.events : step.touched.samples, row.minute, row.service);
  }
  return out;
};

/** SLI defs whose slices an SLO, an SLI through a schedule or an activity of `ladder` is climbed from, as far as these are to be climbed. */
const sourcesOf = (ladder: Ladder): string[] => {
  const { slis, grains, levels } = ladder.climbs;
  const sources = [...grains.map((one) => one.slo.source), ...levels.flat().flatMap((node) => leaves(ladder, node.def)), ...slis.flatMap((one) => (one.through ? [one.through.def] : []))];
  return [...new Set(sources.map((def) => ladder.slis.get(def)?.through?.def ?? def))];
};
const leaves = (ladder: Ladder, node: string): string[] => (ladder.ties.get(node) ?? []).flatMap((tie) => (tie.tier === 'slo' ? [tie.key] : leaves(ladder, tie.key)));

export type Days = { /** days done */ done: number; /** of so many */ all: number; /** the minutes (seconds) climbed in this step */ minutes: Map<number, Set<string>> };

/**
 * Climbs what `fresh` is to climb over everything kept of a span, about a day of minutes a step, newest first: SLIs from retained raw, what stands above them from their
 * slices, which outlive raw. `to` = the watermark that states reach to; `sealed` = minutes that raw may leave meanwhile. Between two steps anything else may be climbed.
 */
export async function* backfill(door: Door, fresh: Ladder, match: ReturnType<typeof matcher>, version: () => bigint, to: number, sealed: Gone, span: Span = EVER): AsyncGenerator<Days, void> {
  await match.look(fresh);
  const raw = fresh.climbs.slis.some((one) => one.through === null) ? await rawDays(door, span, sealed) : [];
  const above = { ...fresh, climbs: { ...fresh.climbs, slis: fresh.climbs.slis.filter((one) => one.through !== null) } };
  const ground = { ...fresh, climbs: { slis: fresh.climbs.slis.filter((one) => one.through === null), grains: [], levels: [] } };
  const folds = openFolds(door);
  const marks = { before: to, after: to };
  const held = raw.reduce((sum, one) => sum + one.days, 0);
  const climbed = new Set<number>();
  let done = 0;
  for (const { days, touched } of raw) {
    const minutes = await climb(door, ground, touched, version(), { folds, marks, how: 'gather' }, sealed);
    for (const minute of minutes.keys()) climbed.add(minute);
    yield { done: (done += days), all: held * 2, minutes };
  }
  // what is folded is folded at the end, from all the evidence there then is
  const folded = await climb(door, ground, untouched(), version(), { folds, marks, how: 'whole' });
  const defs = JSON.stringify(sourcesOf(above));
  for (const minute of folded.keys()) climbed.add(minute);
  // what was just climbed stands below activities as it does in a tick, read by an SLO or not
  const own = Map.groupBy(climbed, (minute) => minute - (minute % 86_400));
  const days = new Set([...(await door.rows<{ day: number }>(sliceDays, { defs })).map(({ day }) => Number(day)), ...own.keys()]);
  const some = [...days].sort((a, b) => b - a).filter((day) => day * 1000 + 86_400_000 > span.from && day * 1000 < span.to);
  if (folded.size > 0) yield { done: held, all: held + some.length, minutes: folded };
  let minutes = new Map<number, Set<string>>();
  for (const [i, day] of some.entries()) {
    for (const row of await door.rows<{ minute: number }>(sliceMinutes, { defs, day })) if (inside(span, Number(row.minute))) minutes.set(Number(row.minute), new Set());
    for (const minute of own.get(day) ?? []) minutes.set(minute, new Set());
    if (minutes.size < STEP && i + 1 < some.length) continue;
    if (minutes.size > 0) await climbOn(door, above, minutes, null, version());
    yield { done: held + i + 1, all: held + some.length, minutes };
    minutes = new Map();
  }
}

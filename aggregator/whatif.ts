/**
 * What if another plan were in force: what it defines otherwise is climbed into slices of its own (a def is a hash of its definition), and the rows of both plans are
 * compared. Nothing of the plan in force is written: its slices, rows, alerts and closed periods stay.
 */
import { type EnteredCorrection, withCorrections } from '../shared/plan/approved.ts';
import { checkPlan } from '../shared/plan/check.ts';
import type { MeasureTier, SloMeasure, VmaMeasure } from '../shared/plan/measure.ts';
import { faultLine } from '../shared/plan/report.ts';
import { HeptadError } from '../shared/errors.ts';
import type { Row } from '../shared/tiers/row.ts';
import type { Compared, Comparison, Step, Turned, Verdict, WhatifAsk } from '../shared/tiers/work.ts';
import { iso } from '../shared/time/instant.ts';
import { asClosed } from './closed.ts';
import { backfill } from './enact.ts';
import { DAY, ladder as ladderOf, onlyNew } from './ladder.ts';
import { matcher } from './match.ts';
import { endsIn, type Part, periodics } from './periods.ts';
import type { Gone } from './retention/retention.ts';
import { firsts, rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';
import { chunks } from './touched.ts';

const TIERS: readonly MeasureTier[] = ['scorecard', 'perspective', 'kra', 'kpi', 'kpt', 'vma', 'slo', 'sli'];
/** Tiers whose windows roll: they have a verdict at the end of every day. */
const ROLLING = ['vma', 'slo'] as const;
/** Instants that are climbed together, and days of a span that are looked at. */
const AT_ONCE = 25;
const MOST_DAYS = 400;

const keyOf = (row: Row): string => JSON.stringify([row.tier, row.scorecard, row.name]);
const verdict = (row: Row | undefined): Verdict | null => (row ? { value: row.value, score: row.score, status: row.status, target: row.target } : null);
const less = (a: number | null | undefined, b: number | null | undefined): number | null => (typeof a === 'number' && typeof b === 'number' ? a - b : null);

const compare = (now: readonly Row[], then: readonly Row[]): Compared[] => {
  const [before, after] = [new Map(now.map((row) => [keyOf(row), row])), new Map(then.map((row) => [keyOf(row), row]))];
  return [...new Map([...before, ...after]).entries()].map(([key, row]): Compared => {
    const [a, b] = [before.get(key), after.get(key)];
    return { tier: row.tier as MeasureTier, name: row.name, scorecard: row.scorecard, unit: row.unit, now: verdict(a), then: verdict(b), difference: { value: less(b?.value, a?.value), score: less(b?.score, a?.score) } };
  });
};

/** Rows of some parts at an instant, by measure. */
const rowsAt = async (scene: Scene, at: number, parts: readonly Part[], live: boolean): Promise<Map<string, Row>> => {
  const then = { ...scene, at, made: new Map(), brief: true };
  const rows = await Promise.all(parts.map(async (part) => (live ? asClosed(scene.door, await rowsOf(then, part), [at], part) : rowsOf(then, part))));
  return new Map(rows.flat().map((row) => [keyOf(row), row]));
};

/** Measures that both plans have and whose status differs at an instant. */
const turned = async (live: Scene, other: Scene, at: number, parts: readonly Part[]): Promise<[Row, Row][]> => {
  const [now, then] = await Promise.all([rowsAt(live, at, parts, true), rowsAt(other, at, parts, false)]);
  return [...now].flatMap(([key, row]): [Row, Row][] => {
    const there = then.get(key);
    return there && there.status !== row.status ? [[row, there]] : [];
  });
};

const asTurned = ([now, then]: [Row, Row], from: string, to: string): Turned => ({ tier: now.tier as MeasureTier, name: now.name, scorecard: now.scorecard, from, to, now: now.status, then: then.status });

/** Climbs and compares; the last step answers. Throws PLAN when the files have faults. */
export async function* whatif(live: Scene, { from, to: until, files }: WhatifAsk, approved: readonly EnteredCorrection[], version: () => bigint, sealed: Gone): AsyncGenerator<Step, Comparison> {
  const { plan: read, faults } = checkPlan(files);
  if (!read) throw new HeptadError('PLAN', `the other plan has faults: ${faults.map(faultLine).join('; ')}`);
  // what people have approved would hold under the other plan too
  const plan = withCorrections(read, approved);
  const { door } = live;
  const to = Math.min(until, live.watermark);
  const ladder = ladderOf(plan);
  const missing = onlyNew(ladder, live.ladder);
  // all that is kept before the end, not only the span: windows reach back, and a measure counts from its first message
  if (missing) for await (const { done, all } of backfill(door, missing, matcher(door), version, live.watermark, sealed, { from: 0, to })) yield { share: (done / all) * 0.8, message: `climbing ${done} of ${all} days under the other plan` };
  const first = await firsts(door);
  const now: Scene = { ...live, at: to, first, made: new Map() };
  const other: Scene = { ...now, ladder, made: new Map() };
  yield { share: 0.8, message: 'comparing the two plans' };
  const parts = TIERS.map((tier): Part => ({ tier, names: null, scorecard: null }));
  const rows = await Promise.all([Promise.all(parts.map(async (part) => asClosed(door, await rowsOf(now, part), [to], part))), Promise.all(parts.map((part) => rowsOf(other, part)))]);
  const measures = compare(rows[0].flat(), rows[1].flat());

  const periods = new Map<string, Turned>();
  for (const one of periodics(now.ladder)) {
    const ends = endsIn(one, from, to);
    if (ends.at(-1) !== to) ends.push(to);
    for (const some of chunks(ends, AT_ONCE)) {
      for (const pair of (await Promise.all(some.map((at) => turned(now, other, at, one.parts)))).flat()) {
        const [row, then] = pair;
        // another period is not the same one with another verdict
        if (row.window && row.window.from === then.window?.from && row.window.to === then.window.to) periods.set(`${keyOf(row)} ${row.window.from}`, asTurned(pair, row.window.from, row.window.to));
      }
      yield { share: 0.85, message: 'comparing periods' };
    }
  }
  const rolling = ROLLING.map((tier): Part => ({ tier, names: now.ladder.all<SloMeasure | VmaMeasure>(tier).flatMap((one) => (one.window.kind === 'rolling' ? [one.name] : [])), scorecard: null }));
  const days: number[] = [];
  for (let at = Math.floor(to / DAY) * DAY; at > from && days.length < MOST_DAYS; at -= DAY) days.unshift(at);
  if (days.at(-1) !== to) days.push(to);
  const runs = new Map<string, Turned>();
  const out: Turned[] = [];
  for (const [i, some] of chunks(days, AT_ONCE).entries()) {
    const found = await Promise.all(some.map((at) => turned(now, other, at, rolling)));
    for (const [k, at] of some.entries())
      for (const pair of found[k] ?? []) {
        const [start, end] = [iso(Math.max(from, Math.floor((at - 1) / DAY) * DAY)), iso(at)];
        // a calendar window of the other plan is another one
        if (pair[1].window?.to !== pair[1].at) continue;
        const last = runs.get(keyOf(pair[0]));
        if (last && last.to === start && last.now === pair[0].status && last.then === pair[1].status) last.to = end;
        else {
          const fresh = asTurned(pair, start, end);
          runs.set(keyOf(pair[0]), fresh);
          out.push(fresh);
        }
      }
    yield { share: 0.9 + (0.1 * Math.min(days.length, (i + 1) * AT_ONCE)) / days.length, message: 'comparing days' };
  }
  const rank = (one: Turned): number => TIERS.indexOf(one.tier);
  return { from: iso(from), to: iso(to), plan: { now: live.ladder.plan.id, then: plan.id }, measures, periods: [...periods.values(), ...out].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || Date.parse(a.from) - Date.parse(b.from)) };
}

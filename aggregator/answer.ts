/** The climb, asked for an instant: rows of any tier at any `at` by the statements the tick runs. Reads only; the dashboard is handed this. */
import type { SloMeasure } from '../shared/plan/measure.ts';
import type { Door } from '../shared/store/store.ts';
import type { Answer, HistoryItem, Row } from '../shared/tiers/row.ts';
import { auditHour, auditSlices } from './audit/audit.ts';
import { asClosed, closedThere } from './closed.ts';
import { type Detailed, detailOf } from './detail.ts';
import { explain } from './explain/explain.ts';
import { type Here, ladderOfRows } from './follow.ts';
import { sloSteps } from './rollup/3-slo-steps.ts';
import { firsts, rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';

/** Instants of a history that are climbed together. */
const AT_ONCE = 400;
/** Scenes kept while the watermark stands: the pages of one view ask for the same few instants. */
const SCENES = 32;

/**
 * `now` says where the climb stands: the ladder of the plan in force, the watermark of the last checkpoint and its version
 * (a late event is climbed without moving the watermark), null before the first.
 * An `at` past the watermark is answered with the watermark's.
 */
export const answerer = (door: Door, now: () => Promise<Here | null>, lateness: number): Answer => {
  let kept: { watermark: number; version: bigint; plan: string; first: Promise<Scene['first']>; scenes: Map<number, Scene> } | null = null;
  const scene = async (at: number | null): Promise<Scene | null> => {
    const here = await now();
    if (!here) return null;
    if (!kept || kept.watermark !== here.watermark || kept.version !== here.version || kept.plan !== here.ladder.plan.id) kept = { watermark: here.watermark, version: here.version, plan: here.ladder.plan.id, first: here.first ? Promise.resolve(here.first) : firsts(door), scenes: new Map() };
    const { first, scenes } = kept;
    const instant = at === null ? here.watermark : Math.min(at, here.watermark);
    const there = scenes.get(instant);
    if (there) return there;
    const made: Scene = { door, ladder: here.ladder, at: instant, watermark: here.watermark, lateness, first: await first, made: new Map(instant === here.watermark ? here.made : []) };
    if (scenes.size >= SCENES) scenes.delete(scenes.keys().next().value as number);
    scenes.set(instant, made);
    return made;
  };
  return {
    watermark: async () => (await now())?.watermark ?? null,
    async mark() {
      const here = await now();
      return here && `${here.ladder.plan.id} ${here.watermark} ${here.version}`;
    },
    async rows(ask) {
      const here = await scene(ask.at);
      if (!here) return [];
      const made = await rowsOf(here, ask);
      const rows = ask.at === null ? made : await asClosed(door, made, [here.at], ask);
      const { tier } = ask;
      if (!ask.detail || (tier !== 'kpt' && tier !== 'kpi' && tier !== 'kra')) return rows;
      return Promise.all(
        rows.map(async (row) => {
          const measure = here.ladder.named<Detailed>(tier, row.name);
          const rowsAt = async (instants: readonly number[]): Promise<(Row | undefined)[]> => {
            const one = { tier, names: [row.name], scorecard: row.scorecard };
            // asked together, the instants share their statements
            const again = (await Promise.all(instants.map((instant) => rowsOf({ ...here, at: instant, made: new Map(), brief: true }, one)))).map(([made]) => made);
            const there = again.filter((made) => made !== undefined);
            const told = new Map((await asClosed(door, there, instants, { ...one, asReported: ask.asReported ?? false })).map((closed, i) => [there[i], closed]));
            // another plan may have told it in another unit
            return again.map((made) => (made && told.get(made)?.unit === row.unit ? told.get(made) : made));
          };
          return measure ? { ...row, ...(await detailOf(here, measure, row, rowsAt)) } : row;
        }),
      );
    },
    async history({ tier, name, at, scorecard, step, asReported = false }) {
      const here = await scene(null);
      if (!here) return [];
      const out: HistoryItem[] = [];
      const instants = [...new Set(at.map((one) => Math.min(one, here.watermark)))].sort((a, b) => a - b);
      const slo = tier === 'slo' && step !== undefined ? here.ladder.named<SloMeasure>('slo', name) : undefined;
      const steps = slo && step !== undefined && instants.length > 0 ? await sloSteps(here, slo, instants, step) : null;
      // asked together, the instants share their statements
      for (let i = 0; i < instants.length; i += AT_ONCE) {
        const some = await Promise.all(instants.slice(i, i + AT_ONCE).map((one) => rowsOf({ ...here, at: one, made: new Map(), brief: true }, { tier, names: [name], scorecard })));
        const told = await asClosed(door, some.flat(), instants.slice(i, i + AT_ONCE), { tier, names: [name], asReported });
        let next = 0;
        for (const [k, made] of some.entries()) {
          const row = made.length > 0 ? told[next] : undefined;
          next += made.length;
          if (!row) continue;
          const { value, good, total, score, status, coverage, provisional } = row;
          const mine = steps?.[i + k];
          out.push({ at: row.at, value, good, total, score, status, coverage, provisional, ...(mine ? { left: row.budget?.ratio.remaining ?? null, step: mine } : {}) });
        }
      }
      return out;
    },
    audit: (all) => auditSlices(door, now, all),
    auditHour: (hour) => auditHour(door, now, hour),
    async explain({ tier, name, at, scorecard }) {
      const there = await scene(at);
      if (!there) return null;
      // a row is counted with its parts: a tick that climbs may have changed what they are since the row was made
      const here = { ...there, made: new Map() };
      const [one, ask] = [{ tier, name, scorecard }, { tier, names: [name], scorecard }];
      if (at === null || !(await closedThere(door, { tier, name, at: here.at }))) return explain(here, one, () => rowsOf(here, ask));
      // a closed period is explained as it stands: by the plan that it was judged by, whose slices are still there
      const rows = await asClosed(door, await rowsOf(here, ask), [here.at], ask);
      const plan = rows[0]?.plan ?? here.ladder.plan.id;
      return explain(plan === here.ladder.plan.id ? here : { ...here, ladder: await ladderOfRows(door, plan), made: new Map() }, one, () => Promise.resolve(rows));
    },
  };
};

/** The climb, asked for an instant: rows of any tier at any `at` by the statements the tick runs. Reads only; the dashboard is handed this. */
import type { KpiMeasure, KptMeasure, KraMeasure, PerspectiveMeasure, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Answer, Ask, HistoryItem, Row } from '../shared/tiers/row.ts';
import { instant } from '../shared/time/instant.ts';
import { closedAt, closingKey } from './closed.ts';
import { type Detailed, detailOf } from './detail.ts';
import { explain } from './explain/explain.ts';
import type { Here } from './follow.ts';
import type { Ladder } from './ladder.ts';
import { sliRows } from './rollup/2-sli.ts';
import { sloRows } from './rollup/3-slo.ts';
import { withBudgetOf } from './rollup/3-slo-budget.ts';
import { sloSteps } from './rollup/3-slo-steps.ts';
import { vmaRows } from './rollup/4-vma.ts';
import { kptRows } from './rollup/5-kpt.ts';
import { kpiRows } from './rollup/6-kpi.ts';
import { kraRows, perspectiveRows, scorecardRows } from './rollup/7-kra.ts';
import type { Scene } from './scene.ts';

const sliFirst = sql(import.meta.url, './rollup/2-sli-first.sql');
const vmaFirst = sql(import.meta.url, './rollup/4-vma-first.sql');

/** effectiveFrom of every SLI and VMA node. */
export const firsts = async (door: Door): Promise<Scene['first']> => {
  const read = async (statement: typeof sliFirst): Promise<Map<string, number>> =>
    new Map((await door.rows<{ def: string; first: string }>(statement)).map((row) => [row.def, instant(row.first)]));
  return { sli: await read(sliFirst), vma: await read(vmaFirst) };
};

/** The scorecard whose period a KPI, KRA or what stands above is counted over: the one asked for, else the first by name that holds it. */
const cardOf = (ladder: Ladder, measure: { scorecards: string[] }, asked: string | null): ScorecardMeasure | null => {
  const name = asked !== null && measure.scorecards.includes(asked) ? asked : measure.scorecards[0];
  return name === undefined ? null : (ladder.named<ScorecardMeasure>('scorecard', name) ?? null);
};

/** Rows of one tier in a scene; internal measures are never listed. */
export const rowsOf = async (scene: Scene, ask: Pick<Ask, 'tier' | 'names' | 'scorecard' | 'of'>): Promise<Row[]> => {
  const { ladder } = scene;
  const wanted = ask.names === null ? null : new Set(ask.names);
  const pick = <T extends SliMeasure | SloMeasure | VmaMeasure | KptMeasure | KpiMeasure | KraMeasure | PerspectiveMeasure | ScorecardMeasure>(tier: T['tier']): T[] =>
    ladder.all<T>(tier).filter((one) => !one.internal && (wanted === null || wanted.has(one.name)));
  const card = ask.scorecard === null ? null : (ladder.named<ScorecardMeasure>('scorecard', ask.scorecard) ?? null);
  switch (ask.tier) {
    case 'sli':
      return sliRows(scene, pick<SliMeasure>('sli'));
    case 'slo': {
      const slos = pick<SloMeasure>('slo');
      const rows = await sloRows(scene, slos);
      return ask.of === 'whole' || ask.of === 'forecast' ? withBudgetOf(scene, slos, rows, ask.of) : rows;
    }
    case 'vma':
      return vmaRows(scene, pick<VmaMeasure>('vma'));
    case 'kpt':
      return (await kptRows(scene, pick<KptMeasure>('kpt').map((kpt) => ({ kpt, scorecard: card })))).map((one) => one.row);
    case 'kpi':
      return (await kpiRows(scene, pick<KpiMeasure>('kpi').map((kpi) => ({ kpi, scorecard: cardOf(ladder, kpi, ask.scorecard) })))).map((one) => one.row);
    case 'kra':
      return (await kraRows(scene, pick<KraMeasure>('kra').map((kra) => ({ kra, scorecard: cardOf(ladder, kra, ask.scorecard) })))).map((one) => one.row);
    case 'perspective':
      return (await perspectiveRows(scene, pick<PerspectiveMeasure>('perspective').filter((one) => ask.scorecard === null || one.scorecard === ask.scorecard))).map((one) => one.row);
    case 'scorecard':
      return (await scorecardRows(scene, pick<ScorecardMeasure>('scorecard').filter((one) => ask.scorecard === null || one.name === ask.scorecard))).map((one) => one.row);
  }
};

/** Rows with those of closed periods as they stand, or as they were first reported: a plan that came later does not judge them again. `instants` = what the rows were asked for. */
export const asClosed = async (door: Door, rows: readonly Row[], instants: readonly number[], ask: Pick<Ask, 'tier' | 'names' | 'asReported' | 'of'>): Promise<Row[]> => {
  const keys = rows.map(closingKey);
  if (keys.every((key) => key === null)) return [...rows];
  const closed = await closedAt(door, instants, [ask.tier], ask.names ?? [], ask.asReported ?? false);
  return rows.map((row, i) => {
    const there = closed.get(keys[i] ?? '')?.row;
    if (!there) return row;
    // at its end whatever a budget counts is the same
    return there.budget && ask.of ? { ...there, budget: { ...there.budget, of: ask.of } } : there;
  });
};

/** Instants of a history that are climbed together. */
const AT_ONCE = 200;
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
    if (!kept || kept.watermark !== here.watermark || kept.version !== here.version || kept.plan !== here.ladder.plan.id) kept = { watermark: here.watermark, version: here.version, plan: here.ladder.plan.id, first: firsts(door), scenes: new Map() };
    const { first, scenes } = kept;
    const instant = at === null ? here.watermark : Math.min(at, here.watermark);
    const there = scenes.get(instant);
    if (there) return there;
    const made: Scene = { door, ladder: here.ladder, at: instant, watermark: here.watermark, lateness, first: await first, made: new Map() };
    if (scenes.size >= SCENES) scenes.delete(scenes.keys().next().value as number);
    scenes.set(instant, made);
    return made;
  };
  return {
    watermark: async () => (await now())?.watermark ?? null,
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
          const rowAt = async (at: number): Promise<Row | undefined> => (await rowsOf({ ...here, at, made: new Map(), brief: true }, { tier, names: [row.name], scorecard: row.scorecard }))[0];
          return measure ? { ...row, ...(await detailOf(here, measure, row, rowAt)) } : row;
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
    async explain({ tier, name, at, scorecard }) {
      const here = await scene(at);
      return here && explain(here, { tier, name, scorecard }, () => rowsOf(here, { tier, names: [name], scorecard }));
    },
  };
};

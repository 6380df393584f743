/** Rows of any tier in a scene: one file a tier makes them, this one knows which. */
import type { KpiMeasure, KptMeasure, KraMeasure, PerspectiveMeasure, ScorecardMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Ask, Row } from '../shared/tiers/row.ts';
import { instant } from '../shared/time/instant.ts';
import type { Ladder } from './ladder.ts';
import { sliRows } from './rollup/2-sli.ts';
import { sloRows } from './rollup/3-slo.ts';
import { withBudgetOf } from './rollup/3-slo-budget.ts';
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
  const single = wanted?.size === 1 ? ask.names?.[0] : undefined;
  const pick = <T extends SliMeasure | SloMeasure | VmaMeasure | KptMeasure | KpiMeasure | KraMeasure | PerspectiveMeasure | ScorecardMeasure>(tier: T['tier']): T[] =>
    // a history asks for one, at hundreds of instants
    (single && tier !== 'perspective' ? [ladder.named<T>(tier, single)].filter((one) => one !== undefined) : ladder.all<T>(tier)).filter((one) => !one.internal && (wanted === null || wanted.has(one.name)));
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

/** Rows of tier 7 and above at an instant: KRAs from KPIs, perspectives from KRAs, a scorecard from its perspectives, each level by 7-kra.sql. */
import type { KpiMeasure, KraMeasure, PerspectiveMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { periodAt } from '../../shared/time/window.ts';
import type { Upper } from '../ladder.ts';
import { once, provisional, type Scene } from '../scene.ts';
import type { Scored } from './5-kpt.ts';
import { kpiRows, weigh, type WeighCase } from './6-kpi.ts';
import { envelope } from './row.ts';

const statement = sql(import.meta.url, './7-kra.sql');

const dress = (scene: Scene, measure: Upper, scorecard: ScorecardMeasure | null, weighed: Awaited<ReturnType<typeof weigh>>[0], only: Row | undefined): Scored => {
  const window = scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : null;
  return {
    exact: weighed.score_exact,
    row: envelope(scene, measure, window, {
      value: only ? only.value : weighed.score,
      unit: only ? only.unit : 'score',
      score: weighed.score,
      status: weighed.status,
      coverage: weighed.coverage,
      polarity: 'higher',
      provisional: window ? provisional(scene, window) : true,
      scorecard: scorecard?.name ?? null,
      contributors: weighed.contributors,
    }),
  };
};

type KraCase = { kra: KraMeasure; scorecard: ScorecardMeasure | null };

export const kraRows = (scene: Scene, cases: readonly KraCase[]): Promise<Scored[]> =>
  once(scene, cases, ({ kra, scorecard }) => `kra/${kra.name}/${scorecard?.name ?? ''}`, (missing) => makeKras(scene, missing));

const makeKras = async (scene: Scene, cases: readonly KraCase[]): Promise<Scored[]> => {
  const asks = cases.flatMap(({ kra, scorecard }) => kra.children.map((child) => ({ kpi: scene.ladder.byDef<KpiMeasure>('kpi', child.def) as KpiMeasure, scorecard })));
  const scored = await kpiRows(scene, asks);
  let next = 0;
  const below = cases.map(({ kra }) => kra.children.map((child) => ({ child, scored: scored[next++] })));
  const weighed = await weigh(scene, statement, cases.map(({ kra }, i) => ({ mode: kra.mode, floor: kra.floor, children: below[i] as WeighCase['children'] })));
  return cases.map(({ kra, scorecard }, i) => dress(scene, kra, scorecard, weighed[i] as (typeof weighed)[0], below[i]?.length === 1 ? below[i]?.[0]?.scored?.row : undefined));
};

/** Perspectives that hold a KRA; a perspective without one has no row. */
export const perspectiveRows = (scene: Scene, perspectives: readonly PerspectiveMeasure[]): Promise<Scored[]> =>
  once(scene, perspectives, (one) => `perspective/${one.scorecard}/${one.name}`, (missing) => makePerspectives(scene, missing));

const makePerspectives = async (scene: Scene, perspectives: readonly PerspectiveMeasure[]): Promise<Scored[]> => {
  const card = (name: string): ScorecardMeasure | null => scene.ladder.named<ScorecardMeasure>('scorecard', name) ?? null;
  const asks = perspectives.flatMap((one) => one.children.map((child) => ({ kra: scene.ladder.byDef<KraMeasure>('kra', child.def) as KraMeasure, scorecard: card(one.scorecard) })));
  const scored = await kraRows(scene, asks);
  let next = 0;
  const below = perspectives.map((one) => one.children.map((child) => ({ child, scored: scored[next++] })));
  const weighed = await weigh(scene, statement, perspectives.map((one, i) => ({ mode: 'mean', floor: one.floor, children: below[i] as WeighCase['children'] })));
  return perspectives.map((one, i) => dress(scene, one, card(one.scorecard), weighed[i] as (typeof weighed)[0], below[i]?.length === 1 ? below[i]?.[0]?.scored?.row : undefined));
};

export const scorecardRows = async (scene: Scene, scorecards: readonly ScorecardMeasure[]): Promise<Scored[]> => {
  const out: Scored[] = [];
  for (const scorecard of scorecards) {
    const perspectives = scene.ladder.all<PerspectiveMeasure>('perspective').filter((one) => one.scorecard === scorecard.name);
    const scored = new Map((await perspectiveRows(scene, perspectives)).map((one) => [one.row.name, one]));
    const below = scorecard.children.map((child) => ({ child, scored: scored.get(child.name) }));
    const [weighed] = await weigh(scene, statement, [{ mode: 'mean', floor: scorecard.floor, children: below }]);
    if (weighed) out.push(dress(scene, scorecard, scorecard, weighed, below.length === 1 ? below[0]?.scored?.row : undefined));
  }
  return out;
};

/** Rows of tier 7 and above at an instant: KRAs from KPIs, perspectives from KRAs, a scorecard from its perspectives, each level by the rule of judge/6-kpi.ts. */
import type { KpiMeasure, KraMeasure, PerspectiveMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { periodAt } from '../../shared/time/window.ts';
import type { Upper } from '../ladder.ts';
import { once, provisional, type Scene } from '../scene.ts';
import type { Scored } from './5-kpt.ts';
import { kpiRows, type WeighCase, weighed } from './6-kpi.ts';
import { envelope } from './row.ts';

const dress = (scene: Scene, measure: Upper, scorecard: ScorecardMeasure | null, mode: WeighCase['mode'], children: WeighCase['children']): Scored => {
  const found = weighed({ mode, floor: measure.floor, children });
  const only: Row | undefined = children.length === 1 ? children[0]?.scored?.row : undefined;
  const window = scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : null;
  return {
    thirds: found.thirds,
    row: envelope(scene, measure, window, {
      value: only ? only.value : found.score,
      unit: only ? only.unit : 'score',
      score: found.score,
      status: found.status,
      coverage: found.coverage,
      polarity: 'higher',
      provisional: window ? provisional(scene, window) : true,
      scorecard: scorecard?.name ?? null,
      contributors: found.contributors,
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
  return cases.map(({ kra, scorecard }) => dress(scene, kra, scorecard, kra.mode, kra.children.map((child) => ({ child, scored: scored[next++] }))));
};

/** Perspectives that hold a KRA; a perspective without one has no row. */
export const perspectiveRows = (scene: Scene, perspectives: readonly PerspectiveMeasure[]): Promise<Scored[]> =>
  once(scene, perspectives, (one) => `perspective/${one.scorecard}/${one.name}`, (missing) => makePerspectives(scene, missing));

const makePerspectives = async (scene: Scene, perspectives: readonly PerspectiveMeasure[]): Promise<Scored[]> => {
  const card = (name: string): ScorecardMeasure | null => scene.ladder.named<ScorecardMeasure>('scorecard', name) ?? null;
  const asks = perspectives.flatMap((one) => one.children.map((child) => ({ kra: scene.ladder.byDef<KraMeasure>('kra', child.def) as KraMeasure, scorecard: card(one.scorecard) })));
  const scored = await kraRows(scene, asks);
  let next = 0;
  return perspectives.map((one) => dress(scene, one, card(one.scorecard), 'mean', one.children.map((child) => ({ child, scored: scored[next++] }))));
};

export const scorecardRows = async (scene: Scene, scorecards: readonly ScorecardMeasure[]): Promise<Scored[]> => {
  const out: Scored[] = [];
  for (const scorecard of scorecards) {
    const perspectives = scene.ladder.all<PerspectiveMeasure>('perspective').filter((one) => one.scorecard === scorecard.name);
    const scored = new Map((await perspectiveRows(scene, perspectives)).map((one) => [one.row.name, one]));
    out.push(dress(scene, scorecard, scorecard, 'mean', scorecard.children.map((child) => ({ child, scored: scored.get(child.name) }))));
  }
  return out;
};

/** Rows of tier 6 at an instant: the weighted score of KPTs over the scorecard's period, weighed by judge/6-kpi.ts. A KPI of one KPT shows that KPT's value and lines. */
import type { Child, KpiMeasure, KptMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Contributor, Row } from '../../shared/tiers/row.ts';
import { periodAt } from '../../shared/time/window.ts';
import { type Weighed, weigh } from '../judge/6-kpi.ts';
import { once, provisional, type Scene } from '../scene.ts';
import { kptRows, type Scored } from './5-kpt.ts';
import { envelope } from './row.ts';

export type WeighCase = { mode: 'mean' | 'worst'; floor: string; children: { child: Child; scored: Scored | undefined }[] };
export type Weighing = Weighed & { contributors: Contributor[] };

/** Rolls up weighted children, with what each contributes. */
export const weighed = ({ mode, floor, children }: WeighCase): Weighing => {
  const found = weigh({ mode, floor, children: children.map(({ child, scored }) => ({ weight: child.weight, critical: child.critical, status: scored?.row.status ?? 'unknown', thirds: scored?.thirds ?? null })) });
  const contributors = children.map(
    ({ child, scored }, c): Contributor => ({
      tier: child.tier,
      name: child.name,
      weight: Number(child.weight),
      value: scored?.row.value ?? null,
      score: scored?.row.score ?? null,
      status: scored?.row.status ?? 'unknown',
      contribution: found.contributions[c] ?? null,
    }),
  );
  if (found.veto !== null) contributors.push({ tier: children[0]?.child.tier ?? 'kpt', name: 'veto', weight: null, value: null, score: null, status: null, contribution: found.veto });
  return { ...found, contributors };
};

type KpiCase = { kpi: KpiMeasure; scorecard: ScorecardMeasure | null };

export const kpiRows = (scene: Scene, cases: readonly KpiCase[]): Promise<Scored[]> =>
  once(scene, cases, ({ kpi, scorecard }) => `kpi/${kpi.name}/${scorecard?.name ?? ''}`, (missing) => make(scene, missing));

const make = async (scene: Scene, cases: readonly KpiCase[]): Promise<Scored[]> => {
  const asks = cases.flatMap(({ kpi, scorecard }) => kpi.children.map((child) => ({ kpt: scene.ladder.byDef<KptMeasure>('kpt', child.def) as KptMeasure, scorecard })));
  const scored = await kptRows(scene, asks);
  let next = 0;
  return cases.map(({ kpi, scorecard }) => {
    const below = kpi.children.map((child) => ({ child, scored: scored[next++] }));
    const row = weighed({ mode: kpi.mode, floor: kpi.floor, children: below });
    const only: Row | undefined = below.length === 1 ? below[0]?.scored?.row : undefined;
    const window = scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : null;
    return {
      thirds: row.thirds,
      row: envelope(scene, kpi, window, {
        value: only ? only.value : row.score,
        unit: only ? only.unit : 'score',
        good: only?.good ?? null,
        total: only?.total ?? null,
        target: only?.target ?? null,
        scale: only?.scale ?? null,
        polarity: only ? only.polarity : 'higher',
        pace: only?.pace ?? null,
        forecast: only?.forecast ?? null,
        score: row.score,
        status: row.status,
        coverage: row.coverage,
        provisional: window ? provisional(scene, window) : true,
        scorecard: scorecard?.name ?? null,
        flags: only?.flags ?? [],
        ...(only?.effectiveFrom === undefined ? {} : { effectiveFrom: only.effectiveFrom }),
        contributors: row.contributors,
      }),
    };
  });
};

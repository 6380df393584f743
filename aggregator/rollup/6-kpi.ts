/** Rows of tier 6 at an instant: the weighted score of KPTs over the scorecard's period, rolled up by 6-kpi.sql. A KPI of one KPT shows that KPT's value and lines. */
import type { Child, KpiMeasure, KptMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import { type Sql, sql } from '../../shared/store/sql.ts';
import type { Contributor, Row, Status } from '../../shared/tiers/row.ts';
import { periodAt } from '../../shared/time/window.ts';
import { once, provisional, type Scene } from '../scene.ts';
import { judge } from '../together.ts';
import { kptRows, type Scored } from './5-kpt.ts';
import { envelope } from './row.ts';

const statement = sql(import.meta.url, './6-kpi.sql');

type Weighed = { k: number; score: number | null; score_exact: string; status: Status; coverage: number; contributions: (number | null)[]; veto: number | null };
export type WeighCase = { mode: 'mean' | 'worst'; floor: string; children: { child: Child; scored: Scored | undefined }[] };
export type Weighing = Weighed & { contributors: Contributor[] };

/** Rolls up weighted children by one of the two statements of the same rule (6-kpi.sql, 7-kra.sql). */
export const weigh = async (scene: Scene, by: Sql, cases: readonly WeighCase[]): Promise<Weighing[]> => {
  if (cases.length === 0) return [];
  const rows = cases.map((one) => [
    one.mode,
    one.floor,
    one.children.map(({ child, scored }) => [child.weight, child.critical ? 1 : 0, scored?.row.status ?? 'unknown', scored?.row.status === 'unknown' ? '' : (scored?.exact ?? '')]),
  ]);
  const weighed = await judge<Weighed>(scene.door, by, rows);
  return cases.map((one, k) => {
    const row = weighed[k] as Weighed;
    const contributors = one.children.map(
      ({ child, scored }, c): Contributor => ({
        tier: child.tier,
        name: child.name,
        weight: Number(child.weight),
        value: scored?.row.value ?? null,
        score: scored?.row.score ?? null,
        status: scored?.row.status ?? 'unknown',
        contribution: row.contributions[c] ?? null,
      }),
    );
    if (row.veto !== null) contributors.push({ tier: one.children[0]?.child.tier ?? 'kpt', name: 'veto', weight: null, value: null, score: null, status: null, contribution: row.veto });
    return { ...row, contributors };
  });
};

type KpiCase = { kpi: KpiMeasure; scorecard: ScorecardMeasure | null };

export const kpiRows = (scene: Scene, cases: readonly KpiCase[]): Promise<Scored[]> =>
  once(scene, cases, ({ kpi, scorecard }) => `kpi/${kpi.name}/${scorecard?.name ?? ''}`, (missing) => make(scene, missing));

const make = async (scene: Scene, cases: readonly KpiCase[]): Promise<Scored[]> => {
  const asks = cases.flatMap(({ kpi, scorecard }) => kpi.children.map((child) => ({ kpt: scene.ladder.byDef<KptMeasure>('kpt', child.def) as KptMeasure, scorecard })));
  const scored = await kptRows(scene, asks);
  let next = 0;
  const below = cases.map(({ kpi }) => kpi.children.map((child) => ({ child, scored: scored[next++] })));
  const weighed = await weigh(scene, statement, cases.map(({ kpi }, i) => ({ mode: kpi.mode, floor: kpi.floor, children: below[i] as WeighCase['children'] })));
  return cases.map(({ kpi, scorecard }, i) => {
    const row = weighed[i] as Weighing;
    const only: Row | undefined = kpi.children.length === 1 ? below[i]?.[0]?.scored?.row : undefined;
    const window = scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : null;
    return {
      exact: row.score_exact,
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

/**
 * What the scorecard page shows, gathered from rows and plan: perspectives in order, their KRAs, their KPIs with their KPTs, each with its share
 * of the weight above it. Pure; scorecard.ts draws it, decisions.ts puts it in words.
 */
import type { KpiMeasure, KptMeasure, KraMeasure, Nano, PerspectiveMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Row, Status } from '../../shared/tiers/row.ts';
import { type Trend, trend } from '../../shared/tiers/trend.ts';
import { SCORE, type Spec } from '../../shared/figure.ts';
import { type Known, named, ofTier, single, specOf, titleOf } from './spec.ts';

/** A KPT under a KPI: `points` = what it gives to the KPI's score. */
export type Target = { measure: KptMeasure; title: string; row: Row | null; weight: number; critical: boolean; points: number | null; spec: Spec };
export type Indicator = {
  measure: KpiMeasure;
  title: string;
  /** the KPI's own row: state, score, weight above */
  row: Row | null;
  value: number | null;
  spec: Spec;
  scale: { worst: number; best: number } | null;
  share: number;
  targets: Target[];
  /** what the figure was at the end of each closed period of the sparkline, oldest first; null = no data then */
  past: (number | null)[];
  /** the rows of these periods */
  closed: (Row | null)[];
  /** the figure to compare with: of the whole period, or for a sum of the same share of it */
  before: number | null;
  /** whether the figure is more than usual variation, by as many periods as the API looks at */
  signal: Trend | null;
};
export type Area = { measure: KraMeasure; title: string; row: Rolled | null; share: number; kpis: Indicator[] };
export type Lane = { name: string; title: string; row: Row | null; areas: Area[] };
export type Sheet = {
  measure: ScorecardMeasure;
  title: string;
  lanes: Lane[];
  counts: Record<Status, number>;
  total: number;
};

/** Rows of one instant, by tier; a KRA's state is its perspective's contributor, and KPTs are asked for only where they are shown. */
export type Rows = { perspective: Row[]; kpi: Row[]; kpt: Row[] };

/** What is shown of a KRA. */
type Rolled = { score: number | null; status: Status | null };

/** Rows of former periods. `past` = KPIs at the ends of closed periods, oldest first; `whole` = those of the period compared with, `alike` = at the same elapsed share of it. */
export type Former = { past: readonly (readonly Row[])[]; whole: readonly Row[] | null; alike: readonly Row[] | null };
export const NO_FORMER: Former = { past: [], whole: null, alike: null };

/** Closed periods in a sparkline; with the one that is shown they are 14. */
export const CLOSED = 13;

/** Whether a filter by state keeps a KPI. */
export const fits = (kpi: Indicator, status: Status | null): boolean => status === null || (kpi.row?.status ?? 'unknown') === status;

/** What a filter by state keeps: without one all; else KPIs in that state with the areas and perspectives over them. */
export const kept = ({ lanes }: Sheet, status: Status | null): { lane: Lane; areas: { area: Area; kpis: Indicator[] }[] }[] =>
  lanes.flatMap((lane) => {
    const areas = lane.areas.map((area) => ({ area, kpis: area.kpis.filter((kpi) => fits(kpi, status)) })).filter(({ kpis }) => status === null || kpis.length > 0);
    return status !== null && areas.length === 0 ? [] : [{ lane, areas }];
  });

const find = (rows: readonly Row[], name: string): Row | null => rows.find((row) => row.name === name) ?? null;

const shares = (children: readonly { name: string; weight: Nano }[]): Map<string, number> => {
  const all = children.reduce((sum, child) => sum + Number(child.weight), 0);
  return new Map(children.map((child) => [child.name, all > 0 ? Number(child.weight) / all : 0]));
};

/** The figure a KPI is shown by: its only KPT's value, else its score. Another plan may have told it in another unit: that is no figure of this one. */
const figureOf = (kpi: KpiMeasure, row: Row | null, unit: string | undefined): number | null => (row === null || (unit !== undefined && row.unit !== unit) ? null : single(kpi) ? row.value : row.score);

/** Whether the KPI's figure adds up over the period, so that it is compared with the same share of another one, and judged on its forecast. */
export const summed = (known: Known, kpi: KpiMeasure): boolean => {
  const kpt = single(kpi) ? named<KptMeasure>(known, 'kpt', kpi.children[0]?.name ?? '') : undefined;
  return kpt !== undefined && kpt.by === null && (kpt.of.statistic === 'sum' || kpt.of.statistic === 'count');
};

const indicator = (known: Known, kpi: KpiMeasure, share: number, now: Rows, former: Former): Indicator => {
  const row = find(now.kpi, kpi.name);
  const targets = kpi.children.flatMap((child): Target[] => {
    const measure = named<KptMeasure>(known, 'kpt', child.name);
    if (!measure) return [];
    const mine = find(now.kpt, child.name);
    const part = row?.contributors.find((one) => one.name === child.name);
    return [{ measure, title: titleOf(measure, child.name), row: mine, weight: Number(child.weight), critical: child.critical, points: part?.contribution ?? null, spec: specOf(known, measure, mine) }];
  });
  const only = single(kpi) ? targets[0] : undefined;
  const grows = summed(known, kpi);
  const other = grows ? former.alike : former.whole;
  const value = figureOf(kpi, row, row?.unit);
  const rows = former.past.map((all) => find(all, kpi.name));
  const figures = rows.map((one) => figureOf(kpi, one, row?.unit));
  const judged = grows ? (row?.forecast ?? value) : value;
  return {
    measure: kpi,
    title: titleOf(kpi, kpi.name),
    row,
    value,
    spec: only ? specOf(known, only.measure, row) : SCORE,
    scale: only ? (row?.scale ?? null) : null,
    share,
    targets,
    past: figures.slice(-CLOSED),
    closed: rows.slice(-CLOSED),
    before: other ? figureOf(kpi, find(other, kpi.name), row?.unit) : null,
    signal: judged === null ? null : trend(figures, judged),
  };
};

/** `now` = rows of the instant that is shown. */
export const sheet = (known: Known, measure: ScorecardMeasure, now: Rows, former: Former): Sheet => {
  const perspectives = ofTier<PerspectiveMeasure>(known, 'perspective').filter((one) => one.scorecard === measure.name);
  const lanes = measure.perspectives.map((name): Lane => {
    const perspective = perspectives.find((one) => one.name === name);
    const part = shares(perspective?.children ?? []);
    const row = find(now.perspective, name);
    const areas = (perspective?.children ?? []).flatMap((child): Area[] => {
      const kra = named<KraMeasure>(known, 'kra', child.name);
      if (!kra) return [];
      const below = shares(kra.children);
      const kpis = kra.children.flatMap((one) => {
        const kpi = named<KpiMeasure>(known, 'kpi', one.name);
        return kpi ? [indicator(known, kpi, below.get(one.name) ?? 0, now, former)] : [];
      });
      const rolled = row?.contributors.find((one) => one.tier === 'kra' && one.name === kra.name);
      return [{ measure: kra, title: titleOf(kra, kra.name), row: rolled ? { score: rolled.score, status: rolled.status } : null, share: part.get(child.name) ?? 0, kpis }];
    });
    return { name, title: titleOf(perspective, name), row, areas };
  });
  const counts: Record<Status, number> = { met: 0, tolerated: 0, missed: 0, unknown: 0 };
  const seen = new Map<string, Status>();
  for (const lane of lanes) for (const area of lane.areas) for (const kpi of area.kpis) seen.set(kpi.measure.name, kpi.row?.status ?? 'unknown');
  for (const status of seen.values()) counts[status]++;
  return { measure, title: titleOf(measure, measure.name), lanes, counts, total: seen.size };
};

/** The envelope of every measure row (CONTRACT §4) and what may be asked of the climb. Figures are numbers; null = not computed, never made up. */
import type { MeasureTier } from '../plan/measure.ts';
import type { Trend } from './trend.ts';
import type { Explanation } from './explanation.ts';
import type { Finding } from './finding.ts';

export type Tier = MeasureTier | 'sie';
export type Status = 'met' | 'tolerated' | 'missed' | 'unknown';
export type Flag = 'calibrating' | 'no-events' | 'restated' | 'stale' | 'open' | 'low-volume' | 'corrected' | 'sketch' | 'damaged';
export type Pace = 'on-track' | 'at-risk' | 'off-track' | 'too-early';

/**
 * What is told of one kpt, kpi or kra asked for by name. achievement = per cent of the target. trend: `previous` and `lastYear` = the figure of the whole
 * period before and of the same one a year ago (of what grows, of the same elapsed share of it), `change` = the value less previous, `signal` by XmR over 8 to
 * 24 closed periods; null without a period. gap: reference = the best of the last 12 closed periods; the target of a score is 66⅔.
 */
export type Detail = {
  achievement: number | null;
  trend: { previous: number | null; change: number | null; lastYear: number | null; signal: Trend | null } | null;
  gap: { actual: number | null; target: Edge | null; reference: number | null };
};

/** One way to count an error budget, signed and never clamped. */
type Part = { allowed: number | null; consumed: number | null; remaining: number | null };
export type Budget = { ratio: Part; events: Part; seconds: Part; of: 'toDate' | 'whole' | 'forecast' | null };
export type Contributor = { tier: Tier; name: string; weight: number | null; value: number | null; score: number | null; status: Status | null; contribution: number | null };

/** A line, or the two of a range. */
export type Edge = number | [number, number];

export type Row = {
  tier: Tier;
  name: string;
  /** RFC 3339, UTC; the instant this row speaks for. */
  at: string;
  window: { from: string; to: string } | null;
  value: number | null;
  unit: string;
  good: number | null;
  total: number | null;
  /** of a range each is a pair of edges, the lower first */
  target: { adequate: Edge | null; desired: Edge | null } | null;
  score: number | null;
  status: Status | null;
  pace: Pace | null;
  forecast: number | null;
  coverage: number | null;
  provisional: boolean;
  flags: Flag[];
  budget?: Budget;
  exhaustsAt?: string | null;
  burn?: Record<string, number | null>;
  contributors: Contributor[];
  plan: string;
  revision: number;
  /** more than the contract asks, for people and pages */
  title: string;
  owner: string;
  scorecard: string | null;
  polarity: 'higher' | 'lower' | 'range' | null;
  /** kpt only: where the score is 0 and 100 (of a range: at its lower end, and the middle) */
  scale: { worst: number; best: number } | null;
  /** while `calibrating`: the first slice that it could be computed for, RFC 3339 */
  effectiveFrom?: string;
} & Partial<Detail>;

/** What an SLO counted in [from, the instant of its point), and the highest burn rate of each window ("1h") that ended in it. */
export type Step = { from: string; good: number; total: number; value: number | null; burn: Record<string, number | null> };

export type HistoryItem = {
  at: string; value: number | null; good: number | null; total: number | null; score: number | null; status: Status | null; coverage: number | null; provisional: boolean;
  /** of an SLO whose steps were asked for: the share of its budget that is left, and the step that ends here */
  left?: number | null;
  step?: Step;
};

/** Rows of one tier at an instant. `at` null = the watermark; a later `at` is answered with the watermark's. `names` null = all (internal ones never). */
export type Ask = { tier: MeasureTier; at: number | null; names: string[] | null; scorecard: string | null; of?: 'toDate' | 'whole' | 'forecast'; /** of kpts, kpis and kras: with achievement, trend and gap */ detail?: boolean; /** at the end of a closed period: the row as it was first reported, not as it was restated */ asReported?: boolean };

/** Slices held against what they are made of: so many pairs of minute and service `of` all whose raw is kept, and what is wrong. */
export type SliceAudit = { minutes: number; of: number; findings: Finding[] };

/** The same of one hour: its start, s; null when there is none. */
export type HourAudit = { hour: number | null; findings: Finding[] };

/** The climb, asked for an instant: the same statements that the tick runs. The aggregator implements it, the dashboard is handed it. */
export type Answer = {
  /** ms; null before anything was climbed. */
  watermark(): Promise<number | null>;
  /** Changes whenever rows of now may: with every tick that makes some, and with the plan in force. null before anything was climbed. */
  mark(): Promise<string | null>;
  rows(ask: Ask): Promise<Row[]>;
  /** One item an instant of `at`, ascending. `step` (ms, whole minutes): an SLO's items carry what was counted between multiples of it. */
  history(ask: { tier: MeasureTier; name: string; at: number[]; scorecard: string | null; step?: number; asReported?: boolean }): Promise<HistoryItem[]>;
  /** Whether slices are what raw makes of them, in some minutes by lot or in all. */
  audit(all: boolean): Promise<SliceAudit>;
  /** The same of one hour (its start, s; null: one by lot), for so little that it can be done all the time. */
  auditHour(hour: number | null): Promise<HourAudit>;
  /** How one row came about; null when there is none. */
  explain(ask: { tier: MeasureTier; name: string; at: number | null; scorecard: string | null }): Promise<Explanation | null>;
};

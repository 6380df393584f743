/**
 * What a checked plan becomes: one `Measure` for every row that will ever be shown, from SLI to scorecard.
 * The plan parser makes them, the aggregator writes them to the table `measure` and climbs by them, the dashboard reads that table.
 * Pure data: JSON in, JSON out. Every decimal is text with 9 places ("0.999000000"), read from the YAML source text, never through a double.
 */
import type { NotificationTarget, Rule } from './rule.ts';

/** Tiers that have measures. `sie` rows are counted straight from raw; perspective and scorecard sit above the seventh tier. */
export type MeasureTier = 'sli' | 'slo' | 'vma' | 'kpt' | 'kpi' | 'kra' | 'perspective' | 'scorecard';

/** Exact decimal as text with exactly 9 places, e.g. "99.500000000". Ratios are fractions 0..1. */
export type Nano = string;

/** One field of a `where`; all given tests must hold (MEASURES §8 "where"). Numbers are Nano when the field is `value`, else source text. */
export type FieldTest =
  | { anyOf: string[] }
  | { not: string[] }
  | { exists: boolean }
  | { prefix: string }
  | { lt?: string; lte?: string; gt?: string; gte?: string };

/** field is `state`, `severity`, `component`, `value` or `labels.KEY`. */
export type Condition = { field: string; test: FieldTest };

/** One side of an SLI: which messages it reads. `stream` event reads `kind`; stream sample reads the sample name in `kind`. `kind` null = any kind. */
export type Side = { side: 'total' | 'good' | 'bad'; stream: 'event' | 'sample'; kind: string | null; where: Condition[] };

/** Rolling: `ms` back from the end of the current slice. Calendar: anchor + k units in a zone (MEASURES §0). `anchor` null = natural unit in `zone`. */
export type Window =
  | { kind: 'rolling'; ms: number; text: string }
  | { kind: 'calendar'; count: number; unit: 'm' | 'h' | 'd' | 'w' | 'M' | 'Q' | 'Y'; anchor: string | null; zone: string; text: string };

/** Opening hours of a local day as "HH:MM" pairs; an end at or before its start runs into the next day (MEASURES §8 "Calendars"). */
export type Hours = [string, string][];

/** A Calendar document, checked. `week` null = always open; a day it does not name is closed. Maintenance: local `at` ("HH:MM" or "HH:MM:SS"), `ms` of elapsed time, on the days of `rrule` (shared/time/recurrence.ts). */
export type Calendar = {
  name: string;
  zone: string;
  week: Partial<Record<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun', Hours>> | null;
  /** local dates with their own hours, [] = closed */
  holidays: { date: string; hours: Hours }[];
  maintenance: { name: string; rrule: string; at: string; ms: number }[];
};

/** When a measure counts: the open time of a calendar (null = always) less what corrections take out, epoch ms as written: of what is off the minute, the whole minutes inside count. Measured by shared/time/schedule.ts. */
export type Schedule = { calendar: Calendar | null; corrections: { name: string; from: number; to: number; reason: string; text: string }[] };

/** Up and down of components, folded from events (MEASURES §2 State). `down` null = every state that is not up; `components` null = those ever seen; `need` null = all; `staleAfter` ms, null = never. */
export type StateRule = { up: string[]; down: string[] | null; components: string[] | null; need: number | null; staleAfter: number | null };

/** Clocks of tickets (MEASURES §2 Ticket). `key` = the field that names a ticket (labels.KEY or component); `limit` ms of scheduled time. */
export type TicketRule = { key: string; start: string[]; pause: string[]; stop: string[]; limit: number; schedule: Schedule | null };

export type Child = { tier: MeasureTier; name: string; def: string; weight: Nano; critical: boolean };

/** One side's four lines; worst and best are always resolved (MEASURES §5). */
export type Scale = { adequate: Nano; desired: Nano; worst: Nano; best: Nano };
/** Lines of a KPT that hold for periods ending after `from` (epoch ms; 0 = from the start). Of a range these are its lower edges, `upper` its upper ones, and best is the middle of both. */
export type Lines = { from: number } & Scale & { upper?: Scale };

type Common = {
  name: string;
  /** 16 hex digits: hash of the normalised definition with everything it refers to (MEASURES §0). */
  def: string;
  title: string;
  description: string;
  owner: string;
  /** true: climbed but never listed (a threshold's cut, an inline group of a VMA). */
  internal: boolean;
  /** source of the definition for people: file:line */
  at: string;
};

export type SliMeasure = Common & {
  tier: 'sli';
  /** counts = deltas, counter = cumulative, both from samples */
  kind: 'ratio' | 'threshold' | 'counts' | 'counter' | 'state' | 'ticket';
  state: StateRule | null;
  ticket: TicketRule | null;
  /** an internal SLI that keeps only the counted minutes of another: that one's def and when it counts (without names and words, which change no minute); null otherwise */
  through: { def: string; schedule: Schedule } | null;
  /** services read; [] = every service. */
  services: string[];
  sides: Side[];
  /** samples only: how long before its time a sample covers, ms (heptad/every, default 60 000); 0 for events. */
  every: number;
  unit: string;
  /** name of the SLI document (NAME, where name may be NAME@SERVICE). A cut names the SLI it cuts. */
  sli: string;
  window: Window;
};

export type SloMeasure = Common & {
  tier: 'slo';
  service: string;
  /** shown SLI row's name, and the def whose slices are counted (for a threshold SLI: the cut's def). */
  sli: string;
  source: string;
  method: 'Occurrences' | 'Timeslices' | 'RatioTimeslices';
  target: Nano;
  adequate: Nano;
  /** timeSliceWindow in ms (60 000 default); >= 86 400 000 means whole days of `sliceZone`. */
  slice: number;
  sliceZone: string;
  sliceTarget: Nano | null;
  window: Window;
  floor: Nano;
  party: string;
  /** null = around the clock, nothing excluded */
  schedule: Schedule | null;
  noData: 'ignore' | 'good' | 'bad' | 'carry';
};

export type VmaMeasure = Common & {
  tier: 'vma';
  op: 'all' | 'any' | 'atLeast' | 'weighted';
  /** atLeast: how many; else 0. */
  need: number;
  sliceTarget: Nano;
  /** depth of the expression: 1 = only SLOs below; a node is climbed after all of lower level. */
  level: number;
  children: Child[];
  window: Window;
  adequate: Nano;
  desired: Nano;
  floor: Nano;
};

export type Statistic = 'attainment' | 'mean' | 'sum' | 'count' | 'min' | 'max' | 'last' | 'nps' | 'mttr' | 'mtbf' | Quantile;
/** p50, p95, p99.9: the share of the values, in per cent, that are at most the quantile. */
type Quantile = `p${number}`;
/** A measure that a KPT takes a figure of. */
export type Of = { tier: 'sli' | 'slo' | 'vma'; name: string; def: string; statistic: Statistic };
/** Figures that people enter under a name (POST /api/v1/values); no measure stands behind them, so def is the name. */
export type Entered = { tier: 'entered'; name: string; def: string; statistic: 'last' | 'mean' | 'sum' | 'min' | 'max' | 'count' };

export type KptMeasure = Common & {
  tier: 'kpt';
  of: Of | Entered;
  /** the divisor of a quotient; null otherwise */
  by: Of | Entered | null;
  unit: string;
  polarity: 'higher' | 'lower' | 'range';
  period: 'day' | 'week' | 'month' | 'quarter' | 'year';
  zone: string;
  /** what it counts by itself (statistics of SLIs); SLOs and VMAs bring their own. null = around the clock */
  schedule: Schedule | null;
  /** ascending by `from`; the last whose `from` < period end holds. */
  lines: Lines[];
  floor: Nano;
};

/** What a KPT measures: one thing, or both sides of its quotient. */
export const sidesOf = ({ of, by }: KptMeasure): (Of | Entered)[] => (by ? [of, by] : [of]);
/** The measures below a KPT: what is entered has none. */
export const measuresOf = (kpt: KptMeasure): Of[] => sidesOf(kpt).filter((one) => one.tier !== 'entered');
/** The names under which people enter what KPTs measure, each once; of other measures there are none. */
export const enteredNames = (measures: readonly Measure[]): string[] => [...new Set(measures.flatMap((one) => (one.tier === 'kpt' ? sidesOf(one).flatMap((side) => (side.tier === 'entered' ? [side.name] : [])) : [])))];

export type KpiMeasure = Common & { tier: 'kpi'; mode: 'mean' | 'worst'; children: Child[]; floor: Nano; scorecards: string[] };
export type KraMeasure = Common & { tier: 'kra'; mode: 'mean' | 'worst'; perspective: string; weight: Nano; children: Child[]; floor: Nano; scorecards: string[] };
export type PerspectiveMeasure = Common & { tier: 'perspective'; scorecard: string; children: Child[]; floor: Nano };
export type ScorecardMeasure = Common & {
  tier: 'scorecard';
  parent: string | null;
  period: 'day' | 'week' | 'month' | 'quarter' | 'year';
  zone: string;
  fiscalYearStart: number;
  /** every perspective named, in order, those without a KRA too; children are those that hold one. */
  perspectives: string[];
  children: Child[];
  floor: Nano;
};

export type Measure = SliMeasure | SloMeasure | VmaMeasure | KptMeasure | KpiMeasure | KraMeasure | PerspectiveMeasure | ScorecardMeasure;

/** A whole checked plan. `id` = hash of all defs and names: the same plan text always has the same id. `notes` = what was decided for the writer, such as default rules left out; `texts` = the files that it was read from, none when it was read back from its rows. */
export type Plan = { id: string; measures: Measure[]; services: { name: string; owner: string; description: string }[]; rules: Rule[]; targets: NotificationTarget[]; warnings: Fault[]; notes: Fault[]; texts: readonly { file: string; text: string }[] };

/** One thing wrong with a plan. Lines and columns count from 1 and point at the offending value. */
export type Fault = { file: string; line: number; column: number; path: string; message: string; hint?: string; severity: 'error' | 'warning' | 'note' };

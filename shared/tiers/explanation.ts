/** How one row came about: its formula with the real numbers, what went in, time that was excluded or not measured, and parts that add up to the whole. */
import type { Contributor, Row, Tier } from './row.ts';

/** One step of the reckoning: what it makes, by which formula, the same with the real numbers put in, and what comes out. */
export type Working = { what: string; formula: string; numbers: string; value: number | string | null };
export type Input = { name: string; value: number | string | null; unit: string };
/** Time taken out of a window, seconds; every second is counted under one reason only. Where several spans are summed up, from and to are their first and last ends. */
export type Excluded = { from: string; to: string; reason: string; text: string; seconds: number };
export type Unmeasured = { from: string; to: string; seconds: number };

/** Seconds. elapsed (of `counted`) = scheduled + all excluded; expected = measured + unmeasured + more.seconds + partly. */
export type Timing = {
  window: { from: string; to: string } | null;
  /** the whole slices of the window that exist so far */
  counted: { from: string; to: string } | null;
  elapsed: number | null;
  scheduled: number | null;
  excluded: Excluded[];
  expected: number | null;
  measured: number | null;
  /** the longest first, at most 50 */
  unmeasured: Unmeasured[];
  /** those that are not listed */
  more: { count: number; seconds: number };
  /** in slices that were measured only in part */
  partly: number;
  /** what the no-data policy made of unmeasured timeslices; null when it made nothing */
  filled: { policy: string; seconds: number; good: number; total: number } | null;
};

/** A day or hour of the window, a child, or what a policy filled in. A share of good adds up in good and total, a statistic in total (how many values) and sum, a weighted figure in contribution. */
export type Part = {
  label: string | null;
  from: string | null;
  to: string | null;
  good: number | null;
  total: number | null;
  value: number | null;
  /** minutes of an activity */
  bad?: number;
  unknown?: number;
  /** sum of the values; of mttr and mtbf the time that is divided, of nps the promoters less the detractors */
  sum?: number;
  weight?: number | null;
  contribution?: number | null;
};

/** Bad minutes of an activity by who is answerable: own, internal, supplier:NAME; 'nobody' = too few children were there to be good. */
export type Share = { party: string; minutes: number };

export type Explanation = {
  tier: Tier;
  name: string;
  at: string;
  row: Row;
  formula: { words: string; numbers: string };
  steps: Working[];
  inputs: Input[];
  time: Timing;
  parts: Part[];
  contributors: (Contributor & { party?: string })[];
  shares?: Share[];
};

/** What a tier adds to its row. */
export type Account = Pick<Explanation, 'formula' | 'steps' | 'inputs' | 'time' | 'parts'> & Partial<Pick<Explanation, 'contributors' | 'shares'>>;


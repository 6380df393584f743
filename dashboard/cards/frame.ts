/** Where and when a scorecard page stands: which scorecard, which period of it, and which others there are. Instants in ms. */

import type { Instant } from './instant.ts';

/** A period as pages name it. */
export type Shown = {
  from: number;
  to: number;
  /** in addresses: "2026-Q4" */
  key: string;
  /** "Q4 2026" */
  name: string;
  /** "Q4" */
  short: string;
  /** "2026", "FY 2026/27" */
  year: string;
  /** the one that goes on now */
  open: boolean;
};

export type Frame = {
  scorecard: string;
  zone: string;
  period: string;
  at: number;
  from: number;
  to: number;
  /** the period that is shown, "Q4 2026" */
  name: string;
  /** it has ended, and is looked back at */
  past: boolean;
  /** the instant that the page looks back to; null = now, or the end of a period that is over */
  back: number | null;
  /** nothing can change its figures any more but late data that are climbed again */
  final: boolean;
  /** KPIs of it whose figures were restated after they were first reported */
  restated: number;
  /** the closed periods of sparklines and grid, oldest first */
  closed: Shown[];
  /** every period that can be shown, newest first */
  periods: Shown[];
  /** what figures are compared with; null when there is no data of it */
  compared: Shown | null;
  /** other scorecards of the plan */
  others: { name: string; title: string }[];
  /** how old the data is by the clock in use, ms; null on a replay and of the past */
  age: number | null;
  /** rules that fire now; null when that is not known */
  firing?: number | null;
  /** what the head needs to lead to other instants; a file leads nowhere */
  instant?: Instant;
};

/** The instant that rows are asked for; null = now. */
export const momentOf = ({ back, past, to }: Pick<Frame, 'back' | 'past' | 'to'>): number | null => back ?? (past ? to : null);

/** All that a scorecard page shows: the rows of a period, where and when that is, what the address asks for, and what stands beside the rows. */
import type { ClosedPeriod } from '../routes/closings.ts';
import type { Query } from './asked.ts';
import type { Comment } from './comments.ts';
import type { Driver } from './drivers.ts';
import type { Frame } from './frame.ts';
import type { Tie } from './reach.ts';
import type { Sheet } from './sheet.ts';

/** What is shown beside the rows of measures. */
export type More = {
  /** on the period that is shown, by KPI, newest first */
  comments: ReadonlyMap<string, readonly Comment[]>;
  /** of KPIs that are expanded */
  drivers: ReadonlyMap<string, readonly Driver[]>;
  /** KRAs that stand on the same measure; looked for where the map is drawn */
  ties: readonly Tie[];
  /** of a period that has ended: who closed it, with the figures as reported; null of one that goes on */
  closing: ClosedPeriod | null;
  /** who writes here, as this browser remembers; null where nothing can be written */
  who: string | null;
};
export const NO_MORE: More = { comments: new Map(), drivers: new Map(), ties: [], closing: null, who: null };

/** `origin` = the server as its reader calls it, for the line under what is printed. */
export type Board = { sheet: Sheet; frame: Frame; query: Query; more: More; origin: string };

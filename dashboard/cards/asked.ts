/** What the address of the scorecard asks for (the address is the state: a copied link shows the same), and the address of anything else that it may ask for. What is usual is left out. Pure. */
import type { Status } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';

export const LEVELS = ['strategic', 'tactical', 'operational'] as const;
export const VIEWS = ['table', 'map', 'grid'] as const;
/** What figures are compared with: the period before, or the same one a year ago. */
export const COMPARED = ['prev', 'year'] as const;

export type Query = {
  /** null = the first */
  scorecard: string | null;
  level: (typeof LEVELS)[number];
  view: (typeof VIEWS)[number];
  /** "2026-Q3"; null = the period of now, or that of the instant */
  period: string | null;
  /** the instant that is looked back to, ms; null = now, or the end of a period that is over */
  at: number | null;
  compare: (typeof COMPARED)[number];
  /** a closed period as it was first reported, not as it was restated */
  asReported: boolean;
  /** only KPIs in this state */
  status: Status | null;
  /** KPIs that are expanded; ALL = every one */
  open: string[];
};

/** In `open`: every KPI is expanded. No measure has such a name. */
export const ALL = '*';

export const USUAL: Query = { scorecard: null, level: 'strategic', view: 'table', period: null, at: null, compare: 'prev', asReported: false, status: null, open: [] };

/** Address of the scorecard page for a query; `near` = the row to come back to. */
export const address = (query: Query, near = ''): string => {
  const parts = new URLSearchParams();
  if (query.scorecard !== null) parts.set('scorecard', query.scorecard);
  if (query.level !== USUAL.level) parts.set('level', query.level);
  if (query.view !== USUAL.view) parts.set('view', query.view);
  if (query.period !== null) parts.set('period', query.period);
  if (query.at !== null) parts.set('at', iso(query.at));
  if (query.compare !== USUAL.compare) parts.set('cmp', query.compare);
  if (query.asReported) parts.set('asReported', 'true');
  if (query.status !== null) parts.set('status', query.status);
  for (const name of query.open) parts.append('open', name);
  const text = parts.toString();
  return `/${text === '' ? '' : `?${text}`}${near === '' ? '' : `#${near}`}`;
};

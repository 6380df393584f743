/** Which tables of a scorecard can be had as files, which level reads them, and where they are. Pure. */
import { iso } from '../../shared/time/instant.ts';
import type { Query } from './asked.ts';
import { fileAddress } from './files.ts';

export const LEVEL_OF = { sheet: 'strategic', periods: 'strategic', targets: 'tactical', activities: 'tactical', burning: 'operational', blind: 'operational', late: 'operational' } as const satisfies Record<string, Query['level']>;
export type BoardTable = keyof typeof LEVEL_OF;

/** Address of one of them as a file, with the filters of the page. */
export const boardFile = (query: Query, table: BoardTable, format: string): string =>
  fileAddress(`/api/v1/tables/scorecard/${table}`, { scorecard: query.scorecard, period: query.period, at: query.at === null ? null : iso(query.at), cmp: query.compare === 'prev' ? null : query.compare, asReported: query.asReported ? 'true' : null, status: query.status }, format);

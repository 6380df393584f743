/** The newest events and samples of a span, looked for from its end backwards: most lists are full long before its start. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';

const searchSql = sql(import.meta.url, '../queries/search.sql');
const behindSql = sql(import.meta.url, '../queries/events.sql');
const sinceSql = sql(import.meta.url, '../queries/newest-since.sql');
const minutesSql = sql(import.meta.url, '../queries/newest-minutes.sql');

/** As the statements answer: at = its time in ms, number = its value; figures as text, exactly. counts: the verdict of the SLIs asked for, '' without any. */
export type Found = {
  stream: 'event' | 'sample'; id: string; at: string; service: string; source: string; component: string; kind: string; state: string; number: string | null; unit: string; own_good: string | null; own_total: string | null;
  severity: string; labels: string; log: string; partition: number; offset: string; counts: 'good' | 'bad' | 'total' | '';
};

/** defs = SLI defs that must read it (none = any message), inverse and sided those of them with a bad or a good side; [from, to) in ms; '' = any. */
export type Search = { defs: string[]; inverse: string[]; sided: string[]; from: number; to: number; service: string; kind: string; state: string; severity: string; q: string; side: '' | 'good' | 'bad' };

/** What the store can hold as a time: the end of 2105. */
export const END = 4_291_747_199_000;
export const ANY: Search = { defs: [], inverse: [], sided: [], from: 0, to: END, service: '', kind: '', state: '', severity: '', q: '', side: '' };

/** Deliveries looked through, for each one wanted: at first enough where one in ten is of the kind asked for, then more, and then the whole span. */
const DEEP = [10, 300, 9000];

/** The last one seen, where the next page goes on. */
export type Seen = { t: number; id: string; service: string; source: string };

/** At most `most`, newest first, only those after `seen` in that order. */
export const newest = async (read: Door, { defs, inverse, sided, ...what }: Search, most: number, seen: Seen | null = null): Promise<Found[]> => {
  const from = Math.max(0, Math.min(END, what.from));
  // one ms more, for samples that stand at the end of what they counted
  const limit = Math.max(from, Math.min(END, what.to, (seen?.t ?? END) + 1));
  const before = { before: seen?.t ?? END, beforeId: seen?.id ?? '', beforeService: seen?.service ?? '', beforeSource: seen?.source ?? '' };
  const look = (from: number, since: number, to: number): Promise<Found[]> =>
    read.rows<Found>(defs.length > 0 ? behindSql : searchSql, { ...what, ...before, defs: JSON.stringify(defs), inverse: JSON.stringify(inverse), sided: JSON.stringify(sided), from, since, to, limit: most });
  let found: Found[] = [];
  let looked = END;
  for (const deep of DEEP) {
    const rows = most * deep;
    const [dense] = await read.rows<{ first: number; n: string; all: number }>(minutesSql, { to: limit - 1, service: what.service, rows });
    if (!dense || Number(dense.n) === 0) return [];
    // behind them all there may still be samples of the minute before, which stand at its end
    const first = Math.max(from, (dense.first - (Number(dense.all) === 1 ? 60 : 0)) * 1000);
    // of a busy minute the last second is enough
    const [newer] = await read.rows<{ since: string }>(sinceSql, { from: first, to: limit, service: what.service, defs: JSON.stringify(defs), rows });
    const since = Number(newer?.since ?? first);
    // as many deliveries as that may lie in what was looked through
    if (since < looked) found = await look(first, since, limit);
    looked = since;
    if (found.length >= most || since <= from || (Number(dense.all) === 1 && since <= first)) return found;
  }
  return look(from, from, limit);
};

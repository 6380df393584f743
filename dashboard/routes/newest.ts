/** The newest events and samples of a span, looked for from its end backwards: most lists are full long before its start. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';

const eventsSql = sql(import.meta.url, '../queries/events.sql');
const receivedSql = sql(import.meta.url, '../queries/received.sql');

/** As the statement answers; figures as text, exactly. counts: the verdict of the SLIs asked for, '' without any. */
export type Found = {
  stream: 'event' | 'sample'; id: string; time: string; service: string; source: string; component: string; kind: string; state: string; value: string | null; unit: string; own_good: string | null; own_total: string | null;
  severity: string; labels: string; log: string; partition: number; offset: string; counts: 'good' | 'bad' | 'total' | '';
};

/** defs = SLI defs that must read it (none = any message), inverse and sided those of them with a bad or a good side; [from, to) in ms; '' = any. */
export type Search = { defs: string[]; inverse: string[]; sided: string[]; from: number; to: number; service: string; kind: string; state: string; q: string; side: '' | 'good' | 'bad' };

/** What the store can hold as a time: the end of 2105. */
export const END = 4_291_747_199_000;
export const ANY: Search = { defs: [], inverse: [], sided: [], from: 0, to: END, service: '', kind: '', state: '', q: '', side: '' };

const MINUTE = 60_000;
/** Spans looked through one after the other, ms back; at last all of it. */
const SPANS = [2 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE, 30 * 24 * 60 * MINUTE, END];

/** At most `most`, newest first, only those before `after` (time and id of the last one seen). */
export const newest = async (read: Door, { defs, inverse, sided, ...what }: Search, most: number, after: { t: number; id: string } | null = null): Promise<Found[]> => {
  const [books] = await read.rows<{ newest: string }>(receivedSql);
  const from = Math.max(0, Math.min(END, what.from));
  const to = Math.max(from, Math.min(END, what.to, Number(books?.newest ?? 0) + 1, (after?.t ?? END) + 1));
  let found: Found[] = [];
  for (const span of SPANS) {
    const since = Math.max(from, to - span);
    found = await read.rows(eventsSql, { ...what, defs: JSON.stringify(defs), inverse: JSON.stringify(inverse), sided: JSON.stringify(sided), from: since, to, before: after?.t ?? END, beforeId: after?.id ?? '', limit: most });
    if (found.length >= most || since === from) break;
  }
  return found;
};

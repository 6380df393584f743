/** What the books add up to, every offset once, though two ingestors may have taken the same ones: where their ranges meet in the middle, the rows are counted. */
import { type Place, standingIn } from '../../shared/store/audit.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';

const booksSql = sql(import.meta.url, '../queries/books.sql');

type Torn = [log: string, epoch: number, partition: number, first: string, last: string];
/** What was counted of a torn range: its rows were durable before the ledger spoke of it, so they are counted once and remembered. */
const counted = new WeakMap<Door, Map<string, { accepted: number; late: number }>>();

/** `seq`, `marks`: how far the ledger is climbed; `waiting` = rows past it. */
export const ledgerSums = async (read: Door, seq: string, marks: string): Promise<{ accepted: number; late: number; unknown: number; waiting: number }> => {
  const [row] = await read.rows<{ accepted: string; late: string; unknown: string; waiting: string; torn: Torn[] }>(booksSql, { seq, marks });
  const sums = { accepted: Number(row?.accepted ?? 0), late: Number(row?.late ?? 0), unknown: Number(row?.unknown ?? 0), waiting: Number(row?.waiting ?? 0) };
  const torn = row?.torn ?? [];
  if (torn.length === 0) return sums;
  const known = counted.get(read) ?? new Map<string, { accepted: number; late: number }>();
  counted.set(read, known);
  const asks = torn.filter((one) => !known.has(one.join()));
  if (asks.length > 0) {
    const places = asks.map(([log, epoch, partition, first, last]): Place => ({ log, epoch, partition, first, last }));
    const found = await standingIn(read, places);
    asks.forEach((one, i) => known.set(one.join(), { accepted: Number(found.get(places[i] as Place)?.stored ?? 0), late: Number(found.get(places[i] as Place)?.late ?? 0) }));
  }
  for (const one of torn) {
    sums.accepted += known.get(one.join())?.accepted ?? 0;
    sums.late += known.get(one.join())?.late ?? 0;
  }
  return sums;
};

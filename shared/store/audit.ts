/** The books: for every partition what the ledger says was received against what stands in the tables. */
import { z } from 'zod';
import { sql } from './sql.ts';
import type { Door } from './store.ts';

const ledgerSql = sql(import.meta.url, './audit-ledger.sql');
const rowsSql = sql(import.meta.url, './audit-rows.sql');
const spansSql = sql(import.meta.url, './audit-spans.sql');
const twinsSql = sql(import.meta.url, './audit-twins.sql');

const count = z.number();
const partition = z.object({ log: z.string(), epoch: count, partition: count, first: count, last: count, offsets: count, stored: count, refused: count, late: count, holes: count, gaps: count, missing: count, balanced: z.boolean() });
export const booksSchema = z.object({ balanced: z.boolean(), partitions: z.array(partition), conflicts: count, resent: count, notes: z.array(z.string()) }).meta({ id: 'Books' });
export type Books = z.infer<typeof booksSchema>;

type Range = { log: string; epoch: number; partition: number; first: string; last: string; ok: number; refused: number; late: number; holes: number; gap: number };
type Span = { log: string; epoch: number; partition: number; first: string; stored: string; refused: string; late: string };
type Standing = { log: string; epoch: number; partition: number; stored: string; refused: string; late: string; beyond: string };

/**
 * Ranges that overlap in part: two processes took the same offsets with other ends (a partition went from one to the other while its commit was on its way). Their
 * rows are the same and stand once, but no range says how many of them lie in the part that both cover: for such a run the tables are counted, and every offset
 * must stand there, but those that a range calls holes. Answers the ranges with each run as one.
 */
const merge = async (door: Door, groups: Map<string, Range[]>): Promise<Map<string, Range[]>> => {
  const runs: Range[][] = [];
  const out = new Map<string, Range[]>();
  for (const [key, list] of groups) {
    const mine: Range[][] = [];
    for (const one of list) {
      const run = mine.at(-1);
      const end = run ? run.reduce((most, other) => (BigInt(other.last) > most ? BigInt(other.last) : most), 0n) : -1n;
      if (run && BigInt(one.first) <= end) {
        // one that another covers altogether is a replay: that other one counts
        if (BigInt(one.last) > end) run.push(one);
      } else mine.push([one]);
    }
    runs.push(...mine.filter((run) => run.length > 1));
    out.set(key, mine.map((run) => run[0] as Range));
  }
  if (runs.length === 0) return out;
  const ends = runs.map((run) => [run[0]?.log, run[0]?.epoch, run[0]?.partition, run[0]?.first, run.at(-1)?.last] as const);
  const found = await door.rows<Span>(spansSql, { spans: JSON.stringify(ends) });
  for (const run of runs) {
    const [head, last] = [run[0] as Range, run.at(-1) as Range];
    const real = found.find((one) => one.log === head.log && one.epoch === head.epoch && one.partition === head.partition && one.first === head.first);
    const [ok, refused, late] = [Number(real?.stored ?? 0), Number(real?.refused ?? 0), Number(real?.late ?? 0)];
    const sound = run.every((one) => one.ok + one.refused + one.late + one.holes + one.gap === Number(BigInt(one.last) - BigInt(one.first) + 1n));
    const rest = Number(BigInt(last.last) - BigInt(head.first) + 1n) - ok - refused - late;
    const most = run.reduce((sum, one) => sum + one.holes + one.gap, 0);
    const list = out.get(`${head.log}/${head.epoch}/${head.partition}`) as Range[];
    list[list.indexOf(head)] = { ...head, last: last.last, ok, refused, late, holes: sound && rest <= most ? rest : 0, gap: 0 };
  }
  return out;
};

/**
 * Balanced when the ledger's ranges cover every offset from the first to the last, each range's offsets are accounted for
 * (stored + refused + late + holes, or a gap), and up to the ledger's end the tables hold exactly the rows that it counts.
 */
export const auditBooks = async (door: Door): Promise<Books> => {
  const ranges = await door.rows<Range>(ledgerSql);
  const [twins] = await door.rows<{ conflicts: string; resent: string }>(twinsSql);
  const notes: string[] = [];
  const groups = new Map<string, Range[]>();
  for (const one of ranges) {
    const key = `${one.log}/${one.epoch}/${one.partition}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  // rows that a live ingest writes after the ledger was read lie beyond its ends: they are not missing from it
  const ends = [...groups.values()].map((list) => [list[0]?.log, list[0]?.epoch, list[0]?.partition, list.reduce((most, one) => (BigInt(one.last) > most ? BigInt(one.last) : most), 0n).toString()]);
  const rows = await door.rows<Standing>(rowsSql, { ends: JSON.stringify(ends) });
  const merged = await merge(door, groups);
  const partitions = [...merged.entries()].map(([key, list]) => {
    const [head] = list as [Range];
    let next = BigInt(head.first);
    let missing = 0n;
    const total = { ok: 0, refused: 0, late: 0, holes: 0, gaps: 0, covered: 0n };
    for (const one of list) {
      const [first, last] = [BigInt(one.first), BigInt(one.last)];
      if (first > next) missing += first - next;
      total.covered += last - first + 1n;
      next = last + 1n;
      total.ok += one.ok;
      total.refused += one.refused;
      total.late += one.late;
      total.holes += one.holes;
      total.gaps += one.gap;
    }
    const real = rows.find((one) => one.log === head.log && one.epoch === head.epoch && one.partition === head.partition);
    const [stored, refused, late] = [Number(real?.stored ?? 0), Number(real?.refused ?? 0), Number(real?.late ?? 0)];
    const counted = BigInt(total.ok + total.refused + total.late + total.holes + total.gaps);
    if (missing > 0n) notes.push(`${key}: ${missing} offsets are in no range of the ledger`);
    if (counted !== total.covered) notes.push(`${key}: the ledger covers ${total.covered} offsets and counts ${counted}`);
    if (stored !== total.ok) notes.push(`${key}: the ledger counts ${total.ok} stored messages, the tables hold ${stored}`);
    if (refused !== total.refused) notes.push(`${key}: the ledger counts ${total.refused} refused messages, the table holds ${refused}`);
    if (late !== total.late) notes.push(`${key}: the ledger counts ${total.late} late messages, the table holds ${late}`);
    const balanced = missing === 0n && counted === total.covered && stored === total.ok && refused === total.refused && late === total.late;
    return { log: head.log, epoch: head.epoch, partition: head.partition, first: Number(head.first), last: Number(next - 1n), offsets: Number(total.covered), stored, refused, late, holes: total.holes, gaps: total.gaps, missing: Number(missing), balanced };
  });
  for (const one of rows) {
    const key = `${one.log}/${one.epoch}/${one.partition}`;
    if (Number(one.beyond) > 0) notes.push(`${key}: ${one.beyond} rows that no ledger row speaks of yet; they are counted when their batch is finished or read again`);
  }
  return { balanced: partitions.every((one) => one.balanced), partitions, conflicts: Number(twins?.conflicts ?? 0), resent: Number(twins?.resent ?? 0), notes };
};

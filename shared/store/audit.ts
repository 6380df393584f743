/** The books: for every partition what the ledger says was received against what stands in the tables. */
import { z } from 'zod';
import { conflictsFrom } from './conflicts.ts';
import { sql } from './sql.ts';
import type { Door } from './store.ts';

const ledgerSql = sql(import.meta.url, './audit-ledger.sql');
const rowsSql = sql(import.meta.url, './audit-rows.sql');
const rangesSql = sql(import.meta.url, './audit-ranges.sql');
const twinsSql = sql(import.meta.url, './audit-twins.sql');
const droppedSql = sql(import.meta.url, './audit-dropped.sql');
const rangesDroppedSql = sql(import.meta.url, './audit-ranges-dropped.sql');

const count = z.number();
const partition = z.object({ log: z.string(), epoch: count, partition: count, first: count, last: count, offsets: count, stored: count, refused: count, late: count, holes: count, gaps: count, missing: count, balanced: z.boolean() });
export const booksSchema = z.object({ balanced: z.boolean(), partitions: z.array(partition), conflicts: count, resent: count, strayed: count.meta({ description: 'messages that were stored on days whose raw was dropped already: they are in no figure' }), notes: z.array(z.string()) }).meta({ id: 'Books' });
export type Books = z.infer<typeof booksSchema>;
/** What does not balance: in which partition (LOG/EPOCH/PARTITION), which table lacks rows or has too many, and in words. */
export type Wrong = { partition: string; table: 'ledger' | 'sie' | 'refused' | 'late'; says: string };

type Range = { log: string; epoch: number; partition: number; first: string; last: string; ok: number; refused: number; late: number; holes: number; gap: number };
/** stored = on days that retention has dropped; strayed = those of them that came too late for every slice. */
type Dropped = { log: string; epoch: number; partition: number; stored: string; strayed: string };
type Standing = { log: string; epoch: number; partition: number; stored: string; refused: string; late: string; beyond: string };

type Counts = { number: number; stored: string; refused: string; late: string; accounted: string };
export type Place = Pick<Range, 'log' | 'epoch' | 'partition' | 'first' | 'last'>;

/** How many offsets of each range really stand in the tables, and as what, or stood there until retention took them; a range of which nothing does is left out. */
export const standingIn = async <P extends Place>(door: Door, ranges: readonly P[]): Promise<Map<P, Counts>> => {
  const out = new Map<P, Counts>();
  if (ranges.length === 0) return out;
  const asked = { ranges: JSON.stringify(ranges.map((one, i) => [i, one.log, one.epoch, one.partition, one.first, one.last])) };
  for (const row of await door.rows<Counts>(rangesSql, asked)) out.set(ranges[row.number] as P, row);
  for (const { number, stored } of await door.rows<{ number: number; stored: string }>(rangesDroppedSql, asked)) {
    const there = out.get(ranges[number] as P) ?? { number, stored: '0', refused: '0', late: '0', accounted: '0' };
    const plus = (count: string): string => String(BigInt(count) + BigInt(stored));
    out.set(ranges[number] as P, { ...there, stored: plus(there.stored), accounted: plus(there.accounted) });
  }
  return out;
};

/** Ranges that no other one covers alone, in order, as stretches of those that overlap. A range twice, or inside another, is a replay and says nothing new. */
const stretches = (list: readonly Range[]): Range[][] => {
  // the widest first among those that begin together; a gap last, for it says less than messages do
  const order = [...list].sort((a, b) => Number(BigInt(a.first) - BigInt(b.first)) || Number(BigInt(b.last) - BigInt(a.last)) || a.gap - b.gap);
  const out: Range[][] = [];
  let end = -1n;
  for (const one of order) {
    if (BigInt(one.last) <= end) continue;
    if (BigInt(one.first) > end) out.push([one]);
    else (out.at(-1) as Range[]).push(one);
    end = BigInt(one.last);
  }
  return out;
};

/**
 * Balanced when the union of the ledger's ranges covers every offset from the first to the last, each range's offsets are accounted for
 * (stored + refused + late + holes, or a gap), and up to the ledger's end the tables hold exactly the rows that it counts. Ranges may overlap
 * (one process took over from another that was not dead yet): each is a true statement, and each is held against the tables by itself. Raw that retention dropped
 * counts as stored: its offsets were noted when it went. `twins`: identities that came more than once are counted, too, which goes through all of raw.
 */
export const auditBooks = async (door: Door, twins = true): Promise<Books & { wrong: Wrong[] }> => {
  type Sums = Pick<Range, 'ok' | 'refused' | 'late' | 'holes' | 'gap'>;
  const ranges = (await door.rows<Omit<Range, keyof Sums> & Record<keyof Sums, string | number>>(ledgerSql)).map((one): Range => ({ ...one, ok: Number(one.ok), refused: Number(one.refused), late: Number(one.late), holes: Number(one.holes), gap: Number(one.gap) }));
  const conflicts = twins ? await conflictsFrom(door, 0) : 0;
  const [repeated] = twins ? await door.rows<{ resent: string }>(twinsSql) : [];
  const wrong: Wrong[] = [];
  const groups = new Map<string, Range[]>();
  for (const one of ranges) {
    const key = `${one.log}/${one.epoch}/${one.partition}`;
    const there = groups.get(key);
    if (there) there.push(one);
    else groups.set(key, [one]);
  }
  // rows that a live ingest writes after the ledger was read lie beyond its ends: they are not missing from it
  const ends = [...groups.values()].map((list) => [list[0]?.log, list[0]?.epoch, list[0]?.partition, list.reduce((most, one) => (BigInt(one.last) > most ? BigInt(one.last) : most), 0n).toString()]);
  const rows = await door.rows<Standing>(rowsSql, { ends: JSON.stringify(ends) });
  const gone = new Map((await door.rows<Dropped>(droppedSql, { ends: JSON.stringify(ends) })).map((one) => [`${one.log}/${one.epoch}/${one.partition}`, one]));
  const runs = new Map([...groups].map(([key, list]) => [key, stretches(list)]));
  const whole = (run: readonly Range[]): Range => ({ ...(run[0] as Range), last: (run.at(-1) as Range).last });
  const unions = new Map([...runs.values()].flat().filter((one) => one.length > 1).map((run) => [run, whole(run)]));
  const shared = [...unions.keys()].flat().concat([...unions.values()]);
  const found = await standingIn(door, shared);
  const partitions = [...groups.entries()].map(([key, list]) => {
    const [head] = list as [Range];
    let next = BigInt(head.first);
    const mine: Wrong[] = [];
    const add = (table: Wrong['table'], says: string): void => void mine.push({ partition: key, table, says });
    let missing = 0n;
    const total = { ok: 0, refused: 0, late: 0, holes: 0, gaps: 0, covered: 0n, counted: 0n };
    for (const run of runs.get(key) ?? []) {
      const [first, last] = [BigInt((run[0] as Range).first), BigInt((run.at(-1) as Range).last)];
      if (first > next) missing += first - next;
      total.covered += last - first + 1n;
      next = last + 1n;
      if (run.length > 1) {
        for (const one of run) {
          if (one.gap > 0) continue;
          const there = found.get(one);
          const [ok, no, later, accounted] = [Number(there?.stored ?? 0), Number(there?.refused ?? 0), Number(there?.late ?? 0), BigInt(there?.accounted ?? 0)];
          if (ok >= one.ok && no >= one.refused && later >= one.late && accounted + BigInt(one.holes) === BigInt(one.last) - BigInt(one.first) + 1n) continue;
          add('sie', `the ledger counts ${one.ok} stored, ${one.refused} refused and ${one.late} late messages and ${one.holes} holes from ${one.first} to ${one.last}; the tables hold ${ok}, ${no} and ${later}`);
        }
        // what the tables hold for all of them together is what they count together
        const there = found.get(unions.get(run) as Range);
        const rest = Number(last - first + 1n) - Number(there?.accounted ?? 0);
        total.ok += Number(there?.stored ?? 0);
        total.refused += Number(there?.refused ?? 0);
        total.late += Number(there?.late ?? 0);
        if (run.some((one) => one.gap > 0)) total.gaps += rest;
        else total.holes += rest;
        total.counted += last - first + 1n;
        continue;
      }
      const [one] = run as [Range];
      total.ok += one.ok;
      total.refused += one.refused;
      total.late += one.late;
      total.holes += one.holes;
      total.gaps += one.gap;
      total.counted += BigInt(one.ok + one.refused + one.late + one.holes + one.gap);
    }
    const real = rows.find((one) => one.log === head.log && one.epoch === head.epoch && one.partition === head.partition);
    const [stored, refused, late] = [Number(real?.stored ?? 0) + Number(gone.get(key)?.stored ?? 0), Number(real?.refused ?? 0), Number(real?.late ?? 0)];
    const { counted } = total;
    if (missing > 0n) add('ledger', `${missing} offsets are in no range of the ledger`);
    if (counted !== total.covered) add('ledger', `the ledger covers ${total.covered} offsets and counts ${counted}`);
    if (stored !== total.ok) add('sie', `the ledger counts ${total.ok} stored messages, the tables hold ${stored}`);
    if (refused !== total.refused) add('refused', `the ledger counts ${total.refused} refused messages, the table holds ${refused}`);
    if (late !== total.late) add('late', `the ledger counts ${total.late} late messages, the table holds ${late}`);
    wrong.push(...mine);
    return { log: head.log, epoch: head.epoch, partition: head.partition, first: Number(head.first), last: Number(next - 1n), offsets: Number(total.covered), stored, refused, late, holes: total.holes, gaps: total.gaps, missing: Number(missing), balanced: mine.length === 0 };
  });
  const notes = wrong.map((one) => `${one.partition}: ${one.says}`);
  for (const one of rows) {
    const key = `${one.log}/${one.epoch}/${one.partition}`;
    if (Number(one.beyond) > 0) notes.push(`${key}: ${one.beyond} rows that no ledger row speaks of yet; they are counted when their batch is finished or read again`);
  }
  return { balanced: partitions.every((one) => one.balanced), partitions, conflicts, resent: Number(repeated?.resent ?? 0), strayed: [...gone.values()].reduce((sum, one) => sum + Number(one.strayed), 0), notes, wrong };
};

/**
 * Who writes the ledger, and how far it is read. Each writer numbers its rows upwards and promises in its pulse up to which number they can all be seen, so the
 * floor, below which nothing is unread, is the least promise of those that live; how far the rows of each writer are read is kept beside it. Clocks decide nothing.
 */
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';

const retiredSql = sql(import.meta.url, './retired.sql');
const epochsSql = sql(import.meta.url, './epochs.sql');
const passedOverSql = sql(import.meta.url, './passed-over.sql');

/** A writer that has told nothing new for so long (ms of our own stopwatch) is not waited for: it would hold the floor and the watermark for ever. */
const SILENT = 900_000;
/** Messages over HTTP go through nobody else: what a silent process had not committed was never acknowledged. */
const HTTP_SILENT = 15_000;
/** How often rows are looked for that a writer which was given up brought in after all, ms. */
const SWEEP = 3_600_000;

/** How far the ledger is climbed: every row up to `floor`, and of single writers the rows up to their mark. */
export type Reach = { floor: bigint; marks: ReadonlyMap<string, bigint> };
export type Beat = { writer: string; log: string; epoch: number; partition: number; next: string; end: string; newest: string; clock: string; seq: string; gone: number; at: string };
export type Retired = { writer: string; seq: bigint; told: bigint };

export type Writers = {
  /** Whether any writer was ever given up. */
  retired(): boolean;
  /** Hears what was told; answers the beats that count for the watermark, one a partition, and from where to read. Call it before the ledger is read. */
  hear(beats: readonly Beat[], reach: Reach): Promise<{ speaking: Beat[]; from: Reach }>;
  /** The reach after these rows were climbed, and who is given up with it. `complete`: nothing more was waiting behind them. */
  read(from: Reach, rows: readonly { writer: string; seq: bigint }[], complete: boolean): { reach: Reach; retired: Retired[] };
  /** The reach that `read` answered is durable, and so are `retired`. Until then the same is asked for again. */
  settle(retired: readonly Retired[]): void;
};

type Heard = { told: bigint; gone: boolean; at: number; since: number };

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Of a partition that went from one process to another, the one that is further speaks. */
const further = (a: Beat, b: Beat): boolean => {
  for (const field of ['next', 'end', 'clock'] as const) if (BigInt(a[field]) !== BigInt(b[field])) return BigInt(a[field]) > BigInt(b[field]);
  return true;
};

/** `stopwatch` answers ms that only grow. */
export const openWriters = async (door: Door, stopwatch: () => number): Promise<Writers> => {
  const retired = new Map((await door.rows<{ writer: string; seq: string; told: string }>(retiredSql)).map((one) => [one.writer, { seq: BigInt(one.seq), told: BigInt(one.told) }]));
  /** the newest epoch of each log, whoever told it */
  const epochs = new Map((await door.rows<{ log: string; epoch: number }>(epochsSql)).map((one) => [one.log, one.epoch]));
  /** What is told of an older epoch does not count for the watermark. */
  const outdated = ({ log, epoch }: Beat): boolean => epoch < (epochs.get(log) ?? 0);
  const heard = new Map<string, Heard>();
  /** how every Kafka partition stands, and when its reader was last heard: it goes on counting when its reader ends, until another has taken it */
  const partitions = new Map<string, { beat: Beat; since: number }>();
  /** writers that are not here any more but left rows */
  const left = new Set<string>();
  /** a floor that has to be gone back to */
  let low: bigint | null = null;
  let swept: number | null = null;

  const over = (one: Heard): boolean => one.gone || stopwatch() - one.since > SILENT;
  const goBack = (to: bigint): void => void (low = low === null ? to : least(low, to));

  const hearOne = (writer: string, mine: readonly Beat[]): void => {
    const told = mine.reduce((high, one) => most(high, BigInt(one.seq)), 0n);
    const at = Math.max(...mine.map((one) => Number(one.at)));
    const before = heard.get(writer);
    const old = retired.get(writer);
    if (old && old.told >= told) return;
    // one that was given up and speaks again: its rows may lie below the floor
    if (old && !before) goBack(old.seq);
    heard.set(writer, { told, gone: mine.some((one) => one.gone === 1 && Number(one.at) === at), at, since: before?.at === at ? before.since : stopwatch() });
  };

  return {
    retired: () => retired.size > 0,
    async hear(beats, reach) {
      const byWriter = Map.groupBy(beats, (one) => one.writer);
      for (const [writer, mine] of byWriter) hearOne(writer, mine);
      if (swept === null || stopwatch() - swept > SWEEP) {
        for (const one of await door.rows<{ writer: string; seq: string }>(passedOverSql)) {
          if (heard.has(one.writer)) continue;
          left.add(one.writer);
          goBack(BigInt(one.seq));
        }
        swept = stopwatch();
      }
      for (const { log, epoch } of beats) epochs.set(log, Math.max(epoch, epochs.get(log) ?? 0));
      for (const [key, { beat }] of partitions) if (outdated(beat)) partitions.delete(key);
      const http: Beat[] = [];
      for (const beat of beats) {
        const who = heard.get(beat.writer);
        if (!who || outdated(beat) || beat.log === 'import') continue;
        if (beat.log === 'http') {
          if (!who.gone && stopwatch() - who.since <= HTTP_SILENT) http.push(beat);
          continue;
        }
        const key = `${beat.log}/${beat.partition}`;
        const there = partitions.get(key);
        // told again with every beat of its writer, but not beating itself: its topic was taken out of the configuration
        const still = there !== undefined && there.beat.writer === beat.writer && there.beat.at === beat.at;
        if (!there || there.beat.writer === beat.writer || further(beat, there.beat)) partitions.set(key, { beat, since: still ? there.since : who.since });
      }
      for (const [key, one] of partitions) if (stopwatch() - one.since > SILENT) partitions.delete(key);
      return { speaking: [...http, ...[...partitions.values()].map((one) => one.beat)], from: { floor: low === null ? reach.floor : least(low, reach.floor), marks: reach.marks } };
    },
    read(from, rows, complete) {
      const marks = new Map(from.marks);
      for (const { writer, seq } of rows) marks.set(writer, most(marks.get(writer) ?? 0n, seq));
      if (!complete) return { reach: { floor: from.floor, marks }, retired: [] };
      let floor: bigint | null = null;
      const out: Retired[] = [];
      for (const [writer, one] of heard) {
        if (over(one)) out.push({ writer, seq: marks.get(writer) ?? 0n, told: one.told });
        // 0: it has only just enrolled; its numbers will lie above every promise there was before, so the floor may not move yet
        else floor = least(floor ?? one.told, one.told === 0n ? from.floor : one.told);
      }
      for (const writer of left) out.push({ writer, seq: marks.get(writer) ?? retired.get(writer)?.seq ?? 0n, told: retired.get(writer)?.told ?? 0n });
      const next = floor ?? from.floor;
      for (const [writer, mark] of marks) if (mark <= next && (!heard.has(writer) || out.some((one) => one.writer === writer))) marks.delete(writer);
      return { reach: { floor: next, marks }, retired: out };
    },
    settle(some) {
      low = null;
      left.clear();
      for (const { writer, seq, told } of some) {
        retired.set(writer, { seq, told });
        heard.delete(writer);
      }
    },
  };
};

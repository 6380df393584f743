/** What the page of the pipeline shows: the facts of the API, a line for every partition, what was refused and by what code, ticks, the disk, and who can be told. */
import { sql } from '../../shared/store/sql.ts';
import type { Condition } from '../../shared/store/condition.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { JANUARY_1970 } from '../../shared/time/seconds.ts';
import { type AlertTarget, deafOf, targetsOf } from './alert-facts.ts';
import { pipelineFacts, type Progress } from './pipeline.ts';

const pulseSql = sql(import.meta.url, '../queries/page-pulse.sql');
const booksSql = sql(import.meta.url, '../queries/page-books.sql');
const refusedSql = sql(import.meta.url, '../queries/page-refused.sql');
const ticksSql = sql(import.meta.url, '../queries/page-ticks.sql');
const diskSql = sql(import.meta.url, '../queries/page-disk.sql');
const earlySql = sql(import.meta.url, '../queries/late-1970.sql');
const toldSql = sql(import.meta.url, '../queries/page-told.sql');

/** A partition, or HTTP, or imports. lag null: nothing waits there. age: of its newest event, ms. rate: messages a second over the last minute. books null: only an audit knows, a part of it was taken twice. */
export type PartitionLine = {
  log: string;
  partition: number | null;
  next: number | null;
  end: number | null;
  lag: number | null;
  age: number | null;
  rate: number;
  received: number;
  stored: number;
  refused: number;
  late: number;
  /** offsets that hold no message of ours, and those that the log no longer had */
  gaps: number;
  books: boolean | null;
  stopped: string | null;
};
/** waiting: not sent again yet. Instants in ms. */
export type RefusedCode = { code: string; all: number; day: number; hour: number; waiting: number; last: number; reason: string; where: string };
/** failed: when it last did, ms, null while all is well. */
export type ToldTarget = { target: string; waiting: number; delivered: number | null; failed: number | null; message: string };
export type Tick = { ms: number; at: number };
export type PipelineShown = {
  facts: Awaited<ReturnType<typeof pipelineFacts>>;
  lines: PartitionLine[];
  /** what the watermark waits for, "heptad.sie/4"; null when nothing holds it back */
  holder: string | null;
  /** ledger rows that are not climbed yet */
  waiting: number;
  refused: RefusedCode[];
  /** the newest first */
  ticks: Tick[];
  disk: { total: number; free: number } | null;
  told: ToldTarget[];
  deaf: AlertTarget[];
  /** late messages that are dated January 1970 */
  seconds: number;
  /** the machine's clock; a replay has no ages */
  now: number;
  wall: boolean;
};

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Ticks that are drawn. */
const TICKS = 90;
/** A process that has told nothing for so long holds nothing (aggregator/writers.ts). */
const HTTP_SILENT = 15_000;

type Pulse = { log: string; partition: number; next: string; end: string; clock: string; newest: string; told: string; gone: number; stopped: string };
type Books = { log: string; partition: number; received: string; stored: string; refused: string; late: string; holes: string; torn: string; lately: string; gaps: string };

const nameOf = (log: string, partition: number | null): string => (partition === null ? log : `${log}/${partition}`);

/** The least mark of who speaks is the watermark: one that is caught up follows the clock, another its newest event. Answers who holds it back, null when all are caught up. Pure. */
export const holderOf = (pulses: readonly { log: string; partition: number; next: number; end: number; clock: number; newest: number; told: number; gone: number }[], machine: number): string | null => {
  const speaking = pulses.filter((one) => (one.log === 'http' ? one.gone === 0 && machine - one.told <= HTTP_SILENT : true)).filter((one) => one.next < one.end);
  const last = speaking.reduce<(typeof speaking)[0] | null>((least, one) => (least === null || Math.min(one.newest, one.clock) < Math.min(least.newest, least.clock) ? one : least), null);
  return last === null ? null : nameOf(last.log, last.log === 'http' ? null : last.partition);
};

const linesOf = (kafka: readonly Progress[], pulses: readonly Pulse[], books: readonly Books[], clock: Clock): PartitionLine[] => {
  const plain = (log: string): boolean => log === 'http' || log === 'import';
  const keys = new Map<string, { log: string; partition: number | null }>();
  for (const one of kafka) keys.set(nameOf(one.topic, one.partition), { log: one.topic, partition: one.partition });
  for (const one of books) keys.set(nameOf(one.log, plain(one.log) ? null : one.partition), { log: one.log, partition: plain(one.log) ? null : one.partition });
  return [...keys.values()].sort((a, b) => Number(plain(a.log)) - Number(plain(b.log)) || (a.log < b.log ? -1 : a.log > b.log ? 1 : (a.partition ?? 0) - (b.partition ?? 0))).map(({ log, partition }): PartitionLine => {
    const at = kafka.find((one) => one.topic === log && one.partition === partition);
    const mine = pulses.filter((one) => one.log === log && (partition === null || one.partition === partition));
    const newest = Math.max(0, ...mine.map((one) => Number(one.newest)));
    const sum = books.find((one) => one.log === log && (partition === null || one.partition === partition));
    const [received, stored, refused, late, holes, gaps] = [sum?.received, sum?.stored, sum?.refused, sum?.late, sum?.holes, sum?.gaps].map((text) => Number(text ?? 0)) as [number, number, number, number, number, number];
    return {
      log, partition, next: at?.next ?? null, end: at?.end ?? null, lag: at?.lag ?? null, age: clock.mode === 'wall' && newest > 0 ? Math.max(0, clock.now() - newest) : null, rate: Number(sum?.lately ?? 0) / 60,
      received: received + gaps, stored, refused, late, gaps: gaps + holes, books: Number(sum?.torn ?? 0) > 0 ? null : received === stored + refused + late + holes, stopped: at?.stopped ?? null,
    };
  });
};

/** What became of what every target was to be told. */
export const toldTargets = async (read: Door): Promise<ToldTarget[]> =>
  (await read.rows<{ target: string; waiting: string; delivered: string; failed: string; message: string }>(toldSql)).map((one) => ({ target: one.target, waiting: Number(one.waiting), delivered: Number(one.delivered) || null, failed: Number(one.failed) || null, message: one.message }));

export type PipelineReads = { read: Door; clock: Clock; progress: (() => Progress[] | null) | null; condition: Condition };

/** Reads all of it. Throws what the store throws. */
export const pipelineShown = async (deps: PipelineReads): Promise<PipelineShown> => {
  const { read, clock } = deps;
  const now = clock.machine();
  const facts = await pipelineFacts(deps);
  const [pulses, books, refused, ticks, disks, told, targets, early] = await Promise.all([
    read.rows<Pulse>(pulseSql),
    read.rows<Books>(booksSql, { recent: now - MINUTE }),
    read.rows<{ code: string; n: string; lastDay: string; lastHour: string; waiting: string; last: string; newest: [message: string, log: string, partition: number, offset: string] }>(refusedSql, { day: now - DAY, hour: now - 60 * MINUTE }),
    read.rows<{ ms: number; at: string }>(ticksSql, { limit: TICKS }),
    read.rows<{ total: string; free: string }>(diskSql),
    toldTargets(read),
    targetsOf(read),
    facts.late === 0 ? [] : read.rows<{ n: string }>(earlySql, { before: JANUARY_1970 }),
  ]);
  const disk = disks[0];
  return {
    facts,
    lines: linesOf(facts.kafka, pulses, books, clock),
    holder: holderOf(pulses.filter((one) => one.stopped === '').map((one) => ({ log: one.log, partition: one.partition, next: Number(one.next), end: Number(one.end), clock: Number(one.clock), newest: Number(one.newest), told: Number(one.told), gone: Number(one.gone) })), now) ?? facts.kafka.filter((one) => one.stopped).map((one) => nameOf(one.topic, one.partition))[0] ?? null,
    waiting: facts.lag === null ? 0 : facts.lag - facts.kafka.reduce((sum, one) => sum + one.lag, 0),
    refused: refused.map((one) => ({ code: one.code, all: Number(one.n), day: Number(one.lastDay), hour: Number(one.lastHour), waiting: Number(one.waiting), last: Number(one.last), reason: one.newest[0], where: `${one.newest[1]}/${one.newest[2]}@${one.newest[3]}` })),
    ticks: ticks.map((one) => ({ ms: one.ms, at: Number(one.at) })),
    disk: disk && Number(disk.total) > 0 ? { total: Number(disk.total), free: Number(disk.free) } : null,
    told,
    deaf: deafOf(targets),
    seconds: Number(early[0]?.n ?? 0),
    now,
    wall: clock.mode === 'wall',
  };
};

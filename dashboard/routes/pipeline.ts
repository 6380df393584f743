/** Routes of the pipeline itself: how far it is, what it refused, what it stores; the plan in force; the books. */
import { z } from 'zod';
import { auditSchema, auditStore } from '../../shared/store/audit-whole.ts';
import type { Memory } from '../../shared/pressure.ts';
import { type Condition, troubles } from '../../shared/store/condition.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { iso } from '../../shared/time/instant.ts';
import { type Known, planFaults } from '../plan.ts';
import { targetsOf } from './alert-facts.ts';
import { conflictsNow } from './conflicts.ts';
import { ledgerSums } from './ledger-sums.ts';
import { type Route, route, switchParameter } from './route.ts';

const checkpointSql = sql(import.meta.url, '../queries/checkpoint.sql');
const codesSql = sql(import.meta.url, '../queries/refused-codes.sql');
const unmatchedSql = sql(import.meta.url, '../queries/unmatched.sql');
const gapsSql = sql(import.meta.url, '../queries/gaps.sql');
const partitionsSql = sql(import.meta.url, '../queries/partitions.sql');
const delaySql = sql(import.meta.url, '../queries/delay.sql');
const storageSql = sql(import.meta.url, '../queries/storage.sql');

export type Progress = { topic: string; partition: number; next: number; end: number; lag: number; /** why it is not read any more */ stopped: string | null };
/** `progress`: of an ingest in this process; null: what the processes that read Kafka tell in the table pulse. */
type PipelineDeps = { read: Door; clock: Clock; progress: (() => Progress[] | null) | null; plan: () => Promise<Known | null>; answer: Pick<Answer, 'audit'>; condition: Condition; /** of a process that takes messages in */ memory?: Memory };

const figure = z.number().nullable();
const fault = z.object({ file: z.string(), line: z.number(), column: z.number(), path: z.string(), message: z.string(), hint: z.string().optional(), severity: z.string() });

/** Delays are those of the last hour, ms, of at most so many ledger rows and ticks. */
const LATELY = 3_600_000;
const MOST_DELAYS = 1000;

/** Without a word for so long (ms) nobody knows what waits. */
const SILENT = 60_000;

/** Partitions as their readers told them; null when they have fallen silent. */
const told = async (read: Door, clock: Clock): Promise<Progress[] | null> => {
  const rows = await read.rows<{ topic: string; partition: number; next: string; end: string; told: string; stopped: string }>(partitionsSql);
  if (rows.length > 0 && rows.every((one) => Math.abs(clock.machine() - Number(one.told)) > SILENT)) return null;
  // nothing of a log that is another one has been read
  return rows.map(({ topic, partition, next, end, stopped }) => ({ topic, partition, next: Number(next), end: Number(end), lag: stopped === '' ? Math.max(0, Number(BigInt(end) - BigInt(next))) : Math.max(1, Number(end)), stopped: stopped === '' ? null : stopped }));
};

export const pipelineFacts = async ({ read, progress, clock, condition, memory }: Pick<PipelineDeps, 'read' | 'progress' | 'clock' | 'condition' | 'memory'>) => {
  // Kafka's ends first: what they count is then in the ledger or lag
  const kafka = progress ? progress() : await told(read, clock);
  const [checkpoint] = await read.rows<{ seq: string; marks: string; watermark: string; held: string; last: number; p95: number }>(checkpointSql);
  const books = await ledgerSums(read, checkpoint?.seq ?? '0', checkpoint?.marks ?? '{}');
  const codes = await read.rows<{ code: string; n: string }>(codesSql);
  const [loose] = await read.rows<{ unmatched: string }>(unmatchedSql);
  const [gaps] = await read.rows<{ n: string }>(gapsSql);
  const storage = await read.rows<{ table: string; rows: string; bytes: string }>(storageSql);
  const [delay] = await read.rows<{ n: string; p50: number; p95: number; p99: number }>(delaySql, { from: clock.machine() - LATELY, rows: MOST_DELAYS });
  const delays = delay && Number(delay.n) > 0 ? { p50: Number(delay.p50), p95: Number(delay.p95), p99: Number(delay.p99) } : { p50: null, p95: null, p99: null };
  const conflicts = await conflictsNow(read, clock);
  const watermark = Number(checkpoint?.watermark ?? 0);
  return {
    watermark: watermark > 0 ? iso(watermark) : null,
    heldBy: checkpoint?.held ?? null,
    troubles: troubles(condition),
    kafka: kafka ?? [],
    lag: kafka === null ? null : kafka.reduce((sum, one) => sum + one.lag, 0) + books.waiting,
    freshness: delays,
    accepted: books.accepted,
    refused: Object.fromEntries(codes.map((one) => [one.code, Number(one.n)])),
    late: books.late,
    unknown: books.unknown,
    unmatched: Number(loose?.unmatched ?? 0),
    conflicts: conflicts.n,
    conflictsOver: conflicts.span === null ? null : conflicts.span / 1000,
    gaps: Number(gaps?.n ?? 0),
    tick: { last: checkpoint?.last ?? null, p95: checkpoint?.p95 ?? null },
    storage: storage.map((one) => ({ table: one.table, rows: Number(one.rows), bytes: Number(one.bytes) })),
    memory: memory ? { rss: memory.rss(), limit: memory.budget.limit, short: memory.short() } : null,
  };
};

/** Places of files as seen from the folder that holds them all: where that lies on the disk is nobody's business. */
const inFolder = (places: readonly string[]): string[] => {
  const parts = places.map((one) => one.split('/'));
  const [first = []] = parts;
  let shared = 0;
  while (shared < first.length - 1 && parts.every((one) => shared < one.length - 1 && one[shared] === first[shared])) shared++;
  return parts.map((one) => one.slice(shared).join('/'));
};

export const pipelineRoutes = (deps: PipelineDeps): Route[] => [
  route({
    path: '/api/v1/pipeline', summary: 'How far the pipeline is; lag 0 = everything below the end is in the ledger and climbed', params: z.object({}), query: z.object({}),
    answer: z.object({
      watermark: z.string().nullable(), heldBy: z.string().nullable().meta({ description: 'the aggregator that holds the lease' }), troubles: z.array(z.string()).meta({ description: 'what is wrong with the store, in words, and what to do; none when it is sound' }), kafka: z.array(z.object({ topic: z.string(), partition: z.number(), next: z.number(), end: z.number(), lag: z.number(), stopped: z.string().nullable().meta({ description: 'LOG_CHANGED: the topic was made anew; it is not read and holds the watermark until HEPTAD_LOG_EPOCH is raised' }) })), lag: figure.meta({ description: 'null while Kafka does not answer' }), freshness: z.object({ p50: figure, p95: figure, p99: figure }).meta({ description: 'ms from the commit of a message to the tick that wrote its figures, over the last hour; imports left out. null: nothing came and was climbed in it' }), accepted: z.number(),
      refused: z.record(z.string(), z.number()), late: z.number(), unknown: z.number().meta({ description: 'fields that no message has: left out' }), unmatched: z.number().meta({ description: 'retained samples that no SLI of the plan in force reads' }), conflicts: figure.meta({ description: 'ids that stand in raw with different contents, counted at most once a minute. null: too much came in the newest minute; /api/v1/audit counts all' }), conflictsOver: figure.meta({ description: 'seconds back from the newest message that they were counted in; null: in all raw that is kept' }), gaps: z.number(), tick: z.object({ last: figure, p95: figure }), storage: z.array(z.object({ table: z.string(), rows: z.number(), bytes: z.number() })),
      memory: z.object({ rss: z.number(), limit: z.number(), short: z.boolean().meta({ description: 'Kafka is not fetched and POST answers 503 until there is room' }) }).nullable().meta({ description: 'bytes that this process holds and may hold (--max-memory); null where it takes no messages in' }),
      targets: z.array(z.object({ name: z.string(), channel: z.string(), fault: z.string().nullable() })).meta({ description: 'notification targets of the plan in force, and why nothing can be sent to one; null when it can' }),
    }),
    handle: async () => ({ ...(await pipelineFacts(deps)), targets: (await targetsOf(deps.read)).map(({ fault: why, ...one }) => ({ ...one, fault: why === '' ? null : why })) }),
  }),
  route({
    path: '/api/v1/plan', summary: 'The plan in force; faults: why what the plan folder holds now is not', params: z.object({}), query: z.object({}), answer: z.object({ plan: z.string().nullable(), measures: z.array(z.record(z.string(), z.unknown())), faults: z.array(fault) }),
    async handle() {
      const known = await deps.plan();
      const measures = known?.measures.filter((one) => !one.internal) ?? [];
      const faults = await planFaults(deps.read);
      const places = inFolder([...measures.map((one) => one.at), ...faults.map((one) => one.file)]);
      return { plan: known?.id ?? null, measures: measures.map((one, i) => ({ ...one, at: places[i] })), faults: faults.map((one, i) => ({ ...one, file: places[measures.length + i] })) };
    },
  }),
  route({
    path: '/api/v1/audit', summary: 'The books (received = stored + refused + late + gaps, a line a partition), every part of the store, and slices against raw', params: z.object({}),
    query: z.object({ all: switchParameter.optional().meta({ description: 'count every minute again whose raw is kept, not some by lot' }) }), answer: auditSchema,
    async handle(_params, { all }) {
      const audit = await auditStore(deps.read, deps.answer.audit, all ?? false);
      deps.condition.audited(audit.findings);
      return audit;
    },
  }),
];

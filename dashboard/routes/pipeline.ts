/** Routes of the pipeline itself: how far it is, what it refused, what it stores; the plan in force; the books. */
import { z } from 'zod';
import { auditBooks, booksSchema } from '../../shared/store/audit.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { iso } from '../../shared/time/instant.ts';
import type { Known } from '../plan.ts';
import { type Route, route } from './route.ts';

const checkpointSql = sql(import.meta.url, '../queries/checkpoint.sql');
const booksSql = sql(import.meta.url, '../queries/books.sql');
const codesSql = sql(import.meta.url, '../queries/refused-codes.sql');
const gapsSql = sql(import.meta.url, '../queries/gaps.sql');
const storageSql = sql(import.meta.url, '../queries/storage.sql');

export type Progress = { topic: string; partition: number; next: number; end: number; lag: number };
type PipelineDeps = { read: Door; progress: (() => Progress[] | null) | null; plan: () => Promise<Known | null> };

const figure = z.number().nullable();

export const pipelineFacts = async ({ read, progress }: Pick<PipelineDeps, 'read' | 'progress'>) => {
  // Kafka's ends first: what they count is then in the ledger or lag
  const kafka = progress ? progress() : [];
  const [checkpoint] = await read.rows<{ seq: string; watermark: string; held: string; last: number; p95: number }>(checkpointSql);
  const [books] = await read.rows<{ accepted: string; late: string; waiting: string }>(booksSql, { seq: checkpoint?.seq ?? '0' });
  const codes = await read.rows<{ code: string; n: string }>(codesSql);
  const [gaps] = await read.rows<{ n: string }>(gapsSql);
  const storage = await read.rows<{ table: string; rows: string; bytes: string }>(storageSql);
  const watermark = Number(checkpoint?.watermark ?? 0);
  return {
    watermark: watermark > 0 ? iso(watermark) : null,
    heldBy: checkpoint?.held ?? null,
    kafka: kafka ?? [],
    lag: kafka === null ? null : kafka.reduce((sum, one) => sum + one.lag, 0) + Number(books?.waiting ?? 0),
    freshness: { p50: null, p99: null },
    accepted: Number(books?.accepted ?? 0),
    refused: Object.fromEntries(codes.map((one) => [one.code, Number(one.n)])),
    late: Number(books?.late ?? 0),
    conflicts: null,
    gaps: Number(gaps?.n ?? 0),
    tick: { last: checkpoint?.last ?? null, p95: checkpoint?.p95 ?? null },
    storage: storage.map((one) => ({ table: one.table, rows: Number(one.rows), bytes: Number(one.bytes) })),
  };
};

/** Measures with their places as seen from the folder that holds them all: where that lies on the disk is nobody's business. */
const inFolder = <T extends { at: string }>(measures: readonly T[]): T[] => {
  const folders = measures.map((one) => one.at.split('/').slice(0, -1));
  const [first = []] = folders;
  let shared = 0;
  while (shared < first.length && folders.every((one) => one[shared] === first[shared])) shared++;
  return measures.map((one) => ({ ...one, at: one.at.split('/').slice(shared).join('/') }));
};

export const pipelineRoutes = (deps: PipelineDeps): Route[] => [
  route({
    path: '/api/v1/pipeline', summary: 'How far the pipeline is; lag 0 = everything below the end is in the ledger and climbed', params: z.object({}), query: z.object({}),
    answer: z.object({
      watermark: z.string().nullable(), heldBy: z.string().nullable(), kafka: z.array(z.object({ topic: z.string(), partition: z.number(), next: z.number(), end: z.number(), lag: z.number() })), lag: figure.meta({ description: 'null while Kafka does not answer' }), freshness: z.object({ p50: figure, p99: figure }), accepted: z.number(),
      refused: z.record(z.string(), z.number()), late: z.number(), conflicts: figure, gaps: z.number(), tick: z.object({ last: figure, p95: figure }), storage: z.array(z.object({ table: z.string(), rows: z.number(), bytes: z.number() })),
    }),
    handle: () => pipelineFacts(deps),
  }),
  route({
    path: '/api/v1/plan', summary: 'The plan in force', params: z.object({}), query: z.object({}), answer: z.object({ plan: z.string().nullable(), measures: z.array(z.record(z.string(), z.unknown())) }),
    async handle() {
      const known = await deps.plan();
      return { plan: known?.id ?? null, measures: inFolder(known?.measures.filter((one) => !one.internal) ?? []) };
    },
  }),
  route({ path: '/api/v1/audit', summary: 'The books: received = stored + refused + late + gaps, a line a partition', params: z.object({}), query: z.object({}), answer: booksSchema, handle: () => auditBooks(deps.read) }),
];

/** The tables of the page of the pipeline as data, for files: partitions with their books, what was refused, what is blind, ticks, storage. Pure. */
import { iso } from '../../shared/time/instant.ts';
import type { BlindShown } from '../routes/blind.ts';
import type { PipelineShown } from '../routes/pipeline-facts.ts';
import { type Table, tableOf } from '../table.ts';
import { fileAddress } from './files.ts';
import { listed } from './row-columns.ts';

/** blind null: no plan says what is due. */
export type PipelineTables = { shown: PipelineShown; blind: BlindShown | null };

const partitions = ({ shown: { lines } }: PipelineTables): Table =>
  tableOf(
    {
      log: (one) => one.log, partition: (one) => one.partition, next: (one) => one.next, end: (one) => one.end, lag: ['messages', (one) => one.lag], rate: ['messages/s', (one) => one.rate], ageSeconds: ['s', (one) => (one.age === null ? null : one.age / 1000)],
      received: (one) => one.received, stored: (one) => one.stored, refused: (one) => one.refused, late: (one) => one.late, gaps: (one) => one.gaps, balanced: (one) => one.books, stopped: (one) => one.stopped,
    },
    lines,
  );

const refused = ({ shown }: PipelineTables): Table =>
  tableOf({ code: (one) => one.code, all: (one) => one.all, last24h: (one) => one.day, last1h: (one) => one.hour, notSentAgain: (one) => one.waiting, last: (one) => iso(one.last), reason: (one) => one.reason, where: (one) => one.where }, shown.refused);

const blind = ({ blind: it }: PipelineTables): Table => tableOf({ tier: (one) => one.tier, name: (one) => one.name, title: (one) => one.title, since: (one) => (one.since === null ? null : iso(one.since)), why: (one) => one.why, leaves: (one) => listed(one.leaves), entered: (one) => one.entered }, it?.list ?? []);

/** The oldest first, as they are drawn. */
const ticks = ({ shown }: PipelineTables): Table => tableOf({ at: (one) => iso(one.at), took: ['ms', (one) => one.ms] }, [...shown.ticks].reverse());

const storage = ({ shown }: PipelineTables): Table => tableOf({ table: (one) => one.table, rows: (one) => one.rows, size: ['bytes', (one) => one.bytes] }, shown.facts.storage);

export const PIPELINE_TABLES = { partitions, refused, blind, ticks, storage } as const;

/** Address of one of them as a file. */
export const pipelineFile = (table: keyof typeof PIPELINE_TABLES, format: string): string => fileAddress(`/api/v1/tables/pipeline/${table}`, {}, format);

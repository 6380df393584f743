/** Everything that can be said of a store: its books, its parts, rows that do not go together, and slices against what they are made of. Balanced = nothing is wrong. */
import { z } from 'zod';
import { HeptadError } from '../errors.ts';
import { type Finding, findingSchema } from '../tiers/finding.ts';
import type { Answer, SliceAudit } from '../tiers/row.ts';
import { auditBooks, booksSchema } from './audit.ts';
import { checkParts } from './check-parts.ts';
import { nextFor, quickLook } from './sound.ts';
import { sql } from './sql.ts';
import type { Door } from './store.ts';

const oddSql = sql(import.meta.url, './audit-rows-odd.sql');

export const auditSchema = booksSchema
  .extend({
    findings: z.array(findingSchema).meta({ description: 'what is wrong, where, and what to do; balanced is false when there is anything' }),
    slices: z.object({ minutes: z.number(), of: z.number() }).meta({ description: 'pairs of minute and service that were counted again from raw, of all whose raw is kept' }),
  })
  .meta({ id: 'Audit' });
export type Audit = z.infer<typeof auditSchema>;

const UNREAD: Awaited<ReturnType<typeof auditBooks>> = { balanced: false, partitions: [], conflicts: 0, resent: 0, strayed: 0, notes: [], wrong: [] };

type Odd = 'shape' | 'doubled' | 'recounted' | 'alert' | 'closed' | 'measure';
const WORDS: Record<Exclude<Odd, 'recounted'>, (n: number) => Omit<Finding, 'next'>> = {
  shape: (n) => ({ what: 'missing', table: 'shape', says: `raw holds messages of ${n} ${n === 1 ? 'shape' : 'shapes'} that table shape does not describe: no SLI can read them` }),
  doubled: (n) => ({ what: 'doubled', table: 'sie', says: `under ${n} ${n === 1 ? 'offset' : 'offsets'} of Kafka several messages stand` }),
  alert: (n) => ({ what: 'missing', table: 'alert', says: `turns are missing in what is kept of ${n} alert ${n === 1 ? 'rule' : 'rules'}` }),
  closed: (n) => ({ what: 'missing', table: 'closed', says: `revisions are missing of ${n} closed ${n === 1 ? 'period' : 'periods'}` }),
  measure: () => ({ what: 'missing', table: 'measure', says: 'table measure holds nothing of the plan in force' }),
};

/** `slices` audits what was climbed (Answer.audit); `all`: every minute whose raw is kept. What a damaged part does not let be read is a finding. */
export const auditStore = async (door: Door, slices: Answer['audit'], all: boolean): Promise<Audit> => {
  const findings: Finding[] = [];
  const spared = async <T>(table: string, what: string, read: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof HeptadError) || error.code !== 'STORE_DAMAGED') throw error;
      findings.push({ what: 'damaged', table, says: `${what} could not be read: ${error.message}`, next: nextFor(table) });
      return otherwise;
    }
  };
  const parts = await checkParts(door);
  findings.push(...(await quickLook(door)), ...parts.findings);
  const { wrong, ...books } = await spared('ledger', 'the books', () => auditBooks(door), UNREAD);
  const notes = [...books.notes, ...parts.notes];
  for (const { what, n } of await spared('sie', 'raw', () => door.rows<{ what: Odd; n: string }>(oddSql), [])) {
    if (Number(n) === 0) continue;
    if (what === 'recounted') notes.push(`under ${n} offsets of http and import several messages stand: a crash has left some before their ledger row, and they were sent again`);
    else {
      const told = WORDS[what](Number(n));
      findings.push({ ...told, next: nextFor(told.table) });
    }
  }
  for (const { partition, table, says } of wrong) findings.push({ what: table === 'ledger' ? 'missing' : 'differing', table, says: `the books of ${partition} do not balance: ${says}`, next: nextFor('ledger') });
  const nothing: SliceAudit = { minutes: 0, of: 0, findings: [] };
  const counted = await spared('sli_minute', 'slices', () => slices(all), nothing);
  findings.push(...counted.findings);
  return { ...books, balanced: books.balanced && findings.length === 0, notes, findings, slices: { minutes: counted.minutes, of: counted.of } };
};

/**
 * Whether the store holds what it held: a quick look that reads what the engine knows of its parts and the sums of the ledger, not the rows. It finds parts that
 * were set aside or are gone, tables that are empty though others say otherwise, and fewer raw rows than the ledger counts. The whole audit is in audit.ts.
 */
import { HeptadError } from '../errors.ts';
import type { Finding } from '../tiers/finding.ts';
import { sql } from './sql.ts';
import type { Door } from './store.ts';

const detachedSql = sql(import.meta.url, './sound-detached.sql');
const partsSql = sql(import.meta.url, './sound-parts.sql');
const sumsSql = sql(import.meta.url, './sound-sums.sql');

/** What nothing else in the store can be made from again. */
const SOURCES = new Set(['sie', 'sample', 'shape', 'refused', 'late', 'gap', 'ledger', 'sealed', 'dropped', 'entry', 'closed', 'alert', 'outbox', 'delivery', 'identity', 'plan', 'measure', 'rule']);
/** Written without waiting for the disk: a power cut may take their last rows, which are written anew. */
const UNSYNCED = new Set(['pulse', 'checkpoint']);
/** Raw: whole days of it go behind the retention floor. */
const RAW = new Set(['sie', 'sample']);

export const nextFor = (table: string): string =>
  SOURCES.has(table) ? 'put back a copy of the data folder (heptad backup makes one); Kafka is then read on from where its ledger ends' : UNSYNCED.has(table) ? 'nothing: it is written anew' : 'heptad rebuild makes it again from raw';

/** The last folders of a path: where the store lies is nobody's business. */
const within = (path: string): string => path.slice(Math.max(0, path.lastIndexOf('/store/', path.lastIndexOf('/store/') - 1) + 1));

type Parts = { table: string; rows: string; numbers: [string, string][]; changed: string };
type Sums = Record<'stored' | 'told' | 'dropped' | 'climbed' | 'retired' | 'sealed', string | null>;

/** Numbers in no part, from the first that is judged on. */
const gaps = ({ numbers, changed }: Parts): string[] => {
  const out: string[] = [];
  let next = BigInt(changed) + 1n;
  for (const [from, to] of numbers.map(([a, b]): [bigint, bigint] => [BigInt(a), BigInt(b)])) {
    if (from > next) out.push(from - 1n === next ? `${next}` : `${next} to ${from - 1n}`);
    if (to >= next) next = to + 1n;
  }
  return out;
};

/** What tables say of each other by being empty: rows of the first are made of rows of the second, or with them. */
const WITH: [string, string][] = [
  ['sie', 'shape'], ['sample', 'shape'], ['sli_minute', 'sli_hour'], ['sli_hour', 'sli_day'], ['sli_day', 'sli_minute'], ['slo_minute', 'slo_hour'], ['slo_hour', 'slo_day'], ['slo_day', 'slo_minute'],
  ['vma_minute', 'vma_hour'], ['vma_hour', 'vma_day'], ['vma_day', 'vma_minute'], ['value_minute', 'value_hour'], ['value_hour', 'value_day'], ['value_day', 'value_minute'],
  ['slo_minute', 'sli_minute'], ['value_minute', 'sli_minute'], ['figure', 'measure'], ['checkpoint', 'plan'], ['outbox', 'alert'], ['figure', 'plan'], ['figure', 'identity'],
];

/** Finds what a look at parts and sums shows; about as quick as a page. Throws what the store throws when it does not answer at all. */
export const quickLook = async (door: Door): Promise<Finding[]> => {
  const out: Finding[] = [];
  const add = (what: Finding['what'], table: string, says: string, next = nextFor(table)): void => void out.push({ what, table, says, next });
  for (const one of await door.rows<{ table: string; parts: string; names: string[]; path: string }>(detachedSql))
    add('detached', one.table, `${one.parts} ${Number(one.parts) === 1 ? 'part' : 'parts'} of table ${one.table} could not be read and ${Number(one.parts) === 1 ? 'lies' : 'lie'} aside (${one.names.join(', ')}): their rows are in no answer`, `${nextFor(one.table)}; then remove ${within(one.path)}`);
  const parts = await door.rows<Parts>(partsSql);
  const rows = new Map(parts.map((one) => [one.table, Number(one.rows)]));
  const of = (table: string): number => rows.get(table) ?? 0;
  let sums: Sums;
  try {
    sums = (await door.rows<Sums>(sumsSql))[0] as Sums;
  } catch (error) {
    if (!(error instanceof HeptadError) || error.code !== 'STORE_DAMAGED') throw error;
    add('damaged', 'ledger', `the sums of the ledger cannot be read: ${error.message}`);
    return out;
  }
  const sum = (name: keyof Sums): number => Number(sums[name] ?? 0);
  const aside = new Set(out.map((one) => one.table));
  for (const one of parts) {
    if (aside.has(one.table) || UNSYNCED.has(one.table) || (RAW.has(one.table) && sum('sealed') > 0)) continue;
    const gone = gaps(one);
    if (gone.length > 0) add('lost', one.table, `parts number ${gone.slice(0, 8).join(', ')}${gone.length > 8 ? ` and ${gone.length - 8} more` : ''} of table ${one.table} are gone`);
  }
  for (const [some, other] of WITH) if (of(some) > 0 && of(other) === 0) add('missing', other, `table ${other} is empty, though ${some} holds ${of(some)} rows`);
  const raw = of('sie') + of('sample') + sum('dropped');
  if (raw < sum('stored')) add('missing', 'sie', `the ledger counts ${sum('stored')} stored messages; raw (tables sie and sample) holds ${of('sie') + of('sample')}${sum('dropped') > 0 ? `, and ${sum('dropped')} were dropped behind the retention floor` : ''}`, nextFor('sie'));
  // of writers that were given up some rows may have been climbed twice
  if (sum('retired') === 0 && sum('climbed') > sum('told')) add('missing', 'ledger', `${sum('climbed')} messages were climbed, but the ledger counts ${sum('told')}: rows of it are gone`);
  return out;
};

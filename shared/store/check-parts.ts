/** Every part of every table read from the disk and held against its checksums, by the engine itself. */
import type { Finding } from '../tiers/finding.ts';
import { HeptadError } from '../errors.ts';
import { nextFor } from './sound.ts';
import { type Sql, sql } from './sql.ts';
import type { Door } from './store.ts';

const tablesSql = sql(import.meta.url, './check-tables.sql');
const check = (table: string): Sql => `CHECK TABLE ${table} SETTINGS check_query_single_value_result = 0` as Sql;

/** What a part is said to suffer from, without the engine's frame around it. */
const reason = (message: string): string => message.replace(/^Code: \d+\. DB::Exception: /, '').replace(/ \(version [^)]*\)/, '').slice(0, 300);

/** The parts that are damaged, by table, and which tables a server does not let this user check. It reads the whole store. */
export const checkParts = async (door: Door): Promise<{ findings: Finding[]; notes: string[] }> => {
  const [out, notes]: [Finding[], string[]] = [[], []];
  for (const { table } of await door.rows<{ table: string }>(tablesSql)) {
    // names of our own migrations, and what else an operator has put there
    if (!/^\w+$/.test(table)) continue;
    try {
      const broken = (await door.rows<{ part_path: string; is_passed: number; message: string }>(check(table))).filter((one) => Number(one.is_passed) === 0);
      const [first] = broken;
      if (first) out.push({ what: 'damaged', table, says: `${broken.length === 1 ? `part ${first.part_path}` : `parts ${broken.slice(0, 8).map((one) => one.part_path).join(', ')}`} of table ${table} ${broken.length === 1 ? 'is' : 'are'} damaged: ${reason(first.message)}`, next: nextFor(table) });
    } catch (error) {
      if (!(error instanceof HeptadError) || error.code === 'STORE_UNREACHABLE') throw error;
      if (error.code === 'STORE_DAMAGED') out.push({ what: 'damaged', table, says: `table ${table} could not be checked: ${error.message}`, next: nextFor(table) });
      else notes.push(`parts of table ${table} were not checked: ${error.message}`);
    }
  }
  return { findings: out, notes };
};

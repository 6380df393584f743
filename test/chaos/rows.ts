/** What stands in a store after a run: rows of every tier in a form in which two stores can be compared. Versions, and how often something was told, are not part of it. */
import type { Sql } from '../../shared/store/sql.ts';
import { START } from './books.ts';
import type { Door } from '../../shared/store/store.ts';

/** Reads with a statement of the suite's own. */
export const ask = <T>(door: Door, statement: string): Promise<T[]> => door.rows<T>(statement as Sql);

const SLICES = ['minute', 'hour', 'day'] as const;
/** Per tier the statement whose lines are its rows: key and content, one text each. Slices that hold nothing are the same as none. */
const TIERS: [string, string][] = [
  ['1 sie', "SELECT toString((minute, service, source, id)) AS k, toString((shape, value, good, total, time)) AS v FROM sie"],
  ['1 sample', "SELECT toString((minute, service, source, id)) AS k, toString((shape, value, good, total, time)) AS v FROM sample"],
  ...SLICES.map((one): [string, string] => [`2 sli ${one}`, `SELECT toString((t, def, service)) AS k, toString((messages, good, total, n, sum, min, max, covered, first)) AS v FROM sli_${one} FINAL WHERE messages > 0 OR total > 0 OR covered > 0`]),
  ...SLICES.map((one): [string, string] => [`2 value ${one}`, `SELECT toString((t, def, service)) AS k, toString((n, sketch, promoters, detractors, last, last_time, last_id)) AS v FROM value_${one} FINAL WHERE n > 0`]),
  ['2 evidence', "SELECT toString((def, key, time, service, source, id)) AS k, toString((minute, state, good, total)) AS v FROM evidence FINAL WHERE gone = 0"],
  ...SLICES.map((one): [string, string] => [`3 slo ${one}`, `SELECT toString((t, def)) AS k, toString((good, total)) AS v FROM slo_${one} FINAL WHERE total > 0`]),
  // a minute without a row is in its resting state, so a row counts by what it differs from that: the minute itself is only touched or not
  ...SLICES.map((one): [string, string] => [`4 vma ${one}`, `SELECT toString((t, def)) AS k, toString((good, toInt64(bad) - rest_bad, toInt64(unknown) - rest_unknown, blame, first)) AS v FROM vma_${one} FINAL WHERE good > 0 OR bad != rest_bad OR unknown != rest_unknown OR first IS NOT NULL`]),
  ['2-7 current', "SELECT concat(tier, ' ', scope, ' ', name) AS k, body AS v FROM figure FINAL WHERE closed = 0"],
  // what was over before the first message closes or not, as the first watermark happens to find something in it
  ['2-7 closed', `SELECT concat(tier, ' ', scope, ' ', name, ' ', toString(end)) AS k, argMax(body, revision) AS v FROM (SELECT * FROM closed FINAL WHERE end > fromUnixTimestamp64Milli(toInt64(${START}), 'UTC')) GROUP BY tier, scope, name, end`],
];

/** A row of the contract without how often it was told. */
const untold = (body: string): string => {
  const row = JSON.parse(body) as { flags: string[]; revision: number };
  return JSON.stringify({ ...row, revision: 0, flags: row.flags.filter((one) => one !== 'restated') });
};

export type Tiers = Map<string, Map<string, Set<string>>>;

/** All tiers: by name the contents of each key. */
export const tiersOf = async (door: Door): Promise<Tiers> => {
  const out: Tiers = new Map();
  for (const [name, statement] of TIERS) {
    const rows = new Map<string, Set<string>>();
    for (const { k, v } of await ask<{ k: string; v: string }>(door, statement)) {
      const content = name.startsWith('2-7') ? untold(v) : v;
      const there = rows.get(k);
      if (there) there.add(content);
      else rows.set(k, new Set([content]));
    }
    out.set(name, rows);
  }
  return out;
};

/** Rows that one store has otherwise than the other, each in words; with how many rows were compared. */
export const differences = (found: Tiers, wanted: Tiers): { compared: Record<string, number>; wrong: string[] } => {
  const wrong: string[] = [];
  const compared: Record<string, number> = {};
  for (const [tier, rows] of wanted) {
    const there = found.get(tier) ?? new Map<string, Set<string>>();
    compared[tier] = rows.size;
    const text = (one: Set<string> | undefined): string => (one ? [...one].sort().join(' | ') : 'nothing');
    for (const [key, content] of rows) if (text(there.get(key)) !== text(content)) wrong.push(`${tier} ${key}: ${text(there.get(key)).slice(0, 1500)}, and undisturbed ${text(content).slice(0, 1500)}`);
    for (const [key, content] of there) if (!rows.has(key)) wrong.push(`${tier} ${key}: ${text(content).slice(0, 300)}, and undisturbed nothing`);
  }
  return { compared, wrong };
};

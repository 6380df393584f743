/** A door through which a climb writes nothing: the slices that it would write are held against those that stand. */
import { standing } from '../../shared/store/standing.ts';
import type { Door } from '../../shared/store/store.ts';
import { instant } from '../../shared/time/instant.ts';

/** A slice that does not stand as it should: where, and one field of both. */
export type Difference = { table: string; def: string; at: number; service: string; field: string; /** null: there is no such slice */ stands: string | null; should: string };

const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/;
/** One way to write a value, whichever way it came: instants as seconds, decimals without their last zeros, maps in order of their keys, nothing as ''. */
const plain = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(plain).join();
  if (typeof value === 'object') return Object.entries(value).filter(([, one]) => plain(one) !== '0').sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => `${key}: ${plain(one)}`).join(', ');
  const text = String(value);
  if (DATE.test(text)) return plain(instant(text) / 1000);
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
};
const seconds = (t: unknown): number => Number(plain(t));
/** Whether a row says no more than that there is nothing. Covered time and values of nothing are 0, and no row says the same. */
const says = (row: Record<string, unknown>): boolean => {
  // an activity in the state that it rests in without a row
  if (plain(row['good']) === '0' && 'rest_bad' in row && plain(row['bad']) === plain(row['rest_bad'])) return false;
  return Object.entries(row).some(([field, value]) => !['t', 'def', 'service', 'version', 'empty', 'unknown', 'rest_bad', 'rest_unknown', 'last_time', 'last_id'].includes(field) && !['', '0'].includes(plain(value)));
};

/** `found` is told of every difference. What is not a slice (evidence of folded SLIs, say) is passed over: it shows in what is folded from it. */
export const comparing = (door: Door, found: (one: Difference) => void): Door => {
  const compare = async (table: string, rows: readonly Record<string, unknown>[]): Promise<void> => {
    if (rows.length === 0 || !/^(?:sli|value|slo|vma)_/.test(table)) return;
    const key = (row: Record<string, unknown>): string => JSON.stringify([seconds(row['t']), row['def'], row['service'] ?? '']);
    const there = new Map((await standing(door, table, [...new Set(rows.map((row) => seconds(row['t'])))], [...new Set(rows.map((row) => String(row['def'])))])).map((row) => [key(row), row]));
    for (const row of rows) {
      const mine = there.get(key(row));
      if (!mine && !says(row)) continue;
      const field = Object.keys(row).find((name) => !['t', 'def', 'service', 'version'].includes(name) && plain(row[name]) !== plain(mine?.[name]));
      if (field !== undefined) found({ table, def: String(row['def']), at: seconds(row['t']), service: String(row['service'] ?? ''), field, stands: mine ? plain(mine[field]) || 'nothing' : null, should: plain(row[field]) });
    }
  };
  return {
    rows: (statement, params) => door.rows(statement, params),
    rowsRead: () => door.rowsRead(),
    run: () => Promise.reject(new Error('an audit changes nothing')),
    fill: async (table, _columns, statement, params) => compare(table, await door.rows<Record<string, unknown>>(statement, params)),
    insert: async (table, _columns, format, body) => {
      if (format === 'JSONEachRow') await compare(table, body.toString().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>));
    },
  };
};

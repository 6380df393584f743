/**
 * Tables as CSV (RFC 4180): UTF-8, a header row, CRLF. No cell that came from outside can become a formula in a spreadsheet: text that begins like one gets an
 * apostrophe before it, which spreadsheets take as "text". Numbers stay numbers, also negative ones.
 */
import type { Cell, Table } from './table.ts';

/**
 * Where a formula would begin: at the start, or after what a spreadsheet of another country takes for the end of a cell (it may split at semicolons or tabs, whatever stands
 * in quotes). The full-width forms are read as the plain ones; a tab or a return at the start is skipped by some, and so are blanks.
 */
const FORMULA = /(^|[;,|\t\r\n"])(\s*)(?=[=+\-@＝＋－＠])/g;

/** Text that no spreadsheet computes. */
export const defused = (text: string): string => {
  const safe = text.replaceAll(FORMULA, "$1$2'");
  return /^[\t\r\n]/.test(safe) ? `'${safe}` : safe;
};

const cell = (value: Cell): string => {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = defused(value);
  return /[",;\t\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One line, its end with it. */
export const csvLine = (row: readonly Cell[]): string => `${row.map(cell).join(',')}\r\n`;

/** Heads: the name of a column, and its unit where it has one, "burn1h (×)". */
export const heads = ({ columns, units = {} }: Pick<Table, 'columns' | 'units'>): string[] => columns.map((name) => (Object.hasOwn(units, name) ? `${name} (${units[name]})` : name));

export const csv = (table: Table): string => [heads(table), ...table.rows].map(csvLine).join('');

/** The same table as objects, a row each. */
export const objects = ({ columns, rows }: Table): Record<string, Cell>[] => rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])));

/** Rows and books as text tables for the terminal. */
import type { Books } from './store/audit.ts';
import type { Row } from './tiers/row.ts';

/** Rows under their heads, columns aligned. */
export const columns = (head: string[], rows: string[][]): string => {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  return [head, ...rows].map((row) => row.map((cell, i) => cell.padEnd(widths[i] as number)).join('  ').trimEnd()).join('\n');
};

const figure = (value: number | null, unit: string): string => (value === null ? '-' : unit === 'ratio' ? `${Number((value * 100).toFixed(4))} %` : `${Number(value.toFixed(4))}${unit && unit !== 'score' ? ` ${unit}` : ''}`);

/** One line a measure: status in words, value, lines, score, coverage. */
export const rowsText = (rows: readonly Row[]): string => {
  if (rows.length === 0) return 'no measures yet: give heptad a plan with --plan DIR';
  const words = { met: 'Met', tolerated: 'In tolerance', missed: 'Missed', unknown: 'No data' } as const;
  const lines = rows.map((row) => [
    row.tier, row.name, row.status === null ? '-' : words[row.status], figure(row.value, row.unit), row.target ? `${figure(row.target.desired, row.unit)} / ${figure(row.target.adequate, row.unit)}` : '-', row.score === null ? '-' : row.score.toFixed(1),
    row.coverage === null ? '-' : `${(row.coverage * 100).toFixed(0)} %`, row.pace ?? '-',
  ]);
  return `as of ${rows[0]?.at}\n${columns(['tier', 'name', 'status', 'value', 'desired / adequate', 'score', 'coverage', 'pace'], lines)}`;
};

/** One line a partition and the verdict. */
export const booksText = (books: Books): string =>
  `${columns(
    ['log', 'epoch', 'partition', 'offsets', 'stored', 'refused', 'late', 'holes', 'gaps', 'books'],
    books.partitions.map((one) => [one.log, one.epoch, one.partition, one.offsets, one.stored, one.refused, one.late, one.holes, one.gaps, one.balanced ? 'balanced' : 'DO NOT BALANCE'].map(String)),
  )}\nconflicts: ${books.conflicts}; ids sent again under another minute: ${books.resent}\n${books.balanced ? 'the books balance' : `the books do not balance${books.notes.length > 0 ? `: ${books.notes.join('; ')}` : ''}`}`;

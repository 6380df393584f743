/** Rows and books as text tables for the terminal. */
import type { Books } from './store/audit.ts';
import { digits, figure, line, linesOf, percent, SCORE, type Spec } from './figure.ts';
import type { Row } from './tiers/row.ts';

/** Rows under their heads, columns aligned. */
export const columns = (head: string[], rows: string[][]): string => {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  return [head, ...rows].map((row) => row.map((cell, i) => cell.padEnd(widths[i] as number)).join('  ').trimEnd()).join('\n');
};

/** Tiers whose figure is their score, whatever stands below them. */
const SCORED = ['kra', 'perspective', 'scorecard'];

/** How the figure of a row is written, as on its page. */
const specOf = (row: Row): Spec => {
  if (row.unit === 'score' || SCORED.includes(row.tier)) return SCORE;
  const polarity = row.polarity ?? (row.target === null ? null : 'higher');
  return { kind: row.unit === 'ratio' ? 'ratio' : 'value', unit: row.unit, whole: false, polarity, ...linesOf(row.target) };
};

const valueText = (row: Row, spec: Spec): string => (spec.kind === 'score' ? (row.score === null ? '-' : `${digits(row.score, SCORE)} / 100`) : row.value === null ? '-' : figure(row.value, spec));

const linesText = (row: Row, spec: Spec): string => {
  if (!row.target || spec.kind === 'score') return '-';
  const [desired, adequate] = [row.target.desired, row.target.adequate].map((one) => (one === null ? '-' : `${[one].flat().map((edge) => line(edge, spec)).join('–')}${spec.kind === 'ratio' ? ' %' : ''}`));
  return `${desired} / ${adequate}`;
};

/** One line a measure: status in words, value, lines, score, coverage. */
export const rowsText = (rows: readonly Row[]): string => {
  if (rows.length === 0) return 'no measures yet: give heptad a plan with --plan DIR';
  const words = { met: 'Met', tolerated: 'In tolerance', missed: 'Missed', unknown: 'No data' } as const;
  const lines = rows.map((row) => {
    const spec = specOf(row);
    return [row.tier, row.name, row.status === null ? '-' : words[row.status], valueText(row, spec), linesText(row, spec), row.score === null ? '-' : digits(row.score, SCORE), row.coverage === null ? '-' : percent(row.coverage, 1), row.pace ?? '-'];
  });
  return `as of ${rows[0]?.at}\n${columns(['tier', 'name', 'status', 'value', 'desired / adequate', 'score', 'coverage', 'pace'], lines)}`;
};

/** One line a partition and the verdict. */
export const booksText = (books: Books): string =>
  `${columns(
    ['log', 'epoch', 'partition', 'offsets', 'stored', 'refused', 'late', 'holes', 'gaps', 'books'],
    books.partitions.map((one) => [one.log, one.epoch, one.partition, one.offsets, one.stored, one.refused, one.late, one.holes, one.gaps, one.balanced ? 'balanced' : 'DO NOT BALANCE'].map(String)),
  )}\nconflicts: ${books.conflicts}; ids sent again under another minute: ${books.resent}\n${books.balanced ? 'the books balance' : `the books do not balance${books.notes.length > 0 ? `: ${books.notes.join('; ')}` : ''}`}`;

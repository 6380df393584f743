/** Rows and books as text tables for the terminal. */
import type { Audit } from './store/audit-whole.ts';
import { digits, figure, line, linesOf, percent, SCORE, type Spec } from './figure.ts';
import type { HistoryItem, Row } from './tiers/row.ts';
import type { Comparison, Compared, Verdict } from './tiers/work.ts';

/** Rows under their heads, columns aligned. */
export const columns = (head: string[], rows: string[][]): string => {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  return [head, ...rows].map((row) => row.map((cell, i) => cell.padEnd(widths[i] as number)).join('  ').trimEnd()).join('\n');
};

/** Tiers whose figure is their score, whatever stands below them. */
const SCORED = ['kra', 'perspective', 'scorecard'];

/** How the figure of a row is written, as on its page. */
const specOf = (row: Pick<Row, 'tier' | 'unit' | 'target' | 'polarity'>): Spec => {
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

const WORDS = { met: 'Met', tolerated: 'In tolerance', missed: 'Missed', unknown: 'No data' } as const;
const statusText = (status: Row['status']): string => (status === null ? '-' : WORDS[status]);

/** One line a measure: status in words, value, lines, score, coverage. */
export const rowsText = (rows: readonly Row[]): string => {
  if (rows.length === 0) return 'no figures yet: they come with a plan (heptad up --plan DIR) and once the first events are climbed, which after an import takes a moment';
  const lines = rows.map((row) => {
    const spec = specOf(row);
    return [row.tier, row.name, statusText(row.status), valueText(row, spec), linesText(row, spec), row.score === null ? '-' : digits(row.score, SCORE), row.coverage === null ? '-' : percent(row.coverage, 1), row.pace ?? '-'];
  });
  return `as of ${rows[0]?.at}\n${columns(['tier', 'name', 'status', 'value', 'desired / adequate', 'score', 'coverage', 'pace'], lines)}`;
};

/** One line a point. */
export const historyText = (row: Row, items: readonly HistoryItem[]): string => {
  if (items.length === 0) return `${row.tier} ${row.name}: nothing in this span`;
  const spec = specOf(row);
  const lines = items.map((one) => [one.at, statusText(one.status), valueText({ ...row, ...one }, spec), one.good === null ? '-' : String(one.good), one.total === null ? '-' : String(one.total), one.score === null ? '-' : digits(one.score, SCORE), one.coverage === null ? '-' : percent(one.coverage, 1)]);
  return `${row.tier} ${row.name}\n${columns(['at', 'status', 'value', 'good', 'total', 'score', 'coverage'], lines)}`;
};

/** A figure of one side of a comparison: what is scored shows its score. */
const sideText = (one: Compared, side: Verdict | null): string => {
  if (!side) return 'not in it';
  const spec = specOf({ ...one, target: side.target, polarity: null });
  const value = spec.kind === 'score' ? side.score : side.value;
  return value === null ? '-' : spec.kind === 'score' ? digits(value, SCORE) : figure(value, spec);
};

const differenceText = (one: Compared): string => {
  const scored = one.unit === 'score' || SCORED.includes(one.tier);
  const by = scored ? one.difference.score : one.difference.value;
  if (by === null) return '-';
  const shown = one.unit === 'ratio' && !scored ? by * 100 : by;
  const text = Number(shown.toFixed(4)).toString();
  return `${shown > 0 ? '+' : ''}${text}${one.unit === 'ratio' && !scored ? ' points' : ''}`;
};

/** A column for the scorecard, where two of a list are alike without it: perspectives, and targets, which are judged over their own periods, too. */
const cardsOf = (list: readonly { tier: string; name: string; scorecard: string | null; from?: string }[]): { head: string[]; cell(one: { scorecard: string | null }): string[] } =>
  new Set(list.map(({ tier, name, from }) => JSON.stringify([tier, name, from]))).size < list.length ? { head: ['scorecard'], cell: (one) => [one.scorecard ?? '-'] } : { head: [], cell: () => [] };

/** Measures now and then, those that differ first said to do so, and the periods whose status would be another. */
export const comparisonText = ({ from, to, measures, periods }: Comparison): string => {
  const [of, turns] = [cardsOf(measures), cardsOf(periods)];
  const lines = measures.map((one) => {
    const [now, then] = [one.now?.status ?? null, one.then?.status ?? null];
    return [one.tier, one.name, ...of.cell(one), sideText(one, one.now), sideText(one, one.then), differenceText(one), now === then ? statusText(now) : `${statusText(now)} → ${statusText(then)}`];
  });
  const turned = periods.map((one) => [one.tier, one.name, ...turns.cell(one), one.from, one.to, statusText(one.now), statusText(one.then)]);
  const below = turned.length === 0 ? `no period from ${from} to ${to} would have another status` : `periods that would have another status:\n${columns(['tier', 'name', ...turns.head, 'from', 'to', 'now', 'then'], turned)}`;
  return `at ${to}\n${columns(['tier', 'measure', ...of.head, 'now', 'then', 'difference', 'status'], lines)}\n\n${below}`;
};

/** One line a partition, what is wrong and what to do, and the verdict. */
export const auditText = (books: Audit): string =>
  `${columns(
    ['log', 'epoch', 'partition', 'offsets', 'stored', 'refused', 'late', 'holes', 'gaps', 'books'],
    books.partitions.map((one) => [one.log, one.epoch, one.partition, one.offsets, one.stored, one.refused, one.late, one.holes, one.gaps, one.balanced ? 'balanced' : 'DO NOT BALANCE'].map(String)),
  )}\nconflicts: ${books.conflicts}; ids sent again under another minute: ${books.resent}${books.strayed > 0 ? `; stored after raw of their day was dropped, so in no figure: ${books.strayed}` : ''}\n${books.slices.of > 0 ? `minutes counted again from raw: ${books.slices.minutes} of ${books.slices.of}\n` : ''}${books.notes.length > 0 && books.findings.length === 0 ? `${books.notes.join('\n')}\n` : ''}${books.findings.map((one) => `WRONG: ${one.says}\n       ${one.next}\n`).join('')}${books.balanced ? 'the books balance' : 'the books do not balance'}`;

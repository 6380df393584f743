/** Every partition, HTTP and imports with the books on the line: received is stored, refused, late and gaps; and how far its reader is behind. */
import type { VNode } from 'preact';
import type { PartitionLine, PipelineShown } from '../routes/pipeline-facts.ts';
import { count, fixed } from './figure.ts';
import { asFiles } from './files.ts';
import { h, type Part, section } from './markup.ts';
import { pipelineFile } from './pipeline-tables.ts';
import { type Column, stack, type StackRow } from './stack.ts';
import { shape } from './state.ts';
import { length } from './when.ts';

/** px */
const BAR = 72;

/** How much of the greatest lag this one is. */
const bar = (lag: number, most: number): VNode =>
  h('svg', { class: `lag-bar${lag > 0 && lag === most ? ' most' : ''}`, width: BAR, height: 8, viewBox: `0 0 ${BAR} 8`, 'aria-hidden': 'true' }, h('rect', { class: 'track', width: BAR, height: 8 }), h('rect', { class: 'fill', width: most === 0 ? 0 : Math.max(lag === 0 ? 0 : 1, (BAR * lag) / most), height: 8 }));

const booksOf = (balanced: boolean | null): VNode =>
  balanced === null ? h('span', { class: 'state' }, shape('unknown'), h('span', null, 'Taken twice in part')) : balanced ? h('span', { class: 'state' }, shape('met'), h('span', null, 'Balanced')) : h('span', { class: 'state' }, shape('missed'), h('span', null, 'Not balanced'));

const rateText = (rate: number): string => `${fixed(rate, rate < 10 ? 1 : 0)}/s`;

const COLUMNS: Column[] = [
  { text: 'Topic / partition', kind: 'place' }, { text: 'Next', kind: 'num faint' }, { text: 'End', kind: 'num faint' }, { text: 'Lag', kind: 'num' }, { text: 'Behind', kind: 'drawn-lag' }, { text: 'Rate', kind: 'num' }, { text: 'Age', kind: 'num' },
  { text: 'Received', kind: 'num' }, { text: 'Stored', kind: 'num' }, { text: 'Refused', kind: 'num' }, { text: 'Late', kind: 'num' }, { text: 'Gaps', kind: 'num' }, { text: 'Books', kind: 'books' },
];

const sum = (lines: readonly PartitionLine[], of: (line: PartitionLine) => number): number => lines.reduce((all, line) => all + of(line), 0);

/** The section. */
export const partitionsOf = ({ lines, holder, wall, facts }: PipelineShown): VNode => {
  const most = Math.max(0, ...lines.map((one) => one.lag ?? 0));
  const nothing = (value: number | null): Part => (value === null ? h('span', { class: 'quiet' }, '–') : count(value));
  const row = (one: PartitionLine): StackRow => {
    const name = one.partition === null ? (one.log === 'http' ? 'HTTP' : one.log === 'import' ? 'Imports' : one.log) : `${one.log} / ${one.partition}`;
    const holds = holder === (one.partition === null ? one.log : `${one.log}/${one.partition}`);
    return {
      id: `partition-${one.log}-${one.partition ?? ''}`,
      ...(holds ? { class: 'holds' } : {}),
      cells: [
        h('span', null, one.partition === null ? name : h('code', null, name), holds ? h('small', null, ' holds the watermark') : null, one.stopped === null ? null : h('small', null, ` stopped: ${one.stopped}`)),
        nothing(one.next), nothing(one.end), one.lag === null ? nothing(null) : h('b', null, count(one.lag)), one.lag === null ? nothing(null) : bar(one.lag, most), rateText(one.rate), one.age === null ? nothing(null) : length(one.age),
        count(one.received), count(one.stored), count(one.refused), count(one.late), count(one.gaps), booksOf(one.books),
      ],
    };
  };
  const all: StackRow = {
    class: 'total',
    cells: [
      lines.length === 1 ? 'All' : `All ${lines.length}`, '', '', facts.lag === null ? '–' : count(sum(lines, (one) => one.lag ?? 0)), '', rateText(sum(lines, (one) => one.rate)), '',
      count(sum(lines, (one) => one.received)), count(sum(lines, (one) => one.stored)), count(sum(lines, (one) => one.refused)), count(sum(lines, (one) => one.late)), count(sum(lines, (one) => one.gaps)),
      booksOf(lines.some((one) => one.books === false) ? false : lines.some((one) => one.books === null) ? null : true),
    ],
  };
  return section(
    'partitions',
    'Partitions',
    lines.length === 0
      ? h('p', { class: 'quiet' }, 'Nothing has come in yet: no partition is read, and nobody has sent anything over HTTP.')
      : h('p', { class: 'quiet' }, `Received = stored + refused + late + gaps, since the store was made, as the ledger counts it; ${wall ? 'age is that of the newest event' : 'on a replay nothing has an age'}. `, h('code', null, 'heptad audit'), ' holds these books against every table.'),
    lines.length === 0 ? null : stack({ caption: 'Partitions and their books', name: 'partitions', columns: COLUMNS, rows: lines.map(row), foot: [all] }),
    lines.length === 0 ? null : h('p', { class: 'ways' }, asFiles('Partitions', (format) => pipelineFile('partitions', format))),
  );
};

/** A table that turns into cards on a phone: every cell carries the label of its column, and roles stay though the boxes change. Head cells may be links that sort. */
import type { VNode } from 'preact';
import { h, type Part } from './markup.ts';

export type Column = {
  text: string;
  /** "num" is set to the right; others name the column for the style sheet */
  kind?: string;
  /** where its head leads: the same list sorted by it */
  href?: string;
  sorted?: 'ascending' | 'descending' | null;
};
/** The first cell names the row. Cells may be null: nothing to say. `span`: the name reaches to the last column, whose cell alone follows. */
export type StackRow = { id?: string; cells: readonly Part[]; class?: string; span?: boolean };

type Stack = { caption: string; columns: readonly Column[]; rows: readonly StackRow[]; /** what the columns add up to */ foot?: readonly StackRow[]; name?: string };

const bodyRow = (row: StackRow, columns: readonly Column[]): VNode =>
  h(
    'tr',
    { id: row.id ?? null, role: 'row', class: row.class ?? null },
    row.cells.map((cell, i) => {
      const { text = '', kind } = (row.span && i > 0 ? columns.at(-1) : columns[i]) ?? {};
      return i === 0 ? h('th', { scope: 'row', role: 'rowheader', class: kind ?? null, ...(row.span ? { colspan: columns.length - 1 } : {}) }, cell) : h('td', { role: 'cell', class: kind ?? null, 'data-label': text }, cell ?? '–');
    }),
  );

export const stack = ({ caption, columns, rows, foot = [], name = '' }: Stack): VNode =>
  h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 },
    h(
      'table',
      { class: `list stack ${name}`.trim(), role: 'table' },
      h('caption', { class: 'vh' }, caption),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((one) => h('th', { scope: 'col', role: 'columnheader', class: one.kind ?? null, 'aria-sort': one.sorted ?? null }, one.href === undefined ? one.text : h('a', { href: one.href }, one.text, one.sorted ? h('span', { class: 'sort', 'aria-hidden': 'true' }, one.sorted === 'ascending' ? ' ▲' : ' ▼') : null))))),
      h('tbody', { role: 'rowgroup' }, rows.map((row) => bodyRow(row, columns))),
      foot.length === 0 ? null : h('tfoot', { role: 'rowgroup' }, foot.map((row) => bodyRow(row, columns))),
    ),
  );

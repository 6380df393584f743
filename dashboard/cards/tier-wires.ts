/** The wires of the tier map: one SVG under its columns. x stretches with the page, y is in px; a tie that skips tiers runs in the lane between two rows. */
import type { VNode } from 'preact';
import { h } from './markup.ts';
import { COLUMNS, type Graph } from './tier-graph.ts';

/** Height of a row, and of what stands in it, px; width of the page that the mock was measured on, and the gap between columns. The style sheet says the same. */
const ROW = 48;
const NODE = 44;
const WIDTH = 1376;
const GAP = 28;
const COLUMN = (WIDTH - (COLUMNS.length - 1) * GAP) / COLUMNS.length;

const round = (n: number): number => Math.round(n * 10) / 10;
const left = (column: number): number => column * (COLUMN + GAP);
const right = (column: number): number => left(column) + COLUMN;
const middle = (row: number): number => row * ROW + NODE / 2;
const curve = (x1: number, y1: number, x2: number, y2: number): string => `C${round((x1 + x2) / 2)} ${y1} ${round((x1 + x2) / 2)} ${y2} ${round(x2)} ${y2}`;

/** From the upper to the lower tier; within one tier round the left of its column. */
export const wire = (from: { column: number; row: number }, to: { column: number; row: number }): string => {
  const [y1, y2] = [middle(from.row), middle(to.row)];
  if (from.column === to.column) return `M${round(left(from.column))} ${y1}C${round(left(from.column) - GAP)} ${y1} ${round(left(from.column) - GAP)} ${y2} ${round(left(from.column))} ${y2}`;
  const [x1, x2] = [right(from.column), left(to.column)];
  const start = `M${round(x1)} ${y1}`;
  if (to.column - from.column === 1) return start + curve(x1, y1, x2, y2);
  const lane = Math.max(1, Math.round((from.row + to.row + 1) / 2)) * ROW - (ROW - NODE) / 2;
  const [x3, x4] = [left(from.column + 1), right(to.column - 1)];
  return `${start}${curve(x1, y1, x3, lane)}H${round(x4)}${curve(x4, lane, x2, y2)}`;
};

/** `lines` = the row of each node that is shown; `ids` = how the page calls it; `kin` = what is lit, null = nothing is chosen. */
export const wires = (graph: Graph, lines: ReadonlyMap<string, number>, ids: ReadonlyMap<string, number>, kin: ReadonlySet<string> | null): VNode => {
  const height = Math.max(1, ...[...lines.values()].map((row) => row + 1)) * ROW;
  const all = [...lines].flatMap(([key, row]) => {
    const node = graph.get(key);
    if (!node) return [];
    const from = { column: COLUMNS.indexOf(node.tier), row };
    return node.below.flatMap((other) => {
      const [below, to] = [graph.get(other), lines.get(other)];
      if (!below || to === undefined) return [];
      return [{ d: wire(from, { column: COLUMNS.indexOf(below.tier), row: to }), from: ids.get(key), to: ids.get(other), lit: kin?.has(key) === true && kin.has(other) }];
    });
  });
  // those that are lit lie above the others
  all.sort((a, b) => Number(a.lit) - Number(b.lit));
  return h('svg', { class: 'wires', width: '100%', height, viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, all.map((one) => h('path', { class: one.lit ? 'wire kin' : 'wire', d: one.d, 'data-from': one.from, 'data-to': one.to })));
};

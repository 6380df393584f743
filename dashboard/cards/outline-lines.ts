/** The lines of an outline: every node of the tiers under each of its parents, from the top down. Pure. */
import type { Row } from '../../shared/tiers/row.ts';
import { COLUMNS, type Graph, type Node } from './tier-graph.ts';

/** A line: a node under one of its parents. place: its own among the `of` parts of that parent; path: keys from the root down. */
export type Line = { node: Node; parent: Node | null; level: number; place: number; of: number; path: string };

/** What the row of its parent says of a line; undefined of a root, and where nothing is said. */
export const partOf = ({ node, parent }: Line, shown: ReadonlyMap<string, { row: Row | null }>): Row['contributors'][0] | undefined =>
  parent === null ? undefined : shown.get(parent.key)?.row?.contributors.find((one) => one.tier === node.tier && one.name === node.name);

/** Lines from the roots down, at most `most`, and how many there are in all. A root is what nothing stands on, or `from` alone. */
export const linesOf = (graph: Graph, from: string | null, most: number): { lines: Line[]; all: number } => {
  const sizes = new Map<string, number>();
  const size = (key: string): number => {
    const there = sizes.get(key);
    if (there !== undefined) return there;
    const found = (graph.get(key)?.below ?? []).reduce((sum, child) => sum + size(child), 1);
    sizes.set(key, found);
    return found;
  };
  const chosen = from === null ? undefined : graph.get(from);
  const roots = chosen ? [chosen] : COLUMNS.flatMap((tier) => [...graph.values()].filter((node) => node.tier === tier && node.above.length === 0));
  const lines: Line[] = [];
  const walk = (nodes: readonly Node[], parent: Node | null, level: number, path: string): void => {
    for (const [i, node] of nodes.entries()) {
      if (lines.length >= most) return;
      const own = `${path}>${node.key}`;
      lines.push({ node, parent, level, place: i + 1, of: nodes.length, path: own });
      walk(node.below.flatMap((key) => graph.get(key) ?? []), node, level + 1, own);
    }
  };
  walk(roots, null, 1, '');
  return { lines, all: roots.reduce((sum, { key }) => sum + size(key), 0) };
};

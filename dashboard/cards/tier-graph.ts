/** The seven tiers of a plan as a graph: who stands on whom, everything above and below one of them, and on which line of its column each is drawn. Pure. */
import type { Tier } from '../../shared/tiers/row.ts';
import { below, type Near } from './relations.ts';
import { type Known, titleOf } from './spec.ts';

/** The columns, from the result to the event. */
export const COLUMNS = ['kra', 'kpi', 'kpt', 'vma', 'slo', 'sli', 'sie'] as const satisfies readonly Tier[];
export type Column = (typeof COLUMNS)[number];

/** `key` is tier/name; `below` and `above` are keys. */
export type Node = { key: string; tier: Column; name: string; title: string; below: string[]; above: string[] };
export type Graph = Map<string, Node>;

export const keyOf = (tier: string, name: string): string => `${tier}/${name}`;
const isColumn = (tier: string): tier is Column => COLUMNS.some((one) => one === tier);

/** Every listed measure with a column, and the kinds of events that SLIs name. */
export const graphOf = (known: Known): Graph => {
  const graph: Graph = new Map();
  const put = (tier: Column, name: string, title: string): Node => {
    const key = keyOf(tier, name);
    const there = graph.get(key) ?? { key, tier, name, title, below: [], above: [] };
    graph.set(key, there);
    return there;
  };
  const shown = known.measures.flatMap((one) => (isColumn(one.tier) && !one.internal ? [{ measure: one, node: put(one.tier, one.name, titleOf(one, one.name)) }] : []));
  for (const { measure, node } of shown)
    for (const { tier, name } of below(known, measure) as Near[]) {
      const child = tier === 'sie' ? put('sie', name, name) : graph.get(keyOf(tier, name));
      if (!child || node.below.includes(child.key)) continue;
      node.below.push(child.key);
      child.above.push(node.key);
    }
  return graph;
};

const reach = (graph: Graph, from: string, way: 'below' | 'above'): Set<string> => {
  const out = new Set<string>();
  const walk = (key: string): void => {
    for (const next of graph.get(key)?.[way] ?? []) {
      if (out.has(next)) continue;
      out.add(next);
      walk(next);
    }
  };
  walk(from);
  return out;
};

/** Everything that stands on it and that it stands on. */
export const lineage = (graph: Graph, key: string): { above: Set<string>; below: Set<string> } => ({ above: reach(graph, key, 'above'), below: reach(graph, key, 'below') });

/** Keys in the order of a walk down from the top: what belongs together comes together. */
const walked = (graph: Graph): string[] => {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of graph.get(key)?.below ?? []) visit(next);
  };
  for (const tier of COLUMNS) for (const node of graph.values()) if (node.tier === tier) visit(node.key);
  return [...seen];
};

/** Lines that a column takes at most: what is wished for, one after the other, and pushed back up where it would stick out. */
const lines = (wishes: readonly number[], height: number): number[] => {
  const out: number[] = [];
  for (const wish of wishes) out.push(Math.max(out.length === 0 ? 0 : (out.at(-1) as number) + 1, Math.round(wish)));
  for (let i = out.length - 1, most = height - 1; i >= 0 && (out[i] as number) > most; i--, most--) out[i] = most;
  return out;
};

/**
 * The line of each node that is shown. The fullest column stands closed; from it to both sides each node stands beside the middle of what it is tied
 * to on that side, as far as its column has room.
 */
export const placed = (graph: Graph, shown: ReadonlySet<string>): Map<string, number> => {
  const order = walked(graph).filter((key) => shown.has(key));
  const columns = COLUMNS.map((tier) => order.filter((key) => graph.get(key)?.tier === tier));
  const height = Math.max(0, ...columns.map((one) => one.length));
  const widest = columns.findIndex((one) => one.length === height);
  const line = new Map<string, number>();
  for (const [i, key] of (columns[widest] ?? []).entries()) line.set(key, i);
  const place = (at: number, way: 'below' | 'above'): void => {
    const wished = (columns[at] ?? []).map((key, i) => {
      const ties = (graph.get(key)?.[way] ?? []).flatMap((other) => line.get(other) ?? []);
      return { key, wish: ties.length === 0 ? null : ties.reduce((a, b) => a + b, 0) / ties.length, i };
    });
    // what is tied to nothing keeps its place in the order, behind the one before it
    let last = 0;
    const sorted = wished.map((one) => ({ ...one, wish: (last = one.wish ?? last) })).sort((a, b) => a.wish - b.wish || a.i - b.i);
    for (const [i, at_] of lines(sorted.map((one) => one.wish), height).entries()) line.set((sorted[i] as { key: string }).key, at_);
  };
  for (let at = widest + 1; at < columns.length; at++) place(at, 'above');
  for (let at = widest - 1; at >= 0; at--) place(at, 'below');
  return line;
};

/** Where bad minutes flow: from kinds of events over SLOs and activities to KPIs. Only figures of rows, added up nowhere else. Pure. */
import type { Measure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { type Graph, keyOf, type Node } from './tier-graph.ts';

/** `minutes` go from one node to another; keys of nodes. A node that stands for several kinds of events has their keys joined. */
export type Flow = { from: string; to: string; minutes: number };

/** Between the keys of kinds of events that cannot be told apart. */
export const TOGETHER = ' + ';

const length = (row: Row): number => (row.window ? (Math.min(Date.parse(row.window.to), Date.parse(row.at)) - Math.max(Date.parse(row.window.from), row.effectiveFrom ? Date.parse(row.effectiveFrom) : 0)) / 60_000 : 0);

/** What each child gave to the bad minutes of an activity; of a weighted one, its weighted share of bad time. */
const given = (row: Row, weighted: boolean): [string, number][] => {
  const weights = row.contributors.reduce((sum, one) => sum + (one.value === null ? 0 : (one.weight ?? 0)), 0);
  return row.contributors.map((one) => [keyOf(one.tier, one.name), (weighted ? (one.value === null || weights === 0 ? 0 : ((length(row) * (one.weight ?? 0)) / weights) * (1 - one.value)) : (one.contribution ?? 0))]);
};

/** Minutes that come into each node. */
export const cameInto = (flows: readonly Flow[]): ReadonlyMap<string, number> => {
  const into = new Map<string, number>();
  for (const one of flows) into.set(one.to, (into.get(one.to) ?? 0) + one.minutes);
  return into;
};

/** Every flow above zero, the largest first. */
export const flowsOf = (graph: Graph, measures: readonly Measure[], rows: ReadonlyMap<string, Row>): Flow[] => {
  const weighted = new Set(measures.flatMap((one) => (one.tier === 'vma' && one.op === 'weighted' ? [keyOf(one.tier, one.name)] : [])));
  const flows = new Map<string, Flow>();
  const add = (from: string, to: string, minutes: number): void => {
    const key = `${from} ${to}`;
    if (minutes > 0) flows.set(key, { from, to, minutes: (flows.get(key)?.minutes ?? 0) + minutes });
  };
  /** What SLOs gave to an activity, through the activities that it is made of. */
  const bySlo = (key: string, depth = 0): [string, number][] => {
    const row = rows.get(key);
    if (!row || depth > 20) return [];
    return given(row, weighted.has(key)).flatMap(([child, minutes]): [string, number][] => {
      if (!child.startsWith('vma/')) return [[child, minutes]];
      const inside = bySlo(child, depth + 1);
      const all = inside.reduce((sum, [, one]) => sum + one, 0);
      return all === 0 ? [] : inside.map(([slo, one]): [string, number] => [slo, (minutes * one) / all]);
    });
  };
  const kpisOver = (node: Node): Set<string> => new Set(node.above.filter((key) => key.startsWith('kpt/')).flatMap((key) => (graph.get(key)?.above ?? []).filter((one) => one.startsWith('kpi/'))));
  /** The most that an SLO gives to one thing: a minute that hurts two activities is a minute in each. */
  const most = new Map<string, number>();
  const gives = (slo: string, to: string, minutes: number): void => {
    add(slo, to, minutes);
    most.set(slo, Math.max(most.get(slo) ?? 0, minutes));
  };
  for (const node of graph.values()) {
    const kpis = kpisOver(node);
    if (node.tier === 'vma') {
      const parts = bySlo(node.key);
      for (const [slo, minutes] of parts) gives(slo, node.key, minutes);
      for (const kpi of kpis) add(node.key, kpi, parts.reduce((sum, [, minutes]) => sum + minutes, 0));
    }
    // an SLO that a target takes directly gives the bad time that its budget counts
    if (node.tier === 'slo') for (const kpi of kpis) gives(node.key, kpi, (rows.get(node.key)?.budget?.seconds.consumed ?? 0) / 60);
  }
  for (const [slo, minutes] of most) {
    const kinds = [...new Set((graph.get(slo)?.below ?? []).flatMap((sli) => graph.get(sli)?.below ?? []))].sort();
    if (kinds.length > 0) add(kinds.join(TOGETHER), slo, minutes);
  }
  return [...flows.values()].sort((a, b) => b.minutes - a.minutes || (a.from < b.from ? -1 : 1));
};

/** The tables of the tier map as data, for files: its nodes as they are filtered, and the flows of its contribution view. Pure. */
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { type Table, tableOf } from '../table.ts';
import { cameInto, type Flow } from './contribution.ts';
import { fileAddress } from './files.ts';
import { figuresOf } from './row-columns.ts';
import { type Line, linesOf, partOf } from './outline-lines.ts';
import { COLUMNS, type Node } from './tier-graph.ts';
import { matches, type TierFacts, type TierQuery } from './tiers.ts';

export type TierTables = TierFacts & { flows: readonly Flow[] };

const nodes = ({ graph, shown, query }: TierTables): Table => {
  const row = (node: Node): Row | null => shown.get(node.key)?.row ?? null;
  return tableOf(
    { tier: (node: Node) => node.tier, name: (node) => node.name, title: (node) => node.title, above: (node) => node.above.join(' '), below: (node) => node.below.join(' '), ...figuresOf(row), status: (node) => shown.get(node.key)?.status ?? null },
    COLUMNS.flatMap((tier) => [...graph.values()].filter((node) => node.tier === tier && matches(node, query.filters[tier]))),
  );
};

const flows = ({ flows: all, shown }: TierTables): Table => {
  const into = cameInto(all);
  return tableOf({ from: (one) => one.from, to: (one) => one.to, status: (one) => shown.get(one.to)?.status ?? null, badMinutes: ['min', (one) => one.minutes], ofWhatComesIn: ['share of 1', (one) => one.minutes / (into.get(one.to) ?? 1)] }, all);
};

/** Lines of a file at most. */
const MOST = 50_000;
/** A node under each of its parents, from the top down: `in` = key of that parent, weight and contribution are those in it. */
const outline = ({ graph, shown, query }: TierTables): Table =>
  tableOf(
    { level: (one) => one.level, tier: (one) => one.node.tier, name: (one) => one.node.name, title: (one) => one.node.title, in: (one) => one.parent?.key ?? null, weight: (one) => partOf(one, shown)?.weight ?? null, contribution: (one) => partOf(one, shown)?.contribution ?? null, ...figuresOf((one: Line) => shown.get(one.node.key)?.row ?? null), status: (one) => shown.get(one.node.key)?.status ?? null },
    linesOf(graph, query.select, MOST).lines,
  );

export const TIER_TABLES = { nodes, outline, flows } as const;
export type TierTable = keyof typeof TIER_TABLES;

/** Address of one of them as a file, with the filters of the page. */
export const tierFile = ({ scorecard, at, select, filters }: TierQuery, table: TierTable, format: string): string => fileAddress(`/api/v1/tables/tiers/${table}`, { scorecard, at: at === null ? null : iso(at), ...(table === 'outline' ? { select } : {}), ...(table === 'nodes' ? Object.fromEntries(COLUMNS.map((tier) => [tier, filters[tier] ?? null])) : {}) }, format);

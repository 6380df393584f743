/** The contribution view of the tier map: bad minutes as bands from events to KPIs, one SVG made on the server, and the same as a table, which a phone shows alone. */
import type { VNode } from 'preact';
import { percent } from '../../shared/figure.ts';
import { cameInto, type Flow, TOGETHER } from './contribution.ts';
import { count } from './figure.ts';
import { asFiles, chartFiles } from './files.ts';
import { h, link, page, type Part } from './markup.ts';
import { stack } from './stack.ts';
import { state } from './state.ts';
import { tierFile } from './tier-tables.ts';
import { type TierFacts, tiersHead } from './tiers.ts';

const COLUMNS = ['sie', 'slo', 'vma', 'kpi'] as const;
/** px: width that it is drawn at, a node's bar, room between nodes, the least a node is high (its label). */
const WIDTH = 1376;
const BAR = 12;
const ROOM = 14;
const LEAST = 30;
const STEP = 372;
/** Drawn at most; the table has all. */
const MOST = 60;

type Box = { key: string; column: number; minutes: number; y: number; height: number };

const columnOf = (key: string): number => COLUMNS.findIndex((tier) => key.startsWith(`${tier}/`));
const sum = (flows: readonly Flow[]): number => flows.reduce((all, one) => all + one.minutes, 0);

/** The largest flows that fit: no more nodes than can be read. */
const largest = (flows: readonly Flow[]): Flow[] => {
  const seen = new Set<string>();
  return flows.filter((one) => {
    const more = [one.from, one.to].filter((key) => !seen.has(key));
    if (seen.size + more.length > MOST) return false;
    for (const key of more) seen.add(key);
    return true;
  });
};

/** Nodes as high as what flows through them, each column in the order of what it is tied to. */
export const boxes = (flows: readonly Flow[]): Map<string, Box> => {
  const keys = [...new Set(flows.flatMap((one) => [one.from, one.to]))];
  const minutesOf = (key: string): number => Math.max(sum(flows.filter((one) => one.from === key)), sum(flows.filter((one) => one.to === key)));
  const fullest = Math.max(...COLUMNS.map((_, column) => keys.filter((key) => columnOf(key) === column).reduce((all, key) => all + minutesOf(key), 0)));
  const out = new Map<string, Box>();
  const place = (column: number, rank: (key: string) => number): void => {
    let y = 0;
    for (const key of keys.filter((one) => columnOf(one) === column).sort((a, b) => rank(a) - rank(b) || minutesOf(b) - minutesOf(a))) {
      const minutes = minutesOf(key);
      const height = Math.max(3, (minutes / fullest) * 420);
      out.set(key, { key, column, minutes, y, height });
      y += Math.max(LEAST, height) + ROOM;
    }
  };
  /** The middle of what it is tied to in the columns that stand already. */
  const middle = (key: string): number => {
    const ties = flows.flatMap((one) => (one.from === key ? (out.get(one.to) ?? []) : one.to === key ? (out.get(one.from) ?? []) : []));
    return ties.length === 0 ? 0 : ties.reduce((all, one) => all + one.y + one.height / 2, 0) / ties.length;
  };
  place(1, (key) => -minutesOf(key));
  place(0, middle);
  place(2, middle);
  place(3, middle);
  return out;
};

const words = (minutes: number): string => `${count(Math.round(minutes * 10) / 10)} min`;
const titleOf = ({ graph }: TierFacts, key: string): string => key.split(TOGETHER).map((one) => graph.get(one)?.title ?? one).join(', ');
const shorter = (text: string): string => (text.length > 34 ? `${text.slice(0, 33)}…` : text);

/** The bands, the largest that can be read; `drawn` = how many these are. */
export const bands = (facts: TierFacts, all: readonly Flow[]): { drawing: VNode; width: number; height: number; drawn: number } => {
  const flows = largest(all);
  const places = boxes(flows);
  const height = Math.max(...[...places.values()].map((one) => one.y + Math.max(LEAST, one.height)));
  const [gone, come] = [new Map<string, number>(), new Map<string, number>()];
  const round = (n: number): number => Math.round(n * 10) / 10;
  const band = (flow: Flow): VNode | null => {
    const [from, to] = [places.get(flow.from), places.get(flow.to)];
    if (!from || !to) return null;
    const [y1, y2] = [from.y + (gone.get(flow.from) ?? 0), to.y + (come.get(flow.to) ?? 0)];
    const [w1, w2] = [(flow.minutes / from.minutes) * from.height, (flow.minutes / to.minutes) * to.height];
    gone.set(flow.from, (gone.get(flow.from) ?? 0) + w1);
    come.set(flow.to, (come.get(flow.to) ?? 0) + w2);
    const [x1, x2] = [from.column * STEP + BAR, to.column * STEP];
    const x = (x1 + x2) / 2;
    return h('path', { class: 'band', d: `M${x1} ${round(y1)}C${x} ${round(y1)} ${x} ${round(y2)} ${x2} ${round(y2)}V${round(y2 + w2)}C${x} ${round(y2 + w2)} ${x} ${round(y1 + w1)} ${x1} ${round(y1 + w1)}Z` });
  };
  const byPlace = [...flows].sort((a, b) => (places.get(a.from)?.y ?? 0) - (places.get(b.from)?.y ?? 0) || (places.get(a.to)?.y ?? 0) - (places.get(b.to)?.y ?? 0));
  const drawing = h(
    'svg',
    { class: 'sankey', viewBox: `0 0 ${WIDTH} ${Math.ceil(height)}`, 'aria-hidden': 'true' },
    byPlace.map(band),
    [...places.values()].map((one) => {
      const status = facts.shown.get(one.key)?.status ?? null;
      const x = one.column * STEP;
      return h('g', null,
        h('rect', { class: `measure ${status ?? 'none'}`, x, y: round(one.y), width: BAR, height: round(one.height) }),
        status === null ? null : h('svg', { class: `shape ${status}`, x: x + BAR + 6, y: round(one.y) + 1, width: 13, height: 13, viewBox: '0 0 16 16' }, h('use', { href: `#s-${status}` })),
        h('text', { class: 'label', x: x + BAR + (status === null ? 6 : 24), y: round(one.y) + 12 }, shorter(titleOf(facts, one.key))),
        h('text', { class: 'tick', x: x + BAR + 6, y: round(one.y) + 27 }, words(one.minutes)));
    }),
  );
  return { drawing, width: WIDTH, height: Math.ceil(height), drawn: flows.length };
};

const nameOf = (facts: TierFacts, key: string): Part => {
  const node = facts.graph.get(key);
  return h('span', null, h('span', { class: 'tier' }, `${key.slice(0, 3).toUpperCase()} `), node ? link(page(node.tier, node.name, facts.scorecard, facts.query.at), node.title) : titleOf(facts, key));
};

/** Everything inside `main`. */
export const contributionMain = (facts: TierFacts, flows: readonly Flow[]): Part[] => {
  const into = cameInto(flows);
  const drawn = flows.length === 0 ? null : bands(facts, flows);
  return [
    tiersHead(facts, 'Contribution', h('p', { class: 'note' }, 'Bad minutes, each over the window of what they go to: of an activity those that its row lacks, shared by whoever was bad in them; of an SLO that a target takes directly the bad time that its budget counts. A minute that hurts two is counted in each.')),
    flows.length === 0 ? h('p', { class: 'lead' }, 'No bad minute reaches an activity or a target: nothing was spent, or nothing was climbed yet.') : null,
    drawn === null ? null : h('div', { class: 'scroll flows', role: 'region', 'aria-label': 'Bad minutes from events to KPIs', tabindex: 0 }, h('ul', { class: 'flow-heads', 'aria-hidden': 'true' }, COLUMNS.map((tier) => h('li', null, tier.toUpperCase()))), drawn.drawing),
    flows.length === 0 ? null : chartFiles('Bad minutes and where they went', (format) => tierFile(facts.query, 'flows', format)),
    drawn !== null && drawn.drawn < flows.length ? h('p', { class: 'quiet' }, `The ${drawn.drawn} largest of ${flows.length} flows are drawn; the table has all.`) : null,
    flows.length === 0
      ? null
      : stack({
          caption: 'Bad minutes and where they went, the largest first',
          name: 'flow-table',
          columns: [{ text: 'From' }, { text: 'To' }, { text: 'Status' }, { text: 'Bad minutes', kind: 'num strong' }, { text: 'Of what comes in there', kind: 'num' }],
          rows: flows.map((one) => ({ cells: [nameOf(facts, one.from), nameOf(facts, one.to), state(facts.shown.get(one.to)?.status ?? null), words(one.minutes), percent(one.minutes / (into.get(one.to) ?? 1), 1)] })),
        }),
    flows.length === 0 ? null : h('p', { class: 'ways' }, asFiles('Bad minutes and where they went', (format) => tierFile(facts.query, 'flows', format))),
  ];
};

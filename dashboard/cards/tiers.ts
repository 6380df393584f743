/** The tier map (P2): seven columns from the result area to the event, each a list of links with their states; what is chosen lights everything above and below it. */
import type { VNode } from 'preact';
import type { Row, Status } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { chips } from './chips.ts';
import { stateCounted } from './counts.ts';
import { asFiles } from './files.ts';
import { type Instant, instantPicker, lookingBack } from './instant.ts';
import { h, hidden, link, page, type Part } from './markup.ts';
import { segments } from './segments.ts';
import { mark, STATES, shape, TIER_NAME, WORD } from './state.ts';
import { COLUMNS, type Column, type Graph, lineage, type Node, placed } from './tier-graph.ts';
import { tierFile } from './tier-tables.ts';
import { wires } from './tier-wires.ts';
import { asOf } from './when.ts';

/** What a node shows: its state (SLIs and kinds of events have none), its figure, and how often it comes. */
export type Shown = { status: Status | null; figure: string; row: Row | null };

export const TIER_VIEWS = ['map', 'contribution', 'outline'] as const;

export type TierQuery = { select: string | null; view: (typeof TIER_VIEWS)[number]; scorecard: string | null; /** the instant that is looked back to, ms; null = now */ at: number | null; filters: Partial<Record<Column, string>> };

export type TierFacts = {
  graph: Graph;
  shown: ReadonlyMap<string, Shown>;
  /** the scorecard whose period KPTs and what is above are counted over */
  scorecard: string | null;
  /** its title and period, in words */
  scope: string;
  zone: string;
  at: number | null;
  age: number | null;
  query: TierQuery;
  /** what the head needs to lead to other instants; a file leads nowhere */
  instant?: Instant;
};

/** Address of the map with something of its query changed. */
export const tiersHref = (query: TierQuery, change: Partial<TierQuery>): string => {
  const { select, view, scorecard, at, filters } = { ...query, ...change };
  const given: [string, string | null | undefined][] = [['scorecard', scorecard], ['view', view === 'map' ? null : view], ['select', select], ['at', at === null ? null : iso(at)], ...COLUMNS.map((tier): [string, string | undefined] => [tier, filters[tier]])];
  const text = given.flatMap(([key, value]) => (value ? [`${key}=${encodeURIComponent(value)}`] : [])).join('&');
  return `/tiers${text === '' ? '' : `?${text}`}`;
};

const plural = (n: number, tier: Column): string => `${n} ${tier.toUpperCase()}${n === 1 ? '' : 's'}`;
const listed = (parts: readonly string[]): string => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`);
const counted = (graph: Graph, keys: ReadonlySet<string>): string => listed([...COLUMNS].flatMap((tier) => { const n = [...keys].filter((key) => graph.get(key)?.tier === tier).length; return n === 0 ? [] : [plural(n, tier)]; }));

/** Address of a node's page. */
const opens = (node: Node, { scorecard, query }: TierFacts): string => page(node.tier, node.name, scorecard, query.at);

/** What is chosen, in one sentence, with the ways on. */
const chosenLine = (facts: TierFacts): Part => {
  const { graph, query, shown } = facts;
  const node = query.select === null ? undefined : graph.get(query.select);
  if (query.select === null) return h('p', { class: 'choice quiet', id: 'chosen' }, 'Choose one to see everything above and below it. Arrow keys move, Enter opens, Space chooses.');
  if (!node) return h('p', { class: 'choice', id: 'chosen' }, `The plan in force has no ${query.select}. `, link(tiersHref(query, { select: null }), 'Clear'));
  const { above, below } = lineage(graph, node.key);
  const status = shown.get(node.key)?.status ?? null;
  return h(
    'p',
    { class: 'choice', id: 'chosen' },
    mark(status),
    h('b', null, node.title),
    above.size === 0 ? ' serves nothing further' : ` serves ${counted(graph, above)}`,
    below.size === 0 ? '. ' : `; it is fed by ${counted(graph, below)}. `,
    h('a', { href: opens(node, facts) }, 'Open', h('span', { class: 'vh' }, ` ${node.title}`)),
    ' ',
    h('a', { href: tiersHref(query, { select: null }), id: 'clear' }, 'Clear', h('span', { class: 'vh' }, ' the choice')),
  );
};

/** Another view is another page to the script: `views` tells it to load it as a whole. */
const views = (query: TierQuery): VNode => segments('View', ([['map', 'Map'], ['contribution', 'Contribution'], ['outline', 'Outline']] as const).map(([view, text]) => ({ text, href: tiersHref(query, { view }), here: query.view === view })), 'views');

export const tiersHead = (facts: TierFacts, title: string, ...more: Part[]): VNode => {
  const { instant } = facts;
  const data = facts.at === null || facts.query.at !== null ? null : asOf(facts.at, facts.age, facts.zone);
  return h(
    'div',
    { class: 'head tiers-head' },
    h('div', null, instant ? lookingBack(instant, facts.at) : null, h('h1', null, title), h('p', { class: 'meta' }, h('span', null, facts.scope), data === null ? null : h('span', { id: 'as-of' }, data.text, data.stale === null ? null : h('b', null, data.stale))), instant ? instantPicker(instant, facts.at) : null, ...more),
    views(facts.query),
  );
};

const nodeOf = (node: Node, facts: TierFacts, ids: ReadonlyMap<string, number>, kin: ReadonlySet<string> | null): VNode => {
  const { query, shown } = facts;
  const one = shown.get(node.key);
  const self = query.select === node.key;
  const status = one?.status ?? null;
  return h(
    'a',
    {
      class: `node${self ? ' self' : kin?.has(node.key) ? ' kin' : ''}`,
      href: tiersHref(query, { select: self ? null : node.key }),
      'data-id': ids.get(node.key),
      'data-below': node.below.flatMap((key) => ids.get(key) ?? []).join(' ') || null,
      'data-open': opens(node, facts),
      ...(self ? { 'aria-current': 'true' } : {}),
    },
    shape(status),
    h('span', { class: 'name' }, status === null ? null : h('span', { class: 'vh' }, `${WORD[status]}: `), node.title),
    h('span', { class: 'figure' }, one?.figure ?? ''),
  );
};

const columnOf = (tier: Column, facts: TierFacts, lines: ReadonlyMap<string, number>, ids: ReadonlyMap<string, number>, kin: ReadonlySet<string> | null): VNode => {
  const { graph, shown, query } = facts;
  const all = [...graph.values()].filter((node) => node.tier === tier);
  const here = all.filter((node) => lines.has(node.key)).sort((a, b) => (lines.get(a.key) as number) - (lines.get(b.key) as number));
  const states = STATES.map((status) => [status, all.filter((node) => shown.get(node.key)?.status === status).length] as const).filter(([, n]) => n > 0);
  const name = TIER_NAME[tier];
  let next = 0;
  return h(
    'section',
    { class: 'tier-column', 'aria-labelledby': `tier-${tier}` },
    h(
      'div',
      { class: 'tier-head' },
      h('h2', { id: `tier-${tier}` }, tier.toUpperCase(), h('span', { class: 'quiet' }, all.length)),
      h('p', { class: 'quiet' }, tier === 'sie' ? 'service event' : name),
      states.length === 0 ? h('p', { class: 'tally-line quiet' }, tier === 'sli' || tier === 'sie' ? 'no lines, no state' : '–') : stateCounted(states),
      h('input', { type: 'search', name: tier, form: 'tier-filters', value: query.filters[tier] ?? '', placeholder: 'Filter', autocomplete: 'off', 'aria-label': `Filter ${name}s` }),
    ),
    h(
      'ul',
      { 'aria-labelledby': `tier-${tier}` },
      here.flatMap((node) => {
        const row = lines.get(node.key) as number;
        const spaces = Array.from({ length: row - next }, () => h('li', { class: 'space', 'aria-hidden': 'true' }));
        next = row + 1;
        return [...spaces, h('li', { class: kin === null || kin.has(node.key) ? null : 'apart' }, nodeOf(node, facts, ids, kin))];
      }),
      here.length === 0 ? h('li', { class: 'none quiet' }, all.length === 0 ? 'None in the plan' : 'Nothing matches') : null,
    ),
  );
};

/** Whether a filter of its column keeps a node. */
export const matches = (node: Node, filter: string | undefined): boolean => !filter || [node.title, node.name].some((text) => text.toLowerCase().includes(filter.toLowerCase()));

/** Everything inside `main`. */
export const tiersMain = (facts: TierFacts): Part[] => {
  const { graph, query } = facts;
  const visible = new Set([...graph.values()].filter((node) => matches(node, query.filters[node.tier])).map((node) => node.key));
  const lines = placed(graph, visible);
  const ids = new Map([...graph.keys()].map((key, i) => [key, i]));
  const self = query.select !== null && graph.has(query.select) ? query.select : null;
  const around = self === null ? null : lineage(graph, self);
  const kin = around === null || self === null ? null : new Set([self, ...around.above, ...around.below]);
  return [
    tiersHead(facts, 'Tier map', chosenLine(facts)),
    h('form', { id: 'tier-filters', method: 'get', action: '/tiers', role: 'search', 'aria-label': 'Filter the tiers' }, query.scorecard === null ? null : hidden('scorecard', query.scorecard), query.select === null ? null : hidden('select', query.select), query.at === null ? null : hidden('at', iso(query.at)), h('button', { type: 'submit', class: 'by-enter' }, 'Filter'), chips(COLUMNS.flatMap((tier) => (query.filters[tier] ? [{ text: `${tier.toUpperCase()}: ${query.filters[tier]}`, without: tiersHref(query, { filters: { ...query.filters, [tier]: undefined } }) }] : [])), tiersHref(query, { filters: {} }))),
    h('div', { class: 'scroll', role: 'region', 'aria-label': 'The seven tiers', tabindex: 0 }, h('div', { class: `tiers${kin === null ? '' : ' lit'}`, id: 'tiers' }, wires(graph, lines, ids, kin), COLUMNS.map((tier) => columnOf(tier, facts, lines, ids, kin)))),
    h('ul', { class: 'day-states' }, STATES.map((status) => h('li', null, shape(status), WORD[status])), h('li', null, shape(null), 'SLI and SIE have no lines, so no state')),
    h('p', { class: 'ways' }, asFiles('Nodes of the tier map', (format) => tierFile(query, 'nodes', format))),
    h('p', { class: 'quiet small' }, 'KRA, KPI and KPT over the period of the scorecard; VMA, SLO and SLI over their own window.'),
  ];
};

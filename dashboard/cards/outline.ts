/** The outline of the tier map: a treegrid from the result areas down to the kinds of events. What serves several stands under each of them. All lines are there; a script folds them. */
import type { VNode } from 'preact';
import type { Measure } from '../../shared/plan/measure.ts';
import { chips } from './chips.ts';
import { count } from './figure.ts';
import { asFiles } from './files.ts';
import { contributed, weighs } from './made-of.ts';
import { h, page, type Part } from './markup.ts';
import { shape, state } from './state.ts';
import { keyOf } from './tier-graph.ts';
import { type Line, linesOf, partOf } from './outline-lines.ts';
import { tierFile } from './tier-tables.ts';
import { type TierFacts, tiersHead, tiersHref } from './tiers.ts';

/** Lines that one page draws. */
export const MOST_LINES = 1000;

const CHEVRON = 'M6 4l4 4-4 4';

/** Its weight in its parent, and what it gives there. */
const given = (line: Line, facts: TierFacts, measures: ReadonlyMap<string, Measure>): [string, string] => {
  const measure = line.parent && measures.get(line.parent.key);
  const part = partOf(line, facts.shown);
  if (!line.parent || !measure || !part) return ['–', '–'];
  return [part.weight === null || !weighs(measure) ? '–' : count(part.weight), contributed(measure, facts.shown.get(line.parent.key)?.row ?? null)(part.tier, part.name)];
};

/** What says nothing takes no room on a phone. */
const kind = (text: string): string => (text === '–' ? 'num nil' : 'num');

const rowOf = (line: Line, facts: TierFacts, measures: ReadonlyMap<string, Measure>): VNode => {
  const { node, level, place, of, path } = line;
  const shown = facts.shown.get(node.key);
  const status = shown?.status ?? null;
  const [weight, gives] = given(line, facts, measures);
  const opens = page(node.tier, node.name, facts.scorecard, facts.query.at);
  const parts = node.below.length > 0;
  return h(
    'tr',
    // reached by keys only where a script moves the focus; told here, so that a line keeps it when the page is painted anew
    { id: `line${encodeURIComponent(path)}`, role: 'row', tabindex: -1, 'aria-level': level, 'aria-posinset': place, 'aria-setsize': of, ...(parts ? { 'aria-expanded': 'true' } : {}), 'data-open': opens },
    h(
      'th',
      { scope: 'row', role: 'rowheader' },
      h('span', { class: 'branch' }, parts ? h('button', { type: 'button', class: 'fold', hidden: true, tabindex: -1, 'aria-label': `Fold or unfold ${node.title}` }, h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: CHEVRON }))) : null, h('span', { class: 'tier' }, node.tier.toUpperCase()), h('a', { href: opens }, node.title)),
    ),
    h('td', { role: 'gridcell', 'data-label': 'Status' }, state(status) ?? '–'),
    h('td', { role: 'gridcell', 'data-label': 'Value' }, shown?.figure ?? '–'),
    h('td', { role: 'gridcell', class: kind(weight), 'data-label': 'Weight' }, weight),
    h('td', { role: 'gridcell', class: kind(gives), 'data-label': 'Contribution' }, gives),
  );
};

const HEADS = [['Name', null], ['Status', null], ['Value', null], ['Weight', 'num'], ['Contribution', 'num']] as const;

/** Everything inside `main`. */
export const outlineMain = (facts: TierFacts, all: readonly Measure[]): Part[] => {
  const { graph, query } = facts;
  const measures = new Map(all.filter((one) => !one.internal).map((one) => [keyOf(one.tier, one.name), one]));
  const chosen = query.select === null ? undefined : graph.get(query.select);
  const found = linesOf(graph, query.select, MOST_LINES);
  const whole = tiersHref(query, { select: null });
  return [
    tiersHead(facts, 'Outline', h('p', { class: 'note' }, 'Each line with its weight in the one that it is part of, and what it gives to its figure: points of a score, bad minutes of an activity. What serves several stands under each.')),
    query.select === null ? null : chips([{ text: chosen ? `below ${chosen.tier.toUpperCase()}: ${chosen.title}` : `below ${query.select}, which the plan does not have`, without: whole }], whole),
    found.all > found.lines.length ? h('p', { class: 'quiet' }, `The first ${count(found.lines.length)} of ${count(found.all)} lines. To see only what is below one of them, choose it on the map and come back here.`) : null,
    found.lines.length === 0
      ? h('p', { class: 'lead' }, 'The plan has no measure yet.')
      : h(
          'div',
          { class: 'scroll', role: 'region', 'aria-label': 'The outline of the tiers', tabindex: 0 },
          h(
            'table',
            { class: 'list lines-of', id: 'outline', role: 'treegrid', 'aria-label': 'The tiers from the result areas down' },
            h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, HEADS.map(([text, kind]) => h('th', { scope: 'col', role: 'columnheader', class: kind }, text)))),
            h('tbody', { role: 'rowgroup' }, found.lines.map((line) => rowOf(line, facts, measures))),
          ),
        ),
    found.lines.length === 0 ? null : h('p', { class: 'ways' }, `All ${count(found.all)} lines as `, asFiles('The outline of the tiers', (format) => tierFile(query, 'outline', format))),
    h('p', { class: 'quiet', id: 'outline-keys', hidden: true }, 'Arrow keys move; right unfolds, left folds or leads to what a line is part of; Enter opens.'),
    h('p', { class: 'quiet' }, shape(null), ' SLIs and SIEs have no lines, so no state.'),
  ];
};

/** "History" on the page of a measure: a table of instants, and the place where the script draws it as a chart. */
import type { VNode } from 'preact';
import type { HistoryItem } from '../../shared/tiers/row.ts';
import { figure, line, percent } from '../../shared/figure.ts';
import { count, lineTexts } from './figure.ts';
import { h, section } from './markup.ts';
import type { Facts } from './measure.ts';
import { state } from './state.ts';
import { minute } from './when.ts';

/** The section, null before anything was climbed. */
export const historyOf = (facts: Facts): VNode | null => {
  const { spec, measure } = facts;
  const past = facts.history;
  if (past === null) return null;
  const scored = spec.kind === 'score';
  const known = past.items.filter((one) => (scored ? one.score : one.value) !== null);
  const pick = (one: HistoryItem): number | null => (scored ? one.score : one.value);
  const values = known.map((one) => pick(one) as number);
  const lines = lineTexts(spec);
  const says =
    known.length === 0
      ? `No data from ${minute(past.from, facts.zone)} to ${minute(past.to, facts.zone)}.`
      : `${figure(values.at(-1) as number, spec)} at the end; of the ${values.length} ${values.length === 1 ? 'point' : 'points'} shown the lowest ${figure(Math.min(...values), spec)}, the highest ${figure(Math.max(...values), spec)}${lines ? `; desired ${lines.desired}` : ''}.`;
  return section(
    'history',
    'History',
    h('p', { class: 'quiet' }, `From ${minute(past.from, facts.zone)} to ${minute(past.to, facts.zone)}: `, says),
    h('div', {
      class: 'chart',
      id: 'chart',
      hidden: true,
      'data-keep': '',
      // drawn from the table below: what the chart shows and what the table says are the same numbers
      'data-chart': 'history-table',
      'data-from': past.from,
      'data-to': past.to,
      'data-ticks': past.ticks.join(),
      'data-kind': spec.kind,
      'data-unit': spec.unit,
      'data-adequate': spec.adequate,
      'data-desired': spec.desired,
      'data-adequate-text': spec.adequate === null ? null : line(spec.adequate, spec),
      'data-desired-text': spec.desired === null ? null : line(spec.desired, spec),
      'data-zone': facts.zone,
      'data-title': facts.title,
      'data-says': says,
    }),
    h(
      'details',
      { class: 'table-of', id: 'history-table' },
      h('summary', null, 'View as table'),
      h(
        'div',
        { class: 'scroll tall', role: 'region', 'aria-label': 'History as a table', tabindex: 0 },
        h(
          'table',
          { class: 'list narrow' },
          h('caption', { class: 'vh' }, `${facts.title} over time`),
          h('thead', null, h('tr', null, h('th', { scope: 'col' }, `At, ${facts.zone}`), h('th', { scope: 'col', class: 'num' }, scored ? 'Score' : 'Value'), measure.tier === 'sli' ? null : h('th', { scope: 'col' }, 'Status'), h('th', { scope: 'col', class: 'num' }, 'Good'), h('th', { scope: 'col', class: 'num' }, 'Total'), h('th', { scope: 'col', class: 'num' }, 'Coverage'))),
          h(
            'tbody',
            null,
            [...past.items].reverse().map((one) =>
              h(
                'tr',
                null,
                h('th', { scope: 'row' }, h('time', { datetime: one.at }, minute(Date.parse(one.at), facts.zone))),
                h('td', { class: 'num' }, h('data', { value: pick(one) === null ? '' : String(pick(one)) }, figure(pick(one), spec))),
                measure.tier === 'sli' ? null : h('td', null, state(one.status ?? 'unknown')),
                h('td', { class: 'num' }, one.good === null ? '–' : count(one.good)),
                h('td', { class: 'num' }, one.total === null ? '–' : count(one.total)),
                h('td', { class: 'num' }, one.coverage === null ? '–' : percent(one.coverage, 1)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
};

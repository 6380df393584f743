/** "History" on the page of a measure: a table of instants, and the place where the script draws it as a chart. */
import type { VNode } from 'preact';
import type { HistoryItem } from '../../shared/tiers/row.ts';
import { figure, line, percent } from '../../shared/figure.ts';
import { count, lineTexts } from './figure.ts';
import { asFiles, chartFiles } from './files.ts';
import { dataset, h, section } from './markup.ts';
import type { Facts } from './measure.ts';
import { measureFile } from './measure-tables.ts';
import { state } from './state.ts';
import { minute } from './when.ts';

/** What is drawn and said of a history: of a score the score, else the value; null before anything was climbed. */
export const historyDrawn = (facts: Facts): { points: { at: number; value: number | null }[]; texts: Record<string, string | null>; says: string } | null => {
  const { spec, history } = facts;
  if (history === null) return null;
  const points = history.items.map((one) => ({ at: Date.parse(one.at), value: spec.kind === 'score' ? one.score : one.value }));
  const values = points.flatMap((one) => one.value ?? []);
  const lines = lineTexts(spec);
  const says =
    values.length === 0
      ? `No data from ${minute(history.from, facts.zone)} to ${minute(history.to, facts.zone)}.`
      : `${figure(values.at(-1) as number, spec)} at the end; of the ${values.length} ${values.length === 1 ? 'point' : 'points'} shown the lowest ${figure(Math.min(...values), spec)}, the highest ${figure(Math.max(...values), spec)}${lines ? `; desired ${lines.desired}` : ''}.`;
  const lined = (value: number | null): string | null => (value === null ? null : line(value, spec));
  const text = (value: number | null): string | null => (value === null ? null : String(value));
  const texts = { from: String(history.from), to: String(history.to), ticks: history.ticks.join(), kind: spec.kind, unit: spec.unit, adequate: text(spec.adequate), desired: text(spec.desired), adequateText: lined(spec.adequate), desiredText: lined(spec.desired), zone: facts.zone, title: facts.title, says };
  return { points, texts, says };
};

/** The section, null before anything was climbed. */
export const historyOf = (facts: Facts): VNode | null => {
  const { spec, measure } = facts;
  const past = facts.history;
  const drawn = historyDrawn(facts);
  if (past === null || drawn === null) return null;
  const empty = drawn.points.every((one) => one.value === null);
  const scored = spec.kind === 'score';
  const pick = (one: HistoryItem): number | null => (scored ? one.score : one.value);
  const files = (format: string): string => measureFile(facts, 'history', format);
  return section(
    'history',
    'History',
    h('p', { class: 'quiet' }, `From ${minute(past.from, facts.zone)} to ${minute(past.to, facts.zone)}: `, drawn.says),
    // drawn from the table below: what the chart shows and what the table says are the same numbers
    h('div', { class: 'chart', id: 'chart', hidden: empty, 'data-keep': '', 'data-chart': 'history-table', ...dataset(drawn.texts) }),
    empty ? null : chartFiles(`History of ${facts.title}`, files),
    h(
      'details',
      { class: 'table-of', id: 'history-table' },
      h('summary', null, 'View as table'),
      h('p', { class: 'ways' }, asFiles(`History of ${facts.title}`, files)),
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

/**
 * The four charts of an SLO on one time axis: budget, burn, SLI, volume. Each is a figure with its table; the script draws what the table says. Words
 * and tables stand here, without a script there is nothing but them; room for the drawing is kept where a script will come. Each is had as a file, too.
 */
import type { VNode } from 'preact';
import { keyClass } from '../charts/slo-options.ts';
import { laneOf, WORD } from './3-slo-marks.ts';
import type { SloFacts } from './3-slo-page.ts';
import { type Charts, drawable, type Plot, plotsOf, SPANS, textsOf } from './3-slo-plots.ts';
import { tableAddress } from './3-slo-tables.ts';
import { asFiles, chartFiles } from './files.ts';
import { dataset, h, sloView } from './markup.ts';
import { segments } from './segments.ts';
import { length, minute, minuteShort } from './when.ts';
import { iso } from '../../shared/time/instant.ts';

/** What its lines or bars are called; the script makes buttons of those that can be put out. */
const keysOf = ({ kind, head: [, ...names] }: Plot): VNode[] => (names.length < 2 ? [] : names.map((name, i) => h('span', { class: keyClass(kind, i) }, name)));

/** Rows of the table, the newest first: the points of the chart, and the deploys between them. What the script draws are rows with data-at. */
const lines = (it: Plot, charts: Charts, zone: string): VNode[] =>
  [
    ...it.rows.map((row) => ({ at: row.to, line: h('tr', { 'data-from': row.from, 'data-at': row.to }, h('th', { scope: 'row' }, minuteShort(it.kind === 'budget' || it.kind === 'burn' ? row.to : row.from, charts.to, zone)), row.cells.map((cell) => h('td', { class: 'num' }, h('data', { value: cell.value === null ? '' : String(cell.value) }, cell.text)))) })),
    ...charts.marks.filter((one) => one.kind === 'deploy').map((one) => ({ at: one.from, line: h('tr', { class: 'marked' }, h('th', { scope: 'row' }, minuteShort(one.from, charts.to, zone)), h('td', { colspan: it.head.length - 1 }, `${WORD[one.kind]} ${one.text}`)) })),
  ].sort((a, b) => b.at - a.at).map((one) => one.line);

/** `address` = where it is had as a file. */
const plot = (it: Plot, charts: Charts, zone: string, address: (format: string) => string): VNode =>
  h(
    'figure',
    { class: 'plot', id: it.id, 'aria-labelledby': `${it.id}-title` },
    h('figcaption', null, h('h3', { id: `${it.id}-title` }, it.title), h('span', { class: 'quiet' }, it.note), h('span', { class: 'keys', 'data-keep': '', id: `${it.id}-keys` }, drawable(it) ? keysOf(it) : null), h('output', { class: 'read', id: `${it.id}-read`, 'data-keep': '', 'aria-live': 'off' })),
    drawable(it) ? null : h('p', { class: 'quiet' }, `No data from ${minute(charts.from, zone)} to ${minute(charts.to, zone)}.`),
    h('div', { class: `drawn ${it.kind}`, id: `${it.id}-drawn`, hidden: !drawable(it), 'data-keep': '', 'data-table': `${it.id}-table`, ...dataset(textsOf(it, charts, zone)) }),
    drawable(it) ? chartFiles(it.title, address) : null,
    h(
      'details',
      { class: 'table-of', id: `${it.id}-table` },
      h('summary', null, 'View as table', h('span', { class: 'vh' }, `: ${it.title}`)),
      h('p', { class: 'ways' }, asFiles(it.title, address)),
      h(
        'div',
        { class: 'scroll tall', role: 'region', 'aria-label': `${it.title} as a table`, tabindex: 0 },
        h(
          'table',
          { class: 'list narrow' },
          h('caption', { class: 'vh' }, `${it.title} over time`),
          h('thead', null, h('tr', null, it.head.map((text, i) => h('th', { scope: 'col', class: i === 0 ? null : 'num' }, text)))),
          h('tbody', null, lines(it, charts, zone)),
        ),
      ),
    ),
  );

const spans = (charts: Charts, { measure, by, facts }: SloFacts): VNode => {
  const own = measure.window.kind === 'rolling' ? measure.window.ms : Number.POSITIVE_INFINITY;
  const offered: [string, string][] = [['own', measure.window.kind === 'rolling' ? `Window, ${length(measure.window.ms)}` : 'Window'], ...SPANS.filter(([, ms]) => ms < own).map(([id, , text]): [string, string] => [id, text])];
  return segments('Span of the charts', offered.map(([id, text]) => ({ text, href: sloView(measure.name, { at: facts.at, span: id, by }), here: id === charts.span })));
};

/** The section; null before anything was climbed. */
export const chartsOf = (it: SloFacts): VNode | null => {
  const { charts, measure, facts: { row, spec, zone, at } } = it;
  if (charts === null || row === null) return null;
  const address = (kind: Plot['kind']) => (format: string): string => tableAddress(measure.name, kind, format, { span: charts.span === 'own' ? null : charts.span, at: at === null ? null : iso(at) });
  return h(
    'section',
    { 'aria-labelledby': 'over-time', class: 'plots', id: 'charts' },
    h('h2', { id: 'over-time' }, 'Over time'),
    h('div', { class: 'plots-bar' }, spans(charts, it), h('span', { class: 'quiet' }, `${minute(charts.from, zone)} to ${minute(charts.to, zone)}, ${zone}`)),
    laneOf(charts.marks, { from: charts.from, to: charts.to, zone }),
    plotsOf(charts, measure, row, spec).map((one) => plot(one, charts, zone, address(one.kind))),
  );
};

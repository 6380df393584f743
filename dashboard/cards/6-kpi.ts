/** Tier 6, key performance indicator: a row of the scorecard. opened.ts draws what it expands into. */
import type { VNode } from 'preact';
import type { KpiMeasure } from '../../shared/plan/measure.ts';
import type { Flag, Row } from '../../shared/tiers/row.ts';
import { linesCell, paceCell } from './5-kpt.ts';
import { address, ALL } from './asked.ts';
import type { Board } from './board.ts';
import { bullet } from './bullet.ts';
import { reportedBeside } from './closing.ts';
import { digits, figure, percent, type Spec } from '../../shared/figure.ts';
import { change } from './figure.ts';
import type { Frame } from './frame.ts';
import { all, h, link, page, type Part } from './markup.ts';
import { opened } from './opened.ts';
import type { Indicator } from './sheet.ts';
import { versus } from './sheet-head.ts';
import { spark } from './spark.ts';
import { state } from './state.ts';
import { dayShort } from './when.ts';

export const rule = (measure: KpiMeasure): string =>
  measure.children.length === 1 ? 'Its one target is its figure.' : measure.mode === 'worst' ? 'The lowest of its targets is its score.' : 'Weighted mean of the scores of its targets; those without data are left out.';

/** A score with its scale, or a figure with its unit. */
export const shown = (value: number | null, spec: Spec): Part => (spec.kind === 'score' && value !== null ? all(digits(value, spec), h('span', { class: 'of' }, ' / 100')) : figure(value, spec));

/** Since when there is no data: the end of the last period that had some. */
const since = (kpi: Indicator, frame: Frame): string => {
  const last = kpi.past.findLastIndex((v) => v !== null);
  const period = frame.closed[last];
  return period === undefined ? (frame.past ? 'not measured' : 'not yet') : `since ${dayShort(period.to - 1, frame.at, frame.zone)}`;
};

const changeCell = (kpi: Indicator): Part => {
  if (kpi.value === null || kpi.before === null) return '–';
  const { text, sign } = change(kpi.value, kpi.before, kpi.spec);
  const quiet = kpi.signal === 'noise' || sign === 0;
  const better = (sign > 0) === (kpi.spec.polarity !== 'lower');
  // of a range neither way is better as such
  const word = quiet ? 'steady' : kpi.spec.polarity === 'range' ? 'changed' : better ? 'better' : 'worse';
  const arrow = sign === 0 ? null : h('svg', { class: 'arrow', width: 8, height: 8, viewBox: '0 0 8 8', 'aria-hidden': 'true' }, h('path', { d: sign > 0 ? 'M4 1l4 6H0Z' : 'M4 7L0 1h8Z' }));
  return h('span', { class: quiet ? 'change quiet' : 'change' }, arrow, ` ${text} `, h('span', { class: 'word' }, word));
};

/** What qualifies a figure, in a word. */
const SAID: Partial<Record<Flag, string>> = { restated: 'restated', corrected: 'corrected', calibrating: 'calibrating', stale: 'stale', damaged: 'damaged', 'low-volume': 'low volume' };
const qualified = (row: Row | null): string[] => row?.flags.flatMap((flag) => SAID[flag] ?? []) ?? [];

/** How many comments it has, as a way to them. */
const notes = (kpi: Indicator, n: number, href: string): Part =>
  n === 0 ? null : h('a', { class: 'notes', href, 'aria-label': `${n} ${n === 1 ? 'comment' : 'comments'} on ${kpi.title}` }, h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: 'M2 3h12v8H7l-3 3v-3H2Z' })), String(n));

/** Row of the scorecard, and the row it expands into when the address asks for it. */
export const indicatorRows = (kpi: Indicator, board: Board): VNode[] => {
  const { frame, query, more } = board;
  const { row, spec } = kpi;
  const { name } = kpi.measure;
  const status = row?.status ?? 'unknown';
  const blind = status === 'unknown' && kpi.value === null;
  const series = [...kpi.past, kpi.value];
  const known = series.filter((v) => v !== null).length;
  const signal = kpi.signal === 'signal' ? '; more than usual variation' : kpi.signal === 'noise' ? '; usual variation' : '';
  const label = `${known} of ${series.length} periods have data; now ${figure(kpi.value, spec)}${signal}`;
  const open = query.open.includes(name) || query.open.includes(ALL);
  const others = query.open.filter((one) => one !== name && one !== ALL);
  const toggled = address({ ...query, open: open ? others : [...others, name] }, `kpi-${name}`);
  const small = [...(spec.polarity === 'lower' ? ['lower is better'] : spec.polarity === 'range' ? ['range'] : []), ...qualified(row)];
  const against = versus(frame);
  const reported = reportedBeside({ ...board, closing: more.closing }, 'kpi', name, spec, row);
  const main = h(
    'tr',
    { id: `kpi-${name}`, class: 'kpi', role: 'row' },
    h(
      'th',
      { scope: 'row', role: 'rowheader', class: 'name' },
      h(
        'a',
        { class: 'toggle', href: toggled, 'aria-expanded': String(open), 'aria-label': `Details of ${kpi.title}` },
        h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: open ? 'M4 6l4 4 4-4' : 'M6 4l4 4-4 4' })),
      ),
      h('span', { class: 'label' }, link(page('kpi', name, frame.scorecard, frame.back), kpi.title), small.length > 0 ? h('small', null, small.join(', ')) : null),
    ),
    h('td', { role: 'cell', class: 'status' }, state(status), reported.state),
    h('td', { role: 'cell', class: blind ? 'now since' : 'now' }, blind ? since(kpi, frame) : shown(kpi.value, spec), reported.figure),
    h('td', { role: 'cell', class: 'graph' }, bullet({ value: kpi.value, status, spec, scale: kpi.scale })),
    h('td', { role: 'cell', class: 'lines' }, h('span', { class: 'cap' }, 'Target '), linesCell(spec)),
    h('td', { role: 'cell', class: 'paced' }, h('span', { class: 'cap' }, 'Pace '), paceCell(row, spec)),
    h('td', { role: 'cell', class: 'changed' }, h('span', { class: 'cap' }, against === null ? 'Change ' : `vs ${against} `), changeCell(kpi)),
    h('td', { role: 'cell', class: 'sparked' }, spark(series, spec.desired, status, label)),
    h('td', { role: 'cell', class: 'weight' }, h('span', { class: 'cap' }, 'Weight '), percent(kpi.share)),
    h('td', { role: 'cell', class: 'owner' }, kpi.measure.owner || '–'),
    h('td', { role: 'cell', class: 'noted' }, notes(kpi, more.comments.get(name)?.length ?? 0, address({ ...query, open: open ? query.open : [...others, name] }, `comments-${name}`))),
  );
  return open ? [main, opened(kpi, board)] : [main];
};

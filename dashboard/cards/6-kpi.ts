/** Tier 6, key performance indicator: a row of the scorecard; of several KPTs it opens into their table, whose points add up to its score. */
import type { VNode } from 'preact';
import type { KpiMeasure } from '../../shared/plan/measure.ts';
import { linesCell, paceCell, targetRow } from './5-kpt.ts';
import { bullet } from './bullet.ts';
import { digits, figure, percent } from '../../shared/figure.ts';
import { trend } from '../../shared/tiers/trend.ts';
import { change, points, scorePoints } from './figure.ts';
import { all, h, link, page, type Part } from './markup.ts';
import type { Frame } from './scorecard.ts';
import type { Indicator } from './sheet.ts';
import { spark } from './spark.ts';
import { state } from './state.ts';
import { dayShort } from './when.ts';

export const rule = (measure: KpiMeasure): string =>
  measure.children.length === 1 ? 'Its one target is its figure.' : measure.mode === 'worst' ? 'The lowest of its targets is its score.' : 'Weighted mean of the scores of its targets; those without data are left out.';

/** A score with its scale, or a figure with its unit. */
export const now = (value: number | null, spec: Indicator['spec']): Part => (spec.kind === 'score' && value !== null ? all(digits(value, spec), h('span', { class: 'of' }, ' / 100')) : figure(value, spec));

/** Since when there is no data: the end of the last period that had some. */
const since = (kpi: Indicator, frame: Frame): string => {
  const last = kpi.past.findLastIndex((v) => v !== null);
  return last < 0 ? 'not yet' : `since ${dayShort((frame.ends[last] as number) - 1, frame.at, frame.zone)}`;
};

const changeCell = (kpi: Indicator): Part => {
  if (kpi.value === null || kpi.before === null) return '–';
  const { text, sign } = change(kpi.value, kpi.before, kpi.spec);
  const quiet = trend(kpi.past, kpi.value) === 'noise' || sign === 0;
  const better = (sign > 0) === (kpi.spec.polarity !== 'lower');
  // of a range neither way is better as such
  const word = quiet ? 'steady' : kpi.spec.polarity === 'range' ? 'changed' : better ? 'better' : 'worse';
  const arrow = sign === 0 ? null : h('svg', { class: 'arrow', width: 8, height: 8, viewBox: '0 0 8 8', 'aria-hidden': 'true' }, h('path', { d: sign > 0 ? 'M4 1l4 6H0Z' : 'M4 7L0 1h8Z' }));
  return h('span', { class: quiet ? 'change quiet' : 'change' }, arrow, ` ${text} `, h('span', { class: 'word' }, word));
};

/** Row of the scorecard, and the row it opens into when `open`. `toggle` = where the chevron leads; null when there is nothing to open. */
export const indicatorRows = (kpi: Indicator, frame: Frame, toggle: { href: string; open: boolean } | null): VNode[] => {
  const { row, spec } = kpi;
  const id = `kpi-${kpi.measure.name}`;
  const status = row?.status ?? 'unknown';
  const blind = status === 'unknown' && kpi.value === null;
  const series = [...kpi.past, kpi.value];
  const known = series.filter((v) => v !== null).length;
  const label = `${known} of ${series.length} periods have data; now ${figure(kpi.value, spec)}`;
  const main = h(
    'tr',
    { id, class: 'kpi', role: 'row' },
    h(
      'th',
      { scope: 'row', role: 'rowheader', class: 'name' },
      toggle === null
        ? null
        : h(
            'a',
            { class: 'toggle', href: toggle.href, 'aria-expanded': String(toggle.open), 'aria-label': `Targets of ${kpi.title}`, 'data-keep-scroll': '' },
            h('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: toggle.open ? 'M4 6l4 4 4-4' : 'M6 4l4 4-4 4' })),
          ),
      h('span', { class: 'label' }, link(page('kpi', kpi.measure.name, frame.scorecard), kpi.title), spec.polarity === 'lower' ? h('small', null, 'lower is better') : null),
    ),
    h('td', { role: 'cell', class: 'status' }, state(status)),
    h('td', { role: 'cell', class: blind ? 'now since' : 'now' }, blind ? since(kpi, frame) : now(kpi.value, spec)),
    h('td', { role: 'cell', class: 'graph' }, bullet({ value: kpi.value, status, spec, scale: kpi.scale })),
    h('td', { role: 'cell', class: 'lines' }, h('span', { class: 'cap' }, 'Target '), linesCell(spec)),
    h('td', { role: 'cell', class: 'paced' }, h('span', { class: 'cap' }, 'Pace '), paceCell(row, spec)),
    h('td', { role: 'cell', class: 'changed' }, h('span', { class: 'cap' }, frame.before === null ? 'Change ' : `vs ${frame.before} `), changeCell(kpi)),
    h('td', { role: 'cell', class: 'sparked' }, spark(series, spec.desired, status, label)),
    h('td', { role: 'cell', class: 'weight' }, h('span', { class: 'cap' }, 'Weight '), percent(kpi.share)),
    h('td', { role: 'cell', class: 'owner' }, kpi.measure.owner || '–'),
  );
  return toggle?.open ? [main, opened(kpi, frame)] : [main];
};

const opened = (kpi: Indicator, frame: Frame): VNode => {
  const weights = kpi.targets.reduce((sum, one) => sum + (one.points === null ? 0 : one.weight), 0);
  const veto = kpi.row?.contributors.find((one) => one.name === 'veto');
  const terms = kpi.targets.filter((one) => one.points !== null).map((one) => `${one.weight} × ${scorePoints(one.row?.score ?? null)}`);
  return h(
    'tr',
    { class: 'more', role: 'row', id: `more-${kpi.measure.name}` },
    h(
      'td',
      { colspan: 10, role: 'cell' },
      h(
        'div',
        { class: 'inner', role: 'region', 'aria-label': `Targets of ${kpi.title}`, tabindex: 0 },
        h(
          'table',
          null,
          h('caption', null, h('b', null, 'Key performance targets'), h('span', { class: 'quiet' }, ' contributions add up to the score')),
          h('thead', null, h('tr', null, ...[['Target', ''], ['Status', ''], ['Now', 'num'], ['Against target', ''], ['Desired / adequate', 'num'], ['Score', 'num'], ['Weight', 'num'], ['Points', 'num']].map(([text, kind]) => h('th', { scope: 'col', class: kind || null }, text)))),
          h('tbody', null, kpi.targets.map((one) => targetRow(one, frame.scorecard))),
          h(
            'tfoot',
            null,
            h(
              'tr',
              null,
              h('th', { scope: 'row', colspan: 7 }, kpi.row?.score === null || kpi.row === null ? 'No score: too little is known' : kpi.measure.mode === 'worst' ? 'The lowest of them' : `${kpi.title} = (${terms.join(' + ')}) ÷ ${weights}${veto ? `, held under met because a critical target is missed (${points(veto.contribution)})` : ''}`),
              h('td', { class: 'num strong' }, scorePoints(kpi.row?.score ?? null)),
            ),
          ),
        ),
      ),
    ),
  );
};

/** What a KPI of the scorecard expands into: its targets, whose points add up to its score, who drives them, and what people said about it. */
import type { VNode } from 'preact';
import { targetRow } from './5-kpt.ts';
import { commentsOf } from './comments.ts';
import { driversOf } from './drivers.ts';
import { scorePoints } from './figure.ts';
import type { Board } from './board.ts';
import type { Frame } from './frame.ts';
import { contributed } from './made-of.ts';
import { h } from './markup.ts';
import type { Indicator } from './sheet.ts';

const HEADS = [['Target', ''], ['Status', ''], ['Now', 'num'], ['Against target', ''], ['Desired / adequate', 'num'], ['Score', 'num'], ['Weight', 'num'], ['Points', 'num']] as const;

/** The reckoning of a score in its own numbers; `given` writes what one of its parts gives. */
const reckoned = (kpi: Indicator, given: (tier: string, name: string) => string): string => {
  const { row, measure, title, targets } = kpi;
  if (row === null || row.score === null) return 'No score: too little is known';
  if (measure.mode === 'worst') return 'The lowest of them';
  const weights = targets.reduce((sum, one) => sum + (one.points === null ? 0 : one.weight), 0);
  const veto = row.contributors.find((one) => one.name === 'veto');
  const terms = targets.filter((one) => one.points !== null).map((one) => `${one.weight} × ${scorePoints(one.row?.score ?? null)}`);
  return `${title} = (${terms.join(' + ')}) ÷ ${weights}${veto ? `, held under met because a critical target is missed (${given(veto.tier, veto.name)})` : ''}`;
};

const targetsOf = (kpi: Indicator, frame: Frame): VNode => {
  const given = contributed(kpi.measure, kpi.row);
  return h(
    'div',
    { class: 'inner', role: 'region', 'aria-label': `Targets of ${kpi.title}`, tabindex: 0 },
    h(
      'table',
      null,
      h('caption', null, h('b', null, 'Key performance targets'), kpi.targets.length > 1 ? h('span', { class: 'quiet' }, ' contributions add up to the score') : null),
      h('thead', null, h('tr', null, ...HEADS.map(([text, kind]) => h('th', { scope: 'col', class: kind || null }, text)))),
      h('tbody', null, kpi.targets.map((one) => targetRow(one, given('kpt', one.measure.name), frame))),
      kpi.targets.length > 1 ? h('tfoot', null, h('tr', null, h('th', { scope: 'row', colspan: 7 }, reckoned(kpi, given)), h('td', { class: 'num strong' }, scorePoints(kpi.row?.score ?? null)))) : null,
    ),
  );
};

/** The row under a KPI. */
export const opened = (kpi: Indicator, board: Board): VNode =>
  h(
    'tr',
    { class: 'more', role: 'row', id: `more-${kpi.measure.name}` },
    h('td', { colspan: 11, role: 'cell' }, h('div', { class: 'parted' }, h('div', { class: 'part' }, targetsOf(kpi, board.frame), driversOf(kpi, board)), commentsOf(kpi, board))),
  );

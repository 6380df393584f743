/** Who drives a KPI: under each target of it the activity or objective that it measures, and of an activity the three children that gave most of its bad minutes. */
import type { VNode } from 'preact';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { figure, type Spec } from '../../shared/figure.ts';
import { leftBrief } from './3-slo.ts';
import type { Board } from './board.ts';
import { count } from './figure.ts';
import { h, link, page, type Part } from './markup.ts';
import type { Indicator } from './sheet.ts';
import { state } from './state.ts';

/** A measure that moves a target. */
export type Driver = {
  tier: MeasureTier;
  name: string;
  title: string;
  row: Row | null;
  spec: Spec;
  /** who is answerable, "supplier:acme-pay" */
  party: string;
  /** the activity that it is a part of; null: the target measures it itself */
  of: { name: string; title: string; window: string } | null;
  /** bad minutes of that activity that are its; null where the activity is weighted */
  bad: number | null;
};

const window = (of: Driver['of']): string => (of === null ? '' : of.window);

/** How much of it, drawn against the greatest. */
const bar = (bad: number, most: number): VNode => h('svg', { class: 'share', width: '100%', height: 8, 'aria-hidden': 'true' }, h('rect', { class: 'rest', width: '100%', height: 8 }), h('rect', { class: 'part', width: `${Math.round((bad / most) * 1000) / 10}%`, height: 8 }));

const badCell = (one: Driver, most: number): Part[] => (one.bad === null ? ['–'] : [h('span', { class: 'minutes' }, `${count(Math.round(one.bad * 100) / 100)} min`), most > 0 ? bar(one.bad, most) : null]);

/** The table; null when nothing stands below (figures that people enter). */
export const driversOf = (kpi: Indicator, { frame, more }: Board): VNode | null => {
  const all = more.drivers.get(kpi.measure.name) ?? [];
  if (all.length === 0) return null;
  const most = Math.max(0, ...all.map((one) => one.bad ?? 0));
  const parties = all.some((one) => one.party !== '' && one.party !== 'own');
  return h(
    'div',
    { class: 'inner', role: 'region', 'aria-label': `Drivers of ${kpi.title}`, tabindex: 0 },
    h(
      'table',
      { class: 'drivers' },
      h('caption', null, h('b', null, 'Drivers'), h('span', { class: 'quiet' }, all.some((one) => one.bad !== null) ? ' who gave the bad minutes of its activities, each over its own window' : ' what its targets measure, each over its own window')),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Measure'), h('th', { scope: 'col' }, 'Part of'), h('th', { scope: 'col' }, 'Status'), h('th', { scope: 'col', class: 'num' }, 'Value'), h('th', { scope: 'col', class: 'num' }, 'Budget left'), h('th', { scope: 'col' }, 'Bad minutes'))),
      h(
        'tbody',
        null,
        all.map((one) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, h('span', { class: 'tier' }, `${one.tier.toUpperCase()} `), link(page(one.tier, one.name, frame.scorecard, frame.back), one.title), parties && one.party !== '' ? h('span', { class: 'quiet' }, ` ${one.party.replace(':', ': ')}`) : null),
            h('td', null, one.of === null ? '–' : [link(page('vma', one.of.name, frame.scorecard, frame.back), one.of.title), h('span', { class: 'quiet' }, ` ${window(one.of)}`)]),
            h('td', null, one.tier === 'sli' ? '–' : state(one.row?.status ?? 'unknown')),
            h('td', { class: 'num' }, figure(one.row?.value ?? null, one.spec)),
            h('td', { class: 'num' }, leftBrief(one.row)),
            h('td', { class: 'bad' }, ...badCell(one, most)),
          ),
        ),
      ),
    ),
  );
};

/**
 * The strategy map: a lane a perspective, a box a result area, an arrow where two of them stand on the same measure, from the lower lane to the upper. Boxes are
 * placed by CSS grid in equal columns and lanes of one height, so that one SVG knows where they are: x in per cent, y in em. Narrow screens read the ties as a list.
 */
import type { VNode } from 'preact';
import { shown } from './6-kpi.ts';
import type { Board } from './board.ts';
import { why } from './decisions.ts';
import type { Frame } from './frame.ts';
import { SCORE } from '../../shared/figure.ts';
import { all, h, link, page, type Part } from './markup.ts';
import { type Area, fits } from './sheet.ts';
import { printed } from './sheet-head.ts';
import { shape, state, WORD } from './state.ts';

/** As scorecard.css has them: height of a lane and of the space between, in em. */
const LANE = 8.5;
const SPACE = 3.5;
/** Ties that are put in words. */
const MOST = 30;

const box = (area: Area, { scorecard, back }: Frame): VNode => {
  const status = area.row?.status ?? 'unknown';
  return h(
    'li',
    { class: `box ${status}`, id: `box-${area.measure.name}` },
    h('div', null, h('h3', null, link(page('kra', area.measure.name, scorecard, back), area.title)), h('p', { class: 'stands' }, state(status), h('b', null, shown(area.row?.score ?? null, SCORE))), h('p', { class: 'why' }, why(area)), h('p', { class: 'kpis' }, area.kpis.map((kpi) => all(shape(kpi.row?.status ?? 'unknown'), h('span', { class: 'vh' }, `${kpi.title}: ${WORD[kpi.row?.status ?? 'unknown']}. `))))),
  );
};

const percentOf = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
const em = (n: number): string => `${n}em`;

/** A point of the map: x as a share of its width, y in em. */
type Point = { x: number; y: number };
type Place = { x: number; lane: number; title: string };

/** Where a tie goes: straight to the next lane; past other lanes between their boxes (`sizes` = boxes a lane), so that it seems to end at none of them. */
const route = (from: Place, to: Place, sizes: readonly number[]): Point[] => {
  const top = (lane: number): number => lane * (LANE + SPACE);
  const out: Point[] = [{ x: from.x, y: top(from.lane) }];
  let { x } = from;
  for (let lane = from.lane - 1; lane > to.lane; lane--) {
    const n = Math.max(1, sizes[lane] ?? 1);
    // the gap between two boxes, or beside the outer ones, that is nearest to the straight way
    const gap = Math.round((x + (to.x - x) / 2) * n) / n;
    out.push({ x, y: top(lane + 1) - SPACE / 2 }, { x: gap, y: top(lane + 1) - SPACE / 2 });
    x = gap;
  }
  if (out.length > 1) out.push({ x, y: top(to.lane + 1) - SPACE / 2 }, { x: to.x, y: top(to.lane + 1) - SPACE / 2 });
  return [...out, { x: to.x, y: top(to.lane) + LANE + 0.15 }];
};

/** Its pieces; the last one has the tip. */
const tieLines = (points: readonly Point[]): VNode[] =>
  points.slice(1).map((to, i) => {
    const from = points[i] as Point;
    return h('line', { class: 'tie', x1: percentOf(from.x), y1: em(from.y), x2: percentOf(to.x), y2: em(to.y), ...(i === points.length - 2 ? { 'marker-end': 'url(#tip)' } : {}) });
  });

/** The map and what ties its boxes. */
export const strategyMap = (board: Board): Part[] => {
  const { sheet, frame, query, more } = board;
  const lanes = sheet.lanes.map((lane) => ({ lane, areas: lane.areas.filter((area) => query.status === null || area.kpis.some((kpi) => fits(kpi, query.status))) }));
  const places = new Map(lanes.flatMap(({ areas }, row) => areas.map((area, i) => [area.measure.name, { x: (i + 0.5) / areas.length, lane: row, title: area.title }])));
  const ties = more.ties.flatMap((tie) => {
    const [from, to] = [places.get(tie.from), places.get(tie.to)];
    return from && to ? [{ ...tie, from, to }] : [];
  });
  const high = lanes.length * (LANE + SPACE) - SPACE;
  return [
    h(
      'div',
      { class: 'map' },
      h(
        'svg',
        { class: 'ties', width: '100%', height: em(high), 'aria-hidden': 'true', focusable: 'false' },
        h('defs', null, h('marker', { id: 'tip', markerUnits: 'userSpaceOnUse', markerWidth: 10, markerHeight: 10, refX: 9, refY: 5, orient: 'auto' }, h('path', { class: 'tip', d: 'M0 0l10 5-10 5Z' }))),
        ties.map(({ from, to }) => tieLines(route(from, to, lanes.map(({ areas }) => areas.length)))),
      ),
      lanes.map(({ lane, areas }) =>
        h(
          'section',
          { class: 'lane', 'aria-labelledby': `lane-${lane.name}` },
          h('div', { class: 'lane-head' }, h('h2', { id: `lane-${lane.name}` }, lane.title), h('p', null, state(lane.row?.status ?? 'unknown')), h('p', null, h('b', null, shown(lane.row?.score ?? null, SCORE)))),
          areas.length === 0 ? h('p', { class: 'quiet' }, lane.areas.length === 0 ? 'No result area in the plan' : 'None in this state') : h('ul', { class: 'boxes' }, areas.map((area) => box(area, frame))),
        ),
      ),
    ),
    h('h2', { class: 'ties-head' }, 'What ties them'),
    ties.length === 0
      ? h('p', { class: 'quiet' }, 'No two result areas of different perspectives stand on the same measure.')
      : h(
          'ul',
          { class: 'ties-list' },
          ties.slice(0, MOST).map((tie) => h('li', null, `${tie.from.title} and ${tie.to.title} stand on `, tie.by.slice(0, 3).map((one, i) => [i === 0 ? '' : ', ', link(page(tie.tier, one.name, frame.scorecard, frame.back), one.title)]), tie.by.length > 3 ? ` and ${tie.by.length - 3} more` : '', h('span', { class: 'tier' }, ` ${tie.tier.toUpperCase()}`))),
          ties.length > MOST ? h('li', null, `and ${ties.length - MOST} more ties`) : null,
        ),
    printed(board),
  ];
};

/** The head of the scorecard, the same in every level and view: where one is, which period of time it shows and how final that is, and the switches. All of them are links. */
import type { VNode } from 'preact';
import { percent } from '../../shared/figure.ts';
import type { Board } from './board.ts';
import { address, LEVELS, type Query, USUAL, VIEWS } from './asked.ts';
import type { Frame, Shown } from './frame.ts';
import { instantPicker, lookingBack } from './instant.ts';
import { h, link, type Part } from './markup.ts';
import { segments } from './segments.ts';
import type { Sheet } from './sheet.ts';
import { asOf, span } from './when.ts';

const LEVEL = { strategic: 'Strategic', tactical: 'Tactical', operational: 'Operational' } as const;
const VIEW = { table: 'Table', map: 'Strategy map', grid: 'Period grid' } as const;

const levels = (query: Query): VNode => segments('Level', LEVELS.map((level) => ({ text: LEVEL[level], href: address({ ...query, level, view: 'table', status: null, open: [] }), here: query.level === level })));

/** Other pictures of the same data. */
export const views = (query: Query): VNode => segments('View', VIEWS.map((view) => ({ text: VIEW[view], href: address({ ...query, view }), here: query.view === view })));

/** What is compared with, short: "Q3", of another year "Q4 2025". */
export const versus = ({ compared, periods, from, period }: Frame): string | null =>
  compared === null ? null : (period === 'quarter' || period === 'month') && periods.some((one) => one.from === from && one.year !== compared.year) ? `${compared.short} ${compared.year.replace('FY ', '')}` : compared.short;

const CHEVRON = { before: 'M10 4L6 8l4 4', after: 'M6 4l4 4-4 4', down: 'M4 6l4 4 4-4' } as const;
const chevron = (way: keyof typeof CHEVRON): VNode => h('svg', { class: 'chevron', width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: CHEVRON[way] }));

/** The period before or after; where there is none, a place that leads nowhere. */
const step = (to: Shown | undefined, query: Query, way: 'before' | 'after'): VNode =>
  to === undefined ? h('span', { class: 'step off', 'aria-hidden': 'true' }, chevron(way)) : h('a', { class: 'step', href: periodAddress(to, query), 'aria-label': `${to.name}, the period ${way}` }, chevron(way));

/** A period's own page: of the open one the address says nothing, so that it stays the open one. */
export const periodAddress = (to: Shown, query: Query): string => address({ ...query, period: to.open ? null : to.key, at: null, asReported: false });

/** Which period, and which others there are, by years. The list opens without a script. */
const periods = (frame: Frame, query: Query): VNode => {
  const here = frame.periods.findIndex((one) => one.from === frame.from);
  const years = [...new Set(frame.periods.map((one) => one.year))];
  return h(
    'div',
    { class: 'periods', role: 'group', 'aria-label': 'Period' },
    step(frame.periods[here + 1], query, 'before'),
    h('button', { type: 'button', class: 'chosen', popovertarget: 'period-list' }, frame.name, chevron('down')),
    h(
      'div',
      { class: 'menu', id: 'period-list', popover: 'auto', role: 'group', 'aria-label': 'All periods' },
      years.map((year) => [
        frame.period === 'year' ? null : h('p', { class: 'year' }, year),
        h('ul', null, frame.periods.filter((one) => one.year === year).map((one) => h('li', null, h('a', { href: periodAddress(one, query), ...(one.from === frame.from ? { 'aria-current': 'true' } : {}) }, one.name, one.open ? h('small', null, ' open') : null)))),
      ]),
    ),
    step(here > 0 ? frame.periods[here - 1] : undefined, query, 'after'),
  );
};

const compared = (frame: Frame, query: Query): VNode =>
  segments('Compare with', [
    { text: `vs last ${frame.period}`, href: address({ ...query, compare: 'prev' }), here: query.compare === 'prev' },
    ...(frame.period === 'year' ? [] : [{ text: 'vs last year', href: address({ ...query, compare: 'year' }), here: query.compare === 'year' }]),
  ]);

/** Whether figures of the past can still change, and whether they did. */
const standing = (frame: Frame, query: Query): Part => {
  if (!frame.past) return null;
  const told = frame.final ? 'Final' : 'Ended; late events can still change it';
  const again = frame.restated === 0 ? '' : `, ${frame.restated} ${frame.restated === 1 ? 'KPI' : 'KPIs'} restated since`;
  return h(
    'span',
    { id: 'standing' },
    h('b', null, query.asReported ? 'As first reported' : told),
    query.asReported ? '' : again,
    query.asReported ? [', ', link(address({ ...query, asReported: false }), 'show it as it stands')] : frame.restated > 0 ? [', ', link(address({ ...query, asReported: true }), 'show what was first reported')] : null,
  );
};

/** The head. */
export const head = (sheet: Sheet, frame: Frame, query: Query): VNode => {
  const elapsed = frame.to > frame.from ? Math.min(1, Math.max(0, (frame.at - frame.from) / (frame.to - frame.from))) : 0;
  const { parent, description } = sheet.measure;
  const data = asOf(frame.at, frame.age, frame.zone);
  const above = parent === null ? null : frame.others.find((one) => one.name === parent);
  return h(
    'div',
    { class: 'head' },
    frame.instant ? lookingBack(frame.instant, frame.at) : null,
    parent === null ? null : h('p', { class: 'path' }, above ? link(address({ ...USUAL, scorecard: above.name, at: query.at }), above.title) : parent, ' / ', sheet.title),
    h(
      'div',
      { class: 'headed' },
      h(
        'div',
        null,
        h('h1', null, sheet.title),
        h(
          'p',
          { class: 'meta' },
          h('span', null, `${span(frame.from, frame.to, frame.zone)}, ${frame.zone}${frame.past ? '' : `, ${percent(elapsed)} elapsed`}`),
          standing(frame, query),
          frame.past || frame.back !== null ? null : h('span', { id: 'as-of' }, data.text, data.stale === null ? null : h('b', null, data.stale)),
          frame.firing === null || frame.firing === undefined ? null : h('span', { id: 'firing' }, frame.firing === 0 ? link('/alerts', 'No alert fires') : h('a', { class: 'badge', href: '/alerts' }, `${frame.firing} ${frame.firing === 1 ? 'alert fires' : 'alerts firing'}`)),
        ),
        frame.instant ? instantPicker(frame.instant, frame.at) : null,
      ),
      h('div', { class: 'switches' }, periods(frame, query), query.level === 'strategic' ? compared(frame, query) : null, levels(query)),
    ),
    description === '' ? null : h('p', { class: 'note' }, description),
    frame.others.length < 2
      ? null
      : h('nav', { class: 'sheets', 'aria-label': 'Scorecards' }, frame.others.map((one) => h('a', { href: address({ ...USUAL, scorecard: one.name, at: query.at }), ...(one.name === frame.scorecard ? { 'aria-current': 'page' } : {}) }, one.title))),
  );
};

type Printed = Pick<Board, 'frame' | 'query' | 'origin'>;
const source = ({ frame, query, origin }: Printed): string =>
  `${origin}${address(query)} · ${frame.name}, ${frame.zone} · ${frame.past ? (frame.final ? 'final' : 'ended') : asOf(frame.at, null, frame.zone).text.replace('Data', 'data')}`;

/** Where it comes from and of when it is, under what is printed; nothing on a screen. */
export const printed = (board: Printed): VNode => h('p', { class: 'printed' }, source(board));

/** The same at the foot of a table: it is printed on every page that the table goes over. */
export const printedFoot = (board: Printed, columns: number): VNode => h('tfoot', { class: 'printed', role: 'rowgroup' }, h('tr', { role: 'row' }, h('td', { role: 'cell', colspan: columns }, source(board))));

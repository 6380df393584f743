/** The picture round a drawing: its title, which span it shows, of when its figures are and in which zone its axis stands. One SVG that needs nothing from elsewhere. Pure. */
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { iso } from '../../shared/time/instant.ts';
import { h } from '../cards/markup.ts';
import { palette, type Theme } from './palette.ts';

/** A series in the key: a line of a dash, or a field of a colour; colours are names of tokens. */
export type Key = { name: string; ink: string; dash?: string; field?: boolean };

export type Framed = {
  title: string;
  /** which of its charts, and what it says */
  note: string;
  /** the chart in one sentence, for whoever does not see it */
  says: string;
  /** ms; null: of no span of its own */
  from: number | null;
  to: number | null;
  /** of when its newest figure is, ms */
  at: number;
  zone: string;
  keys?: readonly Key[];
  theme: Theme;
};

/** px; PNGs are twice as large. */
export const WIDTH = 1000;
const PAD = 24;
/** What a drawing has of the width. */
export const INNER = WIDTH - 2 * PAD;
export const FAMILY = 'Inter, system-ui, sans-serif';
const MOST = { title: 70, note: 140 };

/** Characters that XML cannot hold, and halves of others. */
const CONTROL = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu;
const whole = (text: string): string => text.toWellFormed().replaceAll(CONTROL, '');
const cut = (text: string, most: number): string => ([...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text);
/** To the second: what is under it is no news on a chart. */
const second = (at: number): string => iso(Math.floor(at / 1000) * 1000).replace('.000Z', 'Z');

const keyRow = (keys: readonly Key[], ink: (name: string) => string, y: number): VNode[] => {
  let x = PAD;
  return keys.map((one) => {
    const at = x;
    x += 46 + one.name.length * 7;
    return h('g', null, one.field ? h('rect', { x: at, y: y - 9, width: 12, height: 10, fill: ink(one.ink) }) : h('path', { d: `M${at} ${y - 4}h24`, stroke: ink(one.ink), 'stroke-width': 2, 'stroke-dasharray': one.dash ?? null, fill: 'none' }), h('text', { x: at + (one.field ? 18 : 30), y, 'font-size': 12, fill: ink('--fg-2') }, one.name));
  });
};

/** A node as XML, in whose texts "]]>" must not stand as it is. */
export const xml = (node: VNode): string => renderToString(node).replaceAll(']]>', ']]&gt;');

/** The whole picture; `drawing` is SVG of the width INNER and the height given. */
export const framed = (it: Framed, drawing: string, height: number): string => {
  const ink = palette(it.theme);
  const top = it.keys && it.keys.length > 0 ? 112 : 88;
  const span = it.from === null || it.to === null ? '' : `${second(it.from)} to ${second(it.to)} (UTC). `;
  const full = top + height + PAD;
  const frame = xml(
    h(
      'svg',
      { xmlns: 'http://www.w3.org/2000/svg', 'xmlns:xlink': 'http://www.w3.org/1999/xlink', width: WIDTH, height: full, viewBox: `0 0 ${WIDTH} ${full}`, role: 'img', 'aria-labelledby': 'title says', 'font-family': FAMILY },
      h('title', { id: 'title' }, `${it.title}: ${it.note}`),
      h('desc', { id: 'says' }, it.says),
      h('rect', { width: WIDTH, height: full, fill: ink('--bg') }),
      h('text', { x: PAD, y: 36, 'font-size': 20, 'font-weight': 600, fill: ink('--fg') }, cut(it.title, MOST.title)),
      h('text', { x: PAD, y: 57, 'font-size': 13, fill: ink('--fg') }, cut(it.note, MOST.note)),
      h('text', { x: PAD, y: 76, 'font-size': 12, fill: ink('--fg-2') }, `${span}As of ${second(it.at)} (UTC). Dates in ${it.zone}.`),
      keyRow(it.keys ?? [], ink, 97),
    ),
  );
  // the drawing is XML already
  return whole(`${frame.slice(0, -'</svg>'.length)}<g transform="translate(${PAD} ${top})">${drawing}</g></svg>`);
};

/** The four states as shape and word, never colour alone, and the words for pace and flags. The shapes are drawn once a page (`sprite`) and referred to. */
import type { ComponentChildren, VNode } from 'preact';
import type { Flag, Pace, Status, Tier } from '../../shared/tiers/row.ts';
import { h } from './markup.ts';

/** The order in which states are always listed. */
export const STATES: readonly Status[] = ['met', 'tolerated', 'missed', 'unknown'];

export const WORD: Record<Status, string> = { met: 'Met', tolerated: 'In tolerance', missed: 'Missed', unknown: 'No data' };

export const PACE: Record<Pace, string> = { 'on-track': 'On track', 'at-risk': 'At risk', 'off-track': 'Off track', 'too-early': 'Too early' };

export const FLAG: Record<Flag, string> = {
  calibrating: 'Calibrating: the window is not full yet',
  'no-events': 'No events in the window',
  restated: 'Restated since it was first reported',
  stale: 'Stale: nothing new can be written',
  open: 'An outage is still open',
  'low-volume': 'Low volume: one bad event would use more than the whole budget',
  corrected: 'Corrected',
  sketch: 'Quantile within ± 0.5 %',
  damaged: 'Not to be relied on: the store is damaged',
};

export const TIER_NAME: Record<Tier, string> = {
  sie: 'service infrastructure event',
  sli: 'service level indicator',
  slo: 'service level objective',
  vma: 'vital mission activity',
  kpt: 'key performance target',
  kpi: 'key performance indicator',
  kra: 'key result area',
  perspective: 'perspective',
  scorecard: 'scorecard',
};

/** The shape alone, 16 px; for use beside its word. A tier without states (SLI, SIE) has a square. */
export const shape = (status: Status | null): VNode =>
  h('svg', { class: `shape ${status ?? 'none'}`, width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('use', { href: `#s-${status ?? 'none'}` }));

/** The same shape in ink: for what is no state of a measure. */
export const outline = (form: Status | 'none'): VNode => h('svg', { class: form === 'unknown' ? 'shape unknown' : 'shape none', width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('use', { href: `#s-${form}` }));

/** Shape and word. */
export const state = (status: Status | null): VNode | null => (status === null ? null : h('span', { class: `state ${status}` }, shape(status), h('span', null, WORD[status])));

/** Shape with its word for screen readers only, where the space is short (breadcrumb). */
export const mark = (status: Status | null): VNode => h('span', { class: 'state' }, shape(status), status === null ? null : h('span', { class: 'vh' }, `${WORD[status]}: `));

const symbol = (id: string, ...children: ComponentChildren[]): VNode => h('symbol', { id, viewBox: '0 0 16 16' }, ...children);

/** Shapes and decals, drawn once in each page. */
export const sprite = (): VNode =>
  h(
    'svg',
    { class: 'sprite', width: 0, height: 0, 'aria-hidden': 'true', focusable: 'false' },
    h(
      'defs',
      null,
      h('pattern', { id: 'dots', width: 4, height: 4, patternUnits: 'userSpaceOnUse' }, h('circle', { class: 'decal', cx: 1, cy: 1, r: 0.8 }), h('circle', { class: 'decal', cx: 3, cy: 3, r: 0.8 })),
      h('pattern', { id: 'stripes', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, h('rect', { class: 'decal', width: 1.6, height: 5 })),
      symbol('s-met', h('circle', { cx: 8, cy: 8, r: 8 }), h('path', { class: 'glyph', d: 'M4.6 8.3l2.3 2.3 4.5-4.8' })),
      symbol('s-tolerated', h('path', { d: 'M8 .8 15.7 14.6H.3Z' }), h('path', { class: 'glyph', d: 'M8 5.4v4.2' }), h('circle', { class: 'glyph-dot', cx: 8, cy: 12.1, r: 1 })),
      symbol('s-missed', h('path', { d: 'M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Z' }), h('path', { class: 'glyph glyph-missed', d: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6' })),
      symbol('s-unknown', h('circle', { class: 'ring', cx: 8, cy: 8, r: 7 }), h('path', { class: 'ring', d: 'M4.8 8h6.4' })),
      symbol('s-none', h('rect', { x: 4, y: 4, width: 8, height: 8 })),
    ),
  );

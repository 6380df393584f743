/**
 * The bullet graph: a value against its lines on a track of three greys. Lower-is-better flips the greys, never the axis. x is in per cent and y in
 * px, so that it stretches without distorting. A range has its zone and its bad ends on both sides. Where the scale does not start at 0 the value is a dot: a bar from 99 to 100 would lie.
 */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import { figure, line, type Spec } from '../../shared/figure.ts';
import { h } from './markup.ts';

export type Bullet = { value: number | null; status: Status | null; spec: Spec; scale: { worst: number; best: number } | null };

/** Left and right end of the axis, and whether it starts at 0 (bar) or not (dot). null when there are no lines to draw against. */
export const axis = ({ spec, scale }: Bullet): { low: number; high: number; bar: boolean } | null => {
  const { adequate, desired, upper } = spec;
  if (adequate === null || desired === null) return null;
  if (upper) {
    const [low, high] = [2 * adequate - desired, 2 * upper.adequate - upper.desired];
    return high > low ? { low, high, bar: false } : { low: low - 1, high: high + 1, bar: false };
  }
  const worst = scale?.worst ?? (spec.kind === 'score' ? 0 : 2 * adequate - desired);
  const best = scale?.best ?? (spec.kind === 'score' ? 100 : spec.kind === 'ratio' ? 1 : 2 * desired - adequate);
  const far = spec.polarity === 'lower' ? worst : best;
  const near = Math.min(adequate, desired, worst, best);
  if (near >= 0 && far > 0 && (Math.abs(desired - adequate) >= 0.08 * far || adequate === desired)) return { low: 0, high: far, bar: true };
  const [low, high] = [Math.min(worst, best), Math.max(worst, best)];
  return high > low ? { low, high, bar: false } : { low: 0, high: Math.max(far, desired) || 1, bar: true };
};

/** An end of the axis without the dust of its arithmetic. */
const tidy = (x: number): number => Number(x.toPrecision(9));

const pc = (x: number): string => `${Math.round(Math.min(100, Math.max(0, x)) * 100) / 100}%`;

/** `label` false where the row already says it all in words. Height 20, or 44 with the axis written under it. */
export const bullet = (it: Bullet, options: { label: boolean; large?: boolean } = { label: false }): VNode | null => {
  const ends = axis(it);
  if (ends === null) return null;
  const { value, status, spec } = it;
  const { upper } = spec;
  const adequate = spec.adequate as number;
  const desired = spec.desired as number;
  const x = (v: number): number => ((v - ends.low) / (ends.high - ends.low)) * 100;
  const [a, d] = [Math.min(100, Math.max(0, x(adequate))), Math.min(100, Math.max(0, x(desired)))];
  const lower = spec.polarity === 'lower';
  const [d2, a2] = upper ? [x(upper.desired), x(upper.adequate)] : [100, 100];
  const bands: [string, number, number][] = lower ? [['good', 0, d], ['zone', d, a], ['bad', a, 100]] : [['bad', 0, a], ['zone', a, d], ['good', d, d2], ['zone', d2, a2], ['bad', a2, 100]];
  const v = value === null ? null : Math.min(100, Math.max(0, x(value)));
  const decal = status === 'tolerated' ? 'dots' : status === 'missed' ? 'stripes' : null;
  const edges = (from: number, to: number | undefined): string => `${line(from, spec)}${to === undefined ? '' : `–${line(to, spec)}`}`;
  const words = `${figure(value, spec)}; desired ${edges(desired, upper?.desired)}, adequate ${edges(adequate, upper?.adequate)}; scale ${line(tidy(ends.low), spec)} to ${line(tidy(ends.high), spec)}`;
  const marks = (upper ? [d, d2] : [d]).map((one) => Math.max(1.2, Math.min(98.8, one)));
  return h(
    'svg',
    { class: options.large ? 'bullet large' : 'bullet', width: '100%', height: options.large ? 44 : 20, ...(options.label ? { role: 'img', 'aria-label': words } : { 'aria-hidden': 'true' }) },
    bands.map(([tone, from, to]) => (to > from ? h('rect', { class: tone, x: pc(from), width: pc(to - from), y: 2, height: 16 }) : null)),
    ends.bar ? null : h('path', { class: 'torn', d: 'M3 2l3 4-3 4 3 4-3 4M7 2l3 4-3 4 3 4-3 4' }),
    v === null || !ends.bar
      ? null
      : [
          h('rect', { class: 'halo', x: 0, y: 5, height: 10, width: pc(v) }),
          h('rect', { class: `measure ${status ?? 'none'}`, x: 0, y: 6, height: 8, width: pc(v) }),
          decal ? h('rect', { fill: `url(#${decal})`, x: 0, y: 6, height: 8, width: pc(v) }) : null,
        ],
    marks.map((one) => h('svg', { x: pc(one), overflow: 'visible' }, h('rect', { class: 'halo', x: -2.5, y: 0, width: 5, height: 20 }), h('rect', { class: 'target', x: -1.5, y: 1, width: 3, height: 18 }))),
    v === null || ends.bar ? null : h('svg', { x: pc(Math.max(3, Math.min(97, v))), overflow: 'visible' }, h('circle', { class: `measure dot ${status ?? 'none'}`, cx: 0, cy: 10, r: 5 })),
    options.large
      ? [
          h('text', { class: 'tick', x: 0, y: 38 }, line(tidy(ends.low), spec)),
          h('text', { class: 'tick end', x: '100%', y: 38 }, line(tidy(ends.high), spec)),
          h('text', { class: d > 85 ? 'tick end' : 'tick mid', x: pc(d > 85 ? d - 8 : Math.max(10, d)), y: 38 }, `desired ${edges(desired, upper?.desired)}`),
        ]
      : null,
  );
};

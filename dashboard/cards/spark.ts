/** The sparkline: closed periods and the open one, the desired line dotted, the last point in the colour of its state; a ring when it has no data. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import { h } from './markup.ts';

const WIDTH = 104;
const HEIGHT = 24;
const PAD = 4;

/** `values` oldest first, the open period last; null = no data in that period. `label` says it in words. Nothing to draw: null. */
export const spark = (values: readonly (number | null)[], desired: number | null, status: Status | null, label: string): VNode | null => {
  const known = values.filter((v) => v !== null);
  if (known.length === 0) return null;
  const all = desired === null ? known : [...known, desired];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const step = (WIDTH - 2 * PAD) / Math.max(1, values.length - 1);
  const x = (i: number): number => (values.length === 1 ? WIDTH - PAD : Math.round((PAD + i * step) * 10) / 10);
  const y = (v: number): number => Math.round((high === low ? HEIGHT / 2 : HEIGHT - PAD - ((v - low) / (high - low)) * (HEIGHT - 2 * PAD)) * 10) / 10;
  let path = '';
  let drawing = false;
  values.forEach((v, i) => {
    if (v === null) drawing = false;
    else {
      path += `${drawing ? 'L' : 'M'}${x(i)} ${y(v)}`;
      drawing = true;
    }
  });
  const last = values.at(-1) ?? null;
  const end = x(values.length - 1);
  return h(
    'svg',
    { class: 'spark', width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    desired === null ? null : h('path', { class: 'wanted', d: `M${PAD} ${y(desired)}H${WIDTH - PAD}` }),
    known.length > 1 ? h('path', { class: 'trend', d: path }) : null,
    last === null ? h('circle', { class: 'gone', cx: end, cy: y(known.at(-1) as number), r: 3 }) : h('circle', { class: `end ${status ?? 'none'}`, cx: end, cy: y(last), r: 3 }),
  );
};

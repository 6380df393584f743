/** How long the last ticks of the aggregator took, as bars against a second; a text says the same. */
import type { VNode } from 'preact';
import type { PipelineShown } from '../routes/pipeline-facts.ts';
import { count, fixed } from './figure.ts';
import { h, section } from './markup.ts';
import { minuteBrief } from './when.ts';

/** px: the height, and the room of one bar in the drawing, which is stretched */
const [HEIGHT, STEP] = [64, 4];
/** Bars that the width has room for at least. */
const LEAST = 60;
/** How often it ticks when nobody says otherwise (HEPTAD_TICK), ms. */
const LIMIT = 1000;

const at = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;

/** The section. */
export const ticksOf = ({ ticks, now }: PipelineShown, zone: string): VNode => {
  const [newest, oldest] = [ticks[0], ticks.at(-1)];
  const sorted = ticks.map((one) => one.ms).sort((a, b) => a - b);
  const [half, most, worst] = [at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1)];
  const top = Math.max(LIMIT * 1.1, worst);
  // a few stand at the left, as many as there will be fill the width
  const width = Math.max(ticks.length, LEAST) * STEP;
  const y = (ms: number): number => HEIGHT - (ms / top) * HEIGHT;
  const says = `The last ${count(ticks.length)} that wrote something: half under ${fixed(half, 0)} ms, 95 % under ${fixed(most, 0)} ms, worst ${fixed(worst, 0)} ms; one is due every second.`;
  return section(
    'ticks',
    'Ticks',
    newest === undefined || oldest === undefined
      ? h('p', { class: 'quiet' }, 'None yet: the aggregator ticks when something has come in.')
      : [
          h('p', { class: 'quiet' }, says),
          h(
            'svg',
            { class: 'ticks', width: '100%', height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': says },
            [...ticks].reverse().map((one, i) => h('rect', { class: one.ms > LIMIT ? 'slow' : null, x: i * STEP, y: y(one.ms), width: STEP - 1, height: Math.max(1, HEIGHT - y(one.ms)) })),
            h('path', { class: 'limit', d: `M0 ${y(LIMIT)}H${width}` }),
          ),
          h('p', { class: 'axis' }, h('span', null, minuteBrief(oldest.at, now, zone)), h('span', null, 'dashed: 1 s'), h('span', null, minuteBrief(newest.at, now, zone))),
        ],
  );
};

/** How long the last ticks of the aggregator took, as bars against a second; a text says the same. */
import type { VNode } from 'preact';
import type { PipelineShown, Tick } from '../routes/pipeline-facts.ts';
import { count, fixed } from './figure.ts';
import { chartFiles } from './files.ts';
import { h, section } from './markup.ts';
import { pipelineFile } from './pipeline-tables.ts';
import { minuteBrief } from './when.ts';

/** px: the height, and the room of one bar in the drawing, which is stretched */
const [HEIGHT, STEP] = [64, 4];
/** Bars that the width has room for at least. */
const LEAST = 60;
/** How often it ticks when nobody says otherwise (HEPTAD_TICK), ms. */
const LIMIT = 1000;

const at = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;

/** What the bars say. */
export const ticksSay = (ticks: readonly Tick[]): string => {
  const sorted = ticks.map((one) => one.ms).sort((a, b) => a - b);
  return `The last ${count(ticks.length)} that wrote something: half under ${fixed(at(sorted, 0.5), 0)} ms, 95 % under ${fixed(at(sorted, 0.95), 0)} ms, worst ${fixed(at(sorted, 1), 0)} ms; one is due every second.`;
};

/** The bars, the newest at the right, as wide as there is room. */
export const tickBars = (ticks: readonly Tick[], height = HEIGHT): VNode => {
  const top = Math.max(LIMIT * 1.1, ...ticks.map((one) => one.ms));
  // a few stand at the left, as many as there will be fill the width
  const width = Math.max(ticks.length, LEAST) * STEP;
  const y = (ms: number): number => height - (ms / top) * height;
  return h(
    'svg',
    { class: 'ticks', width: '100%', height, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': ticksSay(ticks) },
    [...ticks].reverse().map((one, i) => h('rect', { class: one.ms > LIMIT ? 'slow' : null, x: i * STEP, y: y(one.ms), width: STEP - 1, height: Math.max(1, height - y(one.ms)) })),
    h('path', { class: 'limit', d: `M0 ${y(LIMIT)}H${width}` }),
  );
};

/** The section. */
export const ticksOf = ({ ticks, now }: PipelineShown, zone: string): VNode => {
  const [newest, oldest] = [ticks[0], ticks.at(-1)];
  return section(
    'ticks',
    'Ticks',
    newest === undefined || oldest === undefined
      ? h('p', { class: 'quiet' }, 'None yet: the aggregator ticks when something has come in.')
      : [
          h('p', { class: 'quiet' }, ticksSay(ticks)),
          tickBars(ticks),
          h('p', { class: 'axis' }, h('span', null, minuteBrief(oldest.at, now, zone)), h('span', null, 'dashed: 1 s'), h('span', null, minuteBrief(newest.at, now, zone))),
          chartFiles('ticks', (format) => pipelineFile('ticks', format)),
        ],
  );
};

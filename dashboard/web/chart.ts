/**
 * The history chart, in a chunk of its own: a line with its lines and the zone of tolerance, drawn by ECharts on a canvas. The figure is one tab
 * stop: arrows move along the points (Shift by 10, Home, End), and each value is said politely. Its points are those of the table beside it.
 */
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type Dot, historyOption, scaleOf, written } from '../charts/history-options.ts';
import { type Clocks, clocks } from '../charts/look.ts';
import { afterFrame, colour, hatch } from './look.ts';
import { sloCharts } from './slo-charts.ts';

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, AriaComponent, CanvasRenderer]);

const draw = (box: HTMLElement): void => {
  const { chart: table = '', zone = 'UTC', title = '' } = box.dataset;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const told = (): Clocks => clocks(zone, Number(box.dataset.from), Number(box.dataset.to));
  let points: Dot[] = [];
  let chart: ECharts | null = null;
  let at = -1;

  const option = (): ReturnType<typeof historyOption> =>
    historyOption({ data: box.dataset, points, moves: still ? 0 : 0.1, look: { colour, hatch, family: getComputedStyle(document.body).fontFamily, narrow: box.clientWidth < 600, width: box.clientWidth, height: box.clientHeight, dated: true, ...told(), off: new Set() } });

  const paint = (): void => {
    if (points.every(([, v]) => v === null)) return;
    box.hidden = false;
    if (!chart) {
      chart = init(box, null, { renderer: 'canvas' });
      new ResizeObserver(() => chart?.resize()).observe(box);
      box.tabIndex = 0;
      box.setAttribute('role', 'img');
      box.setAttribute('aria-label', `${title}: ${box.dataset.says} Arrow keys move along the points.`);
    }
    chart.setOption(option(), true);
  };

  /** The points are those of the table beside it, newest first there. */
  const load = (): void => {
    points = [...document.querySelectorAll(`#${table} tbody tr`)].reverse().map((row): Dot => {
      const value = row.querySelector('data')?.value ?? '';
      return [Date.parse(row.querySelector('time')?.dateTime ?? ''), value === '' ? null : Number(value) * scaleOf(box.dataset)];
    });
    paint();
  };

  const move = (to: number): void => {
    if (!chart || points.length === 0) return;
    at = Math.min(points.length - 1, Math.max(0, to));
    const [t, v] = points[at] as Dot;
    chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at });
    const said = document.getElementById('said');
    if (said) said.textContent = `${told().long(t)}: ${v === null ? 'no data' : written(box.dataset, v)}`;
  };
  box.addEventListener('keydown', (event) => {
    const by = event.shiftKey ? 10 : 1;
    const next = event.key === 'ArrowLeft' ? (at < 0 ? points.length : at) - by : event.key === 'ArrowRight' ? at + by : event.key === 'Home' ? 0 : event.key === 'End' ? points.length - 1 : null;
    if (next === null) return;
    event.preventDefault();
    move(next);
  });
  box.addEventListener('blur', () => chart?.dispatchAction({ type: 'hideTip' }));
  const soon = (): void => afterFrame(paint);
  document.addEventListener('heptad:theme', soon);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', soon);
  document.addEventListener('heptad:repaint', load);
  load();
};

/** Draws every chart of the page. */
export const charts = (): void => {
  for (const box of document.querySelectorAll<HTMLElement>('[data-chart]')) draw(box);
  sloCharts();
};

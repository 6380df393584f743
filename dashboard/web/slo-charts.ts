/**
 * Draws the charts of an SLO from the tables beside them, on one time axis: where the pointer or the keys stand in one, all show the same instant, and
 * each says its figure above. Each figure is one tab stop: arrows move along its points (Shift by 10, Home, End), the value is said politely.
 */
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, AxisPointerComponent, GridComponent, MarkAreaComponent, MarkLineComponent, VisualMapPiecewiseComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type Clocks, clocks } from '../charts/look.ts';
import { burnAt, keyClass, optionOf, type Point } from '../charts/slo-options.ts';
import { afterFrame, colour, hatch } from './look.ts';

use([LineChart, BarChart, GridComponent, AxisPointerComponent, MarkLineComponent, MarkAreaComponent, VisualMapPiecewiseComponent, AriaComponent, CanvasRenderer]);

type Plot = { box: HTMLElement; /** null until it is drawn first */ chart: ECharts | null; points: Point[]; texts: string[][]; off: Set<string>; at: number; /** what it shows, as one text; '' = nothing yet */ drawn: string };

/** Width of a chart on A4, CSS px. */
const PAPER = 680;

/** Instants as the page of a chart tells them. */
const clocksOf = ({ dataset }: HTMLElement): Clocks => clocks(dataset.zone ?? 'UTC', Number(dataset.from), Number(dataset.to));

/** Rows of the table, oldest first; the newest stands first there. */
const read = (box: HTMLElement): { points: Point[]; texts: string[][] } => {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>(`#${box.dataset.table} tbody tr[data-at]`)].reverse();
  return {
    points: rows.map((row) => ({ from: Number(row.dataset.from), at: Number(row.dataset.at), values: [...row.querySelectorAll('data')].map((one) => (one.value === '' ? null : Number(one.value))) })),
    texts: rows.map((row) => [...row.querySelectorAll('data')].map((one) => one.textContent ?? '')),
  };
};

/** The point that an instant belongs to: of steps the one that holds it, else the nearest. */
const nearest = ({ points, box }: Plot, t: number): number => {
  const stepped = box.dataset.plot !== 'budget';
  let best = -1;
  points.forEach((one, i) => {
    if (stepped ? t > one.from && t <= one.at : best < 0 || Math.abs(one.at - t) <= Math.abs((points[best] as Point).at - t)) best = i;
  });
  return best;
};

const words = ({ box, texts }: Plot, i: number): string => {
  const names = (box.dataset.series ?? '').split('|');
  return names.length === 1 ? (texts[i]?.[0] ?? '') : names.map((name, k) => `${name} ${texts[i]?.[k] ?? ''}`).join(', ');
};

/** Where the cursor of a point stands: in the middle of a step, or at its instant. */
const cursorOf = ({ box, points }: Plot, i: number): number => {
  const one = points[i] as Point;
  return box.dataset.plot === 'budget' ? one.at : burnAt(one, i === points.length - 1 && box.dataset.plot === 'burn');
};

/** What a chart is drawn from, as one text; instants that fall on the same pixel are the same. */
const pictured = ({ box, points }: Plot): string => {
  const { from, to } = box.dataset;
  const grain = (Number(to) - Number(from)) / Math.max(1, box.clientWidth);
  return JSON.stringify([box.dataset, points.map((one) => [Math.round(one.from / grain), Math.round(one.at / grain), one.values])]);
};

const inView = ({ box }: Plot): boolean => {
  const { top, bottom } = box.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

export const sloCharts = (): void => {
  const boxes = [...document.querySelectorAll<HTMLElement>('[data-plot]')];
  if (boxes.length === 0) return;
  const plots: Plot[] = [];
  const waiting = new Set<Plot>();
  let busy = false;

  const paint = (plot: Plot): void => {
    const { box, points, off } = plot;
    const chart = (plot.chart ??= begin(plot));
    waiting.delete(plot);
    plot.drawn = pictured(plot);
    const { data, width } = { data: box.dataset, width: chart.getWidth() };
    chart.setOption(optionOf({ data, points, look: { colour, family: getComputedStyle(document.body).fontFamily, narrow: width < 600, width, height: chart.getHeight(), dated: plot === plots.at(-1), ...clocksOf(box), off, hatch } }), true);
    box.setAttribute('aria-label', `${data.title}: ${data.says} Arrow keys move along the points.`);
  };

  /** Charts are drawn one after the other, each once a frame is on the screen, so that keys and clicks get their turn between them; those in view go first. */
  const paintNext = (): void => {
    const all = [...waiting];
    const plot = all.find(inView) ?? all[0];
    if (plot) paint(plot);
    if (waiting.size > 0) afterFrame(paintNext);
  };
  const paintSoon = (plot: Plot): void => {
    if (waiting.size === 0) afterFrame(paintNext);
    waiting.add(plot);
  };

  /** All charts show the instant; null = none. */
  const cursor = (t: number | null, from: Plot | null): void => {
    busy = true;
    for (const plot of plots) {
      const out = document.getElementById(`${plot.box.parentElement?.id}-read`);
      const i = t === null ? -1 : nearest(plot, t);
      if (out) out.textContent = t === null ? '' : `${clocksOf(plot.box).long(i < 0 ? t : (plot.points[i] as Point).at)}  ${i < 0 ? 'no data' : words(plot, i)}`;
      if (plot === from || plot.chart === null) continue;
      if (t === null) plot.chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
      else plot.chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'mousemove', x: plot.chart.convertToPixel({ xAxisIndex: 0 }, t), y: plot.box.clientHeight / 2 });
    }
    busy = false;
  };

  const keys = (plot: Plot): void => {
    const { box } = plot;
    const place = document.getElementById(`${box.parentElement?.id}-keys`);
    const names = (box.dataset.series ?? '').split('|');
    if (!place || names.length < 2) return;
    place.replaceChildren(
      ...names.map((name, i) => {
        const toggles = box.dataset.plot === 'burn';
        const key = document.createElement(toggles ? 'button' : 'span');
        key.className = keyClass(box.dataset.plot ?? '', i);
        key.append(name);
        if (key instanceof HTMLButtonElement) {
          key.type = 'button';
          key.setAttribute('aria-pressed', String(!plot.off.has(name)));
          key.addEventListener('click', () => {
            if (!plot.off.delete(name)) plot.off.add(name);
            key.setAttribute('aria-pressed', String(!plot.off.has(name)));
            paint(plot);
          });
        }
        return key;
      }),
    );
  };

  /** Reads the tables; a chart that had nothing to draw so far is begun. */
  const load = (): void => {
    for (const box of boxes) {
      const { points, texts } = read(box);
      let plot = plots.find((one) => one.box === box);
      if (!plot) {
        if (box.dataset.draws !== '1') continue;
        box.hidden = false;
        plot = { box, chart: null, points, texts, off: new Set(), at: -1, drawn: '' };
        plots.push(plot);
      }
      const changed = (box.dataset.series ?? '') !== box.dataset.drawn;
      Object.assign(plot, { points, texts });
      if (changed) {
        box.dataset.drawn = box.dataset.series ?? '';
        keys(plot);
      }
    }
    // the last one has the dates
    plots.sort((a, b) => boxes.indexOf(a.box) - boxes.indexOf(b.box));
    // one that stands there is drawn again when it shows something else
    for (const plot of plots) if (plot.drawn !== pictured(plot)) paintSoon(plot);
  };

  const begin = (plot: Plot): ECharts => {
    const { box } = plot;
    const chart = init(box, null, { renderer: 'canvas' });
    box.tabIndex = 0;
    box.setAttribute('role', 'img');
    new ResizeObserver(() => {
      // it is told of the size that it begins with, too
      if (matchMedia('print').matches || (chart.getWidth() === box.clientWidth && chart.getHeight() === box.clientHeight)) return;
      chart.resize();
      paint(plot);
    }).observe(box);
    chart.on('updateAxisPointer', (event) => {
      if (busy) return;
      const [axis] = (event as { axesInfo?: { value: number }[] }).axesInfo ?? [];
      cursor(axis ? axis.value : null, plot);
    });
    chart.getZr().on('globalout', () => cursor(null, null));
    const move = (to: number): void => {
      if (plot.points.length === 0) return;
      plot.at = Math.min(plot.points.length - 1, Math.max(0, to));
      cursor(cursorOf(plot, plot.at), null);
      const said = document.getElementById('said');
      if (said) said.textContent = `${clocksOf(box).long((plot.points[plot.at] as Point).at)}: ${words(plot, plot.at)}`;
    };
    box.addEventListener('keydown', (event) => {
      const by = event.shiftKey ? 10 : 1;
      const next = event.key === 'ArrowLeft' ? (plot.at < 0 ? plot.points.length : plot.at) - by : event.key === 'ArrowRight' ? plot.at + by : event.key === 'Home' ? 0 : event.key === 'End' ? plot.points.length - 1 : null;
      if (next === null) return;
      event.preventDefault();
      move(next);
    });
    box.addEventListener('blur', () => cursor(null, null));
    return chart;
  };

  // paper is narrower than most screens, and nothing is laid out anew for it
  matchMedia('print').addEventListener('change', ({ matches }) => {
    for (const plot of plots) {
      plot.chart ??= begin(plot);
      plot.chart.resize(matches ? { width: PAPER } : undefined);
      paint(plot);
    }
  });
  const all = (): void => plots.forEach(paintSoon);
  document.addEventListener('heptad:theme', all);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', all);
  document.addEventListener('heptad:repaint', load);
  load();
};

/**
 * The history chart, in a chunk of its own: a line with its lines and the zone of tolerance, drawn by ECharts on a canvas. The figure is one tab
 * stop: arrows move along the points (Shift by 10, Home, End), and each value is said politely. Its points are those of the table beside it.
 */
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { sloCharts } from './slo-charts.ts';

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, AriaComponent, CanvasRenderer]);

type Point = [number, number | null];

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

const draw = (box: HTMLElement): void => {
  const { chart: table = '', kind = '', unit = '', zone = 'UTC', title = '' } = box.dataset;
  const scale = kind === 'ratio' ? 100 : 1;
  const [adequate, desired] = [number(box.dataset.adequate), number(box.dataset.desired)];
  const suffix = kind === 'ratio' ? ' %' : kind === 'score' || unit === '' ? '' : ` ${unit}`;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const short = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short' });
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dated = (t: number): string => short.format(t).replace('Sept', 'Sep');
  const long = (t: number): string => `${dated(t)} ${clock.format(t)}`;
  const written = (v: number): string => `${v.toLocaleString('en', { maximumFractionDigits: 4 })}${suffix}`;
  let points: Point[] = [];
  let chart: ECharts | null = null;
  let at = -1;

  const option = (): Parameters<ECharts['setOption']>[0] => {
    const { from = '', to = '', ticks = '', says = '' } = box.dataset;
    const days = Number(to) - Number(from) >= 2 * 86_400_000;
    const known = points.flatMap(([, v]) => (v === null ? [] : [v]));
    const lines = [adequate, desired].flatMap((v) => (v === null ? [] : [v * scale]));
    const low = Math.min(...known, ...lines);
    const high = Math.max(...known, ...lines);
    const pad = (high - low || Math.abs(high) || 1) * 0.08;
    const floor = kind === 'ratio' || kind === 'score' ? Math.max(0, low - pad) : low - pad;
    const ceiling = kind === 'ratio' || kind === 'score' ? Math.min(100, high + pad) : high + pad;
    const text = { color: colour('--fg-2'), fontSize: 12 };
    const narrow = box.clientWidth < 600;
    const marks = [{ name: `desired ${box.dataset.desiredText}`, y: desired }, { name: `adequate ${box.dataset.adequateText}`, y: adequate === desired ? null : adequate }].flatMap(({ name, y }) => (y === null ? [] : [{ name, y: y * scale }])).sort((a, b) => b.y - a.y);
    const [upper, lower] = marks;
    // two lines nearer to each other than their words are high have them one under the other, at the upper
    const close = upper !== undefined && lower !== undefined && ((upper.y - lower.y) / (ceiling - floor)) * (box.clientHeight - 40) < 16;
    const named = (name: string): { name: string; label?: { show: boolean } } => (!close ? { name } : name === upper.name ? { name: `${upper.name}\n${lower.name}` } : { name, label: { show: false } });
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: true, label: { description: `${title}: ${says}` }, decal: { show: false } },
      grid: { left: 64, right: narrow ? 8 : 124, top: 14, bottom: 26, outerBoundsMode: 'none' },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        transitionDuration: still ? 0 : 0.1,
        backgroundColor: colour('--panel'),
        borderColor: colour('--line-strong'),
        textStyle: { color: colour('--fg'), fontSize: 12 },
        formatter: (some: unknown) => {
          const [t, v] = ((some as { data: Point }[])[0]?.data ?? [0, null]) as Point;
          return `${long(t)}\n${v === null ? 'No data' : written(v)}`;
        },
      },
      xAxis: {
        type: 'time',
        min: Number(from),
        max: Number(to),
        axisLabel: { ...text, customValues: ticks.split(',').map(Number), formatter: (t: number) => (days ? dated(t) : clock.format(t)), hideOverlap: true },
        axisTick: { customValues: ticks.split(',').map(Number), lineStyle: { color: colour('--line-strong') } },
        axisLine: { lineStyle: { color: colour('--line-strong') } },
      },
      yAxis: { type: 'value', min: floor, max: ceiling, axisLabel: { ...text, showMinLabel: false, showMaxLabel: false, formatter: (v: number) => written(Math.round(v * 1e4) / 1e4) }, splitLine: { lineStyle: { color: colour('--line') } } },
      series: [
        {
          type: 'line',
          name: title,
          data: points,
          showSymbol: known.length < 3,
          symbolSize: 6,
          connectNulls: false,
          sampling: 'lttb',
          lineStyle: { width: 1.8, color: colour('--ink-1') },
          itemStyle: { color: colour('--ink-1') },
          ...(desired === null
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  precision: 6,
                  label: { position: narrow ? 'insideStartTop' : 'end', color: colour('--fg-2'), fontSize: 12, formatter: (one: { name?: string }) => one.name ?? '' },
                  data: [
                    { ...named(`desired ${box.dataset.desiredText}`), yAxis: desired * scale, lineStyle: { color: colour('--fg'), type: 'solid', width: 1 } },
                    ...(adequate === null || adequate === desired ? [] : [{ ...named(`adequate ${box.dataset.adequateText}`), yAxis: adequate * scale, lineStyle: { color: colour('--fg-3'), type: 'dashed' as const, width: 1 } }]),
                  ],
                },
              }),
          ...(desired === null || adequate === null || adequate === desired
            ? {}
            : { markArea: { silent: true, itemStyle: { color: colour('--bullet-zone'), opacity: 0.55 }, data: [[{ yAxis: Math.min(adequate, desired) * scale }, { yAxis: Math.max(adequate, desired) * scale }]] } }),
        },
      ],
    };
  };

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
    points = [...document.querySelectorAll(`#${table} tbody tr`)].reverse().map((row): Point => {
      const value = row.querySelector('data')?.value ?? '';
      return [Date.parse(row.querySelector('time')?.dateTime ?? ''), value === '' ? null : Number(value) * scale];
    });
    paint();
  };

  const move = (to: number): void => {
    if (!chart || points.length === 0) return;
    at = Math.min(points.length - 1, Math.max(0, to));
    const [t, v] = points[at] as Point;
    chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at });
    const said = document.getElementById('said');
    if (said) said.textContent = `${long(t)}: ${v === null ? 'no data' : written(v)}`;
  };
  box.addEventListener('keydown', (event) => {
    const by = event.shiftKey ? 10 : 1;
    const next = event.key === 'ArrowLeft' ? (at < 0 ? points.length : at) - by : event.key === 'ArrowRight' ? at + by : event.key === 'Home' ? 0 : event.key === 'End' ? points.length - 1 : null;
    if (next === null) return;
    event.preventDefault();
    move(next);
  });
  box.addEventListener('blur', () => chart?.dispatchAction({ type: 'hideTip' }));
  for (const name of ['heptad:theme']) document.addEventListener(name, paint);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  document.addEventListener('heptad:repaint', load);
  load();
};

/** Draws every chart of the page. */
export const charts = (): void => {
  for (const box of document.querySelectorAll<HTMLElement>('[data-chart]')) draw(box);
  sloCharts();
};

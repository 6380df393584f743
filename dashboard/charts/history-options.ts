/** What the history chart of a measure looks like, as options of ECharts: a line with its desired and adequate lines and the zone of tolerance between them. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Look, Texts } from './look.ts';

/** An instant and what is drawn there: of a ratio per cent. */
export type Dot = readonly [number, number | null];
type Parts = { data: Texts; points: readonly Dot[]; look: Look; /** seconds that a tooltip moves for */ moves: number };

const number = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));
/** What a value is drawn times. */
export const scaleOf = ({ kind }: Texts): number => (kind === 'ratio' ? 100 : 1);
/** A drawn value with its unit. */
export const written = ({ kind, unit = '' }: Texts, v: number): string => `${v.toLocaleString('en', { maximumFractionDigits: 4 })}${kind === 'ratio' ? ' %' : kind === 'score' || unit === '' ? '' : ` ${unit}`}`;

const BOUNDED = ['ratio', 'score'];

export const historyOption = ({ data, points, look, moves }: Parts): EChartsCoreOption => {
  const { kind = '', from = '', to = '', says = '', title = '' } = data;
  const ticks = (data.ticks ?? '').split(',').map(Number);
  const scale = scaleOf(data);
  const [adequate, desired] = [number(data.adequate), number(data.desired)].map((one) => (one === null ? null : one * scale)) as [number | null, number | null];
  const known = points.flatMap(([, v]) => (v === null ? [] : [v]));
  const lines = [adequate, desired].filter((one) => one !== null);
  const [low, high] = [Math.min(...known, ...lines), Math.max(...known, ...lines)];
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  const floor = BOUNDED.includes(kind) ? Math.max(0, low - pad) : low - pad;
  const ceiling = BOUNDED.includes(kind) ? Math.min(100, high + pad) : high + pad;
  const text = { color: look.colour('--fg-2'), fontSize: 12 };
  const marks = [{ name: `desired ${data.desiredText}`, y: desired }, { name: `adequate ${data.adequateText}`, y: adequate === desired ? null : adequate }].flatMap(({ name, y }) => (y === null ? [] : [{ name, y }])).sort((a, b) => b.y - a.y);
  const [upper, lower] = marks;
  // two lines nearer to each other than their words are high have them one under the other, at the upper
  const close = upper !== undefined && lower !== undefined && ((upper.y - lower.y) / (ceiling - floor)) * (look.height - 40) < 16;
  const named = (name: string): { name: string; label?: { show: boolean } } => (!close ? { name } : name === upper.name ? { name: `${upper.name}\n${lower.name}` } : { name, label: { show: false } });
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: look.family },
    aria: { enabled: true, label: { description: `${title}: ${says}` }, decal: { show: false } },
    grid: { left: 64, right: look.narrow ? 8 : 124, top: 14, bottom: 26, outerBoundsMode: 'none' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      transitionDuration: moves,
      backgroundColor: look.colour('--panel'),
      borderColor: look.colour('--line-strong'),
      textStyle: { color: look.colour('--fg'), fontSize: 12 },
      formatter: (some: unknown) => {
        const [t, v] = ((some as { data: Dot }[])[0]?.data ?? [0, null]) as Dot;
        return `${look.long(t)}\n${v === null ? 'No data' : written(data, v)}`;
      },
    },
    xAxis: {
      type: 'time',
      min: Number(from),
      max: Number(to),
      axisLabel: { ...text, customValues: ticks, formatter: (t: number) => look.tick(t), hideOverlap: true },
      axisTick: { customValues: ticks, lineStyle: { color: look.colour('--line-strong') } },
      axisLine: { lineStyle: { color: look.colour('--line-strong') } },
    },
    yAxis: { type: 'value', min: floor, max: ceiling, axisLabel: { ...text, showMinLabel: false, showMaxLabel: false, formatter: (v: number) => written(data, Math.round(v * 1e4) / 1e4) }, splitLine: { lineStyle: { color: look.colour('--line') } } },
    series: [
      {
        type: 'line',
        name: title,
        data: points,
        showSymbol: known.length < 3,
        symbolSize: 6,
        connectNulls: false,
        sampling: 'lttb',
        lineStyle: { width: 1.8, color: look.colour('--ink-1') },
        itemStyle: { color: look.colour('--ink-1') },
        ...(desired === null
          ? {}
          : {
              markLine: {
                silent: true,
                symbol: 'none',
                precision: 6,
                label: { position: look.narrow ? 'insideStartTop' : 'end', color: look.colour('--fg-2'), fontSize: 12, formatter: (one: { name?: string }) => one.name ?? '' },
                data: [
                  { ...named(`desired ${data.desiredText}`), yAxis: desired, lineStyle: { color: look.colour('--fg'), type: 'solid', width: 1 } },
                  ...(adequate === null || adequate === desired ? [] : [{ ...named(`adequate ${data.adequateText}`), yAxis: adequate, lineStyle: { color: look.colour('--fg-3'), type: 'dashed' as const, width: 1 } }]),
                ],
              },
            }),
        ...(desired === null || adequate === null || adequate === desired
          ? {}
          : { markArea: { silent: true, itemStyle: { color: look.colour('--bullet-zone'), opacity: 0.55 }, data: [[{ yAxis: Math.min(adequate, desired) }, { yAxis: Math.max(adequate, desired) }]] } }),
      },
    ],
  };
};

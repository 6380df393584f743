/** What each of the four charts of an SLO looks like, as options of ECharts: budget, burn, SLI, volume. All have the same paddings, so that an instant stands at the same pixel in all. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Look, Texts } from './look.ts';

/** A row of the table beside it: [from, at) in ms and the figures of its columns. */
export type Point = { from: number; at: number; values: (number | null)[] };

const PADDING = { left: 68, right: 124, narrowRight: 10 };
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;
const INKS = ['--ink-1', '--ink-2', '--ink-3', '--ink-2'];

const list = (text: string | undefined): number[] => (text ?? '').split(',').filter((one) => one !== '').map(Number);

type Parts = { data: Texts; points: Point[]; look: Look };

const text = (look: Look): { color: string; fontSize: number } => ({ color: look.colour('--fg-2'), fontSize: 12 });

const frame = ({ data, look }: Parts, y: object): EChartsCoreOption => {
  const ticks = list(data.ticks);
  const line = { lineStyle: { color: look.colour('--line-strong') } };
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: look.family },
    aria: { enabled: true, label: { description: `${data.title}: ${data.says}` }, decal: { show: false } },
    grid: { left: PADDING.left, right: look.narrow ? PADDING.narrowRight : PADDING.right, top: 10, bottom: look.dated ? 26 : 8, outerBoundsMode: 'none' },
    xAxis: {
      type: 'time', min: Number(data.from), max: Number(data.to), containShape: false, axisLine: line, splitLine: { show: false },
      axisTick: { show: look.dated, customValues: ticks, ...line },
      axisLabel: { show: look.dated, ...text(look), customValues: ticks, formatter: (t: number) => look.tick(t), hideOverlap: true },
      axisPointer: { show: true, type: 'line', snap: false, label: { show: false }, lineStyle: { color: look.colour('--fg-2'), type: 'dashed' }, triggerTooltip: false },
    },
    yAxis: { axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: look.colour('--line') } }, axisPointer: { show: false }, ...y },
  };
};

/** A line across with its name at the right, on a narrow screen inside. */
const across = (look: Look, yAxis: number, name: string, colour: string, type: 'solid' | 'dashed', verticalAlign: 'middle' | 'bottom' | 'top' = 'middle'): object => ({ yAxis, name, lineStyle: { color: look.colour(colour), type, width: 1 }, ...(look.narrow ? {} : { label: { verticalAlign } }) });
const marks = (look: Look, data: object[]): object => ({ silent: true, symbol: 'none', precision: 6, label: { position: look.narrow ? 'insideStartTop' : 'end', color: look.colour('--fg-2'), fontSize: 12, formatter: (one: { name?: string }) => one.name ?? '' }, data });

/** A step of 1, 2 or 5 times a power of ten that goes at most five times into a span. */
const roomy = (span: number): number => {
  const ten = 10 ** Math.floor(Math.log10(span / 5));
  return ([1, 2, 5, 10].find((n) => n * ten * 5 >= span) ?? 10) * ten;
};

const budget = (parts: Parts): EChartsCoreOption => {
  const { data, points, look } = parts;
  const known = points.flatMap((one) => one.values[0] ?? []);
  const low = Math.min(0, ...known);
  // steps of a half, so that 0 and 100 % stand on lines; far below 0 whole ones, and 100 % is no line of its own where it would stand on that of 0
  const step = low < -2 ? roomy(1 - low) : low < 0 ? 0.5 : 0.25;
  const floor = low < -2 ? Math.floor(low / step) * step : low < 0 ? Math.min(-0.25, Math.floor(low * 2) / 2) : 0;
  const [start, end] = list(data.even);
  const last = points.at(-1);
  const spent = Number(data.spent ?? 0);
  const quiet = { type: 'line', silent: true, showSymbol: false };
  return {
    ...frame(parts, { type: 'value', min: floor, max: 1, interval: step, axisLabel: { ...text(look), showMaxLabel: step <= 1 || 1 - floor < 9, formatter: (v: number) => `${Math.round(v * 100)} %`.replace('-', '−') } }),
    visualMap: { type: 'piecewise', show: false, dimension: 1, seriesIndex: 0, pieces: [{ lte: 0, color: look.colour('--missed') }, { gt: 0, lte: 0.25, color: look.colour('--tolerated') }, { gt: 0.25, color: look.colour('--met') }] },
    series: [
      {
        type: 'line', name: data.title, data: points.map((one) => [one.at, one.values[0]]), showSymbol: known.length < 3, connectNulls: false, lineStyle: { width: 2 },
        markLine: marks(look, [across(look, 0, !look.narrow && last && Math.abs(last.values[0] ?? 1) < 0.12 * (1 - floor) ? '' : 'exhausted', '--missed', 'solid')]),
        endLabel: { show: !look.narrow && last !== undefined && last.values[0] !== null, formatter: () => data.now ?? '', color: look.colour('--fg'), fontSize: 12, distance: 8 },
      },
      ...(start !== undefined && end !== undefined ? [{ ...quiet, name: 'spent evenly', data: [[start, 1], [end, 0]], lineStyle: { color: look.colour('--ink-3'), type: 'dashed', width: 1 } }] : []),
      ...(spent > 0 && last && (last.values[0] ?? 0) > 0 ? [{ ...quiet, name: 'forecast', data: [[last.at, last.values[0]], [spent, 0]], lineStyle: { color: look.colour('--ink-2'), type: 'dotted', width: 1.5 } }] : []),
    ],
  };
};

/** Where the highest burn rate of a step stands: in its middle; the newest is the one of now. */
export const burnAt = (one: Point, newest: boolean): number => (newest ? one.at : (one.from + one.at) / 2);

const burn = (parts: Parts): EChartsCoreOption => {
  const { data, points, look } = parts;
  const names = (data.series ?? '').split('|');
  const lines = JSON.parse(data.lines || '[]') as [number, string, number][];
  const fired = JSON.parse(data.fired || '[]') as [number, number][];
  const top = Math.max(10, ...points.flatMap((one) => one.values.flatMap((v) => v ?? [])), ...lines.map(([value]) => value));
  return {
    ...frame(parts, { type: 'log', min: 0.1, max: 10 ** Math.ceil(Math.log10(top * 1.2)), axisLabel: { ...text(look), formatter: (v: number) => `${Number(v.toPrecision(3))}×` } }),
    series: names.map((name, i) => ({
      type: 'line', name, z: 10 - i, showSymbol: points.length < 3, connectNulls: false, sampling: 'lttb',
      data: look.off.has(name) ? [] : points.map((one, k) => [burnAt(one, k === points.length - 1), one.values[i] === null ? null : Math.max(0.1, one.values[i] as number)]),
      lineStyle: { width: i === 0 ? 1.8 : 1.3, type: DASHES[i % DASHES.length], color: look.colour(INKS[i % INKS.length] as string) },
      itemStyle: { color: look.colour(INKS[i % INKS.length] as string) },
      ...(i === 0
        ? {
            markLine: marks(look, lines.map(([value, label, page]) => across(look, value, label, page === 1 ? '--missed' : '--fg-3', 'dashed'))),
            markArea: { silent: true, itemStyle: { color: look.colour('--firing') }, data: fired.map(([a, b]) => [{ xAxis: a }, { xAxis: b }]) },
          }
        : {}),
    })),
  };
};

/** A share on the scale of nines: 0.9 is 1, 0.99 is 2. */
const nines = (share: number): number => (share >= 1 ? Number.POSITIVE_INFINITY : -Math.log10(1 - share));
const percent = (nine: number): string => (nine === 0 ? '0 %' : `${Number((100 * (1 - 10 ** -nine)).toPrecision(nine + 1))} %`);

const sli = (parts: Parts): EChartsCoreOption => {
  const { data, points, look } = parts;
  const [target, adequate] = [Number(data.target), Number(data.adequate)];
  const finite = [nines(target), ...points.flatMap((one) => (one.values[0] === null || one.values[0] === undefined ? [] : [nines(one.values[0])]))].filter(Number.isFinite);
  // 100 % lies beyond every nine: it is drawn at the top, one line above the best that is not whole
  const top = Math.min(7, Math.ceil(Math.max(...finite) + 0.3) + 1);
  const y = (share: number): number => Math.min(top, nines(share));
  const line: [number, number | null][] = [];
  for (const { from, at, values } of points) {
    const v = values[0] ?? null;
    line.push([from, v === null ? null : y(v)], [at, v === null ? null : y(v)]);
  }
  // names of lines that lie close stand over and under them
  const close = y(target) - y(adequate) < top / 7;
  const under = points.filter((one) => one.values[0] !== null && (one.values[0] as number) < target);
  return {
    ...frame(parts, { type: 'value', min: 0, max: top, interval: 1, axisLabel: { ...text(look), formatter: (v: number) => (v === top ? '100 %' : percent(v)) } }),
    series: [
      {
        type: 'line', name: data.title, data: line, showSymbol: false, connectNulls: false, lineStyle: { width: 1.6, color: look.colour('--ink-1') }, itemStyle: { color: look.colour('--ink-1') },
        markLine: marks(look, [across(look, y(target), `objective ${data.targetText}`, '--fg', 'solid', close && adequate < target ? 'bottom' : 'middle'), ...(adequate < target ? [across(look, y(adequate), `adequate ${data.adequateText}`, '--fg-3', 'dashed', close ? 'top' : 'middle')] : [])]),
        markArea: { silent: true, itemStyle: { color: look.hatch(look.colour('--missed'), 7) }, data: under.map((one) => [{ xAxis: one.from }, { xAxis: one.at }]) },
      },
    ],
  };
};

const volume = (parts: Parts): EChartsCoreOption => {
  const { data, points, look } = parts;
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  const plot = look.width - PADDING.left - (look.narrow ? PADDING.narrowRight : PADDING.right);
  const width = Math.max(1, Math.min(40, (plot * Number(data.step)) / (Number(data.to) - Number(data.from)) * 0.72));
  // a bar stands in the middle of its step, the open one too
  const middle = (one: Point): number => one.from + Number(data.step) / 2;
  const bars = (i: number): object => ({ type: 'bar', stack: 'all', barWidth: width, data: points.filter((one) => middle(one) <= Number(data.to)).map((one) => [middle(one), one.values[i]]) });
  const names = (data.series ?? '').split('|');
  return {
    ...frame(parts, { type: 'value', min: 0, splitNumber: 3, axisLabel: { ...text(look), formatter: (v: number) => compact.format(v) } }),
    series: [
      { ...bars(0), name: names[0], itemStyle: { color: look.colour('--ink-3') } },
      { ...bars(1), name: names[1], itemStyle: { color: look.colour('--missed'), decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: Math.PI / 4, color: look.colour('--decal') } } },
    ],
  };
};

/** Deploys whose text stands along their line: the newest, and few where there is little room. */
const [NAMED, NAMED_NARROW] = [8, 3];

/** Corrections hatched, incidents as a line where they began, deploys as one with what it was: a series of its own, the same in all four. */
const marked = ({ data, look }: Parts): object[] => {
  const all = JSON.parse(data.marks || '[]') as [number, number, number, string?][];
  if (all.length === 0) return [];
  const [corrections, incidents, deploys] = [0, 1, 2].map((kind) => all.filter((one) => one[2] === kind)) as [typeof all, typeof all, typeof all];
  const unnamed = deploys.length - (look.narrow ? NAMED_NARROW : NAMED);
  const line = { color: look.colour('--fg-2'), type: 'solid', width: 1 };
  return [
    {
      type: 'line', silent: true, showSymbol: false, name: '', data: [[Number(data.from), null]],
      markArea: { silent: true, itemStyle: { color: look.hatch(look.colour('--fg-3'), 5) }, data: corrections.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]) },
      markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: look.colour('--missed'), type: [2, 3], width: 1 }, data: [
        ...incidents.map(([from]) => ({ xAxis: from })),
        ...deploys.map(([at, , , name], i) => ({ xAxis: at, lineStyle: line, ...(i < unnamed ? {} : { label: { show: true, position: 'insideEndTop', formatter: name ?? '', color: look.colour('--fg'), fontSize: 11, textBorderColor: look.colour('--bg'), textBorderWidth: 3 } }) })),
      ] },
    },
  ];
};

const PLOTS: Record<string, (parts: Parts) => EChartsCoreOption> = { budget, burn, sli, volume };
export const optionOf = (parts: Parts): EChartsCoreOption => {
  const own = (PLOTS[parts.data.plot ?? ''] as (it: Parts) => EChartsCoreOption)(parts);
  return { ...own, series: [...(own.series as object[]), ...marked(parts)] };
};

/** Samples of the lines for the keys above a chart: how the series of that number is drawn. */
export const inkOf = (i: number): { ink: string; dash: string } => ({ ink: INKS[i % INKS.length] as string, dash: ['solid', 'dashed', 'dotted', 'dashed'][i % 4] as string });

/** The class of the key of series i of a chart: a line of its ink, or a bar. */
export const keyClass = (kind: string, i: number): string => {
  const { ink, dash } = inkOf(i);
  return kind === 'burn' ? `line-key ${dash} ${ink.slice(2)}` : `bar-key ${i === 0 ? 'good-bar' : 'bad-bar'}`;
};

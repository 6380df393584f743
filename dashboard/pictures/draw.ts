/** Draws an option of ECharts as SVG on the server, with the look of the pages. ECharts is loaded when the first picture is asked for. */
import type { EChartsCoreOption } from 'echarts/core';
import { clocks, type Look } from '../charts/look.ts';
import { FAMILY, INNER } from './frame.ts';
import { palette, type Theme } from './palette.ts';

const load = async () => {
  const [{ BarChart, LineChart }, components, { init, use }, { SVGRenderer }] = await Promise.all([import('echarts/charts'), import('echarts/components'), import('echarts/core'), import('echarts/renderers')]);
  const { AriaComponent, AxisPointerComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapPiecewiseComponent } = components;
  use([LineChart, BarChart, GridComponent, TooltipComponent, AxisPointerComponent, MarkLineComponent, MarkAreaComponent, VisualMapPiecewiseComponent, AriaComponent, SVGRenderer]);
  return init;
};
let loaded: ReturnType<typeof load> | null = null;

/** Lines to 45 degrees as a piece of SVG that is repeated. */
const hatch = (colour: string, gap: number): object => ({
  svgElement: { tag: 'path', key: 'hatch', attrs: { d: [-gap, 0, gap].map((shift) => `M${shift} ${gap}L${shift + gap} 0`).join(''), stroke: colour, 'stroke-opacity': 0.45, fill: 'none' } },
  svgWidth: gap,
  svgHeight: gap,
});

/** How a picture of this theme looks; its axis goes from `from` to `to`. */
export const lookOf = (theme: Theme, height: number, zone: string, from: number, to: number): Look => ({ colour: palette(theme), family: FAMILY, narrow: false, width: INNER, height, dated: true, ...clocks(zone, from, to), off: new Set(), hatch });

/** Without what only a page that reacts has need of, and with ids that are the same each time. Texts hold no quotation marks here, so that only attributes are met. */
const still = (svg: string): string => svg.replaceAll(/<style[^>]*>.*?<\/style>/gs, '').replaceAll(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '').replaceAll(/zr\d+-/g, 'zr-');

/** SVG of the width INNER. */
export const drawn = async (option: EChartsCoreOption, height: number): Promise<string> => {
  const init = await (loaded ??= load());
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: INNER, height });
  try {
    chart.setOption({ ...option, tooltip: { show: false } });
    return still(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
};

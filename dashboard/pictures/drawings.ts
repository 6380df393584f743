/** Drawings that pages hold as SVG of their own, as pictures: where bad minutes flow, and how long ticks took. Their classes get the colours of the page. */
import type { VNode } from 'preact';
import type { Flow } from '../cards/contribution.ts';
import { h } from '../cards/markup.ts';
import { bands } from '../cards/sankey.ts';
import { sprite } from '../cards/state.ts';
import { tickBars, ticksSay } from '../cards/ticks.ts';
import type { TierFacts } from '../cards/tiers.ts';
import type { PipelineShown } from '../routes/pipeline-facts.ts';
import { framed, INNER, xml } from './frame.ts';
import { palette, type Theme } from './palette.ts';

/** What the style sheets of the pages say of these classes; tokens by name. */
const STYLE = `
.band{fill:--ink-3;fill-opacity:.35} .label{fill:--fg;font-size:14px} .tick{fill:--fg-2;font-size:12px}
.measure{fill:--ink-2} .measure.met,.shape.met{fill:--met} .measure.tolerated,.shape.tolerated{fill:--tolerated} .measure.missed,.shape.missed{fill:--missed} .measure.unknown{fill:--ink-2} .shape.unknown{fill:none} .shape.none{fill:--ink-2}
.glyph{fill:none;stroke:--glyph;stroke-width:2} .glyph-missed{stroke:--glyph-missed} .glyph-dot{fill:--glyph} .ring{fill:none;stroke:--unknown;stroke-width:2}
.ticks rect{fill:--ink-1} .ticks .slow{fill:--tolerated} .limit{fill:none;stroke:--fg-3;stroke-dasharray:3 3}`;

const styled = (theme: Theme, ...parts: VNode[]): string => `<style>${STYLE.replaceAll(/--[\w-]+/g, palette(theme))}</style>${parts.map(xml).join('')}`;

/** null when no bad minute flows anywhere. */
export const flowPicture = (facts: TierFacts, flows: readonly Flow[], theme: Theme): string | null => {
  if (flows.length === 0 || facts.at === null) return null;
  const { drawing, width, height } = bands(facts, flows);
  const tall = Math.ceil((height * INNER) / width);
  const says = `${flows.length} ${flows.length === 1 ? 'flow' : 'flows'} of bad minutes from events over SLOs and activities to KPIs; the table has all.`;
  return framed({ title: facts.scope, note: 'Contribution: bad minutes, each over the window of what they go to, from SIE over SLO and VMA to KPI', says, from: null, to: null, at: facts.at, zone: facts.zone, theme }, styled(theme, sprite(), h('svg', { width: INNER, height: tall, viewBox: `0 0 ${width} ${height}` }, drawing)), tall);
};

const TICKS = 180;

/** null when nothing has ticked. */
export const tickPicture = ({ ticks, now }: PipelineShown, zone: string, theme: Theme): string | null => {
  const [newest, oldest] = [ticks[0], ticks.at(-1)];
  if (newest === undefined || oldest === undefined) return null;
  return framed({ title: 'Ticks of the aggregator', note: `${ticksSay(ticks)} Dashed: 1 s.`, says: ticksSay(ticks), from: oldest.at, to: newest.at, at: now, zone, theme }, styled(theme, h('svg', { width: INNER, height: TICKS }, tickBars(ticks, TICKS))), TICKS);
};

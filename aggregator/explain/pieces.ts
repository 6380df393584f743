/** A window cut into days (or hours, or five minutes, when it is short), never through a timeslice, and what each piece adds to the whole. */
import type { Child, SliMeasure, SloMeasure, VmaMeasure } from '../../shared/plan/measure.ts';
import type { Part } from '../../shared/tiers/explanation.ts';
import { iso } from '../../shared/time/instant.ts';
import { dayStarts } from '../../shared/time/window.ts';
import { quotient } from '../exact.ts';
import { fills, type Fill } from '../fill.ts';
import { type Span, starts } from '../grain.ts';
import { judgeSli } from '../judge/2-sli.ts';
import { judgeVma, type VmaFigure } from '../judge/4-vma.ts';
import { DAY, MINUTE } from '../ladder.ts';
import { childFigures, type Figure, type Votes, votes } from '../recount.ts';
import type { Scene } from '../scene.ts';
import { sliSums, sloSums } from '../sums.ts';

const HOUR = 60 * MINUTE;

/** `span` (whole minutes) cut at local midnights of `zone`, at hours up to two days, at five minutes up to two hours; cuts move back to the start of their timeslice. */
export const pieces = ({ from, to }: Span, zone: string, slice = MINUTE): Span[] => {
  if (to <= from) return [];
  const grain = to - from <= 2 * HOUR ? 5 * MINUTE : HOUR;
  const cuts = to - from > 2 * DAY ? dayStarts(zone, from, to) : Array.from({ length: Math.ceil((to - from) / grain) + 1 }, (_, i) => Math.floor(from / grain) * grain + i * grain);
  const whole = slice > MINUTE ? cuts.map((at) => starts(slice, zone, at).from) : cuts;
  const edges = [...new Set([from, ...whole.filter((at) => at > from && at < to), to])].sort((a, b) => a - b);
  return edges.slice(1).map((edge, i) => ({ from: edges[i] as number, to: edge }));
};

const placed = ({ from, to }: Span): Pick<Part, 'label' | 'from' | 'to'> => ({ label: null, from: iso(from), to: iso(to) });

/** top ÷ bottom, decimals as text; null by nothing. */
export const divided = ({ top, bottom }: Pick<Figure, 'top' | 'bottom'>): number | null => quotient(Number(top), Number(bottom));

/** What an SLI counted in each piece: good and total, or how many values and their sum. */
export const sliParts = async (scene: Scene, sli: SliMeasure, spans: readonly Span[]): Promise<Part[]> => {
  const sums = await sliSums(scene.door, spans.map((span) => ({ def: sli.def, ...span })));
  return spans.map((span, i) => {
    const { good, total, value } = judgeSli(sli, sums[i]);
    return { ...placed(span), good, total, value, ...(sli.kind === 'threshold' ? { sum: Number(sums[i]?.sum ?? 0) } : {}) };
  });
};

/** What an SLO adds up in each piece of `span`, and what its no-data policy filled in, which is a part of its own: a carried timeslice knows no pieces. */
export const sloParts = async (scene: Scene, slo: SloMeasure, zone: string, span: Span): Promise<{ parts: Part[]; filled: Fill }> => {
  const spans = pieces(span, zone, slo.method === 'Occurrences' ? MINUTE : slo.slice);
  const [sums, [filled]] = await Promise.all([sloSums(scene.door, spans.map((one) => ({ slo, zone, ...one }))), fills(scene, [{ slo, zone, ...span }])]);
  const fill = filled as Fill;
  const list = [...sums, ...(fill.total === '0' ? [] : [fill])];
  const parts = list.map((one, i): Part => {
    const [good, total] = [Number(one.good), Number(one.total)];
    return { ...(i < spans.length ? placed(spans[i] as Span) : { label: `filled by heptad/no-data: ${slo.noData}`, from: null, to: null }), good, total, value: quotient(good, total) };
  });
  return { parts, filled: fill };
};

/** Minutes of an activity in each piece. */
export const vmaParts = async (scene: Scene, vma: VmaMeasure, spans: readonly Span[]): Promise<{ part: Part; votes: Votes; span: Span }[]> => {
  const all = await votes(scene, spans.map((span) => ({ vma, ...span })));
  return spans.map((span, i) => {
    const { good, bad, known, slices } = all[i] as Votes;
    const { value } = judgeVma({ vma, votes: all[i] as Votes, children: [] });
    return { span, votes: all[i] as Votes, part: { ...placed(span), good, total: good + bad, value, bad, unknown: slices - known } };
  });
};

/** The children of a weighted activity, each by its own method over `span`; their contributions add up to its value. */
export const weightedParts = async (scene: Scene, vma: VmaMeasure, span: Span & { shownTo: number }, zone?: string): Promise<{ parts: Part[]; figures: Figure[]; row: VmaFigure }> => {
  const [figures] = await childFigures(scene, [{ vma, ...span, ...(zone === undefined ? {} : { zone }) }]);
  const mine = figures as Figure[];
  const row = judgeVma({ vma, votes: null, children: mine });
  const parts = vma.children.map((child: Child, i): Part => ({ label: `${child.tier}/${child.name}`, from: null, to: null, good: mine[i]?.good ?? null, total: mine[i]?.total ?? null, value: mine[i] ? divided(mine[i]) : null, weight: Number(child.weight), contribution: row.contributions[i] ?? null }));
  return { parts, figures: mine, row };
};

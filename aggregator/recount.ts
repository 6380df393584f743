/** What SLOs, activities, statistics of SLIs and entered figures come to over any span, recounted from slices and entries; a weighted activity asks for its children over the same span. */
import type { KptMeasure, SliMeasure, SloMeasure, VmaMeasure } from '../shared/plan/measure.ts';
import type { Flag } from '../shared/tiers/row.ts';
import { type EnteredAsk, enteredFigures } from './entered.ts';
import { type Fill, sloFigures } from './fill.ts';
import { outages } from './fold/outage.ts';
import type { Span } from './grain.ts';
import { written } from './exact.ts';
import { judgeVma } from './judge/4-vma.ts';
import { MINUTE, windowZone } from './ladder.ts';
import { resting } from './resting.ts';
import { type Coverage, coverages, firstOf, type Scene } from './scene.ts';
import { beyondSums } from './sketch.ts';
import { sliSums, type VmaSum, vmaSums } from './sums.ts';
import { MOST_BRIEF, MOST_VALUES, type ValueAsk, valueFigures } from './values.ts';

/** What a measure comes to over a span: value = top / bottom, both exact decimals as text; measured and expected in ms or, for a VMA, in slices. */
export type Figure = { top: string; bottom: string; good: number | null; total: number | null; measured: number; expected: number; first: number | null; /** a quantile of a sketch; an outage is still open */ more?: Flag[] };

const NONE: Figure = { top: '0', bottom: '0', good: null, total: null, measured: 0, expected: 0, first: null };

/** What a node's minutes come to over a span, and how many of them are known. */
export type Votes = { good: number; bad: number; known: number; slices: number; first: number | null; blame: Record<string, number> };

/** effectiveFrom of every leaf of a node, ms. */
const leafFirsts = (scene: Scene, def: string): number[] =>
  (scene.ladder.ties.get(def) ?? []).flatMap((tie) => {
    if (tie.tier === 'vma') return leafFirsts(scene, tie.key);
    const sli = scene.ladder.slis.get(tie.key);
    const first = sli && firstOf(scene, sli);
    return first === null || first === undefined ? [] : [first];
  });

/** effectiveFrom of a VMA: its first good or bad minute, where any child could be computed; a group that too few children leave bad rests so before. */
const firstVote = (scene: Scene, vma: VmaMeasure): number | null => {
  const first = scene.first.vma.get(vma.def);
  const leaves = leafFirsts(scene, vma.def);
  return first === undefined || leaves.length === 0 ? null : Math.max(first, Math.min(...leaves));
};

/** Votes of unweighted VMAs over spans of whole slices. Minutes without a row are in the node's resting state; a row says what it would have been without it. */
export const votes = async (scene: Scene, asks: readonly ({ vma: VmaMeasure } & Span)[]): Promise<Votes[]> => {
  const firsts = asks.map(({ vma }) => firstVote(scene, vma));
  const since = asks.map(({ from, to }, i) => Math.min(to, Math.max(from, firsts[i] ?? to)));
  const sums = await vmaSums(scene.door, asks.map(({ vma, to }, i) => ({ def: vma.def, from: since[i] as number, to })));
  return asks.map(({ vma, to }, i) => {
    const sum = sums[i];
    const from = since[i] as number;
    const rests = { 2: 0, 3: 0 };
    for (const rest of resting(scene.ladder, vma, from, to)) rests[rest.state] += (rest.to - rest.from) / MINUTE;
    const slices = (to - from) / MINUTE;
    const unknown = Number(sum?.unknown ?? 0) + rests[3] - Number(sum?.rest_unknown ?? 0);
    const bad = Number(sum?.bad ?? 0) + rests[2] - Number(sum?.rest_bad ?? 0);
    return { good: Number(sum?.good ?? 0), bad, known: slices - unknown, slices, first: firsts[i] ?? null, blame: blames(sum) };
  });
};

const blames = (sum: VmaSum | undefined): Record<string, number> => Object.fromEntries(Object.entries(sum?.blame ?? {}).map(([child, share]) => [child, Number(share)]));

export type FigureAsk = { of: { tier: string; def: string; statistic?: KptMeasure['of']['statistic'] }; zone: string } & Span & { shownTo: number };

/**
 * Figures of SLOs, VMAs and SLI statistics over whole slices [from, to); `shownTo` is where the window ends (coverage is expected up to it).
 * A weighted VMA asks for its children over the same span, so this calls itself, once a level.
 */
export const figures = async (scene: Scene, asks: readonly FigureAsk[]): Promise<Figure[]> => {
  const out: Figure[] = asks.map(() => NONE);
  if (asks.length === 0) return out;
  const { ladder } = scene;
  const slos = asks.flatMap((ask, i) => {
    const slo = ask.of.tier === 'slo' ? ladder.byDef<SloMeasure>('slo', ask.of.def) : undefined;
    return slo ? [{ i, slo, zone: ask.zone, from: ask.from, to: ask.to, shownTo: ask.shownTo }] : [];
  });
  const nodes = asks.flatMap((ask, i) => {
    const vma = ask.of.tier === 'vma' ? ladder.byDef<VmaMeasure>('vma', ask.of.def) : undefined;
    return vma ? [{ i, vma, ask }] : [];
  });
  const stats = asks.flatMap((ask, i) => {
    const sli = ask.of.tier === 'sli' ? ladder.slis.get(ask.of.def) : undefined;
    return sli ? [{ i, sli, statistic: ask.of.statistic, def: sli.def, from: ask.from, to: ask.to, shownTo: ask.shownTo }] : [];
  });
  const typed = asks.flatMap((ask, i) => (ask.of.tier === 'entered' ? [{ i, def: ask.of.def, statistic: ask.of.statistic as EnteredAsk['statistic'], from: ask.from, to: Math.min(ask.to, scene.at) }] : []));
  const covers = [...slos.map((one) => ({ sli: ladder.slis.get(one.slo.source) as SliMeasure, from: one.from, to: one.shownTo })), ...stats.map((one) => ({ sli: one.sli, from: one.from, to: one.shownTo }))];
  const beyond = stats.filter((one) => beyondSums(one.statistic)) as (ValueAsk & { i: number })[];
  const idle = stats.filter((one) => one.statistic === 'mttr' || one.statistic === 'mtbf');
  const plain = nodes.filter((one) => one.vma.op !== 'weighted');
  const weighted = nodes.filter((one) => one.vma.op === 'weighted');
  // asked in the same moment, they share their statements
  const [byHand, valued, fallen, sloSums, covered, statSums, counted, below] = await Promise.all([
    enteredFigures(scene.door, typed),
    valueFigures(scene.door, beyond, scene.brief ? MOST_BRIEF : MOST_VALUES),
    outages(scene.door, idle, scene.watermark),
    sloFigures(scene, slos),
    coverages(scene, covers),
    sliSums(scene.door, stats),
    votes(scene, plain.map((one) => ({ vma: one.vma, from: one.ask.from, to: one.ask.to }))),
    childFigures(scene, weighted.map((one) => ({ vma: one.vma, from: one.ask.from, to: one.ask.to, shownTo: one.ask.shownTo, zone: one.ask.zone }))),
  ]);
  const values = new Map(valued.map(({ sketch, ...one }, k) => [(beyond[k] as { i: number }).i, { ...one, more: sketch ? (['sketch'] as Flag[]) : [] }]));
  const down = new Map(fallen.map((one, k) => [(idle[k] as { i: number }).i, one]));
  byHand.forEach((one, k) => void (out[(typed[k] as { i: number }).i] = { ...NONE, ...one }));
  slos.forEach((one, k) => {
    const sum = sloSums[k] as Fill;
    const cover = covered[k] as Coverage;
    out[one.i] = { top: sum.good, bottom: sum.total, good: Number(sum.good), total: Number(sum.total), ...cover, measured: cover.measured + sum.measured };
  });
  stats.forEach((one, k) => {
    const sum = statSums[k];
    const cover = covered[slos.length + k] as Coverage;
    const n = sum?.n ?? '0';
    const gone = down.get(one.i);
    if (gone) {
      // seconds: of what was down, or up, by outages that ended
      const top = one.statistic === 'mttr' ? (gone.down / 1000).toFixed(3) : (sum?.good ?? '0');
      out[one.i] = { top, bottom: String(gone.ended), good: null, total: null, ...cover, more: gone.open ? ['open'] : [] };
      return;
    }
    const [top, bottom] =
      one.statistic === 'mean'
        ? [sum?.sum ?? '0', n]
        : one.statistic === 'sum'
          ? [sum?.sum ?? '0', cover.measured > 0 ? '1' : '0']
          : one.statistic === 'count'
            ? [n, cover.measured > 0 ? '1' : '0']
            : [(one.statistic === 'min' ? sum?.min : sum?.max) ?? '0', n === '0' ? '0' : '1'];
    out[one.i] = { top, bottom, good: null, total: null, ...cover, ...values.get(one.i) };
  });
  plain.forEach((one, k) => {
    const v = counted[k] as Votes;
    out[one.i] = { top: String(v.good), bottom: String(v.good + v.bad), good: v.good, total: v.good + v.bad, measured: v.known, expected: v.slices, first: v.first };
  });
  weighted.forEach((one, k) => {
    const children = below[k] as Figure[];
    const row = judgeVma({ vma: one.vma, votes: null, children });
    const firsts = children.flatMap((child) => (child.first === null ? [] : [child.first]));
    out[one.i] = { top: written(row.exact), bottom: row.value === null ? '0' : '1', good: null, total: null, measured: Math.round((row.coverage ?? 0) * 1e9), expected: 1e9, first: firsts.length > 0 ? Math.min(...firsts) : null };
  });
  return out;
};

/** The children of weighted VMAs, each by its own method over the VMA's span. */
export const childFigures = async (scene: Scene, asks: readonly ({ vma: VmaMeasure; shownTo: number; zone?: string } & Span)[]): Promise<Figure[][]> => {
  const flat = asks.flatMap((ask) =>
    ask.vma.children.map((child): FigureAsk => ({ of: { tier: child.tier, def: child.def }, zone: ask.zone ?? windowZone(ask.vma.window), from: ask.from, to: ask.to, shownTo: ask.shownTo })),
  );
  const all = await figures(scene, flat);
  let next = 0;
  return asks.map((ask) => ask.vma.children.map(() => all[next++] as Figure));
};

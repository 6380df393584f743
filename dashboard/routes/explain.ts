/** How a measure's row came about, as the climb tells it, with the newest good and bad events behind it. */
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import type { MeasureTier, SliMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Explanation } from '../../shared/tiers/explanation.ts';
import type { Answer, Row } from '../../shared/tiers/row.ts';
import { type Known, sourcesOf } from '../plan.ts';
import { Problem } from '../problem.ts';
import { ANY, type Found, newest, type Search } from './newest.ts';
import { item } from './raw.ts';
import { instantParameter, type Route, route } from './route.ts';
import { explanationSchema, tierName } from './schemas.ts';

/** Of each verdict at most so many events. */
const SAMPLES = 5;
/** Messages looked through where no filter judges: states, and samples that carry counts. */
const LOOKED_THROUGH = 200;

type Sample = Record<string, unknown>;
/** other: counted, but judged by nothing (values without a line, tickets, cumulative counters). */
export type Samples = { good: Sample[]; bad: Sample[]; other: Sample[] };
export type Explained = Explanation & { events: Samples };
export type ExplainDeps = { read: Door; answer: Answer; plan: () => Promise<Known | null> };

/** The span of a row's events: whole slices, the current one with all that is known of it. */
export const spanOf = (row: Row): { from: number; to: number } => {
  const slice = Math.ceil(Date.parse(row.at) / 60_000) * 60_000;
  if (!row.window) return { from: 0, to: slice };
  const to = Date.parse(row.window.to);
  return { from: Date.parse(row.window.from), to: to === Date.parse(row.at) ? slice : Math.min(to, slice) };
};

/** The verdict on a message that no side of an SLI tells apart: a state is up or down, a sample of counts is good when all of it is. */
const verdict = (found: Found, sli: SliMeasure | undefined): keyof Samples => {
  if (sli?.state) return sli.state.up.includes(found.state) ? 'good' : sli.state.down === null || sli.state.down.includes(found.state) ? 'bad' : 'other';
  if (sli?.kind === 'counts' && found.own_good !== null && found.own_total !== null) return Number(found.own_good) >= Number(found.own_total) ? 'good' : 'bad';
  return 'other';
};

const samplesOf = async (read: Door, known: Known, row: Row, measure: Parameters<typeof sourcesOf>[1]): Promise<Samples> => {
  const out: Samples = { good: [], bad: [], other: [] };
  const slis = [...sourcesOf(known, measure)].flatMap((def) => known.measures.filter((one): one is SliMeasure => one.tier === 'sli' && one.def === def).slice(0, 1));
  const search = (some: readonly SliMeasure[]): Search => {
    const having = (side: 'good' | 'bad'): string[] => some.filter((one) => one.sides.some((each) => each.side === side)).map((one) => one.def);
    return { ...ANY, defs: some.map((one) => one.def), inverse: having('bad'), sided: having('good'), ...spanOf(row) };
  };
  const sided = slis.filter((one) => one.sides.some((each) => each.side !== 'total'));
  const plain = slis.filter((one) => !sided.includes(one));
  if (sided.length > 0) {
    const [good, bad] = await Promise.all((['good', 'bad'] as const).map((side) => newest(read, { ...search(sided), side }, SAMPLES)));
    out.good.push(...(good ?? []).map(item));
    out.bad.push(...(bad ?? []).map(item));
  }
  for (const sli of plain) for (const found of await newest(read, search([sli]), LOOKED_THROUGH)) out[verdict(found, sli)].push(item(found));
  const newestFirst = (list: Sample[]): Sample[] => list.sort((a, b) => Date.parse(String(b['time'])) - Date.parse(String(a['time']))).slice(0, SAMPLES);
  return { good: newestFirst(out.good), bad: newestFirst(out.bad), other: newestFirst(out.other) };
};

/** Explains a measure of the plan in force; throws Problem 404 when there is none, or no row of it. Used by the route and by the command that finds no running heptad. */
export const explainer =
  ({ read, answer, plan }: ExplainDeps) =>
  async (tier: MeasureTier, name: string, at: number | null, scorecard: string | null): Promise<Explained> => {
    const known = await plan();
    const measure = known?.find(tier, name, scorecard);
    if (!known || !measure) throw new Problem(404, 'No such measure', known ? `the plan in force has no ${tier} named ${name}` : 'no plan is in force yet; give heptad one with --plan DIR', { hint: didYouMean(name, known?.measures.filter((one) => one.tier === tier && !one.internal).map((one) => one.name) ?? []) });
    if (scorecard !== null && !known.find('scorecard', scorecard)) throw new Problem(400, 'Bad parameter', `scorecard: the plan in force has no scorecard named ${scorecard}`, { parameter: 'scorecard', hint: didYouMean(scorecard, known.measures.filter((one) => one.tier === 'scorecard').map((one) => one.name)) });
    const found = await answer.explain({ tier, name, at, scorecard });
    if (!found) throw new Problem(404, 'Nothing climbed yet', `there is no row of ${tier} ${name} yet: no event has come in`);
    return { ...found, events: await samplesOf(read, known, found.row, measure) };
  };

export const explainRoutes = (deps: ExplainDeps): Route[] => {
  const explain = explainer(deps);
  return [
    route({
      path: '/api/v1/measures/:tier/:name/explain', summary: 'How a measure came about: formula with its numbers, inputs, excluded and unmeasured time, parts that add up to it, contributors and sample events',
      params: z.object({ tier: tierName.exclude(['sie']), name: z.string() }), query: z.object({ at: instantParameter.optional(), scorecard: z.string().optional().meta({ description: 'count over the period of this scorecard' }) }), answer: explanationSchema,
      handle: ({ tier, name }, { at, scorecard }) => explain(tier, name, at ?? null, scorecard ?? null),
    }),
  ];
};

/** How a measure's row came about, as the climb tells it, with the newest good and bad events behind it. */
import { z } from 'zod';
import type { Measure, MeasureTier, SliMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Explanation } from '../../shared/tiers/explanation.ts';
import type { Answer, Row } from '../../shared/tiers/row.ts';
import { type Known, measureNamed, notClimbed, planOf, sourcesOf } from '../plan.ts';
import type { Found } from './newest.ts';
import { item } from './raw.ts';
import { instantParameter, type Route, route } from './route.ts';
import { explanationSchema, tierName } from './schemas.ts';

const samplesSql = sql(import.meta.url, '../queries/samples.sql');
const downMinutes = sql(import.meta.url, '../queries/down-minutes.sql');
const minutesOfVerdict = sql(import.meta.url, '../queries/verdict-minutes.sql');

/** Of each verdict at most so many events. */
const SAMPLES = 5;
/** Messages of each verdict that are looked through: states, and samples that carry counts, are judged here. */
const LOOKED_THROUGH = 40;

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

type Minute = { side: 'good' | 'bad' | 'any'; minute: number; n: number };

/** Minutes that hold enough of every verdict, the newest: the bad ones may be rare and far between, and where there are many one minute is enough. */
const minutesOf = async (read: Door, sided: readonly string[], plain: readonly string[], { from, to }: { from: number; to: number }): Promise<number[]> => {
  const found = await read.rows<Minute>(minutesOfVerdict, { sided: JSON.stringify(sided), plain: JSON.stringify(plain), from: Math.floor(from / 1000), to: Math.ceil(to / 1000), limit: 2 * SAMPLES });
  const out = new Set<number>();
  const have = { good: 0, bad: 0, any: 0 };
  for (const { side, minute, n } of found) {
    if (have[side] >= (side === 'any' ? 4 * SAMPLES : SAMPLES)) continue;
    have[side] += n;
    out.add(Number(minute));
  }
  return [...out];
};

/** The newest minutes in which a component went down, or was said to be, and time was lost: of states there may be many messages since. `own` = the def whose minutes count, null: the SLI's own. */
const minutesDown = async (read: Door, slis: readonly SliMeasure[], own: string | null, { from, to }: { from: number; to: number }): Promise<number[]> => {
  const found = await Promise.all(slis.flatMap(({ def, through, state }) => (state ? [read.rows<{ minute: number }>(downMinutes, { def: through?.def ?? def, counted: own ?? def, up: JSON.stringify(state.up), down: JSON.stringify(state.down ?? []), from: Math.floor(from / 1000), to: Math.ceil(to / 1000), limit: SAMPLES })] : [])));
  return [...new Set(found.flat().map((one) => Number(one.minute)))];
};

const samplesOf = async (read: Door, known: Known, row: Row, measure: Measure): Promise<Samples> => {
  const out: Samples = { good: [], bad: [], other: [] };
  const slis = [...sourcesOf(known, measure)].flatMap((def) => known.measures.filter((one): one is SliMeasure => one.tier === 'sli' && one.def === def).slice(0, 1));
  const having = (side: 'good' | 'bad'): string[] => slis.filter((one) => one.sides.some((each) => each.side === side)).map((one) => one.def);
  const sided = [...having('good'), ...having('bad')];
  const plain = slis.map((one) => one.def).filter((def) => !sided.includes(def));
  // an SLO counts the minutes that its schedule leaves it
  const own = measure.tier === 'slo' ? [measure.source] : null;
  const [newest, down] = await Promise.all([minutesOf(read, sided.length > 0 ? (own ?? sided) : [], plain.length > 0 ? (own ?? plain) : [], spanOf(row)), minutesDown(read, slis, own?.[0] ?? null, spanOf(row))]);
  const services = new Set(slis.flatMap((one) => (one.services.length === 0 ? [''] : one.services)));
  const at = async (minutes: readonly number[]): Promise<(Found & { readers: string[] })[]> => minutes.length === 0 ? [] : read.rows(samplesSql, {
    minutes: JSON.stringify(minutes), defs: JSON.stringify(slis.map((one) => one.def)), inverse: JSON.stringify(having('bad')), sided: JSON.stringify(having('good')), service: services.size === 1 ? ([...services][0] as string) : '', limit: LOOKED_THROUGH,
  });
  const older = down.filter((minute) => !newest.includes(minute));
  const [found, further] = await Promise.all([at(newest), at(older)]);
  const put = (some: readonly (Found & { readers: string[] })[], only?: keyof Samples): void => {
    for (const one of some) {
      const side = one.counts === 'good' || one.counts === 'bad' ? one.counts : verdict(one, slis.find((sli) => one.readers.includes(sli.def)));
      if (out[side].length < SAMPLES && (only === undefined || only === side)) out[side].push(item(one));
    }
  };
  put(found);
  put(further, 'bad');
  return out;
};

/** Explains a measure of the plan in force; throws Problem 404 when there is none, or no row of it. Used by the route and by the command that finds no running heptad. */
export const explainer =
  ({ read, answer, plan }: ExplainDeps) =>
  async (tier: MeasureTier, name: string, at: number | null, scorecard: string | null): Promise<Explained> => {
    const { known, measure } = measureNamed(await plan(), tier, name, scorecard);
    const found = await answer.explain({ tier, name, at, scorecard });
    if (!found) throw notClimbed(tier, name);
    // a closed period is told by the plan that it was judged by, and so are its events
    const then = found.row.plan === known.id ? known : await planOf(read, found.row.plan);
    return { ...found, events: await samplesOf(read, then, found.row, then.find(tier, name, scorecard) ?? measure) };
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

/** Routes of measures: tiers, single measures, history, neighbours, scorecards. Rows come only from the climb. */
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import type { Measure, MeasureTier } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer, Ask, Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { MOST_POINTS, points } from '../../shared/time/points.ts';
import { cardNamed, type Edge, type Known, measureNamed, notClimbed } from '../plan.ts';
import { Problem } from '../problem.ts';
import { kindOfName } from './events.ts';
import { cursorAt, cursorOf, cursorParameter, instantParameter, limitParameter, type Route, route, stepParameter, switchParameter } from './route.ts';
import { detailSchema, historySchema, listOf, rowSchema, sieSchema, tierName } from './schemas.ts';

const sieRowsSql = sql(import.meta.url, '../queries/sie-rows.sql');
const firstDay = sql(import.meta.url, '../queries/first-day.sql');

export type MeasureDeps = { read: Door; answer: Answer; plan: () => Promise<Known | null> };

const tierAndName = z.object({ tier: tierName, name: z.string() });
const atQuery = { at: instantParameter.optional(), scorecard: z.string().optional().meta({ description: 'count over the period of this scorecard' }) };

const asReported = switchParameter.optional().meta({ description: 'at the end of a closed period: the figures as they were first reported. Without it those that stand, which late data or heptad backfill --restate may have restated (revision above 1, flag restated)' });

const ofParameter = z
  .enum(['toDate', 'whole', 'forecast'])
  .optional()
  .meta({ description: "what the budget of an SLO with a calendar window counts: what was consumed of what was allowed to date (default), what was consumed of what the whole window allows, or what will be at its end when the rest goes like the last seven days" });

type SieRow = Row & { lastAt: string | null };
/** Where the next page begins, at which instant, in which list. */
const place = z.object({ from: z.number().int().min(0), at: z.number().int().min(0), of: z.string() });

export const measureRoutes = ({ read, answer, plan }: MeasureDeps): Route[] => {
  /** Rows of tier 1, each with what its name is made of. */
  const sieKinds = async (at: number | undefined): Promise<{ service: string; kind: string; row: SieRow }[]> => {
    const until = Math.min(at ?? Number.MAX_SAFE_INTEGER, (await answer.watermark()) ?? Number.MAX_SAFE_INTEGER);
    // whole slices, the current one with all that is known of it, as every tier above
    const rows = await read.rows<{ name: string; of_service: string; of_kind: string; total: string; last: string }>(sieRowsSql, { at: Math.min(Math.ceil(until / 60_000) * 60_000, 4_102_444_800_000) });
    const now = iso(until >= 4_102_444_800_000 ? 0 : until);
    return rows.map((one) => ({ service: one.of_service, kind: one.of_kind, row: {
      tier: 'sie', name: one.name, at: now, window: null, value: null, unit: '', good: null, total: Number(one.total), target: null, score: null, status: null, pace: null, forecast: null, coverage: null, provisional: true, flags: [], contributors: [],
      plan: '', revision: 1, title: one.name, owner: '', scorecard: null, polarity: null, scale: null, lastAt: iso(Number(one.last)),
    } }));
  };
  const sieRows = async (at: number | undefined): Promise<SieRow[]> => (await sieKinds(at)).map((one) => one.row);
  /** The service and kind of a name, or 404. */
  const kindNamed = async (name: string): Promise<{ service: string; kind: string }> => {
    const found = await kindOfName(read, name);
    if (!found) throw new Problem(404, 'No such measure', `no event of ${name} has come in`, { hint: didYouMean(name, (await sieRows(undefined)).map((one) => one.name)) });
    return found;
  };
  const cardOf = async (scorecard: string | undefined): Promise<string | null> => (scorecard === undefined ? null : cardNamed(await plan(), scorecard));
  const rowsOf = async (tier: MeasureTier, at: number | undefined, scorecard: string | null, more: Pick<Ask, 'of' | 'asReported'> = {}): Promise<Row[]> => answer.rows({ tier, at: at ?? null, names: null, scorecard, ...more });
  /** One page of rows: the cursor keeps the instant, so that page two speaks of the same one when the watermark has moved on. */
  const page = async <T extends Row>(list: string, rows: (at: number | undefined) => Promise<T[]>, at: number | undefined, limit: number, cursor: string | undefined): Promise<{ items: T[]; cursor: string | null }> => {
    const after = cursorAt(cursor, place.extend({ of: z.literal(list) }));
    const then = after?.at ?? Math.min(at ?? Number.MAX_SAFE_INTEGER, (await answer.watermark()) ?? Number.MAX_SAFE_INTEGER);
    const all = await rows(then === Number.MAX_SAFE_INTEGER ? at : then);
    const from = after?.from ?? 0;
    return { items: all.slice(from, from + limit), cursor: from + limit < all.length ? cursorOf({ from: from + limit, at: then, of: list }) : null };
  };
  const measureOf = async (tier: string, name: string, scorecard: string | undefined): Promise<{ known: Known; measure: Measure }> => measureNamed(await plan(), tier, name, scorecard);
  const rowOf = async (tier: MeasureTier, name: string, at: number | undefined, scorecard: string | undefined, more: Pick<Ask, 'detail' | 'asReported'> = {}): Promise<Row> => {
    await measureOf(tier, name, scorecard);
    const [row] = await answer.rows({ tier, at: at ?? null, names: [name], scorecard: scorecard ?? null, ...more });
    if (!row) throw notClimbed(tier, name);
    return row;
  };
  const neighbours = async (edges: Edge[], at: number | undefined, scorecard: string | null): Promise<(Row & { weight: number | null })[]> => {
    const out: (Row & { weight: number | null })[] = [];
    for (const tier of new Set(edges.map((edge) => edge.tier))) {
      const mine = edges.filter((edge) => edge.tier === tier);
      const rows = new Map((await answer.rows({ tier, at: at ?? null, names: mine.map((edge) => edge.name), scorecard })).map((row) => [row.name, row]));
      for (const edge of mine) {
        const row = rows.get(edge.name);
        if (row) out.push({ ...row, weight: edge.weight });
      }
    }
    return out;
  };
  const weighed = rowSchema.extend({ weight: z.number().nullable() });

  return [
    route({
      path: '/api/v1/tiers/:tier', summary: 'Rows of one tier, at the watermark or at any instant', params: z.object({ tier: tierName }),
      query: z.object({ ...atQuery, asReported, of: ofParameter, limit: limitParameter, cursor: cursorParameter }), answer: listOf(z.union([rowSchema, sieSchema])),
      async handle({ tier }, { at, scorecard, asReported: first = false, of, limit, cursor }) {
        const card = await cardOf(scorecard);
        return page<Row>(`${tier}${of ? ` ${of}` : ''}${first ? ' as reported' : ''}`, (then) => (tier === 'sie' ? sieRows(then) : rowsOf(tier, then, card, { ...(of ? { of } : {}), asReported: first })), at, limit, cursor);
      },
    }),
    route({
      path: '/api/v1/measures/:tier/:name', summary: 'One measure; of a kpt, kpi or kra with achievement, trend and gap', params: tierAndName, query: z.object({ ...atQuery, asReported }), answer: detailSchema,
      async handle({ tier, name }, { at, scorecard, asReported: first = false }) {
        if (tier !== 'sie') return rowOf(tier, name, at, scorecard, { detail: true, asReported: first });
        const rows = await sieRows(at);
        const row = rows.find((one) => one.name === name);
        if (!row) throw new Problem(404, 'No such measure', `no event of ${name} has come in`, { hint: didYouMean(name, rows.map((one) => one.name)) });
        return row;
      },
    }),
    route({
      path: '/api/v1/measures/:tier/:name/history', summary: 'A measure over time: at each step the row of that instant', params: z.object({ tier: tierName.exclude(['sie']), name: z.string() }),
      query: z.object({ from: instantParameter.optional(), to: instantParameter.optional(), step: stepParameter.optional(), scorecard: z.string().optional(), asReported, with: z.enum(['steps']).optional().meta({ description: 'of an SLO: the budget left, and what was counted and burnt in each step; steps begin at multiples of step since 1970, so step must be whole minutes' }) }), answer: historySchema,
      async handle({ tier, name }, { from, to, step, scorecard, asReported: reported = false, with: more }) {
        await measureOf(tier, name, scorecard);
        const watermark = await answer.watermark();
        if (watermark === null) return { items: [] };
        if (from !== undefined && to !== undefined && from >= to) throw new Problem(400, 'Bad parameter', 'from must lie before to', { parameter: 'from' });
        const until = Math.min(to ?? watermark, watermark);
        const [first] = await read.rows<{ first: string }>(firstDay);
        const { since, step: ms, at, tooMany } = points({ from: from ?? null, until, step: step === undefined ? null : step * 1000, first: first ? Number(first.first) : null });
        if (since > until) return { items: [] };
        if (tooMany) throw new Problem(400, 'Too many points', `from ${iso(since)} to ${iso(until)} in steps of ${ms / 1000} s is more than ${MOST_POINTS} points; take a longer step or a shorter span`, { parameter: 'step' });
        if (more !== undefined && ms % 60_000 !== 0) throw new Problem(400, 'Bad parameter', 'step: with=steps takes whole minutes', { parameter: 'step' });
        return { items: await answer.history({ tier, name, at, scorecard: scorecard ?? null, asReported: reported, ...(more === undefined ? {} : { step: ms }) }) };
      },
    }),
    route({
      path: '/api/v1/measures/:tier/:name/children', summary: 'What a measure is made of', params: tierAndName, query: z.object(atQuery), answer: listOf(z.union([weighed, sieSchema])),
      async handle({ tier, name }, { at, scorecard }) {
        if (tier === 'sie') {
          await kindNamed(name);
          return { items: [], cursor: null };
        }
        const { known, measure } = await measureOf(tier, name, scorecard);
        if (measure.tier === 'sli') {
          const kinds = new Set(measure.sides.filter((side) => side.stream === 'event').map((side) => side.kind));
          const read = (await sieKinds(at)).filter(({ service, kind }) => (measure.services.length === 0 || measure.services.includes(service)) && (kinds.has(null) || kinds.has(kind)));
          return { items: kinds.size === 0 ? [] : read.map((one) => one.row), cursor: null };
        }
        const row = await rowOf(measure.tier, name, at, scorecard);
        return { items: await neighbours(known.children(measure), at, row.scorecard), cursor: null };
      },
    }),
    route({
      path: '/api/v1/measures/:tier/:name/parents', summary: 'What a measure is part of', params: tierAndName, query: z.object(atQuery), answer: listOf(weighed),
      async handle({ tier, name }, { at, scorecard }) {
        const known = await plan();
        if (tier === 'sie') {
          const { service, kind } = await kindNamed(name);
          const readers = known?.measures.filter((one) => one.tier === 'sli' && !one.internal && (one.services.length === 0 || one.services.includes(service)) && one.sides.some((side) => side.stream === 'event' && (side.kind === null || side.kind === kind))) ?? [];
          return { items: await neighbours(readers.map((one) => ({ tier: 'sli', name: one.name, weight: null })), at, null), cursor: null };
        }
        const found = await measureOf(tier, name, scorecard);
        return { items: await neighbours(found.known.parents(found.measure), at, scorecard ?? null), cursor: null };
      },
    }),
    route({
      path: '/api/v1/scorecards', summary: 'All scorecards', params: z.object({}), query: z.object({ at: instantParameter.optional(), asReported, limit: limitParameter, cursor: cursorParameter }), answer: listOf(rowSchema),
      handle: (_params, { at, asReported: reported = false, limit, cursor }) => page(`scorecards${reported ? ' as reported' : ''}`, (then) => rowsOf('scorecard', then, null, { asReported: reported }), at, limit, cursor),
    }),
    route({
      path: '/api/v1/scorecards/:name', summary: "A scorecard's row and its perspectives' rows", params: z.object({ name: z.string() }), query: z.object({ at: instantParameter.optional(), asReported }), answer: rowSchema.extend({ perspectives: z.array(rowSchema) }),
      async handle({ name }, { at, asReported: reported = false }) {
        await measureOf('scorecard', name, undefined);
        const row = await rowOf('scorecard', name, at, name, { asReported: reported });
        return { ...row, perspectives: await rowsOf('perspective', at, name, { asReported: reported }) };
      },
    }),
  ];
};

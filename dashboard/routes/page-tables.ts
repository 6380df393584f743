/** The tables and charts of every page but those of SLOs as files, by the parameters of the page: a line says which page, what it reads and which tables it has. */
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import { COMPARED, USUAL } from '../cards/asked.ts';
import { type BoardTable, LEVEL_OF } from '../cards/board-files.ts';
import { ALERT_TABLES, type AlertTables } from '../cards/alert-tables.ts';
import { flowsOf } from '../cards/contribution.ts';
import { momentOf } from '../cards/frame.ts';
import type { Facts } from '../cards/measure.ts';
import { MEASURE_TABLES } from '../cards/measure-tables.ts';
import { PIPELINE_TABLES } from '../cards/pipeline-tables.ts';
import { BOARD_TABLES, type BoardFacts } from '../cards/scorecard-tables.ts';
import { cardsOf, type Known } from '../cards/spec.ts';
import { STATES } from '../cards/state.ts';
import { COLUMNS } from '../cards/tier-graph.ts';
import { TIER_TABLES, type TierTables } from '../cards/tier-tables.ts';
import { flowPicture, tickPicture } from '../pictures/drawings.ts';
import { historyPicture } from '../pictures/measure.ts';
import type { Theme } from '../pictures/palette.ts';
import { Problem } from '../problem.ts';
import type { Table } from '../table.ts';
import { alertsEnded, alertsIn, rowsBehind } from './alert-facts.ts';
import { rulesFound } from './alert-rules.ts';
import { silencesNow, withMarks } from './alert-marks.ts';
import { burningNow } from './alerts.ts';
import { blindMeasures } from './blind.ts';
import { eventTable } from './event-table.ts';
import { gatherMeasure } from './measure-page.ts';
import { type PipelineReads, pipelineShown } from './pipeline-facts.ts';
import { instantParameter, type Route, route, switchParameter } from './route.ts';
import type { Reader } from './rows.ts';
import { planZone } from './zone.ts';
import { gatherOperational, gatherTactical } from './scorecard-levels.ts';
import { gather } from './scorecard-page.ts';
import { tierName } from './schemas.ts';
import { answered, cells, pictureFormat, picturedAs, themeParameter } from './table-answer.ts';
import { gatherTiers } from './tiers-page.ts';

/** Rows that are listed of alerts at most. */
const MOST_ALERTS = 10_000;

type Paged<P extends z.ZodRawShape, Q extends z.ZodRawShape, T extends string, F> = {
  /** after /api/v1/tables/ */
  path: string;
  summary: string;
  params?: P;
  query: Q;
  tables: Record<T, (facts: F) => Table>;
  /** those of them that are drawn */
  charts?: Partial<Record<T, (facts: F, theme: Theme) => Promise<string | null> | string | null>>;
  gather(query: z.infer<z.ZodObject<Q>>, table: T, params: z.infer<z.ZodObject<P>>): Promise<F>;
};

const paged = <P extends z.ZodRawShape, Q extends z.ZodRawShape, T extends string, F>({ path, summary, params, query, tables, charts = {}, gather: ask }: Paged<P, Q, T, F>): Route => {
  const names = Object.keys(tables) as [T, ...T[]];
  return route({
    path: `/api/v1/tables/${path}/:table`, summary, params: z.object({ ...params, table: z.enum(names) }), query: z.object({ ...query, theme: themeParameter, format: pictureFormat }), answer: cells,
    async handle(given, asked) {
      const { table, ...rest } = given as { table: T } & z.infer<z.ZodObject<P>>;
      const { format, theme } = asked as { format: z.infer<typeof pictureFormat>; theme: Theme };
      const facts = await ask(asked as z.infer<z.ZodObject<Q>>, table, rest as unknown as z.infer<z.ZodObject<P>>);
      const name = [path.replaceAll(/\/:\w+/g, ''), ...Object.values(rest), table].join('-');
      if (format === 'svg' || format === 'png') return picturedAs(format, name, table, Object.keys(charts), (await charts[table]?.(facts, theme)) ?? null);
      return answered(name, tables[table](facts), format);
    },
  });
};

const planIn = async (rows: Reader): Promise<Known> => {
  const known = await rows.known();
  if (!known) throw new Problem(404, 'No plan', 'no plan is in force, so there is nothing to list');
  return known;
};

const cardIn = (known: Known, name: string | undefined): ScorecardMeasure => {
  const all = cardsOf(known);
  const found = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (!found) throw new Problem(404, 'No such scorecard', name === undefined ? 'the plan in force has no scorecard' : `the plan in force has no scorecard named ${name}`, { hint: didYouMean(name ?? '', all.map((one) => one.name)) });
  return found;
};

const filter = z.string().trim().max(200).optional();
const scorecard = z.string().optional().meta({ description: 'without it the first' });

export const pageTableRoutes = ({ rows, read, clock, ...pipeline }: { rows: Reader } & PipelineReads): Route[] => {
  const zoneOf = async (): Promise<string> => planZone(await rows.known());
  return [
    paged({
      path: 'scorecard', summary: 'A table of the scorecard, of any of its levels: the sheet, KPIs by period; targets, activities; SLOs that burn, blind measures, late events', tables: BOARD_TABLES,
      query: { scorecard, period: z.string().optional().meta({ description: '2026-Q3; without it the open one' }), at: instantParameter.optional().meta({ description: 'as it stood then, within its period' }), cmp: z.enum(COMPARED).default('prev'), asReported: switchParameter.default(false), status: z.enum(STATES).optional() },
      async gather({ scorecard: name, period, at, cmp, asReported, status }, table: BoardTable): Promise<BoardFacts> {
        const known = await planIn(rows);
        const card = cardIn(known, name);
        const query = { ...USUAL, scorecard: name ?? null, level: LEVEL_OF[table], view: table === 'periods' ? ('grid' as const) : USUAL.view, period: period ?? null, at: at ?? null, compare: cmp, asReported, status: status ?? null };
        const found = await gather(rows, known, card, query, clock);
        if ('says' in found) throw new Problem(404, 'Nothing of that period', found.says, { parameter: 'period' });
        const [tactical, operational] = [query.level === 'tactical' ? await gatherTactical(rows, known, card, momentOf(found.frame), asReported) : null, query.level === 'operational' ? await gatherOperational(rows, read, known, card, found.frame.back) : null];
        return { ...found, query, tactical, operational };
      },
    }),
    paged({
      path: 'tiers', summary: 'The tier map: every node with its row, filtered as the page; its outline, a node under each of its parents; where bad minutes flow, which is drawn, too', tables: TIER_TABLES, charts: { flows: (facts, theme) => flowPicture(facts, facts.flows, theme) },
      query: { scorecard, at: instantParameter.optional(), select: z.string().optional().meta({ description: 'of the outline: TIER/NAME, what is below it alone' }), ...(Object.fromEntries(COLUMNS.map((tier) => [tier, filter])) as Record<(typeof COLUMNS)[number], typeof filter>) },
      async gather({ scorecard: name, at, select, ...filters }, table): Promise<TierTables> {
        const known = await planIn(rows);
        const given = Object.fromEntries(COLUMNS.flatMap((tier) => (filters[tier] ? [[tier, filters[tier]]] : [])));
        const facts = await gatherTiers(rows, known, { select: select ?? null, view: 'map', scorecard: name ?? null, at: at ?? null, filters: given }, clock);
        if (!facts) throw new Problem(404, 'No such scorecard', `the plan in force has no scorecard named ${name}`);
        return { ...facts, flows: table === 'flows' ? flowsOf(facts.graph, known.measures, facts.rows) : [] };
      },
    }),
    paged({
      path: 'measures/:tier/:name', summary: 'A table of the page of a measure, at any instant: what it is made of, its history, which is drawn, too, its days', tables: MEASURE_TABLES, charts: { history: historyPicture },
      params: { tier: tierName.exclude(['sie', 'slo']), name: z.string() }, query: { at: instantParameter.optional(), scorecard: z.string().optional().meta({ description: 'count over the period of this scorecard' }) },
      async gather({ at, scorecard: card }, _table, { tier, name }): Promise<Facts> {
        const known = await planIn(rows);
        const facts = await gatherMeasure(rows, read, known, tier, name, card ?? null, { side: '', after: null }, clock, at ?? null);
        if (!facts) throw new Problem(404, 'No such measure', `the plan in force has no ${tier} named ${name}`, { hint: didYouMean(name, known.measures.filter((one) => one.tier === tier && !one.internal).map((one) => one.name)) });
        return facts;
      },
    }),
    paged({
      path: 'alerts', summary: `A table of the page of alerts: what fires, is pending or blind; incidents that are over; silences; rules of the plan. At most ${MOST_ALERTS} rows`, tables: ALERT_TABLES, query: { q: filter.meta({ description: 'of rules: part of the name, title, service or owner of what they watch, or of their own words' }) },
      async gather({ q }, table): Promise<AlertTables> {
        const known = table === 'rules' ? await rows.known() : null;
        const rules = known ? (await rulesFound(read, known, q ?? '', MOST_ALERTS)).found : [];
        const silences = await silencesNow(read, clock);
        const alerts = table === 'standing' ? await alertsIn(read, ['firing', 'pending', 'blind'], '', { most: MOST_ALERTS }) : table === 'resolved' ? (await alertsEnded(read, MOST_ALERTS)).alerts : [];
        const standing = await rowsBehind(rows, alerts);
        const marked = await withMarks(read, clock, table === 'standing' ? alerts.map((one) => burningNow(one, standing.get(one.slo))) : alerts, silences);
        return { standing: table === 'standing' ? marked : [], resolved: table === 'resolved' ? marked : [], silences, rules, rows: standing };
      },
    }),
    paged({
      path: 'pipeline', summary: 'A table of the page of the pipeline: partitions with their books, refused messages by code, blind measures, storage, the last ticks, which are drawn, too', tables: PIPELINE_TABLES, query: {},
      charts: { ticks: async ({ shown }, theme) => tickPicture(shown, await zoneOf(), theme) },
      async gather(_query, table) {
        const known = table === 'blind' ? await rows.known() : null;
        return { shown: await pipelineShown({ read, clock, ...pipeline }), blind: known ? await blindMeasures(rows, read, known) : null };
      },
    }),
    eventTable({ read, rows, clock }),
  ];
};

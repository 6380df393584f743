/** The tables and charts of the pages of SLOs as files: what a page shows, as CSV or JSON, a chart also as SVG or PNG, by the same parameters. */
import { z } from 'zod';
import { didYouMean } from '../../shared/plan/hint.ts';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { matching, SORTS, sorted } from '../cards/3-slo-list.ts';
import { listTable, sloTable, TABLES } from '../cards/3-slo-tables.ts';
import { PLOTS, plotsOf, SPANS } from '../cards/3-slo-plots.ts';
import { sloPicture } from '../pictures/slo.ts';
import { ofTier } from '../cards/spec.ts';
import { STATES } from '../cards/state.ts';
import { Problem } from '../problem.ts';
import { instantParameter, type Route, route } from './route.ts';
import { answered, cells, formatParameter, pictureFormat, picturedAs, themeParameter } from './table-answer.ts';
import type { Reader } from './rows.ts';
import { gatherSlo, listSlos } from './slo-page.ts';

export const tableRoutes = ({ read, rows, clock }: { read: Door; rows: Reader; clock: Clock }): Route[] => [
  route({
    path: '/api/v1/slos', summary: 'The list of SLOs as the page /slos has it, all of its rows', params: z.object({}),
    query: z.object({ at: instantParameter.optional(), status: z.enum(STATES).optional(), service: z.string().optional(), sort: z.enum(SORTS).default('budget'), dir: z.enum(['asc', 'desc']).default('asc'), format: formatParameter }), answer: cells,
    async handle(_params, { at, status, service, sort, dir, format }) {
      const known = await rows.known();
      const list = known ? await listSlos(rows, read, known, at ?? null) : [];
      return answered('slos', listTable(sorted(matching(list, { status: status ?? null, service: service ?? null }), { sort, descending: dir === 'desc' })), format);
    },
  }),
  route({
    path: '/api/v1/slos/:name/:table', summary: 'One table of the page of an SLO: its charts, burn alerts, who spent the budget, worst minutes, events, what it is made of', params: z.object({ name: z.string(), table: z.enum(TABLES) }),
    query: z.object({ at: instantParameter.optional(), span: z.enum(['own', ...SPANS.map(([id]) => id)]).default('own').meta({ description: 'of the charts' }), by: z.string().optional().meta({ description: 'of spent: the label; without it the one that tells most' }), moment: z.coerce.number().int().min(0).optional().meta({ description: 'of events: the minute, ms' }), theme: themeParameter, format: pictureFormat }), answer: cells,
    async handle({ name, table }, { at, span, by, moment, theme, format }) {
      const known = await rows.known();
      const facts = known && (await gatherSlo(rows, read, known, { name, at: at ?? null, list: { side: '', after: null }, span, moment: moment === undefined ? null : Math.floor(moment / 60_000) * 60_000, by: by ?? null, origin: '', table }, clock));
      if (!facts) throw new Problem(404, 'No such measure', `the plan in force has no slo named ${name}`, { hint: didYouMean(name, known ? ofTier<SloMeasure>(known, 'slo').map((one) => one.name) : []) });
      if (format === 'svg' || format === 'png') {
        const [{ charts, measure }, { row, spec, title, zone }] = [facts, facts.facts];
        const plot = charts && row ? plotsOf(charts, measure, row, spec).find(({ kind }) => kind === table) : undefined;
        return picturedAs(format, `${name}-${table}`, table, PLOTS, plot && charts && row ? await sloPicture(plot, charts, { title, at: Date.parse(row.at), zone, theme }) : null);
      }
      const labels = facts.spent?.dimensions.map((one) => one.field.replace(/^labels\./, '')) ?? [];
      if (table === 'spent' && by !== undefined && labels.length > 0 && !facts.spent?.dimensions.some((one) => one.field === by || one.field === `labels.${by}`)) throw new Problem(400, 'Bad parameter', `by: nothing that was counted bad has ${by}; there are ${labels.join(', ')}`, { parameter: 'by', hint: didYouMean(by, labels) });
      return answered(`${name}-${table}`, sloTable(table, facts, by ?? null), format);
    },
  }),
];

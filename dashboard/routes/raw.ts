/** Routes of what came in: events behind a measure, all events. */
import { z } from 'zod';
import type { SliMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { didYouMean } from '../../shared/plan/hint.ts';
import { type Known, sourcesOf } from '../plan.ts';
import { Problem } from '../problem.ts';
import { kindOfName } from './events.ts';
import { ANY, END, type Found, newest, type Search } from './newest.ts';
import { cursorAt, cursorOf, cursorParameter, instantParameter, limitParameter, type Route, route } from './route.ts';
import { eventSchema, listOf, tierName } from './schemas.ts';

const number = (text: string | null): number | null => (text === null ? null : Number(text));
/** A message as the API tells it. */
export const item = (one: Found): Record<string, unknown> => ({
  stream: one.stream, id: one.id, time: iso(Number(one.at)), service: one.service, source: one.source, component: one.component || null, kind: one.kind, state: one.state || null, value: number(one.number), unit: one.unit || null,
  good: number(one.own_good), total: number(one.own_total), severity: one.severity || null, labels: one.labels === '' ? {} : JSON.parse(one.labels), counts: one.counts || null, log: one.log, partition: one.partition, offset: Number(one.offset),
});

const position = z.object({ t: z.number(), id: z.string(), service: z.string(), source: z.string() });

export const rawRoutes = ({ read, answer, plan }: { read: Door; answer: Answer; plan: () => Promise<Known | null> }): Route[] => {
  const search = async (what: Search, limit: number, cursor: string | undefined): Promise<{ items: unknown[]; cursor: string | null }> => {
    const rows = await newest(read, what, limit + 1, cursorAt(cursor, position));
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { items: shown.map(item), cursor: rows.length > limit && last ? cursorOf({ t: Number(last.at), id: last.id, service: last.service, source: last.source }) : null };
  };
  return [
    route({
      path: '/api/v1/measures/:tier/:name/events', summary: 'The events behind a measure, newest first', params: z.object({ tier: tierName, name: z.string() }),
      query: z.object({ at: instantParameter.optional(), scorecard: z.string().optional(), good: z.enum(['true', 'false']).optional().meta({ description: 'only those counted good, or only those counted bad' }), limit: limitParameter, cursor: cursorParameter }), answer: listOf(eventSchema),
      async handle({ tier, name }, { at, scorecard, good, limit, cursor }) {
        if (tier === 'sie') {
          const found = await kindOfName(read, name);
          if (!found) throw new Problem(404, 'No such measure', `no event of ${name} has come in`);
          return search({ ...ANY, ...found, to: at ?? END }, limit, cursor);
        }
        const known = await plan();
        const measure = known?.find(tier, name, scorecard);
        if (!known || !measure) throw new Problem(404, 'No such measure', `the plan in force has no ${tier} named ${name}`, { hint: didYouMean(name, known?.measures.filter((one) => one.tier === tier && !one.internal).map((one) => one.name) ?? []) });
        const [row] = await answer.rows({ tier, at: at ?? null, names: [name], scorecard: scorecard ?? null });
        const defs = [...sourcesOf(known, measure)];
        const slis = defs.flatMap((def) => known.measures.filter((one): one is SliMeasure => one.tier === 'sli' && one.def === def).slice(0, 1));
        const having = (side: 'good' | 'bad'): string[] => slis.filter((one) => one.sides.some((each) => each.side === side)).map((one) => one.def);
        if (!row || defs.length === 0) return { items: [], cursor: null };
        // whole slices: the current one with all that is known of it
        const slice = Math.ceil(Date.parse(row.at) / 60_000) * 60_000;
        const [since, until] = row.window ? [Date.parse(row.window.from), Math.min(Date.parse(row.window.to) === Date.parse(row.at) ? slice : Date.parse(row.window.to), slice)] : [0, slice];
        return search({ ...ANY, defs, inverse: having('bad'), sided: having('good'), from: since, to: until, side: good === undefined ? '' : good === 'true' ? 'good' : 'bad' }, limit, cursor);
      },
    }),
    route({
      path: '/api/v1/events', summary: 'Everything that was stored, newest first', params: z.object({}),
      query: z.object({ service: z.string().optional(), kind: z.string().optional(), state: z.string().optional(), severity: z.string().optional(), from: instantParameter.optional(), to: instantParameter.optional(), q: z.string().max(200).optional().meta({ description: 'part of an id or of a label' }), limit: limitParameter, cursor: cursorParameter }), answer: listOf(eventSchema),
      handle: (_params, { service, kind, state, severity, from, to, q, limit, cursor }) => search({ ...ANY, service: service ?? '', kind: kind ?? '', state: state ?? '', severity: severity ?? '', from: from ?? 0, to: to ?? END, q: q ?? '' }, limit, cursor),
    }),
  ];
};

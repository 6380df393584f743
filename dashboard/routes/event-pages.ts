/** The pages of events: /events, where they are searched and followed, and /events/:service/:id, the permalink of one. Made on the server, complete without JavaScript. */
import type { Request, Router } from 'express';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { iso } from '../../shared/time/instant.ts';
import { eventMain } from '../cards/1-sie.ts';
import { type EventAsk, eventsMain, type Facet, type FacetCount, FACETS, type SpanName, SPANS } from '../cards/event-search.ts';
import { link } from '../cards/markup.ts';
import { touchedOf } from './event-readers.ts';
import { eventsFound, eventsOf, receivedSoFar } from './events.ts';
import { noTime, timeTyped } from './form.ts';
import { ANY, END } from './newest.ts';
import type { Reader } from './rows.ts';
import type { Missing, Send } from './slo-pages.ts';
import { planZone, zoneFor } from './zone.ts';

const facetsSql = sql(import.meta.url, '../queries/page-event-facets.sql');

/** Lines of a page. */
const PAGE = 50;
/** Counts are not made anew with every event that comes, ms. */
const KEPT = 3000;

const one = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** The span that an ask is for, ms, and what of it is not understood. `latest` = time of the newest message: on a replay it is now. */
export const spanAsked = (ask: Pick<EventAsk, 'from' | 'to' | 'span'>, zone: string, clock: Clock, latest: number): { span: { from: number; to: number }; wrong: string | null; /** null: it was typed, or all */ length: number | null } => {
  const [from, to] = [ask.from, ask.to].map((text) => (text === '' ? null : timeTyped(text, zone))) as [number | null, number | null];
  const bad = [ask.from !== '' && from === null ? ask.from : null, ask.to !== '' && to === null ? ask.to : null].filter((text) => text !== null);
  const wrong = bad.length > 0 ? noTime(bad.join('” and “')) : from !== null && to !== null && from >= to ? 'From must lie before to.' : null;
  const length = ask.from !== '' || ask.to !== '' ? null : SPANS[ask.span];
  const now = clock.mode === 'wall' ? clock.now() : latest;
  return { span: { from: Math.max(0, from ?? (length === null ? 0 : now - length)), to: Math.min(END, to ?? END) }, wrong, length };
};

const askOf = ({ query }: Request): EventAsk => {
  const span = one(query['span']);
  const facets = Object.fromEntries(FACETS.map((name) => [name, one(query[name])])) as Record<Facet, string>;
  return { ...facets, q: one(query['q']).slice(0, 200), span: span in SPANS ? (span as SpanName) : '24h', from: one(query['from']), to: one(query['to']), after: one(query['after']) || null };
};

type Combination = Record<Facet, string> & { n: string };
/** Of each facet the values there are, given the other three. Pure. */
export const facetCounts = (found: readonly Combination[], ask: Record<Facet, string>): { facets: Record<Facet, FacetCount[]>; total: number } => {
  const fits = (row: Combination, but: Facet | null): boolean => FACETS.every((name) => name === but || ask[name] === '' || row[name] === ask[name]);
  const of = (facet: Facet): FacetCount[] => {
    const sums = new Map<string, number>();
    for (const row of found) if (fits(row, facet)) sums.set(row[facet], (sums.get(row[facet]) ?? 0) + Number(row.n));
    // what was chosen stays to be taken off again
    if (ask[facet] !== '' && !sums.has(ask[facet])) sums.set(ask[facet], 0);
    return [...sums].map(([value, n]) => ({ value, n })).sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1));
  };
  return { facets: Object.fromEntries(FACETS.map((name) => [name, of(name)])) as Record<Facet, FacetCount[]>, total: found.reduce((sum, row) => sum + (fits(row, null) ? Number(row.n) : 0), 0) };
};

export type EventPages = { read: Door; clock: Clock; rows: Reader; send: Send; missing: Missing };

/** Mounts the pages. */
export const mountEventPages = (router: Router, { read, clock, rows, send, missing }: EventPages): void => {
  router.get('/events', async (request, response) => {
    const ask = askOf(request);
    const zone = zoneFor(response, planZone(await rows.known()));
    const received = await receivedSoFar(read);
    const { span, wrong, length } = spanAsked(ask, zone, clock, received.newest);
    const q = ask.q;
    const any = received.events > 0;
    const found = wrong === null && any ? await rows.kept(`facets ${length === null ? `${span.from} ${span.to}` : ask.span} ${q}`, () => read.rows<Combination>(facetsSql, { ...span, q }), KEPT) : [];
    const page = wrong === null ? await eventsFound(read, { ...ANY, ...span, q, service: ask.service, kind: ask.kind, state: ask.state, severity: ask.severity }, ask.after, PAGE) : { side: '' as const, after: null, items: [], next: null };
    const tail = ask.after === null && ask.to === '' && wrong === null;
    send(request, response, wrong === null ? 200 : 400, { title: 'Events', main: eventsMain({ ask, page, ...facetCounts(found, ask), any, wrong, between: { from: ask.from === '' ? '' : iso(span.from), to: ask.to === '' ? '' : iso(span.to) }, tail, zone }), here: 'events', live: tail ? 'stream' : null, topics: 'events,alerts' });
  });

  router.get('/events/:service/:id', async (request, response) => {
    const { service, id } = request.params;
    const minute = Number(one(request.query['minute']) || '0');
    const known = await rows.known();
    const found = await eventsOf(read, service, id, Number.isSafeInteger(minute) && minute > 0 ? minute : null);
    if (found.length === 0) return missing(request, response, `There is no event “${id}” of “${service}”${minute > 0 ? ' in that minute' : ''}: it may be older than what is kept.`, link('/events', 'All events'));
    const touched = await Promise.all(found.map(async (event) => ({ event, readers: known ? await touchedOf(rows, read, known, event) : [] })));
    send(request, response, 200, { title: `Event ${id}`, main: eventMain(touched, zoneFor(response, planZone(known))), here: 'events', live: null });
  });
};

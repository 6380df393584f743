/** Events for pages: the newest behind a measure, the newest of a kind (by the statement of the API), and a single one with all that reads it. */
import { z } from 'zod';
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { ANY, END, type Found, newest, type Seen, type Search } from './newest.ts';
import { cursorAt, cursorOf } from './route.ts';

const single = sql(import.meta.url, '../queries/event.sql');
const readersOf = sql(import.meta.url, '../queries/readers.sql');
const kindOf = sql(import.meta.url, '../queries/kind.sql');
const kindNamed = sql(import.meta.url, '../queries/kind-named.sql');
const kindOnce = sql(import.meta.url, '../queries/kind-once.sql');
const kindsNewest = sql(import.meta.url, '../queries/kinds-newest.sql');
const received = sql(import.meta.url, '../queries/received.sql');

/** What came in, as a list shows it. Decimals as text, exactly. `minute` (seconds) is part of its identity. good null: nothing judges it (its value is used). */
export type EventLine = {
  stream: 'event' | 'sample';
  minute: number;
  time: number;
  service: string;
  id: string;
  source: string;
  kind: string;
  state: string;
  component: string;
  severity: string;
  unit: string;
  value: string | null;
  /** counts that it carries itself */
  ownGood: string | null;
  ownTotal: string | null;
  labels: Record<string, string>;
  good: boolean | null;
};

/** One event or sample with all its fields and its deliveries. */
export type EventFacts = Omit<EventLine, 'good'> & { shape: string; deliveries: { log: string; partition: number; offset: string }[] };

/** How each SLI def reads an event; good null: nothing judges it. */
export type Reading = { def: string; good: boolean | null };

const labelsOf = (text: string): Record<string, string> => {
  try {
    return JSON.parse(text === '' ? '{}' : text) as Record<string, string>;
  } catch {
    return {};
  }
};

/** Good or bad by one SLI: by its good side if it has one, else by its bad side. */
const verdict = (sli: SliMeasure, good: ReadonlySet<string>, bad: ReadonlySet<string>): boolean | null =>
  sli.sides.some((one) => one.side === 'good') ? good.has(sli.def) : sli.sides.some((one) => one.side === 'bad') ? !bad.has(sli.def) : null;

type Line = { stream: 'event' | 'sample'; time: string; service: string; id: string; source: string; kind: string; state: string; component: string; severity: string; unit: string; labels: string; value: string | null; own_good: string | null; own_total: string | null };

const line = (row: Found): EventLine => ({ ...plain({ ...row, time: row.at, value: row.number }), good: row.counts === 'good' ? true : row.counts === 'bad' ? false : null });

const plain = (row: Line): Omit<EventLine, 'good'> => ({ stream: row.stream, minute: Math.floor(Number(row.time) / 60_000) * 60, time: Number(row.time), service: row.service, id: row.id, source: row.source, kind: row.kind, state: row.state, component: row.component, severity: row.severity, unit: row.unit, value: row.value, ownGood: row.own_good, ownTotal: row.own_total, labels: labelsOf(row.labels) });

/** What of a list of events the address of a page asks for: those of one verdict (events), those after a cursor (after). */
export const listOf = (query: Record<string, unknown>): Asked => ({ side: query['events'] === 'good' || query['events'] === 'bad' ? query['events'] : '', after: typeof query['after'] === 'string' && query['after'] !== '' ? query['after'] : null });

/** What of a list of events a page is asked for: those of one verdict, those after the last one of the page before (an opaque cursor, as the API's). */
export type Asked = { side: '' | 'good' | 'bad'; after: string | null };
/** A page of a list of events; `next` leads to the older ones, null when there are none. */
export type EventPage = Asked & { items: EventLine[]; next: string | null };

/** Lines of a page. */
const PAGE = 20;
const position: z.ZodType<Seen> = z.object({ t: z.number(), id: z.string(), service: z.string(), source: z.string() });

const paged = async (read: Door, what: Search, asked: Asked, most: number): Promise<EventPage> => {
  const found = await newest(read, { ...what, side: asked.side }, most + 1, cursorAt(asked.after ?? undefined, position));
  const items = found.slice(0, most);
  const last = items.at(-1);
  return { ...asked, items: items.map(line), next: found.length > most && last ? cursorOf({ t: Number(last.at), id: last.id, service: last.service, source: last.source }) : null };
};

/** The newest that a search finds, `most` a page. Throws Problem 400 when the cursor is none. */
export const eventsFound = (read: Door, what: Search, after: string | null, most: number): Promise<EventPage> => paged(read, what, { side: '', after }, most);

/** The newest in [since, to) that any of `slis` counts; bad when one of them finds it bad. Throws Problem 400 when the cursor is none. */
export const eventsBehind = async (read: Door, slis: readonly SliMeasure[], since: number, to: number, asked: Asked, most = PAGE): Promise<EventPage> => {
  if (slis.length === 0) return { ...asked, items: [], next: null };
  const having = (side: 'good' | 'bad'): string[] => slis.filter((one) => one.sides.some((each) => each.side === side)).map((one) => one.def);
  const services = new Set(slis.flatMap((one) => (one.services.length === 0 ? [''] : one.services)));
  const service = services.size === 1 ? ([...services][0] as string) : '';
  return paged(read, { ...ANY, service, defs: slis.map((one) => one.def), inverse: having('bad'), sided: having('good'), from: since, to: Math.ceil(to / 60_000) * 60_000 }, asked, most);
};

/** `exact`: re-sent events are counted once; where there are very many, deliveries are counted. Instants in ms. */
export type KindFacts = { total: number; exact: boolean; first: number | null; last: number | null };

/** The service and kind of "checkout/http.request", either of which may hold strokes itself; null when no such event has come in. */
export const kindOfName = async (read: Door, name: string): Promise<{ service: string; kind: string } | null> => (await read.rows<{ service: string; kind: string }>(kindNamed, { name }))[0] ?? null;

/** Up to so many deliveries identities are told apart: 5 million take a quarter of a second and 400 MB. */
const TELL_APART = 5_000_000;

export const kindFacts = async (read: Door, service: string, kind: string): Promise<KindFacts> => {
  const row = (await read.rows<{ total: string; first: string; last: string }>(kindOf, { service, kind }))[0];
  const total = Number(row?.total ?? 0);
  if (!row || total === 0) return { total: 0, exact: true, first: null, last: null };
  const exact = total <= TELL_APART;
  const once = exact ? Number((await read.rows<{ total: string }>(kindOnce, { service, kind }))[0]?.total ?? 0) : total;
  return { total: once, exact, first: Number(row.first), last: Number(row.last) };
};

/** How many messages were accepted, and the time of the newest, ms; 0 where none was. */
export const receivedSoFar = async (read: Door): Promise<{ events: number; newest: number }> => {
  const [row] = await read.rows<{ events: string; newest: string }>(received);
  return { events: Number(row?.events ?? 0), newest: Number(row?.newest ?? 0) };
};

/** When the newest event of each kind, named service/kind, was, ms; kinds of which none has come in are missing. */
export const newestOf = async (read: Door, names: readonly string[], at: number | null = null): Promise<Map<string, number>> =>
  new Map((await read.rows<{ name: string; last: string }>(kindsNewest, { names: JSON.stringify(names), to: at ?? END })).map((row) => [row.name, Number(row.last)]));

/** The newest of a kind, whether or not an SLI reads them; `last` = time of the newest, ms. Throws Problem 400 when the cursor is none. */
export const kindEvents = (read: Door, service: string, kind: string, last: number, asked: Asked): Promise<EventPage> => paged(read, { ...ANY, service, kind, to: last + 1 }, { ...asked, side: '' }, PAGE);

/** The events and samples of that id: `minute` = seconds of its UTC minute, null when the address does not say (then the newest). Empty when there is none. */
export const eventsOf = async (read: Door, service: string, id: string, minute: number | null): Promise<EventFacts[]> => {
  type Delivery = Line & { minute: number; shape: string; log: string; partition: number; offset: string };
  const found = await read.rows<Delivery>(single, { service, id, minute: minute ?? 0 });
  const newestMinute = found[0]?.minute;
  const out = new Map<string, EventFacts>();
  for (const row of found.filter((one) => one.minute === newestMinute)) {
    const key = `${row.stream} ${row.source}`;
    const facts = out.get(key) ?? { ...plain(row), shape: row.shape, deliveries: [] };
    facts.deliveries.push({ log: row.log, partition: row.partition, offset: row.offset });
    out.set(key, facts);
  }
  return [...out.values()];
};

/** Every SLI def that counts the event, with its verdict. */
export const readings = async (read: Door, slis: readonly SliMeasure[], event: EventFacts): Promise<Reading[]> => {
  const found = await read.rows<{ def: string; side: string }>(readersOf, { shape: event.shape, value: event.value });
  const [good, bad] = [new Set(found.filter((row) => row.side === 'good').map((row) => row.def)), new Set(found.filter((row) => row.side === 'bad').map((row) => row.def))];
  return found.filter((row) => row.side === 'total').flatMap((row) => {
    const sli = slis.find((one) => one.def === row.def);
    return sli ? [{ def: row.def, good: verdict(sli, good, bad) }] : [];
  });
};

/** Everything that a search of events finds, as one file: read in pieces while it is sent, so that its size costs no memory. */
import { z } from 'zod';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { EVENT } from '../cards/3-slo-tables.ts';
import { MOST_ROWS, type SpanName, SPANS } from '../cards/event-search.ts';
import { csvLine, heads, objects } from '../csv.ts';
import { StreamedFile } from '../file.ts';
import { Problem } from '../problem.ts';
import { tableOf } from '../table.ts';
import { spanAsked } from './event-pages.ts';
import { eventsFound, receivedSoFar } from './events.ts';
import { ANY, type Search } from './newest.ts';
import { type Route, route } from './route.ts';
import type { Reader } from './rows.ts';
import { planZone } from './zone.ts';
import { cells, formatParameter } from './table-answer.ts';

/** Rows that are read at a time. */
const PIECE = 5000;

const pieces = async function* (read: Door, what: Search, most: number) {
  let after: string | null = null;
  for (let left = most; left > 0; ) {
    const page = await eventsFound(read, what, after, Math.min(PIECE, left));
    yield tableOf(EVENT, page.items);
    left -= page.items.length;
    after = page.next;
    if (after === null) return;
  }
};

const asCsv = async function* (read: Door, what: Search, most: number) {
  yield csvLine(heads(tableOf(EVENT, [])));
  for await (const { rows } of pieces(read, what, most)) yield rows.map(csvLine).join('');
};

const asJson = async function* (read: Door, what: Search, most: number) {
  let separator = '{"items":[';
  for await (const table of pieces(read, what, most)) {
    if (table.rows.length === 0) continue;
    yield separator + objects(table).map((row) => JSON.stringify(row)).join(',');
    separator = ',';
  }
  yield separator === ',' ? ']}' : '{"items":[]}';
};

const text = z.string().trim().max(200).default('');

export const eventTable = ({ read, rows, clock, most = MOST_ROWS }: { read: Door; rows: Reader; clock: Clock; /** rows at most */ most?: number }): Route =>
  route({
    path: '/api/v1/tables/events/found', summary: `Everything that the page /events finds for the same parameters, the newest first, at most ${most} rows`, params: z.object({}),
    query: z.object({ q: text, service: text, kind: text, state: text, severity: text, span: z.enum(Object.keys(SPANS) as [SpanName, ...SpanName[]]).default('24h'), from: text.meta({ description: 'goes before span; in the zone of the scorecard, or with an offset' }), to: text, format: formatParameter }), answer: cells,
    async handle(_params, { q, service, kind, state, severity, span, from, to, format }) {
      const zone = planZone(await rows.known());
      const asked = spanAsked({ span, from, to }, zone, clock, (await receivedSoFar(read)).newest);
      if (asked.wrong !== null) throw new Problem(400, 'Bad parameter', asked.wrong, { parameter: from === '' ? 'to' : 'from' });
      const what = { ...ANY, ...asked.span, q, service, kind, state, severity };
      return format === 'csv' ? new StreamedFile('events', 'text/csv', asCsv(read, what, most)) : new StreamedFile(null, 'application/json', asJson(read, what, most));
    },
  });

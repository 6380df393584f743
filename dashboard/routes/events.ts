/** Events for pages: the newest behind a measure, the newest of a kind, and a single one with all that reads it. */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';

const behind = sql(import.meta.url, '../queries/events-behind.sql');
const ofKind = sql(import.meta.url, '../queries/kind-events.sql');
const single = sql(import.meta.url, '../queries/event.sql');
const readersOf = sql(import.meta.url, '../queries/readers.sql');
const kindOf = sql(import.meta.url, '../queries/kind.sql');

/** One line of a list of events. good null: nothing judges it (its value is used). */
export type EventLine = { minute: number; time: number; service: string; id: string; source: string; kind: string; state: string; unit: string; value: number | null; labels: Record<string, string>; good: boolean | null };

/** One event with all its fields and its deliveries. Decimals as text, exactly. */
export type EventFacts = Omit<EventLine, 'value' | 'good'> & {
  component: string;
  severity: string;
  shape: string;
  value: string | null;
  good: string | null;
  total: string | null;
  deliveries: { log: string; partition: number; offset: string }[];
};

/** How each SLI def reads an event; good null: nothing judges it. */
export type Reading = { def: string; good: boolean | null };

const HOUR = 3600;
/** Spans looked through for the newest events, seconds back: most lists are full after the first. */
const SPANS = [6 * HOUR, 3 * 24 * HOUR, 32 * 24 * HOUR, 400 * 24 * HOUR];

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

const widening = async <T>(to: number, most: number, look: (from: number) => Promise<T[]>): Promise<T[]> => {
  let found: T[] = [];
  for (const span of SPANS) {
    found = await look(Math.max(0, to - span));
    if (found.length >= most) break;
  }
  return found;
};

type Line = { minute: number; time: string; service: string; id: string; source: string; kind: string; state: string; unit: string; labels: string; value: number | null };

/** The newest `most` events before `at` (ms) that any of `slis` counts; bad when one of them finds it bad. */
export const eventsBehind = async (read: Door, slis: readonly SliMeasure[], at: number, most = 20): Promise<EventLine[]> => {
  if (slis.length === 0) return [];
  const defs = JSON.stringify(slis.map((one) => one.def));
  const to = Math.ceil(at / 60_000) * 60;
  const found = await widening(to, most, (from) => read.rows<Line & { counted: string[]; good: string[]; bad: string[] }>(behind, { defs, from, to, most }));
  return found.map((row) => {
    const [good, bad] = [new Set(row.good), new Set(row.bad)];
    const verdicts = slis.filter((one) => row.counted.includes(one.def)).map((one) => verdict(one, good, bad)).filter((one) => one !== null);
    return { ...row, minute: Number(row.minute), time: Number(row.time), labels: labelsOf(row.labels), good: verdicts.length === 0 ? null : !verdicts.includes(false) };
  });
};

export type KindFacts = { total: number; first: number | null; last: number | null };

export const kindFacts = async (read: Door, service: string, kind: string): Promise<KindFacts> => {
  const row = (await read.rows<{ total: string; first: string; last: string }>(kindOf, { service, kind }))[0];
  return row && Number(row.total) > 0 ? { total: Number(row.total), first: Number(row.first), last: Number(row.last) } : { total: 0, first: null, last: null };
};

export const kindEvents = async (read: Door, service: string, kind: string, at: number, most = 20): Promise<EventLine[]> => {
  const to = Math.ceil((at + 1) / 60_000) * 60;
  const found = await widening(to, most, (from) => read.rows<Line>(ofKind, { service, kind, from, to, most }));
  return found.map((row) => ({ ...row, minute: Number(row.minute), time: Number(row.time), labels: labelsOf(row.labels), good: null }));
};

/** `minute` = seconds of its UTC minute, null when the address does not say. null when there is no such event. */
export const oneEvent = async (read: Door, service: string, id: string, minute: number | null): Promise<EventFacts | null> => {
  type Delivery = Omit<Line, 'value'> & { component: string; severity: string; shape: string; value: string | null; good: string | null; total: string | null; log: string; partition: number; offset: string };
  const found = await read.rows<Delivery>(single, { service, id, minute: minute ?? 0 });
  const first = found[0];
  if (!first) return null;
  const same = found.filter((row) => row.minute === first.minute && row.source === first.source);
  return { ...first, minute: Number(first.minute), time: Number(first.time), labels: labelsOf(first.labels), deliveries: same.map(({ log, partition, offset }) => ({ log, partition, offset })) };
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

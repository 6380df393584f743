/**
 * The path of every message, whichever way it came in: decode → recognise → validate → stamp → shape. A message ends as a raw row, as a late row or as a
 * refused one; a batch of them is what the sink commits.
 */
import type { Clock } from '../shared/time/clock.ts';
import { seconds, stored } from '../shared/time/instant.ts';
import { decode } from './decode.ts';
import { isRefused, type Message, refuse, type Refused, type Stream } from './message.ts';
import { type Attributes, recognise } from './recognise.ts';
import { Rows } from './rows.ts';
import { type Sealed, UNSEALED } from './sealed.ts';
import type { Shapes } from './shape.ts';
import { stamp } from './stamp.ts';
import { validate } from './validate.ts';

export type Place = { log: string; epoch: number; partition: number; offset: number };

/** What one run along the path leaves for the sink: lines ready to insert, and what the ledger will say of them. */
export type Batch = {
  /** raw lines by stream and UTC day (ms) */
  raw: Record<Stream, Map<number, Rows>>;
  /** shapes whose rows are not known to be durable, each with a message of it */
  shapes: Map<string, Message>;
  refused: string[];
  late: string[];
  /** services by minute (seconds) of their messages */
  touched: Record<Stream, Map<number, Set<string>>>;
  ok: number;
  newest: number;
  unknown: number;
};

export const emptyBatch = (): Batch => ({ raw: { event: new Map(), sample: new Map() }, shapes: new Map(), refused: [], late: [], touched: { event: new Map(), sample: new Map() }, ok: 0, newest: 0, unknown: 0 });

type End = { end: 'stored'; message: Message } | { end: 'late'; message: Message } | { end: 'refused'; refused: Refused };

const SPECIAL = /[\t\n\r\\\0\b\f]/;
const ESCAPES: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\', '\0': '\\0', '\b': '\\b', '\f': '\\f' };
/** Text for TabSeparated. */
const field = (value: string): string => (SPECIAL.test(value) ? value.replaceAll(/[\t\n\r\\\0\b\f]/g, (one) => ESCAPES[one] as string) : value);

const PAYLOAD = 2048;
/** The first 2 KiB of what came in, as text that can be stored. */
const excerpt = (body: Buffer | string | null): string => (body === null ? '' : (typeof body === 'string' ? body.slice(0, PAYLOAD) : body.subarray(0, PAYLOAD).toString('utf8')).toWellFormed());

/** One line of `refused`. */
export const refusedLine = (at: number, refused: Refused, place: Place, body: Buffer | string | null): string =>
  JSON.stringify({ at: stored(at), code: refused.code, message: refused.message.toWellFormed(), log: place.log, epoch: place.epoch, partition: place.partition, offset: place.offset, entry: 0, payload: excerpt(body) });

/** What the way in says of a body. */
export type Way = {
  /** of a CloudEvent in binary mode */
  attributes?: Attributes;
  /** why the body could not be unpacked; it is then refused unread */
  packed?: string | undefined;
  /** history is brought in: what is older than retention is climbed all the same, unless raw of its day is dropped */
  history?: boolean;
};

export type Path = (batch: Batch, stream: Stream, body: Buffer | string | null, place: Place, way?: Way) => End;

/** The steps that look at nothing but the message. What none of them foresaw refuses this message, too: it must not stop those behind it. */
const understand = (stream: Stream, body: Buffer | string | null, attributes: Attributes): Message | Refused => {
  try {
    // a CloudEvent in binary mode may come without data: its attributes are the message
    const decoded = attributes && (body === null || body.length === 0) ? { object: {} } : decode(body);
    if ('refused' in decoded) return decoded.refused;
    const recognised = recognise(stream, decoded.object, attributes);
    if ('refused' in recognised) return recognised.refused;
    const message = validate(stream, recognised.object);
    if (!isRefused(message) && recognised.source !== '') message.source = recognised.source;
    return message;
  } catch (error) {
    return refuse('STORE_REFUSED', `the message could not be read: ${error instanceof Error ? error.message.slice(0, 200) : ''}`);
  }
};

/** The path of one process. `retention` in ms. */
export const path = (clock: Clock, retention: number, shapes: Shapes, sealed: Pick<Sealed, 'has'> = UNSEALED): Path => (batch, stream, body, place, { attributes = null, packed, history = false } = {}) => {
  const refused = (why: Refused): End => {
    batch.refused.push(refusedLine(clock.machine(), why, place, body));
    return { end: 'refused', refused: why };
  };
  const read = packed === undefined ? understand(stream, body, attributes) : refuse('BAD_ENCODING', packed);
  if (isRefused(read)) return refused(read);
  const message = read;
  const when = stamp(message, clock, history ? Number.POSITIVE_INFINITY : retention, sealed);
  if (typeof when === 'object') return refused(when);
  batch.unknown += message.unknown;
  if (when === 'late') {
    batch.late.push(JSON.stringify({ stream, time: stored(message.time), service: message.service, id: message.id, source: message.source, log: place.log, epoch: place.epoch, partition: place.partition, offset: place.offset, payload: excerpt(body) }));
    return { end: 'late', message };
  }
  const shape = shapes.of(message, batch.shapes);
  const minute = message.time - (message.time % 60_000);
  const day = message.time - (message.time % 86_400_000);
  const line = `${minute / 1000}\t${field(message.service)}\t${shape}\t${field(message.id)}\t${field(message.source)}\t${field(message.component)}\t${seconds(message.time)}\t${message.value ?? '\\N'}\t${message.good ?? '\\N'}\t${message.total ?? '\\N'}\t${field(place.log)}\t${place.epoch}\t${place.partition}\t${place.offset}\n`;
  let rows = batch.raw[stream].get(day);
  if (!rows) batch.raw[stream].set(day, (rows = new Rows()));
  rows.add(line, place.offset);
  let services = batch.touched[stream].get(minute / 1000);
  if (!services) batch.touched[stream].set(minute / 1000, (services = new Set()));
  services.add(message.service);
  batch.ok++;
  if (message.time > batch.newest) batch.newest = message.time;
  clock.see(message.time);
  return { end: 'stored', message };
};

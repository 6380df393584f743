/**
 * The path of every message, whichever way it came in: decode → recognise → validate → stamp → shape. A message ends as a raw row, as a late row or as a
 * refused one; a batch of them is what the sink commits. One that is like another before it need not take the first three steps (alike.ts).
 */
import type { Clock } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';
import { type Alike, seen } from './alike.ts';
import { decode } from './decode.ts';
import { isRefused, type Message, refuse, type Refused, type Stream } from './message.ts';
import { type Attributes, recognise } from './recognise.ts';
import { placeOf, Rows } from './rows.ts';
import { type Sealed, UNSEALED } from './sealed.ts';
import type { Shape, Shapes } from './shape.ts';
import { stamp } from './stamp.ts';
import { validate } from './validate.ts';

export type Place = { log: string; epoch: number; partition: number; offset: number };

/** What one run along the path leaves for the sink: lines ready to insert, and what the ledger will say of them. */
export type Batch = {
  /** raw rows by stream and UTC day (ms) */
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
  /** where the last message of a stream went: most go where that did */
  lately: Record<Stream, { minute: number; rows: Rows; services: Set<string> } | null>;
  /** the machine's clock when its first message came, ms; 0 = none yet */
  begun: number;
};

export const emptyBatch = (): Batch => ({ raw: { event: new Map(), sample: new Map() }, shapes: new Map(), refused: [], late: [], touched: { event: new Map(), sample: new Map() }, ok: 0, newest: 0, unknown: 0, lately: { event: null, sample: null }, begun: 0 });

/** What a message is known by again: `time` in ms, its minute counts. */
export type Identity = Pick<Message, 'service' | 'source' | 'id' | 'time'>;
type End = { end: 'stored'; message: Identity } | { end: 'late'; message: Identity } | { end: 'refused'; refused: Refused };

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

const NOT_ANY: Way = {};

/** The path of one process. `retention` in ms. */
export const path = (clock: Clock, retention: number, shapes: Shapes, sealed: Pick<Sealed, 'has'> = UNSEALED): Path => {
  const before = seen();

  /** The steps that look at nothing but the message. What none of them foresaw refuses this message, too: it must not stop those behind it. */
  const understand = (stream: Stream, body: Buffer | string | null, attributes: Attributes): Message | Refused => {
    try {
      // a CloudEvent in binary mode may come without data: its attributes are the message
      const decoded = attributes && (body === null || body.length === 0) ? { object: {} } : decode(body);
      if ('refused' in decoded) return decoded.refused;
      const recognised = recognise(stream, decoded.object, attributes);
      if ('refused' in recognised) return recognised.refused;
      const message = validate(stream, recognised.object);
      if (isRefused(message)) return message;
      if (recognised.source !== '') message.source = recognised.source;
      if (recognised.object === decoded.object && body !== null && !attributes) before.learn(stream, body, message);
      return message;
    } catch (error) {
      return refuse('STORE_REFUSED', `the message could not be read: ${error instanceof Error ? error.message.slice(0, 200) : ''}`);
    }
  };

  /** log, epoch and partition as they stand in rows: the same for a whole batch */
  let place: Omit<Place, 'offset'> & { bytes: Buffer } = { log: '', epoch: -1, partition: -1, bytes: Buffer.alloc(0) };
  const bytesOf = ({ log, epoch, partition }: Place): Buffer => {
    if (place.log !== log || place.partition !== partition || place.epoch !== epoch) place = { log, epoch, partition, bytes: placeOf(log, epoch, partition) };
    return place.bytes;
  };

  /** The rows of a message's day and the services of its minute. */
  const whereTo = ({ raw, touched, lately }: Batch, stream: Stream, time: number): { rows: Rows; services: Set<string> } => {
    const day = time - (time % 86_400_000);
    const minute = Math.floor(time / 60_000) * 60;
    const last = lately[stream];
    if (last !== null && last.minute === minute) return last;
    let rows = raw[stream].get(day);
    if (!rows) raw[stream].set(day, (rows = new Rows()));
    let services = touched[stream].get(minute);
    if (!services) touched[stream].set(minute, (services = new Set()));
    const here = { minute, rows, services };
    lately[stream] = here;
    return here;
  };

  /** What is common to messages of both ways; `own` = what is the message's own. */
  const keep = (batch: Batch, stream: Stream, body: Buffer | string | null, at: Place, history: boolean, { message, shape: known }: { message: Message; shape: Shape | null }, own: Omit<Alike, 'mould'>): End & { shape?: Shape } => {
    const { text, from, to, time } = own;
    const { service, source } = message;
    const when = stamp({ stream, time }, clock, batch.begun, history ? Number.POSITIVE_INFINITY : retention, sealed);
    if (typeof when === 'object') return refused(batch, at, body, when);
    batch.unknown += message.unknown;
    const identity = { service, source, id: text.slice(from, to), time };
    if (when === 'late') {
      batch.late.push(JSON.stringify({ stream, time: stored(time), service, id: identity.id, source, log: at.log, epoch: at.epoch, partition: at.partition, offset: at.offset, payload: excerpt(body) }));
      return { end: 'late', message: identity };
    }
    let shape = known;
    if (shape) shapes.carry(shape, message, batch.shapes);
    else shape = shapes.of(message, batch.shapes);
    const { rows, services } = whereTo(batch, stream, time);
    rows.add(shape.lead, own, message, bytesOf(at), at.offset);
    services.add(service);
    batch.ok++;
    if (time > batch.newest) batch.newest = time;
    clock.see(time);
    return { end: 'stored', message: identity, shape };
  };

  const refused = (batch: Batch, at: Place, body: Buffer | string | null, why: Refused): End => {
    batch.refused.push(refusedLine(clock.machine(), why, at, body));
    return { end: 'refused', refused: why };
  };

  return (batch, stream, body, at, { attributes = null, packed, history = false } = NOT_ANY) => {
    if (batch.begun === 0) batch.begun = clock.machine();
    const alike = body === null || attributes || packed !== undefined ? null : before.find(stream, body);
    if (alike) {
      const ended = keep(batch, stream, body, at, history, alike.mould, alike);
      if (ended.shape) alike.mould.shape = ended.shape;
      return ended;
    }
    const message = packed === undefined ? understand(stream, body, attributes) : refuse('BAD_ENCODING', packed);
    if (isRefused(message)) return refused(batch, at, body, message);
    const { id, time, value, good, total } = message;
    return keep(batch, stream, body, at, history, { message, shape: null }, { text: id, from: 0, to: id.length, time, value, good, total });
  };
};

/** Second step: is it a native message or a CloudEvent (1.0, structured or binary)? Its data are the message; its attributes fill in what the data lack. */
import { decode } from './decode.ts';
import { refuse, type Refused, type Stream } from './message.ts';

/** Attributes of a CloudEvent in binary mode, without their ce- or ce_ prefix, null for a value that cannot be decoded; null for any other message. */
export type Attributes = Record<string, string | null> | null;

export type Recognised = { object: Record<string, unknown>; /** the CloudEvent's source, '' for native messages */ source: string } | { refused: Refused };

const badData = (message: string): { refused: Refused } => ({ refused: refuse('BAD_CLOUDEVENT', message) });
const bad: (message: string) => Recognised = badData;
const isMap = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** An HTTP header's value as the attribute it stands for (HTTP binding 3.1.3.2): quotes of older senders off, then decoded once from percent-encoded UTF-8; null when that fails. */
const fromHeader = (value: string): string | null => {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  try {
    return decodeURIComponent(quoted === undefined ? value : quoted.replaceAll(/\\(.)/gs, '$1'));
  } catch {
    return null;
  }
};

/** Prefixed headers as attributes, or null when the message is no CloudEvent in binary mode. Those of Kafka (ce_) hold plain UTF-8. */
export const attributesOf = (headers: Iterable<[string, string]>, prefix: 'ce-' | 'ce_'): Attributes => {
  const found: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  for (const [key, value] of headers) if (key.toLowerCase().startsWith(prefix)) found[key.toLowerCase().slice(prefix.length)] = prefix === 'ce-' ? fromHeader(value) : value;
  return 'specversion' in found ? found : null;
};

const merge = (stream: Stream, attributes: Record<string, unknown>, data: Record<string, unknown>): Recognised => {
  const { specversion, id, source, type, time, subject } = attributes;
  if (specversion !== '1.0') return bad(`specversion is ${String(specversion).slice(0, 20)}, only 1.0 is read`);
  for (const [name, value] of [['id', id], ['source', source], ['type', type]] as const) if (typeof value !== 'string' || value === '') return bad(`the attribute ${name} is missing`);
  if (typeof source === 'string' && source.length > 256) return { refused: refuse('NAME_TOO_LONG', 'source is longer than 256 characters') };
  if (typeof source === 'string' && !source.isWellFormed()) return { refused: refuse('BAD_TEXT', 'source holds half a character (a lone surrogate)') };
  const filled: Record<string, unknown> = { id, time, component: source, service: attributes['service'] ?? subject, [stream === 'event' ? 'kind' : 'sli']: type };
  for (const key of Object.keys(filled)) if (filled[key] === undefined) delete filled[key];
  const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null));
  return { object: { ...filled, ...given }, source: source as string };
};

const dataOf = (object: Record<string, unknown>): { data: Record<string, unknown> } | { refused: Refused } => {
  const { data, data_base64: base64, datacontenttype: type } = object;
  if (type !== undefined && !(typeof type === 'string' && /^[\w.+-]+\/([\w.+-]+\+)?json\b/i.test(type))) return badData(`data of the type ${String(type).slice(0, 40)} are not read, only JSON`);
  if (base64 !== undefined) {
    if (typeof base64 !== 'string' || data !== undefined) return badData('data_base64 must be text, and stand alone');
    const decoded = decode(Buffer.from(base64, 'base64'));
    return 'refused' in decoded ? badData(`data_base64: ${decoded.refused.message}`) : { data: decoded.object };
  }
  if (data === undefined || data === null) return { data: {} };
  return isMap(data) ? { data } : badData('data must be a JSON object');
};

/** The message in an object; `attributes` are those of binary mode, where the object is the data alone. */
export const recognise = (stream: Stream, object: Record<string, unknown>, attributes: Attributes): Recognised => {
  if (attributes) {
    const spoilt = Object.keys(attributes).find((name) => attributes[name] === null);
    return spoilt === undefined ? merge(stream, attributes, object) : bad(`the header ce-${spoilt.slice(0, 40)} is not well percent-encoded UTF-8`);
  }
  if (!Object.hasOwn(object, 'specversion')) return { object, source: '' };
  const found = dataOf(object);
  return 'refused' in found ? found : merge(stream, object, found.data);
};

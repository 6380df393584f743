/** Middle steps: which fields a message has, and whether each may be what it is. By hand, not by schema: this runs for every event. */
import { decimal } from '../shared/plan/scalar.ts';
import { type Message, refuse, type Refused, type Stream } from './message.ts';
import { timeOf } from './when.ts';

const LONGEST = 256;
const MOST_LABELS = 64;
/** Values stand in Decimal(38, 9): 29 digits before the point. */
const LARGEST = 1e29;
const SEVERITIES = new Set(['debug', 'info', 'warning', 'error', 'critical']);
const FIELDS = new Set(['id', 'time', 'service', 'component', 'kind', 'sli', 'state', 'value', 'unit', 'good', 'total', 'severity', 'labels']);
const SIMPLE = /^-?\d{1,29}(\.\d{1,9})?$/;

class Refusal {
  readonly refused: Refused;
  constructor(refused: Refused) {
    this.refused = refused;
  }
}

const text = (body: Record<string, unknown>, field: string, required: boolean): string => {
  const value = Object.hasOwn(body, field) ? body[field] : undefined;
  if (value === undefined || value === null || value === '') {
    if (required) throw new Refusal(refuse('MISSING_FIELD', `${field} is missing`));
    return '';
  }
  if (typeof value !== 'string') throw new Refusal(refuse('WRONG_TYPE', `${field} must be text`));
  if (value.length > LONGEST) throw new Refusal(refuse('NAME_TOO_LONG', `${field} is longer than ${LONGEST} characters`));
  if (!value.isWellFormed()) throw new Refusal(refuse('BAD_TEXT', `${field} holds half a character (a lone surrogate)`));
  return value;
};

const number = (body: Record<string, unknown>, field: string): string | null => {
  const value = Object.hasOwn(body, field) ? body[field] : undefined;
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') {
    if (typeof value === 'string' && /^[+-]?(nan|inf(inity)?)$/i.test(value)) throw new Refusal(refuse('NOT_FINITE', `${field} is not a finite number`));
    throw new Refusal(refuse('WRONG_TYPE', `${field} must be a number`));
  }
  if (!Number.isFinite(value) || Math.abs(value) >= LARGEST) throw new Refusal(refuse('NOT_FINITE', `${field} is outside of what can be counted exactly (29 digits)`));
  const shortest = String(value);
  if (SIMPLE.test(shortest)) return shortest;
  return decimal(shortest) ?? '0';
};

const counts = (good: string | null, total: string | null): void => {
  if (good !== null && Number(good) < 0) throw new Refusal(refuse('NEGATIVE', 'good is negative'));
  if (total !== null && Number(total) < 0) throw new Refusal(refuse('NEGATIVE', 'total is negative'));
  if (good !== null && total !== null && Number(good) > Number(total)) throw new Refusal(refuse('GOOD_EXCEEDS_TOTAL', `good (${good}) is more than total (${total})`));
};

/** What JSON does not write as it stands: all but these (lone surrogates were refused before). */
const ESCAPED = /[^ !#-[\]-\uffff]/;
const quoted = (one: string): string => (ESCAPED.test(one) ? JSON.stringify(one) : `"${one}"`);

const labelsOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object' || Array.isArray(value)) throw new Refusal(refuse('WRONG_TYPE', 'labels must be a map of texts'));
  const keys = Object.keys(value);
  if (keys.length > MOST_LABELS) throw new Refusal(refuse('TOO_MANY_LABELS', `there are ${keys.length} labels; at most ${MOST_LABELS} are kept`));
  keys.sort();
  const parts: string[] = [];
  for (const key of keys) {
    const one = (value as Record<string, unknown>)[key];
    if (typeof one !== 'string') throw new Refusal(refuse('WRONG_TYPE', `the label ${key.slice(0, 64)} must be text`));
    if (key.length > LONGEST || one.length > LONGEST) throw new Refusal(refuse('NAME_TOO_LONG', `the label ${key.slice(0, 64)} or its value is longer than ${LONGEST} characters`));
    if (!key.isWellFormed() || !one.isWellFormed()) throw new Refusal(refuse('BAD_TEXT', `the label ${key.slice(0, 64).toWellFormed()} holds half a character (a lone surrogate)`));
    parts.push(`${quoted(key)}:${quoted(one)}`);
  }
  return `{${parts.join(',')}}`;
};

/** What a message of the other stream is told by, and where it belongs. */
const OTHER: Record<Stream, { field: string; other: string; hint: string }> = {
  event: { field: 'kind', other: 'sli', hint: 'it has an sli, so it looks like a sample: these go to POST /api/v1/samples or the topic of samples (heptad.sli)' },
  sample: { field: 'sli', other: 'kind', hint: 'it has a kind, so it looks like an event: these go to POST /api/v1/events or the topic of events (heptad.sie)' },
};
const there = (body: Record<string, unknown>, field: string): boolean => Object.hasOwn(body, field) && typeof body[field] === 'string' && body[field] !== '';

/** The kind of an event, the sli of a sample. */
const named = (stream: Stream, body: Record<string, unknown>): string => {
  const { field, other, hint } = OTHER[stream];
  if (there(body, other) && (body[field] ?? '') === '') throw new Refusal(refuse('MISSING_FIELD', `${field} is missing; ${hint}`));
  return text(body, field, true);
};

const check = (stream: Stream, body: Record<string, unknown>): Message => {
  const id = text(body, 'id', true);
  if (body['time'] === undefined || body['time'] === null) throw new Refusal(refuse('MISSING_FIELD', 'time is missing'));
  const time = timeOf(body['time']);
  if (time === null) throw new Refusal(refuse('BAD_TIME', 'time is neither RFC 3339 with an offset nor milliseconds since 1970'));
  const service = text(body, 'service', true);
  const kind = named(stream, body);
  const component = text(body, 'component', false);
  const severity = text(body, 'severity', false);
  if (severity !== '' && !SEVERITIES.has(severity)) throw new Refusal(refuse('WRONG_TYPE', `severity must be one of ${[...SEVERITIES].join(', ')}`));
  const value = number(body, 'value');
  const good = number(body, 'good');
  const total = number(body, 'total');
  counts(good, total);
  if (stream === 'sample' && value === null && (good === null || total === null)) throw new Refusal(refuse('MISSING_FIELD', good === null && total === null ? 'a sample carries good and total, or a value' : `${good === null ? 'good' : 'total'} is missing`));
  let unknown = 0;
  for (const key in body) if (!FIELDS.has(key)) unknown++;
  return { stream, id, time, service, kind, component, source: component, state: text(body, 'state', false), severity, unit: text(body, 'unit', false), labels: labelsOf(body['labels']), value, good, total, unknown };
};

/** The message in a body, or the first thing wrong with it. */
export const validate = (stream: Stream, body: Record<string, unknown>): Message | Refused => {
  try {
    return check(stream, body);
  } catch (error) {
    if (error instanceof Refusal) return error.refused;
    throw error;
  }
};

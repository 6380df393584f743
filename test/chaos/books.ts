/**
 * The books of a chaos run, kept outside of the program: every message that was made, which of them are repeated, out of order, too late or bad, and the
 * sums that they must come to. Nothing here reads what the program stores.
 */
import type { Random } from './random.ts';

export const START = Date.parse('2026-11-01T21:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
/** What the processes are started with: older than this behind the newest event is late. */
export const RETENTION_DAYS = 30;

export type Stream = 'event' | 'sample';
/** What must become of it. code: of a bad one. */
export type Fate = { fate: 'stored' } | { fate: 'late' } | { fate: 'refused'; code: string };
export type Entry = { number: number; stream: Stream; body: Buffer | null; fate: Fate; kind: 'plain' | 'again' | 'other' | 'tardy' | 'late' | 'bad'; partition: number; message: Message | null };
/** `state` of events, `good` and `total` of samples. */
export type Message = { id: string; time: number; service: string; kind?: string; sli?: string; component?: string; state?: string; value?: number; unit?: string; good?: number; total?: number };

/** One line of what must come out: per SLI, minute (s) and service the messages, good and total. */
export type Sums = Map<string, { messages: number; good: number; total: number }>;

const BAD: [string, (number: number) => Buffer | null][] = [
  ['EMPTY', () => null],
  ['NOT_JSON', (n) => Buffer.from(`{"id":"bad-${n}",`)],
  ['NOT_UTF8', () => Buffer.from([0xff, 0xfe, 0x41])],
  ['MISSING_FIELD', (n) => Buffer.from(JSON.stringify({ id: `bad-${n}`, time: START }))],
  ['BAD_TIME', (n) => Buffer.from(JSON.stringify({ id: `bad-${n}`, time: 'yesterday', service: 'shop', kind: 'http.request' }))],
  ['TOO_LARGE', (n) => Buffer.from(JSON.stringify({ id: `bad-${n}`, time: START, service: 'shop', kind: 'http.request', state: 'x'.repeat(300_000) }))],
];

export type Books = {
  entries: readonly Entry[];
  /** the next messages, `count` of them, at event time `at` (ms) */
  make(count: number, at: number): Entry[];
  /** a last message, so that the watermark has somewhere to go */
  end(at: number): Entry;
  /** messages by what they are */
  kinds(): Record<string, number>;
  /** every identity that must be counted, as it must be counted */
  counted(): Message[];
  sums(): Sums;
};

/** An identity as the contract has it: service, component, id and minute. */
export const identity = (one: Pick<Message, 'service' | 'component' | 'id' | 'time'>): string => JSON.stringify([one.service, one.component ?? '', one.id, Math.floor(one.time / MINUTE)]);

export const openBooks = (random: Random): Books => {
  const entries: Entry[] = [];
  const sent: Entry[] = [];

  const fresh = (stream: Stream, number: number, time: number): Message => {
    const service = random.chance(0.7) ? 'shop' : 'pay';
    if (stream === 'sample') {
      const total = 1 + random.below(100);
      return { id: `s-${number}`, time, service: 'shop', sli: 'edge', good: random.below(total + 1), total };
    }
    // each component's probes lie in order of time more or less, like everything else
    if (random.chance(0.05)) return { id: `p-${number}`, time, service: 'shop', kind: 'probe', component: random.pick(['web-1', 'web-2']), state: random.chance(0.8) ? 'ok' : 'down' };
    return { id: `e-${number}`, time, service, kind: 'http.request', state: random.chance(0.9) ? 'ok' : 'error', value: random.below(500), unit: 'ms' };
  };

  const one = (at: number): Entry => {
    const number = entries.length;
    const stream: Stream = random.chance(0.1) ? 'sample' : 'event';
    const partition = random.below(4);
    const body = (message: Message): Buffer => Buffer.from(JSON.stringify(message));
    const roll = random.unit();
    if (roll < 0.03) {
      const [code, make] = random.pick(BAD);
      // large ones are few: they are about the path, not about bytes
      const [said, text] = code === 'TOO_LARGE' && random.chance(0.9) ? (BAD[1] as (typeof BAD)[number]) : ([code, make] as const);
      return { number, stream, body: text(number), fate: { fate: 'refused', code: said }, kind: 'bad', partition, message: null };
    }
    if (roll < 0.05) {
      const message = fresh(stream, number, at - (RETENTION_DAYS + 5 + random.below(20)) * DAY);
      return { number, stream, body: body(message), fate: { fate: 'late' }, kind: 'late', partition, message };
    }
    if (roll < 0.11 && sent.length > 0) {
      const before = random.pick(sent);
      const copy = before.message as Message;
      // the same identity with another value: whichever comes first, the least of the copies counts
      if (random.chance(0.2) && copy.value !== undefined) {
        const other = { ...copy, value: random.below(500) };
        return { ...before, number, body: body(other), kind: 'other', partition, message: other };
      }
      return { ...before, number, kind: 'again', partition };
    }
    const tardy = roll < 0.16;
    const message = fresh(stream, number, tardy ? at - random.below(2 * DAY) : at - random.below(2 * MINUTE));
    return { number, stream, body: body(message), fate: { fate: 'stored' }, kind: tardy ? 'tardy' : 'plain', partition, message };
  };

  const note = (entry: Entry): Entry => {
    entries.push(entry);
    if (entry.fate.fate === 'stored') sent.push(entry);
    return entry;
  };

  const counted = (): Message[] => {
    const out = new Map<string, Message>();
    for (const entry of entries) {
      if (entry.fate.fate !== 'stored') continue;
      const message = entry.message as Message;
      const key = `${entry.stream} ${identity(message)}`;
      const before = out.get(key);
      if (!before || (message.value ?? 0) < (before.value ?? 0)) out.set(key, message);
    }
    return [...out.values()];
  };

  return {
    entries,
    make: (count, at) => Array.from({ length: count }, () => note(one(at))),
    end(at) {
      const message: Message = { id: `end-${entries.length}`, time: at, service: 'shop', kind: 'end' };
      return note({ number: entries.length, stream: 'event', body: Buffer.from(JSON.stringify(message)), fate: { fate: 'stored' }, kind: 'plain', partition: 0, message });
    },
    kinds() {
      const out: Record<string, number> = {};
      for (const { kind } of entries) out[kind] = (out[kind] ?? 0) + 1;
      return out;
    },
    counted,
    sums() {
      const out: Sums = new Map();
      const add = (sli: string, t: number, service: string, good: number, total: number): void => {
        const key = `${sli} ${t} ${service}`;
        const there = out.get(key) ?? { messages: 0, good: 0, total: 0 };
        out.set(key, { messages: there.messages + 1, good: there.good + good, total: there.total + total });
      };
      for (const { kind, sli, time, service, state, value, good, total } of counted()) {
        const minute = Math.floor(time / MINUTE) * 60;
        if (kind === 'http.request') {
          add('answered', minute, service, state === 'ok' ? 1 : 0, 1);
          // the objective `fast`: at most 300 ms
          add('fast', minute, service, (value as number) <= 300 ? 1 : 0, 1);
        }
        // a sample is of the slice that ends with its time
        if (sli === 'edge') add('edge', Math.floor((time - 1) / MINUTE) * 60, service, good as number, total as number);
      }
      return out;
    },
  };
};

/** Messages as they count: one of each identity, the least of its copies. */
import { q, type Rational } from './rational.ts';
import { MINUTE } from './calendar.ts';

export type Message = {
  id: string; time: number; service: string; kind?: string; sli?: string; component?: string; state?: string; severity?: string; unit?: string;
  labels?: Record<string, string>; value?: Rational; good?: Rational; total?: Rational;
};

/** One line; figures are read from their source text. */
export const message = (line: string): Message => {
  const read = JSON.parse(line, ((key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && ['value', 'good', 'total'].includes(key) ? q(context.source ?? '') : value) as (key: string, value: unknown) => unknown) as Omit<Message, 'time'> & { time: string | number };
  const rounded = Object.fromEntries((['value', 'good', 'total'] as const).flatMap((k) => (read[k] === undefined ? [] : [[k, read[k].rounded(9)]])));
  return { ...read, ...rounded, time: typeof read.time === 'number' ? read.time : Date.parse(read.time) };
};

const text = (a: string | undefined, b: string | undefined): number => {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  const [x, y] = [[...a].map((c) => c.codePointAt(0) as number), [...b].map((c) => c.codePointAt(0) as number)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return (x[i] as number) - (y[i] as number);
  return x.length - y.length;
};
const number = (a: Rational | undefined, b: Rational | undefined): number => (a === undefined || b === undefined ? (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1) : a.to(b));
const json = (labels: Record<string, string> | undefined): string | undefined =>
  labels === undefined ? undefined : JSON.stringify(Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => text(a, b))));

/** The order in which the least of differing copies is found. */
const order = (a: Message, b: Message): number =>
  text(a.state, b.state) || number(a.value, b.value) || text(json(a.labels), json(b.labels)) || number(a.good, b.good) || number(a.total, b.total) ||
  text(a.kind, b.kind) || text(a.sli, b.sli) || text(a.component, b.component) || text(a.severity, b.severity) || text(a.unit, b.unit) || a.time - b.time;

/** Identity is (service, source, id, minute of time); the source of a native message is its component. */
export const unique = (messages: Message[]): Message[] => {
  const least = new Map<string, Message>();
  for (const m of messages) {
    const key = JSON.stringify([m.service, m.component ?? '', m.id, Math.floor(m.time / MINUTE)]);
    const known = least.get(key);
    if (known === undefined || order(m, known) < 0) least.set(key, m);
  }
  return [...least.values()];
};

/** The closed language of filters over one message. All conditions must hold; a missing field satisfies only `not` and `exists: false`. */
import type { Message } from './messages.ts';
import type { Where } from './plan.ts';
import { q, Rational } from './rational.ts';

const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'];

const field = (name: string, m: Message): string | Rational | undefined => {
  if (name.startsWith('labels.')) return m.labels !== undefined && Object.hasOwn(m.labels, name.slice(7)) ? m.labels[name.slice(7)] : undefined;
  return m[name as 'state' | 'severity' | 'component' | 'value'];
};

/** What an ordering compares: severities by their rank, labels as numbers, else nothing. */
const ordered = (name: string, value: unknown): Rational | undefined => {
  if (value instanceof Rational) return value;
  if (name === 'severity') return SEVERITIES.includes(String(value)) ? q(SEVERITIES.indexOf(String(value))) : undefined;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(String(value)) ? q(String(value)) : undefined;
};

const equal = (have: string | Rational, want: unknown): boolean => {
  if (have instanceof Rational) return want instanceof Rational && have.to(want) === 0;
  return have === (want instanceof Rational ? want.toString() : String(want));
};

const holds = (name: string, have: string | Rational | undefined, op: string, want: unknown): boolean => {
  if (op === 'exists') return (have !== undefined) === want;
  if (op === 'not') return have === undefined || !(Array.isArray(want) ? want : [want]).some((w: unknown) => equal(have, w));
  if (have === undefined) return false;
  if (op === 'prefix') return typeof have === 'string' && have.startsWith(String(want));
  const value = ordered(name, have);
  if (value === undefined) return false;
  const line = (w: unknown): number => value.to(ordered(name, w) as Rational);
  if (Array.isArray(want)) return line(want[0]) >= 0 && line(want[1]) < 0; // between
  return { lt: line(want) < 0, lte: line(want) <= 0, gt: line(want) > 0, gte: line(want) >= 0 }[op] as boolean;
};

export const matches = (where: Where | undefined, m: Message): boolean =>
  Object.entries(where ?? {}).every(([name, condition]) => {
    const have = field(name, m);
    if (Array.isArray(condition)) return have !== undefined && condition.some((w) => equal(have, w));
    if (condition !== null && typeof condition === 'object' && !(condition instanceof Rational)) return Object.entries(condition).every(([op, want]) => holds(name, have, op, want));
    return have !== undefined && equal(have, condition);
  });

/**
 * Judges one side of an SLI against one shape, once: everything a `where` can ask is decided here but the value, of which disjoint intervals
 * are left for SQL. Pure. (MEASURES §8 `where`: all conditions must hold; a missing field satisfies only `not` and `exists: false`.)
 */
import type { Condition, FieldTest, Nano, Side } from './measure.ts';

export type Shape = { stream: 'event' | 'sample'; kind: string; state: string; severity: string; component: string; unit: string; labels: Record<string, string> };

/** whole: every message of the shape. Else those whose value lies in one of `parts` (both ends inclusive), and with `bare` those without a value. */
export type Verdict = { whole: true } | { whole: false; parts: { lo: Nano; hi: Nano }[]; bare: boolean };

const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'];

const PLACES = 9;
/** Widest values the store holds: Decimal(38, 9). */
const LIMIT = 10n ** 38n - 1n;

/** Decimal text to units of 10^-9, rounded down or up when it has more places. */
export const toUnits = (text: string, round: 'down' | 'up'): bigint => {
  const found = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (!found || (found[2] === '' && found[3] === '')) throw new RangeError(`not a number: ${text}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  const places = PLACES + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const signed = sign === '-' ? -digits : digits;
  if (places >= 0) return signed * 10n ** BigInt(places);
  const scale = 10n ** BigInt(-places);
  const floor = signed / scale - (signed % scale !== 0n && signed < 0n ? 1n : 0n);
  return round === 'up' && floor * scale !== signed ? floor + 1n : floor;
};

/** Units of 10^-9 to text with 9 places. */
export const toNano = (units: bigint): Nano => {
  const digits = (units < 0n ? -units : units).toString().padStart(PLACES + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
};

type Interval = [bigint, bigint];
const ALL: Interval[] = [[-LIMIT, LIMIT]];

const meet = (a: Interval[], b: Interval[]): Interval[] =>
  a.flatMap(([low, high]) => b.flatMap(([l, h]): Interval[] => (l > high || h < low ? [] : [[l > low ? l : low, h < high ? h : high]])));

const without = (points: bigint[]): Interval[] => points.reduce<Interval[]>((left, p) => meet(left, [[-LIMIT, p - 1n], [p + 1n, LIMIT]].filter(([l, h]) => (l as bigint) <= (h as bigint)) as Interval[]), ALL);

/** A value named in the plan with more than 9 places can equal no stored value. */
const points = (list: string[]): bigint[] => list.filter((one) => toUnits(one, 'down') === toUnits(one, 'up')).map((one) => toUnits(one, 'down'));

/** What a test leaves of the values: intervals, and whether a message without a value passes. */
const ofValue = (test: FieldTest): { parts: Interval[]; bare: boolean } => {
  if ('anyOf' in test) return { parts: [...new Set(points(test.anyOf))].sort((a, b) => (a < b ? -1 : 1)).map((p) => [p, p]), bare: false };
  if ('not' in test) return { parts: without(points(test.not)), bare: true };
  if ('exists' in test) return test.exists ? { parts: ALL, bare: false } : { parts: [], bare: true };
  if ('prefix' in test) return { parts: [], bare: false };
  let low = -LIMIT;
  let high = LIMIT;
  const raise = (to: bigint): void => void (low = to > low ? to : low);
  const lower = (to: bigint): void => void (high = to < high ? to : high);
  if (test.gte !== undefined) raise(toUnits(test.gte, 'up'));
  if (test.gt !== undefined) raise(toUnits(test.gt, 'down') + 1n);
  if (test.lte !== undefined) lower(toUnits(test.lte, 'down'));
  if (test.lt !== undefined) lower(toUnits(test.lt, 'up') - 1n);
  return { parts: low <= high ? [[low, high]] : [], bare: false };
};

const compare = (found: number, test: { lt?: string; lte?: string; gt?: string; gte?: string }, of: (text: string) => number): boolean =>
  (test.lt === undefined || found < of(test.lt)) && (test.lte === undefined || found <= of(test.lte)) && (test.gt === undefined || found > of(test.gt)) && (test.gte === undefined || found >= of(test.gte));

/** Decimal text of a label or a plan to a number; NaN when it is none. */
const number = (text: string): number => (/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN);

/** A test of a text field; '' is a missing field. */
const ofText = (field: string, found: string, test: FieldTest): boolean => {
  const missing = found === '';
  if ('not' in test) return missing || !test.not.includes(found);
  if ('exists' in test) return test.exists !== missing;
  if (missing) return false;
  if ('anyOf' in test) return test.anyOf.includes(found);
  if ('prefix' in test) return found.startsWith(test.prefix);
  if (field === 'severity') return compare(SEVERITIES.indexOf(found), test, (text) => SEVERITIES.indexOf(text));
  const value = number(found);
  return !Number.isNaN(value) && compare(value, test, number);
};

const read = (shape: Shape, field: string): string => {
  if (field.startsWith('labels.')) {
    const key = field.slice('labels.'.length);
    return Object.hasOwn(shape.labels, key) ? (shape.labels[key] ?? '') : '';
  }
  return field === 'state' ? shape.state : field === 'severity' ? shape.severity : field === 'component' ? shape.component : '';
};

/** What `side` reads of the messages of `shape`; null = nothing. Throws RangeError when a condition on the value is no number (the plan is checked before). */
export const judge = (side: Side, shape: Shape): Verdict | null => {
  if (side.stream !== shape.stream || (side.kind !== null && side.kind !== shape.kind)) return null;
  let parts = ALL;
  let bare = true;
  let whole = true;
  for (const { field, test } of side.where as Condition[]) {
    if (field !== 'value') {
      if (!ofText(field, read(shape, field), test)) return null;
      continue;
    }
    whole = false;
    const left = ofValue(test);
    parts = meet(parts, left.parts);
    bare &&= left.bare;
  }
  if (whole) return { whole: true };
  if (parts.length === 0 && !bare) return null;
  return { whole: false, parts: parts.map(([lo, hi]) => ({ lo: toNano(lo), hi: toNano(hi) })), bare };
};

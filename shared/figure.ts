/**
 * How a figure is written: one decimal more than its target's (at most 4), rounded to the worse side, never across a line (MEASURES §0 "Exact").
 * Works on the shortest decimal of the double, so that 0.57 is 57 % and not 56.99 %. Pure; the pages and the terminal both write their numbers through this file.
 */

/** What kind of figure it is. ratio: 0..1, written in per cent; score: 0..100; value: in `unit`. Lines are in the figure's own terms (ratio 0..1). */
export type Spec = {
  kind: 'ratio' | 'score' | 'value';
  unit: string;
  /** whole things are counted: no decimals */
  whole: boolean;
  /** null = no worse side (a figure without lines): rounded half up */
  polarity: 'higher' | 'lower' | 'range' | null;
  adequate: number | null;
  desired: number | null;
  /** upper edges of a range; the two lines above are then its lower ones */
  upper?: { adequate: number; desired: number };
};

/** The lines of a row's target as a figure is written by: of a range both edges. */
export const linesOf = (target: { adequate: number | [number, number] | null; desired: number | [number, number] | null } | null): Pick<Spec, 'adequate' | 'desired' | 'upper'> => {
  const [adequate, desired] = [target?.adequate ?? null, target?.desired ?? null];
  if (Array.isArray(adequate) && Array.isArray(desired)) return { adequate: adequate[0], desired: desired[0], upper: { adequate: adequate[1], desired: desired[1] } };
  return { adequate: Array.isArray(adequate) ? adequate[0] : adequate, desired: Array.isArray(desired) ? desired[0] : desired };
};

/** A score: its lines are a third and two thirds of the scale. */
export const SCORE: Spec = { kind: 'score', unit: '', whole: false, polarity: 'higher', adequate: 100 / 3, desired: 200 / 3 };
/** A share without lines, such as coverage or a weight. */
export const SHARE: Spec = { kind: 'ratio', unit: '', whole: false, polarity: null, adequate: null, desired: null };

/** m × 10^-e, exactly. */
export type Exact = { m: bigint; e: number };

/** The shortest decimal of a double. */
export const exact = (n: number): Exact => {
  const [digits = '0', power = '0'] = String(n).toLowerCase().split('e');
  const [whole = '0', part = ''] = digits.split('.');
  const e = part.length - Number(power);
  const m = BigInt(whole + part);
  return e >= 0 ? { m, e } : { m: m * 10n ** BigInt(-e), e: 0 };
};

/** m of x at e decimals (at least its own). */
export const scaled = (x: Exact, e: number): bigint => x.m * 10n ** BigInt(e - x.e);
const compare = (a: Exact, b: Exact): number => {
  const e = Math.max(a.e, b.e);
  const d = scaled(a, e) - scaled(b, e);
  return d < 0n ? -1 : d > 0n ? 1 : 0;
};

/** Decimals that are not zeros at the end. */
export const decimals = (x: Exact): number => {
  let { m, e } = x;
  while (e > 0 && m % 10n === 0n) {
    m /= 10n;
    e--;
  }
  return e;
};

/** To so many decimals. */
export const cut = (x: Exact, places: number, way: 'down' | 'up' | 'half'): Exact => {
  if (x.e <= places) return { m: scaled(x, places), e: places };
  const unit = 10n ** BigInt(x.e - places);
  const floor = (x.m - (((x.m % unit) + unit) % unit)) / unit;
  const rest = x.m - floor * unit;
  const over = way === 'up' ? rest > 0n : way === 'half' ? rest * 2n >= unit : false;
  return { m: over ? floor + 1n : floor, e: places };
};

/** Written with a true minus and thousands marked. */
export const text = (x: Exact): string => {
  const negative = x.m < 0n;
  const digits = (negative ? -x.m : x.m).toString().padStart(x.e + 1, '0');
  const whole = digits.slice(0, digits.length - x.e).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative && x.m !== 0n ? '−' : ''}${whole}${x.e > 0 ? `.${digits.slice(-x.e)}` : ''}`;
};

/** In the terms it is shown in: a ratio times 100. */
const terms = (n: number, spec: Spec): Exact => {
  const x = exact(n);
  return spec.kind === 'ratio' ? (x.e >= 2 ? { m: x.m, e: x.e - 2 } : { m: scaled(x, 2), e: 0 }) : x;
};

const lines = (spec: Spec): number[] => [spec.adequate, spec.desired, spec.upper?.adequate ?? null, spec.upper?.desired ?? null].filter((line) => line !== null);

/** How many decimals a figure of this spec is shown with. */
const places = (spec: Spec): number => {
  if (spec.whole) return 0;
  if (spec.kind === 'score') return 1;
  const theirs = lines(spec);
  if (theirs.length === 0) return spec.kind === 'ratio' ? 2 : 1;
  return Math.min(4, 1 + Math.max(...theirs.map((line) => decimals(terms(line, spec)))));
};

/** The figure as it is shown, exactly; `least` = decimals that it has at least. */
export const rounded = (value: number, spec: Spec, least = 0): Exact => {
  const x = terms(value, spec);
  const way = spec.polarity === null || spec.polarity === 'range' ? 'half' : spec.polarity === 'higher' ? 'down' : 'up';
  const falls = (i: number): boolean => spec.polarity === 'lower' || i > 1;
  const sides = (of: Exact): string => lines(spec).map((line, i) => (falls(i) ? compare(of, terms(line, spec)) <= 0 : compare(of, terms(line, spec)) >= 0)).join();
  const right = sides(x);
  for (let p = Math.max(least, places(spec)); p < 12; p++) {
    const y = cut(x, p, way);
    if (spec.polarity === null || sides(y) === right) return y;
  }
  return x;
};

const SYMBOL: Record<string, string> = { EUR: '€', USD: '$', GBP: '£' };
/** Unit round a figure: per cent after a ratio, a currency's sign before its amount, nothing round a score. */
export const dressed = (text: string, spec: Spec): string => {
  if (spec.kind === 'ratio') return `${text} %`;
  if (spec.kind === 'score' || spec.unit === '' || spec.unit === '1') return text;
  const symbol = SYMBOL[spec.unit];
  return symbol === undefined ? `${text} ${spec.unit}` : `${symbol}${text}`;
};

/** The figure without its unit: "99.89"; `least` = decimals that it has at least. null is "–". */
export const digits = (value: number | null, spec: Spec, least = 0): string => {
  if (value === null) return '–';
  if (spec.kind === 'score') for (const [line, name] of [[spec.adequate, '33⅓'], [spec.desired, '66⅔']] as const) if (line !== null && Math.abs(value - line) < 1e-9) return name;
  return text(rounded(value, spec, least));
};

/** The figure with its unit: "99.89 %", "268.4 ms"; a score has none. null is "–". */
export const figure = (value: number | null, spec: Spec): string => (value === null ? '–' : dressed(digits(value, spec), spec));

/** A line as it was set, with no more decimals than it has: "99.9". */
export const line = (value: number, spec: Spec): string => {
  if (spec.kind === 'score') return Math.abs(value - 200 / 3) < 1e-9 ? '66⅔' : Math.abs(value - 100 / 3) < 1e-9 ? '33⅓' : text(cut(exact(value), Math.min(1, decimals(exact(value))), 'half'));
  const x = terms(value, spec);
  return text(cut(x, Math.min(9, decimals(x)), 'half'));
};

/** A share 0..1 in whole per cent, or with the decimals given. */
export const percent = (share: number, decimalsShown = 0): string => `${text(cut(terms(share, SHARE), decimalsShown, 'half'))} %`;

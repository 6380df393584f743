/**
 * How a figure is written: one decimal more than its target's (at most 4), rounded to the worse side, never across a line (MEASURES §0 "Exact").
 * Works on the shortest decimal of the double, so that 0.57 is 57 % and not 56.99 %. Pure; every page writes its numbers through this file.
 */

/** What kind of figure it is. ratio: 0..1, written in per cent; score: 0..100; value: in `unit`. Lines are in the figure's own terms (ratio 0..1). */
export type Spec = {
  kind: 'ratio' | 'score' | 'value';
  unit: string;
  /** whole things are counted: no decimals */
  whole: boolean;
  /** null = no worse side (a figure without lines): rounded half up */
  polarity: 'higher' | 'lower' | null;
  adequate: number | null;
  desired: number | null;
};

/** A score: its lines are a third and two thirds of the scale. */
export const SCORE: Spec = { kind: 'score', unit: '', whole: false, polarity: 'higher', adequate: 100 / 3, desired: 200 / 3 };
/** A share without lines, such as coverage or a weight. */
export const SHARE: Spec = { kind: 'ratio', unit: '', whole: false, polarity: null, adequate: null, desired: null };

/** m × 10^-e, exactly. */
type Exact = { m: bigint; e: number };

const exact = (n: number): Exact => {
  const [digits = '0', power = '0'] = String(n).toLowerCase().split('e');
  const [whole = '0', part = ''] = digits.split('.');
  const e = part.length - Number(power);
  const m = BigInt(whole + part);
  return e >= 0 ? { m, e } : { m: m * 10n ** BigInt(-e), e: 0 };
};

const scaled = (x: Exact, e: number): bigint => x.m * 10n ** BigInt(e - x.e);
const compare = (a: Exact, b: Exact): number => {
  const e = Math.max(a.e, b.e);
  const d = scaled(a, e) - scaled(b, e);
  return d < 0n ? -1 : d > 0n ? 1 : 0;
};

/** Decimals that are not zeros at the end. */
const decimals = (x: Exact): number => {
  let { m, e } = x;
  while (e > 0 && m % 10n === 0n) {
    m /= 10n;
    e--;
  }
  return e;
};

const cut = (x: Exact, places: number, way: 'down' | 'up' | 'half'): Exact => {
  if (x.e <= places) return { m: scaled(x, places), e: places };
  const unit = 10n ** BigInt(x.e - places);
  const floor = (x.m - (((x.m % unit) + unit) % unit)) / unit;
  const rest = x.m - floor * unit;
  const over = way === 'up' ? rest > 0n : way === 'half' ? rest * 2n >= unit : false;
  return { m: over ? floor + 1n : floor, e: places };
};

const text = (x: Exact): string => {
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

const lines = (spec: Spec): number[] => [spec.adequate, spec.desired].filter((line) => line !== null);

/** How many decimals a figure of this spec is shown with. */
const places = (spec: Spec): number => {
  if (spec.whole) return 0;
  if (spec.kind === 'score') return 1;
  const theirs = lines(spec);
  if (theirs.length === 0) return spec.kind === 'ratio' ? 2 : 1;
  return Math.min(4, 1 + Math.max(...theirs.map((line) => decimals(terms(line, spec)))));
};

const rounded = (value: number, spec: Spec): Exact => {
  const x = terms(value, spec);
  const way = spec.polarity === null ? 'half' : spec.polarity === 'higher' ? 'down' : 'up';
  const sides = (of: Exact): string => lines(spec).map((line) => (spec.polarity === 'lower' ? compare(of, terms(line, spec)) <= 0 : compare(of, terms(line, spec)) >= 0)).join();
  const right = sides(x);
  for (let p = places(spec); p < 12; p++) {
    const y = cut(x, p, way);
    if (spec.polarity === null || sides(y) === right) return y;
  }
  return x;
};

const SYMBOL: Record<string, string> = { EUR: '€', USD: '$', GBP: '£' };
/** Unit round a figure: per cent after a ratio, a currency's sign before its amount, nothing round a score. */
const dressed = (text: string, spec: Spec): string => {
  if (spec.kind === 'ratio') return `${text} %`;
  if (spec.kind === 'score' || spec.unit === '' || spec.unit === '1') return text;
  const symbol = SYMBOL[spec.unit];
  return symbol === undefined ? `${text} ${spec.unit}` : `${symbol}${text}`;
};

/** The figure without its unit: "99.89". null is "–". */
export const digits = (value: number | null, spec: Spec): string => {
  if (value === null) return '–';
  if (spec.kind === 'score') for (const [line, name] of [[spec.adequate, '33⅓'], [spec.desired, '66⅔']] as const) if (line !== null && Math.abs(value - line) < 1e-9) return name;
  return text(rounded(value, spec));
};

/** The figure with its unit: "99.89 %", "268.4 ms"; a score has none. null is "–". */
export const figure = (value: number | null, spec: Spec): string => (value === null ? '–' : dressed(digits(value, spec), spec));

/** A line as it was set, with no more decimals than it has: "99.9". */
export const line = (value: number, spec: Spec): string => {
  if (spec.kind === 'score') return Math.abs(value - 200 / 3) < 1e-9 ? '66⅔' : Math.abs(value - 100 / 3) < 1e-9 ? '33⅓' : text(cut(exact(value), Math.min(1, decimals(exact(value))), 'half'));
  const x = terms(value, spec);
  return text(cut(x, Math.min(9, decimals(x)), 'half'));
};

/** "≥ 99.9 %" and "99.5": the desired line with its side and unit, the adequate one bare; null when the figure has no lines. */
export const lineTexts = (spec: Spec): { desired: string; adequate: string | null } | null =>
  spec.desired === null
    ? null
    : {
        desired: `${spec.polarity === 'lower' ? '≤' : '≥'} ${dressed(line(spec.desired, spec), spec)}`,
        adequate: spec.adequate === null || spec.adequate === spec.desired ? null : line(spec.adequate, spec),
      };

/** Difference of two figures as they are shown (so that the one before plus the change is the one now), signed: "−0.008". */
export const change = (now: number, before: number, spec: Spec): { text: string; sign: -1 | 0 | 1 } => {
  const [a, b] = [rounded(now, spec), rounded(before, spec)];
  const e = Math.max(a.e, b.e);
  const m = scaled(a, e) - scaled(b, e);
  return { text: `${m > 0n ? '+' : m === 0n ? '±' : ''}${text({ m, e })}`, sign: m < 0n ? -1 : m > 0n ? 1 : 0 };
};

/** A count with thousands marked. */
export const count = (n: number): string => {
  const x = cut(exact(n), 2, 'half');
  return text(cut(x, decimals(x), 'half'));
};

/** A share 0..1 in whole per cent, or with the decimals given. */
export const percent = (share: number, decimalsShown = 0): string => `${text(cut(terms(share, SHARE), decimalsShown, 'half'))} %`;

/** To a fixed number of decimals, half up. */
export const fixed = (value: number, decimalsShown: number): string => text(cut(exact(value), decimalsShown, 'half'));

/** A score or a contribution to two decimals, half up. */
export const points = (value: number | null): string => (value === null ? '–' : text(cut(exact(value), 2, 'half')));

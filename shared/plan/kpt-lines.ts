/** The lines of a key performance target: two, or two pairs for a range, with worst and best resolved (MEASURES §5). Pure. */
import type { KptSpec } from './documents.ts';
import { ofOutages } from './kpt-measure.ts';
import type { KptMeasure, Lines, Nano } from './measure.ts';
import { valueAt } from './mend.ts';
import { decimal, nano, ONE, ratio, units } from './scalar.ts';
import type { Path } from './source.ts';
import { type Document, percentMeant, scalar, type Workshop } from './workshop.ts';

export type Given = { adequate?: Nano | undefined; desired?: Nano | undefined; worst?: Nano | undefined; best?: Nano | undefined };
/** The edges of a range: [lower, upper]. */
type Edges = { adequate?: [Nano, Nano] | undefined; desired?: [Nano, Nano] | undefined };
type Bounds = [bigint | null, bigint | null];
type Text = Partial<Record<keyof Given, string | string[] | undefined>>;

export const DURATIONS = ['ns', 'us', 'ms', 's', 'min', 'm', 'h', 'd'];
const KEYS = ['adequate', 'desired', 'worst', 'best'] as const;
const PAIRS = ['adequate', 'desired'] as const;

/** What the figure is: the share of an SLO or VMA, another statistic, or a quotient; null while that is not known. */
export type Nature = { kind: 'attainment' | 'quotient'; statistic?: undefined } | { kind: 'statistic'; statistic: string };

/** The range a figure cannot leave: fractions 0..1, NPS −100..100, durations and counts from 0, others none. Units of 10^-9. */
const natural = ({ kind, statistic }: Nature, unit: string): Bounds =>
  kind === 'attainment' ? [0n, ONE] : statistic === 'nps' ? [-100n * ONE, 100n * ONE] : statistic === 'count' || DURATIONS.includes(unit) ? [0n, null] : [null, null];

const clamp = (value: bigint, [low, high]: Bounds): bigint => (low !== null && value < low ? low : high !== null && value > high ? high : value);

/** Reads the lines of one KPT; `add` makes those that hold from an instant on out of what stands at `path` and what held before. */
export const linesOf = (shop: Workshop, by: Document<KptSpec>, nature: Nature, polarity: KptMeasure['polarity'], inherited: Given): { lines: Lines[]; add(from: number, path: Path, text: Text): void } => {
  const lines: Lines[] = [];
  const reader = nature.kind === 'statistic' ? decimal : ratio;
  const expected = nature.kind === 'attainment' ? 'a ratio such as 99.5%' : 'a number';
  const bounds = natural(nature, by.spec.unit ?? (ofOutages(nature.statistic) ? 's' : ''));
  let unread = false;
  let [now, edges]: [Given, Edges] = [{}, {}];
  const read = (path: Path, text: string): Nano | undefined => {
    const found = scalar(shop, by, path, text, reader, expected);
    unread ||= found === undefined;
    return found;
  };
  const pair = (path: Path, text: string | string[]): [Nano, Nano] | undefined => {
    if (typeof text === 'string' || text.length !== 2) return void shop.fault(by, path, 'a range has two edges, the lower one first', 'write it as [50, 70]');
    const [low, high] = text.map((one, i) => read([...path, i], one));
    return low === undefined || high === undefined ? undefined : [low, high];
  };
  const take = (path: Path, text: Text): void => {
    for (const key of KEYS) {
      const one = text[key];
      if (one === undefined) continue;
      const here = [...path, key];
      if (polarity === 'range') {
        if (key === 'worst' || key === 'best') shop.fault(by, here, `a range has no ${key}: it follows from its lines`);
        else edges = { ...edges, [key]: pair(here, one) };
        unread ||= polarity === 'range' && key !== 'worst' && key !== 'best' && edges[key] === undefined;
      } else if (typeof one !== 'string') {
        shop.fault(by, here, 'two edges belong to polarity range', 'polarity: range');
        unread = true;
      } else now = { ...now, [key]: read(here, one) };
    }
  };
  return {
    lines,
    add(from, path, text) {
      take(path, text);
      // a KPT on an SLO or VMA without lines of its own takes that measure's
      if (from === 0 && polarity !== 'range' && now.adequate === undefined && now.desired === undefined && (by.spec.targets ?? []).length === 0) now = { ...inherited, ...Object.fromEntries(Object.entries(now).filter(([, one]) => one !== undefined)) };
      // of lines that cannot be read, or stand to each other in an unknown way, nothing more is said
      if (unread || ['polarity', ...KEYS].some((key) => shop.broken(by, ['spec', key]) || shop.broken(by, [...path, key]))) return;
      const line = polarity === 'range' ? spread(shop, by, path, from, edges, bounds, nature.kind === 'attainment') : resolve(shop, by, path, from, now, polarity, bounds, nature.kind === 'attainment');
      if (line) lines.push(line);
    },
  };
};

const said = (units: bigint): string => String(Number(nano(units)));

/** Whether a line that is given can be reached at all; a fault when it lies outside of what the figure can be. */
const inside = (shop: Workshop, by: Document<KptSpec>, path: Path, one: Nano | undefined, [low, high]: Bounds, attainment: boolean): boolean => {
  const found = one === undefined ? null : units(one);
  if (found === null || ((low === null || found >= low) && (high === null || found <= high))) return true;
  if (attainment) shop.fault(by, path, 'a share lies between 0 and 1 (0 % and 100 %)', percentMeant(one as Nano, valueAt(by.source.value, path)));
  else shop.fault(by, path, high === null ? `this figure is never below ${said(low ?? 0n)}` : `this figure lies between ${said(low ?? 0n)} and ${said(high)}`);
  return false;
};

/** adequate defaults to desired; worst lies d beyond adequate, best d beyond desired, d = |desired − adequate|, inside the natural range. */
const resolve = (shop: Workshop, by: Document<KptSpec>, path: Path, from: number, given: Given, polarity: 'higher' | 'lower', range: Bounds, attainment: boolean): Lines | undefined => {
  const desired = given.desired ?? given.adequate;
  const adequate = given.adequate ?? given.desired;
  if (desired === undefined || adequate === undefined) return undefined;
  const up = polarity === 'higher' ? 1n : -1n;
  const [d, a] = [units(desired) * up, units(adequate) * up];
  if (a > d) return void shop.fault(by, [...path, 'adequate'], `adequate lies on the wrong side of desired: ${polarity === 'higher' ? 'higher' : 'lower'} is better`);
  // a figure never gets there; how far the score reaches is free, but for shares
  if ((attainment ? KEYS : PAIRS).filter((key) => !inside(shop, by, [...path, key], given[key], range, attainment)).length > 0) return undefined;
  let step = d - a;
  if (step === 0n) {
    if (attainment) step = ONE - units(desired);
    else if (given.worst === undefined || given.best === undefined) return void shop.fault(by, [...path, 'desired'], 'with adequate = desired, worst and best must be given: they cannot be derived');
  }
  const worst = given.worst ?? nano(clamp((a - step) * up, range));
  const best = given.best ?? nano(clamp((d + step) * up, range));
  if (units(worst) * up > a) return void shop.fault(by, [...path, 'worst'], 'worst lies on the better side of adequate');
  if (units(best) * up < d) return void shop.fault(by, [...path, 'best'], 'best lies on the worse side of desired');
  return { from, adequate, desired, worst, best };
};

/** A range as two sides that meet in the middle of desired, where the score is 100: the lower side is like higher is better, the upper its mirror. */
const spread = (shop: Workshop, by: Document<KptSpec>, path: Path, from: number, given: Edges, range: Bounds, attainment: boolean): Lines | undefined => {
  const desired = given.desired ?? given.adequate;
  const adequate = given.adequate ?? given.desired;
  if (desired === undefined || adequate === undefined) return undefined;
  if (PAIRS.flatMap((key) => (given[key] ?? []).filter((one, i) => !inside(shop, by, [...path, key, i], one, range, attainment))).length > 0) return undefined;
  const [a1, d1, d2, a2] = [adequate[0], desired[0], desired[1], adequate[1]].map(units) as [bigint, bigint, bigint, bigint];
  if (d1 > d2) return void shop.fault(by, [...path, 'desired'], 'the lower edge of a range comes first');
  if (a1 > d1 || a2 < d2) return void shop.fault(by, [...path, 'adequate'], 'the adequate edges lie outside the desired ones');
  const best = nano((d1 + d2) / 2n);
  return { from, adequate: adequate[0], desired: desired[0], worst: nano(2n * a1 - d1), best, upper: { adequate: adequate[1], desired: desired[1], worst: nano(2n * a2 - d2), best } };
};

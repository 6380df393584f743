/** Scalars of a plan, read from the YAML source text: exact decimals, ratios, durations. Pure; each answers null when the text is none. */
import type { Nano } from './measure.ts';
import { toNano, toUnits } from './where.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/** Half even to 9 places. */
const nearestUnits = (text: string): bigint => {
  const low = toUnits(text, 'down');
  const tenfold = moved(text, 1);
  const tenths = toUnits(tenfold, 'down') - low * 10n;
  // five tenths are a tie only when nothing follows them
  const tie = toUnits(tenfold, 'up') - low * 10n === 5n;
  return tenths > 5n || (tenths === 5n && (!tie || low % 2n !== 0n)) ? low + 1n : low;
};

/** What the store holds: 29 digits before the point. */
const stored = (units: bigint): Nano | null => (units < 10n ** 38n && units > -(10n ** 38n) ? toNano(units) : null);

/** "450", "0.999", "1e3" to 9 places; null when it is no number or has more than 29 digits before the point. */
export const decimal = (text: string): Nano | null => (NUMBER.test(text.trim()) ? stored(nearestUnits(text.trim())) : null);

/** A number with its decimal point moved, to the right when `places` is above 0. */
const moved = (text: string, places: number): string => `${text.replace(/[eE].*$/, '')}e${Number(/[eE](.*)$/.exec(text)?.[1] ?? 0) + places}`;

const percent = (text: string): Nano | null => stored(nearestUnits(moved(text, -2)));

/** Whether a number, its point moved by `places`, is kept as it is written: with nothing past the ninth place. */
export const exact = (text: string, places = 0): boolean => {
  const there = moved(text.trim(), places);
  return toUnits(there, 'down') === toUnits(there, 'up');
};

/** "99.5%" or "0.995" as a fraction of 1. */
export const ratio = (text: string): Nano | null => {
  const found = text.trim();
  if (!found.endsWith('%')) return decimal(found);
  const number = found.slice(0, -1).trim();
  return NUMBER.test(number) ? percent(number) : null;
};

/** `targetPercent`: 99.9 as 0.999. */
export const ofHundred = (text: string): Nano | null => (NUMBER.test(text.trim()) ? percent(text.trim()) : null);

export const units = (nano: Nano): bigint => toUnits(nano, 'down');
export const nano = toNano;
export const ONE = 10n ** 9n;

/** The greatest common divisor of two integers from 0 on. */
export const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, M: 2_592_000_000, Q: 7_776_000_000, Y: 31_536_000_000 } as const;

/** "28d" as count and unit; m is a minute, M a month. */
export const duration = (text: string): { count: number; unit: keyof typeof MS; ms: number } | null => {
  const found = /^(\d{1,6})(ms|s|m|h|d|w|M|Q|Y)$/.exec(text.trim());
  if (!found || Number(found[1]) === 0) return null;
  const unit = found[2] as keyof typeof MS;
  return { count: Number(found[1]), unit, ms: Number(found[1]) * MS[unit] };
};

/** "5m", or "5" for five minutes, as OpenSLO has it for timeslices. */
export const sliceLength = (text: string): ReturnType<typeof duration> => duration(/^\d+$/.test(text.trim()) ? `${text.trim()}m` : text);

const WORDS: readonly [RegExp, string][] = [[/^(s|secs?|seconds?)$/i, 's'], [/^(mins?|minutes?)$/i, 'm'], [/^(h|hrs?|hours?)$/i, 'h'], [/^(d|days?)$/i, 'd'], [/^(w|weeks?)$/i, 'w'], [/^(mon|mo|months?)$/i, 'M'], [/^(q|quarters?)$/i, 'Q'], [/^(y|yrs?|years?)$/i, 'Y']];

/** The duration that was probably meant by a text that is none ("28 days", "28D", "PT5M", "28"), as a hint. */
export const durationHint = (text: string): string | undefined => {
  if (/^\d{1,6}$/.test(text.trim()) && Number(text) > 0) return `with its unit, as ${text.trim()}m, ${text.trim()}h or ${text.trim()}d`;
  const iso = /^P(T?)(\d{1,6})([YMWDHS])$/.exec(text.trim());
  if (iso) return `did you mean ${iso[2]}${iso[1] === 'T' ? (iso[3] as string).toLowerCase() : (iso[3] as string).replace(/[WD]/, (one) => one.toLowerCase())}?`;
  const found = /^(\d{1,6})\s*([a-z]+)$/i.exec(text.trim());
  const word = found?.[2] ?? '';
  const unit = ['m', 'M'].includes(word) ? word : WORDS.find(([form]) => form.test(word))?.[1];
  return found && unit && Number(found[1]) > 0 ? `did you mean ${found[1]}${unit}?` : undefined;
};

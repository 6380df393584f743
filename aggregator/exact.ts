/** Exact arithmetic for judging: decimals as integers of 10^-18, and doubles only for the figure that is shown. Pure. */

/** Decimals that sums and fractions carry at most; of a text with more the rest is cut off. */
export const PLACES = 18;
export const ONE = 10n ** 18n;
export const NANO = 10n ** 9n;

/** A decimal as text ("-12.5") or a whole number as an integer of 10^-18. */
export const exact = (given: string | number): bigint => {
  const text = String(given);
  const point = text.indexOf('.');
  if (point < 0) return BigInt(text) * ONE;
  const negative = text.startsWith('-');
  const size = BigInt(text.slice(negative ? 1 : 0, point)) * ONE + BigInt(text.slice(point + 1, point + 1 + PLACES).padEnd(PLACES, '0'));
  return negative ? -size : size;
};

/** An integer of 10^-18 as a decimal; without decimals it has no point. */
export const written = (m: bigint): string => {
  const digits = (m < 0n ? -m : m).toString().padStart(PLACES + 1, '0');
  return `${m < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
};

/** Whether it is a whole number of which doubles hold every one, and any two added. */
const isSmall = (text: string): boolean => text.length < 16 && !text.includes('.');

/** Decimals as text, added exactly. */
export const add = (a: string, b: string): string => {
  if (a === '0') return b;
  if (b === '0') return a;
  return isSmall(a) && isSmall(b) ? String(Number(a) + Number(b)) : written(exact(a) + exact(b));
};

/** a less b, exactly. */
export const less = (a: string, b: string): string => (b === '0' ? a : add(a, b.startsWith('-') ? b.slice(1) : `-${b}`));

/** The double nearest to an integer of 10^-places. */
export const double = (m: bigint, places = PLACES): number => Number(`${m}e-${places}`);

/** a ÷ b as an integer of 10^-18, half even; 0 by nothing. Neither is negative. */
export const ratio = (a: bigint, b: bigint): bigint => {
  if (b <= 0n) return 0n;
  const [whole, rest] = [(a * ONE) / b, (a * ONE) % b];
  return whole + (rest * 2n > b || (rest * 2n === b && whole % 2n === 1n) ? 1n : 0n);
};

/** a ÷ b as doubles; null by nothing. */
export const quotient = (a: number | bigint, b: number | bigint): number | null => (Number(b) === 0 ? null : Number(a) / Number(b));

/** Whether part ÷ whole is at least `line`, a ratio as text (a target, or the floor of a coverage), in whole numbers; nothing of nothing is. */
export const reaches = (part: bigint, whole: bigint, line: string): boolean => part * ONE >= exact(line) * whole;

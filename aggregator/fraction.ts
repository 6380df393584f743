/** Fractions of decimals as text, for quotients: divided exactly, and cut to the digits that exact.ts keeps. Pure. */
import { gcd } from '../shared/plan/scalar.ts';

/** value = top / bottom, both decimals as text; bottom '0': there is no value. */
export type Fraction = { top: string; bottom: string };

const NONE: Fraction = { top: '0', bottom: '0' };
/** Digits that both parts may have before the point, and after it. */
const MOST = 18;

/** A decimal as an integer of 10^-places. */
const read = (text: string): { m: bigint; places: number } => {
  const [whole = '0', part = ''] = text.split('.');
  return { m: BigInt(whole + part), places: part.length };
};

const size = (m: bigint): bigint => (m < 0n ? -m : m);

/** An integer of 10^-places with at most MOST places. */
const written = (m: bigint, places: number): string => {
  const cut = places > MOST ? m / 10n ** BigInt(places - MOST) : m;
  const kept = Math.min(places, MOST);
  const digits = size(cut).toString().padStart(kept + 1, '0');
  return `${cut < 0n ? '-' : ''}${kept === 0 ? digits : `${digits.slice(0, -kept)}.${digits.slice(-kept)}`}`;
};

/** a ÷ b: exact while 18 digits are enough for both parts of the shortened fraction, else to 18 digits. No value when either has none or b is 0. */
export const divide = (a: Fraction, b: Fraction): Fraction => {
  const [at, ab, bt, bb] = [read(a.top), read(a.bottom), read(b.top), read(b.bottom)];
  if (ab.m === 0n || bb.m === 0n || bt.m === 0n) return NONE;
  // both parts as integers of the same power of ten
  const places = Math.max(at.places + bb.places, ab.places + bt.places);
  let top = at.m * bb.m * 10n ** BigInt(places - at.places - bb.places);
  let bottom = ab.m * bt.m * 10n ** BigInt(places - ab.places - bt.places);
  if (bottom < 0n) [top, bottom] = [-top, -bottom];
  const common = gcd(size(top), bottom);
  [top, bottom] = [top / common, bottom / common];
  const over = Math.max(size(top).toString().length, bottom.toString().length) - MOST;
  return { top: written(top, Math.max(0, over)), bottom: written(bottom, Math.max(0, over)) };
};

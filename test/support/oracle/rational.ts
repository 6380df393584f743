/** Exact fractions of BigInts: slow, and never wrong by a digit. */
const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

export class Rational {
  readonly n: bigint;
  readonly d: bigint;

  constructor(n: bigint, d = 1n) {
    const sign = d < 0n ? -1n : 1n;
    const common = gcd(n, d * sign) || 1n;
    this.n = (n * sign) / common;
    this.d = (d * sign) / common;
  }

  /** A number as it stands in a source: 12, 0.9995, 1e3, 99.5%, 3/4. */
  static of(text: string | number | bigint): Rational {
    const s = String(text).trim();
    if (s.endsWith('%')) return Rational.of(s.slice(0, -1)).over(Rational.of(100));
    const parts = s.split('/');
    if (parts.length === 2) return Rational.of(parts[0] as string).over(Rational.of(parts[1] as string));
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(s);
    if (match === null || `${match[2]}${match[3] ?? ''}` === '') throw new Error(`not a number: ${s}`);
    const fraction = match[3] ?? '';
    const power = Number(match[4] ?? 0) - fraction.length;
    const digits = BigInt(`${match[1] === '-' ? '-' : ''}${match[2]}${fraction}`);
    return power >= 0 ? new Rational(digits * 10n ** BigInt(power)) : new Rational(digits, 10n ** BigInt(-power));
  }

  plus(b: Rational): Rational { return new Rational(this.n * b.d + b.n * this.d, this.d * b.d); }
  less(b: Rational): Rational { return new Rational(this.n * b.d - b.n * this.d, this.d * b.d); }
  times(b: Rational): Rational { return new Rational(this.n * b.n, this.d * b.d); }
  over(b: Rational): Rational {
    if (b.n === 0n) throw new Error('division by zero');
    return new Rational(this.n * b.d, this.d * b.n);
  }
  /** Negative, zero or positive, as this is below, at or above the other. */
  to(b: Rational): number {
    const [x, y] = [this.n * b.d, b.n * this.d];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  below(b: Rational): boolean { return this.to(b) < 0; }
  zero(): boolean { return this.n === 0n; }

  /** Rounded half even to so many decimals. */
  rounded(places: number): Rational {
    const scale = 10n ** BigInt(places);
    const top = this.n * scale;
    let whole = top / this.d;
    let rest = top % this.d;
    if (rest < 0n) [whole, rest] = [whole - 1n, rest + this.d];
    const twice = rest * 2n;
    if (twice > this.d || (twice === this.d && whole % 2n !== 0n)) whole += 1n;
    return new Rational(whole, scale);
  }
  toNumber(): number {
    const scaled = (this.n * 10n ** 30n) / this.d;
    return Number(scaled) / 1e30;
  }
  toString(): string { return this.d === 1n ? String(this.n) : `${this.n}/${this.d}`; }
}

export const ZERO = Rational.of(0);
export const ONE = Rational.of(1);
export const q = (text: string | number | bigint): Rational => Rational.of(text);
export const least = (list: Rational[]): Rational => list.reduce((a, b) => (b.below(a) ? b : a));
export const greatest = (list: Rational[]): Rational => list.reduce((a, b) => (a.below(b) ? b : a));
export const total = (list: Rational[]): Rational => list.reduce((a, b) => a.plus(b), ZERO);

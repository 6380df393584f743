/** How cards write a number: the rounding is shared with the terminal (shared/figure.ts), lines, changes, counts and points are written here. Pure. */
import { cut, decimals, digits, dressed, exact, line, rounded, scaled, SCORE, type Spec, text } from '../../shared/figure.ts';

/** "≥ 99.9 %" and "99.5", of a range "50–70 %" and "40–80": the desired line with its side and unit, the adequate one bare; null when the figure has no lines. */
export const lineTexts = (spec: Spec): { desired: string; adequate: string | null } | null => {
  const { desired, adequate, upper } = spec;
  if (desired === null) return null;
  if (upper) return { desired: dressed(`${line(desired, spec)}–${line(upper.desired, spec)}`, spec), adequate: adequate === null || (adequate === desired && upper.adequate === upper.desired) ? null : `${line(adequate, spec)}–${line(upper.adequate, spec)}` };
  return { desired: `${spec.polarity === 'lower' ? '≤' : '≥'} ${dressed(line(desired, spec), spec)}`, adequate: adequate === null || adequate === desired ? null : line(adequate, spec) };
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

/** As an explanation writes a number: twelve digits, so that whoever reckons again finds the same; null is "–". */
export const full = (value: number | null): string => (value === null ? '–' : text(exact(Number(value.toPrecision(12)))));

/** To a fixed number of decimals, half up. */
export const fixed = (value: number, decimalsShown: number): string => text(cut(exact(value), decimalsShown, 'half'));

/** A contribution to two decimals, half up. */
export const points = (value: number | null): string => (value === null ? '–' : text(cut(exact(value), 2, 'half')));

/** A score where it stands beside the points that make it: to two decimals, to its worse side as every score. */
export const scorePoints = (value: number | null): string => digits(value, SCORE, 2);

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
/** Bytes to three digits: "2.89 MB". */
export const bytes = (n: number): string => {
  const step = n < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(n) / 3));
  const scaledDown = n / 1000 ** step;
  return `${fixed(scaledDown, step === 0 || scaledDown >= 100 ? 0 : scaledDown >= 10 ? 1 : 2)} ${SIZES[step]}`;
};

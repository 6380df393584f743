/** Tier 3, divided and judged (MEASURES §3): attainment against its lines in whole numbers, budget and burn rates. Pure. */
import type { Budget, Status } from '../../shared/tiers/row.ts';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import { units } from '../../shared/plan/scalar.ts';
import { double, exact, NANO, PLACES, quotient, reaches } from '../exact.ts';
import type { SloSum } from '../sums.ts';

type Lines = Pick<SloMeasure, 'target' | 'adequate' | 'floor'>;
/** What an SLO came to: `counted` = seconds of the window that count, measured and expected in ms, burns by the text of their windows, `length` of the window in ms. */
export type SloCase = { slo: Lines; sum: SloSum; counted: number; measured: number; expected: number; length: number; now: SloSum | null; burns: readonly [string, SloSum][] };
export type SloFigure = { good: number; total: number; value: number | null; status: Status; budget: Omit<Budget, 'of'>; burn: Record<string, number | null>; /** ms until the budget is spent at the present rate */ exhausts: number | null };

/** E = 1 − target, 10^-9. */
const errorOf = ({ target }: Pick<SloMeasure, 'target'>): bigint => NANO - units(target);

/** (1 − A) ÷ E; null when nothing was counted, or nothing may fail. */
const rate = (error: bigint, { good, total }: SloSum): number | null => {
  const n = exact(total);
  return quotient(double(n - exact(good)), double(error * n, PLACES + 9));
};

const statusOf = ({ target, adequate, floor }: Lines, g: bigint, n: bigint, measured: number, expected: number): Status => {
  if (n === 0n || !reaches(BigInt(measured), BigInt(expected), floor)) return 'unknown';
  return reaches(g, n, target) ? 'met' : reaches(g, n, adequate) ? 'tolerated' : 'missed';
};

export const judgeSlo = ({ slo, sum, counted, measured, expected, length, now, burns }: SloCase): SloFigure => {
  const [g, n, error] = [exact(sum.good), exact(sum.total), errorOf(slo)];
  const [bad, allowed] = [n - g, error * n];
  const [bads, left] = [double(bad), double(allowed - bad * NANO, PLACES + 9)];
  const [good, total] = [Number(sum.good), Number(sum.total)];
  const of = <T>(figure: T): T | null => (n === 0n ? null : figure);
  const remaining = quotient(left, double(allowed, PLACES + 9));
  const pace = now && rate(error, now);
  return {
    good,
    total,
    value: quotient(good, total),
    status: statusOf(slo, g, n, measured, expected),
    budget: {
      ratio: { allowed: 1, consumed: of(quotient(bads, double(allowed, PLACES + 9))), remaining: of(remaining) },
      events: { allowed: double(allowed, PLACES + 9), consumed: bads, remaining: left },
      seconds: { allowed: double(error * exact(counted), PLACES + 9), consumed: of((bads * counted) / total), remaining: of((left * counted) / total) },
    },
    burn: Object.fromEntries(burns.map(([label, one]) => [label, rate(error, one)])),
    exhausts: pace !== null && pace > 0 && remaining !== null ? (remaining * length) / pace : null,
  };
};

/** What a burn rate is held against: f = num ÷ den, strictly or not, and the least that must be bad and counted. */
export type BurnLine = { op: 'gt' | 'gte'; factor: { num: string; den: string }; guard: { bad: string; events: string } };
/** A burn rate against its line, in each window; bad and n of the long one. */
export type Burnt = { long: boolean; short: boolean; guarded: boolean; bad: number; n: number };

/** It burns when bad·10⁹·den > num·E·n, in whole numbers; nothing bad never burns, whatever op. */
export const judgeBurn = ({ op, factor, guard }: BurnLine, slo: Pick<SloMeasure, 'target'>, long: SloSum, short: SloSum): Burnt => {
  const [num, den, error] = [BigInt(factor.num), BigInt(factor.den), errorOf(slo)];
  const burns = (bad: bigint, n: bigint): boolean => {
    const [burnt, line] = [bad * NANO * den, num * error * n];
    return bad > 0n && (burnt > line || (op === 'gte' && burnt === line));
  };
  const sides = ({ good, total }: SloSum): [bigint, bigint] => [exact(total) - exact(good), exact(total)];
  const [bad, n] = sides(long);
  return { long: burns(bad, n), short: burns(...sides(short)), guarded: bad >= exact(guard.bad) && n >= exact(guard.events), bad: double(bad), n: Number(long.total) };
};

/** Seconds that count so far and in the whole window; `week` = the last seven days, or to date. */
export type WholeCase = { slo: Pick<SloMeasure, 'target'>; sum: SloSum; week: SloSum; counted: number; whole: number };

/** The budget of a calendar window as a whole: what it allows when it goes on with as many events; consumed is so far, or, `ahead`, what it will be when the rest goes like the last seven days. */
export const judgeWhole = ({ slo, sum, week, counted, whole }: WholeCase, ahead: boolean): Omit<Budget, 'of'> => {
  const [n, error] = [Number(sum.total), double(errorOf(slo), 9)];
  const [so, lately] = [double(exact(sum.total) - exact(sum.good)), double(exact(week.total) - exact(week.good))];
  const grows = quotient(whole, counted);
  const share7 = Number(week.total) === 0 ? quotient(so, n) : quotient(lately, Number(week.total));
  const bad = !ahead ? so : grows === null || share7 === null ? null : so + n * (grows - 1) * share7;
  const allowed = grows === null ? null : error * n * grows;
  const share = bad === null || grows === null ? null : quotient(bad, n * grows);
  const spent = share === null ? null : quotient(share, error);
  return {
    ratio: { allowed: 1, consumed: spent, remaining: spent === null ? null : 1 - spent },
    events: { allowed: allowed ?? 0, consumed: n === 0 ? 0 : bad, remaining: n === 0 ? 0 : allowed === null || bad === null ? null : allowed - bad },
    seconds: { allowed: error * whole, consumed: share === null ? null : share * whole, remaining: share === null ? null : error * whole - share * whole },
  };
};

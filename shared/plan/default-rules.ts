/** The rules every SLO has unless it says `heptad/alerts: none` (MEASURES §3, CONTRACT §5), as data; and which of them its target and window leave room for. Pure. */
import { scheduled } from '../time/schedule.ts';
import type { SloMeasure } from './measure.ts';
import { gcd, ONE, units } from './scalar.ts';
import type { Fraction, Rule, Stretch } from './rule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Burn rates: share of the budget in percent that is gone after the long window. */
const BURNS = [
  { name: 'burn-1h', share: 2n, long: HOUR, severity: 'page' },
  { name: 'burn-6h', share: 5n, long: 6 * HOUR, severity: 'page' },
  { name: 'burn-1d', share: 10n, long: DAY, severity: 'ticket' },
  { name: 'burn-3d', share: 10n, long: 3 * DAY, severity: 'ticket' },
] as const;

const OTHERS = [
  { name: 'budget-spent', kind: 'budget-spent', severity: 'ticket' },
  { name: 'events-stopped', kind: 'events-stopped', severity: 'ticket' },
] as const;

/** What the long window must hold: events are counted by the thousand, timeslices one by one. */
export const guardOf = (method: SloMeasure['method']): { bad: string; events: string } =>
  method === 'Occurrences' ? { bad: '3.000000000', events: '10.000000000' } : { bad: '1.000000000', events: '0.000000000' };

/** ms as people write a duration: the largest unit that goes in whole. */
const stretch = (ms: number): Stretch => {
  const [unit, size] = ms % DAY === 0 ? ['d', DAY] : ms % HOUR === 0 ? ['h', HOUR] : ['m', MINUTE];
  return { ms, text: `${ms / size}${unit}` };
};

/** The short window that goes with a long one: a twelfth, in whole minutes. */
export const shortOf = (long: number): Stretch => stretch(Math.max(MINUTE, Math.ceil(long / 12 / MINUTE) * MINUTE));

const CALENDAR = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, M: 30 * DAY, Q: 91 * DAY, Y: 365 * DAY } as const;

/** A year of whole weeks in which the open time of a calendar is measured, ms; holidays and corrections take nothing off what is usual. */
const USUAL = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 11, 30) };

/** S(W): how much of a window usually counts, for burn rates, ms; months, quarters and years count 30, 91 and 365 days. A multiple of a minute. */
const countedOf = ({ window, schedule }: Pick<SloMeasure, 'window' | 'schedule'>): number => {
  const all = window.kind === 'rolling' ? window.ms : window.count * CALENDAR[window.unit];
  if (!schedule?.calendar) return all;
  const open = scheduled({ calendar: { ...schedule.calendar, holidays: [] }, corrections: [] }, USUAL.from, USUAL.to);
  return Math.round((all * open) / (USUAL.to - USUAL.from) / MINUTE) * MINUTE;
};

export const fraction = (num: bigint, den: bigint): Fraction => {
  const by = gcd(num, den) || 1n;
  return { num: (num / by).toString(), den: (den / by).toString() };
};

/** A fraction as a number, for people. */
export const shown = ({ num, den }: Fraction): number => Number(num) / Number(den);

/** Why a burn rate cannot be watched for an SLO, or null: it lies too near to the fastest there is, or its window is too long for the SLO's. */
export const unfit = (slo: Pick<SloMeasure, 'target' | 'window' | 'schedule'>, factor: Fraction, long: Stretch): string | null => {
  const error = ONE - units(slo.target);
  // f >= 0.9 / E, without dividing
  if (10n * BigInt(factor.num) * error >= 9n * BigInt(factor.den) * ONE)
    return `with a target of ${trim(Number(slo.target) * 100)} % nothing burns faster than ${trim(Number(ONE) / Number(error))}, and a rule must lie below nine tenths of that, this is ${trim(shown(factor))}`;
  if (2 * long.ms > countedOf(slo)) return `a long window of ${long.text} is more than half of ${slo.schedule?.calendar ? 'what counts of ' : ''}the SLO's ${slo.window.text}`;
  return null;
};
const trim = (n: number): string => String(Number(n.toPrecision(6)));

/** The default rules of an SLO with the targets they tell, and why those that are missing were left out. */
export const defaultRules = (slo: SloMeasure, targets: string[]): { rules: Rule[]; leftOut: { name: string; why: string }[] } => {
  const leftOut: { name: string; why: string }[] = [];
  const common = { slo: slo.name, after: 0, tell: { firing: true, resolved: true, noData: true }, targets, at: slo.at };
  const burns = BURNS.flatMap(({ name, share, long, severity }): Rule[] => {
    const factor = fraction(share * BigInt(countedOf(slo)), 100n * BigInt(long));
    const why = unfit(slo, factor, stretch(long));
    if (why === null) return [{ ...common, name, kind: 'burn-rate', severity, burn: { long: stretch(long), short: shortOf(long), factor, op: 'gt', guard: guardOf(slo.method) } }];
    leftOut.push({ name, why });
    return [];
  });
  return { rules: [...burns, ...OTHERS.map((one): Rule => ({ ...common, ...one, burn: null }))], leftOut };
};

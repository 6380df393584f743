/** Names of a scorecard's periods for addresses and commands ("2026-Q4", "2026-10", "2026", "2026-11-16"), by its fiscal year: a year goes by the calendar year that it begins in. Pure. */
import { dateAt, local, type Period, periodAt, type Span } from './window.ts';

/** How a scorecard counts time. */
export type Rhythm = { period: Period; zone: string; fiscalYearStart: number };

/** The fiscal year and quarter that an instant lies in; the year is the calendar year in which it begins. */
export const fiscal = (at: number, zone: string, start: number): { year: number; quarter: number } => {
  const { year, month } = local(at, zone);
  return { year: month >= start ? year : year - 1, quarter: Math.floor(((month - start + 12) % 12) / 3) + 1 };
};

/** What periods are called, for people who guess. */
export const NAMED_LIKE: Record<Period, string> = { day: '2026-11-22', week: '2026-11-16 (the Monday)', month: '2026-11', quarter: '2026-Q4', year: '2026' };

const two = (n: number): string => String(n).padStart(2, '0');

/** The name of the period that begins at `from`; weeks go by their Monday. */
export const periodKey = ({ period, zone, fiscalYearStart }: Rhythm, from: number): string => {
  const { year, month, day } = local(from, zone);
  const named = fiscal(from, zone, fiscalYearStart);
  if (period === 'year') return String(named.year);
  if (period === 'quarter') return `${named.year}-Q${named.quarter}`;
  return period === 'month' ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(day)}`;
};

/** The period of that name; null when there is none. */
export const periodNamed = (rhythm: Rhythm, key: string): Span | null => {
  const { period, zone, fiscalYearStart: start } = rhythm;
  const [, year, quarter, rest] = /^(\d{4})(?:-Q([1-4])|(-\d\d(?:-\d\d)?))?$/.exec(key) ?? [];
  if (year === undefined) return null;
  const months = start - 1 + (Number(quarter ?? 1) - 1) * 3;
  const date = rest === undefined ? `${Number(year) + Math.floor(months / 12)}-${two((months % 12) + 1)}-01` : `${year}${rest}${rest.length === 3 ? '-01' : ''}`;
  const from = dateAt(date, zone);
  if (from === null) return null;
  const span = periodAt(period, zone, from + 1, start);
  return periodKey(rhythm, span.from) === key ? span : null;
};

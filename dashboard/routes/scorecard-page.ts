/** Gathers what the scorecard page shows: the rows of one period (the open one, one as it stood at an instant, or a closed one as it stands), those of the periods before it, and those it is compared with. */
import type { KpiMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { NAMED_LIKE, periodKey, periodNamed } from '../../shared/time/period.ts';
import { type Period, periodAt, previousPeriods, type Span } from '../../shared/time/window.ts';
import { ALL, type Query } from '../cards/asked.ts';
import type { Frame, Shown } from '../cards/frame.ts';
import { CLOSED, type Rows, type Sheet, sheet, summed } from '../cards/sheet.ts';
import { type Known, ofTier, titleOf } from '../cards/spec.ts';
import { minute, periodName, periodTitle, yearName } from '../cards/when.ts';
import { Problem } from '../problem.ts';
import type { Reader } from './rows.ts';

/** Closed periods that the limits of usual variation are made of, and that one can choose from. */
const LIMITS = 24;
/** How many periods go to a year. */
const YEAR: Record<Period, number> = { day: 365, week: 52, month: 12, quarter: 4, year: 1 };
const MINUTE = 60_000;

/** What is shown of one period, `says` why there is nothing to show. */
export type Gathered = { sheet: Sheet; frame: Frame } | { says: string };

/** Throws Problem 400 when the address asks for an instant and for a period that it does not lie in. */
export const gather = async (reader: Reader, known: Known, measure: ScorecardMeasure, query: Query, clock: Clock): Promise<Gathered> => {
  const { period, zone, fiscalYearStart: start } = measure;
  const kpis = ofTier<KpiMeasure>(known, 'kpi').filter((kpi) => kpi.scorecards.includes(measure.name));
  const names = kpis.map((kpi) => kpi.name);
  const opened = kpis.filter((kpi) => query.open.includes(kpi.name) || query.open.includes(ALL)).flatMap((kpi) => kpi.children.map((child) => child.name));
  const [first, watermark] = await Promise.all([reader.first(), reader.watermark()]);
  const latest = watermark ?? clock.now();
  const current = periodAt(period, zone, latest, start);
  // past what was climbed nothing is known: the newest instant stands for all later ones
  const back = query.at === null ? null : Math.min(query.at, latest);
  const around = back === null ? current : periodAt(period, zone, back, start);
  const asked = query.period === null ? around : periodNamed(measure, query.period);
  if (asked === null) return { says: `“${query.period}” is no ${period} of this scorecard; they are named like ${NAMED_LIKE[period]}.` };
  if (asked.from >= current.to) return { says: `The ${period} ${periodTitle(asked.from, zone, period, start)} has not begun: data go to ${new Date(latest).toISOString().slice(0, 10)}.` };
  if (back !== null && asked.from !== around.from) throw new Problem(400, 'Two periods', `${minute(back, zone)} (at) lies in ${periodTitle(around.from, zone, period, start)}, not in ${periodTitle(asked.from, zone, period, start)} (period): ask for one of them.`, { parameter: 'period' });
  const past = asked.to <= current.from && (back === null || back === asked.to);
  const then = back ?? (past ? asked.to : null);
  const [perspective, kpi, kpt] = await Promise.all([
    reader.rows('perspective', measure.name, then, null, query.asReported),
    reader.rows('kpi', measure.name, then, names, query.asReported),
    opened.length === 0 ? [] : reader.rows('kpt', measure.name, then, [...new Set(opened)], query.asReported),
  ]);
  const now: Rows = { perspective, kpi, kpt };
  const row = kpi[0] ?? perspective[0];
  const at = row ? Date.parse(row.at) : (then ?? latest);
  // a page that is asked for while the period ends shows the one that its rows are of
  const { from, to } = periodAt(period, zone, at, start);
  // periods that ended before anything was climbed have nothing to say
  const climbed = (one: Span): boolean => first !== null && one.to > first;
  // former periods stand in the table and in the grid only
  const former = query.level === 'strategic' && query.view !== 'map';
  const before = former ? previousPeriods(period, zone, at, LIMITS, start).filter(climbed) : [];
  const year = former ? previousPeriods(period, zone, at, YEAR[period], start)[0] : undefined;
  const other = query.compare === 'prev' ? before.at(-1) : year && climbed(year) ? year : undefined;
  const sums = kpis.filter((one) => summed(known, one)).map((one) => one.name);
  const share = (at - from) / (to - from);
  const like = other && sums.length > 0 ? Math.round((other.from + share * (other.to - other.from)) / MINUTE) * MINUTE : null;
  // asked together, the periods share their statements
  const [whole, alike, ...ended] = await Promise.all([other ? reader.rows('kpi', measure.name, other.to, names) : null, like === null ? null : reader.rows('kpi', measure.name, like, sums), ...before.map((one) => reader.rows('kpi', measure.name, one.to, names))]);
  // periods before the first that has a figure are not part of the picture
  const begun = ended.findIndex((rows) => rows.some((one) => one.value !== null || one.score !== null));
  const rows: Row[][] = begun < 0 ? [] : ended.slice(begun);
  const shown = (one: Span): Shown => ({ ...one, key: periodKey(measure, one.from), name: periodTitle(one.from, zone, period, start), short: periodName(one.from, zone, period, start), year: yearName(one.from, zone, start), open: one.to > current.from });
  const choices = [...previousPeriods(period, zone, latest, LIMITS, start).filter(climbed), current];
  if ((past || back !== null) && !choices.some((one) => one.from === from)) choices.unshift(asked);
  const compared = other && (query.compare === 'year' || rows.length > 0) ? shown(other) : null;
  return {
    sheet: sheet(known, measure, now, { past: rows, whole, alike }),
    frame: {
      scorecard: measure.name,
      zone,
      period,
      at,
      from,
      to,
      name: periodTitle(from, zone, period, start),
      past,
      back,
      final: past && kpi.length > 0 && kpi.every((one) => !one.provisional),
      restated: kpi.filter((one) => one.flags.includes('restated')).length,
      closed: begun < 0 ? [] : before.slice(begun).slice(-CLOSED).map(shown),
      periods: choices.reverse().map(shown),
      compared,
      others: ofTier<ScorecardMeasure>(known, 'scorecard').map((one) => ({ name: one.name, title: titleOf(one, one.name) })),
      age: clock.mode === 'wall' && then === null ? clock.now() - at : null,
    },
  };
};

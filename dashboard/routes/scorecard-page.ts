/** Gathers what the scorecard page shows: rows of now, rows at the ends of closed periods (sparklines), and of the same share of the last one (sums). */
import type { KpiMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { periodAt, previousPeriods } from '../../shared/time/window.ts';
import type { Frame } from '../cards/scorecard.ts';
import { type Rows, type Sheet, sheet, summed } from '../cards/sheet.ts';
import { type Known, ofTier, titleOf } from '../cards/spec.ts';
import { periodName } from '../cards/when.ts';
import type { Reader } from './rows.ts';

/** Closed periods in a sparkline; with the open one they are 14. */
const CLOSED = 13;
const MINUTE = 60_000;

export const gather = async (reader: Reader, known: Known, measure: ScorecardMeasure, open: readonly string[], clock: Clock): Promise<{ sheet: Sheet; frame: Frame }> => {
  const kpis = ofTier<KpiMeasure>(known, 'kpi').filter((kpi) => kpi.scorecards.includes(measure.name));
  const names = kpis.map((kpi) => kpi.name);
  const opened = kpis.filter((kpi) => open.includes(kpi.name)).flatMap((kpi) => kpi.children.map((child) => child.name));
  const [perspective, kpi, kpt, first, watermark] = await Promise.all([
    reader.rows('perspective', measure.name),
    reader.rows('kpi', measure.name, null, names),
    opened.length === 0 ? [] : reader.rows('kpt', measure.name, null, opened),
    reader.first(),
    reader.watermark(),
  ]);
  const now: Rows = { perspective, kpi, kpt };
  const row = kpi[0] ?? perspective[0];
  const at = row ? Date.parse(row.at) : (watermark ?? clock.now());
  const { from, to } = periodAt(measure.period, measure.zone, at, measure.fiscalYearStart);
  // periods that ended before anything was climbed have nothing to say
  const before = previousPeriods(measure.period, measure.zone, at, CLOSED, measure.fiscalYearStart).filter((one) => first !== null && one.to > first);
  const last = before.at(-1) ?? null;
  const sums = kpis.filter((one) => summed(known, one)).map((one) => one.name);
  const share = (at - from) / (to - from);
  const like = last && sums.length > 0 ? Math.round((last.from + share * (last.to - last.from)) / MINUTE) * MINUTE : null;
  const past: Row[][] = [];
  for (const one of before) past.push(await reader.rows('kpi', measure.name, one.to, names));
  // periods before the first that has a figure are not part of the picture
  const begun = past.findIndex((rows) => rows.some((one) => one.value !== null || one.score !== null));
  const empty = begun < 0 ? past.length : begun;
  past.splice(0, empty);
  const shown = before.slice(empty);
  const alike = like === null ? null : await reader.rows('kpi', measure.name, like, sums);
  return {
    sheet: sheet(known, measure, now, past, alike),
    frame: {
      scorecard: measure.name,
      zone: measure.zone,
      period: measure.period,
      at,
      from,
      to,
      ends: shown.map((one) => one.to),
      before: last && shown.length > 0 ? periodName(last.from, measure.zone, measure.period) : null,
      others: ofTier<ScorecardMeasure>(known, 'scorecard').map((one) => ({ name: one.name, title: titleOf(one, one.name) })),
      age: clock.mode === 'wall' ? clock.now() - at : null,
    },
  };
};

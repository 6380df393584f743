/** Gathers what the scorecard page shows: rows of now, rows at the ends of closed periods (sparklines), and of the same share of the last one (sums). */
import type { KpiMeasure, ScorecardMeasure } from '../../shared/plan/measure.ts';
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

const rowsAt = async (reader: Reader, name: string, at: number | null): Promise<Rows> => {
  const [scorecard, perspective, kra, kpi, kpt] = await Promise.all(
    (['scorecard', 'perspective', 'kra', 'kpi', 'kpt'] as const).map((tier) => (at === null || tier === 'kpi' || tier === 'kpt' ? reader.rows(tier, name, at) : Promise.resolve([]))),
  );
  return { scorecard: scorecard ?? [], perspective: perspective ?? [], kra: kra ?? [], kpi: kpi ?? [], kpt: kpt ?? [] };
};

export const gather = async (reader: Reader, known: Known, measure: ScorecardMeasure, clock: Clock): Promise<{ sheet: Sheet; frame: Frame }> => {
  const [now, first, watermark] = await Promise.all([rowsAt(reader, measure.name, null), reader.first(), reader.watermark()]);
  const row = now.scorecard.find((one) => one.name === measure.name);
  const at = row ? Date.parse(row.at) : (watermark ?? clock.now());
  const { from, to } = periodAt(measure.period, measure.zone, at, measure.fiscalYearStart);
  // periods that ended before anything was climbed have nothing to say
  const before = previousPeriods(measure.period, measure.zone, at, CLOSED, measure.fiscalYearStart).filter((one) => first !== null && one.to > first);
  const last = before.at(-1) ?? null;
  const sums = ofTier<KpiMeasure>(known, 'kpi').some((kpi) => summed(known, kpi));
  const share = (at - from) / (to - from);
  const like = last && sums ? Math.round((last.from + share * (last.to - last.from)) / MINUTE) * MINUTE : null;
  const past: Rows[] = [];
  for (const one of before) past.push(await rowsAt(reader, measure.name, one.to));
  const alike = like === null ? null : await rowsAt(reader, measure.name, like);
  return {
    sheet: sheet(known, measure, now, past, alike),
    frame: {
      scorecard: measure.name,
      zone: measure.zone,
      period: measure.period,
      at,
      from,
      to,
      ends: before.map((one) => one.to),
      before: last ? periodName(last.from, measure.zone, measure.period) : null,
      others: ofTier<ScorecardMeasure>(known, 'scorecard').map((one) => ({ name: one.name, title: titleOf(one, one.name) })),
      age: clock.mode === 'wall' ? clock.now() - at : null,
    },
  };
};

/** Time in an explanation: what the calendar and corrections took out of a window, each second under one reason, and what of the rest was not measured. */
import type { Calendar, Schedule, SliMeasure } from '../../shared/plan/measure.ts';
import type { Excluded, Timing, Unmeasured } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { clipped, inner, joined, without } from '../../shared/time/opening.ts';
import { counted, scheduled } from '../../shared/time/schedule.ts';
import { midnight } from '../../shared/time/window.ts';
import { gapsIn } from '../fill.ts';
import type { Span } from '../grain.ts';
import { MINUTE, sampled } from '../ladder.ts';
import { type Coverage, expectation, type Scene } from '../scene.ts';

/** Unmeasured spans that are listed. */
const LISTED = 50;
/** Occurrences of one maintenance rule that are listed one by one. */
const EACH = 10;

const seconds = (spans: readonly Span[]): number => spans.reduce((sum, one) => sum + one.to - one.from, 0) / 1000;
const line = (spans: readonly Span[], reason: string, text: string): Excluded => ({ from: iso((spans[0] as Span).from), to: iso((spans.at(-1) as Span).to), reason, text, seconds: seconds(spans) });

/** Lost spans by the holiday whose date they begin on; a holiday without lost time takes no line. */
const byHoliday = ({ zone, holidays }: Calendar, lost: readonly Span[]): Excluded[] => {
  const days = holidays.map((one) => ({ ...one, from: midnight(one.date, zone) }));
  return days.flatMap(({ date, from, hours }, i) => {
    const mine = clipped(lost, i === 0 ? Number.NEGATIVE_INFINITY : from, days[i + 1]?.from ?? Number.POSITIVE_INFINITY);
    return mine.length > 0 ? [line(mine, 'holiday', hours.length === 0 ? date : `${date}, open ${hours.map((pair) => pair.join('-')).join(', ')}`)] : [];
  });
};

/** What a schedule takes out of whole minutes [from, to): closed hours, then of open time holidays, then maintenance, then corrections. */
export const excluded = (schedule: Schedule | null, { from, to }: Span): Excluded[] => {
  if (schedule === null || to <= from) return [];
  const out: Excluded[] = [];
  const { calendar } = schedule;
  let left: Span[] = [{ from, to }];
  if (calendar) {
    const open = (more: Partial<Calendar>): Span[] => counted({ calendar: { ...calendar, ...more }, corrections: [] }, from, to);
    const festive = open({ maintenance: [] });
    // a holiday may open hours that the week has not
    const ever = joined([...open({ maintenance: [], holidays: [] }), ...festive]);
    const closed = without(left, ever);
    if (closed.length > 0) out.push(line(closed, 'closed', `outside the hours of ${calendar.name} (${calendar.zone})`));
    out.push(...byHoliday(calendar, without(ever, festive)));
    left = festive;
    calendar.maintenance.forEach(({ name }, i) => {
      const next = open({ maintenance: calendar.maintenance.slice(0, i + 1) });
      const gone = without(left, next);
      left = next;
      if (gone.length > EACH) out.push(line(gone, 'maintenance', `${name}, ${gone.length} times`));
      else out.push(...gone.map((one) => line([one], 'maintenance', name)));
    });
  }
  for (const one of schedule.corrections) {
    const span = clipped([inner(one.from, one.to)], from, to);
    if (span.length === 0) continue;
    const next = without(left, span);
    // one that meets only closed time took nothing out, and is told so
    out.push({ ...line(span, one.reason, one.text === '' ? one.name : `${one.name}: ${one.text}`), seconds: seconds(left) - seconds(next) });
    left = next;
  }
  return out;
};

/** The longest first, the rest counted. */
export const listed = (spans: readonly Span[]): Pick<Timing, 'unmeasured' | 'more'> => {
  const sorted = [...spans].sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
  const rest = sorted.slice(LISTED);
  return { unmeasured: sorted.slice(0, LISTED).map((one): Unmeasured => ({ from: iso(one.from), to: iso(one.to), seconds: seconds([one]) })), more: { count: rest.length, seconds: seconds(rest) } };
};

/** Expected time of an SLI in which it measured nothing, by whole minutes. */
export const unmeasured = async (scene: Scene, sli: SliMeasure, span: Span): Promise<Span[]> => {
  const { since, until } = expectation(scene, sli, span);
  if (!sampled(sli) || until <= since) return [];
  const hull = { from: since, to: Math.ceil(until / MINUTE) * MINUTE };
  const [gaps = []] = await gapsIn(scene, [{ def: sli.def, ...hull }]);
  return gaps.flatMap((gap) => counted(sli.through?.schedule ?? null, Math.max(gap.from, since), Math.min(gap.to, until)));
};

export const NO_TIME: Timing = { window: null, counted: null, elapsed: null, scheduled: null, excluded: [], expected: null, measured: null, unmeasured: [], more: { count: 0, seconds: 0 }, partly: 0, filled: null };

/**
 * What a row's coverage was made of, without counting it again: `filled` ms of it count as measured by a policy. Both are whole ms, so their share gives them back.
 */
export const coverageOf = (scene: Scene, row: Row, sli: SliMeasure, shown: Span, filled = 0): Coverage => {
  const { first, since, until } = expectation(scene, sli, shown);
  const expected = scheduled(sli.through?.schedule ?? null, since, until);
  return { first, expected, measured: Math.round((row.coverage ?? 0) * expected) - filled };
};

type Filled = NonNullable<Timing['filled']> | null;

/** The time of what one SLI measures: `shown` = the window, `slices` its whole slices so far. */
export const timing = async (scene: Scene, ask: { sli: SliMeasure; schedule: Schedule | null; shown: Span; slices: Span; coverage: Coverage; filled?: Filled }): Promise<Timing> => {
  const { sli, schedule, shown, slices, coverage } = ask;
  const gaps = await unmeasured(scene, sli, shown);
  return {
    ...windowed(shown, slices),
    scheduled: scheduled(schedule, slices.from, slices.to) / 1000,
    excluded: excluded(schedule, slices),
    expected: coverage.expected / 1000,
    measured: coverage.measured / 1000,
    ...listed(gaps),
    partly: Math.max(0, (coverage.expected - coverage.measured) / 1000 - seconds(gaps)),
    filled: ask.filled ?? null,
  };
};

/** A window that excludes nothing and of which no more is told. */
export const windowed = (shown: Span, slices: Span): Timing => {
  const elapsed = Math.max(0, slices.to - slices.from) / 1000;
  return { ...NO_TIME, window: { from: iso(shown.from), to: iso(shown.to) }, counted: { from: iso(slices.from), to: iso(Math.max(slices.from, slices.to)) }, elapsed, scheduled: elapsed };
};

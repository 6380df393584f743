/** Gathers what the page of one measure shows: its row, what it is made of and part of, its history, and the newest events behind it. */
import { enteredNames, type Measure, type MeasureTier, type PerspectiveMeasure, type ScorecardMeasure, type Window } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import { dayStarts, previousPeriods } from '../../shared/time/window.ts';
import { SHARE } from '../../shared/figure.ts';
import type { Below, Facts, History, Step } from '../cards/measure.ts';
import { above, below, path, sources } from '../cards/relations.ts';
import { type Known, named, ofTier, specOf, titleOf } from '../cards/spec.ts';
import { type Asked, eventsBehind } from './events.ts';
import type { Reader } from './rows.ts';
import { enteredValues } from './values.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Steps of a history; the least that gives at most so many points is taken. */
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];
/** Points of a history: what stands higher costs more to climb again. */
const MOST_POINTS: Record<MeasureTier, number> = { sli: 48, slo: 48, vma: 48, kpt: 32, kpi: 24, kra: 16, perspective: 16, scorecard: 16 };

const zoneOf = (known: Known, measure: Measure, card: ScorecardMeasure | undefined): string => {
  if (card && ['kpt', 'kpi', 'kra', 'perspective', 'scorecard'].includes(measure.tier)) return card.zone;
  if (measure.tier === 'kpt') return measure.zone;
  const window: Window | null = 'window' in measure ? measure.window : null;
  if (window?.kind === 'calendar') return window.zone;
  return ofTier<ScorecardMeasure>(known, 'scorecard')[0]?.zone ?? 'UTC';
};

/** Evenly spaced local midnights for the time axis, at most 8. */
export const ticksOf = (zone: string, from: number, to: number): number[] => {
  if (to - from < 2 * DAY) return [0, 1, 2, 3, 4, 5, 6].map((i) => Math.round((from + (i * (to - from)) / 6) / MINUTE) * MINUTE);
  const days = dayStarts(zone, from, to).filter((day) => day >= from && day <= to);
  const every = Math.ceil(days.length / 8);
  return days.filter((_, i) => i % every === 0);
};

const historyOf = async (reader: Reader, measure: Measure, row: Row | null, card: ScorecardMeasure | undefined, zone: string): Promise<History | null> => {
  const [watermark, first] = await Promise.all([reader.watermark(), reader.first()]);
  if (watermark === null || first === null || row === null) return null;
  // a rolling window: its own length back; a period: it and the two before
  const window: Window | null = 'window' in measure ? measure.window : null;
  const period = card && measure.tier !== 'slo' && measure.tier !== 'vma' && measure.tier !== 'sli' ? card.period : measure.tier === 'kpt' ? measure.period : null;
  const wanted =
    period !== null ? (previousPeriods(period, zone, watermark, 2)[0]?.from ?? watermark - 90 * DAY) : window?.kind === 'rolling' ? watermark - Math.max(window.ms, DAY) : window?.kind === 'calendar' ? watermark - 92 * DAY : watermark - 90 * DAY;
  const from = Math.max(wanted, first);
  const most = MOST_POINTS[measure.tier];
  const step = STEPS.find((one) => (watermark - from) / one <= most) ?? Math.ceil((watermark - from) / most / DAY) * DAY;
  // whole steps, and the newest instant at the end
  const at: number[] = [];
  for (let t = Math.floor(watermark / step) * step; t > from; t -= step) at.unshift(t);
  const newest = Date.parse(row.at);
  // the newest point is the row that the page shows
  const items = await reader.history(measure.tier, measure.name, at.filter((t) => t < newest), card?.name ?? null);
  const { value, good, total, score, status, coverage, provisional } = row;
  items.push({ at: row.at, value, good, total, score, status, coverage, provisional });
  return { items, from, to: watermark, ticks: ticksOf(zone, from, watermark) };
};

/** Rows of several measures of several tiers, by "tier/name". */
const rowsOf = async (reader: Reader, wanted: readonly { tier: string; name: string }[], scorecard: string | null): Promise<Map<string, Row>> => {
  const byTier = new Map<MeasureTier, string[]>();
  for (const { tier, name } of wanted) if (tier !== 'sie') byTier.set(tier as MeasureTier, [...(byTier.get(tier as MeasureTier) ?? []), name]);
  const found = await Promise.all([...byTier].map(([tier, names]) => reader.rows(tier, scorecard, null, [...new Set(names)].sort())));
  return new Map(found.flat().map((row) => [`${row.tier}/${row.name}`, row]));
};

const find = (known: Known, tier: string, name: string, scorecard: string | null): Measure | undefined =>
  tier === 'perspective'
    ? (ofTier<PerspectiveMeasure>(known, 'perspective').find((one) => one.name === name && one.scorecard === scorecard) ?? named(known, 'perspective', name))
    : known.measures.find((one) => one.tier === tier && one.name === name && !one.internal);

/** Entered figures that a page lists. */
const MOST_ENTERED = 20;

const enteredOf = async (read: Door, measure: Measure): Promise<Facts['entered']> => {
  const names = enteredNames([measure]);
  if (names.length === 0) return null;
  const lists = await Promise.all(names.map((name) => enteredValues(read, { name, from: 0, to: LAST_INSTANT, limit: MOST_ENTERED })));
  return { names, items: lists.flat().sort((a, b) => b.time.localeCompare(a.time) || b.at.localeCompare(a.at)).slice(0, MOST_ENTERED) };
};

/** null when the plan has no such measure. `asked` = the scorecard of the address, `list` = which of its events. An SLO comes without history: its page asks for it in steps. */
export const gatherMeasure = async (reader: Reader, read: Door, known: Known, tier: string, name: string, asked: string | null, list: Asked, clock: Clock): Promise<Facts | null> => {
  const measure = find(known, tier, name, asked);
  if (!measure) return null;
  const own = measure.tier === 'scorecard' ? measure.name : measure.tier === 'perspective' ? measure.scorecard : 'scorecards' in measure ? (asked !== null && measure.scorecards.includes(asked) ? asked : (measure.scorecards[0] ?? null)) : asked;
  const card = own === null ? undefined : named<ScorecardMeasure>(known, 'scorecard', own);
  const scorecard = card?.name ?? null;
  const zone = zoneOf(known, measure, card);
  const down = below(known, measure);
  const up = above(known, measure.tier, measure.name);
  const steps = path(known, measure.tier, measure.name).reverse();
  const row = (await reader.rows(measure.tier, scorecard, null, [measure.name]))[0] ?? null;
  const [around, history] = await Promise.all([rowsOf(reader, [...down, ...up, ...steps], scorecard), measure.tier === 'slo' ? null : historyOf(reader, measure, row, card, zone)]);
  const at = row ? Date.parse(row.at) : ((await reader.watermark()) ?? 0);
  const behind = sources(known, measure);
  const step = (one: Measure): Step => ({ tier: one.tier, name: one.name, title: titleOf(one, one.name), status: one.tier === 'sli' ? null : (around.get(`${one.tier}/${one.name}`)?.status ?? 'unknown') });
  const children = await Promise.all(
    down.map(async (one): Promise<Below> => {
      const theirs = one.tier === 'sie' ? undefined : find(known, one.tier, one.name, scorecard);
      const mine = around.get(`${one.tier}/${one.name}`) ?? null;
      const kind = one.tier === 'sie' ? await reader.kind(one.name) : null;
      const part = row?.contributors.find((other) => other.tier === one.tier && other.name === one.name);
      return {
        tier: one.tier,
        name: one.name,
        title: one.tier === 'sie' ? one.name : titleOf(theirs, one.name),
        status: mine?.status ?? null,
        weight: one.weight,
        critical: one.critical,
        note: one.note,
        row: mine,
        spec: theirs ? specOf(known, theirs, mine) : SHARE,
        contribution: part?.contribution ?? null,
        total: kind?.total ?? null,
        last: kind?.last ?? null,
      };
    }),
  );
  return {
    measure,
    title: titleOf(measure, measure.name),
    row,
    spec: specOf(known, measure, row),
    zone,
    scorecard,
    period: card?.period ?? (measure.tier === 'kpt' ? measure.period : ''),
    path: steps.map(step),
    below: children,
    above: up.filter((one) => one.tier !== 'scorecard').map(step),
    history,
    events: await eventsBehind(read, behind, row?.window ? Date.parse(row.window.from) : 0, Math.min(at, row?.window ? Date.parse(row.window.to) : at), list),
    entered: await enteredOf(read, measure),
    reads: [...new Set(behind.flatMap((one) => one.sides.filter((side) => side.side === 'total').flatMap((side) => (one.services.length === 0 ? ['any service'] : one.services).map((service) => `${service}/${side.kind ?? 'any kind'}`))))],
    judged: behind.some((one) => one.sides.some((side) => side.side !== 'total')),
    age: clock.mode === 'wall' ? clock.now() - at : null,
  };
};

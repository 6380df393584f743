/** Gathers what the page of one measure shows, now or at an instant of the past: its row, what it is made of and part of, its history, its days, and the newest events behind it. */
import { enteredNames, type Measure, type MeasureTier, type PerspectiveMeasure, type ScorecardMeasure, type Window } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { LAST_INSTANT } from '../../shared/time/rfc3339.ts';
import { dayNumber, dayStarts, previousPeriods } from '../../shared/time/window.ts';
import { SHARE, type Spec } from '../../shared/figure.ts';
import type { Beside, Step } from '../cards/crumbs.ts';
import type { Day } from '../cards/days.ts';
import { shownOf } from '../cards/gap.ts';
import type { Below, Facts, History } from '../cards/measure.ts';
import { above, below, type Near, path, sources } from '../cards/relations.ts';
import { type Known, named, ofTier, specOf, titleOf } from '../cards/spec.ts';
import { gatherReported } from './closing-pages.ts';
import { gatherComments } from './comment-pages.ts';
import { gatherCorrections } from './correction-pages.ts';
import { definitions } from './definitions.ts';
import { type Asked, eventsBehind } from './events.ts';
import type { Reader, StoredState } from './rows.ts';
import { enteredValues } from './values.ts';
import { planZone } from './zone.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Steps of a history; the least that gives at most so many points is taken. */
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];
/** Weeks of the calendar, the current one among them. */
const WEEKS = 13;
/** Points of a history: what stands higher costs more to climb again. */
const MOST_POINTS: Record<MeasureTier, number> = { sli: 48, slo: 48, vma: 48, kpt: 32, kpi: 24, kra: 16, perspective: 16, scorecard: 16 };

/** Of what is counted by a calendar that of its calendar, else that of the plan. */
const ownZone = (known: Known, measure: Measure, card: ScorecardMeasure | undefined): string => {
  if (card && ['kpt', 'kpi', 'kra', 'perspective', 'scorecard'].includes(measure.tier)) return card.zone;
  if (measure.tier === 'kpt') return measure.zone;
  const window: Window | null = 'window' in measure ? measure.window : null;
  if (window?.kind === 'calendar') return window.zone;
  return planZone(known);
};

/** Evenly spaced local midnights for the time axis, at most 8. */
export const ticksOf = (zone: string, from: number, to: number): number[] => {
  if (to - from < 2 * DAY) return [0, 1, 2, 3, 4, 5, 6].map((i) => Math.round((from + (i * (to - from)) / 6) / MINUTE) * MINUTE);
  const days = dayStarts(zone, from, to).filter((day) => day >= from && day <= to);
  const every = Math.ceil(days.length / 8);
  return days.filter((_, i) => i % every === 0);
};

const historyOf = async (reader: Reader, measure: Measure, row: Row | null, card: ScorecardMeasure | undefined, own: string, zone: string): Promise<History | null> => {
  const first = await reader.first();
  if (first === null || row === null) return null;
  const to = Date.parse(row.at);
  // a rolling window: its own length back; a period: it and the two before
  const window: Window | null = 'window' in measure ? measure.window : null;
  const period = card && measure.tier !== 'slo' && measure.tier !== 'vma' && measure.tier !== 'sli' ? card.period : measure.tier === 'kpt' ? measure.period : null;
  const wanted =
    period !== null ? (previousPeriods(period, own, to, 2)[0]?.from ?? to - 90 * DAY) : window?.kind === 'rolling' ? to - Math.max(window.ms, DAY) : window?.kind === 'calendar' ? to - 92 * DAY : to - 90 * DAY;
  const from = Math.max(wanted, first);
  const most = MOST_POINTS[measure.tier];
  const step = STEPS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  // whole steps, and the newest instant at the end
  const at: number[] = [];
  for (let t = Math.floor(to / step) * step; t > from; t -= step) at.unshift(t);
  // the newest point is the row that the page shows
  const items = await reader.history(measure.tier, measure.name, at.filter((t) => t < to), card?.name ?? null);
  const { value, good, total, score, status, coverage, provisional } = row;
  items.push({ at: row.at, value, good, total, score, status, coverage, provisional });
  return { items, from, to, ticks: ticksOf(zone, from, to) };
};

/** Its state at the end of each day of the last weeks, from a Monday or the first day that holds anything; today as the page shows it. */
const daysOf = async (reader: Reader, measure: Measure, row: Row | null, spec: Spec, card: string | null, zone: string): Promise<Day[]> => {
  const first = await reader.first();
  if (measure.tier === 'sli' || first === null || row === null) return [];
  const now = Date.parse(row.at);
  const weekday = (dayNumber(zone, now - 1) + 3) % 7;
  const starts = dayStarts(zone, Math.max(now - ((WEEKS - 1) * 7 + weekday) * DAY, first), now);
  const spans = starts.slice(0, -1).map((from, i) => ({ from, to: starts[i + 1] as number })).slice(-WEEKS * 7);
  const ended = spans.filter((one) => one.to < now);
  const past = new Map((await reader.history(measure.tier, measure.name, ended.map((one) => one.to), card)).map((item) => [Date.parse(item.at), item]));
  const day = (from: number, at: number, found: { status: Row['status']; value: number | null; score: number | null } | undefined): Day => ({ from, at, status: found?.status ?? 'unknown', value: found ? (spec.kind === 'score' ? found.score : found.value) : null });
  return spans.map((one) => (one.to < now ? day(one.from, one.to, past.get(one.to)) : day(one.from, now, { status: row.status, value: shownOf({ spec, row }), score: shownOf({ spec, row }) })));
};

/** Rows of several measures of several tiers, by "tier/name". */
export const rowsOf = async (reader: Reader, wanted: readonly { tier: string; name: string }[], scorecard: string | null, at: number | null = null): Promise<Map<string, Row>> => {
  const byTier = new Map<MeasureTier, string[]>();
  for (const { tier, name } of wanted) if (tier !== 'sie') byTier.set(tier as MeasureTier, [...(byTier.get(tier as MeasureTier) ?? []), name]);
  const found = await Promise.all([...byTier].map(([tier, names]) => reader.rows(tier, scorecard, at, [...new Set(names)].sort())));
  return new Map(found.flat().map((row) => [`${row.tier}/${row.name}`, row]));
};

/**
 * What is stored of one measure, when that is what was asked for: SLOs and activities know no scorecard; targets are stored over their own period, what stands above
 * them over that of their first scorecard.
 */
const storedFor = (rows: readonly StoredState[], tier: string, scorecard: string | null): StoredState | undefined => {
  if (tier === 'slo' || tier === 'vma') return rows[0];
  if (scorecard === null) return rows.length === 1 ? rows[0] : undefined;
  return tier === 'kpt' ? undefined : rows.find((one) => one.scope === scorecard);
};

/** States of several measures, by "tier/name": now as they are stored where they are, which costs nothing; else, and of an instant, they are climbed. */
export const statesOf = async (reader: Reader, wanted: readonly { tier: string; name: string }[], scorecard: string | null, at: number | null): Promise<Map<string, Row['status']>> => {
  const out = new Map<string, Row['status']>();
  if (at === null) {
    const rows = Map.groupBy(await reader.states(wanted), (one) => `${one.tier}/${one.name}`);
    for (const { tier, name } of wanted) {
      const found = storedFor(rows.get(`${tier}/${name}`) ?? [], tier, scorecard);
      if (found) out.set(`${tier}/${name}`, found.status === '' ? null : found.status);
    }
  }
  for (const [key, row] of await rowsOf(reader, wanted.filter(({ tier, name }) => !out.has(`${tier}/${name}`)), scorecard, at)) out.set(key, row.status);
  return out;
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

/** A measure of the plan, the scorecard whose period holds for it, and its zone. */
export type Place = { measure: Measure; card: ScorecardMeasure | undefined; scorecard: string | null; zone: string };

/** null when the plan has no such measure. `asked` = the scorecard of the address. */
export const placeOf = (known: Known, tier: string, name: string, asked: string | null): Place | null => {
  const measure = find(known, tier, name, asked);
  if (!measure) return null;
  const own = measure.tier === 'scorecard' ? measure.name : measure.tier === 'perspective' ? measure.scorecard : 'scorecards' in measure ? (asked !== null && measure.scorecards.includes(asked) ? asked : (measure.scorecards[0] ?? null)) : asked;
  const card = own === null ? undefined : named<ScorecardMeasure>(known, 'scorecard', own);
  return { measure, card, scorecard: card?.name ?? null, zone: ownZone(known, measure, card) };
};

/** What else is part of the same; of the first step, the other measures of its tier on the scorecard. */
const besideOf = (known: Known, parent: Measure | undefined, one: Measure, scorecard: string | null): Beside[] => {
  const all: Pick<Near, 'tier' | 'name'>[] = parent ? below(known, parent) : ofTier(known, one.tier).filter((other) => !other.internal && (scorecard === null || !('scorecards' in other) || other.scorecards.includes(scorecard)));
  return all.flatMap((other) => {
    const measure = other.tier === 'sie' || (other.tier === one.tier && other.name === one.name) ? undefined : find(known, other.tier, other.name, scorecard);
    return measure ? [{ tier: measure.tier, name: measure.name, title: titleOf(measure, measure.name) }] : [];
  });
};

/** null when the plan has no such measure. `asked` = the scorecard of the address, `list` = which of its events, `when` = the instant (ms, null = now), `told` = the zone that times are told in (null = the measure's own). An SLO comes without history and days: its page asks for them in steps. */
export const gatherMeasure = async (reader: Reader, read: Door, known: Known, tier: string, name: string, asked: string | null, list: Asked, clock: Clock, when: number | null = null, told: string | null = null): Promise<Facts | null> => {
  const place = placeOf(known, tier, name, asked);
  if (!place) return null;
  const { measure, card, scorecard } = place;
  const zone = told ?? place.zone;
  const down = below(known, measure);
  const up = above(known, measure.tier, measure.name);
  const steps = path(known, measure.tier, measure.name).reverse();
  const row = (await reader.rows(measure.tier, scorecard, when, [measure.name]))[0] ?? null;
  const spec = specOf(known, measure, row);
  const slo = measure.tier === 'slo';
  const counted = ['kpt', 'kpi', 'kra', 'perspective', 'scorecard'].includes(measure.tier) ? card : undefined;
  const at = row ? Date.parse(row.at) : ((await reader.watermark()) ?? 0);
  const behind = sources(known, measure);
  const [around, states, history, days, detail, changes, entered, reported, corrections, comments, events] = await Promise.all([
    rowsOf(reader, down, scorecard, when),
    statesOf(reader, [...up, ...steps], scorecard, when),
    slo ? null : historyOf(reader, measure, row, card, place.zone, zone),
    slo ? [] : daysOf(reader, measure, row, spec, scorecard, zone),
    row && (measure.tier === 'kpt' || measure.tier === 'kpi' || measure.tier === 'kra') ? reader.detail(measure.tier, measure.name, scorecard, when) : {},
    definitions(reader, read, known.plan, measure),
    enteredOf(read, measure),
    gatherReported(read, measure, card, when),
    gatherCorrections(read, known.measures, measure),
    gatherComments(read, measure, counted, when),
    eventsBehind(read, behind, row?.window ? Date.parse(row.window.from) : 0, Math.min(at, row?.window ? Date.parse(row.window.to) : at), list),
  ]);
  const step = (one: Measure): Step => ({ tier: one.tier, name: one.name, title: titleOf(one, one.name), status: one.tier === 'sli' ? null : (states.get(`${one.tier}/${one.name}`) ?? 'unknown') });
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
    spec,
    zone,
    scorecard,
    period: card?.period ?? (measure.tier === 'kpt' ? measure.period : ''),
    path: steps.map((one, i) => ({ ...step(one), beside: besideOf(known, steps[i - 1], one, scorecard) })),
    beside: besideOf(known, steps.at(-1), measure, scorecard),
    at: when,
    detail,
    days,
    changes,
    below: children,
    above: up.filter((one) => one.tier !== 'scorecard').map(step),
    history,
    events,
    entered,
    reported,
    comments,
    counted: counted?.name ?? null,
    corrections,
    reads: [...new Set(behind.flatMap((one) => one.sides.filter((side) => side.side === 'total').flatMap((side) => (one.services.length === 0 ? ['any service'] : one.services).map((service) => `${service}/${side.kind ?? 'any kind'}`))))],
    judged: behind.some((one) => one.sides.some((side) => side.side !== 'total')),
    age: when === null && clock.mode === 'wall' ? clock.now() - at : null,
  };
};

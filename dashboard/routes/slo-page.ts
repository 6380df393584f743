/** Gathers what the pages of SLOs show: all of them with their rows and what fires; one with its history in steps, its alerts, its worst moments. */
import type { SliMeasure, SloMeasure, Window } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { ALERT_STATES } from '../../shared/tiers/alert.ts';
import type { HistoryItem, Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { threshold } from '../../shared/budget-figure.ts';
import { type Charts, type Fired, type Line, SPANS } from '../cards/3-slo-plots.ts';
import { documentOf } from '../cards/3-slo-document.ts';
import type { Listed } from '../cards/3-slo-list.ts';
import { marksOf } from '../cards/3-slo-marks.ts';
import type { TableName } from '../cards/3-slo-tables.ts';
import type { SloFacts, Worst } from '../cards/3-slo-page.ts';
import { sources } from '../cards/relations.ts';
import { type Known, ofTier, specOf, titleOf } from '../cards/spec.ts';
import { alertsIn, firedOf, rulesAtRest, type Stretch } from './alert-facts.ts';
import { burningNow } from './alerts.ts';
import { deploysOf } from './deploys.ts';
import { type Asked, eventsBehind } from './events.ts';
import { gatherMeasure, ticksOf } from './measure-page.ts';
import type { Reader } from './rows.ts';
import { compareVersions } from './slo-versions.ts';
import { gatherSpent } from './spent.ts';

const worstOf = sql(import.meta.url, '../queries/page-worst.sql');
const sinceOf = sql(import.meta.url, '../queries/page-since.sql');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Steps of the charts; the shortest that gives at most so many is taken. */
const STEPS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 28 * DAY];
const MOST_STEPS = 120;

/** `at` = the instant, ms; null = now. */
export const listSlos = async (reader: Reader, read: Door, known: Known, at: number | null = null): Promise<Listed[]> => {
  const measures = ofTier<SloMeasure>(known, 'slo').filter((one) => !one.internal);
  const [rows, alerts] = await Promise.all([reader.rows('slo', null, at), alertsIn(read, ['firing', 'blind'], '', { deliveries: false, most: 10_000, at })]);
  const byName = new Map(rows.map((row) => [row.name, row]));
  return measures.map((measure) => {
    const row = byName.get(measure.name) ?? null;
    const mine = alerts.filter((one) => one.tier === 'slo' && one.slo === measure.name);
    return { measure, title: titleOf(measure, measure.name), row, spec: specOf(known, measure, row), firing: mine.filter((one) => one.state === 'firing').length, blind: mine.filter((one) => one.state === 'blind').length };
  });
};

/** The span of the charts: the window, or a shorter one that ends now. Not before the first day that holds anything. */
const spanOf = (window: Window, row: Row, span: string, first: number): { from: number; to: number; span: string } => {
  const at = Date.parse(row.at);
  const short = SPANS.find(([id, ms]) => id === span && (window.kind === 'calendar' || ms < window.ms));
  if (short) return { from: Math.max(at - short[1], first), to: at, span: short[0] };
  const shown = row.window ? { from: Date.parse(row.window.from), to: Date.parse(row.window.to) } : { from: at - 28 * DAY, to: at };
  return { from: window.kind === 'rolling' ? Math.max(shown.from, first) : shown.from, to: window.kind === 'rolling' ? at : shown.to, span: 'own' };
};

/** Stretches in which any of the rules fired, joined where they overlap, cut to the span. */
export const joined = (all: readonly Stretch[], from: number, to: number): Fired[] => {
  const out: Fired[] = [];
  const list = all.map((one) => ({ rule: one.rule, from: Math.max(from, one.from), to: Math.min(to, one.to ?? to) })).filter((one) => one.to > one.from).sort((a, b) => a.from - b.from);
  for (const one of list) {
    const last = out.at(-1);
    if (last && one.from <= last.to) {
      last.to = Math.max(last.to, one.to);
      if (!last.rules.includes(one.rule)) last.rules.push(one.rule);
    } else out.push({ from: one.from, to: one.to, rules: [one.rule] });
  }
  return out;
};

/** The instants of the charts: ends of whole steps, the end of the last whole hour (what burnt in the open step), and the last whole minute: what is asked for once a minute costs little to repaint. */
export const instants = (from: number, now: number, step: number): number[] => {
  const at: number[] = [];
  for (let t = Math.floor(now / step) * step; t > from; t -= step) at.unshift(t);
  const grain = step % HOUR === 0 ? HOUR : MINUTE;
  const whole = Math.floor(now / grain) * grain;
  if (whole > (at.at(-1) ?? from)) at.push(whole);
  const minute = Math.floor(now / MINUTE) * MINUTE;
  if (minute > (at.at(-1) ?? from)) at.push(minute);
  return at;
};

type Points = { items: HistoryItem[]; from: number; to: number; step: number; span: string; deploys: Awaited<ReturnType<typeof deploysOf>> };

/** What the charts draw: the points, and when deploys were. null while nothing is climbed. */
const pointsOf = async (reader: Reader, read: Door, measure: SloMeasure, row: Row, asked: string): Promise<Points | null> => {
  const first = await reader.first();
  if (first === null) return null;
  const { from, to, span } = spanOf(measure.window, row, asked, first);
  const step = STEPS.find((one) => (to - from) / one <= MOST_STEPS) ?? Math.ceil((to - from) / MOST_STEPS / DAY) * DAY;
  const now = Date.parse(row.at);
  const at = instants(from, now, step);
  const [items, deploys] = await Promise.all([reader.history('slo', measure.name, at, null, step), deploysOf(reader, read, measure.service, from, Math.min(to, now))]);
  // the newest point is the row that the page shows; the open step is counted up to the last whole minute
  const last = items.at(-1);
  const open = last !== undefined && Date.parse(last.at) % step !== 0 && Date.parse(last.at) % HOUR !== 0;
  const { value, good, total, score, status, coverage, provisional } = row;
  if (last && (open || Date.parse(last.at) === now)) items.pop();
  items.push({ at: row.at, value, good, total, score, status, coverage, provisional, left: row.budget?.ratio.remaining ?? null, ...(last?.step && (open || Date.parse(last.at) === now) ? { step: last.step } : {}) });
  return { items, from, to, step, span, deploys };
};

const chartsOf = ({ items, from, to, step, span, deploys }: Points, measure: SloMeasure, row: Row, zone: string, alerts: readonly { kind: string; threshold: number | null; severity: string; windows: { long: string } | null }[], fired: readonly Stretch[]): Charts => {
  const now = Date.parse(row.at);
  const lines = new Map<number, Line>();
  for (const one of alerts) if (one.kind === 'burn-rate' && one.threshold !== null) lines.set(one.threshold, { value: one.threshold, text: `${one.severity} ${threshold(one.threshold)}${one.windows ? ` (${one.windows.long})` : ''}`, page: one.severity === 'page' });
  const burnt = joined(fired, from, Math.min(to, now));
  return { items, from, to, ticks: ticksOf(zone, from, to), step, span, lines: [...lines.values()].sort((a, b) => b.value - a.value), fired: burnt, marks: marksOf(measure, burnt, deploys, { from, to, now }) };
};

/** `by` = the label that the budget is told apart by, null: the one that tells most. */
export type SloAsk = { name: string; list: Asked; span: string; moment: number | null; by: string | null; origin: string; /** only what this table needs */ table?: TableName; /** the instant, ms; null = now */ at?: number | null; /** the zone that times are told in; null = the SLO's own */ zone?: string | null; /** plans whose versions of it are compared */ versions?: { old: string | null; new: string | null } };

/** null when the plan has no such SLO. */
export const gatherSlo = async (reader: Reader, read: Door, known: Known, ask: SloAsk, clock: Clock): Promise<SloFacts | null> => {
  const at = ask.at ?? null;
  const measure = ofTier<SloMeasure>(known, 'slo').find((one) => one.name === ask.name);
  if (!measure) return null;
  // all else of the page hangs on nothing but the row
  const row = (await reader.rows('slo', null, at, [ask.name]))[0] ?? null;
  const span = row?.window ? { from: Date.parse(row.window.from), to: Math.min(Date.parse(row.window.to), Date.parse(row.at)) } : null;
  const behind: SliMeasure[] = sources(known, measure);
  const { moment } = ask;
  const wanted = (...tables: TableName[]): boolean => ask.table === undefined || tables.includes(ask.table);
  const [facts, touched, rest, stretches, points, worst, begun, spent] = await Promise.all([
    gatherMeasure(reader, read, known, 'slo', ask.name, null, ask.list, clock, at, ask.zone ?? null),
    alertsIn(read, ALERT_STATES, ask.name, { at, deliveries: at === null }),
    rulesAtRest(read, measure, row, at),
    firedOf(read, ask.name, at),
    row && wanted('budget', 'burn', 'sli', 'volume') ? pointsOf(reader, read, measure, row, ask.span) : null,
    span && wanted('worst') ? reader.kept(`worst ${known.plan} ${measure.source} ${Math.floor(span.from / MINUTE)} ${Math.floor(span.to / MINUTE)}`, () => read.rows<{ minute: number; bad: string; counted: string }>(worstOf, { def: measure.source, ...span })) : [],
    row?.flags.includes('calibrating') ? reader.kept(`since ${measure.source}`, () => read.rows<{ since: number }>(sinceOf, { def: measure.source })) : [],
    wanted('spent') ? gatherSpent(reader, read, known, measure, row) : null,
  ]);
  if (!facts) return null;
  const alerts = [...touched.map((one) => burningNow(one, row)), ...rest];
  // a rule that the plan no longer has fires no more, though it has not been told yet
  const fired = stretches.filter((one) => one.to !== null || alerts.some(({ rule }) => rule === one.rule));
  const [events, compared] = await Promise.all([
    moment === null ? facts.events : eventsBehind(read, behind, moment, moment + MINUTE, { side: facts.judged ? 'bad' : '', after: null }, 50),
    compareVersions(reader, read, facts.changes, ask.versions ?? { old: null, new: null }),
  ]);
  const sli = ofTier<SliMeasure>(known, 'sli');
  return {
    facts: { ...facts, events },
    measure,
    charts: row && points ? chartsOf(points, measure, row, facts.zone, alerts, fired) : null,
    alerts,
    worst: worst.map((one): Worst => ({ at: Number(one.minute) * 1000, bad: one.bad, counted: one.counted })),
    moment,
    since: begun[0] ? Number(begun[0].since) * 1000 : null,
    spent,
    by: ask.by,
    document: documentOf(measure, sli.find((one) => one.def === measure.source), sli.find((one) => one.name === measure.sli)?.sli ?? measure.sli),
    compared,
    origin: ask.origin,
  };
};

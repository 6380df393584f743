/** Rows of tier 5 at an instant: one measure in one period against its lines, judged once by 5-kpt.sql. Under a scorecard the period is the scorecard's. */
import type { KptMeasure, Lines, Nano, ScorecardMeasure } from '../../shared/plan/measure.ts';
import { nano, units } from '../../shared/plan/scalar.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Pace, Row, Status } from '../../shared/tiers/row.ts';
import { periodAt } from '../../shared/time/window.ts';
import type { Span } from '../grain.ts';
import { DAY } from '../ladder.ts';
import { type Figure, figures, once, provisional, type Scene, sliceEnd } from '../scene.ts';
import { judge } from '../together.ts';
import { calibration, envelope, flags, share } from './row.ts';

const statement = sql(import.meta.url, './5-kpt.sql');

export type KptCase = { kpt: KptMeasure; scorecard: ScorecardMeasure | null };
/** A row and its score in thirds of the scale in 10^-24, exact, for the tiers above ('' when there is none). */
export type Scored = { row: Row; exact: string };

/** The period a KPT is counted over: its own, or the scorecard's. */
const period = (scene: Scene, { kpt, scorecard }: KptCase): Span =>
  scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : periodAt(kpt.period, kpt.zone, scene.at);

/** The lines that hold for a period: the last that begin before its end. */
const linesAt = (kpt: KptMeasure, end: number): Lines | undefined => kpt.lines.filter((one) => one.from < end).at(-1);

/** Sums and counts grow with time; the other figures of a period do not. */
const grows = (kpt: KptMeasure): boolean => kpt.of.statistic === 'sum' || kpt.of.statistic === 'count';

/** Nanos times a / b, rounded half up. */
const scaled = (line: Nano, a: number, b: number): Nano => {
  const [top, bottom] = [units(line) * BigInt(a) * 2n + BigInt(b), BigInt(b) * 2n];
  return nano(top / bottom - (top % bottom < 0n ? 1n : 0n));
};

const LINES = ['adequate', 'desired', 'worst', 'best'] as const;

/**
 * The lines a figure is judged by. Under a scorecard those of what grows add up over the KPT's own periods that end in the scorecard's; where none
 * does, they are the scorecard's share of the own period.
 */
const lines = (scene: Scene, one: KptCase): Lines | undefined => {
  const { kpt, scorecard } = one;
  const { from, to } = period(scene, one);
  if (!scorecard || !grows(kpt)) return linesAt(kpt, to);
  const each: (Lines | undefined)[] = [];
  for (let own = periodAt(kpt.period, kpt.zone, to + 1); own.from > from; own = periodAt(kpt.period, kpt.zone, own.from)) each.push(linesAt(kpt, own.from));
  const held = each.filter((found) => found !== undefined);
  if (held.length < each.length) return undefined;
  if (held.length > 0) return { from, ...(Object.fromEntries(LINES.map((key) => [key, nano(held.reduce((sum, found) => sum + units(found[key]), 0n))])) as Record<(typeof LINES)[number], Nano>) };
  const own = periodAt(kpt.period, kpt.zone, scene.at);
  const whole = linesAt(kpt, own.to);
  return whole && { from, ...(Object.fromEntries(LINES.map((key) => [key, scaled(whole[key], to - from, own.to - own.from)])) as Record<(typeof LINES)[number], Nano>) };
};

type Judged = { k: number; value: number | null; status: Status | null; score_exact: string | null; score: number | null; pace: Pace | null; forecast: number | null };

export const kptRows = (scene: Scene, cases: readonly KptCase[]): Promise<Scored[]> =>
  once(scene, cases, ({ kpt, scorecard }) => `kpt/${kpt.name}/${scorecard?.name ?? ''}`, (missing) => make(scene, missing));

const make = async (scene: Scene, cases: readonly KptCase[]): Promise<Scored[]> => {
  const end = sliceEnd(scene.at);
  const spans = cases.map((one) => period(scene, one));
  const asks = cases.flatMap(({ kpt }, i) => {
    const { from, to } = spans[i] as Span;
    const until = Math.min(to, end);
    const base = { of: kpt.of, zone: kpt.zone, to: until, shownTo: to };
    // the last 7 days, or what there is of the period
    return [{ ...base, from }, { ...base, from: Math.max(from, until - 7 * DAY) }];
  });
  const all = await figures(scene, asks);
  const held = cases.map((one) => lines(scene, one));
  const rows = cases.map(({ kpt }, i) => {
    const { from, to } = spans[i] as Span;
    const figure = all[i * 2] as Figure;
    const week = all[i * 2 + 1] as Figure;
    const line = held[i];
    // the highest and lowest value so far do not mix with those to come: they are their own forecast
    const mixes = kpt.of.statistic === 'attainment' || kpt.of.statistic === 'mean';
    return [
      figure.top, figure.bottom, figure.measured, figure.expected, kpt.floor, kpt.polarity, line ? 1 : 0,
      line?.adequate ?? '0', line?.desired ?? '0', line?.worst ?? '0', line?.best ?? '0',
      Math.min(scene.at, to) - from, to - from, mixes ? week.top : figure.top, mixes ? week.bottom : figure.bottom, grows(kpt) ? 1 : 0,
    ];
  });
  const judged = await judge<Judged>(scene.door, statement, rows);
  return cases.map(({ kpt, scorecard }, i) => {
    const span = spans[i] as Span;
    const figure = all[i * 2] as Figure;
    const row = judged[i] as Judged;
    const line = held[i];
    return {
      exact: row.score_exact ?? '',
      row: envelope(scene, kpt, span, {
        value: row.value,
        unit: kpt.unit,
        good: figure.good,
        total: figure.total,
        target: line ? { adequate: Number(line.adequate), desired: Number(line.desired) } : null,
        scale: line ? { worst: Number(line.worst), best: Number(line.best) } : null,
        score: row.score,
        status: row.status,
        pace: row.pace,
        forecast: row.forecast,
        coverage: share(figure.measured, figure.expected),
        provisional: provisional(scene, span),
        polarity: kpt.polarity,
        scorecard: scorecard?.name ?? null,
        ...calibration(figure.first, span.from),
        flags: flags({ empty: row.value === null, first: figure.first, from: span.from }),
      }),
    };
  });
};

/** Rows of tier 5 at an instant: one measure in one period against its lines, judged once by 5-kpt.sql. Under a scorecard the period is the scorecard's. */
import type { KptMeasure, Lines, ScorecardMeasure } from '../../shared/plan/measure.ts';
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
export const period = (scene: Scene, { kpt, scorecard }: KptCase): Span =>
  scorecard ? periodAt(scorecard.period, scorecard.zone, scene.at, scorecard.fiscalYearStart) : periodAt(kpt.period, kpt.zone, scene.at);

/** The lines that hold for a period: the last that begin before its end. */
const linesAt = (kpt: KptMeasure, end: number): Lines | undefined => kpt.lines.filter((one) => one.from < end).at(-1);

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
  const rows = cases.map(({ kpt }, i) => {
    const { from, to } = spans[i] as Span;
    const figure = all[i * 2] as Figure;
    const week = all[i * 2 + 1] as Figure;
    const lines = linesAt(kpt, to);
    // the highest and lowest value so far do not mix with those to come: they are their own forecast
    const mixes = kpt.of.statistic === 'attainment' || kpt.of.statistic === 'mean';
    return [
      figure.top, figure.bottom, figure.measured, figure.expected, kpt.floor, kpt.polarity, lines ? 1 : 0,
      lines?.adequate ?? '0', lines?.desired ?? '0', lines?.worst ?? '0', lines?.best ?? '0',
      Math.min(scene.at, to) - from, to - from, mixes ? week.top : figure.top, mixes ? week.bottom : figure.bottom,
    ];
  });
  const judged = await judge<Judged>(scene.door, statement, rows);
  return cases.map(({ kpt, scorecard }, i) => {
    const span = spans[i] as Span;
    const figure = all[i * 2] as Figure;
    const row = judged[i] as Judged;
    const lines = linesAt(kpt, span.to);
    return {
      exact: row.score_exact ?? '',
      row: envelope(scene, kpt, span, {
        value: row.value,
        unit: kpt.unit,
        good: figure.good,
        total: figure.total,
        target: lines ? { adequate: Number(lines.adequate), desired: Number(lines.desired) } : null,
        scale: lines ? { worst: Number(lines.worst), best: Number(lines.best) } : null,
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

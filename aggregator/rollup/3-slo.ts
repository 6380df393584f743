/** Rows of tier 3 at an instant: attainment over the SLO's window, budget and burn, divided and judged once by 3-slo.sql. */
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Row, Status } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { MINUTE } from '../ladder.ts';
import { coverages, provisional, type Scene, sliceEnd, slices } from '../scene.ts';
import { back, scheduled } from '../../shared/time/schedule.ts';
import { sloFigures } from '../fill.ts';
import { judge } from '../together.ts';
import { calibration, corrected, envelope, flags, share } from './row.ts';

const statement = sql(import.meta.url, './3-slo.sql');

/** Windows every row carries its burn rate for, beside those of its own policies (MEASURES §8). */
const BURN: readonly [string, number][] = [
  ['5m', 5 * MINUTE],
  ['30m', 30 * MINUTE],
  ['1h', 60 * MINUTE],
  ['2h', 120 * MINUTE],
  ['6h', 360 * MINUTE],
  ['1d', 1440 * MINUTE],
  ['3d', 4320 * MINUTE],
];

/** The burn windows of an SLO by the text they are shown under. */
export const burnWindows = (scene: Scene, slo: SloMeasure): [string, number][] => {
  const own = (scene.ladder.rules.get(slo.name) ?? []).flatMap(({ burn }): [string, number][] => (burn ? [[burn.long.text, burn.long.ms], [burn.short.text, burn.short.ms]] : []));
  return [...new Map([...BURN, ...own])];
};

/** "Now" = burn over 1 h; windows under 10 h take a tenth of theirs. */
const now = (window: number): number => (window < 600 * MINUTE ? Math.ceil(window / 10 / MINUTE) * MINUTE : 60 * MINUTE);

type Judged = {
  k: number; good: number; total: number; value: number | null; status: Status;
  ratio_consumed: number | null; ratio_remaining: number | null; events_allowed: number; events_consumed: number; events_remaining: number;
  seconds_allowed: number; seconds_consumed: number | null; seconds_remaining: number | null; burn: [string, number | null][]; exhausts_ms: number | null;
};

export const sloRows = async (scene: Scene, slos: readonly SloMeasure[]): Promise<Row[]> => {
  const spans = slos.map((slo) => slices(scene, slo.window));
  const end = sliceEnd(scene.at);
  const burning = slos.map((slo, i) => {
    const { shown } = spans[i] as (typeof spans)[0];
    const length = slo.window.kind === 'rolling' ? slo.window.ms : shown.to - shown.from;
    return { length, asks: scene.brief ? [] : [...burnWindows(scene, slo), ['now', now(length)] as [string, number]] };
  });
  const asks = slos.flatMap((slo, i) => [
    { slo, zone: slo.sliceZone, ...(spans[i] as (typeof spans)[0]).counted },
    ...(burning[i] as (typeof burning)[0]).asks.map(([, ms]) => ({ slo, zone: slo.sliceZone, from: back(slo.schedule, end, ms), to: end })),
  ]);
  const sums = await sloFigures(scene, asks);
  const covered = await coverages(scene, slos.map((slo, i) => ({ sli: scene.ladder.slis.get(slo.source) as SliMeasure, ...(spans[i] as (typeof spans)[0]).shown })));
  let next = 0;
  const filled: number[] = [];
  const rows = slos.map((slo, i) => {
    const { counted } = spans[i] as (typeof spans)[0];
    const { length, asks: burns } = burning[i] as (typeof burning)[0];
    const cover = covered[i] as (typeof covered)[0];
    const sum = sums[next++] as (typeof sums)[0];
    filled.push(sum.measured);
    return [
      sum.good, sum.total, String(scheduled(slo.schedule, counted.from, counted.to) / 1000), cover.measured + sum.measured, cover.expected, slo.target, slo.adequate, slo.floor, length,
      burns.map(([label]) => {
        const { good, total } = sums[next++] as (typeof sums)[0];
        return [label, good, total];
      }),
    ];
  });
  const judged = await judge<Judged>(scene.door, statement, rows);
  return slos.map((slo, i) => {
    const { shown, counted } = spans[i] as (typeof spans)[0];
    const row = judged[i] as Judged;
    const cover = covered[i] as (typeof covered)[0];
    const target = Number(slo.target);
    const exhausts = row.exhausts_ms === null ? null : Math.round(scene.at + row.exhausts_ms);
    const lasts = exhausts === null || (slo.window.kind === 'calendar' && exhausts >= shown.to) || exhausts > 8.64e15;
    return envelope(scene, slo, shown, {
      value: row.value,
      unit: 'ratio',
      good: row.good,
      total: row.total,
      target: { adequate: Number(slo.adequate), desired: target },
      status: row.status,
      coverage: share(cover.measured + (filled[i] as number), cover.expected),
      provisional: provisional(scene, shown),
      polarity: 'higher',
      ...calibration(cover.first, counted.from),
      flags: flags({ empty: row.total === 0, first: cover.first, from: counted.from, more: [...(row.total > 0 && (1 - target) * row.total < 1 - 1e-9 ? (['low-volume'] as const) : []), ...corrected(slo.schedule, counted)] }),
      budget: {
        ratio: { allowed: 1, consumed: row.ratio_consumed, remaining: row.ratio_remaining },
        events: { allowed: row.events_allowed, consumed: row.events_consumed, remaining: row.events_remaining },
        seconds: { allowed: row.seconds_allowed, consumed: row.seconds_consumed, remaining: row.seconds_remaining },
        of: slo.window.kind === 'calendar' ? 'toDate' : null,
      },
      burn: Object.fromEntries(row.burn),
      exhaustsAt: lasts ? null : iso(exhausts),
    });
  });
};

/** Rows of tier 3 at an instant: attainment over the SLO's window, budget and burn, divided and judged once (judge/3-slo.ts). */
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { quotient } from '../exact.ts';
import { judgeSlo } from '../judge/3-slo.ts';
import { MINUTE } from '../ladder.ts';
import { coverages, once, provisional, type Scene, sliceEnd, slices } from '../scene.ts';
import { back, scheduled } from '../../shared/time/schedule.ts';
import { sloFigures } from '../fill.ts';
import type { SloSum } from '../sums.ts';
import { calibration, corrected, envelope, flags } from './row.ts';

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

export const sloRows = (scene: Scene, slos: readonly SloMeasure[]): Promise<Row[]> => once(scene, slos, ({ name }) => `slo/${name}`, (missing) => make(scene, missing));

const make = async (scene: Scene, slos: readonly SloMeasure[]): Promise<Row[]> => {
  const spans = slos.map((slo) => slices(scene, slo.window));
  const end = sliceEnd(scene.at);
  const burning = slos.map((slo, i) => {
    const { shown } = spans[i] as (typeof spans)[0];
    const length = slo.window.kind === 'rolling' ? slo.window.ms : shown.to - shown.from;
    return { length, now: scene.brief ? null : now(length), asks: scene.brief ? [] : burnWindows(scene, slo) };
  });
  const windowsOf = (i: number): number[] => {
    const { now: hour, asks: burns } = burning[i] as (typeof burning)[0];
    return [...(hour === null ? [] : [hour]), ...burns.map(([, ms]) => ms)];
  };
  const asks = slos.flatMap((slo, i) => [
    { slo, zone: slo.sliceZone, ...(spans[i] as (typeof spans)[0]).counted },
    ...windowsOf(i).map((ms) => ({ slo, zone: slo.sliceZone, from: back(slo.schedule, end, ms), to: end })),
  ]);
  const [sums, covered] = await Promise.all([
    sloFigures(scene, asks),
    coverages(scene, slos.map((slo, i) => ({ sli: scene.ladder.slis.get(slo.source) as SliMeasure, ...(spans[i] as (typeof spans)[0]).shown }))),
  ]);
  let next = 0;
  const take = (): (typeof sums)[0] => sums[next++] as (typeof sums)[0];
  return slos.map((slo, i) => {
    const { shown, counted } = spans[i] as (typeof spans)[0];
    const { length, now: hour, asks: burns } = burning[i] as (typeof burning)[0];
    const cover = covered[i] as (typeof covered)[0];
    const sum = take();
    const latest: SloSum | null = hour === null ? null : take();
    const measured = cover.measured + sum.measured;
    const figure = judgeSlo({
      slo, sum, counted: scheduled(slo.schedule, counted.from, counted.to) / 1000, measured, expected: cover.expected, length, now: latest, burns: burns.map(([label]): [string, SloSum] => [label, take()]),
    });
    const target = Number(slo.target);
    const exhausts = figure.exhausts === null ? null : Math.round(scene.at + figure.exhausts);
    const lasts = exhausts === null || (slo.window.kind === 'calendar' && exhausts >= shown.to) || exhausts > 8.64e15;
    return envelope(scene, slo, shown, {
      value: figure.value,
      unit: 'ratio',
      good: figure.good,
      total: figure.total,
      target: { adequate: Number(slo.adequate), desired: target },
      status: figure.status,
      coverage: quotient(measured, cover.expected),
      provisional: provisional(scene, shown),
      polarity: 'higher',
      ...calibration(cover.first, counted.from),
      flags: flags({ empty: figure.total === 0, first: cover.first, from: counted.from, more: [...(figure.total > 0 && (1 - target) * figure.total < 1 - 1e-9 ? (['low-volume'] as const) : []), ...corrected(slo.schedule, counted)] }),
      budget: { ...figure.budget, of: slo.window.kind === 'calendar' ? 'toDate' : null },
      burn: figure.burn,
      exhaustsAt: lasts ? null : iso(exhausts),
    });
  });
};

/** Rows of tier 2 at an instant: sums over the SLI's window, divided once (judge/2-sli.ts). */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { quotient } from '../exact.ts';
import { judgeSli } from '../judge/2-sli.ts';
import { coverages, once, provisional, type Scene, slices } from '../scene.ts';
import { sliSums } from '../sums.ts';
import { calibration, envelope, flags } from './row.ts';

export const sliRows = (scene: Scene, slis: readonly SliMeasure[]): Promise<Row[]> => once(scene, slis, ({ name }) => `sli/${name}`, (missing) => make(scene, missing));

const make = async (scene: Scene, slis: readonly SliMeasure[]): Promise<Row[]> => {
  const spans = slis.map((sli) => slices(scene, sli.window));
  const [sums, covered] = await Promise.all([
    sliSums(scene.door, slis.map((sli, i) => ({ def: sli.def, ...(spans[i] as (typeof spans)[0]).counted }))),
    coverages(scene, slis.map((sli, i) => ({ sli, ...(spans[i] as (typeof spans)[0]).shown }))),
  ]);
  return slis.map((sli, i) => {
    const { shown } = spans[i] as (typeof spans)[0];
    const row = judgeSli(sli, sums[i]);
    const cover = covered[i] as (typeof covered)[0];
    return envelope(scene, sli, shown, {
      value: row.value,
      good: row.good,
      total: row.total,
      unit: sli.kind === 'threshold' ? sli.unit : 'ratio',
      coverage: quotient(cover.measured, cover.expected),
      provisional: provisional(scene, shown),
      ...calibration(cover.first, shown.from),
      flags: flags({ empty: row.total === 0, first: cover.first, from: shown.from }),
    });
  });
};

/** Rows of tier 2 at an instant: sums over the SLI's window, divided once by 2-sli.sql. */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { coverages, provisional, type Scene, slices } from '../scene.ts';
import { sliSums } from '../sums.ts';
import { judge } from '../together.ts';
import { calibration, envelope, flags, share } from './row.ts';

const statement = sql(import.meta.url, './2-sli.sql');

export const sliRows = async (scene: Scene, slis: readonly SliMeasure[]): Promise<Row[]> => {
  const spans = slis.map((sli) => slices(scene, sli.window));
  const sums = await sliSums(scene.door, slis.map((sli, i) => ({ def: sli.def, ...(spans[i] as (typeof spans)[0]).counted })));
  const covered = await coverages(scene, slis.map((sli, i) => ({ sli, ...(spans[i] as (typeof spans)[0]).shown })));
  // a threshold counts the messages that carry a value, the others all they read
  const rows = await judge<{ k: number; good: number | null; total: number; value: number | null }>(scene.door, statement, slis.map((sli, i) => [sli.kind, sums[i]?.good ?? '0', (sli.kind === 'threshold' ? sums[i]?.n : sums[i]?.total) ?? '0', sums[i]?.sum ?? '0']));
  return slis.map((sli, i) => {
    const { shown } = spans[i] as (typeof spans)[0];
    const row = rows[i] as (typeof rows)[0];
    const cover = covered[i] as (typeof covered)[0];
    return envelope(scene, sli, shown, {
      value: row.value,
      good: row.good,
      total: row.total,
      unit: sli.kind === 'threshold' ? sli.unit : 'ratio',
      coverage: share(cover.measured, cover.expected),
      provisional: provisional(scene, shown),
      ...calibration(cover.first, shown.from),
      flags: flags({ empty: row.total === 0, first: cover.first, from: shown.from }),
    });
  });
};

/** The budget of SLOs with a calendar window as the whole window has it, or will have it at its end (`?of=whole|forecast`); rows say what it is to date. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { scheduled } from '../../shared/time/schedule.ts';
import { sloFigures } from '../fill.ts';
import type { Span } from '../grain.ts';
import { judgeWhole } from '../judge/3-slo.ts';
import { DAY } from '../ladder.ts';
import { type Scene, slices } from '../scene.ts';
import type { SloSum } from '../sums.ts';

/** The same rows with the budget that is asked for; those of rolling windows stay as they are. `slos` in the order of `rows`. */
export const withBudgetOf = async (scene: Scene, slos: readonly SloMeasure[], rows: readonly Row[], of: 'whole' | 'forecast'): Promise<Row[]> => {
  const asked = slos.flatMap((slo, i) => (slo.window.kind === 'calendar' ? [{ slo, i, ...slices(scene, slo.window) }] : []));
  if (asked.length === 0) return [...rows];
  const sums = await sloFigures(
    scene,
    // the last seven days, or to date in a window that is younger
    asked.flatMap(({ slo, counted }) => [{ slo, zone: slo.sliceZone, ...counted }, { slo, zone: slo.sliceZone, from: Math.max(counted.from, counted.to - 7 * DAY), to: counted.to }]),
  );
  const out = [...rows];
  for (const [k, { slo, i, shown, counted }] of asked.entries()) {
    const [sum, week] = [sums[2 * k] as SloSum, sums[2 * k + 1] as SloSum];
    const seconds = ({ from, to }: Span): number => scheduled(slo.schedule, from, to) / 1000;
    out[i] = { ...(rows[i] as Row), budget: { ...judgeWhole({ slo, sum, week, counted: seconds(counted), whole: seconds(shown) }, of === 'forecast'), of } };
  }
  return out;
};

/** The budget of SLOs with a calendar window as the whole window has it, or will have it at its end (`?of=whole|forecast`); rows say what it is to date. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { scheduled } from '../../shared/time/schedule.ts';
import { sloFigures } from '../fill.ts';
import { DAY } from '../ladder.ts';
import { type Scene, slices } from '../scene.ts';

const statement = sql(import.meta.url, './3-slo-budget.sql');

type Told = {
  k: number; ratio_consumed: number | null; ratio_remaining: number | null; events_allowed: number; events_consumed: number; events_remaining: number;
  seconds_allowed: number; seconds_consumed: number | null; seconds_remaining: number | null;
};

/** The same rows with the budget that is asked for; those of rolling windows stay as they are. `slos` in the order of `rows`. */
export const withBudgetOf = async (scene: Scene, slos: readonly SloMeasure[], rows: readonly Row[], of: 'whole' | 'forecast'): Promise<Row[]> => {
  const asked = slos.flatMap((slo, i) => (slo.window.kind === 'calendar' ? [{ slo, i, ...slices(scene, slo.window) }] : []));
  if (asked.length === 0) return [...rows];
  const sums = await sloFigures(
    scene,
    // the last seven days, or to date in a window that is younger
    asked.flatMap(({ slo, counted }) => [{ slo, zone: slo.sliceZone, ...counted }, { slo, zone: slo.sliceZone, from: Math.max(counted.from, counted.to - 7 * DAY), to: counted.to }]),
  );
  const told = await scene.door.rows<Told>(statement, {
    ahead: of === 'forecast' ? 1 : 0,
    rows: JSON.stringify(asked.map(({ slo, shown, counted }, k) => [k, sums[2 * k]?.good, sums[2 * k]?.total, String(scheduled(slo.schedule, counted.from, counted.to) / 1000), String(scheduled(slo.schedule, shown.from, shown.to) / 1000), slo.target, sums[2 * k + 1]?.good, sums[2 * k + 1]?.total])),
  });
  const out = [...rows];
  for (const [k, { i }] of asked.entries()) {
    const one = told[k] as Told;
    out[i] = {
      ...(rows[i] as Row),
      budget: {
        ratio: { allowed: 1, consumed: one.ratio_consumed, remaining: one.ratio_remaining },
        events: { allowed: one.events_allowed, consumed: one.events_consumed, remaining: one.events_remaining },
        seconds: { allowed: one.seconds_allowed, consumed: one.seconds_consumed, remaining: one.seconds_remaining },
        of,
      },
    };
  }
  return out;
};

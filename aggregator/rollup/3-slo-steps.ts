/** Steps of an SLO's history: what was counted since the step began and the highest burn rate in it, from stored sums, by one statement for all of them. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Step } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { DAY, grainKey, MINUTE } from '../ladder.ts';
import type { Scene } from '../scene.ts';

const statement = sql(import.meta.url, './3-slo-steps.sql');
const HOUR = 60 * MINUTE;

/** Sums that steps are made of, and the burn windows that can be told from them. Minutes do not reach back for days: they would be read of every SLO. */
const GRAINS: readonly { grain: number; windows: readonly [string, number][] }[] = [
  { grain: MINUTE, windows: [['5m', 5 * MINUTE], ['1h', HOUR], ['6h', 6 * HOUR]] },
  { grain: HOUR, windows: [['1h', HOUR], ['6h', 6 * HOUR], ['1d', DAY], ['3d', 3 * DAY]] },
  { grain: DAY, windows: [['1d', DAY], ['3d', 3 * DAY]] },
];
/** Slots that one statement may hold: a quarter in hours. */
const MOST = 4000;

type Line = { k: number; good_sum: number; total_sum: number; value: number | null; burn: [string, number | null][] };

/**
 * The step of `step` ms (whole minutes) that each instant ends or lies in, ascending, in the order of `at`. Steps begin at multiples of `step`;
 * one that is still open counts to the end of the slot that holds the instant. A timeslice counts where it starts.
 */
export const sloSteps = async (scene: Scene, slo: SloMeasure, at: readonly number[], step: number): Promise<Step[]> => {
  const starts = at.map((one) => Math.ceil(one / step) * step - step);
  const [first, last] = [Math.min(...starts), Math.max(...at)];
  const fine = GRAINS.filter((one) => step % one.grain === 0);
  const { grain, windows } = fine.findLast((one) => one.grain <= HOUR || last - first > MOST * HOUR) ?? (fine[0] as (typeof GRAINS)[0]);
  const back = Math.max(...windows.map(([, ms]) => ms));
  const origin = Math.floor((first - back) / grain) * grain;
  const slot = (instant: number): number => Math.ceil((instant - origin) / grain);
  const slots = slot(last);
  const rows = await scene.door.rows<Line>(statement, {
    def: grainKey(slo, slo.sliceZone), target: slo.target, grain: grain / 1000, origin: origin / 1000, end: (origin + slots * grain) / 1000, slots,
    windows: JSON.stringify(windows.map(([label, ms]) => [label, ms / grain])),
    steps: JSON.stringify(at.map((one, k) => [k, slot(starts[k] as number), slot(one)])),
  });
  const out: Step[] = [];
  for (const row of rows) out[Number(row.k)] = { from: iso(starts[Number(row.k)] as number), good: row.good_sum, total: row.total_sum, value: row.value, burn: Object.fromEntries(row.burn) };
  return out;
};

/** Puts a checked plan in force: its measures become rows of `measure`, its alert rules rows of `rule`, and what is new to the store is climbed from retained raw, newest day first. */
import type { Fault, Plan } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';
import { climb } from './climb.ts';
import type { Ladder } from './ladder.ts';
import type { matcher } from './match.ts';
import { touch, untouched } from './touched.ts';

const planRow = sql(import.meta.url, './plan-row.sql');
const rawMinutes = sql(import.meta.url, './raw-minutes.sql');

/** Whether the last that was said about the folder is that it has faults. */
export const hasFaults = async (door: Door): Promise<boolean> => ((await door.rows<{ faults: string }>(planRow))[0]?.faults ?? '[]') !== '[]';

/** Says in table `plan` which plan is in force, and what is wrong with the folder when it holds another that cannot be. */
export const sayPlan = async (door: Door, clock: Clock, plan: Plan, folder: string, faults: readonly Fault[]): Promise<void> => {
  // the last row counts, also when another machine's clock was ahead
  const [last] = await door.rows<{ at: string }>(planRow);
  const at = stored(Math.max(clock.machine(), Number(last?.at ?? 0) + 1));
  await door.insert('plan', ['at', 'plan', 'warnings', 'faults', 'folder'], 'JSONEachRow', `${JSON.stringify({ at, plan: plan.id, warnings: JSON.stringify(plan.warnings), faults: JSON.stringify(faults), folder })}\n`);
};

/** Writes the plan's rows; from then on it is in force. */
export const writePlan = async (door: Door, clock: Clock, plan: Plan, folder: string): Promise<void> => {
  const at = stored(clock.machine());
  const rows = plan.measures.map((one, position) =>
    JSON.stringify({ plan: plan.id, tier: one.tier, name: one.name, def: one.def, internal: one.internal ? 1 : 0, position, body: JSON.stringify(one), at }),
  );
  if (rows.length > 0) await door.insert('measure', ['plan', 'tier', 'name', 'def', 'internal', 'position', 'body', 'at'], 'JSONEachRow', `${rows.join('\n')}\n`);
  const rules = plan.rules.map((one, position) => JSON.stringify({ plan: plan.id, slo: one.slo, rule: one.name, position, body: JSON.stringify(one), at }));
  if (rules.length > 0) await door.insert('rule', ['plan', 'slo', 'rule', 'position', 'body', 'at'], 'JSONEachRow', `${rules.join('\n')}\n`);
  await sayPlan(door, clock, plan, folder, []);
};

/** Climbs every retained minute again, one day a step, newest first. `progress` is told days done of all. */
export const backfill = async (door: Door, ladder: Ladder, match: ReturnType<typeof matcher>, version: () => bigint, progress: (done: number, all: number) => void): Promise<void> => {
  await match.look(ladder);
  const days = new Map<number, ReturnType<typeof untouched>>();
  for (const row of await door.rows<{ stream: string; minute: number; service: string }>(rawMinutes)) {
    const day = row.minute - (row.minute % 86_400);
    const touched = days.get(day) ?? untouched();
    days.set(day, touched);
    touch(row.stream === 'event' ? touched.events : touched.samples, row.minute, row.service);
  }
  let done = 0;
  for (const touched of days.values()) {
    await climb(door, ladder, touched, version());
    progress(++done, days.size);
  }
};

/** Whether the targets of a plan can be told at all: their kind, their variables and where their address leads, looked at before the first incident has to be told. */
import type { Log } from '../../../shared/log.ts';
import type { Plan } from '../../../shared/plan/measure.ts';
import { BUILT, type Channel } from '../../../shared/plan/rule.ts';
import type { Environment } from '../../../shared/settings.ts';
import type { Door } from '../../../shared/store/store.ts';
import type { Clock } from '../../../shared/time/clock.ts';
import { stored } from '../../../shared/time/instant.ts';
import { type Guard, guard as guardOf } from './address.ts';
import { type Target, wayTo } from './target.ts';

/** Why nothing can be sent to a target until something is configured, in words that show no address and no secret; '' when nothing speaks against it. Throws what the guard's lookup throws. */
export const targetFault = async (target: Target, env: Environment, guard: Guard): Promise<string> => {
  if (!BUILT.includes(target.channel as Channel)) return `target ${target.name} is of the kind ${target.channel}, which is not built yet`;
  const way = wayTo(target, env);
  if ('fault' in way) return way.fault;
  const passage = await guard(way.url);
  return 'refused' in passage ? `target ${target.name}: ${passage.refused}` : '';
};

export type ReachOptions = { door: Door; clock: Clock; log: Log; notifyAllow: readonly string[]; plan: Pick<Plan, 'id' | 'targets'>; env?: Environment };

/** Says in the log and in table `target` which targets of the plan cannot be told. Never throws; a name that cannot be looked up now is no fault yet. */
export const sayReach = async ({ door, clock, log, notifyAllow, plan, env = process.env }: ReachOptions): Promise<void> => {
  const guard = guardOf(notifyAllow);
  const found = await Promise.all(plan.targets.map(async (target) => ({ target, fault: await targetFault(target, env, guard).catch(() => '') })));
  for (const { target, fault } of found) if (fault) log.warn({ target: target.name }, `nothing can be sent: ${fault}`);
  const at = stored(clock.machine());
  const rows = found.map(({ target, fault }) => JSON.stringify({ plan: plan.id, name: target.name, channel: target.channel, fault, at }));
  if (rows.length === 0) return;
  await door.insert('target', ['plan', 'name', 'channel', 'fault', 'at'], 'JSONEachRow', `${rows.join('\n')}\n`).catch((error: unknown) => log.error({ err: error }, 'what is wrong with notification targets cannot be written down'));
};

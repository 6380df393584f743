/** `heptad explain ID`: how a row came about, now or at any instant; of a running heptad, else straight from the folder. */
import type { Command } from 'commander';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { type ExplainedRow, explainedText } from '../shared/explained.ts';
import type { MeasureTier } from '../shared/plan/measure.ts';
import { ask } from '../shared/running.ts';
import type { Store } from '../shared/store/store.ts';
import { meanings, nobody } from './measure-id.ts';
import { say, TIERS } from './say.ts';
import { client, type ClientFlags, instantOf, somewhere, token, wherever } from './wherever.ts';

const NAMED: readonly MeasureTier[] = [...TIERS, 'perspective'];

/** Explains from the tables, and says whether the plan has such a measure; up.ts hands it in. */
export type Offline = (store: Store, config: Config) => { known(tier: MeasureTier, name: string): Promise<boolean>; explain(tier: MeasureTier, name: string, at: number | null, scorecard: string | null): Promise<ExplainedRow> };

type ExplainFlags = ClientFlags & { at?: string; scorecard?: string };

const only = <T extends { tier: string; name: string }>(id: string, found: readonly T[]): T => {
  const [first, ...more] = found;
  if (!first) throw nobody(id);
  if (more.length > 0) throw new HeptadError('USAGE', `${found.length} measures are named ${id}`, { hint: `name one of ${found.map((one) => `${one.tier}/${one.name}`).join(', ')}` });
  return first;
};

const overHttp = async (url: string, id: string, { at, scorecard }: ExplainFlags): Promise<ExplainedRow> => {
  const query = new URLSearchParams({ ...(at === undefined ? {} : { at }), ...(scorecard === undefined ? {} : { scorecard }) });
  const get = <T>(path: string): Promise<T> => ask<T>(url, `/api/v1/${path}`, { token: token() });
  const all = meanings(id, NAMED);
  const { measures } = await get<{ measures: { tier: string; name: string }[] }>('plan');
  const found = all.filter((one) => measures.some((other) => other.tier === one.tier && other.name === one.name));
  const { tier, name } = only(id, found);
  return get<ExplainedRow>(`measures/${tier}/${encodeURIComponent(name)}/explain?${query}`);
};

const fromStore = async (offline: ReturnType<Offline>, id: string, { at, scorecard }: ExplainFlags): Promise<ExplainedRow> => {
  const instant = at === undefined ? null : instantOf('--at', at);
  const found = (await Promise.all(meanings(id, NAMED).map(async (one) => ((await offline.known(one.tier, one.name)) ? [one] : [])))).flat();
  const { tier, name } = only(id, found);
  return offline.explain(tier, name, instant, scorecard ?? null);
};

const explain = (offline: Offline) => async (id: string, flags: ExplainFlags): Promise<void> => {
  somewhere(flags);
  const found = await wherever(flags, (url) => overHttp(url, id, flags), (store, config) => fromStore(offline(store, config), id, flags));
  say(flags.json ? JSON.stringify(found, null, 2) : explainedText(found));
};

/** Adds the command. */
export const addExplain = (program: Command, offline: Offline): void =>
  void client(program.command('explain').description('how a measure came about: formula, inputs, excluded and unmeasured time, parts, contributors, events').argument('<id>', 'a name, or tier/name').option('--at <time>', 'any instant, RFC 3339').option('--scorecard <name>', 'count over the period of this scorecard'))
    .addHelpText('after', '\nExamples:\n  heptad explain slo/checkout-availability\n  heptad explain kpi/order-reliability --scorecard digital --at 2026-11-01T00:00:00Z\n')
    .action(explain(offline));

/** `heptad history ID`: any measure over time, a line a step; of a running heptad, else straight from the folder. */
import type { Command } from 'commander';
import { answerer } from '../aggregator/answer.ts';
import { follow } from '../aggregator/follow.ts';
import { firsts } from '../aggregator/rows.ts';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { ask } from '../shared/running.ts';
import type { Store } from '../shared/store/store.ts';
import { historyText } from '../shared/tables.ts';
import type { HistoryItem, Row } from '../shared/tiers/row.ts';
import { clock } from '../shared/time/clock.ts';
import { MOST_POINTS, points, STEP_FORM, stepOf } from '../shared/time/points.ts';
import { meanings, nobody } from './measure-id.ts';
import { say, TIERS } from './say.ts';
import { client, type ClientFlags, instantOf, somewhere, token, wherever } from './wherever.ts';

type HistoryFlags = ClientFlags & { from?: string; to?: string; step?: string; scorecard?: string; asReported?: boolean };
type Told = { row: Row; items: HistoryItem[] };

const step = (text: string): number => {
  const ms = stepOf(text);
  if (ms === null) throw new HeptadError('USAGE', `--step is ${text}; it takes ${STEP_FORM}`);
  return ms;
};

const overHttp = async (url: string, id: string, { from, to, step, scorecard, asReported }: HistoryFlags): Promise<Told> => {
  const card = scorecard === undefined ? {} : { scorecard };
  // a name alone is of the first tier that has it
  for (const { tier, name } of meanings(id, TIERS)) {
    const path = `/api/v1/measures/${tier}/${encodeURIComponent(name)}`;
    const row = await ask<Row>(url, `${path}?${new URLSearchParams(card)}`, { token: token() }).catch((error: unknown) => {
      if (error instanceof HeptadError && error.message.startsWith(`the plan in force has no ${tier} named`)) return null;
      throw error;
    });
    if (!row) continue;
    const query = new URLSearchParams({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(step === undefined ? {} : { step }), ...card, ...(asReported ? { asReported: 'true' } : {}) });
    return { row, items: (await ask<{ items: HistoryItem[] }>(url, `${path}/history?${query}`, { token: token() })).items };
  }
  throw nobody(id);
};

const fromStore = async (store: Store, config: Config, id: string, { from, to, step: span, scorecard = null, asReported = false }: Omit<HistoryFlags, 'scorecard'> & { scorecard?: string | null }): Promise<Told> => {
  const answer = answerer(store.read, follow(store.read, clock('wall')), config.lateness);
  for (const { tier, name } of meanings(id, TIERS)) {
    const [row] = await answer.rows({ tier, at: null, names: [name], scorecard });
    if (!row) continue;
    const watermark = (await answer.watermark()) ?? 0;
    const until = Math.min(to === undefined ? watermark : instantOf('--to', to), watermark);
    const first = Math.min(...(await firsts(store.read)).sli.values());
    const told = points({ from: from === undefined ? null : instantOf('--from', from), until, step: span === undefined ? null : step(span), first: Number.isFinite(first) ? first : null });
    if (told.tooMany) throw new HeptadError('USAGE', `this is more than ${MOST_POINTS} points`, { hint: 'take a longer --step or a shorter span' });
    return { row, items: told.at.length === 0 ? [] : await answer.history({ tier, name, at: told.at, scorecard, asReported }) };
  }
  throw nobody(id);
};

const history = async (id: string, flags: HistoryFlags): Promise<void> => {
  somewhere(flags);
  if (flags.from !== undefined && flags.to !== undefined && instantOf('--from', flags.from) >= instantOf('--to', flags.to)) throw new HeptadError('USAGE', '--from must lie before --to');
  if (flags.step !== undefined) step(flags.step);
  const { row, items } = await wherever(flags, (url) => overHttp(url, id, flags), (store, config) => fromStore(store, config, id, flags));
  say(flags.json ? JSON.stringify({ tier: row.tier, name: row.name, items }, null, 2) : historyText(row, items));
};

/** Adds the command. */
export const addHistory = (program: Command): void =>
  void client(
    program
      .command('history')
      .description('a measure over time: its row at each step')
      .argument('<id>', 'a name, or tier/name')
      .option('--from <time>', 'where it begins, RFC 3339 (default: 90 days back)')
      .option('--to <time>', 'where it ends (default: now)')
      .option('--step <span>', 'between two points: 5m, 1h, 1d, at least 1m (default: about 90 points)')
      .option('--scorecard <name>', "count over this scorecard's period")
      .option('--as-reported', 'at the ends of closed periods what was first reported, not what was restated'),
  )
    .addHelpText('after', '\nExample:\n  heptad history slo/checkout-availability --from 2026-10-01T00:00:00Z --step 1d\n')
    .action(history);

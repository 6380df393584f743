/** `heptad status [ID]`: the row of one or all measures, now or at any instant; of a running heptad, else straight from the folder. */
import type { Command } from 'commander';
import { answerer } from '../aggregator/answer.ts';
import { follow } from '../aggregator/follow.ts';
import type { Config } from '../shared/config.ts';
import { ask } from '../shared/running.ts';
import type { Store } from '../shared/store/store.ts';
import { rowsText } from '../shared/tables.ts';
import type { Row } from '../shared/tiers/row.ts';
import { clock } from '../shared/time/clock.ts';
import { nobody } from './measure-id.ts';
import { say, TIERS } from './say.ts';
import { client, type ClientFlags, instantOf, somewhere, token, wherever } from './wherever.ts';

/** Every row at `at`, asked over HTTP page by page. */
const overHttp = async (url: string, at: string | undefined, asReported: boolean): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const tier of TIERS)
    for (let cursor = ''; ; ) {
      const query = new URLSearchParams({ limit: '1000', ...(at === undefined ? {} : { at }), ...(asReported ? { asReported: 'true' } : {}), ...(cursor ? { cursor } : {}) });
      const page = await ask<{ items: Row[]; cursor: string | null }>(url, `/api/v1/tiers/${tier}?${query}`, { token: token() });
      rows.push(...page.items);
      if (!page.cursor) break;
      cursor = page.cursor;
    }
  return rows;
};

/** The same from the tables, by the same statements. */
const fromStore = async (store: Store, config: Config, at: string | undefined, asReported: boolean): Promise<Row[]> => {
  const instant = at === undefined ? null : instantOf('--at', at);
  const answer = answerer(store.read, follow(store.read, clock('wall')), config.lateness);
  const rows: Row[] = [];
  for (const tier of TIERS) rows.push(...(await answer.rows({ tier, at: instant, names: null, scorecard: null, asReported })));
  return rows;
};

const status = async (id: string | undefined, flags: ClientFlags & { at?: string; asReported?: boolean }): Promise<void> => {
  somewhere(flags);
  const first = flags.asReported ?? false;
  const all = await wherever(flags, (url) => overHttp(url, flags.at, first), (store, config) => fromStore(store, config, flags.at, first));
  const rows = all.filter((row) => id === undefined || row.name === id || `${row.tier}/${row.name}` === id);
  if (id !== undefined && rows.length === 0) throw nobody(id);
  say(flags.json ? JSON.stringify(rows, null, 2) : rowsText(rows));
};

/** Adds the command. */
export const addStatus = (program: Command): void =>
  void client(program.command('status').description('the current row of one or all measures').argument('[id]', 'a name, or tier/name').option('--at <time>', 'any instant, RFC 3339').option('--as-reported', 'of periods that closed at that instant: what was first reported, not what was restated'))
    .addHelpText('after', '\nExamples:\n  heptad status\n  heptad status slo/checkout-availability --at 2026-11-01T00:00:00Z\n')
    .action(status);

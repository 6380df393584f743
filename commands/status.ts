/** `heptad status [ID]`: the row of one or all measures, now or at any instant. */
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import { ask } from '../shared/running.ts';
import { rowsText } from '../shared/tables.ts';
import type { Row } from '../shared/tiers/row.ts';
import { say, TIERS } from './say.ts';
import { client, type ClientFlags, server, token } from './wherever.ts';

const status = async (id: string | undefined, flags: ClientFlags & { at?: string }): Promise<void> => {
  const url = server(flags);
  if (!url) throw new HeptadError('NOT_RUNNING', `no heptad runs on ${flags.data}`, { hint: 'start it with heptad up, or name one with --server URL' });
  const at = flags.at === undefined ? '' : `?at=${encodeURIComponent(flags.at)}`;
  const rows: Row[] = [];
  for (const tier of TIERS) {
    for (let cursor = ''; ; ) {
      const page = await ask<{ items: Row[]; cursor: string | null }>(url, `/api/v1/tiers/${tier}${at}${at ? '&' : '?'}limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { token: token() });
      rows.push(...page.items.filter((row) => id === undefined || row.name === id || `${row.tier}/${row.name}` === id));
      if (!page.cursor) break;
      cursor = page.cursor;
    }
  }
  if (id !== undefined && rows.length === 0) throw new HeptadError('USAGE', `there is no measure named ${id}`, { hint: 'heptad status lists them all' });
  say(flags.json ? JSON.stringify(rows, null, 2) : rowsText(rows));
};

/** Adds the command. */
export const addStatus = (program: Command): void =>
  void client(program.command('status').description('the current row of one or all measures').argument('[id]', 'a name, or tier/name').option('--at <time>', 'any instant, RFC 3339'))
    .addHelpText('after', '\nExamples:\n  heptad status\n  heptad status slo/checkout-availability --at 2026-11-01T00:00:00Z\n')
    .action(status);

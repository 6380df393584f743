/** `heptad audit`: the books of a running heptad or of a data folder, its parts and its slices; exit 1 when anything is wrong. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import { ask } from '../shared/running.ts';
import { answerer } from '../aggregator/answer.ts';
import { follow } from '../aggregator/follow.ts';
import { type Audit, auditStore } from '../shared/store/audit-whole.ts';
import { auditText } from '../shared/tables.ts';
import { clock } from '../shared/time/clock.ts';
import { say } from './say.ts';
import { client, type ClientFlags, server, token, wherever } from './wherever.ts';

const audit = async (flags: ClientFlags & { all?: boolean }): Promise<void> => {
  // a mistyped folder must not look like balanced books
  if (!server(flags) && !process.env['CLICKHOUSE_URL'] && !existsSync(join(flags.data, 'store'))) throw new HeptadError('NOT_RUNNING', `there is no store in ${flags.data}, and no heptad runs on it`, { hint: 'name the folder with --data DIR, or a running heptad with --server URL' });
  const all = flags.all ?? false;
  const found = await wherever(flags, (url) => ask<Audit>(url, `/api/v1/audit${all ? '?all' : ''}`, { token: token() }), (store, config) => auditStore(store.read, answerer(store.read, follow(store.read, clock('wall')), config.lateness).audit, all));
  say(flags.json ? JSON.stringify(found, null, 2) : auditText(found));
  if (!found.balanced) process.exitCode = 1;
};

/** Adds the command. */
export const addAudit = (program: Command): void =>
  void client(program.command('audit').description('the books (received = stored + refused + late + gaps), every part of the store, and slices against raw; exit 1 when anything is wrong'))
    .option('--all', 'count every minute again whose raw is kept, not some by lot')
    .addHelpText('after', '\nIt says what is wrong, where, and what to do.\n\nExamples:\n  heptad audit\n  heptad audit --all --data ./.heptad/airline\n')
    .action(audit);

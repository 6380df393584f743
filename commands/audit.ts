/** `heptad audit`: the books of a running heptad or of a data folder; exit 1 when they do not balance. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import { ask } from '../shared/running.ts';
import { auditBooks } from '../shared/store/audit.ts';
import { booksText } from '../shared/tables.ts';
import { say } from './say.ts';
import { client, type ClientFlags, server, token, wherever } from './wherever.ts';

const audit = async (flags: ClientFlags): Promise<void> => {
  // a mistyped folder must not look like balanced books
  if (!server(flags) && !process.env['CLICKHOUSE_URL'] && !existsSync(join(flags.data, 'store'))) throw new HeptadError('NOT_RUNNING', `there is no store in ${flags.data}, and no heptad runs on it`, { hint: 'name the folder with --data DIR, or a running heptad with --server URL' });
  const books = await wherever(flags, (url) => ask<Awaited<ReturnType<typeof auditBooks>>>(url, '/api/v1/audit', { token: token() }), (store) => auditBooks(store.read));
  say(flags.json ? JSON.stringify(books, null, 2) : booksText(books));
  if (!books.balanced) process.exitCode = 1;
};

/** Adds the command. */
export const addAudit = (program: Command): void => void client(program.command('audit').description('the books: received = stored + refused + late + gaps; exit 1 when they do not balance')).action(audit);

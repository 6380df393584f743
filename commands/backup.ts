/** `heptad backup DIR`: a consistent copy of a data folder, while heptad runs on it or not. The copy is a data folder itself. */
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import { makeFolder } from '../shared/folder.ts';
import type { BackedUp } from '../shared/tiers/work.ts';
import { haveDone } from './asking.ts';
import { say } from './say.ts';
import { client, type ClientFlags } from './wherever.ts';

const MB = 1e6;

const backup = async (dir: string, flags: ClientFlags): Promise<void> => {
  const to = resolve(dir);
  if (existsSync(to) && readdirSync(to).length > 0) throw new HeptadError('USAGE', `${dir} is not empty`, { hint: 'name a folder that is not there yet' });
  makeFolder(dirname(to), dir);
  const done = await haveDone<BackedUp>(flags, { kind: 'backup' });
  if (!existsSync(done.folder)) throw new HeptadError('USAGE', `the copy was made where heptad runs, in ${done.folder}, which is not on this machine`, { hint: 'fetch it from there and remove it' });
  // a copy that was cut short never looks like a whole one
  const part = `${to}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(done.folder, part, { recursive: true, verbatimSymlinks: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(part, to);
  rmSync(done.folder, { recursive: true, force: true });
  say(flags.json ? JSON.stringify({ ...done, folder: to }, null, 2) : `${to}: ${done.tables} tables, ${(done.bytes / MB).toFixed(1)} MB, as of ${done.at}; heptad audit --data ${dir} looks at its books, heptad up --data ${dir} runs on it`);
};

/** Adds the command. */
export const addBackup = (program: Command): void =>
  void client(program.command('backup').description('a consistent copy of the data folder, while heptad runs on it or not').argument('<dir>', 'folder for the copy; not there yet, or empty'))
    .addHelpText('after', '\nThe way back: stop heptad, put the copy in the place of the data folder (or name it with --data) and start it again. Kafka is read on from where the copy\'s\nledger ends. A ClickHouse server makes its own backups.\n\nExample:\n  heptad backup /backups/heptad-monday\n')
    .action(backup);

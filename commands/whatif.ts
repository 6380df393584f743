/** `heptad whatif --plan DIR --from T --to T`: the same span under another plan, side by side with the one in force, of which nothing is touched. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import { checkPlan } from '../shared/plan/check.ts';
import { readFiles } from '../shared/plan/read.ts';
import { faultLine } from '../shared/plan/report.ts';
import { comparisonText } from '../shared/tables.ts';
import type { Comparison } from '../shared/tiers/work.ts';
import { haveDone } from './asking.ts';
import { say, tell } from './say.ts';
import { client, type ClientFlags, instantOf } from './wherever.ts';

type WhatifFlags = ClientFlags & { plan: string; from: string; to: string };

const whatif = async (flags: WhatifFlags): Promise<void> => {
  const { files, faults: unread } = readFiles([flags.plan]);
  const { plan, faults } = checkPlan(files);
  for (const fault of [...unread, ...faults]) tell(faultLine(fault));
  if (!existsSync(flags.plan)) throw new HeptadError('USAGE', `there is no plan at ${flags.plan}`, { hint: 'name its folder with --plan DIR' });
  if (!plan || unread.length > 0) throw new HeptadError('PLAN', `the plan in ${flags.plan} has faults`, { hint: 'mend them (heptad validate shows them again)' });
  const done = await haveDone<Comparison>(flags, { kind: 'whatif', from: instantOf('--from', flags.from), to: instantOf('--to', flags.to), files });
  say(flags.json ? JSON.stringify(done, null, 2) : comparisonText(done));
};

/** Adds the command. */
export const addWhatif = (program: Command): void =>
  void client(
    program
      .command('whatif')
      .description('the same span under another plan, side by side')
      .requiredOption('--plan <dir>', 'folder of the other plan')
      .requiredOption('--from <time>', 'where the span begins, RFC 3339')
      .requiredOption('--to <time>', 'where it ends; measures are compared at this instant'),
  )
    .addHelpText('after', '\nNothing of the plan in force is touched. Days of a rolling window, and periods of everything else, are listed when their status would be another.\n\nExample:\n  heptad whatif --plan ./plan-next --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z\n')
    .action(whatif);

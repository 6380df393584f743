/** `heptad backfill --from T --to T [--restate]`: climbs a span again by the plan in force; with --restate what closed in it is judged again, too. */
import type { Command } from 'commander';
import type { Backfilled } from '../shared/tiers/work.ts';
import { haveDone } from './asking.ts';
import { say } from './say.ts';
import { client, type ClientFlags, instantOf } from './wherever.ts';

type BackfillFlags = ClientFlags & { from: string; to: string; restate?: boolean };

const backfill = async (flags: BackfillFlags): Promise<void> => {
  const done = await haveDone<Backfilled>(flags, { kind: 'backfill', from: instantOf('--from', flags.from), to: instantOf('--to', flags.to), restate: flags.restate ?? false });
  say(flags.json ? JSON.stringify(done, null, 2) : `${done.minutes} minutes of ${done.from} to ${done.to} climbed again; of closed periods ${done.restated} rows restated, ${done.closed} closed`);
};

/** Adds the command. */
export const addBackfill = (program: Command): void =>
  void client(
    program
      .command('backfill')
      .description('climb a span again, from raw where it is kept and from slices above')
      .requiredOption('--from <time>', 'where it begins, RFC 3339')
      .requiredOption('--to <time>', 'where it ends')
      .option('--restate', 'judge periods that closed in it again by the plan in force: what was reported stays, the new row has the next revision and the flag restated'),
  )
    .addHelpText('after', '\nWithout --restate closed periods keep their plan; figures that the climb changes are restated either way.\n\nExample:\n  heptad backfill --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z --restate\n')
    .action(backfill);

/** `heptad rebuild`: every tier again from raw, for all days whose raw is kept; slices behind them stay. */
import type { Command } from 'commander';
import type { Rebuilt } from '../shared/tiers/work.ts';
import { haveDone } from './asking.ts';
import { say } from './say.ts';
import { client, type ClientFlags } from './wherever.ts';

type RebuildFlags = ClientFlags & { force?: boolean };

/** Days that are named. */
const SHOWN = 10;

const words = ({ from, to, days, minutes, differing, restated }: Rebuilt): string => {
  if (from === null) return 'no raw is kept here: nothing to rebuild from';
  const named = `${differing.slice(0, SHOWN).join(', ')}${differing.length > SHOWN ? ` and ${differing.length - SHOWN} more` : ''}`;
  const how = differing.length === 0 ? 'every slice came out as it was' : `slices of ${differing.length === 1 ? 'a day' : `${differing.length} days`} came out otherwise: ${named}; of closed periods ${restated} rows restated`;
  return `${minutes} minutes of ${days} ${days === 1 ? 'day' : 'days'} (${from} to ${to}) made again from raw; ${how}`;
};

const rebuild = async (flags: RebuildFlags): Promise<void> => {
  const done = await haveDone<Rebuilt>(flags, { kind: 'rebuild', force: flags.force ?? false });
  say(flags.json ? JSON.stringify(done, null, 2) : words(done));
};

/** Adds the command. */
export const addRebuild = (program: Command): void =>
  void client(program.command('rebuild').description('every tier again from raw, where raw is kept; slices behind it stay').option('--force', 'also when the books do not balance: slices then lose what raw has lost'))
    .addHelpText('after', '\nOver sound slices it changes nothing. Figures go on meanwhile; closed periods are restated when their slices came out otherwise.\n\nExamples:\n  heptad rebuild\n  heptad rebuild --data ./.heptad/airline\n')
    .action(rebuild);

/** `heptad config`: each setting, its value and where it came from; secrets are never shown. */
import type { Command } from 'commander';
import type { Flags } from '../shared/settings.ts';
import { explainSettings, unknownSettings } from '../shared/settings-list.ts';
import { columns } from '../shared/tables.ts';
import { say, tell } from './say.ts';

const config = (flags: Flags & { json?: boolean }): void => {
  const shown = explainSettings(flags, process.env);
  const unknown = unknownSettings(process.env);
  if (flags.json) say(JSON.stringify({ settings: shown, unknown }, null, 2));
  else say(columns(['setting', 'value', 'origin'], shown.map((one) => [one.name, one.value ?? '-', one.file ? `file ${one.file}` : one.origin])));
  for (const name of unknown) tell(`heptad: ${name} is set, and there is no such setting`);
};

/** Adds the command. */
export const addConfig = (program: Command): void =>
  void program
    .command('config')
    .description('each setting, its value and where it came from (flag, environment, file, default)')
    .option('--plan <dir>', 'as for up')
    .option('--data <dir>', 'as for up')
    .option('--port <port>', 'as for up')
    .option('--host <address>', 'as for up')
    .option('--clock <mode>', 'as for up')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nA secret NAME may also stand in a file that NAME_FILE names.\n\nExample:\n  HEPTAD_TOKEN_FILE=/run/secrets/token heptad config\n')
    .action(config);

/** The command line: which commands there are, and how they end. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { tell } from './commands/say.ts';
import { HeptadError } from './shared/errors.ts';

const version = (JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** Commands, loaded when they are asked for: a check of a plan must not wait for rooms that it never enters. */
const COMMANDS: Record<string, (program: Command) => Promise<unknown>> = {
  up: async (program) => (await import('./up.ts')).addUp(program, version),
  ingest: async (program) => (await import('./commands/ingest.ts')).addIngest(program, version),
  aggregate: async (program) => (await import('./commands/aggregate.ts')).addAggregate(program, version),
  dashboard: async (program) => (await import('./commands/dashboard.ts')).addDashboard(program, version, (await import('./up.ts')).answerOf),
  explain: async (program) => (await import('./commands/explain.ts')).addExplain(program, (await import('./up.ts')).explained),
  validate: async (program) => (await import('./commands/validate.ts')).addValidate(program),
  schema: async (program) => (await import('./commands/schema.ts')).addSchema(program),
  init: async (program) => (await import('./commands/init.ts')).addInit(program),
  import: async (program) => (await import('./commands/import.ts')).addImport(program),
  simulate: async (program) => (await import('./commands/simulate.ts')).addSimulate(program),
  status: async (program) => (await import('./commands/status.ts')).addStatus(program),
  history: async (program) => (await import('./commands/history.ts')).addHistory(program),
  backfill: async (program) => (await import('./commands/backfill.ts')).addBackfill(program),
  whatif: async (program) => (await import('./commands/whatif.ts')).addWhatif(program),
  rebuild: async (program) => (await import('./commands/rebuild.ts')).addRebuild(program),
  audit: async (program) => (await import('./commands/audit.ts')).addAudit(program),
  backup: async (program) => (await import('./commands/backup.ts')).addBackup(program),
  config: async (program) => (await import('./commands/config.ts')).addConfig(program),
  doctor: async (program) => (await import('./commands/doctor.ts')).addDoctor(program),
};

const program = new Command('heptad').description('Performance management from the event to the result.').version(version).exitOverride().showSuggestionAfterError().showHelpAfterError('(heptad --help and heptad COMMAND --help say more)');

/** An option that is needed is asked for after unknown ones are named: it may be one of these, misspelt. */
const neededLast = (command: Command): void => {
  const needed = command.options.filter((one) => one.mandatory);
  for (const one of needed) one.makeOptionMandatory(false);
  command.hook('preAction', (_, asked) => {
    for (const one of needed) if (asked.getOptionValue(one.attributeName()) === undefined) asked.error(`error: required option '${one.flags}' not specified`);
  });
};

const main = async (): Promise<void> => {
  try {
    const [asked] = process.argv.slice(2);
    const only = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
    for (const name of only) await COMMANDS[name]?.(program);
    for (const command of program.commands) neededLast(command);
    // of a command that there is not, help would be that of all others
    const argv = process.argv[2] === 'help' && /^[^-]/.test(process.argv[3] ?? '') && !Object.hasOwn(COMMANDS, process.argv[3] ?? '') ? process.argv.toSpliced(2, 1) : process.argv;
    if (argv[2] === 'report') program.error("error: unknown command 'report': reports are not built yet");
    const unknown = !program.commands.some((one) => one.name() === argv[2]) && /^[^-]/.test(argv[2] ?? '') && argv[2] !== 'help';
    await program.parseAsync(unknown ? argv.filter((one) => one !== '--help' && one !== '-h') : argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof HeptadError) {
      tell(`heptad: ${error.message}${error.hint ? `; ${error.hint}` : ''}`);
      process.exitCode = error.code === 'USAGE' ? 2 : 1;
    } else {
      tell(`heptad: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    }
  }
};

/** All that was said is with the reader: a pipe takes long answers in pieces. A reader who has left (| head) is no failure. */
const said = (stream: NodeJS.WriteStream): Promise<void> => new Promise((resolve) => stream.on('error', () => resolve()).write('', () => resolve()));

await main();
await Promise.all([said(process.stdout), said(process.stderr)]);
// native threads of the embedded engine must not keep a finished command alive
process.exit(process.exitCode ?? 0);

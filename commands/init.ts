/** `heptad init SERVICE --out DIR`: a small plan of every tier, SLI to scorecard, for one service that sends http.request events; to be read, changed and grown. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import { checkPlan } from '../shared/plan/check.ts';
import { NAME } from '../shared/plan/documents.ts';
import { editorSchema } from '../shared/plan/editor-schema.ts';
import { faultLine } from '../shared/plan/report.ts';
import { say } from './say.ts';
import { SCHEMA_FILE, starter } from './starter.ts';

/** The names of the plan are that of the service with a word behind it. */
const LONGEST = 200;

const init = (service: string, flags: { out: string }): void => {
  if (!NAME.test(service) || service.length > LONGEST) throw new HeptadError('USAGE', `${service} cannot be the name of a service: a name is lower-case letters, digits, - and .`, { hint: 'the name has to be the one that events carry in their field service' });
  if (existsSync(flags.out) && readdirSync(flags.out).some((one) => !one.startsWith('.'))) throw new HeptadError('PLAN', `${flags.out} is not empty, and nothing is overwritten`, { hint: 'name another folder with --out DIR' });
  const files = starter(service);
  const { plan, faults } = checkPlan(files.map(({ name, text }) => ({ file: name, text })));
  if (!plan) throw new HeptadError('PLAN', `the plan for ${service} would have faults: ${faults.map(faultLine).join('; ')}`);
  mkdirSync(flags.out, { recursive: true });
  // wx: a file that came between is not overwritten either
  for (const { name, text } of files) writeFileSync(join(flags.out, name), text, { flag: 'wx' });
  writeFileSync(join(flags.out, SCHEMA_FILE), `${JSON.stringify(editorSchema(), null, 1)}\n`, { flag: 'wx' });
  say(`${files.length} files in ${flags.out}: ${files.map((one) => one.name).join(', ')}`);
  say(`next: heptad up --plan ${flags.out}, then heptad simulate (or send events of the service ${service}) and open http://localhost:8080`);
};

/** Adds the command. */
export const addInit = (program: Command): void =>
  void program
    .command('init')
    .description('write a small plan, SLI to scorecard, to start from')
    .argument('<service>', 'the service whose events are measured')
    .requiredOption('--out <dir>', 'folder to write; it must be empty')
    .addHelpText('after', '\nExample:\n  heptad init checkout --out ./plan\n')
    .action(init);

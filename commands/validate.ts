/** `heptad validate PATH…`: every fault of a plan at once, with file:line:column; and what every command that needs a plan does with faults. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import type { Fault, Plan } from '../shared/plan/measure.ts';
import { readPlan } from '../shared/plan/read.ts';
import { faultLine } from '../shared/plan/report.ts';
import { say, tell, TIERS } from './say.ts';

const faulty = (n: number): string => `${n} ${n === 1 ? 'fault' : 'faults'}`;
/** Of a path that is not there nothing is wrong in any file: it is a slip of the command line, as it is for import. */
const slip = (paths: readonly string[]): boolean => !paths.every((path) => existsSync(path));

/** A checked plan, or exit 1 with every fault on stderr. */
export const planOrExit = (paths: string[]): Plan => {
  const { plan, faults, warnings } = readPlan(paths);
  for (const fault of [...faults, ...warnings]) tell(faultLine(fault));
  if (plan) return plan;
  if (slip(paths)) throw new HeptadError('USAGE', 'the plan cannot be read, so nothing was started', { hint: 'name its folder with --plan DIR' });
  throw new HeptadError('PLAN', `the plan has ${faulty(faults.length)} and was not loaded`, { hint: 'mend them (heptad validate shows them again) and start once more' });
};

/** Measures of each tier that people see; none without a plan. */
const counted = (plan: Plan | null): Record<string, number> => Object.fromEntries(TIERS.map((tier) => [tier, plan?.measures.filter((one) => one.tier === tier && !one.internal).length ?? 0]));

/** A fault as machines read it: the same fields in the same order, whatever it is. */
const row = ({ file, line, column, path, message, hint, severity }: Fault): object => ({ file, line, column, path, message, hint: hint ?? null, severity });

const validate = (paths: string[], flags: { json?: boolean }): void => {
  const { plan, faults, warnings, notes, files } = readPlan(paths);
  const all = [...faults, ...warnings, ...notes];
  const measures = counted(plan);
  if (flags.json) say(JSON.stringify({ ok: plan !== null, files, measures, faults: all.map(row) }, null, 2));
  else {
    for (const fault of all) tell(faultLine(fault));
    if (plan) say(`the plan is valid: ${TIERS.flatMap((tier) => (measures[tier] ? [`${measures[tier]} ${tier}`] : [])).join(', ') || 'it has no measures'}`);
    else say(faulty(faults.length));
  }
  if (!plan) process.exitCode = slip(paths) ? 2 : 1;
};

/** Adds the command. */
export const addValidate = (program: Command): void =>
  void program
    .command('validate')
    .description('check plan files: every fault at once, with file:line:column')
    .argument('<path...>', 'plan folders or files, together one plan')
    .option('--json', 'print {ok, files, measures, faults: [{file, line, column, path, message, hint, severity}]}; severity is error, warning or note, and only errors make a plan invalid')
    .addHelpText('after', '\nExample:\n  heptad validate ./plan\n')
    .action(validate);

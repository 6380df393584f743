/** `heptad validate PATH…`: every fault of a plan at once, with file:line:column; and what every command that needs a plan does with faults. */
import type { Command } from 'commander';
import { HeptadError } from '../shared/errors.ts';
import type { Plan } from '../shared/plan/measure.ts';
import { readPlan } from '../shared/plan/read.ts';
import { faultLine } from '../shared/plan/report.ts';
import { say, tell, TIERS } from './say.ts';

/** A checked plan, or exit 1 with every fault on stderr. */
export const planOrExit = (paths: string[]): Plan => {
  const { plan, faults, warnings } = readPlan(paths);
  for (const fault of [...faults, ...warnings]) tell(faultLine(fault));
  if (plan) return plan;
  throw new HeptadError('PLAN', `the plan has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} and was not loaded`, { hint: 'mend them (heptad validate shows them again) and start once more' });
};

const validate = (paths: string[], flags: { json?: boolean }): void => {
  const { plan, faults, warnings } = readPlan(paths);
  if (flags.json) say(JSON.stringify({ valid: plan !== null, faults, warnings, notes: plan?.notes ?? [] }, null, 2));
  else {
    for (const fault of [...faults, ...warnings, ...(plan?.notes ?? [])]) tell(faultLine(fault));
    if (plan) say(`the plan is valid: ${TIERS.map((tier) => [plan.measures.filter((one) => one.tier === tier && !one.internal).length, tier] as const).filter(([n]) => n > 0).map(([n, tier]) => `${n} ${tier}`).join(', ')}`);
    else say(`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
  }
  if (!plan) process.exitCode = 1;
};

/** Adds the command. */
export const addValidate = (program: Command): void =>
  void program.command('validate').description('check plan files: every fault at once, with file:line:column').argument('<path...>', 'plan folders or files, together one plan').option('--json', 'print JSON').addHelpText('after', '\nExample:\n  heptad validate ./plan\n').action(validate);

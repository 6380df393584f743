/** `heptad doctor`: looks at everything heptad stands on and says of each whether it is well, and if not, what to do; exit 1 when something is wrong. */
import type { Command } from 'commander';
import { configure, type Flags } from '../shared/settings.ts';
import { say } from './say.ts';
import { checkups } from './checkups.ts';
import type { Finding } from './finding.ts';
import { placeOf } from './running-checkups.ts';

const doctor = async (flags: Flags & { json?: boolean }): Promise<void> => {
  const asked = configure(flags, process.env);
  const server = process.env['HEPTAD_SERVER'] || null;
  const place = placeOf(asked.data, server);
  const config = { ...asked, data: place.data };
  const findings: Finding[] = [];
  for (const [name, look] of checkups(config, place, server, { plan: asked.plan !== null })) {
    const found = await look().catch((error: unknown) => ({ state: 'wrong' as const, says: error instanceof Error ? error.message : String(error), next: undefined }));
    const finding: Finding = { name, ...found };
    findings.push(finding);
    // as it goes: a broker that does not answer takes its time
    if (!flags.json) say(`${finding.state.padEnd(5)}  ${name}: ${finding.says}${finding.next ? `\n       ${finding.next}` : ''}`);
  }
  const wrong = findings.filter((one) => one.state === 'wrong').length;
  if (flags.json) say(JSON.stringify({ healthy: wrong === 0, findings }, null, 2));
  else say(wrong === 0 ? 'all is well' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`);
  if (wrong > 0) process.exitCode = 1;
};

/** Adds the command. */
export const addDoctor = (program: Command): void =>
  void program
    .command('doctor')
    .description('checks Node, store, Kafka, plan, disk, clock and port, asks a heptad that runs, and says what to do; exit 1 when something is wrong')
    .option('--plan <dir>', 'folder of plan files')
    .option('--data <dir>', 'data folder (default ./.heptad, or the one inside of it that a heptad runs on)')
    .option('--port <port>', 'port that heptad is to listen on')
    .option('--host <address>', 'address that heptad is to listen on')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  KAFKA_BROKERS=localhost:9092 heptad doctor --plan ./plan\n')
    .action(doctor);

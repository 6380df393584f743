/** `npm run bench`: every bench, one after the other, and their tables; those on Kafka are left out aloud where there is none. Flags are passed on. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { noKafka } from '../test/support/kafka.ts';
import { machine } from './measuring.ts';

if (process.argv.slice(2).some((one) => one !== '--quick' && one !== '--json')) {
  process.stdout.write('npm run bench -- [--quick] [--json]\n\n--quick  a few seconds each, to see that they run: no figures to go by\n--json   figures as JSON\n\nEach file of bench/ that measures may be run alone, and says in its first lines what else it takes.\n');
  process.exit(process.argv.includes('--help') || process.argv.includes('-h') ? 0 : 2);
}

const run = (file: string): Promise<number> =>
  new Promise((done) => {
    spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...process.argv.slice(2)], { stdio: 'inherit' }).on('exit', (code) => done(code ?? 1));
  });

const { date, machine: made, node, chdb, load } = machine();
process.stdout.write(`${date}, ${made}, Node ${node}, chdb ${chdb}, load ${load} a core\n`);
const without = noKafka();
if (without !== null) process.stdout.write(`\ningest and pipeline were left out: ${without}\n`);
let failed = 0;
for (const file of [...(without === null ? ['./ingest.ts', './pipeline.ts'] : []), './climb.ts', './explain.ts', './freshness.ts', './growth.ts', './detection.ts', './idle.ts', './ui.ts']) {
  process.stdout.write('\n');
  if ((await run(file)) !== 0) failed = 1;
}
process.exit(failed);

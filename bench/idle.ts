/**
 * What a `heptad up` that nobody sends anything costs: CPU as a share of one core, and memory, over a minute that begins when it has settled; with its default
 * plan, and with the plan of so many SLOs. node bench/idle.ts [--seconds N] [--slos N] [--quick] [--json]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stopwatch } from '../shared/time/clock.ts';
import { folder, up } from '../test/support/heptad.ts';
import { answer, cpuOf, machine, memoryOf, pidOf, progress } from './measuring.ts';
import { planOf } from './plan.ts';

const { values: flags } = parseArgs({ options: { seconds: { type: 'string' }, slos: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const SECONDS = Number(flags.seconds ?? (flags.quick ? 1 : 60));
/** It starts, compiles and merges what it wrote at first. */
const SETTLES = flags.quick ? 1 : 20;

const data = folder();
const plan = join(data.path, 'plan');
mkdirSync(plan);
const slos = Number(flags.slos ?? (flags.quick ? 10 : 100));
planOf(slos, plan);
const heptad = await up(['--plan', plan, '--data', join(data.path, 'data')]);
const pid = pidOf(join(data.path, 'data'));
progress(`idle: ${slos + 1} SLOs, settling`);
await sleep(SETTLES * 1000);
const [before, time] = [cpuOf(pid), stopwatch()];
const memory: number[] = [];
for (let i = 0; i < SECONDS; i++) {
  await sleep(1000);
  memory.push(memoryOf(pid));
}
const cores = ((cpuOf(pid) ?? 0) - (before ?? 0)) / time();
await heptad.stop();
data.remove();
const out = { bench: 'idle', ...machine(), seconds: SECONDS, slos: slos + 1, cores: Number(cores.toFixed(4)), megabytes: Math.round(Math.max(...memory)) };
if (flags.json) answer(out);
process.stdout.write(`idle: ${out.slos} SLOs, ${SECONDS} s: ${(out.cores * 100).toFixed(1)} % of a core, ${out.megabytes} MB at most\n`);
process.exit(0);

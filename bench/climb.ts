/**
 * CPU and time of the climb: a tick at 100 and 1 000 SLOs when few minutes were touched, and a tick that counts one whole open minute again, beside a plain
 * count of the same rows (the floor). node bench/climb.ts [--slos 100,1000] [--hours N] [--rows N] [--ticks N] [--quick] [--json]. Each part is a process of its own.
 */
import { parseArgs } from 'node:util';
import { folder } from '../test/support/heptad.ts';
import { answer, child, machine, type Spread, spread, told } from './measuring.ts';
import type { Cost } from './rooms.ts';

const { values: flags } = parseArgs({
  options: { slos: { type: 'string' }, hours: { type: 'string' }, rows: { type: 'string' }, ticks: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const slos = (flags.slos ?? (flags.quick ? '10' : '100,1000')).split(',');
const hours = flags.hours ?? (flags.quick ? '1' : '48');
const rows = flags.rows ?? (flags.quick ? '10000' : '1200000');
const ticks = flags.ticks ?? (flags.quick ? '1' : '10');

type Figure = { cpuMs: Spread; ms: Spread; statements: number };
type Kinds = 'one' | 'all' | 'late';
type Ticks = { slos: number; services: number; hours: number; messages: number; sliMinutes: number; history: Cost } & Record<Kinds, Cost[]>;
type Minute = { rows: number; shapes: number } & Record<'tick' | 'count' | 'check', Cost[]>;

const figure = (runs: readonly Cost[]): Figure => ({ cpuMs: spread(runs.map((one) => one.cpu)), ms: spread(runs.map((one) => one.ms)), statements: spread(runs.map((one) => one.statements)).median });

const measured = async <T>(file: string, ...args: string[]): Promise<T> => {
  const data = folder();
  try {
    return await child<T>(file, [data.path, ...args]);
  } finally {
    data.remove();
  }
};

const sizes: (Omit<Ticks, Kinds | 'history'> & { historyCpuMs: number } & Record<Kinds, Figure>)[] = [];
for (const one of slos) {
  const { history, ...found } = await measured<Ticks>('./climb-ticks.ts', one, hours, ticks);
  sizes.push({ ...found, historyCpuMs: Math.round(history.cpu), one: figure(found.one), all: figure(found.all), late: figure(found.late) });
}
const found = await measured<Minute>('./climb-minute.ts', rows, ticks);
const minute = { ...found, tick: figure(found.tick), count: figure(found.count), check: figure(found.check) };
const out = { bench: 'climb', ...machine(), ticks: Number(ticks), sizes, minute };
if (flags.json) answer(out);

const line = (what: string, { cpuMs, ms, statements }: Figure): string => `| ${what} | ${told(cpuMs)} | ${told(ms)} | ${statements} |\n`;
let text = '| | CPU ms | ms | statements |\n|---|---|---|---|\n';
for (const { slos: n, services, sliMinutes, ...one } of sizes) {
  text += line(`${n} SLOs (${sliMinutes} SLI minutes stored): one service has news`, one.one);
  text += line(`${n} SLOs: all ${services} services have news`, one.all);
  text += line(`${n} SLOs: and one event is late by hours`, one.late);
}
text += line(`an open minute of ${minute.rows} events, ${minute.shapes} shapes: the tick`, minute.tick) + line('the same rows, counted by shape (floor)', minute.count) + line('the same rows, checked for repeated ids', minute.check);
process.stdout.write(text);
process.exit(0);

/**
 * What an event costs as there are more of them, and more services: CPU of taking it in (from its text to rows on disk, without a network) and of the climb, and how
 * long all tiers take to be made again from raw. node bench/growth.ts [--events 1000000,10000000] [--services 10,1000] [--shapes N] [--quick] [--json]
 */
import { parseArgs } from 'node:util';
import { folder } from '../test/support/heptad.ts';
import { answer, child, machine } from './measuring.ts';
import type { Cost } from './rooms.ts';

const { values: flags } = parseArgs({ options: { events: { type: 'string' }, services: { type: 'string' }, shapes: { type: 'string', default: 'Infinity' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const numbers = (text: string): number[] => text.split(',').map(Number);
const EVENTS = numbers(flags.events ?? (flags.quick ? '2000,4000' : '1000000,10000000'));
const SERVICES = numbers(flags.services ?? (flags.quick ? '10,20' : '10,1000'));

type One = { events: number; services: number; ingest: Cost; climbed: Cost; rebuilt: Cost; rows: number; bytes: number };
const runs: One[] = [];
// the least first, then more services, then more events
for (const [events, services] of [...SERVICES.map((n) => [EVENTS[0] as number, n] as const), ...EVENTS.slice(1).map((n) => [n, SERVICES[0] as number] as const)]) {
  const data = folder();
  runs.push(await child<One>('./growth-one.ts', [data.path, String(events), String(services), flags.shapes]).finally(() => data.remove()));
}
const micros = ({ cpu }: Cost, { events }: One): number => Number(((cpu * 1000) / events).toFixed(2));
const found = runs.map((one) => ({ events: one.events, services: one.services, ingest: micros(one.ingest, one), climb: micros(one.climbed, one), rebuild: { cpuSeconds: Number((one.rebuilt.cpu / 1000).toFixed(1)), seconds: Number((one.rebuilt.ms / 1000).toFixed(1)) }, bytes: Number((one.bytes / one.rows).toFixed(1)) }));
if (flags.json) answer({ bench: 'growth', ...machine(), runs: found });
let text = '| events | services | taking in, µs an event | climb, µs an event | rebuild: CPU s | s | bytes an event |\n|---|---|---|---|---|---|---|\n';
for (const one of found) text += `| ${one.events} | ${one.services} | ${one.ingest} | ${one.climb} | ${one.rebuild.cpuSeconds} | ${one.rebuild.seconds} | ${one.bytes} |\n`;
process.stdout.write(text);
process.exit(0);

/**
 * How long it takes to explain a measure over 28 days, tier by tier: its row alone, what the climb tells of it, and the whole with its sample events.
 * node bench/explain.ts [--slos N] [--days N] [--asks N] [--quick] [--json]. It runs in a process of its own.
 */
import { parseArgs } from 'node:util';
import { folder } from '../test/support/heptad.ts';
import { answer, child, machine, rank } from './measuring.ts';
import type { Cost } from './rooms.ts';

const { values: flags } = parseArgs({ options: { slos: { type: 'string' }, days: { type: 'string' }, asks: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });

type Kind = 'row' | 'climb' | 'whole';
type Asked = { slos: number; days: number; messages: number; sliMinutes: number; found: Record<string, Record<Kind, Cost>[]> };
type Figure = { p50: number; p95: number; cpuMs: number; statements: number };

const data = folder();
const { found, ...made } = await child<Asked>('./explain-asks.ts', [data.path, flags.slos ?? (flags.quick ? '10' : '100'), flags.days ?? (flags.quick ? '1' : '28'), flags.asks ?? (flags.quick ? '1' : '20')]).finally(() => data.remove());

const figure = (costs: readonly Cost[]): Figure => {
  const of = (key: keyof Cost, p: number): number => Number(rank(costs.map((one) => one[key]), p).toPrecision(4));
  return { p50: of('ms', 0.5), p95: of('ms', 0.95), cpuMs: of('cpu', 0.5), statements: of('statements', 0.5) };
};
const kinds = (list: readonly Record<Kind, Cost>[]): Record<Kind, Figure> => ({ row: figure(list.map((one) => one.row)), climb: figure(list.map((one) => one.climb)), whole: figure(list.map((one) => one.whole)) });
const tiers = Object.fromEntries(Object.entries(found).map(([tier, list]) => [tier, kinds(list)]));
const all = kinds(Object.values(found).flat());
if (flags.json) answer({ bench: 'explain', ...machine(), ...made, tiers, all });

let text = `${made.slos} SLOs, ${made.days} days, ${made.messages} messages, ${made.sliMinutes} SLI minutes\n\n| | p50 ms | p95 ms | CPU ms | statements |\n|---|---|---|---|---|\n`;
for (const [tier, of] of [...Object.entries(tiers), ['all', all] as const])
  for (const [kind, words] of [['row', 'its row'], ['climb', 'explained'], ['whole', 'with events']] as const) text += `| ${tier}: ${words} | ${of[kind].p50} | ${of[kind].p95} | ${of[kind].cpuMs} | ${of[kind].statements} |\n`;
process.stdout.write(text);
process.exit(0);

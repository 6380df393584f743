/**
 * What people wait for: API and pages over so many SLOs with a year of slices, the first paint of pages in a browser (also on slow 4G with a fourfold slower
 * processor), how long a key takes, and how long an event takes to the screen while many streams are open. node bench/ui.ts [--slos N] [--days N] [--asks N]
 * [--streams N] [--seconds N] [--quick] [--json]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { buildWeb } from '../dashboard/web/build.ts';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { openBrowser } from '../test/support/chromium.ts';
import { folder, settled, up } from '../test/support/heptad.ts';
import { answer, child, cpuOf, delay, type Delay, machine, memoryOf, pidOf, progress } from './measuring.ts';
import { request, sample } from './messages.ts';
import { planOf, SAMPLED } from './plan.ts';
import { hearing, looks, type Paint, paint } from './ui-looks.ts';

const { values: flags } = parseArgs({ options: { slos: { type: 'string' }, days: { type: 'string' }, asks: { type: 'string' }, streams: { type: 'string' }, seconds: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const of = (name: 'slos' | 'days' | 'asks' | 'streams' | 'seconds', usual: number, quick: number): number => Number(flags[name] ?? (flags.quick ? quick : usual));
const [SLOS, DAYS, ASKS, STREAMS, SECONDS] = [of('slos', 1000, 10), of('days', 365, 3), of('asks', 40, 1), of('streams', 200, 5), of('seconds', 30, 3)];
const clock = makeClock('wall');
const services = Math.ceil(SLOS / 10);

await buildWeb();
const folders = folder();
const [plan, data] = [join(folders.path, 'plan'), join(folders.path, 'data')];
mkdirSync(plan);
planOf(SLOS, plan);
const start = (): ReturnType<typeof up> => up(['--plan', plan, '--data', data]);

progress(`ui: a minute of ${SLOS + 1} SLOs`);
let heptad = await start();
const minute = Math.floor(clock.machine() / 60_000 - 2) * 60_000;
for (let s = 0; s < services; s++) {
  await heptad.post('/api/v1/events', Array.from({ length: 240 }, (_, n) => request(s, n, minute + 20_000)).join('\n'));
  await heptad.post('/api/v1/samples', SAMPLED.map((k) => sample(s, k, minute + 60_000)).join('\n'));
}
await settled(heptad, { accepted: services * (240 + SAMPLED.length), mark: minute + 60_000 });
await heptad.stop();
const slices = await child<Record<string, number>>('./ui-year.ts', [data, String(DAYS)]);
heptad = await start();
const pid = pidOf(data);
await sleep(flags.quick ? 2000 : 15_000);

/** Addresses by what is asked; `i` draws another measure each time. */
const slo = (i: number): string => `slo-${(i * 37) % services}-${(i * 7) % 10}`;
const [from, to] = [new Date(minute - DAYS * 86_400_000).toISOString(), new Date(minute).toISOString()];
const ASKED: [string, number | null, (i: number) => string][] = [
  ['scorecard (API)', 50, () => '/api/v1/scorecards/bench'],
  ['SLO over 28 days (API)', 100, (i) => `/api/v1/measures/slo/${slo(i)}`],
  ['history of a year (API)', 100, (i) => `/api/v1/measures/slo/${slo(i)}/history?from=${from}&to=${to}&step=86400`],
  ['search of events (API)', 100, (i) => `/api/v1/events?service=service-${i % services}&q=checkout`],
  ['/ (page)', null, () => '/'],
  ['/slos (page)', null, () => '/slos'],
  ['/slos/NAME (page)', null, (i) => `/slos/${slo(i)}`],
  ['/tiers (page)', null, () => '/tiers'],
  ['/t/kpi/NAME (page)', null, (i) => `/t/kpi/kpi-${(i * 7) % services}`],
];
type Asked = { budget: number | null; ms: Delay; cpuMs: number; kilobytes: number };
const asked: Record<string, Asked> = {};
for (const [what, budget, address] of ASKED) {
  const times: number[] = [];
  let bytes = 0;
  const ask = async (i: number): Promise<number> => {
    const time = stopwatch();
    const response = await fetch(heptad.url + address(i), { headers: { Accept: what.includes('page') ? 'text/html' : 'application/json' } });
    bytes = (await response.arrayBuffer()).byteLength;
    if (!response.ok) throw new Error(`${address(i)} answered ${response.status}`);
    return time();
  };
  for (let i = 0; i < (flags.quick ? 1 : 3); i++) await ask(i);
  const before = cpuOf(pid) ?? 0;
  for (let i = 0; i < ASKS; i++) times.push(await ask(i + 3));
  asked[what] = { budget, ms: delay(times), cpuMs: Math.round(((cpuOf(pid) ?? 0) - before) / ASKS), kilobytes: Math.round(bytes / 1024) };
  progress(`ui: ${what}: p95 ${asked[what].ms.p95} ms`);
}

const browser = (await openBrowser()) as Browser;
const paints: Record<string, Paint> = {};
const LOOKS = [['desktop', false], ['slow 4G, a fourfold slower processor', true]] as const;
for (const [what, slow] of flags.quick ? LOOKS.slice(0, 1) : LOOKS) for (const path of flags.quick ? ['/'] : ['/', '/slos', `/slos/${slo(1)}`]) paints[`${path}, ${what}`] = await paint(browser, heptad.url + path, slow, flags.quick ? 1 : 3);

progress(`ui: ${STREAMS} streams`);
const streams = Array.from({ length: STREAMS }, () => hearing(heptad.url));
const page = await looks(browser, `${heptad.url}/slos/everything`);
/** A hundred ms of 500 events a second; answers how many were accepted. */
const send = async (i: number): Promise<number> => (await heptad.post<{ accepted: number }>('/api/v1/events', Array.from({ length: 50 }, (_, n) => request(n % services, n + i, clock.machine())).join('\n'))).accepted;
// after a start the minute that was under way is counted whole with every tick: what is measured is a minute that began since
const [warm, began] = [stopwatch(), clock.machine()];
// and of every shape one has come
for (let i = 0; !flags.quick && (warm() < 30_000 || Math.floor((clock.machine() - 5000) / 60_000) === Math.floor(began / 60_000)); i++) {
  await send(i);
  await sleep(80);
}
const before = cpuOf(pid) ?? 0;
const time = stopwatch();
const sent: { upTo: number; at: number }[] = [];
await sleep(flags.quick ? 0 : 5000);
let accepted = (await heptad.get<{ total: number }>('/api/v1/measures/slo/everything')).total;
for (let i = 0; i < SECONDS * 10; i++) {
  const due = i * 100 - time();
  if (due > 0) await sleep(due);
  accepted += await send(i);
  sent.push({ upTo: accepted, at: clock.machine() });
}
const cores = ((cpuOf(pid) ?? 0) - before) / time();
await sleep(5000);
const shown = await page.seen();
const memory = memoryOf(pid);
/** The first that shows what was sent, or more; before it was sent the window may have held more, for minutes leave it. */
const screen = delay(sent.slice(flags.quick ? 0 : 20).map((one) => (shown.find(({ total, at }) => at >= one.at && total >= one.upTo)?.at ?? Number.POSITIVE_INFINITY) - one.at));
const told = streams.map((one) => one.heard());
for (const one of streams) one.close();
await browser.close();
await heptad.stop();
folders.remove();

const out = { bench: 'ui', ...machine(), slos: SLOS + 1, days: DAYS, slices, asked, paints, streams: { open: STREAMS, events: { least: Math.min(...told), most: Math.max(...told) }, cores: Number(cores.toFixed(2)), megabytes: Math.round(memory), screen } };
if (flags.json) answer(out);
let text = `ui: ${out.slos} SLOs, ${DAYS} days of slices\n\n| asked | budget p95 | p50 ms | p95 | most | CPU ms | KiB |\n|---|---|---|---|---|---|---|\n`;
for (const [what, one] of Object.entries(asked)) text += `| ${what} | ${one.budget ?? ''} | ${one.ms.p50} | ${one.ms.p95} | ${one.ms.most} | ${one.cpuMs} | ${one.kilobytes} |\n`;
text += '\n| page | largest paint ms | layout shift | a key, ms | requests |\n|---|---|---|---|---|\n';
for (const [what, one] of Object.entries(paints)) text += `| ${what} | ${one.largest} | ${one.shift} | ${one.key} | ${one.requests} |\n`;
text += `\n${STREAMS} streams open, 500 events a second: each was told of ${out.streams.events.least} to ${out.streams.events.most} changes; ${out.streams.cores} cores, ${out.streams.megabytes} MB; accepted → on the screen p50 ${screen.p50}, p95 ${screen.p95}, most ${screen.most} ms\n`;
process.stdout.write(text);
process.exit(0);

/**
 * How old a figure is when it is seen: events at a steady rate over HTTP into a running `heptad up` (a process of its own, its own data folder), each request
 * timed from its 202 until the stored SLO row counts it, until the row of the key result area above is of that instant, and until the SLO's page shows it. What a browser does is done here: the stream says that the SLO
 * changed, then the row is fetched, and by another the page. node bench/freshness.ts [--rate N] [--seconds N] [--slos N] [--tick DURATION] [--quick] [--json]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { folder, up } from '../test/support/heptad.ts';
import { answer, cpuOf, delay, type Delay, machine, pidOf, progress } from './measuring.ts';
import { request } from './messages.ts';
import { planOf } from './plan.ts';
import { GOOD_OF, listen } from './seen.ts';

const { values: flags } = parseArgs({ options: { rate: { type: 'string' }, seconds: { type: 'string' }, slos: { type: 'string' }, tick: { type: 'string', default: '1s' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const RATE = Number(flags.rate ?? (flags.quick ? 500 : 5000));
const SECONDS = Number(flags.seconds ?? (flags.quick ? 1 : 60));
const SLOS = Number(flags.slos ?? (flags.quick ? 10 : 100));
/** A request every so many ms. */
const BEAT = 100;
/** Requests that are sent first and not measured: the code warms up, the first figures appear. */
const WARM = flags.quick ? 2 : 50;

/** A request: events accepted up to and with it, when its 202 came, when the rows and the page counted it; ms of one stopwatch. */
type Sent = { upTo: number; accepted: number; row: number | null; area: number | null; page: number | null };

const data = folder();
const plan = join(data.path, 'plan');
mkdirSync(plan);
planOf(SLOS, plan);
const heptad = await up(['--plan', plan, '--data', join(data.path, 'data')], { HEPTAD_TICK: flags.tick });
const pid = pidOf(join(data.path, 'data'));
const now = stopwatch();
const clock = makeClock('wall');
const sent: Sent[] = [];
let looking = true;

/** Marks every request that a total of events covers. */
const cover = (total: number, field: 'row' | 'area' | 'page', at: number): void => {
  for (let i = sent.length - 1; i >= 0; i--) {
    const one = sent[i] as Sent;
    if (one.upTo > total) continue;
    if (one[field] !== null) return;
    one[field] = at;
  }
};

const shown = (html: string): number => Number((GOOD_OF.exec(html)?.[1] ?? '0').replaceAll(/\D/g, ''));

/** Whenever the stream tells of the SLO, what `see` does; the rows and the page are looked at beside one another, for a row does not wait for a page. */
const look = async (see: () => Promise<void>): Promise<void> => {
  let news = false;
  const ending = new AbortController();
  void listen(heptad.url, ending.signal, (changes) => {
    if (changes > 0) news = true;
  }).catch(() => undefined);
  while (looking) {
    if (!news) {
      await sleep(2);
      continue;
    }
    news = false;
    await see();
  }
  ending.abort();
};

const rows = async (): Promise<void> => {
  const { total, at } = await heptad.get<{ total: number | null; at: string }>('/api/v1/measures/slo/everything');
  cover(total ?? 0, 'row', now());
  if ((await heptad.get<{ at: string }>('/api/v1/measures/kra/kra')).at >= at) cover(total ?? 0, 'area', now());
};
const page = async (): Promise<void> => {
  const response = await fetch(`${heptad.url}/t/slo/everything`);
  if (!response.ok) process.stderr.write(`the page was answered ${response.status}\n`);
  cover(shown(await response.text()), 'page', now());
};
const looked = Promise.all([look(rows), look(page)]);

progress(`freshness: ${RATE} events a second for ${SECONDS} s, ${SLOS + 1} SLOs`);
let cpu: number | null = null;
let measuredFrom = 0;
let accepted = 0;
// after a start the minute that was under way is counted whole with every tick: what is measured begins with a minute that began since
if (!flags.quick) {
  accepted += (await heptad.post<{ accepted: number }>('/api/v1/events', Array.from({ length: 100 }, (_, j) => request(j % 10, j, clock.machine())).join('\n'))).accepted;
  await sleep(60_000 - (clock.machine() % 60_000) + 1000);
}
const begun = now();
for (let i = 0; i * BEAT < SECONDS * 1000 + WARM * BEAT; i++) {
  const due = begun + i * BEAT - now();
  if (due > 0) await sleep(due);
  if (i === WARM) [cpu, measuredFrom] = [cpuOf(pid), now()];
  const size = (RATE * BEAT) / 1000;
  const body = Array.from({ length: size }, (_, j) => request(j % 10, i * 50 + Math.floor(j / 10), clock.machine())).join('\n');
  // one after the other, so that what is accepted is a count; a slow answer makes the next request late, which the rate then shows
  const receipt = await heptad.post<{ accepted: number }>('/api/v1/events', body);
  accepted += receipt.accepted;
  sent.push({ upTo: accepted, accepted: now(), row: null, area: null, page: null });
}
const lasted = now() - measuredFrom;
const cpuEnd = cpuOf(pid);
for (let i = 0; i < 1200 && sent.at(-1)?.page === null; i++) await sleep(50);
looking = false;
await looked;
if (sent.at(-1)?.page === null) throw new Error(`the last of ${accepted} events was not seen after a minute\n${heptad.output()}`);
const pipeline = await heptad.get<{ tick: { p95: number | null } }>('/api/v1/pipeline');
await heptad.stop();
data.remove();
const measured = sent.slice(WARM);
const since = (field: 'row' | 'area' | 'page'): Delay => delay(measured.map((one) => (one[field] ?? Number.POSITIVE_INFINITY) - one.accepted));
const out = {
  bench: 'freshness', ...machine(), rate: Math.round((accepted - (sent[WARM - 1]?.upTo ?? 0)) / (lasted / 1000)), asked: RATE, seconds: SECONDS, slos: SLOS + 1, requests: measured.length,
  tick: flags.tick, row: since('row'), area: since('area'), page: since('page'), cores: cpu === null || cpuEnd === null ? null : Number(((cpuEnd - cpu) / lasted).toFixed(2)), tickP95: pipeline.tick.p95,
};
if (flags.json) answer(out);
const line = (what: string, { p50, p95, p99, most }: Delay): string => `| ${what} | ${p50} | ${p95} | ${p99} | ${most} |\n`;
process.stdout.write(`freshness: ${out.rate} events a second (${RATE} asked) for ${SECONDS} s, ${out.slos} SLOs, HEPTAD_TICK ${flags.tick}, ${out.cores ?? '?'} cores, tick p95 ${out.tickP95} ms\n| accepted → | p50 ms | p95 | p99 | most |\n|---|---|---|---|---|\n${line('the stored SLO row', out.row)}${line('the row of the key result area', out.area)}${line('the page shows it', out.page)}`);
process.exit(0);

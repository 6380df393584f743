/**
 * How soon a page comes in real time: a running `heptad up` (a process of its own) with an hour of good traffic behind it takes in events over HTTP at a steady
 * rate; each service's errors begin at a known instant, all of its requests or one in five, at several places in the minute; a webhook receiver notes when the page
 * arrives. Beside it stands theory, E·f·L/e, and when whole minutes make it due. node bench/detection.ts [--rate N] [--quick] [--json]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clock as makeClock, stopwatch } from '../shared/time/clock.ts';
import { folder, up } from '../test/support/heptad.ts';
import { receiver } from '../test/support/receiver.ts';
import { answer, cpuOf, machine, pidOf, progress, rank } from './measuring.ts';

const { values: flags } = parseArgs({ options: { rate: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
/** Events a second of each service. */
const RATE = Number(flags.rate ?? (flags.quick ? 5 : 10));
/** The page rule of 99.9 % over 30 days; small, one that is due after 7.2 s. */
const FACTOR = flags.quick ? 2 : 14.4;
const ERROR = 0.001;
const LONG = 3600;
const MINUTE = 60_000;
const HISTORY = 62 * MINUTE;
const BEAT = 100;
const CHUNK = 20_000;

type Case = { service: string; share: number; /** seconds into the minute at which its errors begin; null: as soon as possible */ phase: number | null };
const CASES: Case[] = flags.quick ? [{ service: 'all', share: 1, phase: null }] : [1, 0.2].flatMap((share) => [0, 15, 30, 45].map((phase) => ({ service: `${share === 1 ? 'all' : 'fifth'}-${phase}`, share, phase })));

const documents = [
  "{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}",
  `{apiVersion: openslo/v1, kind: AlertPolicy, metadata: {name: page}, spec: {notificationTargets: [{targetRef: oncall}], conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: ${FACTOR}, lookbackWindow: 1h}}}]}}`,
  '{apiVersion: openslo/v1, kind: SLI, metadata: {name: ok}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: request, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: request}}}}}}',
  ...CASES.map(({ service }) => `{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${service}, annotations: {heptad/alerts: none}}, spec: {service: ${service}, indicatorRef: ok, timeWindow: [{duration: 30d, isRolling: true}], objectives: [{targetPercent: 99.9}], alertPolicies: [{alertPolicyRef: page}]}}`),
];

const data = folder();
const plan = join(data.path, 'plan');
mkdirSync(plan);
writeFileSync(join(plan, 'plan.yaml'), documents.join('\n---\n'));
const clock = makeClock('wall');
/** When the page of a service arrived, and when it fired in event time; ms. */
const paged = new Map<string, { real: number; event: number }>();
const oncall = await receiver((response) => {
  const real = clock.machine();
  response.writeHead(204).end();
  for (const { body } of oncall.got.splice(0)) if (body.type === 'heptad.alert.firing' && !paged.has(body.subject)) paged.set(body.subject, { real, event: Date.parse(body.data.firedAt ?? '') });
});
const heptad = await up(['--plan', plan, '--data', join(data.path, 'data')], { ONCALL_URL: oncall.url });
const pid = pidOf(join(data.path, 'data'));

/** The events have places in time, RATE a second; number `next` was not sent yet. */
const base = clock.machine() - HISTORY;
const placeOf = (n: number): number => base + (n * 1000) / RATE;
const begin = new Map<string, number>();
let next = 0;
/** Everything whose time has come, in requests of a size. */
const send = async (): Promise<void> => {
  while (placeOf(next) <= clock.machine()) {
    const lines: string[] = [];
    for (; placeOf(next) <= clock.machine() && lines.length < CHUNK; next++) {
      const time = placeOf(next);
      for (const { service, share } of CASES) lines.push(JSON.stringify({ id: `${service}/${next}`, time: new Date(time).toISOString(), service, kind: 'request', state: time >= (begin.get(service) ?? Number.POSITIVE_INFINITY) && (share === 1 || next % 5 === 0) ? 'error' : 'ok' }));
    }
    await heptad.post('/api/v1/events', lines.join('\n'));
  }
};
const steadily = async (until: () => boolean): Promise<void> => {
  while (!until()) {
    await send();
    await sleep(BEAT);
  }
};

progress(`detection: ${HISTORY / MINUTE} minutes of ${RATE} events a second of ${CASES.length} services, then errors`);
await send();
let ready = false;
const sent = clock.machine();
let looked = 0;
// the watermark passes what is climbed only, so the hour behind it is
while (!ready) {
  await steadily(() => clock.machine() - looked > 1000);
  looked = clock.machine();
  const { watermark } = await heptad.get<{ watermark: string | null }>('/api/v1/pipeline');
  ready = watermark !== null && Date.parse(watermark) > sent;
  if (looked - sent > 300_000) throw new Error(`the good hour is not climbed after 5 minutes\n${heptad.output()}`);
}
const whole = Math.ceil((clock.machine() + 2000) / MINUTE) * MINUTE;
for (const { service, phase } of CASES) {
  const wished = phase === null ? clock.machine() + 1000 : whole + phase * 1000;
  // the first of its errors
  let n = Math.ceil(((wished - base) / 1000) * RATE);
  while (n % 5 !== 0) n++;
  begin.set(service, placeOf(n));
}
const time = stopwatch();
const cpu = cpuOf(pid);
const limit = clock.machine() + (flags.quick ? 90 : 600) * 1000;
await steadily(() => paged.size === CASES.length || clock.machine() > limit);
const cpuEnd = cpuOf(pid);
const lasted = time();
const pipeline = await heptad.get<{ tick: { p95: number | null } }>('/api/v1/pipeline');
const { output } = heptad;
await heptad.stop();
await oncall.close();
data.remove();
if (paged.size < CASES.length) throw new Error(`no page of ${CASES.map(({ service }) => service).filter((one) => !paged.has(one)).join(', ')}\n${output().slice(-2000)}`);

const theory = (share: number): number => (ERROR * FACTOR * LONG) / share;
/** Seconds after which it is due when windows end with the whole open minute: the long one then holds 59 to 60 minutes of traffic. */
const due = (from: number, share: number): number => {
  for (let ms = 0; ; ms += 10) {
    const at = from + ms;
    const held = LONG * 1000 - (Math.ceil(at / MINUTE) * MINUTE - at);
    if (share * ms > FACTOR * ERROR * held) return ms / 1000;
  }
};
const round = (seconds: number): number => Number(seconds.toFixed(2));
const cases = CASES.map(({ service, share }) => {
  const from = begin.get(service) as number;
  const page = paged.get(service) as { real: number; event: number };
  return { share, phase: round((from % MINUTE) / 1000), theory: round(theory(share)), due: round(due(from, share)), event: round((page.event - from) / 1000), real: round((page.real - from) / 1000) };
});
/** least, middle, most of what may be below nothing */
const ends = (values: readonly number[]): { median: number; least: number; most: number } => ({ median: round(rank(values, 0.5)), least: round(Math.min(...values)), most: round(Math.max(...values)) });
const out = {
  bench: 'detection', ...machine(), rate: RATE * CASES.length, factor: FACTOR, cases, afterTheory: ends(cases.map((one) => one.real - one.theory)), afterDue: ends(cases.map((one) => one.real - one.due)),
  cores: cpu === null || cpuEnd === null ? null : Number(((cpuEnd - cpu) / lasted).toFixed(2)), tickP95: pipeline.tick.p95,
};
if (flags.json) answer(out);
process.stdout.write(
  `detection: ${out.rate} events a second, ${CASES.length} SLOs, burn rate ${FACTOR} over 1h and 5m, ${out.cores ?? '?'} cores, tick p95 ${out.tickP95 === null ? '?' : Math.round(out.tickP95)} ms\n| errors | begin at second | theory s | due by whole minutes | fired, event time | page arrived | after theory | after due |\n|---|---|---|---|---|---|---|---|\n${cases
    .map((one) => `| ${one.share * 100} % | ${one.phase} | ${one.theory} | ${one.due} | ${one.event} | ${one.real} | ${round(one.real - one.theory)} | ${round(one.real - one.due)} |\n`)
    .join('')}`,
);
process.exit(0);

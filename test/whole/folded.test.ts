/** Counters, states and tickets through the whole program, killed twice on the way: the figures are those of a run that nobody disturbed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, type Program, settled, up } from '../support/heptad.ts';

const SLI = (name: string, source: string, counter = 'false'): string => `{apiVersion: openslo/v1, kind: SLI, metadata: {name: ${name}}, spec: {ratioMetric: {counter: ${counter}, raw: {metricSource: {spec: {${source}}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: ${name}-slo, annotations: {heptad/alerts: none}}, spec: {service: s, indicatorRef: ${name}, objectives: [{target: 0.9}]}}
`;
const PLAN = [SLI('up', 'state: {kind: probe, up: [ok], down: [down]}'), SLI('restored', 'ticket: {kind: incident, key: labels.number, start: [new], stop: [done], limit: 1h}'), SLI('handled', 'samples: handled', 'true')].join('---\n');
const at = (clock: string): number => Date.parse(`2026-11-01T${clock}Z`);
const event = (clock: string, kind: string, state: string, number = '1'): string => JSON.stringify({ id: `${kind}${number}${clock}`, time: at(clock), service: 's', component: kind, kind, state, labels: { number } });
const sample = (clock: string, good: number, total: number): string => JSON.stringify({ id: clock, time: at(clock), service: 's', sli: 'handled', good, total });

test('killed at any moment, folded figures are exact', async () => {
  const data = folder();
  mkdirSync(join(data.path, 'plan'));
  writeFileSync(join(data.path, 'plan', 'plan.yaml'), PLAN);
  const start = (): Promise<Program> => up(['--plan', join(data.path, 'plan'), '--data', join(data.path, 'data'), '--clock', 'events']);
  let program = await start();
  const send = async (events: string[], samples: string[]): Promise<void> => {
    await program.post('/api/v1/events', events.join('\n'));
    await program.post('/api/v1/samples', samples.join('\n'));
  };
  try {
    await send([event('10:00:00', 'probe', 'ok'), event('10:00:00', 'incident', 'new')], [sample('10:01:00', 100, 100), sample('10:03:00', 130, 140)]);
    // whatever of it is climbed by now, or half climbed
    await program.kill();
    program = await start();
    await send([event('10:20:00', 'probe', 'down'), event('10:30:00', 'incident', 'new', '2'), event('10:00:00', 'probe', 'ok')], [sample('10:04:00', 5, 6), sample('10:03:00', 130, 140)]);
    await settled(program, { mark: at('10:30:00') });
    await program.kill();
    program = await start();
    // late: a probe between two others, a sample between two others, the stop of a ticket that had passed its limit
    await send([event('12:00:00', 'probe', 'ok'), event('10:10:00', 'probe', 'down'), event('10:50:00', 'incident', 'done'), event('12:10:00', 'probe', 'ok')], [sample('10:02:00', 110, 110)]);
    await settled(program, { mark: at('12:10:00') });
    const told = async (tier: string): Promise<[string, number, number][]> => (await program.get<{ items: { name: string; good: number; total: number }[] }>(`/api/v1/tiers/${tier}?at=2026-11-01T12:10:00Z`)).items.map((row): [string, number, number] => [row.name, row.good, row.total]).sort();
    expect(await told('sli')).toEqual([['handled', 35, 46], ['restored', 1, 2], ['up', 1200, 7800]]);
    expect(await told('slo')).toEqual([['handled-slo', 35, 46], ['restored-slo', 1, 2], ['up-slo', 1200, 7800]]);
  } finally {
    await program.stop();
    data.remove();
  }
}, 240_000);

/** kill -9 of a heptad on its embedded store, at every write between a message and the checkpoint, before it and after it: nothing lost, nothing twice, and no false alarm. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { answerer } from '../../aggregator/answer.ts';
import { follow } from '../../aggregator/follow.ts';
import { auditStore } from '../../shared/store/audit-whole.ts';
import { openStore } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';
import { ALL_KINDS, differing, messagesOf, slicesOf } from '../support/all-kinds.ts';
import { folder } from '../support/heptad.ts';
import { whole } from '../support/whole.ts';

const MORTAL = fileURLToPath(new URL('../support/mortal.ts', import.meta.url));
const FROM = Date.parse('2026-09-01T00:00:00Z');
const DAY = 86_400_000;
const POINTS = (['before', 'after'] as const).flatMap((when) => ['shape', 'sie', 'refused', 'ledger', 'evidence', 'sli_minute', 'slo_minute', 'vma_minute', 'figure', 'checkpoint'].map((table) => [when, table] as const)).filter((_, i) => whole || i % 5 === 1);

test(`through ${POINTS.length} kills`, { timeout: 600_000 }, async () => {
  const data = folder();
  const straight = folder();
  const plan = join(data.path, 'plan.yaml');
  writeFileSync(plan, ALL_KINDS);
  const run = (where: string, messages: object, point: readonly string[] = []): NodeJS.Signals | null => {
    const { signal, status, stderr } = spawnSync(process.execPath, [MORTAL, where, plan, JSON.stringify(messages), ...point], { encoding: 'utf8' });
    if (signal === null && status !== 0) throw new Error(stderr);
    return signal;
  };
  const day = (i: number): { events: object[]; samples: object[] } => {
    const { events, samples } = messagesOf(FROM + i * DAY);
    return { events: [...events, { id: `bad ${i}` }, { id: `new ${i}`, time: FROM + i * DAY, service: 'shop', kind: 'req', state: `state ${i}` }], samples };
  };
  const days = (from: number, to: number): { events: object[]; samples: object[] } => {
    const all = Array.from({ length: to - from + 1 }, (_, i) => day(from + i));
    return { events: all.flatMap((one) => one.events), samples: all.flatMap((one) => one.samples) };
  };
  let kills = 0;
  for (const [i, point] of POINTS.entries()) {
    if (run(data.path, day(i), point) === 'SIGKILL') kills++;
    // whoever got no answer sends it again
    if (i % 7 === 6 || i === POINTS.length - 1) run(data.path, days(i - (i % 7), i));
  }
  expect(kills, 'every point was come to').toBe(POINTS.length);
  run(straight.path, days(0, POINTS.length - 1));

  const look = async (path: string): Promise<{ audit: unknown; slices: string[] }> => {
    const store = await openStore({ data: path });
    const audit = await auditStore(store.read, answerer(store.read, follow(store.read, clock('wall')), 600_000).audit, true);
    const slices = await slicesOf(store.read);
    await store.close();
    return { audit, slices };
  };
  const killed = await look(data.path);
  expect(killed.audit).toMatchObject({ balanced: true, findings: [] });
  // the engine binds one folder a process
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('../support/slices-of.ts', import.meta.url)), straight.path], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  expect(stderr).toBe('');
  const want = JSON.parse(stdout) as string[];
  expect(differing(want, killed.slices)).toEqual([]);
  straight.remove();
  data.remove();
});

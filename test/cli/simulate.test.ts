/** heptad simulate beside the plan that heptad init writes: what is sent is what the plan reads, without a word about either. */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { requests } from '../../commands/requests.ts';
import { folder, run, up } from '../support/heptad.ts';
import { until } from '../support/receiver.ts';

const data = folder();
afterAll(() => data.remove());

test('a second of requests is the same again by its seed, is shared by the services, and holds what went wrong', () => {
  const at = Date.parse('2026-11-01T10:00:00Z');
  const made = (seed: number, incidents: Parameters<typeof requests>[4] = []): { service: string; kind: string; state: string; value: number; time: number }[] => requests(['a', 'b'], seed, at, 100, incidents).events.map((one) => JSON.parse(one));
  const plain = made(7);
  expect(made(7)).toEqual(plain);
  expect(made(8)).not.toEqual(plain);
  expect(plain.filter((one) => one.service === 'a')).toHaveLength(50);
  expect(plain.every((one) => one.kind === 'http.request' && one.time >= at && one.time < at + 1000)).toBe(true);
  const during = (kind: 'errors' | 'slow' | 'silence') => made(7, [{ kind, from: at, to: at + 1000, share: 0.5 }]);
  expect(during('errors').filter((one) => one.state === 'error').length).toBeGreaterThan(25);
  expect(during('slow').filter((one) => one.value > 300).length).toBeGreaterThan(25);
  expect(during('silence')).toEqual([]);
});

test('after heptad init, up and simulate there are figures of every tier; a plan that reads nothing of it is said', { timeout: 120_000 }, async () => {
  const plan = join(data.path, 'plan');
  expect((await run(['init', 'bakery', '--out', plan])).code).toBe(0);
  const program = await up(['--plan', plan, '--data', join(data.path, 'bakery')]);
  try {
    await until(() => program.get<{ plan: string | null }>('/api/v1/plan'), (seen) => seen.plan !== null, 60);
    const { code, out, err } = await run(['simulate', '--server', program.url, '--rate', '20', '--seconds', '3']);
    expect([code, out]).toEqual([0, '60 messages sent, 0 rejected\n']);
    expect(err).toContain('http.request events of bakery, which the plan reads');
    for (const [tier, name] of [['sli', 'bakery-answered'], ['slo', 'bakery-availability'], ['vma', 'use-bakery'], ['kpt', 'bakery-mean-time'], ['kpi', 'bakery-reliability'], ['kra', 'customers-are-served']] as const)
      await until(() => program.get<{ value: number | null; score: number | null }>(`/api/v1/measures/${tier}/${name}`), (row) => row.value !== null, 60);
    const named = await run(['simulate', '--server', program.url, '--rate', '1', '--seconds', '1', '--service', 'x', '--services', '2']);
    expect([named.code, named.err]).toEqual([2, expect.stringContaining('--services is a number of shops') as string]);
  } finally {
    await program.stop();
  }
  const bare = await up(['--data', join(data.path, 'bare')]);
  try {
    const { out, err } = await run(['simulate', '--server', bare.url, '--rate', '2', '--seconds', '1']);
    expect(out).toContain('messages sent, 0 rejected');
    expect(err).toContain('the plan in force reads nothing of what is sent (services catalogue and checkout');
  } finally {
    await bare.stop();
  }
});

/** The simulated shop from its history to its incident: the page fires, is shown, reaches who is on call, and resolves; its figures are those of its seed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { incidents } from '../../examples/checkout/life.ts';
import { second } from '../../examples/checkout/shop.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { folder, type Program, up } from '../support/heptad.ts';
import { whole } from '../support/whole.ts';

const FROM = Date.parse('2026-11-10T09:00:00Z');
const SEED = 11;
/** A quarter of the history that a user sees: the figures are made alike, in a quarter of the time. */
const DAYS = 7;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('the checkout demo', () => {
  const data = folder();
  let program: Program;
  const alerts = async (): Promise<Alert[]> => (await program.get<{ items: Alert[] }>('/api/v1/alerts?slo=orders-succeed')).items;
  const until = async (what: string, seconds: number, found: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < seconds * 4; i++) {
      if (await found()) return;
      await sleep(250);
    }
    throw new Error(`not after ${seconds} s: ${what}\n${program.output().slice(-3000)}`);
  };

  beforeAll(async () => {
    program = await up(['--demo', 'checkout', '--data', data.path, '--from', iso(FROM), '--seed', String(SEED), '--speed', '20', '--days', String(DAYS)]);
  }, 240_000);
  afterAll(async () => {
    await program?.stop();
    data.remove();
  });

  test('history comes in and is climbed, then the shop lives', async () => {
    await until('history complete', 280, async () => program.output().includes('history: complete'));
  }, 300_000);

  test('orders fail for a minute: the page fires and says why, reaches who is on call, and resolves', async () => {
    await until('on call was told that it fires', 200, async () => /on call: firing: orders-succeed, burn-1h \(page\)/.test(program.output()));
    await until('on call was told that it is over', 120, async () => /on call: resolved: orders-succeed, burn-1h/.test(program.output()));
    const page = (await alerts()).find((one) => one.rule === 'burn-1h');
    expect(page).toMatchObject({ state: 'resolved', severity: 'page', threshold: 13.44 });
    expect(Date.parse(page?.firedAt ?? '')).toBeGreaterThan(FROM + 60_000);
    expect(Date.parse(page?.resolvedAt ?? '')).toBeGreaterThan(FROM + 120_000);
    expect(page?.deliveries.filter((one) => one.outcome === 'delivered').map((one) => one.event).sort()).toEqual(['firing', 'resolved']);
    const told = program.output().split('\n').filter((line) => line.includes('orders-succeed, burn-1h'));
    expect(new Set(told.map((line) => /incident (\w+)/.exec(line)?.[1])).size, 'one key for the incident').toBe(1);
  }, 330_000);

  if (whole) test('the same seed and beginning give the same figures', async () => {
    const at = FROM + 10 * 60_000;
    await until('ten minutes of life', 120, async () => Date.parse((await program.get<{ watermark: string }>('/api/v1/pipeline')).watermark) >= at);
    const row = await program.get<Row>(`/api/v1/measures/slo/orders-succeed?at=${iso(at)}`);
    const [from, woes] = [Math.max(FROM - DAYS * 86_400_000, Date.parse(row.window?.from ?? '')), incidents(FROM, FROM)];
    const count = { good: 0, total: 0 };
    for (let t = from; t < at; t += 1000)
      for (const text of second(SEED, t, t < FROM ? 1 : 50, woes).events) {
        if (!text.includes('"kind":"order"')) continue;
        count.total++;
        if (text.includes('"state":"ok"')) count.good++;
      }
    expect(row).toMatchObject(count);
  }, 240_000);

  test('it shows samples, states, counts, both polarities and every tier', async () => {
    expect(await program.get<Row>('/api/v1/measures/sli/edge-requests')).toMatchObject({ tier: 'sli' });
    for (const tier of ['sie', 'sli', 'slo', 'vma', 'kpt', 'kpi', 'kra']) expect((await program.get<{ items: Row[] }>(`/api/v1/tiers/${tier}`)).items.length, tier).toBeGreaterThan(0);
    const { items } = await program.get<{ items: Row[] }>('/api/v1/tiers/kpt');
    expect(new Set(items.map((one) => one.polarity))).toEqual(new Set(['higher', 'lower']));
    expect((await fetch(`${program.url}/`)).status).toBe(200);
  });
});

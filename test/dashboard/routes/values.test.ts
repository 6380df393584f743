/** Figures that people enter at dashboards whose clocks differ: whoever came last holds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePlan } from '../../../aggregator/enact.ts';
import { enteredFigures } from '../../../aggregator/entered.ts';
import { openStore, type Store } from '../../../shared/store/store.ts';
import { type Clock, clock as makeClock } from '../../../shared/time/clock.ts';
import { folder } from '../../support/heptad.ts';
import { planOf } from '../../support/plan-of.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

const PLAN = '{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: kept}, spec: {measure: {entered: score}, period: month, adequate: 10, desired: 20}}';
const NOON = Date.parse('2026-11-20T12:00:00Z');
const OF = '2026-11-15T00:00:00Z';

describe('two dashboards', () => {
  const data = folder();
  const servers: Served[] = [];
  let store: Store;
  /** A dashboard whose machine says it is so late. */
  const dashboard = async (now: number): Promise<string> => {
    const clock: Clock = { mode: 'wall', now: () => now, machine: () => now, see: () => undefined };
    const served = await serveDashboard({ read: store.read, entry: store.climb, answer: { watermark: async () => NOON, mark: async () => '', rows: async () => [], history: async () => [], explain: async () => null, audit: async () => ({ minutes: 0, of: 0, findings: [] }), auditHour: async () => ({ hour: null, findings: [] }) }, clock });
    servers.push(served);
    return served.url;
  };
  beforeAll(async () => {
    store = await openStore({ data: data.path });
    await writePlan(store.climb, makeClock('wall'), planOf(PLAN), '');
  });
  afterAll(async () => {
    for (const one of servers) await one.close();
    await store.close();
    data.remove();
  });
  const enter = async (url: string, value: number | null): Promise<{ at: string; holds: boolean }> =>
    (await fetch(`${url}/api/v1/values`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'score', value, time: OF }) })).json() as Promise<{ at: string; holds: boolean }>;
  const held = async (): Promise<object[]> => enteredFigures(store.climb, [{ def: 'score', statistic: 'last', from: 0, to: NOON }]);

  test('a correction holds though the clock of its dashboard is behind, and two in one millisecond stand in their order', async () => {
    const [ahead, behind] = [await dashboard(NOON + 300_000), await dashboard(NOON)];
    await enter(ahead, 1);
    expect(await enter(behind, 2)).toMatchObject({ holds: true });
    expect(await held()).toEqual([{ top: '2', bottom: '1' }]);
    for (let value = 3; value < 12; value++) await enter(behind, value);
    expect(await held()).toEqual([{ top: '11', bottom: '1' }]);
    const { items } = (await (await fetch(`${behind}/api/v1/values?name=score`)).json()) as { items: { value: number; holds: boolean }[] };
    expect(items.map(({ value, holds }) => [value, holds])).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((value) => [value, value === 11]));
    await enter(behind, null);
    expect(await held()).toEqual([{ top: '0', bottom: '0' }]);
  });
});

/** Figures that people enter, over a real store and tick by tick: what an aggregator that failed, stood still or knew nothing yet makes of them. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Explanation } from '../../shared/tiers/explanation.ts';
import { misfits } from '../support/added-up.ts';
import { type Closing, closing } from '../support/closing.ts';
import { enter } from '../support/enter.ts';
import { ABOVE } from '../support/plan-of.ts';

const SLI = '{apiVersion: openslo/v1, kind: SLI, metadata: {name: size}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: order, service: shop}}}}}\n---\n';
const kpt = (name: string, measure: string, more = ''): string => `{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: ${name}}, spec: {measure: ${measure}, period: month, adequate: 10, desired: 20${more}}}\n---\n`;
const MEASURED = `${SLI}${kpt('orders', '{sli: size, statistic: count}')}`;
const PLAN = `${MEASURED}${kpt('kept', '{entered: score}')}${kpt('spent', '{entered: cost, statistic: sum}')}${ABOVE.replace(/^---\n/, '')}`;

let id = 0;
const order = (time: string): object => ({ id: `o${id++}`, time, service: 'shop', kind: 'order', value: 5 });
const NOV = '2026-11-01T00:00:00Z';
const MID = '2026-10-15T00:00:00Z';

describe('entered figures', () => {
  let it: Closing;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    it = await closing(PLAN);
  });
  afterAll(async () => {
    await it.close();
    vi.useRealTimers();
  });
  const figure = (value: number | null, time: string, name = 'score', at = Date.now()): Promise<string> => enter(it.store.entry, 'value', { name, value: value === null ? '' : String(value), time: Date.parse(time), text: '' }, { at, who: '' });
  /** New figures are looked for once a second. */
  const second = (): void => void vi.advanceTimersByTime(1100);
  const look = async (): Promise<void> => {
    second();
    await it.tick();
  };
  /** The next write into a table fails. */
  const failing = (table: string, how: 'insert' | 'fill' = 'insert'): void => {
    const was = it.store.climb[how].bind(it.store.climb) as (...args: unknown[]) => Promise<void>;
    const spy = vi.spyOn(it.store.climb, how).mockImplementation((...args: unknown[]) => {
      if (args[0] !== table) return was(...args);
      spy.mockRestore();
      return Promise.reject(new Error('the store is away'));
    });
  };

  test('before the first event nothing is climbed, and what was entered is there with the first row', async () => {
    await figure(12, MID);
    await it.tick();
    expect(await it.row('kpt', 'kept', null)).toBeUndefined();
    await it.feed([order('2026-10-20T10:00:00Z'), order('2026-10-31T10:00:00Z')]);
    // ingest tells of itself twice a second
    await look();
    expect(await it.row('kpt', 'kept', null)).toMatchObject({ value: 12, status: 'tolerated', coverage: null });
  });

  test('a figure for an instant that is still to come counts from that instant on', async () => {
    await figure(25, '2026-10-31T12:00:00Z');
    await look();
    expect(await it.row('kpt', 'kept', null)).toMatchObject({ value: 12 });
    await it.feed([order('2026-10-31T12:00:00Z')]);
    expect(await it.row('kpt', 'kept', null)).toMatchObject({ value: 25, status: 'met' });
    await figure(null, '2026-10-31T12:00:00Z');
    await look();
    expect(await it.row('kpt', 'kept', null)).toMatchObject({ value: 12 });
    expect((await it.room().answer.history({ tier: 'kpt', name: 'kept', at: ['2026-10-14T00:00:00Z', MID, '2026-10-31T12:00:00Z'].map(Date.parse), scorecard: null })).map((one) => one.value)).toEqual([null, 12, 12]);
  });

  test('a tick that fails forgets no figure: the closed period is judged again by the next one', async () => {
    await it.feed([order('2026-11-01T00:11:00Z')]);
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 12, revision: 1 });
    await figure(15, MID);
    second();
    failing('closed');
    await expect(it.tick(1)).rejects.toThrow('the store is away');
    await it.tick(1);
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 15, revision: 2, flags: ['restated'] });
  });

  test('a tick that could not write its rows tells what has changed when it can', async () => {
    await figure(21, '2026-11-01T00:02:00Z');
    second();
    failing('figure');
    await expect(it.tick(1)).rejects.toThrow('the store is away');
    expect((await it.room().tick())?.changed).toContainEqual({ tier: 'kpt', name: 'kept' });
  });

  test('nor does a tick that fails in its slices forget one', async () => {
    await figure(16, MID);
    second();
    failing('sli_minute', 'fill');
    await expect(it.feed([order('2026-11-01T00:11:30Z')], 'event', 1)).rejects.toThrow('the store is away');
    await it.tick();
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 16, revision: 3 });
    expect(await it.row('scorecard', 'card', NOV)).toMatchObject({ revision: 3 });
  });

  test('what is entered while nobody climbs is judged after the start, by the plan that closed the period', async () => {
    await figure(18, MID);
    await it.again(PLAN.replaceAll('desired: 20', 'desired: 11'));
    await it.tick();
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 18, revision: 4, status: 'tolerated', target: { desired: 20 } });
    await it.again();
    await look();
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ revision: 4 });
  });

  test('a plan without the target lets its closed periods stand, and one that has it again finds what was entered', async () => {
    await figure(30, '2026-11-01T00:05:00Z');
    await it.again(MEASURED);
    await it.tick();
    expect(await it.row('kpt', 'kept', null)).toBeUndefined();
    await it.again(PLAN);
    await it.tick();
    expect(await it.row('kpt', 'kept', null)).toMatchObject({ value: 30, window: { from: NOV } });
    expect(await it.row('kpt', 'kept', NOV)).toMatchObject({ value: 18, revision: 4 });
  });

  test('a sum of many figures is explained to the last of them', async () => {
    for (let i = 0; i < 60; i++) await figure(1.5, new Date(Date.parse('2026-11-01T00:01:00Z') + i * 1000).toISOString(), 'cost');
    await look();
    const told = await it.room().answer.explain({ tier: 'kpt', name: 'spent', at: null, scorecard: null });
    expect(told?.row.value).toBe(90);
    expect(misfits(told as Explanation)).toEqual([]);
    expect(misfits((await it.room().answer.explain({ tier: 'kpt', name: 'kept', at: null, scorecard: null })) as Explanation)).toEqual([]);
    expect(told?.parts.reduce((all, one) => all + (one.sum ?? 0), 0)).toBe(90);
    expect(told?.parts.reduce((all, one) => all + (one.total ?? 0), 0)).toBe(60);
  });
});

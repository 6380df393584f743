/** Corrections that people enter, over a real store: proposed they change nothing, approved they act as a document of the plan does, taken back they are gone; closed periods wait for a restatement. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AggregatorRoom, startAggregator } from '../../aggregator/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import type { Plan, SloMeasure } from '../../shared/plan/measure.ts';
import { readPlan } from '../../shared/plan/read.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Backfilled, Comparison } from '../../shared/tiers/work.ts';
import { type Closing, closing } from '../support/closing.ts';
import { enter } from '../support/enter.ts';
import { folder } from '../support/heptad.ts';
import { ABOVE, kept, ratio, SHOP, slo } from '../support/plan-of.ts';
import { requests } from '../support/requests.ts';

const PLAN = `${SHOP}${ratio('answered', 'ok')}${slo('rolling', 'answered')}${slo('other', 'answered')}${kept('rolling')}${ABOVE}`;
const correction = (from: string, to: string, slos = 'rolling'): string => `---
apiVersion: heptad/v1
kind: Correction
metadata: {name: written}
spec: {slos: [${slos}], from: ${from}, to: ${to}, reason: supplier, text: the provider was away}
`;

const [FROM, TO] = ['2026-11-03T09:00:00Z', '2026-11-03T09:30:00Z'];
const NOV = '2026-11-01T00:00:00Z';
const WAIT = { timeout: 15_000, interval: 200 };

describe('a correction that was entered', () => {
  let it: Closing;
  let first = '';
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    it = await closing(PLAN);
    await it.feed([...requests(6, '2026-10-10T12:00:00Z', 'ok'), ...requests(4, '2026-10-10T12:10:00Z', 'bad'), ...requests(1, '2026-11-01T00:11:00Z', 'ok')]);
    await it.feed([...requests(8, '2026-11-03T08:00:00Z', 'ok'), ...requests(10, '2026-11-03T09:10:00Z', 'bad'), ...requests(2, '2026-11-03T09:59:00Z', 'ok')]);
    first = (await it.row('slo', 'rolling', null))?.plan ?? '';
  });
  afterAll(async () => {
    await it.close();
    vi.useRealTimers();
  });
  const propose = (from: string, to: string, slos = ['rolling'], kpts: string[] = []): Promise<string> => enter(it.store.entry, 'correction', { slos, kpts, from: Date.parse(from), to: Date.parse(to), reason: 'supplier', text: 'the provider was away' });
  const decide = (one: string, state: string): Promise<string> => enter(it.store.entry, 'decision', { correction: one, state, text: '' });
  /** It is looked for once a second. */
  const second = (): void => void vi.advanceTimersByTime(1100);
  const look = async (): Promise<void> => {
    second();
    await it.tick();
  };
  const counts = async (name = 'rolling', at: string | null = null): Promise<unknown> => {
    const row = await it.row('slo', name, at);
    return row && [row.good, row.total, row.flags.includes('corrected')];
  };
  /** The figures of everything above it, without the name of the plan that made them. */
  const figures = async (): Promise<unknown> => {
    const rows = await Promise.all((['slo', 'kpt', 'kpi', 'kra', 'scorecard'] as const).map((tier) => it.row(tier, { slo: 'rolling', kpt: 'kept', kpi: 'reliability', kra: 'served', scorecard: 'card' }[tier], null)));
    return rows.map((row) => row && { ...row, plan: '' });
  };
  let mine = '';

  test('changes nothing while it is proposed', async () => {
    mine = await propose(FROM, TO);
    await look();
    expect(await counts()).toEqual([17, 31, false]);
    expect((await it.row('slo', 'rolling', null))?.plan).toBe(first);
  });

  test('takes its minutes out of every figure once it is approved, exactly as the same document in the plan does', async () => {
    await decide(mine, 'approved');
    await look();
    expect(await counts()).toEqual([17, 21, true]);
    expect(await counts('other')).toEqual([17, 31, false]);
    expect((await it.row('slo', 'rolling', null))?.plan).not.toBe(first);
    const entered = await figures();
    await decide(mine, 'rejected');
    await look();
    await it.again(`${PLAN}${correction(FROM, TO)}`);
    await it.tick();
    expect(await figures()).toEqual(entered);
    await it.again(PLAN);
    await it.tick();
    expect(await counts()).toEqual([17, 31, false]);
    expect((await it.row('slo', 'rolling', null))?.plan).toBe(first);
  });

  test('is taken back by a later word, and a dispute is one', async () => {
    await decide(mine, 'approved');
    await look();
    expect(await counts()).toEqual([17, 21, true]);
    await decide(mine, 'disputed');
    await look();
    expect(await counts()).toEqual([17, 31, false]);
  });

  test('holds after a restart, which climbs nothing anew, and under an edited plan', async () => {
    await decide(mine, 'approved');
    await look();
    const plans = (): Promise<{ n: string }[]> => it.all('SELECT count() AS n FROM plan');
    const before = await plans();
    await it.again();
    await it.tick();
    expect(await counts()).toEqual([17, 21, true]);
    expect(await plans(), 'the plan in force was in force already').toEqual(before);
    await it.again(`${PLAN}${slo('more', 'answered')}`);
    await it.tick();
    expect([await counts(), await counts('more')]).toEqual([[17, 21, true], [17, 31, false]]);
  });

  test('of what the plan has no more is passed over, the rest of it holds', async () => {
    const two = await propose('2026-11-03T08:00:00Z', '2026-11-03T08:30:00Z', ['more', 'other']);
    await decide(two, 'approved');
    await look();
    expect([await counts('other'), await counts('more')]).toEqual([[9, 23, true], [9, 23, true]]);
    await it.again(PLAN);
    await it.tick();
    expect([await counts(), await counts('other')]).toEqual([[17, 21, true], [9, 23, true]]);
    await decide(two, 'rejected');
    await look();
    expect(await counts('other')).toEqual([17, 31, false]);
  });

  test('that could not be acted upon at once is acted upon in the next tick', async () => {
    const one = await propose('2026-11-03T08:00:00Z', '2026-11-03T08:30:00Z', ['other']);
    await decide(one, 'approved');
    const was = it.store.climb.insert.bind(it.store.climb) as (...args: unknown[]) => Promise<void>;
    const spy = vi.spyOn(it.store.climb, 'insert').mockImplementation((...args: unknown[]) => (args[0] === 'measure' ? Promise.reject(new Error('the store is away')) : was(...args)));
    second();
    await expect(it.room().tick()).rejects.toThrow('the store is away');
    spy.mockRestore();
    await it.tick();
    expect(await counts('other')).toEqual([9, 23, true]);
    await decide(one, 'rejected');
    await look();
    expect(await counts('other')).toEqual([17, 31, false]);
  });

  test('holds under another plan that somebody tries out: the same plan comes to the same', async () => {
    const compared = await it.work<Comparison>({ kind: 'whatif', from: Date.parse(NOV), to: Date.parse('2026-11-04T00:00:00Z'), files: [{ file: 'plan.yaml', text: PLAN }] });
    expect(compared.plan.then).toBe(compared.plan.now);
    expect(compared.measures.filter((one) => one.difference.value !== null && one.difference.value !== 0)).toEqual([]);
  });

  test('lets closed periods stand until somebody restates them, and then both can be had', async () => {
    const closed = (asReported = false): Promise<Row | undefined> => it.row('kpt', 'kept', NOV, { asReported });
    expect(await closed()).toMatchObject({ value: 0.6, revision: 1 });
    const late = await propose('2026-10-10T12:10:00Z', '2026-10-10T12:11:00Z');
    await decide(late, 'approved');
    await look();
    expect(await counts()).toEqual([17, 17, true]);
    expect(await closed()).toMatchObject({ value: 0.6, revision: 1, flags: ['calibrating'] });
    expect(await it.work<Backfilled>({ kind: 'backfill', from: Date.parse('2026-10-01T00:00:00Z'), to: Date.parse(NOV), restate: true })).toMatchObject({ closed: 0 });
    expect(await closed()).toMatchObject({ value: 1, revision: 2, flags: expect.arrayContaining(['restated']) });
    expect(await closed(true)).toMatchObject({ value: 0.6, revision: 1 });
  });
});

describe('a correction beside a folder that is watched', () => {
  const [data, plans] = [folder(), folder()];
  let store: Store;
  let room: AggregatorRoom;
  beforeAll(async () => {
    writeFileSync(join(plans.path, 'plan.yaml'), PLAN);
    store = await openStore({ data: data.path });
    const { plan } = readPlan([plans.path]);
    room = await startAggregator({ store, plan: plan as Plan, folder: plans.path, clock: makeClock('events'), config: defaults, log: logger('test', 'silent'), holder: 'test', notify: { wake: () => undefined, stop: async () => undefined } });
  });
  afterAll(async () => {
    await room.stop();
    await store.close();
    data.remove();
    plans.remove();
  });
  /** What the last row of table plan says: whether `rolling` is corrected in the plan in force, and how many faults the folder has. */
  const standing = async (): Promise<[boolean, number]> => {
    const [last] = await store.read.rows<{ body: string; faults: string }>("SELECT m.body AS body, p.faults AS faults FROM (SELECT argMax(plan.plan, plan.at) AS id, argMax(faults, plan.at) AS faults FROM plan) AS p INNER JOIN measure AS m ON m.plan = p.id WHERE m.name = 'rolling' AND m.tier = 'slo'" as Sql);
    return [((JSON.parse(last?.body ?? '{}') as Partial<SloMeasure>).schedule?.corrections ?? []).length > 0, (JSON.parse(last?.faults ?? '[]') as unknown[]).length];
  };

  test('takes effect by itself within seconds, while the folder has faults too, and these go on being told', async () => {
    await vi.waitFor(async () => expect(await standing()).toEqual([false, 0]), WAIT);
    const one = await enter(store.entry, 'correction', { slos: ['rolling'], kpts: [], from: Date.parse(FROM), to: Date.parse(TO), reason: 'supplier', text: '' });
    const decide = (state: string): Promise<string> => enter(store.entry, 'decision', { correction: one, state, text: '' });
    await decide('approved');
    await vi.waitFor(async () => expect(await standing()).toEqual([true, 0]), WAIT);
    writeFileSync(join(plans.path, 'plan.yaml'), PLAN.replace('indicatorRef: answered', 'indicatorRef: nix'));
    await vi.waitFor(async () => expect(await standing()).toEqual([true, 1]), WAIT);
    await decide('rejected');
    await vi.waitFor(async () => expect(await standing()).toEqual([false, 1]), WAIT);
    await decide('approved');
    await vi.waitFor(async () => expect(await standing()).toEqual([true, 1]), WAIT);
    // the folder is mended: an edit keeps what is approved
    writeFileSync(join(plans.path, 'plan.yaml'), `${PLAN}${slo('more', 'answered')}\n`);
    await vi.waitFor(async () => expect(await standing()).toEqual([true, 0]), WAIT);
  }, 60_000);
});

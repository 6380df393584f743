/** A silence holds back what a rule has to tell and says so; when it is over, what still stands is told, and what began and ended meanwhile is not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type Notify, startNotify } from '../../../../aggregator/alert/notify/outbox.ts';
import { logger } from '../../../../shared/log.ts';
import { clock as makeClock } from '../../../../shared/time/clock.ts';
import { enter } from '../../../support/enter.ts';
import { ownStore } from '../../../support/own-store.ts';
import { attempts, notify, type Receiver, receiver, until } from '../../../support/receiver.ts';

describe('a silence', () => {
  const clock = makeClock('wall');
  const store = ownStore();
  let there: Receiver;
  let office: Notify;
  let n = 0;
  let target = '';
  const begin = (): Notify => startNotify({ door: store().climb, read: store().read, clock, log: logger('test', 'silent'), config: { notifyAllow: [] }, targets: () => [{ name: target, channel: 'webhook', urlEnv: 'HOOK', secretEnv: null }], env: { HOOK: there.url }, waits: { first: 10, most: 50, slow: 50, limit: 2000, grace: 200 } });
  /** Silences one rule of the measure, or all of them, for so many ms; 0 ends it. */
  const silence = (slo: string, rule: string, ms: number, who = 'Mina'): Promise<string> => enter(store().entry, 'silence', { slo, rule, until: ms === 0 ? 0 : clock.machine() + ms, text: '' }, { who });
  const told = (): string[] => there.got.map(({ body }) => `${body.data.rule} ${body.type.split('.').at(-1)}`);
  const journal = async (): Promise<string[]> => (await attempts(store(), target)).map(({ event, attempt, outcome }) => `${event} ${attempt} ${outcome}`);

  afterEach(async () => {
    await office.stop();
    await there.close();
  });
  const fresh = async (): Promise<string> => {
    target = `target-${++n}`;
    there = await receiver();
    office = begin();
    return `slo-${n}`;
  };
  const row = (slo: string, event: 'firing' | 'resolved', rule = 'page'): Promise<void> => notify(store().climb, target, `${slo}/${rule}/1`, event, { slo, rule });

  test('keeps the notification back, writes down once until when and by whom, and lets it go when it is over', async () => {
    const slo = await fresh();
    await silence(slo, 'page', 4000);
    await row(slo, 'firing');
    office.wake();
    await until(journal, (rows) => rows.includes('firing 0 held'));
    expect((await attempts(store(), target))[0]?.message).toMatch(/^silenced until 20\d\d-.*Z by Mina$/);
    await sleep(600);
    expect(told()).toEqual([]);
    await until(told, (all) => all.length > 0);
    expect(told()).toEqual(['page firing']);
    expect(await until(journal, (rows) => rows.length > 1)).toEqual(['firing 0 held', 'firing 1 delivered']);
  });

  test('that covers a whole incident leaves nobody told of it, and says so', async () => {
    const slo = await fresh();
    await silence(slo, 'page', 3_600_000);
    await row(slo, 'firing');
    await row(slo, 'resolved');
    office.wake();
    await until(journal, (rows) => rows.filter((one) => one.endsWith('held')).length === 2);
    await silence(slo, 'page', 0);
    await until(journal, (rows) => rows.filter((one) => one.endsWith('given-up')).length === 2);
    expect(told()).toEqual([]);
    expect((await attempts(store(), target)).at(-1)?.message).toBe('it began and ended while it was silenced');
  });

  test('that begins after the page went out keeps the end back until it is over, for who was paged must hear of it', async () => {
    const slo = await fresh();
    await row(slo, 'firing');
    office.wake();
    await until(told, (all) => all.length === 1);
    await silence(slo, '', 3_600_000);
    // silences are read again after a second
    await sleep(1100);
    await row(slo, 'resolved');
    office.wake();
    await until(journal, (rows) => rows.includes('resolved 0 held'));
    expect(told()).toEqual(['page firing']);
    await silence(slo, '', 0);
    await until(told, (all) => all.length === 2);
    expect(told()).toEqual(['page firing', 'page resolved']);
  });

  test('of one rule leaves the others loud, outlives a restart, and ends when somebody ends it', async () => {
    const slo = await fresh();
    await silence(slo, 'page', 3_600_000);
    await row(slo, 'firing');
    await row(slo, 'firing', 'ticket');
    office.wake();
    await until(told, (all) => all.length === 1);
    await until(journal, (rows) => rows.includes('firing 0 held'));
    await office.stop();
    office = begin();
    await sleep(500);
    expect(told()).toEqual(['ticket firing']);
    await silence(slo, 'page', 0);
    await until(told, (all) => all.length === 2, 15);
    expect(told()).toEqual(['ticket firing', 'page firing']);
  });
});

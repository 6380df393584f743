/** Alerts in a real Alertmanager, asked through its own API: up under our labels while they fire, also after it has lost its memory, blind ones too, and gone when resolved. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { alertmanager } from '../../../../aggregator/alert/notify/alertmanager.ts';
import { type Notify, startNotify } from '../../../../aggregator/alert/notify/outbox.ts';
import { logger } from '../../../../shared/log.ts';
import { openStore, type Store } from '../../../../shared/store/store.ts';
import type { AlertState } from '../../../../shared/tiers/alert.ts';
import { clock as makeClock } from '../../../../shared/time/clock.ts';
import { stored } from '../../../../shared/time/instant.ts';
import { noAlertmanager, type RealAlertmanager, realAlertmanager, type Up } from '../../../support/alertmanager.ts';
import { folder } from '../../../support/heptad.ts';
import { alert, attempts, notify, type Receiver, receiver, START, until } from '../../../support/receiver.ts';

const missing = noAlertmanager();
if (missing && process.env['CI']) throw new Error(missing);

describe('what an Alertmanager is posted', () => {
  const one = { id: 'k/firing/am', key: 'k', slo: 'checkout', rule: 'page', event: 'firing' as const, target: 'am', channel: 'alertmanager', at: START, alert: alert('k', 'firing') };
  const told = (more: object, now = START + 60_000, url = 'http://am:9093'): { url: string; alert: Up } => {
    const letter = alertmanager([{ ...one, ...more }], { url: new URL(url), secret: null }, { now, holds: 240_000, link: () => null });
    return { url: letter.url.href, alert: (JSON.parse(letter.body) as [Up])[0] };
  };

  test.each([
    ['http://am:9093', 'http://am:9093/api/v2/alerts'],
    ['http://am:9093/', 'http://am:9093/api/v2/alerts'],
    ['http://am:9093/api/v2/alerts', 'http://am:9093/api/v2/alerts'],
    ['http://am:9093/api/v2/alerts/', 'http://am:9093/api/v2/alerts'],
    ['https://proxy/alertmanager', 'https://proxy/alertmanager/api/v2/alerts'],
  ])('%s is asked at %s', (given, asked) => expect(told({}, START, given).url).toBe(asked));

  test('an AlertRule on another measure than an SLO is told with its tier', () => {
    const on = told({ slo: 'kpt/orders', rule: 'late', alert: alert('k', 'firing', { slo: 'orders', tier: 'kpt', kind: 'pace', when: 'the pace is off-track', title: 'Orders', service: '' }) }).alert;
    expect(on.labels).toEqual({ alertname: 'HeptadPace', slo: 'orders', tier: 'kpt', severity: 'page', rule: 'late' });
    expect(on.annotations).toMatchObject({ summary: 'Orders: the pace is off-track' });
  });
  test('labels are names and never figures: they are the same whatever burns how much, firing, resolved', () => {
    const labels = { alertname: 'HeptadBurnRate', slo: 'checkout', service: 'shop', severity: 'page', rule: 'page' };
    expect(told({}).alert.labels).toEqual(labels);
    expect(told({ event: 'resolved', alert: alert('k', 'resolved', { burn: { long: 0, short: null } }) }).alert.labels).toEqual(labels);
    expect(told({ event: 'no-data' }).alert.labels).toEqual({ ...labels, alertname: 'HeptadNoData' });
    expect(told({}).alert.annotations).toEqual({ key: 'k', summary: 'Checkout works burns its error budget 20.5× as fast as it lasts', description: 'burn rate 20.5× over 1h and 31.0× over 5m, limit 14.4×; since 2026-11-01T10:00:00.000Z' });
    expect((told({ alert: alert('k', 'firing', { reason: 'burn rate 20.47 over 1h and 31 over 5m, above 14.4' }) }).alert.annotations as { description: string }).description, 'the rates are told once').toBe('burn rate 20.47 over 1h and 31 over 5m, above 14.4; since 2026-11-01T10:00:00.000Z');
  });

  test('it begins in event time, never ahead of the machine, and stays up from now', () => {
    expect(told({})).toMatchObject({ alert: { startsAt: '2026-11-01T10:00:00Z', endsAt: '2026-11-01T10:05:00Z' } });
    const years = START + 2 * 365 * 86_400_000;
    expect(told({}, years).alert).toMatchObject({ startsAt: '2026-11-01T10:00:00Z', endsAt: new Date(years + 240_000).toISOString().replace('.000Z', 'Z') });
    expect(told({}, START - 5000).alert.startsAt).toBe('2026-11-01T09:59:55Z');
    expect(told({ event: 'resolved', alert: alert('k', 'resolved') }, years).alert).toMatchObject({ startsAt: '2026-11-01T10:00:00Z', endsAt: '2026-11-01T10:10:00Z' });
    expect(told({ event: 'data-back', alert: alert('k', 'data-back', { since: '2026-11-01T10:00:30Z' }) }, years).alert).toMatchObject({ labels: { alertname: 'HeptadNoData' }, endsAt: '2026-11-01T10:00:30Z' });
    expect(told({ event: 'resolved', alert: alert('k', 'resolved') }, START).alert).toMatchObject({ startsAt: '2026-11-01T10:00:00Z', endsAt: '2026-11-01T10:00:00Z' });
  });
});

describe.skipIf(missing)('in a real Alertmanager', () => {
  const data = folder();
  let store: Store;
  let pager: Receiver;
  let am: RealAlertmanager;
  let office: Notify | null = null;
  let seq = 0;
  beforeAll(async () => {
    [store, pager] = [await openStore({ data: data.path }), await receiver()];
    am = await realAlertmanager(pager.url);
  });
  afterEach(async () => {
    await office?.stop();
  });
  afterAll(async () => {
    await am.close();
    await pager.close();
    await store.close();
    data.remove();
  });

  /** again: how often it is told what stands; holds: how long an alert stays up without. */
  const begin = (waits = {}): Notify => {
    office = startNotify({
      door: store.climb, clock: makeClock('wall'), log: logger('test', 'silent'), config: { notifyAllow: [] }, env: { AM_URL: am.url }, targets: () => [{ name: 'am', channel: 'alertmanager', urlEnv: 'AM_URL', secretEnv: null }],
      waits: { first: 20, most: 200, again: 300, holds: 3000, ...waits },
    });
    return office;
  };
  const row = (slo: string, event: Parameters<typeof notify>[3], more = {}): Promise<void> => notify(store.climb, 'am', `${slo}/1`, event, { channel: 'alertmanager', slo, ...more });
  /** Where the rule stands, as the judge writes it. */
  const stands = (slo: string, state: AlertState, key = `${slo}/1`): Promise<void> =>
    store.climb.insert('alert', ['slo', 'rule', 'seq', 'incident', 'key', 'state', 'since', 'at', 'severity', 'reason', 'body', 'version'], 'JSONEachRow', `${JSON.stringify({ slo, rule: 'page', seq: ++seq, incident: 1, key, state, since: stored(START), at: stored(START), severity: 'page', reason: '', body: '{}', version: seq })}\n`);
  const up = (slo: string, so: (list: Up[]) => boolean): Promise<Up[]> => until(async () => (await am.alerts()).filter(({ labels }) => labels['slo'] === slo), so);
  /** Resolved alerts that it was sent since it started, by its own count. */
  const ended = async (): Promise<number> => Number(/alertmanager_alerts_received_total\{status="resolved",version="v2"\} (\d+)/.exec(await (await fetch(`${am.url}/metrics`)).text())?.[1] ?? 0);
  const pages = (slo: string): string[] => pager.got.flatMap(({ text }) => (JSON.parse(text) as unknown as { alerts: { labels: Record<string, string>; status: string }[] }).alerts).filter(({ labels }) => labels['slo'] === slo).map(({ status }) => status);

  test('it is up under our labels, told again while it fires, survives a loss of memory, and is gone when resolved; its pager hears both', async () => {
    const notifier = begin();
    await stands('checkout', 'firing');
    await row('checkout', 'firing');
    notifier.wake();
    const [first] = await up('checkout', (list) => list.length === 1);
    expect(first).toMatchObject({
      labels: { alertname: 'HeptadBurnRate', slo: 'checkout', service: 'shop', severity: 'page', rule: 'page' }, annotations: { key: 'checkout/1', summary: expect.stringContaining('20.5×'), description: expect.stringContaining('limit 14.4') },
      startsAt: '2026-11-01T10:00:00.000Z', status: { state: 'active' },
    });
    await up('checkout', ([one]) => one !== undefined && one.endsAt > (first as Up).endsAt);
    await am.stop();
    await until(() => attempts(store, 'am'), (rows) => rows.some(({ outcome, message }) => outcome === 'failed' && message.startsWith('told again: ')));
    await am.start();
    await up('checkout', (list) => list.length === 1);
    await until(() => pages('checkout'), (list) => list.includes('firing'));
    await stands('checkout', 'resolved');
    await row('checkout', 'resolved');
    notifier.wake();
    await up('checkout', (list) => list.length === 0);
    await until(() => pages('checkout'), (list) => list.at(-1) === 'resolved');
    const rows = (await attempts(store, 'am')).filter(({ key }) => key === 'checkout/1');
    expect(rows[0]).toMatchObject({ event: 'firing', attempt: 1, outcome: 'delivered', status: 200, message: `${am.url} answered 200` });
    expect(rows.filter(({ event }) => event === 'resolved')[0]).toMatchObject({ outcome: 'delivered', status: 200 });
    // told again without trouble is not written down each time
    const quiet = rows.length;
    const before = await ended();
    await until(ended, (many) => many > before + 2);
    expect((await attempts(store, 'am')).filter(({ key }) => key === 'checkout/1').length).toBe(quiet);
  });

  test('blind after firing it stays up, beside an alert that says so; after a restart too; an end that is not to be notified lets it run out', async () => {
    const notifier = begin({ holds: 1500 });
    await stands('search', 'firing');
    await row('search', 'firing');
    notifier.wake();
    await up('search', (list) => list.length === 1);
    await stands('search', 'blind');
    await row('search', 'no-data');
    notifier.wake();
    const names = (list: Up[]): string => list.map(({ labels }) => labels['alertname']).sort().join();
    await up('search', (list) => names(list) === 'HeptadBurnRate,HeptadNoData');
    await notifier.stop();
    await up('search', (list) => list.length === 0);
    begin({ holds: 1500 });
    const [one] = await up('search', (list) => names(list) === 'HeptadBurnRate,HeptadNoData');
    await up('search', (list) => names(list) === 'HeptadBurnRate,HeptadNoData' && list.every(({ endsAt }) => endsAt > (one as Up).endsAt));
    await stands('search', 'firing');
    await up('search', (list) => names(list) === 'HeptadBurnRate');
    await stands('search', 'inactive', '');
    await up('search', (list) => list.length === 0);
  });

  test('when data are back, no-data is ended and does not run out; while the rule is blind again no end is told', async () => {
    const notifier = begin({ holds: 240_000, again: 200 });
    const names = (list: Up[]): string => list.map(({ labels }) => labels['alertname']).sort().join();
    await row('stock', 'firing');
    await row('stock', 'no-data');
    await stands('stock', 'blind');
    notifier.wake();
    await up('stock', (list) => names(list) === 'HeptadBurnRate,HeptadNoData');
    await stands('stock', 'firing');
    await row('stock', 'data-back');
    notifier.wake();
    await up('stock', (list) => names(list) === 'HeptadBurnRate');
    const before = await ended();
    await until(ended, (many) => many > before + 1);
    await stands('stock', 'blind');
    await up('stock', (list) => names(list) === 'HeptadBurnRate,HeptadNoData');
    await stands('stock', 'inactive', '');
  });

  test('the end of an incident is told again for so long and no longer', async () => {
    const notifier = begin({ again: 100, after: 1000 });
    await row('pay', 'firing');
    await row('pay', 'resolved');
    notifier.wake();
    await until(() => attempts(store, 'am'), (rows) => rows.filter(({ key, outcome }) => key === 'pay/1' && outcome === 'delivered').length === 2);
    const before = await ended();
    await until(ended, (many) => many > before + 2);
    // half a second without another one, five times as long as between two
    await until(async () => {
      const many = await ended();
      await sleep(500);
      return (await ended()) - many;
    }, (more) => more === 0);
  });
});

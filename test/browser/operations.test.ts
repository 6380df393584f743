/** Events, alerts and pipeline in a browser, over a real store with its rooms: clean in every state and both themes, on a small screen, by keyboard, without a script and live. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { ABOVE, planOf, ratio, SHOP } from '../support/plan-of.ts';
import { axe, picture, small, watched } from '../support/watched.ts';
import { webBrowser } from '../support/web-browser.ts';

const PLAN = `${SHOP}${ratio('ok', 'ok')}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: other}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: call, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: call}}}}}}
---
{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: oncall, annotations: {heptad/url-env: ONCALL_URL}}, spec: {target: webhook}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy, displayName: Customers can buy}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: calls}, spec: {service: shop, indicatorRef: other, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: kept}, spec: {measure: {slo: calls}, period: month, timeZone: UTC, polarity: higher, adequate: 95%, desired: 99%}}
${ABOVE}`;
const T = Date.parse('2026-11-01T10:00:00Z');
const LONG = 'x'.repeat(200);
const HOSTILE = { id: `"'><script>owned=1</script>/?#`, time: T + 1000, service: '<img src=x onerror=owned=1>', component: '<svg/onload=owned=1>', kind: `javascript:owned=1;${LONG}`.slice(0, 250), state: "' onfocus=owned=1 autofocus x='", severity: 'critical', unit: '<u>', value: 1, labels: { '<key>': `</td><script>owned=1</script>${LONG}` } };
const PAGES = ['/events', '/alerts', '/pipeline'] as const;
const name = (path: string): string => (path.startsWith('/events/') ? 'event' : path.slice(1).replaceAll(/=[^&#]*/g, '').replaceAll(/[^a-z]+/g, '-'));

const opened = await webBrowser();
const browser = opened as Browser;

describe.skipIf(opened === null)('events, alerts and pipeline in a browser', () => {
  let desk: Desk;
  /** Every page in both themes: nothing found by axe, no error, no CSP report, nothing from outside. */
  const clean = async (paths: readonly string[], state: string, status = 200): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults, close } = await watched(browser, desk.url, { colorScheme });
      for (const path of paths) {
        expect([path, (await page.goto(path))?.status()]).toEqual([path, status]);
        expect([path, colorScheme, await axe(page)]).toEqual([path, colorScheme, []]);
        expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false);
        await picture(page, `${name(path)}-${state}-${colorScheme}`);
      }
      expect(faults.filter((one) => status === 200 || !one.includes(String(status)))).toEqual([]);
      await close();
    }
  };
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
  });
  afterAll(() => desk.close());

  it('are clean while there is nothing to show', () => clean(PAGES, 'empty'), 60_000);

  it('are clean, and inert to hostile text, when there is much to show', async () => {
    await desk.reach(T);
    await desk.post('/api/v1/events', [...Array.from({ length: 60 }, (_, i) => ({ id: `e${i}`, time: T + 10_000 + i, service: 'shop', component: 'web-1', kind: 'req', state: i < 30 ? 'ok' : 'error', severity: 'info', labels: { route: '/pay' } })), HOSTILE]);
    await desk.post('/api/v1/events', [{ ...HOSTILE, time: 'never' }, { ...HOSTILE, service: undefined }]);
    await desk.reach(T + 30_000);
    await desk.post('/api/v1/silences', { slo: 'buy', rule: 'burn-1h', for: '1h', who: '<b>Mina</b>', text: `<script>owned=1</script>${LONG}` });
    const { items } = JSON.parse((await desk.get('/api/v1/alerts')).text) as { items: { key: string }[] };
    await desk.post('/api/v1/acks', { key: items[0]?.key, who: '<b>Ola</b>', text: LONG });
    const asked = await desk.submit('/alerts/test', { target: 'oncall' });
    const single = /href="(\/events\/[^"]+)"/.exec((await desk.get('/events?severity=critical')).text)?.[1] as string;
    await clean([...PAGES, '/events?severity=critical&q=key', single, '/pipeline?sample=BAD_TIME&sent=1&accepted=0&refused=1&left=1', asked.to], 'loaded');
  }, 120_000);

  it('say what is wrong, and are clean, while the store does not answer', async () => {
    desk.break(true);
    await clean(PAGES, 'error', 503).finally(() => desk.break(false));
  }, 60_000);

  it('fit 320 px without scrolling sideways, and no target is smaller than 24 px', async () => {
    const { page, close } = await watched(browser, desk.url, { viewport: { width: 320, height: 700 } });
    for (const path of [...PAGES, '/events?severity=critical', '/pipeline?sample=BAD_TIME']) {
      await page.goto(path);
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 320]);
      expect([path, await small(page, 'button, summary, input:not([type="hidden"]), select, .facet a, .chip, .act, nav a', '.tick-box *')]).toEqual([path, []]);
      await picture(page, `${name(path)}-320`);
    }
    await close();
  }, 60_000);

  it('an alert is acknowledged by keyboard alone, and without a script', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page, faults, close } = await watched(browser, desk.url, { javaScriptEnabled });
      await page.goto('/alerts');
      const acts = page.locator('.acts-on').nth(1);
      await acts.locator('summary').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Mina Okafor');
      await page.keyboard.press('Tab');
      await page.keyboard.type(`note ${javaScriptEnabled}`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const said = page.locator('.said', { hasText: `note ${javaScriptEnabled}` });
      await said.waitFor();
      if (javaScriptEnabled) {
        // the name was typed once
        expect(await page.locator('.acts-on input[name="who"]').first().inputValue()).toBe('Mina Okafor');
        await page.locator('.acts-on').nth(1).locator('summary').click();
        await page.locator('.acts-on').nth(1).locator('button[name="back"]').click();
        await said.waitFor({ state: 'detached' });
      }
      expect(faults).toEqual([]);
      await close();
    }
  }, 60_000);

  it('events are followed as they come; the tail waits under the pointer, is paused and followed again', async () => {
    const { page, faults, close } = await watched(browser, desk.url);
    await page.goto('/events?service=clock');
    await page.waitForSelector('#live[data-state="live"]');
    const first = (): Promise<string | null> => page.textContent('.events tbody tr:first-child a');
    const before = await first();
    await desk.reach(T + 40_000);
    await page.waitForFunction((old) => document.querySelector('.events tbody tr:first-child a')?.textContent !== old, before);
    const followed = await first();
    await page.hover('.events tbody tr:first-child');
    await desk.reach(T + 50_000);
    await page.waitForSelector('#held:not([hidden])');
    expect(await first()).toBe(followed);
    await page.mouse.move(2, 2);
    await page.waitForFunction((old) => document.querySelector('.events tbody tr:first-child a')?.textContent !== old, followed);
    await page.click('#tail');
    expect([await page.textContent('#tail'), await page.getAttribute('#tail', 'aria-pressed'), await page.textContent('#live-word')]).toEqual(['Follow again', 'true', 'Paused']);
    const paused = await first();
    await desk.reach(T + 60_000);
    await page.waitForTimeout(300);
    expect(await first()).toBe(paused);
    await page.click('#tail');
    await page.waitForFunction((old) => document.querySelector('.events tbody tr:first-child a')?.textContent !== old, paused);
    expect(await page.textContent('#tail')).toBe('Pause the tail');
    // a filter is a link that needs no reload
    await page.click('.facet a:has-text("shop")');
    await page.waitForFunction(() => location.search === '?service=shop' && document.querySelector('.events tbody tr:first-child a')?.textContent === 'e59');
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  it('refused messages are mended and sent again without a script, and the pipeline is live', async () => {
    const { page, faults, close } = await watched(browser, desk.url, { javaScriptEnabled: false });
    await page.goto('/pipeline');
    await page.click('#refused-MISSING_FIELD .act');
    await page.click('summary:has-text("Mend and replay")');
    await page.fill('.mend textarea', JSON.stringify({ id: 'mended', time: T + 60_000, service: 'shop', kind: 'req', state: 'ok' }));
    await page.fill('.mend input[name="who"]', 'Mina');
    await page.click('.mend button');
    expect(await page.textContent('.outcome')).toContain('1 sent again: 1 accepted, 0 refused once more');
    expect(await page.textContent('#refused-MISSING_FIELD')).toContain('All sent again');
    expect(faults).toEqual([]);
    await close();
    const live = await watched(browser, desk.url);
    await live.page.goto('/pipeline');
    await live.page.waitForSelector('#live[data-state="live"]');
    const stored = (): Promise<string | null> => live.page.textContent('#partition-http- td:nth-child(9)');
    const before = await stored();
    await desk.reach(T + 70_000);
    await live.page.waitForFunction((old) => document.querySelector('#partition-http- td:nth-child(9)')?.textContent !== old, before);
    expect(live.faults).toEqual([]);
    await live.close();
  }, 60_000);
});

import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { northwindBrowser } from '../support/northwind-browser.ts';
import { serveNorthwind } from '../support/northwind-server.ts';
import { axe, picture, small, watched } from '../support/watched.ts';

const { browser: opened, served } = await northwindBrowser();
const browser = opened as Browser;

describe.skipIf(opened === null)('the scorecard in a browser', () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('is clean in %s at %i px: nothing found by axe, no error, nothing from outside', async (colorScheme, width) => {
    const { page, faults, close } = await watched(browser, served().base, { colorScheme, viewport: { width, height: 900 } });
    await page.goto('/?open=order-reliability');
    await page.waitForSelector('#live[data-state="live"]');
    expect(await page.textContent('h1')).toBe('Digital Services scorecard');
    expect(await axe(page)).toEqual([]);
    await picture(page, `northwind-${colorScheme}-${width}`);
    // nothing but the table's own region scrolls sideways
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  it.each(['/t/kpi/order-reliability', '/t/kra/stable-operations', '/t/kpt/sla-credits-target', '/t/scorecard/digital', '/t/perspective/customer', '/t/sli/pay-success', '/t/slo/nothing-there', '/?status=unknown', '/?scorecard=none'])(
    '%s is clean in both themes',
    async (path) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, faults, close } = await watched(browser, served().base, { colorScheme });
        await page.goto(path);
        if ((await page.locator('#chart').count()) > 0) await page.waitForSelector('#chart canvas', { timeout: 3000 }).catch(() => undefined);
        expect(await axe(page)).toEqual([]);
        await picture(page, `northwind-${path.replaceAll(/[^a-z]+/g, '-').replace(/^-/, '')}-${colorScheme}`);
        expect(faults.filter((one) => !one.includes('404'))).toEqual([]);
        await close();
      }
    },
  );

  it('loses no column of a measure on a phone', async () => {
    const { page, close } = await watched(browser, served().base, { viewport: { width: 390, height: 800 } });
    await page.goto('/t/kpi/order-reliability');
    await picture(page, 'northwind-made-of-390');
    const cells = await page.$$eval('[aria-labelledby="made-of"] .stack tbody tr:first-child > *', (all) => all.map((one) => ({ name: one.getAttribute('data-label'), text: one.textContent, right: one.getBoundingClientRect().right, height: one.getBoundingClientRect().height })));
    expect(cells.map((one) => one.name)).toEqual([null, 'Tier', 'Status', 'Value', 'Against target', 'Score', 'Weight', 'Contribution']);
    for (const one of cells) expect(one.right, one.name ?? '').toBeLessThanOrEqual(390);
    await close();
  });

  it.each(['/', '/?open=order-reliability', '/t/kpi/order-reliability', '/t/sli/pay-success', '/t/slo/nothing-there'])('%s fits 320 px without scrolling sideways, and no target is smaller than 24 px', async (path) => {
    const { page, close } = await watched(browser, served().base, { viewport: { width: 320, height: 700 } });
    await page.goto(path);
    if (path === '/t/sli/pay-success') await page.waitForSelector('#chart canvas');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await small(page, 'button, summary, .toggle, .counts a, .crumbs a, .parents a')).toEqual([]);
    await close();
  });

  it('is complete without JavaScript: the table, the filters and opened rows are plain links', async () => {
    const { page, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto('/');
    expect(await page.locator('tr.kpi').count()).toBe(11);
    expect(await page.locator('#live').isVisible()).toBe(false);
    expect(await page.locator('#theme').isVisible()).toBe(false);
    await page.click('#kpi-order-reliability .toggle');
    expect(page.url()).toContain('open=order-reliability');
    expect(await page.locator('#more-order-reliability').textContent()).toContain('Orders can be taken');
    await page.click('#count-missed');
    expect(await page.locator('tr.kpi').count()).toBe(1);
    await page.click('text=Median time to restore >> nth=-1');
    expect(await page.textContent('h1')).toBe('Median time to restore');
    await page.click('summary');
    expect(await page.locator('#history-table tbody tr').count()).toBeGreaterThan(10);
    await close();
  });

  it('opens a row without losing the focus, and Back closes it', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/');
    await page.focus('#kpi-order-reliability .toggle');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#more-order-reliability');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
    expect(page.url()).toContain('open=order-reliability');
    await page.goBack();
    await page.waitForSelector('#more-order-reliability', { state: 'detached' });
    expect(faults).toEqual([]);
    await close();
  });

  it('repaints on news, keeps opened tables, focus and scroll, and says when it is paused or cut off', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.goto('/?open=order-reliability');
    await page.waitForSelector('#live[data-state="live"]');
    await page.focus('#kpi-net-promoter a');
    await page.evaluate(() => scrollTo(0, 200));
    served().alter((row) => (row.name === 'customer-satisfaction' ? { ...row, value: 0.8123, status: 'tolerated' } : row));
    served().tell();
    await page.waitForSelector('#kpi-customer-satisfaction .state.tolerated');
    expect(await page.textContent('#kpi-customer-satisfaction .now')).toBe('81.2 %');
    expect(await page.textContent('#said')).toBe('Customer satisfaction: In tolerance');
    expect(await page.evaluate(() => [document.activeElement?.closest('tr')?.id, scrollY, document.querySelector('#more-order-reliability') !== null])).toEqual(['kpi-net-promoter', 200, true]);
    await page.click('#live');
    expect(await page.textContent('#live-word')).toBe('Paused');
    await page.click('#live');
    await page.waitForSelector('#live[data-state="live"]');
    served().drop();
    await page.waitForSelector('#live[data-state="reconnecting"]');
    await page.waitForSelector('#live[data-state="live"]');
    served().alter(null);
    await close();
  });

  it('keeps the chart and an opened table through a repaint, and both take over the new figure', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/t/kpi/customer-satisfaction');
    await page.waitForSelector('#chart canvas');
    await page.waitForSelector('#live[data-state="live"]');
    await page.click('summary');
    await page.evaluate(() => document.querySelector('#chart canvas')?.setAttribute('data-mine', 'yes'));
    served().alter((row) => (row.name === 'customer-satisfaction' ? { ...row, value: 0.8123, status: 'tolerated' } : row));
    served().tell();
    await page.waitForSelector('.titled .state.tolerated');
    expect(await page.textContent('#history-table tbody tr:first-child data')).toBe('81.2 %');
    expect(await page.evaluate(() => [document.querySelector('details')?.open, document.querySelector('#chart canvas')?.getAttribute('data-mine')])).toEqual([true, 'yes']);
    await page.focus('#chart');
    await page.keyboard.press('End');
    expect(await page.textContent('#said')).toMatch(/: 81\.23 %$/);
    served().alter(null);
    expect(faults).toEqual([]);
    await close();
  });

  it('changes theme by its button and remembers it', async () => {
    const { page, close } = await watched(browser, served().base, { colorScheme: 'light' });
    await page.goto('/');
    await page.click('#theme');
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await background()).toBe('rgb(11, 15, 23)');
    await page.reload();
    expect(await background()).toBe('rgb(11, 15, 23)');
    await close();
  });

  it('draws the history as a chart that the keyboard can read', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/t/kpt/orders-can-be-taken');
    await page.waitForSelector('#chart canvas');
    await page.focus('#chart');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    expect(await page.textContent('#said')).toMatch(/^\d+ \w+ \d\d:\d\d: 99\.\d+ %$/);
    expect(await page.getAttribute('#chart', 'aria-label')).toContain('desired ≥ 99.9 %');
    await page.mouse.move(600, 500);
    await picture(page, 'northwind-chart');
    expect(faults).toEqual([]);
    await close();
  });

  it('says what to do when there is no plan', async () => {
    const empty = await serveNorthwind({ empty: true });
    const { page, faults, close } = await watched(browser, empty.base);
    await page.goto('/');
    expect(await page.textContent('h1')).toBe('No plan yet');
    expect(await page.locator('.steps li').count()).toBe(3);
    expect(await page.textContent('#waiting')).toContain('received 0');
    expect(await axe(page)).toEqual([]);
    await picture(page, 'first-run');
    expect(await page.locator('.copy').first().isVisible()).toBe(true);
    // looked at again every two seconds, and the buttons stay
    await page.waitForTimeout(2500);
    expect(await page.locator('.copy').first().isVisible()).toBe(true);
    expect(faults).toEqual([]);
    await close();
    await empty.close();
  });

  it('says what failed and how to go on when the store does not answer, and stays accessible', async () => {
    const broken = await serveNorthwind({ broken: true });
    const { page, faults, close } = await watched(browser, broken.base);
    const response = await page.goto('/');
    expect(response?.status()).toBe(503);
    expect(await page.textContent('main')).toMatch(/could not be read.*Request [0-9a-f-]{36}/);
    expect(await page.getAttribute('main a', 'href')).toBe('/');
    expect(await axe(page)).toEqual([]);
    expect(faults.filter((one) => !one.includes('503'))).toEqual([]);
    await close();
    await broken.close();
  });

  it('keeps what it shows and says stale when the server fails for a while', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.goto('/');
    await page.waitForSelector('#live[data-state="live"]');
    await page.route('**/*', (route) => (route.request().resourceType() === 'fetch' ? route.fulfill({ status: 503, body: 'no' }) : route.continue()));
    for (let i = 0; i < 4; i++) {
      served().tell();
      await page.waitForTimeout(1100);
    }
    expect(await page.textContent('#live-word')).toBe('Stale');
    expect(await page.locator('tr.kpi').count()).toBe(11);
    await close();
  });

  it('is cached for a year by the hash in its name', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.goto('/');
    const sheet = await page.getAttribute('link[rel="stylesheet"]', 'href');
    const response = await page.request.get(sheet ?? '');
    expect(response.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await page.request.get('/assets/none.js')).status()).toBe(404);
    await close();
  });
});

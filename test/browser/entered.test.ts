/** Corrections and closed periods in a browser, over a real store with its rooms: the forms work without a script, and what comes of them is clean in both themes and on a small screen. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { ABOVE, kept, planOf, ratio, SHOP, slo } from '../support/plan-of.ts';
import { requests } from '../support/requests.ts';
import { axe, picture, watched } from '../support/watched.ts';
import { webBrowser } from '../support/web-browser.ts';

const PLAN = `${SHOP}${ratio('answered', 'ok')}${slo('buy', 'answered', ', displayName: Customers can buy')}${kept('buy')}---
{apiVersion: heptad/v1, kind: Correction, metadata: {name: planned}, spec: {slos: [buy], from: 2026-10-12T07:00:00Z, to: 2026-10-12T07:30:00Z, reason: maintenance, text: a new switch}}
${ABOVE}`;
const PAST = '/?period=2026-10';
const LONG = 'the provider was away, and its engineers could not be reached for most of the morning; see the report';

const opened = await webBrowser();
const browser = opened as Browser;

describe.skipIf(opened === null)('what people enter, in a browser', () => {
  let desk: Desk;
  let now = Date.parse('2026-11-01T00:11:00Z');
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.post('/api/v1/events', [...requests(8, '2026-10-10T12:00:00Z', 'ok'), ...requests(2, '2026-10-10T12:00:00Z', 'bad'), ...requests(5, '2026-10-20T09:10:00Z', 'bad')]);
    await desk.reach(now);
  });
  afterAll(() => desk.close());
  const look = async (): Promise<void> => {
    await sleep(1100);
    await desk.reach(++now);
  };
  /** Both themes, wide and narrow: nothing found by axe, no error, nothing wider than the screen. */
  const clean = async (path: string, name: string, see: (page: Page) => Promise<void> = async () => undefined): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1440, 390]) {
        const { page, faults, close } = await watched(browser, desk.url, { colorScheme, viewport: { width, height: 900 } });
        await page.goto(path);
        // with every form open
        for (const form of await page.locator('#corrections ~ .acts-on > summary, .corrections .acts-on > summary, #close > summary').all()) await form.click();
        expect([path, colorScheme, width, await axe(page)]).toEqual([path, colorScheme, width, []]);
        expect([path, width, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([path, width, true]);
        await see(page);
        await picture(page, `${name}-${colorScheme}-${width}`);
        expect(faults).toEqual([]);
        await close();
      }
  };

  it('a correction is proposed, approved and rejected by forms, without a script', async () => {
    const { page, close } = await watched(browser, desk.url, { javaScriptEnabled: false });
    await page.goto('/slos/buy');
    const propose = page.locator('#propose');
    await propose.locator('summary').click();
    await propose.getByLabel('From, UTC').fill('2026-10-20T09:00');
    await propose.getByLabel('To, UTC').fill('2026-10-20T09:30');
    await propose.getByLabel('Reason').fill('supplier');
    await propose.getByLabel('What happened').fill(LONG);
    await propose.getByLabel('Your name').fill('Ana');
    await propose.getByRole('button', { name: 'Propose' }).click();
    const row = page.locator('tr:has-text("supplier")');
    await expect(row.locator('.status').textContent()).resolves.toBe('Proposed');
    const decide = async (button: string): Promise<void> => {
      await row.locator('summary').click();
      // the name was kept
      await expect(row.getByLabel('Your name').inputValue()).resolves.toBe(button === 'Approve' ? 'Ana' : 'Ben');
      await row.getByLabel('Your name').fill('Ben');
      await row.getByLabel('Note').fill(`so ${button.toLowerCase()}d`);
      await row.getByRole('button', { name: button }).click();
    };
    await decide('Approve');
    await expect(row.locator('.status').textContent()).resolves.toBe('Approved');
    await look();
    await page.goto('/slos/buy');
    expect(await page.locator('.tiles').textContent()).toContain('80');
    await decide('Dispute');
    const trail = await row.locator('.trail').textContent();
    for (const says of ['Proposed by Ana', 'Approved by Ben', 'so approved', 'Disputed by Ben', 'so disputed']) expect(trail).toContain(says);
    await close();
    await look();
  }, 60_000);

  it('pages with corrections are clean, each form open', async () => {
    await clean('/slos/buy', 'corrections');
    await clean('/t/kpt/kept', 'corrections-kpt');
  }, 120_000);

  it('a period is closed by a form, without a script, and closed again once it was restated', async () => {
    await clean(PAST, 'not-closed');
    const { page, close } = await watched(browser, desk.url, { javaScriptEnabled: false });
    const sign = async (who: string, button: string): Promise<void> => {
      await page.goto(PAST);
      await page.locator('#close > summary').click();
      await page.locator('#close').getByLabel('Note').fill(`signed by ${who}`);
      await page.locator('#close').getByLabel('Your name').fill(who);
      await page.locator('#close').getByRole('button', { name: button, exact: true }).click();
      expect(await page.locator('#closing').textContent()).toContain(`Closed by ${who}`);
      expect(page.url()).toContain('period=2026-10');
    };
    await sign('Cy', 'Close it');
    expect(await page.locator('#close').count()).toBe(0);
    await desk.post('/api/v1/events', requests(30, '2026-10-21T12:00:00Z', 'bad'));
    await desk.reach((now += 600_000));
    await page.goto(PAST);
    expect(await page.locator('#kpi-reliability .now .reported').textContent()).toMatch(/^reported .* %/);
    await clean(PAST, 'restated');
    await page.locator('#kpi-reliability .reported a').click();
    expect(await page.locator('section:has(> #reported)').textContent()).toContain('Reported by Cy');
    await clean(new URL(page.url()).pathname + new URL(page.url()).search, 'reported');
    await sign('Dee', 'Close it again');
    expect(await page.locator('#closing').textContent()).toContain('Closed before by Cy');
    await close();
    await clean(PAST, 'closed-again');
  }, 180_000);
});

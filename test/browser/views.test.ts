/** Other views of the same figures in a browser: alerts in groups and their rules, another instant, another zone, filters that are taken away, the outline of the tiers. */
import type { Browser, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { northwindBrowser } from '../support/northwind-browser.ts';
import { axe, picture, small, watched } from '../support/watched.ts';

const { browser: opened, served } = await northwindBrowser();
const browser = opened as Browser;
const PAGES = [
  ['/alerts?group=service', 'alerts-by-service'], ['/alerts?view=rules', 'alert-rules'], ['/alerts?view=rules&q=nothing-like-it', 'alert-rules-none'],
  ['/slos?at=2026-11-20T10:00:00Z&tz=Asia/Tokyo', 'slos-then'], ['/slos/checkout-availability?at=2026-11-20T10:00:00Z', 'slo-then'], ['/slos?status=met&service=checkout', 'slos-chips'],
  ['/tiers?kpi=order&vma=take', 'tiers-chips'], ['/tiers?view=outline', 'outline'], ['/tiers?view=outline&select=vma%2Ftake-an-order', 'outline-below'], ['/slos?tz=Mars%2FOlympus', 'no-zone'], ['/slos?at=yesterday', 'no-instant'],
] as const;
const open = (page: Page): Promise<void> => page.evaluate(() => document.querySelectorAll('details.instant').forEach((one) => { (one as HTMLDetailsElement).open = true; }));

describe.skipIf(opened === null)('other views in a browser', () => {
  it.each(PAGES)('%s is clean in both themes: nothing found by axe, no error, no report, nothing from outside', async (path, name) => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto(path);
    await open(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axe(page), `${name} in ${colorScheme}`).toEqual([]);
      await picture(page, `${name}-${colorScheme}`);
    }
    expect(faults.filter((one) => !one.includes('400'))).toEqual([]);
    await close();
  }, 60_000);

  it.each(PAGES)('%s fits 390 and 320 px without scrolling sideways, and no target is smaller than 24 px', async (path, name) => {
    for (const width of [390, 320]) {
      const { page, close } = await watched(browser, served().base, { viewport: { width, height: 700 } });
      await page.goto(path);
      await open(page);
      await picture(page, `${name}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await small(page, 'button, summary, input:not([type="hidden"]), select, .chip, .chips a, .segments a, .instant a, .stack a, .lines-of a', '.by-enter')).toEqual([]);
      await close();
    }
  }, 60_000);

  it('walks the outline by keyboard: down and up, in and out, folds and unfolds, and stays folded when the page is painted anew', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/tiers?view=outline');
    await page.waitForSelector('#outline tr[tabindex="0"]');
    const at = (): Promise<string | undefined> => page.evaluate(() => (document.activeElement as HTMLElement).dataset.open?.replace('?scorecard=digital', ''));
    const press = async (key: string): Promise<string | undefined> => {
      await page.keyboard.press(key);
      return at();
    };
    // one tab stop, after the region that scrolls
    await page.focus('[aria-label="The outline of the tiers"]');
    expect(await press('Tab')).toBe('/t/kra/profitable-operations');
    expect(await press('ArrowDown')).toBe('/t/kpi/cost-per-order');
    expect(await press('ArrowRight')).toBe('/t/kpt/cost-per-order-target');
    // what is open folds; folded, it leads out
    expect(await press('ArrowLeft')).toBe('/t/kpt/cost-per-order-target');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('false');
    expect(await press('ArrowDown')).toBe('/t/kpi/compute-utilisation');
    expect(await press('ArrowUp')).toBe('/t/kpt/cost-per-order-target');
    served().alter((row) => (row.name === 'cost-per-order' && row.tier === 'kpi' ? { ...row, status: 'missed' } : row));
    served().tell();
    await page.waitForFunction(() => document.querySelector('[id$="kpi%2Fcost-per-order"]')?.textContent?.includes('Missed'));
    served().alter(null);
    expect(await at()).toBe('/t/kpt/cost-per-order-target');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('false');
    expect(await press('ArrowRight')).toBe('/t/kpt/cost-per-order-target');
    expect(await press('ArrowRight')).toBe('/t/sli/pay-success');
    expect(await press('ArrowLeft')).toBe('/t/sli/pay-success');
    expect(await press('ArrowLeft')).toBe('/t/kpt/cost-per-order-target');
    expect(await press('Home')).toBe('/t/kra/profitable-operations');
    // a fold by the mouse; the next line is the next area
    await page.click('#outline tbody tr:first-child .fold');
    expect(await press('ArrowDown')).toBe('/t/kra/customers-can-buy');
    expect(await page.locator('#outline tbody tr[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/t/kra/customers-can-buy**');
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  it('the outline is whole without a script, and what serves several stands under each', async () => {
    const { page, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto('/tiers');
    await page.click('.views >> text=Outline');
    expect(await page.locator('#outline tbody tr:visible').count()).toBe(await page.locator('#outline tbody tr').count());
    expect(await page.locator('#outline a:text-is("Checkout availability")').count()).toBeGreaterThan(3);
    await page.click('#outline a:text-is("Take an order") >> nth=0');
    expect(await page.textContent('h1')).toBe('Take an order');
    await close();
  });

  it('leads to another instant by a form and to often asked ones by links, in the zone of the page, without a script', async () => {
    const { page, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto('/slos?sort=name');
    await page.click('.instant summary');
    await page.fill('#at', '2026-11-20T11:00');
    await page.click('.instant button');
    expect(await page.textContent('.looking-back')).toBe('As it stood at 20 Nov 2026 11:00. Show now');
    expect(page.url()).toContain('sort=name');
    expect(page.url()).toContain('at=2026-11-20T10%3A00%3A00Z');
    // another zone is another way to say the same instant
    await page.selectOption('#tz', 'UTC');
    await page.click('.zone button');
    expect(await page.textContent('.looking-back')).toBe('As it stood at 20 Nov 2026 10:00. Show now');
    expect(await page.textContent('#as-of')).toContain('UTC');
    await page.click('.instant summary');
    await page.click('.instant >> text=End of last month');
    expect(await page.textContent('.looking-back')).toContain('1 Nov 2026 00:00');
    await page.click('.slos a >> text=Checkout availability');
    expect(await page.textContent('.looking-back')).toContain('1 Nov 2026 00:00');
    await page.click('.looking-back a');
    expect(await page.locator('.looking-back').count()).toBe(0);
    // the zone stays with whoever chose it
    expect(page.url()).toContain('tz=UTC');
    await page.click('#nav >> text=Alerts');
    expect(await page.textContent('#as-of')).toContain('UTC');
    await close();
  });

  it('offers the zone of the browser, and the axis of charts follows what was chosen', async () => {
    const { page, faults, close } = await watched(browser, served().base, { timezoneId: 'America/New_York' });
    await page.goto('/slos/checkout-availability?span=6h');
    expect(await page.locator('#tz option').allTextContents()).toEqual(['Europe/Berlin, this page’s own', 'UTC', 'America/New_York, this browser’s']);
    await page.selectOption('#tz', 'America/New_York');
    await page.click('.zone button');
    await page.waitForSelector('#budget canvas');
    expect(await page.textContent('#as-of')).toContain('22 Nov 2026 04:41');
    expect(page.url()).toContain('span=6h');
    // what a chart says under the cursor
    await page.focus('#budget-drawn');
    await page.keyboard.press('End');
    expect(await page.textContent('#said')).toMatch(/^22 Nov 04:41/);
    // keys of the bar work as before
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.waitForURL('**/slos?tz=America%2FNew_York');
    expect(faults).toEqual([]);
    await close();
  });

  it('takes filters away by their chips, from the boxes too', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/tiers');
    await page.locator('input[name="kpi"]').pressSequentially('order');
    await page.locator('input[name="vma"]').pressSequentially('take');
    await page.waitForSelector('.chip:has-text("VMA: take")');
    await page.click('.chip:has-text("KPI: order")');
    await page.waitForFunction(() => location.search === '?vma=take');
    expect([await page.inputValue('input[name="kpi"]'), await page.inputValue('input[name="vma"]')]).toEqual(['', 'take']);
    expect(await page.locator('.chips').textContent()).not.toContain('Clear all');
    expect(faults).toEqual([]);
    await close();
  });
});

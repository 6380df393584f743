/** The tier map and the page of a measure, with what takes its figure apart, in a browser: accessible in both themes and every state, by keyboard, on a phone, without a script. */
import type { Browser, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { northwindBrowser } from '../support/northwind-browser.ts';
import { serveNorthwind } from '../support/northwind-server.ts';
import { axe, picture, small, watched } from '../support/watched.ts';

const { browser: opened, served } = await northwindBrowser();
const browser = opened as Browser;

/** Both themes of one page that is loaded once. */
const inBothThemes = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axe(page), `${name} in ${colorScheme}`).toEqual([]);
    await picture(page, `${name}-${colorScheme}`);
  }
};
const PAGES = [['/tiers', 'tiers'], ['/tiers?select=slo%2Fcheckout-availability', 'tiers-chosen'], ['/tiers?view=contribution', 'contribution'], ['/tiers?at=2026-11-10T12:00:00Z', 'tiers-then'], ['/t/vma/take-an-order', 'measure'], ['/t/kpi/order-reliability?at=2026-11-20T00:00:00Z', 'measure-then'], ['/t/kpi/order-reliability/explain', 'explain']] as const;

describe.skipIf(opened === null)('the tier map and the page of a measure in a browser', () => {
  it.each(PAGES)('%s is clean in both themes: nothing found by axe, no error, no report, nothing from outside', async (path, name) => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto(path);
    await inBothThemes(page, name);
    expect(faults).toEqual([]);
    await close();
  });

  it.each([[{ empty: true }, 'No plan yet', 200], [{ broken: true }, 'The figures could not be read', 503]] as const)('says what is wrong with %j, and is as clean', async (how, says, status) => {
    const other = await serveNorthwind(how);
    const { page, faults, close } = await watched(browser, other.base);
    expect((await page.goto('/tiers'))?.status()).toBe(status);
    expect(await page.textContent('h1')).toBe(says);
    await inBothThemes(page, `tiers-${says.slice(0, 2)}`);
    for (const path of ['/t/kpi/order-reliability', '/t/kpi/order-reliability/explain']) {
      expect((await page.goto(path))?.status()).toBe(status === 200 ? 404 : 503);
      await inBothThemes(page, `${path.slice(1).replaceAll('/', '-')}-${status}`);
    }
    expect(faults.filter((one) => !/404|503/.test(one))).toEqual([]);
    await close();
    await other.close();
  });

  it.each(PAGES)('%s fits 320 px without scrolling sideways, and no target is smaller than 24 px', async (path, name) => {
    const { page, close } = await watched(browser, served().base, { viewport: { width: 320, height: 700 } });
    await page.goto(path);
    await picture(page, `${name}-320`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await small(page, 'button, summary, input, .node, .views a, .choice a, .crumbs a, .days a, .ways a, .looking-back a', '.by-enter')).toEqual([]);
    await close();
  });

  it('walks by keyboard within and across columns along the ties, chooses with Space, clears with Escape, opens with Enter', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/tiers');
    const at = (): Promise<string | undefined> => page.evaluate(() => (document.activeElement as HTMLElement).dataset.open?.replace('?scorecard=digital', ''));
    // one tab stop a column: filter, then list
    await page.focus('input[name="kra"]');
    await page.keyboard.press('Tab');
    expect(await at()).toBe('/t/kra/profitable-operations');
    await page.keyboard.press('ArrowDown');
    expect(await at()).toBe('/t/kra/customers-can-buy');
    // what is in focus lights its kin
    expect(await page.locator('.node.kin[data-open^="/t/kpi/order-reliability"]').count()).toBe(1);
    expect(await page.locator('.node.kin[data-open^="/t/kra/"]').count()).toBe(0);
    for (const [key, where] of [['ArrowRight', '/t/kpi/customer-satisfaction'], ['ArrowUp', '/t/kpi/order-reliability'], ['ArrowRight', '/t/kpt/orders-are-fast'], ['ArrowUp', '/t/kpt/orders-can-be-taken'], ['ArrowRight', '/t/vma/take-an-order'], ['ArrowRight', '/slos/stock-check'], ['Home', '/slos/stock-check'], ['End', '/slos/checkout-availability']] as const) {
      await page.keyboard.press(key);
      expect(await at(), key).toBe(where);
    }
    await page.keyboard.press('Space');
    await page.waitForSelector('.node.self[aria-current]');
    expect(page.url()).toContain('select=slo%2Fcheckout-availability');
    expect(await page.textContent('#chosen')).toContain('it is fed by 1 SLI and 1 SIE');
    expect(await at()).toBe('/slos/checkout-availability');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.node[aria-current]', { state: 'detached' });
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/t/vma/take-an-order');
    expect(faults).toEqual([]);
    await close();
  });

  it('lights on pointing and goes back to the choice after; filters as one types and keeps the choice', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/tiers?select=kra%2Fstable-operations');
    await page.waitForSelector('.node[tabindex="0"]');
    await page.hover('.node[data-open="/slos/stock-check"]');
    expect(await page.locator('.node.self').getAttribute('data-open')).toBe('/slos/stock-check');
    await page.mouse.move(5, 5);
    expect(await page.locator('.node.self').getAttribute('data-open')).toContain('/t/kra/stable-operations');
    await page.locator('input[name="kpi"]').pressSequentially('median');
    await page.waitForFunction(() => document.querySelectorAll('[aria-labelledby="tier-kpi"] .node').length === 1);
    expect(await page.inputValue('input[name="kpi"]')).toBe('median');
    expect(page.url()).toMatch(/select=kra%2Fstable-operations&kpi=median$/);
    await page.reload();
    expect(await page.locator('[aria-labelledby="tier-kpi"] .node').count()).toBe(1);
    expect(faults).toEqual([]);
    await close();
  });

  it('is complete without a script: choosing, filtering, opening, menus of the path, days and the explanation are links and forms', async () => {
    const { page, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto('/');
    await page.click('text=Tiers');
    await page.click('.node[data-open="/t/vma/take-an-order"]');
    expect(await page.textContent('#chosen')).toContain('Take an order serves 1 KRA');
    expect(await page.locator('.wire.kin').count()).toBeGreaterThan(4);
    await page.fill('input[name="slo"]', 'stock');
    await page.press('input[name="slo"]', 'Enter');
    expect(await page.locator('[aria-labelledby="tier-slo"] .node').count()).toBe(1);
    await page.click('#chosen >> text=Open');
    expect(await page.textContent('h1')).toBe('Take an order');
    expect(await page.textContent('[aria-labelledby="made-of"]')).toMatch(/of 75,371 that count.*143 min/s);
    await page.click('.crumbs summary >> nth=0');
    expect(await page.locator('.crumbs details[open] a').count()).toBe(3);
    await page.click('.days td a >> nth=5');
    expect(await page.textContent('.looking-back')).toContain('As it stood at');
    await page.click('.looking-back a');
    await page.click('text=How is this computed');
    expect(await page.textContent('.formula')).toContain('÷ 75371 events');
    await close();
  });
});

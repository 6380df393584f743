/** The airline demo in a browser, tests for whoever runs it (test/whole/airline.test.ts): how it fills while one looks, and how it looks when it is complete. */
import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axe, picture, watched } from '../support/watched.ts';

const text = async (page: Page, selector: string): Promise<string> => (await page.textContent(selector))?.trim() ?? '';

/** `running` = where it answers; the replay goes on and comes to its end. */
export const whileItFills = (browser: Browser, running: { base: string }): void => {
  it('fills the scorecard while one looks, without a reload', async () => {
    const { page, faults, close } = await watched(browser, running.base);
    await page.goto('/');
    await page.evaluate(() => {
      (window as unknown as { same: boolean }).same = true;
    });
    await page.waitForSelector('#live[data-state="live"]', { timeout: 30_000 });
    const before = await text(page, '#as-of');
    await page.waitForFunction((was) => document.querySelector('#as-of')?.textContent !== was, before, { timeout: 60_000 });
    await page.waitForFunction(() => document.querySelector('#as-of')?.textContent?.includes('1 Apr 2001 00:00'), undefined, { timeout: 60_000 });
    expect(await text(page, '#kpi-punctuality .now')).toBe('79.0 %');
    expect(await page.evaluate(() => (window as unknown as { same?: boolean }).same)).toBe(true);
    expect(faults).toEqual([]);
    await close();
  }, 240_000);
};

/** `running` = where it answers; the replay is complete. */
export const whenComplete = (browser: Browser, running: { base: string }): void => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
  ] as const)('shows the complete scorecard in %s at %i px, with its source note, and axe finds nothing', async (colorScheme, width) => {
    const { page, faults, close } = await watched(browser, running.base, { colorScheme, viewport: { width, height: 900 } });
    await page.goto('/?open=delays-that-hurt');
    expect(await text(page, '.note')).toContain('Cancelled flights are not in the set');
    expect(await text(page, '#perspective-learning-and-growth')).toContain('No data');
    expect(await page.locator('tr.lane').count()).toBe(4);
    expect(await axe(page)).toEqual([]);
    await picture(page, `airline-${colorScheme}-${width}`);
    expect(faults).toEqual([]);
    await close();
  });

  it('leads from a key result area down to a single flight by clicking, and back up by the path', async () => {
    const { page, faults, close } = await watched(browser, running.base);
    await page.goto('/');
    const steps: [string, string][] = [
      ['#kra-passengers-arrive-on-time a', 'Passengers arrive on time'],
      ['main >> text="Punctuality"', 'Punctuality'],
      ['main >> text="On-time arrivals"', 'On-time arrivals'],
      ['[aria-labelledby="made-of"] >> text="Arrivals on time"', 'Arrivals on time'],
    ];
    for (const [selector, title] of steps) {
      await page.click(selector);
      await page.waitForSelector(`h1:text-is("${title}")`);
      expect(await axe(page)).toEqual([]);
      await picture(page, `airline-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`);
    }
    expect(await text(page, '.says >> nth=0')).toContain('15,651 good of 20,000');
    for (const plot of ['budget', 'burn', 'sli', 'volume']) await page.waitForSelector(`#${plot} canvas`);
    const bad = page.locator('.events tr:has(.state.missed) th a').first();
    const id = await bad.textContent();
    await bad.click();
    await page.waitForSelector(`h1:text-is("Event ${id}")`);
    expect(await text(page, 'main')).toContain('labels.origin');
    expect(await page.locator('tr:has-text("Arrivals on time") .state.missed').count()).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'airline-flight');
    await page.click('text="flights/flight"');
    await page.waitForSelector('h1:text-is("flights/flight")');
    expect(await text(page, '.meta')).toContain('20,000 events');
    await page.click('[aria-labelledby="readers"] a >> nth=0');
    await page.waitForSelector('.crumbs');
    await page.click('.crumbs a >> nth=0');
    await page.waitForSelector('tr.kpi');
    expect(faults).toEqual([]);
    await close();
  });

  it('says the same without JavaScript', async () => {
    const { page, close } = await watched(browser, running.base, { javaScriptEnabled: false });
    await page.goto('/t/slo/arrivals-on-time');
    expect(await text(page, '.tile .figure >> nth=0')).toBe('78.2 %');
    expect(await text(page, '.tile .says >> nth=0')).toContain('15,651 good of 20,000');
    await page.click('#volume-table summary');
    expect(await page.locator('#volume-table tbody tr').first().isVisible()).toBe(true);
    expect(await page.locator('.events tbody tr').count()).toBe(20);
    await close();
  });

  it('shows five events on a phone until the rest is asked for', async () => {
    const { page, faults, close } = await watched(browser, running.base, { viewport: { width: 390, height: 900 } });
    await page.goto('/slos/arrivals-on-time');
    const seen = (): Promise<number> => page.locator('#all-events tbody > tr').evaluateAll((rows) => rows.filter((one) => (one as HTMLElement).offsetHeight > 0).length);
    expect(await seen()).toBe(5);
    await page.click('#all-events .more a');
    expect(await seen()).toBe(await page.locator('#all-events tbody > tr').count());
    expect(await seen()).toBeGreaterThan(5);
    expect(await page.locator('#all-events .more').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  it('shows one figure everywhere: the page and the API read the same row', async () => {
    const { page, close } = await watched(browser, running.base);
    await page.goto('/t/slo/arrivals-on-time');
    const row = (await (await page.request.get('/api/v1/measures/slo/arrivals-on-time')).json()) as { value: number; good: number; total: number; budget: { ratio: { remaining: number } } };
    expect(row).toMatchObject({ value: 0.78255, good: 15651, total: 20000 });
    expect(await text(page, '.tile .says >> nth=0')).toContain('15,651 good of 20,000');
    expect(await page.getAttribute('#budget-table tbody tr:first-child data', 'value')).toBe(String(row.budget.ratio.remaining));
    // what the volume chart shows adds up to what the row counts
    expect(await page.evaluate(() => [...document.querySelectorAll<HTMLTableRowElement>('#volume-table tbody tr')].reduce((all, one) => all + [...one.querySelectorAll('data')].reduce((sum, each) => sum + Number(each.value), 0), 0))).toBe(row.total);
    await close();
  });

  it('has no link that leads nowhere, as far as forty pages go', async () => {
    const { page, close } = await watched(browser, running.base);
    const seen = new Set<string>();
    const queue = ['/'];
    while (queue.length > 0 && seen.size < 40) {
      const here = queue.shift() as string;
      if (seen.has(here)) continue;
      seen.add(here);
      const response = await page.request.get(here);
      expect([here, response.status()]).toEqual([here, 200]);
      if (here.startsWith('/events/')) continue;
      const found = [...(await response.text()).matchAll(/href="(\/(?!assets)[^"#]*)/g)].map((one) => (one[1] as string).replaceAll('&amp;', '&'));
      // of the many single events one a page is enough
      queue.push(...found.filter((one) => !one.startsWith('/events/')), ...found.filter((one) => one.startsWith('/events/')).slice(0, 1));
    }
    expect(seen.size).toBe(40);
    await close();
  }, 240_000);
};

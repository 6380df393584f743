import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { northwindBrowser } from '../support/northwind-browser.ts';
import { type Served, serveNorthwind } from '../support/northwind-server.ts';
import { axe, picture, small, watched } from '../support/watched.ts';

const { browser: opened, served } = await northwindBrowser();
const browser = opened as Browser;

/** Every level and view, of now and of the past. */
const VIEWS = ['/', '/?open=order-reliability&open=sla-credits', '/?view=map', '/?view=grid', '/?level=tactical', '/?level=operational', '/?period=2026-Q3&cmp=year', '/?status=missed', '/?at=2026-11-10T12:00:00Z', '/?level=operational&at=2026-11-10T12:00:00Z'];
const THEMES = ['light', 'dark'] as const;
const named = (path: string): string => `board-${path.replaceAll(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '') || 'table'}`;

describe.skipIf(opened === null)('every view of the scorecard in a browser', () => {
  let blank: Served;
  let broken: Served;
  beforeAll(async () => {
    [blank, broken] = [await serveNorthwind({ blank: true }), await serveNorthwind({ broken: true })];
    await fetch(`${served().base}/api/v1/comments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ tier: 'kpi', name: 'order-reliability', scorecard: 'digital', text: 'Most of the bad time of the quarter is one outage on 9 October.\nWe hold releases until it is closed.', who: 'Mina Okafor' }) });
  });
  afterAll(async () => {
    await Promise.all([blank.close(), broken.close()]);
  });

  it.each(THEMES)('is clean in %s, loaded, empty and failed: nothing found by axe, no error, no CSP report, nothing from outside', async (colorScheme) => {
    const look = async (state: string, server: Served, paths: readonly string[], status: number): Promise<void> => {
      const { page, faults, close } = await watched(browser, server.base, { colorScheme });
      for (const path of paths) {
        expect((await page.goto(path))?.status(), `${state} ${path}`).toBe(status);
        expect(await axe(page), `${state} ${path}`).toEqual([]);
        if (state === 'loaded') await picture(page, `${named(path)}-${colorScheme}`);
      }
      expect(faults.filter((one) => !one.includes('503'))).toEqual([]);
      await close();
    };
    // two at a time: each page has a process of its own
    await Promise.all([look('loaded', served(), VIEWS, 200), look('empty', blank, VIEWS, 200).then(() => look('error', broken, VIEWS.slice(0, 1), 503))]);
  });

  it('cuts no column and no cell from 1 240 px on, and is cards below', async () => {
    for (const width of [1440, 1280, 1240, 1239, 820, 801, 800, 390]) {
      const { page, close } = await watched(browser, served().base, { viewport: { width, height: 900 } });
      await page.goto('/?open=order-reliability');
      const wide = await page.evaluate((width_) => {
        const out = [...document.querySelectorAll<HTMLElement>('.sheet > thead th, .sheet > tbody > :is(.lane, .kra, .kpi) > *')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => `${one.className} ${one.textContent}`);
        const region = document.querySelector('.scroll') as HTMLElement;
        return { out, over: document.documentElement.scrollWidth - innerWidth, table: getComputedStyle(document.querySelector('.sheet > tbody > .kpi') as Element).display, inside: width_ < 1240 || region.scrollWidth <= region.clientWidth };
      }, width);
      expect({ ...wide, width }).toEqual({ out: [], over: 0, table: width >= 1240 ? 'table-row' : 'grid', inside: true, width });
      await close();
    }
  });

  it.each(VIEWS)('%s fits 320 px without two-way scroll, and no target is smaller than 24 px', async (path) => {
    const { page, close } = await watched(browser, served().base, { viewport: { width: 320, height: 700 } });
    await page.goto(path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await small(page, 'button, summary, .toggle, .counts a, .segments a, .step:not(.off), .menu a, .grid thead a, .expand a, .notes')).toEqual([]);
    await close();
  });

  it('the dot’s name holds the word that stands beside it, whichever that is', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.goto('/');
    await page.waitForSelector('#live[data-state="live"]');
    expect(await page.locator('#live').ariaSnapshot()).toBe('- button "Live (pause updates)"');
    await page.click('#live');
    expect(await page.locator('#live').ariaSnapshot()).toBe('- button "Paused (pause updates)" [pressed]');
    await close();
  });

  /** Tabs until an element is focused. */
  const tabTo = async (page: Page, selector: string): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    }
    throw new Error(`no way to ${selector} by Tab`);
  };

  it('is worked by the keyboard: a period of the list, a level, a view, an expanded row, and Back', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/');
    await tabTo(page, '.periods .chosen');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#period-list:popover-open');
    await tabTo(page, '#period-list a[href*="2026-Q2"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#standing');
    expect(await page.evaluate(() => [location.search, document.querySelector('#period-list:popover-open'), document.activeElement?.className])).toEqual(['?period=2026-Q2', null, 'chosen']);
    await tabTo(page, '.toggle');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#more-cost-per-order');
    await page.goBack();
    await page.waitForSelector('#more-cost-per-order', { state: 'detached' });
    await page.focus('.segments a[href*="view=grid"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('table.grid .here');
    expect(await page.textContent('table.grid .here')).toBe('Q2 2026');
    await page.focus('.segments a[href*="level=tactical"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#kpts');
    expect(page.url()).toContain('period=2026-Q2');
    expect(faults).toEqual([]);
    await close();
  });

  it('needs no script: the list of periods opens, comparisons and levels are links, a comment is written', async () => {
    const { page, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto('/');
    await page.click('.periods .chosen');
    await page.click('#period-list a >> text=Q3 2026');
    expect(page.url()).toContain('period=2026-Q3');
    expect(await page.textContent('#standing')).toBe('Final, 1 KPI restated since, show what was first reported');
    await page.click('text=show what was first reported');
    expect(await page.textContent('#standing')).toBe('As first reported, show it as it stands');
    await page.click('text=vs last year');
    expect(await page.textContent('.sheet thead .c-change')).toBe('vs Q3 2025');
    await page.goto('/?open=net-promoter');
    await page.click('.write summary');
    await page.fill('#more-net-promoter textarea', 'The new survey asks more people.');
    await page.fill('#more-net-promoter input[name="who"]', 'A. Rivera');
    await page.click('#more-net-promoter button');
    expect(page.url()).toMatch(/\/\?open=net-promoter#comments-net-promoter$/);
    expect(await page.textContent('#comments-net-promoter ol')).toContain('The new survey asks more people.');
    expect(await page.getAttribute('#more-net-promoter input[name="who"]', 'value')).toBe('A. Rivera');
    expect(await page.textContent('#kpi-net-promoter .notes')).toBe('1');
    await close();
  });

  it('keeps what is being written through a repaint', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.goto('/?open=cost-per-order');
    await page.waitForSelector('#live[data-state="live"]');
    await page.click('.write summary');
    await page.fill('#more-cost-per-order textarea', 'Half a sente');
    served().alter((row) => (row.name === 'cost-per-order' ? { ...row, value: 0.411 } : row));
    served().tell();
    await page.waitForFunction(() => document.querySelector('#kpi-cost-per-order .now')?.textContent === '€0.411');
    expect(await page.evaluate(() => [document.querySelector('textarea')?.value, document.activeElement?.tagName, document.querySelector<HTMLDetailsElement>('.write')?.open])).toEqual(['Half a sente', 'TEXTAREA', true]);
    served().alter(null);
    await close();
  });

  it('the arrows of the map begin and end at their boxes, whatever the width', async () => {
    for (const width of [1440, 1000]) {
      const { page, close } = await watched(browser, served().base, { viewport: { width, height: 900 } });
      await page.goto('/?view=map');
      const ends = await page.evaluate(() => {
        const middle = (id: string): { x: number; top: number; bottom: number } => {
          const box = document.querySelector(`#box-${id} > div`)?.getBoundingClientRect() as DOMRect;
          return { x: box.left + box.width / 2, top: box.top, bottom: box.bottom };
        };
        const [from, to] = [middle('stable-operations'), middle('customers-get-help')];
        // those from the one lane to the next
        const lines = [...document.querySelectorAll('.tie')].map((one) => one.getBoundingClientRect()).filter((line) => Math.abs(line.bottom - from.top) < 8 && Math.abs(line.top - to.bottom) < 8);
        return lines.map((line) => ({ foot: Math.abs(line.bottom - from.top), tip: Math.abs(line.top - to.bottom), x: Math.min(Math.abs(line.left - from.x), Math.abs(line.right - from.x)) }));
      });
      expect(ends).toHaveLength(2);
      for (const one of ends) for (const [what, off] of Object.entries(one)) expect(off, `${what} at ${width}`).toBeLessThan(4);
      await close();
    }
  });

  it.each(['A4', 'Letter'])('prints a board page on %s lying: light, without switches, with address and time on every page', async (format) => {
    const { page, close } = await watched(browser, served().base, { colorScheme: 'dark', viewport: { width: 1040, height: 720 } });
    await page.goto('/?open=*');
    await page.click('#theme');
    await page.click('#theme');
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    const pdf = (await page.pdf({ format })).toString('latin1');
    const [, width = 0, height = 0] = (/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []).map(Number);
    expect([Math.round(width), Math.round(height)]).toEqual(format === 'A4' ? [843, 596] : [792, 612]);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.evaluate(() => ({
      background: getComputedStyle(document.documentElement).backgroundColor,
      shown: ['.bar', '.switches', '.overview > .segments', '.toggle', '.expand', '.write'].filter((one) => document.querySelector(one)?.checkVisibility()),
      foot: getComputedStyle(document.querySelector('tfoot.printed') as Element).display,
      head: getComputedStyle(document.querySelector('.sheet > thead') as Element).display,
      says: document.querySelector('tfoot.printed')?.textContent,
      over: document.documentElement.scrollWidth - innerWidth,
      targets: document.querySelectorAll('.more').length,
    }));
    expect(paper).toEqual({ background: 'rgb(255, 255, 255)', shown: [], foot: 'table-footer-group', head: 'table-header-group', says: `${served().base}/?open=* · Q4 2026, Europe/Berlin · data to 22 Nov 2026 10:41`, over: 0, targets: 11 });
    await picture(page, `board-print-${format}`);
    await close();
  });
});

import type { Browser, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { northwindBrowser } from '../support/northwind-browser.ts';
import { serveNorthwind } from '../support/northwind-server.ts';
import { axe, picture, small, watched } from '../support/watched.ts';

const { browser: opened, served } = await northwindBrowser();
const browser = opened as Browser;
const PLOTS = ['budget', 'burn', 'sli', 'volume'];
const SLO = '/slos/checkout-availability';

const drawn = async (page: Page): Promise<void> => {
  for (const plot of PLOTS) await page.waitForSelector(`#${plot} canvas`);
};
const reads = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll('.read')].map((one) => one.textContent ?? ''));
/** The columns of each chart, in CSS px from its left edge, that differ from what it looked like before: where its cursor stands. */
const columns = (page: Page): Promise<[number, number][]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.drawn')].map((box): [number, number] => {
      const canvas = box.querySelector('canvas') as HTMLCanvasElement;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data as Uint8ClampedArray;
      const kept = globalThis as unknown as { before?: Map<string, Uint8ClampedArray> };
      kept.before ??= new Map();
      const before = kept.before.get(box.id);
      if (!before) {
        kept.before.set(box.id, pixels);
        return [-1, -1];
      }
      let [low, high] = [Number.POSITIVE_INFINITY, -1];
      for (let i = 0; i < pixels.length; i += 4)
        if (pixels[i] !== before[i] || pixels[i + 3] !== before[i + 3]) {
          const x = (i / 4) % canvas.width;
          low = Math.min(low, x);
          high = Math.max(high, x);
        }
      return [low, high];
    }),
  );

describe.skipIf(opened === null)('SLOs and alerts in a browser', () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('are clean in %s at %i px: nothing found by axe, no error, nothing from outside', async (colorScheme, width) => {
    const { page, faults, close } = await watched(browser, served().base, { colorScheme, viewport: { width, height: 900 } });
    for (const path of ['/slos', SLO, '/alerts']) {
      await page.goto(path);
      await page.waitForSelector('#live[data-state="live"]');
      if (path === SLO) await drawn(page);
      expect(await axe(page)).toEqual([]);
      await picture(page, `northwind${path.replaceAll('/', '-')}-${colorScheme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
    expect(faults).toEqual([]);
    await close();
  });

  it.each(['/slos?service=payments&status=unknown', '/slos?service=none', '/slos/invoice-payments', '/slos/search-fast?span=24h', '/slos/checkout-availability?new=northwind'])('%s is clean in both themes', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults, close } = await watched(browser, served().base, { colorScheme });
      await page.goto(path);
      if (path.includes('span')) await page.waitForSelector('#budget canvas');
      expect(await axe(page)).toEqual([]);
      expect(faults).toEqual([]);
      await close();
    }
  });

  it('says what is watched when nothing fires, and what to do without a plan', async () => {
    const quiet = await serveNorthwind({ quiet: true });
    const empty = await serveNorthwind({ empty: true });
    for (const [base, path, says] of [[quiet.base, '/alerts', 'All quiet'], [quiet.base, '/', 'No alert fires'], [empty.base, '/slos', 'The plan has no SLO yet'], [empty.base, '/alerts', 'nothing is watched']] as const) {
      const { page, faults, close } = await watched(browser, base);
      await page.goto(path);
      expect(await page.textContent('main')).toContain(says);
      expect(await axe(page)).toEqual([]);
      expect(faults).toEqual([]);
      await close();
    }
    await quiet.close();
    await empty.close();
  });

  it.each(['/slos', SLO, '/alerts', '/slos/invoice-payments'])('%s fits 320 px without scrolling sideways, and no target is smaller than 24 px', async (path) => {
    const { page, close } = await watched(browser, served().base, { viewport: { width: 320, height: 700 } });
    await page.goto(path);
    if (path === SLO) await drawn(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await small(page, 'button, summary, .chip, .segments a, .counts a, .crumbs a, .bar nav a, .stack a, main .badge')).toEqual([]);
    // a link to every page, on a phone too
    expect(await page.locator('#nav a').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('href')))).toEqual(['/', '/tiers', '/slos', '/alerts', '/events', '/pipeline']);
    await close();
  });

  it('are complete without JavaScript: filters, sorting, one SLO with its tables, its evidence, who was told', async () => {
    const { page, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto('/slos');
    expect(await page.locator('.slos tbody tr').count()).toBe(5);
    expect(await page.locator('.slos tbody tr').first().getAttribute('id')).toBe('slo-stock-check');
    await page.click('thead >> text=Burn 1 h');
    expect(page.url()).toContain('sort=burn');
    await page.click('.filters >> text=payments');
    expect(await page.locator('.slos tbody tr').count()).toBe(2);
    await page.click('#count-tolerated');
    expect(await page.locator('.slos tbody tr').count()).toBe(1);
    await page.click('.chip >> nth=1');
    await page.click('.chip >> nth=0');
    await page.click('text=Checkout availability');
    expect(await page.textContent('h1')).toBe('Checkout availability');
    expect(await page.textContent('.titled')).toContain('Firing since 08:56');
    for (const plot of PLOTS) {
      await page.click(`#${plot}-table summary`);
      expect(await page.locator(`#${plot}-table tbody tr`).count()).toBeGreaterThan(100);
      expect(await page.locator(`#${plot}-drawn`).isVisible()).toBe(false);
    }
    await page.click('.segments >> text=7 d');
    expect(page.url()).toContain('span=7d');
    await page.click('[aria-labelledby="worst"] a >> nth=0');
    expect(await page.textContent('#events')).toContain('Bad events of 12 Nov 2026 15:17');
    await page.click('#nav >> text=Alerts');
    await page.click('#told-firing-checkout-availability-burn-fast summary');
    expect(await page.textContent('#told-firing-checkout-availability-burn-fast')).toContain('upstream <b>is away</b>');
    await close();
  });

  it('leads from each chart to its files without JavaScript, under names that say which chart', async () => {
    const { page, faults, close } = await watched(browser, served().base, { javaScriptEnabled: false });
    await page.goto(`${SLO}?span=7d`);
    for (const [id, title] of [['budget', 'Budget left'], ['burn', 'Burn rate'], ['sli', 'SLI'], ['volume', 'Volume']] as const)
      for (const format of ['svg', 'png', 'csv']) {
        const link = page.getByRole('link', { name: `Chart of ${title} as ${format.toUpperCase()}`, exact: true });
        expect(await link.getAttribute('href')).toBe(`/api/v1${SLO}/${id}?span=7d&format=${format}`);
        expect(await link.isVisible()).toBe(true);
      }
    expect(faults).toEqual([]);
    await close();
  });

  it('draws four charts on one axis: the cursor stands at the same pixel in all, and each says its figure', async () => {
    const { page, faults, close } = await watched(browser, served().base, { viewport: { width: 1440, height: 1800 } });
    await page.goto(SLO);
    await drawn(page);
    await page.waitForTimeout(300);
    await columns(page);
    const box = await page.locator('#burn-drawn').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 700, (box?.y ?? 0) + 100);
    await page.waitForFunction(() => [...document.querySelectorAll('.read')].every((one) => one.textContent !== ''));
    await page.waitForTimeout(100);
    const stand = await columns(page);
    for (const [low, high] of stand) {
      expect(low).toBeGreaterThan(690);
      expect(high - low).toBeLessThanOrEqual(2);
    }
    expect(new Set(stand.map(([low]) => low)).size).toBe(1);
    const said = await reads(page);
    expect(said[0]).toMatch(/^\d+ Nov \d\d:\d\d {2}\d+ %$/);
    expect(said[1]).toMatch(/ 1 h \d+\.\d\d?×, 6 h /);
    expect(said[2]).toMatch(/99\.\d+ %$/);
    expect(said[3]).toMatch(/Good [\d,]+, Bad \d+$/);
    await picture(page, 'northwind-slo-cursor');
    await page.mouse.move(5, 5);
    await page.waitForFunction(() => [...document.querySelectorAll('.read')].every((one) => one.textContent === ''));
    // this test reads the pixels back, which a browser remarks on
    expect(faults.filter((one) => !one.includes('getImageData'))).toEqual([]);
    await close();
  });

  it('is read by the keyboard: one tab stop a chart, arrows along its points, the value said', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto(SLO);
    await drawn(page);
    await page.focus('#budget-drawn');
    await page.keyboard.press('End');
    expect(await page.textContent('#said')).toBe('22 Nov 10:41: 28 %');
    await page.focus('#burn-drawn');
    await page.keyboard.press('End');
    // the end of the line is the figure on the tile
    expect(await page.textContent('#said')).toBe('22 Nov 10:41: 1 h 19.0×, 6 h 19.6×, 1 d 5.40×, 3 d 2.00×');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await page.textContent('#said')).toMatch(/^2\d Oct .*1 h 0\.\d\d×/);
    expect((await reads(page)).every((one) => one.startsWith('2'))).toBe(true);
    expect(await page.getAttribute('#sli-drawn', 'aria-label')).toContain('objective 99.9 %');
    expect(await page.getAttribute('#burn-drawn', 'aria-label')).toContain('rules at 13.44×, 5.6×, 2.8×, 0.9333×; rules fired in 2 stretches');
    expect(faults).toEqual([]);
    await close();
  });

  it('takes another span without a reload, hides a line, and draws again in the other theme', async () => {
    const { page, faults, close } = await watched(browser, served().base, { colorScheme: 'light' });
    await page.goto(SLO);
    await drawn(page);
    await page.evaluate(() => document.querySelector('#burn canvas')?.setAttribute('data-mine', 'yes'));
    await page.click('.segments >> text=24 h');
    await page.waitForSelector('#burn-drawn[data-step="900000"]');
    expect(page.url()).toContain('span=24h');
    await page.waitForSelector('#burn-keys button:text-is("5 min")');
    expect(await page.locator('#burn-keys button').allTextContents()).toEqual(['5 min', '1 h', '6 h']);
    await page.click('#burn-keys button >> nth=0');
    expect(await page.getAttribute('#burn-keys button >> nth=0', 'aria-pressed')).toBe('false');
    await page.click('#theme');
    expect(await page.getAttribute('#burn canvas', 'data-mine')).toBe('yes');
    await page.goBack();
    await page.waitForSelector('#burn-drawn[data-step="21600000"]');
    expect(faults).toEqual([]);
    await close();
  });

  it('says at once when an alert begins to fire, and counts in the bar, on every page', async () => {
    served().hush(true);
    const { page, close } = await watched(browser, served().base);
    await page.goto('/');
    await page.waitForSelector('#live[data-state="live"]');
    expect(await page.textContent('#nav')).toBe('ScorecardTiersSLOsAlertsEventsPipeline');
    served().hush(false);
    served().tell();
    await page.waitForSelector('.tally');
    expect(await page.textContent('#nav')).toContain('Alerts5, 5 firing');
    expect(await page.textContent('#alarm')).toBe('5 alerts firing');
    expect(await page.textContent('#firing')).toBe('5 alerts firing');
    served().hush(true);
    served().tell();
    await page.waitForSelector('.tally', { state: 'detached' });
    expect(await page.textContent('#said')).toBe('No alert fires any more');
    served().hush(false);
    await close();
  });

  it('keeps an opened log and an opened table through a repaint, and takes over the new figures', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.goto(SLO);
    await drawn(page);
    await page.waitForSelector('#live[data-state="live"]');
    await page.click('#told-burn-fast summary');
    await page.click('#budget-table summary');
    served().alter((row) => (row.name === 'checkout-availability' && row.budget ? { ...row, status: 'tolerated', budget: { ...row.budget, ratio: { allowed: 1, consumed: 0.9, remaining: 0.1 } } } : row));
    served().tell();
    await page.waitForSelector('.titled .state.tolerated');
    expect(await page.evaluate(() => ['told-burn-fast', 'budget-table'].map((id) => (document.getElementById(id) as HTMLDetailsElement).open))).toEqual([true, true]);
    await page.focus('#budget-drawn');
    await page.keyboard.press('End');
    expect(await page.textContent('#said')).toBe('22 Nov 10:41: 10 %');
    served().alter(null);
    await close();
  });

  it('draws a chart again only when what it shows has changed, and one a frame', async () => {
    const { page, close } = await watched(browser, served().base);
    await page.addInitScript(() => {
      const seen = Object.assign(globalThis, { repaints: 0, painted: [] as [string, number][], frame: 0 });
      const clear = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...at) {
        const figure = this.canvas.closest('figure');
        if (figure) seen.painted.push([figure.id, seen.frame]);
        clear.apply(this, at);
      };
      const count = (): void => {
        seen.frame++;
        requestAnimationFrame(count);
      };
      count();
      document.addEventListener('heptad:repaint', () => seen.repaints++);
    });
    await page.goto(SLO);
    await drawn(page);
    await page.waitForSelector('#live[data-state="live"]');
    type Seen = { repaints: number; painted: [string, number][]; frame: number };
    const repainted = async (): Promise<[string, number][]> => {
      const [repaints] = await page.evaluate(() => {
        const seen = globalThis as unknown as Seen;
        seen.painted.length = 0;
        return [seen.repaints];
      });
      served().tell();
      await page.waitForFunction((was) => (globalThis as unknown as Seen).repaints > was, repaints as number);
      // what is drawn is drawn within the next frames
      const frame = await page.evaluate(() => (globalThis as unknown as Seen).frame);
      await page.waitForFunction((was) => (globalThis as unknown as Seen).frame > was + 10, frame);
      return page.evaluate(() => (globalThis as unknown as Seen).painted);
    };
    await repainted();
    expect(await repainted()).toEqual([]);
    served().alter((row) => (row.name === 'checkout-availability' && row.budget && row.burn ? { ...row, burn: { ...row.burn, '1h': 21 }, budget: { ...row.budget, ratio: { allowed: 1, consumed: 0.9, remaining: 0.1 } } } : row));
    const painted = await repainted();
    served().alter(null);
    expect([...new Set(painted.map(([id]) => id))].sort()).toEqual(['budget', 'burn']);
    const [budget, burn] = ['budget', 'burn'].map((id) => painted.find(([one]) => one === id)?.[1]);
    expect(budget).not.toBe(burn);
    await close();
  });

  it('says who spent the budget and marks what happened, and nothing that stands in a label or a name is run', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    page.on('dialog', (dialog) => faults.push(`said: ${dialog.message()}`));
    await page.goto(`${SLO}?by=route`);
    await drawn(page);
    expect(await page.locator('.shares tbody th').allTextContents()).toEqual(['/checkout/pay', '/checkout/confirm', '<img src=x onerror=alert(1)>', '=HYPERLINK("http://x","y")', 'all others']);
    await page.click('.by >> text=component');
    await page.waitForSelector('.shares th code:text-is("api-1")');
    expect(new URL(page.url()).search).toBe('?by=component');
    await page.click('.segments >> text=7 d');
    await page.waitForSelector('#burn-drawn[data-step="7200000"]');
    expect(new URL(page.url()).search).toBe('?span=7d&by=component');
    await page.goto(SLO);
    await drawn(page);
    // the signs of the newest incident, of a deploy and of a correction stand over the pixels at which the charts have them
    const [signs, plot] = await Promise.all([page.locator('.lane .mark').evaluateAll((all) => all.map((one) => one.querySelector('path')?.getBoundingClientRect()).map((one) => (one ? one.x + one.width / 2 : 0))), page.locator('#sli-drawn').boundingBox()]);
    const [from, to] = await page.locator('#sli-drawn').evaluate((one) => [Number((one as HTMLElement).dataset.from), Number((one as HTMLElement).dataset.to)] as const);
    const at = (t: number): number => (plot?.x ?? 0) + 68 + ((t - from) / (to - from)) * ((plot?.width ?? 0) - 68 - 124);
    expect(signs.length).toBe(6);
    expect(Math.abs((signs[3] as number) - at(Date.parse('2026-11-20T15:58:00Z')))).toBeLessThan(1.5);
    expect(Math.abs((signs[5] as number) - at(Date.parse('2026-11-22T07:56:00Z')))).toBeLessThan(1.5);
    expect(Math.abs((signs[0] as number) - at(Date.parse('2026-11-03T07:00:00Z')))).toBeLessThan(1.5);
    expect(await page.locator('.marks li').count()).toBe(6);
    expect(faults).toEqual([]);
    await close();
  });

  it('goes from page to page by keys, lists them in a dialog, and rests while somebody types or has turned them off', async () => {
    const { page, faults, close } = await watched(browser, served().base);
    await page.goto('/slos');
    await page.keyboard.press('?');
    await page.waitForSelector('#keys-list[open]');
    expect(await page.locator('#keys-list dt').allTextContents()).toEqual(['g s', 'g l', 'g a', 'g e', 'g p', 'g t', '?']);
    expect(await page.locator('#keys-list dd').allTextContents()).toEqual(['Go to Scorecard', 'Go to SLOs', 'Go to Alerts', 'Go to Events', 'Go to Pipeline', 'Go to Tiers', 'This list']);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'northwind-keys');
    // nothing behind the dialog is led away by keys; Escape closes it
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.keyboard.press('Escape');
    expect(await page.locator('#keys-list').isVisible()).toBe(false);
    // until the next frame the focus is still in the dialog, and who types there is left alone
    await page.waitForFunction(() => document.activeElement === document.body);
    for (const [key, path] of [['e', '/events'], ['a', '/alerts'], ['p', '/pipeline'], ['l', '/slos'], ['s', '/']] as const) {
      await page.keyboard.press('g');
      await Promise.all([page.waitForURL((url) => url.pathname === path), page.keyboard.press(key)]);
      await page.waitForSelector('#keys');
    }
    await page.goto('/events');
    await page.waitForSelector('#keys');
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q');
    await page.keyboard.type('gs/?');
    expect(await page.inputValue('#q')).toBe('gs/?');
    expect(await page.locator('#keys-list').isVisible()).toBe(false);
    expect(new URL(page.url()).pathname).toBe('/events');
    // turned off they stay off on the next page; the button still opens the list
    await page.focus('#keys');
    await page.keyboard.press('Enter');
    await page.click('#keys-on');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('keys');
    await page.goto('/slos');
    await page.waitForSelector('#keys');
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.waitForTimeout(200);
    expect([new URL(page.url()).pathname, await page.locator('#keys-list').isVisible()]).toEqual(['/slos', false]);
    expect(faults).toEqual([]);
    await close();
  });

  it('prints its charts and not its controls', async () => {
    const { page, close } = await watched(browser, served().base, { viewport: { width: 720, height: 1000 } });
    await page.goto(SLO);
    await drawn(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => ['.bar', '.segments', '.how', '#burn canvas', '.alarms'].map((one) => document.querySelector(one)?.checkVisibility()))).toEqual([false, false, false, true, true]);
    await picture(page, 'northwind-slo-print');
    await close();
  });
});

/** Charts and tables as files in a browser, over a real store with its rooms: links that download, pictures that open and run nothing. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { planOf, ratio, SHOP } from '../support/plan-of.ts';
import { picture, watched } from '../support/watched.ts';
import { webBrowser } from '../support/web-browser.ts';

const HOSTILE = `=1+1</text></svg><script>globalThis.owned=1</script><svg onload="globalThis.owned=1">`;
const PLAN = `${SHOP}${ratio('ok', 'ok')}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy, displayName: ${JSON.stringify(HOSTILE)}}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
`;
const T = Date.parse('2026-11-01T10:00:00Z');

const opened = await webBrowser();
const browser = opened as Browser;

describe.skipIf(opened === null)('charts and tables as files in a browser', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.reach(T);
    await desk.post('/api/v1/events', Array.from({ length: 600 }, (_, i) => ({ id: `e${i}`, time: T + i * 1000, service: 'shop', kind: 'req', state: i % 50 === 0 ? 'error' : 'ok' })));
    await desk.reach(T + 660_000);
  });
  afterAll(() => desk.close());

  it('an SVG opened by itself is a picture with the hostile name as text, and runs nothing', async () => {
    for (const theme of ['light', 'dark']) {
      const { page, faults, close } = await watched(browser, desk.url);
      await page.goto(`/api/v1/slos/buy/burn?format=svg&theme=${theme}`);
      expect(await page.evaluate(() => document.documentElement.tagName)).toBe('svg');
      expect(await page.evaluate(() => [...document.querySelectorAll('text')].some((one) => one.textContent?.includes('<script>')))).toBe(true);
      expect(await page.evaluate(() => document.querySelectorAll('script, parsererror').length)).toBe(0);
      expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false);
      expect(faults).toEqual([]);
      // the whole of a page is measured by its body, which a picture has not
      await picture(page, `file-burn-${theme}`, false);
      await close();
    }
  });

  it('a PNG has twice the size of its SVG, as an image of a page', async () => {
    const { page, close } = await watched(browser, desk.url);
    await page.goto('/slos/buy');
    const sizes = await page.evaluate(async () =>
      Promise.all(['svg', 'png'].map(async (format) => {
        const image = new Image();
        image.src = `/api/v1/slos/buy/sli?format=${format}`;
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      })));
    expect(sizes[1]).toEqual(sizes[0]?.map((one) => one * 2));
    await picture(page, 'slo-files');
    await close();
  });

  it('a table and the events that are found are downloaded by links that need no script', async () => {
    const { page, faults, close } = await watched(browser, desk.url, { javaScriptEnabled: false, acceptDownloads: true });
    for (const [path, name, file, head, rows] of [['/slos/buy', 'Chart of Volume as CSV', 'buy-volume.csv', 'from,to,good (count),bad (count)', null], ['/events?service=shop&span=all', 'Events found as CSV', 'events.csv', /^time,stream,id,service,/, 600]] as const) {
      await page.goto(path);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
      expect(download.suggestedFilename()).toBe(file);
      const lines = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
      if (typeof head === 'string') expect(lines[0]).toBe(head);
      else expect(lines[0]).toMatch(head);
      if (rows !== null) expect(lines.length).toBe(rows + 1);
    }
    expect(faults).toEqual([]);
    await close();
  });
});

/**
 * What pages cost, over the real rooms and a plan of a hundred KPIs: nothing moves from the first paint until the charts are drawn, few requests of few
 * bytes, and a key is answered while charts are drawn.
 */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { planOf, ratio, SHOP } from '../support/plan-of.ts';
import { watched } from '../support/watched.ts';
import { webBrowser } from '../support/web-browser.ts';

const KPIS = 100;
const numbers = Array.from({ length: KPIS }, (_, i) => i);
const documentOf = (kind: string, name: string, spec: object): string => `\n---\n${JSON.stringify({ apiVersion: kind === 'SLO' ? 'openslo/v1' : 'heptad/v1', kind, metadata: { name, displayName: `Measure of ${name.replaceAll('-', ' ')}` }, spec })}`;
const PLAN = `${SHOP}${ratio('ok', 'ok')}${[0, 1, 2, 3].map((i) => documentOf('SLO', `answers-${i}`, { service: 'shop', indicatorRef: 'ok', budgetingMethod: 'Occurrences', timeWindow: [{ duration: '28d', isRolling: true }], objectives: [{ targetPercent: [99.9, 99, 95, 90][i] }] })).join('')}
${documentOf('VitalMissionActivity', 'buy', { all: ['answers-0', 'answers-1'], window: '28d', adequate: '90%', desired: '99%' })}
${numbers.map((i) => documentOf('KeyPerformanceTarget', `kept-${i}`, { measure: i % 2 ? { vma: 'buy' } : { slo: `answers-${i % 4}` }, period: 'month', adequate: '90%', desired: '99%' })).join('')}
${numbers.map((i) => documentOf('KeyPerformanceIndicator', `indicator-${i}`, { targets: [{ kpt: `kept-${i}` }], owner: `team-${i % 7}` })).join('')}
${[0, 1, 2, 3].map((i) => documentOf('KeyResultArea', `area-${i}`, { perspective: ['financial', 'customer', 'internal', 'growth'][i], indicators: numbers.filter((k) => k % 4 === i).map((k) => ({ kpi: `indicator-${k}` })) })).join('')}
${documentOf('Scorecard', 'card', { period: 'month', timeZone: 'UTC', perspectives: ['financial', 'customer', 'internal', 'growth'], areas: numbers.slice(0, 4).map((i) => `area-${i}`) })}
`;
const T = Date.parse('2026-11-02T00:00:00Z');
const MINUTE = 60_000;
const KIB = 1024;
/** Pages, and how many KiB of markup, gzipped, each may be. */
const PAGES = [['/', 15], ['/slos', 6], ['/slos/answers-0', 20], ['/tiers', 20], ['/alerts', 6], ['/events?span=all', 15], ['/pipeline', 8], ['/t/kpi/indicator-1', 12], ['/t/vma/buy', 12]] as const;

const opened = await webBrowser();
const browser = opened as Browser;

describe('what pages cost', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.reach(T);
    for (let hour = 0; hour < 36; hour += 12)
      await desk.post('/api/v1/events', Array.from({ length: 720 }, (_, i) => ({ id: `e${hour}-${i}`, time: T + hour * 60 * MINUTE + i * MINUTE, service: 'shop', kind: 'req', state: i % 61 === 0 ? 'error' : 'ok' })));
    await desk.reach(T + 36 * 60 * MINUTE);
  });
  afterAll(() => desk?.close());

  it.each(PAGES)('%s is at most %i KiB of markup, gzipped', async (path, most) => {
    const response = await fetch(desk.url + path, { headers: { 'accept-encoding': 'gzip' } });
    const html = await response.text();
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(gzipSync(html, { level: 6 }).length / KIB).toBeLessThan(most);
  });

  it('sends its script, style and charts packed, and the stream as it is', async () => {
    const html = (await desk.get('/slos/answers-0')).text;
    for (const path of [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map((one) => one[1] as string)) {
      const response = await fetch(desk.url + path, { headers: { 'accept-encoding': 'gzip' } });
      expect([path, response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([path, 'gzip', 'Accept-Encoding']);
    }
    const ending = new AbortController();
    const stream = await fetch(`${desk.url}/api/v1/stream`, { headers: { 'accept-encoding': 'gzip' }, signal: ending.signal });
    expect(stream.headers.get('content-encoding')).toBeNull();
    ending.abort();
  });

  describe.skipIf(opened === null).each([1440, 390])('at %i px', (width) => {
    it.each([...PAGES.map(([path]) => path), '/slos/answers-0#charts'])('%s stands still from its first paint until its charts are drawn', async (path) => {
      const asked: string[] = [];
      const { page, faults, close } = await watched(browser, desk.url, { viewport: { width, height: width === 390 ? 844 : 900 } });
      page.on('request', (request) => asked.push(request.resourceType()));
      // the script comes late, so that the page is painted without it first
      await page.route('**/*.js', async (route) => {
        await new Promise((done) => setTimeout(done, 300));
        await route.continue();
      });
      await page.addInitScript(() => {
        const shifts: { value: number; moved: string[] }[] = [];
        (window as unknown as { shifts: typeof shifts }).shifts = shifts;
        new PerformanceObserver((list) => {
          for (const one of list.getEntries() as unknown as { value: number; sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[] }[])
            shifts.push({ value: one.value, moved: one.sources.map(({ node, previousRect, currentRect }) => `${node?.nodeName}.${(node as Element)?.className ?? ''}#${node?.id ?? ''} ${previousRect.y} -> ${currentRect.y}`) });
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(path, { waitUntil: 'load' });
      await page.waitForSelector('#live[data-state="live"]');
      const charts = await page.locator('[data-chart], [data-plot]').count();
      if (charts > 0) await page.waitForFunction(() => [...document.querySelectorAll<HTMLElement>('[data-chart], [data-plot]')].filter((one) => !one.hidden).every((one) => one.querySelector('canvas')) && document.querySelector('canvas') !== null);
      await page.waitForTimeout(300);
      const shifts = await page.evaluate(() => (window as unknown as { shifts: { value: number; moved: string[] }[] }).shifts);
      expect(shifts.reduce((sum, one) => sum + one.value, 0), JSON.stringify(shifts, null, 1)).toBeLessThan(0.02);
      // a script more for charts or the tier map; the page once more when the stream is open
      expect(asked.filter((kind) => kind !== 'fetch').sort()).toEqual(['document', 'eventsource', 'script', ...(charts > 0 || path === '/tiers' ? ['script'] : []), 'stylesheet']);
      expect(asked.filter((kind) => kind === 'fetch').length).toBeLessThan(2);
      expect(faults).toEqual([]);
      await close();
    });
  });

  it.skipIf(opened === null)('draws one chart at a time, those in view first, so that a key is answered between them', async () => {
    const { page, close } = await watched(browser, desk.url, { viewport: { width: 1440, height: 900 } });
    await page.addInitScript(() => {
      const drawn: { frame: number; chart: string }[] = [];
      (window as unknown as { drawn: typeof drawn }).drawn = drawn;
      let frame = 0;
      const next = (): void => {
        frame++;
        requestAnimationFrame(next);
      };
      next();
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, ...all) {
        const chart = this.canvas.closest('.drawn')?.id;
        if (chart) drawn.push({ frame, chart });
        fillText.apply(this, all);
      };
    });
    const told = async (): Promise<{ frame: number; chart: string }[]> => {
      await page.waitForFunction(() => new Set((window as unknown as { drawn: { chart: string }[] }).drawn.map((one) => one.chart)).size === 4);
      return page.evaluate(() => (window as unknown as { drawn: { frame: number; chart: string }[] }).drawn.splice(0));
    };
    const crowded = (list: { frame: number; chart: string }[]): string[][] => [...Map.groupBy(list, (one) => one.frame).values()].map((some) => [...new Set(some.map((one) => one.chart))]).filter((some) => some.length > 1);
    await page.goto('/slos/answers-0');
    const first = await told();
    expect(crowded(first)).toEqual([]);
    expect(first[0]?.chart).toBe('budget-drawn');
    await page.waitForTimeout(300);
    await page.evaluate(() => {
      (window as unknown as { drawn: unknown[] }).drawn.length = 0;
      document.getElementById('volume')?.scrollIntoView({ block: 'start' });
    });
    await page.click('#theme');
    const again = await told();
    expect(crowded(again)).toEqual([]);
    expect([...new Set(again.map((one) => one.chart))].at(-1)).toBe('budget-drawn');
    await close();
  });
});

/** How bench/ui.ts looks on: first paints, a page that shows what comes in, and readers of the stream. */
import type { Browser } from 'playwright-core';
import { rank } from './measuring.ts';
import { GOOD_OF, listen } from './seen.ts';

/** ms until the largest paint, the sum of layout shifts, ms from a key to the next paint (the worst of five), requests of one load. */
export type Paint = { largest: number; shift: number; key: number; requests: number };

/** Round trip and bytes a second of a slow 4G. */
const SLOW = { offline: false, latency: 150, downloadThroughput: (1.6 * 2 ** 20) / 8, uploadThroughput: (0.75 * 2 ** 20) / 8 };

/** Loads a page so many times, each in a profile of its own, and tells the middle of its largest paints and the worst of the rest. */
export const paint = async (browser: Browser, address: string, slow: boolean, times: number): Promise<Paint> => {
  const found: Paint[] = [];
  for (let i = 0; i < times; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    if (slow) {
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', SLOW);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    }
    let requests = 0;
    page.on('request', () => requests++);
    await page.addInitScript(() => {
      const seen = { largest: 0, shift: 0, key: 0 };
      (window as unknown as { seen: typeof seen }).seen = seen;
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) seen.largest = one.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => {
        for (const one of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) if (!one.hadRecentInput) seen.shift += one.value;
      }).observe({ type: 'layout-shift', buffered: true });
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) seen.key = Math.max(seen.key, one.duration);
      }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
    });
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForTimeout(slow ? 3000 : 1000);
    const { largest } = await page.evaluate(() => (window as unknown as { seen: { largest: number } }).seen);
    // the keys that every page has: the list of keys, and away again; the theme
    for (const key of ['?', 'Escape', 't', 'j', 'k']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(200);
    }
    const rest = await page.evaluate(() => (window as unknown as { seen: { shift: number; key: number } }).seen);
    found.push({ largest: Math.round(largest), shift: Number(rest.shift.toFixed(4)), key: Math.round(rest.key), requests });
    await context.close();
  }
  return { largest: rank(found.map((one) => one.largest), 0.5), shift: Math.max(...found.map((one) => one.shift)), key: Math.max(...found.map((one) => one.key)), requests: Math.max(...found.map((one) => one.requests)) };
};

/** Opens an SLO's page and notes whenever it says another total. */
export const looks = async (browser: Browser, address: string): Promise<{ seen(): Promise<{ at: number; total: number }[]> }> => {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForSelector('#live[data-state="live"]');
  await page.evaluate((good) => {
    const seen: { at: number; total: number }[] = [];
    (window as unknown as { seen: typeof seen }).seen = seen;
    const look = (): void => {
      const text = [...document.querySelectorAll('.tile .says')].map((one) => one.textContent ?? '').find((one) => one.includes(' good of ')) ?? '';
      const total = Number((new RegExp(good).exec(text)?.[1] ?? '0').replaceAll(/\D/g, ''));
      if (total !== seen.at(-1)?.total) seen.push({ at: Date.now(), total });
    };
    new MutationObserver(look).observe(document.querySelector('main') as Element, { subtree: true, childList: true, characterData: true });
    look();
  }, GOOD_OF.source);
  return { seen: () => page.evaluate(() => (window as unknown as { seen: { at: number; total: number }[] }).seen) };
};

/** A reader of the stream; `heard` = changes that it was told of. */
export const hearing = (base: string): { heard(): number; close(): void } => {
  const ending = new AbortController();
  let heard = 0;
  void listen(base, ending.signal, (changes) => {
    heard += changes;
  }).catch(() => undefined);
  return { heard: () => heard, close: () => ending.abort() };
};

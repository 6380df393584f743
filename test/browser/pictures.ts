/**
 * Pictures of every page for docs/pictures: node test/browser/pictures.ts [DIR [WHAT]]; WHAT = part of what one program is said to be. The airline demo when its replay is complete, the shop of the checkout demo while its
 * incident burns, and a program without a plan; each page in both themes at 1440, 820 and 390 px, in WebP.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { buildWeb } from '../../dashboard/web/build.ts';
import { openBrowser } from '../support/chromium.ts';
import { folder, type Program, up } from '../support/heptad.ts';

const [to = 'docs/pictures', only = ''] = process.argv.slice(2);
const WIDTHS = [1440, 820, 390] as const;
const THEMES = ['light', 'dark'] as const;
/** A picture is cut off below so many px: what is shown is what a page looks like, not all it holds. */
const MOST = 2400;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const take = async (browser: Browser, base: string, pages: Record<string, string>): Promise<void> => {
  for (const [name, address] of Object.entries(pages))
    for (const colorScheme of THEMES)
      for (const width of WIDTHS) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce', baseURL: base });
        const page = await context.newPage();
        await page.goto(address);
        if ((await page.locator('#live').count()) > 0) await page.waitForSelector('#live[data-state="live"]', { timeout: 20_000 }).catch(() => undefined);
        // charts are drawn once the page is quiet
        await page.waitForTimeout(1500);
        const height = Math.min(MOST, await page.evaluate(() => document.documentElement.scrollHeight));
        const session = await context.newCDPSession(page);
        await page.setViewportSize({ width, height: Math.max(900, height) });
        await page.waitForTimeout(500);
        const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 70 });
        writeFileSync(join(to, `${name}-${colorScheme}-${width}.webp`), Buffer.from(data, 'base64'));
        await context.close();
      }
};

mkdirSync(to, { recursive: true });
await buildWeb();
const browser = await openBrowser();
if (!browser) process.exit(1);

/** Takes the pages of a program of its own, once they are as they should be seen. */
const pictures = async (what: string, args: string[], pages: (program: Program) => Promise<Record<string, string>>): Promise<void> => {
  if (!what.includes(only)) return;
  say(what);
  const data = folder();
  const program = await up([...args, '--data', data.path]);
  await take(browser, program.url, await pages(program));
  await program.stop();
  data.remove();
};

await pictures('a program without a plan', [], async () => ({ 'first-run': '/' }));

await pictures('the airline', ['--demo', 'airline', '--speed', 'Infinity'], async (program) => {
  while (!program.output().includes('replay: complete')) await sleep(500);
  await sleep(5000);
  const [event] = (await program.get<{ items: { id: string; service: string }[] }>('/api/v1/measures/slo/arrivals-on-time/events?good=false&limit=1')).items;
  return {
    scorecard: '/', 'scorecard-tactical': '/?level=tactical', 'scorecard-map': '/?view=map', 'scorecard-grid': '/?view=grid', tiers: '/tiers', 'tiers-contribution': '/tiers?view=contribution',
    measure: '/t/kpi/punctuality', explain: '/t/kpi/punctuality/explain', events: '/events?span=all', event: `/events/${event?.service}/${encodeURIComponent(event?.id ?? '')}`, slo: '/slos/arrivals-on-time',
  };
});

await pictures('the shop, while orders fail', ['--demo', 'checkout', '--speed', '20'], async (program) => {
  const firing = async (): Promise<string | undefined> => (await program.get<{ items: { state: string; slo: string }[] }>('/api/v1/alerts')).items.find((one) => one.state === 'firing')?.slo;
  let burning = await firing();
  for (let i = 0; i < 300 && burning === undefined; i++) {
    await sleep(1000);
    burning = await firing();
  }
  // when nothing fires, any of them
  burning ??= (await program.get<{ items: { name: string }[] }>('/api/v1/tiers/slo')).items[0]?.name ?? '';
  return { slos: '/slos', 'slo-burning': `/slos/${burning}`, alerts: '/alerts', pipeline: '/pipeline', 'scorecard-operational': '/?level=operational' };
});
await browser.close();
process.exit(0);

/** A browser page that is watched: console errors, CSP reports, requests that leave the server, and what axe-core finds on it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RESULTS = fileURLToPath(new URL('../../test-results/', import.meta.url));

export type Watched = { page: Page; faults: string[]; close(): Promise<void> };

/** Opens a page on `base`; `faults` fills with whatever should not happen. */
export const watched = async (browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Watched> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options, baseURL: base });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) faults.push(`left the server: ${request.url()}`);
  });
  return { page, faults, close: () => context.close() };
};

/** What axe finds, one line each; empty when there is nothing. */
export const axe = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const { axe: run } = globalThis as unknown as { axe: { run(on: Document, options: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> } };
    return (await run.run(document, { runOnly: { type: 'tag', values: tags } })).violations.map((one) => `${one.id}: ${one.help} ${one.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`);
  }, TAGS);
  return found;
};

/** Of the targets that a selector finds, those that can be seen and are smaller than 24 px; `spared` need not be that large. */
export const small = (page: Page, targets: string, spared = ':not(*)'): Promise<string[]> =>
  page.evaluate(
    ([wanted, but]) =>
      [...document.querySelectorAll(wanted)]
        .filter((one) => one.checkVisibility() && !one.matches(but) && (one.getBoundingClientRect().height < 23.5 || one.getBoundingClientRect().width < 23.5))
        .map((one) => one.outerHTML.slice(0, 90)),
    [targets, spared] as const,
  );

/** Keeps a picture of the whole page in test-results/. */
export const picture = async (page: Page, name: string, fullPage = true): Promise<void> => {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: `${RESULTS}${name}.png`, fullPage });
};

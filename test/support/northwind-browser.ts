/** Chromium on the pages of Northwind, for one file of tests: built, opened and served before its first test, closed after its last. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type Served, serveNorthwind } from './northwind-server.ts';
import { webBrowser } from './web-browser.ts';

/** `browser` is null where there is none: the tests are to be skipped. `served` may be asked for once a test runs. */
export const northwindBrowser = async (): Promise<{ browser: Browser | null; served: () => Served }> => {
  const browser = await webBrowser();
  let served: Served | null = null;
  if (browser) {
    beforeAll(async () => {
      served = await serveNorthwind();
    });
    afterAll(() => served?.close());
  }
  return { browser, served: () => served as Served };
};

/** Chromium on the pages of Northwind, for one file of tests: built, opened and served before its first test, closed after its last. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { buildWeb } from '../../dashboard/web/build.ts';
import { openBrowser } from './chromium.ts';
import { type Served, serveNorthwind } from './northwind-server.ts';

/** `browser` is null where there is none: the tests are to be skipped. `served` may be asked for once a test runs. */
export const northwindBrowser = async (): Promise<{ browser: Browser | null; served: () => Served }> => {
  await buildWeb();
  const browser = await openBrowser();
  let served: Served | null = null;
  if (browser) {
    beforeAll(async () => {
      served = await serveNorthwind();
    });
    afterAll(async () => {
      await served?.close();
      await browser.close();
    });
  }
  return { browser, served: () => served as Served };
};

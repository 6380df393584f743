/** Chromium for one file of tests, with script and style of the pages built as they are now; closed after its last test. */
import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { buildWeb } from '../../dashboard/web/build.ts';
import { openBrowser } from './chromium.ts';

/** null where there is none: its tests are to be skipped. */
export const webBrowser = async (): Promise<Browser | null> => {
  await buildWeb();
  const browser = await openBrowser();
  afterAll(() => browser?.close());
  return browser;
};

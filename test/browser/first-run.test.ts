/** A program that nobody has configured, as a newcomer meets it: the page's own command, run in a shell, is seen on the page a moment later. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { folder, up } from '../support/heptad.ts';
import { axe, picture, watched } from '../support/watched.ts';
import { webBrowser } from '../support/web-browser.ts';

const opened = await webBrowser();
const browser = opened as Browser;

describe.skipIf(opened === null)('the first run', () => {
  it('says what to do, and that an event has come in, without being loaded again', async () => {
    const data = folder();
    const heptad = await up(['--data', data.path]);
    const { page, faults, close } = await watched(browser, heptad.url);
    await page.goto('/');
    expect(await page.textContent('h1')).toBe('No plan yet');
    expect(await page.textContent('#waiting')).toBe('Waiting for the first event … received 0');
    // commands scroll by themselves, sentences and buttons stay in sight
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate(() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('.steps :is(p, .copy)')].map((one) => one.getBoundingClientRect().right)].filter((right) => right > 320))).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => document.body.setAttribute('data-never-left', ''));
    const command = await page.locator('.steps li').first().locator('code').textContent();
    const { stdout } = await promisify(execFile)('bash', ['-c', `${command} --silent --show-error --fail`]);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1 });
    const since = performance.now();
    await page.waitForFunction(() => document.getElementById('waiting')?.textContent === 'Received 1 event: look at it', undefined, { timeout: 20_000 });
    process.stdout.write(`the page said so after ${Math.round(performance.now() - since)} ms\n`);
    expect(await page.getAttribute('body', 'data-never-left')).toBe('');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axe(page)).toEqual([]);
      await picture(page, `first-event-${colorScheme}`);
    }
    await page.click('#waiting a');
    await page.waitForURL('**/events');
    expect(await page.textContent('main')).toContain('checkout/http.request');
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
    expect(await heptad.stop()).toBe(0);
    data.remove();
  });
});

/** Finds a Chromium for the browser tests: CHROMIUM_PATH, Debian's, else the one inside the npm package @sparticuz/chromium (its binary, not its flags). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

type Found = { path: string; env: Record<string, string> } | { path: null; why: string };

const starts = (path: string, env: Record<string, string>): string | null => {
  const done = spawnSync(path, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 20_000, encoding: 'utf8' });
  return done.status === 0 ? null : (done.error?.message ?? done.stderr.trim().split('\n')[0] ?? `status ${done.status}`);
};

/** One test process at a time unpacks the binary: half of it would not start. A lock left behind by a killed run is broken after a minute. */
const alone = async <T>(work: () => Promise<T>): Promise<T> => {
  const lock = join(tmpdir(), 'heptad-chromium.lock');
  for (let i = 0; ; i++) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (i >= 60) rmSync(lock, { recursive: true, force: true });
      await sleep(1000);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};

/** Where a Chromium is that starts here, with what it needs in its environment; else why there is none. */
const findChromium = async (): Promise<Found> => {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? { path: named, env: {} } : { path: null, why: `CHROMIUM_PATH names ${named}, which is not there` };
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (existsSync(path)) return { path, env: {} };
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const path = await alone(() => packed.executablePath());
    const why = starts(path, {});
    if (why === null) return { path, env: {} };
    // a machine without the shared libraries of a desktop: the package carries them
    const libraries = join(tmpdir(), 'al2023', 'lib');
    if (!existsSync(libraries)) {
      mkdirSync(join(tmpdir(), 'al2023'), { recursive: true });
      const packedLibraries = readFileSync(new URL('../../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium')));
      spawnSync('tar', ['-xf', '-', '-C', join(tmpdir(), 'al2023')], { input: brotliDecompressSync(packedLibraries) });
    }
    const env = { LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
    const still = starts(path, env);
    return still === null ? { path, env } : { path: null, why: still };
  } catch (error) {
    return { path: null, why: error instanceof Error ? error.message : String(error) };
  }
};

/** A running browser, or null with a loud line saying why it is skipped; in CI that is an error. */
export const openBrowser = async (): Promise<Browser | null> => {
  const found = await findChromium();
  if (found.path === null) {
    const says = `no Chromium (${found.why}): set CHROMIUM_PATH, or install chromium`;
    if (process.env.CI === 'true') throw new Error(says);
    console.warn(`SKIPPED test/browser: ${says}`);
    return null;
  }
  return chromium.launch({ executablePath: found.path, args: FLAGS, env: { ...(process.env as Record<string, string>), ...found.env } });
};

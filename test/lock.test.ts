/** The lock file serves every platform and names no registry's host. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, { version?: string; resolved?: string; optional?: boolean }> };

test('the engine for all four platforms is in the lock, so that npm ci accepts it anywhere', () => {
  const versions = ['lib-darwin-arm64', 'lib-darwin-x64', 'lib-linux-arm64-gnu', 'lib-linux-x64-gnu'].map((name) => lock.packages[`node_modules/@chdb/${name}`]);
  expect(versions.map((one) => one?.optional)).toEqual([true, true, true, true]);
  expect(new Set(versions.map((one) => one?.version)).size).toBe(1);
});

test('no package is tied to a host', () => {
  expect(Object.values(lock.packages).filter((one) => one.resolved?.startsWith('http'))).toEqual([]);
});

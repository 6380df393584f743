/** The lock file serves every platform and names no registry's host. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, { version?: string; resolved?: string; optional?: boolean; optionalDependencies?: Record<string, string> }> };

test('the engine for all four platforms is in the lock, so that npm ci accepts it anywhere', () => {
  const versions = ['lib-darwin-arm64', 'lib-darwin-x64', 'lib-linux-arm64-gnu', 'lib-linux-x64-gnu'].map((name) => lock.packages[`node_modules/@chdb/${name}`]);
  expect(versions.map((one) => one?.optional)).toEqual([true, true, true, true]);
  expect(new Set(versions.map((one) => one?.version)).size).toBe(1);
});

test('every optional package that another one names is in the lock: npm ci refuses a lock that leaves one out', () => {
  const holds = (from: string, name: string): boolean => {
    for (let at = from; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
      if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
      if (at === '') return false;
    }
  };
  const missing = Object.entries(lock.packages).flatMap(([from, one]) => Object.keys(one.optionalDependencies ?? {}).filter((name) => !holds(from, name)).map((name) => `${from} needs ${name}`));
  expect(missing).toEqual([]);
});

test('no package is tied to a host', () => {
  expect(Object.values(lock.packages).filter((one) => one.resolved?.startsWith('http'))).toEqual([]);
});

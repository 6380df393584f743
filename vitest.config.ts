/** Tests: every file in a process of its own (the embedded store binds one folder a process), three at a time on two cores, for some wait more than they work, and a plain closing line at the end. */
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Folders of tests lie in memory where there is plenty of it: stores sync every insert, and none of these tests asks what a power cut leaves (test/chaos/power.ts has disks of its own). */
const inMemory = (): { TMPDIR?: string } => {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= 12 * 2 ** 30 ? { TMPDIR: '/dev/shm' } : {};
  } catch {
    return {};
  }
};

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    isolate: true,
    sequence: { sequencer: LongestFirst },
    maxWorkers: 3,
    // the program is started some hundred times: every start but the first finds its TypeScript stripped and compiled
    env: { ...inMemory(), NODE_COMPILE_CACHE: join(tmpdir(), 'heptad-compile-cache') },
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ['default', './test/support/closing-line.ts'],
    coverage: { provider: 'v8', include: ['shared/**', 'ingest/**', 'aggregator/**', 'dashboard/**'] },
  },
});

/** The same messages in another order, in other batches, on one thread or two: byte for byte the same rows. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { whole } from '../support/whole.ts';

/** Plays a page in a process of its own (the embedded store binds one folder a process) and answers its rows as JSON text. */
const rows = (page: string, seed: number, threads: number): string => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL('../support/rows-of.ts', import.meta.url)), page, String(seed), String(threads)], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

/** All pages, or those whose tiers are made from slices, for above them order has no say. */
const PAGES = whole ? ['2-sli.md', '3-slo.md', '4-vma.md', '5-kpt.md', '6-kpi.md', '7-kra.md'] : ['2-sli.md', '4-vma.md'];

test.each(PAGES)('%s: shuffled, on one thread as in order on two', (page) => {
  const first = rows(page, 0, 2);
  expect(first.length).toBeGreaterThan(500);
  expect(rows(page, 7, 1)).toBe(first);
}, 240_000);

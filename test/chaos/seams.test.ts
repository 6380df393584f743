/** Seams must fit: one whose line was rewritten would break the program otherwise than it says, in runs that are rarely made. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SEAMS } from './seams.ts';

test.each(Object.entries(SEAMS).flatMap(([name, changes]) => changes.map((one) => [name, one] as const)))('%s changes a line that is there, once', (_name, { file, from }) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split(from).length - 1).toBe(1);
});

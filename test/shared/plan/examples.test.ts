/** Every example of the plan language is a plan: those of the contract with the five names they leave out, those of the README, the demos and the starter. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { starter } from '../../../commands/starter.ts';
import { checkPlan } from '../../../shared/plan/check.ts';
import { readFiles, readPlan } from '../../../shared/plan/read.ts';
import { faultLine } from '../../../shared/plan/report.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { files } = readFiles([here('../../support/plans/contract')]);

test('the examples of the contract have no fault', () => expect(checkPlan(files).faults.map(faultLine)).toEqual([]));

test.each(['../../../examples/airline/plan', '../../../examples/checkout/plan', '../../support/plans/shop'])('%s is a plan', (folder) => expect(readPlan([here(folder)]).faults).toEqual([]));

test('each YAML block of the README is a plan', () => {
  const blocks = [...readFileSync(here('../../../README.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map((one) => one[1] as string);
  expect(blocks.length).toBeGreaterThan(0);
  for (const text of blocks) expect(checkPlan([{ file: 'README.md', text }]).faults.map(faultLine)).toEqual([]);
});

test('the blocks of docs/plan.md are one plan without a warning, with every kind of SLI', () => {
  const text = [...readFileSync(here('../../../docs/plan.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map((one) => one[1] as string).join('---\n');
  const { plan, faults, warnings } = checkPlan([{ file: 'docs/plan.md', text }]);
  expect([...faults, ...warnings].map(faultLine)).toEqual([]);
  expect(new Set(plan?.measures.flatMap((one) => (one.tier === 'sli' ? [one.kind] : [])))).toEqual(new Set(['ratio', 'threshold', 'counts', 'counter', 'state', 'ticket']));
});

test('what heptad init writes is a plan without a warning, and tells editors its schema in the first line', () => {
  const files = starter('shop').map(({ name, text }) => ({ file: name, text }));
  expect(checkPlan(files)).toMatchObject({ faults: [], warnings: [] });
  for (const { text } of files) expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./plan.schema.json');
});

/** The JSON Schema for editors takes what the checker takes, numbers and booleans too, and refuses what it refuses by form. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { starter } from '../../../commands/starter.ts';
import { KINDS } from '../../../shared/plan/documents.ts';
import { editorSchema } from '../../../shared/plan/editor-schema.ts';
import { readFiles } from '../../../shared/plan/read.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const schema = editorSchema() as { allOf: { if: { properties: { kind: { const: string } } }; then: { $ref: string } }[]; $defs: object } & Record<string, unknown>;
// if and then are not understood by the reader of schemas used here: each kind is checked by what it leads to
const byKind = new Map(schema.allOf.map((one) => [one.if.properties.kind.const, z.fromJSONSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: schema.$defs, ...one.then } as Parameters<typeof z.fromJSONSchema>[0])]));

/** Documents as an editor sees them: numbers are numbers, true is true. */
const documents = (text: string): Record<string, unknown>[] => {
  const found = parseAllDocuments(text);
  return (Array.isArray(found) ? found : []).flatMap((one) => (one.contents === null ? [] : [one.toJS() as Record<string, unknown>]));
};
const problems = (text: string): string[] =>
  documents(text).flatMap((document) => {
    const kind = byKind.get(String(document['kind']));
    if (!kind) return [`${String(document['kind'])} is unknown`];
    return (kind.safeParse(document).error?.issues ?? []).map((one) => `${String(document['kind'])} ${one.path.join('.')}: ${one.message}`);
  });

describe('the schema', () => {
  test('is of 2020-12 and knows every kind', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect([...byKind.keys()]).toEqual(Object.values(KINDS).flatMap((kinds) => Object.keys(kinds)));
  });
  test('says what each field means', () => {
    const undescribed = new Set<string>();
    const walk = (node: unknown): void => {
      if (node === null || typeof node !== 'object') return;
      for (const [key, one] of Object.entries(node)) {
        if (key === 'properties') for (const [field, of] of Object.entries(one as object)) if (!(of as { description?: string }).description) undescribed.add(field);
        walk(one);
      }
    };
    walk(schema.$defs);
    // metadata and spec are described where the document begins
    for (const known of ['metadata', 'spec']) undescribed.delete(known);
    expect([...undescribed]).toEqual([]);
  });

  test('a kind inside a document is that of events, and an activity has its lines from its children', () => {
    const words = JSON.stringify(schema);
    const kinds: string[] = [];
    const walk = (node: unknown, above: string): void => {
      if (node === null || typeof node !== 'object') return;
      for (const [key, one] of Object.entries(node)) {
        if (key === 'kind' && ['state', 'ticket'].includes(above)) kinds.push((one as { description: string }).description);
        walk(one, key === 'properties' ? above : key);
      }
    };
    walk(schema.$defs, '');
    expect([...new Set(kinds)]).toEqual(['the kind of the events that are read']);
    expect(words).toContain('default the lowest of its children');
  });

  const cases = process.env['HEPTAD_CASES'] ?? here('../../../../shared/cases');
  const folders = ['../../../examples/airline/plan', '../../../examples/checkout/plan', '../../support/plans/shop', '../../support/plans/contract'].map(here);
  const generated = ['1-basic', '2-basic', '3-basic', '4-full', '5-full', '6-full'].map((name) => `${cases}/${name}/plan`).filter(existsSync);
  test.each([...folders, ...generated])('takes %s', (folder) => {
    for (const { file, text } of readFiles([folder]).files) expect({ file, problems: problems(text) }).toEqual({ file, problems: [] });
  });
  test('takes the README and what heptad init writes', () => {
    for (const [, text] of readFileSync(here('../../../README.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)) expect(problems(text as string)).toEqual([]);
    for (const { text } of starter('shop')) expect(problems(text)).toEqual([]);
  });

  test.each([
    ['an unknown field', '{apiVersion: openslo/v1, kind: Service, metadata: {name: s}, spec: {descripton: x}}'],
    ['an unknown method', '{apiVersion: openslo/v1, kind: SLO, metadata: {name: s}, spec: {service: x, indicatorRef: r, budgetingMethod: Some, objectives: [{target: 0.9}]}}'],
    ['a target that is true', '{apiVersion: openslo/v1, kind: SLO, metadata: {name: s}, spec: {service: x, indicatorRef: r, objectives: [{target: true}]}}'],
    ['a name in capitals', '{apiVersion: openslo/v1, kind: Service, metadata: {name: Shop}, spec: {}}'],
    ['a group in a group with a field that is none', '{apiVersion: heptad/v1, kind: VitalMissionActivity, metadata: {name: s}, spec: {all: [a, {any: [b, {al: [c]}]}]}}'],
    ['a description too long', `{apiVersion: openslo/v1, kind: Service, metadata: {name: s}, spec: {description: ${'x'.repeat(1051)}}}`],
  ])('refuses %s', (_what, text) => expect(problems(text)).toHaveLength(1));
});

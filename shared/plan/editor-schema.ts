/**
 * The JSON Schema (2020-12) of plan files for editors, made from the schemas that check them. Those hold every scalar as text (a plan is read so that no digit
 * passes through a double); an editor sees numbers and booleans, so both are taken here. It knows the form of a document, not its meaning: `heptad validate` does.
 */
import { z } from 'zod';
import { ANNOTATIONS, KINDS } from './documents.ts';
import { FIELD_WORDS } from './field-words.ts';

type Json = { [key: string]: unknown };
const isMap = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);

export const SCHEMA_PATH = '/api/v1/plan/schema.json';

/** Fields that are numbers when they are no text such as "99.5%". */
const NUMBERS = new Set(['target', 'targetPercent', 'value', 'timeSliceTarget', 'compositeWeight', 'threshold', 'weight', 'atLeast', 'worst', 'best', 'adequate', 'desired', 'sliceTarget', 'timeSliceWindow', 'need', 'budget-remaining']);

/** One scalar as editors see it; `name` is the field it stands in. */
const scalar = (node: Json, name: string): Json => {
  if (Array.isArray(node['enum']) && node['enum'].every((one) => one === 'true' || one === 'false')) return { ...node, type: ['boolean', 'string'], enum: [true, false, 'true', 'false'] };
  if (node['const'] !== undefined || node['enum'] !== undefined) return node;
  return { ...node, type: NUMBERS.has(name) ? ['number', 'string'] : ['string', 'number', 'boolean'] };
};

/** A schema as editors need it: scalars loosened, fields described, references kept apart by kind. */
const forEditors = (node: unknown, kind: string, name: string): unknown => {
  if (Array.isArray(node)) return node.map((one) => forEditors(one, kind, name));
  if (!isMap(node)) return node;
  const out: Json = {};
  for (const [key, value] of Object.entries(node))
    if (key === '$ref') out[key] = String(value).replace('#/$defs/', `#/$defs/${kind}.`);
    // names of keys are text whatever they look like
    else if (key === 'propertyNames') out[key] = value;
    else if (key === 'properties' && isMap(value)) out[key] = Object.fromEntries(Object.entries(value).map(([field, one]) => [field, described(forEditors(one, kind, field), kind, field, name)]));
    else out[key] = forEditors(value, kind, name);
  return out['type'] === 'string' ? scalar(out, name) : out;
};

const described = (node: unknown, kind: string, field: string, above: string): unknown => {
  const description = FIELD_WORDS[`${kind}.${field}`] ?? (['spec', 'state', 'ticket'].includes(above) && field === 'kind' ? FIELD_WORDS['metricSource.kind'] : FIELD_WORDS[field]);
  if (!isMap(node) || description === undefined) return node;
  // the annotations that are read, for completion
  const known = field === 'annotations' ? { properties: Object.fromEntries(Object.keys(ANNOTATIONS).map((one) => [one, { description: FIELD_WORDS[one], type: ['string', 'number', 'boolean'] }])) } : {};
  return { description, ...node, ...known };
};

/** The schema of one document of a plan file; documents of one file are checked one by one. */
export const editorSchema = (): Json => {
  const defs: Json = {};
  const cases: Json[] = [];
  for (const [apiVersion, kinds] of Object.entries(KINDS))
    for (const [kind, schema] of Object.entries(kinds)) {
      const { $schema: _schema, $defs, ...made } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
      for (const [name, one] of Object.entries(isMap($defs) ? $defs : {})) defs[`${kind}.${name}`] = forEditors(one, kind, '');
      defs[kind] = forEditors(made, kind, '');
      cases.push({ if: { properties: { apiVersion: { const: apiVersion }, kind: { const: kind } }, required: ['apiVersion', 'kind'] }, then: { $ref: `#/$defs/${kind}` } });
    }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A document of a Heptad plan',
    description: 'OpenSLO v1 and heptad/v1. heptad validate checks what a schema cannot: names that refer to others, targets, windows.',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { description: FIELD_WORDS['apiVersion'], enum: Object.keys(KINDS) },
      kind: { description: FIELD_WORDS['kind'], enum: Object.values(KINDS).flatMap((one) => Object.keys(one)) },
      metadata: { type: 'object', description: 'name, title, labels and annotations' },
      spec: { type: 'object', description: 'what it says' },
    },
    allOf: cases,
    $defs: defs,
  };
};

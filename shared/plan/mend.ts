/**
 * A document with faults of form, mended for checking only: the faulty value is left out, or stands in as an empty one where there must be one,
 * so that what else is wrong with the document is named in the same pass. Nothing is ever built of a mended document: its faults refuse the plan. Pure.
 */
import type { z } from 'zod';
import { nearest } from './hint.ts';
import type { Path } from './source.ts';

type Issue = z.core.$ZodIssue;

/** A document's value without its faults of form, and the places where something was left out or stands in. */
export type Mended = { value: unknown; holes: Path[] };

/** Checks a value by its schema. The message of an unknown key is the list of the fields that are known there. */
export const parse = <T extends z.ZodType>(schema: T, value: unknown): z.ZodSafeParseResult<z.infer<T>> =>
  schema.safeParse(value, { error: ({ code, inst }) => (code === 'unrecognized_keys' ? Object.keys((inst?._zod.def as Partial<z.core.$ZodObjectDef> | undefined)?.shape ?? {}).join(' ') : undefined) });

/** The fields that are known where unknown ones stand. */
export const allowed = (issue: z.core.$ZodIssueUnrecognizedKeys): string[] => issue.message.split(' ').filter((one) => one !== '');

const depth = (issues: readonly Issue[]): number => issues.reduce((most, one) => Math.max(most, one.path.length), 0) + (issues.some((one) => one.code === 'unrecognized_keys') ? 0.5 : 0);

/** The form of a union that was most likely meant: the one whose faults lie deepest; undefined when none of them was begun. */
export const meant = (errors: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const [best] = [...errors].sort((a, b) => depth(b) - depth(a));
  return best?.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys') ? best : undefined;
};

/** `base` and the way of an issue below it. */
export const wayOf = (base: Path, issue: Issue): Path => [...base, ...issue.path.filter((one): one is string | number => typeof one !== 'symbol')];

/** The value at `path`, own fields only. */
export const valueAt = (value: unknown, path: Path): unknown => path.reduce<unknown>((at, key) => (at !== null && typeof at === 'object' && Object.hasOwn(at, key) ? (at as Record<string | number, unknown>)[key] : undefined), value);

/** Issues that the makers of measures can live with: a name of another form, an empty list. */
const harmless = (issue: Issue): boolean => issue.code === 'too_small' || issue.code === 'invalid_format' || issue.code === 'custom' || issue.code === 'invalid_key' || (issue.code === 'too_big' && issue.origin !== 'array');

/** What stands in for a value that must be there; undefined when nothing can. */
const standIn = (issue: Issue): unknown => {
  if (issue.code === 'invalid_value') return issue.values[0];
  if (issue.code === 'invalid_union') return '';
  if (issue.code !== 'invalid_type') return undefined;
  return { string: '', array: [], tuple: [], object: {}, record: {} }[issue.expected as string];
};

/** Mends one issue in place; false when it cannot. */
const mendOne = (root: unknown, issue: Issue, base: Path, holes: Path[]): boolean => {
  const path = wayOf(base, issue);
  const best = issue.code === 'invalid_union' ? meant(issue.errors) : undefined;
  if (best) return best.filter((one) => !harmless(one)).every((one) => mendOne(root, one, path, holes));
  holes.push(path);
  const at = valueAt(root, path);
  if (issue.code === 'unrecognized_keys') {
    holes.pop();
    for (const key of issue.keys) {
      holes.push([...path, key]);
      // the field that it was probably meant to be is not missing too
      const word = nearest(key, allowed(issue));
      if (word !== undefined) holes.push([...path, word]);
      Reflect.deleteProperty(at as object, key);
    }
    return true;
  }
  if (issue.code === 'too_big' && Array.isArray(at)) {
    at.length = Number(issue.maximum);
    return true;
  }
  const above = valueAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined || above === null || typeof above !== 'object') return false;
  // leaving an element out would move those behind it
  if (at !== undefined && !Array.isArray(above)) return Reflect.deleteProperty(above, key);
  const instead = standIn(issue);
  return instead !== undefined && Reflect.set(above, key, instead);
};

/** A document with more unknown fields is too far from any form. */
const MOST_UNKNOWN = 1000;

/** `value` mended until `schema` takes it; null when it is too far from any form. */
export const mend = (schema: z.ZodType, value: unknown): Mended | null => {
  if (parse(schema, value).error?.issues.some((one) => one.code === 'unrecognized_keys' && one.keys.length > MOST_UNKNOWN)) return null;
  const copy: unknown = structuredClone(value);
  const holes: Path[] = [];
  for (let round = 0; round < 20; round++) {
    const left = (parse(schema, copy).error?.issues ?? []).filter((one) => !harmless(one));
    if (left.length === 0) return { value: copy, holes };
    if (!left.every((one) => mendOne(copy, one, [], holes))) return null;
  }
  return null;
};

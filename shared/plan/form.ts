/** The form of a document as its schema sees it: each issue as a fault at its place, with the word that was probably meant. Pure. */
import type { z } from 'zod';
import type { Fault } from './measure.ts';
import { didYouMean } from './hint.ts';
import { allowed, meant, valueAt, wayOf } from './mend.ts';
import { faultAt, type Path, type Source } from './source.ts';

/** Unknown fields of one map that are named one by one; a file that is no plan at all may have a million. */
const MOST_NAMED = 1000;
/** With more fields than these the list of them is no hint. */
const MOST_LISTED = 12;

/** What is written in a map and should stand elsewhere: a name alone (all: [{slo: NAME}]), the key of a label in one word (labels: {KEY: …}), a value itself ({eq: …}). */
const rewritten = (source: Source, path: Path, key: string): string | undefined => {
  if (path.at(-2) === 'where' && path.at(-1) === 'labels') return `write where: {labels.${key}: …}`;
  if (path.at(-2) === 'where' && /^(eq|equals|is|in|anyOf|oneOf)$/.test(key)) return `write the text, or a list of texts, without ${key}`;
  const name = valueAt(source.value, [...path, key]);
  return (key === 'slo' || key === 'vma') && typeof path.at(-1) === 'number' && typeof name === 'string' ? `write the name alone: ${name}` : undefined;
};

const unknown = (source: Source, path: Path, keys: readonly string[], fields: readonly string[]): Fault[] => {
  const listed = fields.length > 0 && fields.length <= MOST_LISTED ? `${fields.length === 1 ? 'only' : 'one of'} ${fields.join(', ')}` : undefined;
  return [
    ...keys.slice(0, MOST_NAMED).map((key) => faultAt(source, path, `there is no field ${key} here`, { key, hint: key === '<<' ? 'merge keys are of YAML 1.1: write the fields out' : (didYouMean(key, fields) ?? rewritten(source, path, key) ?? listed) })),
    ...(keys.length > MOST_NAMED ? [faultAt(source, path, `there are ${keys.length - MOST_NAMED} more fields here that no plan has`)] : []),
  ];
};

/** What people write for other words: comparisons as in programs, yes and no as in YAML 1.1. */
const OTHER_WORDS: Readonly<Record<string, string>> = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte', yes: 'true', on: 'true', no: 'false', off: 'false' };

/** Of several, the one that was probably meant, else undefined. */
const chosen = (text: string, values: readonly string[]): string | undefined => {
  const word = OTHER_WORDS[text.trim().toLowerCase()];
  return word !== undefined && values.includes(word) ? `did you mean ${word}?` : didYouMean(text, values);
};

/** Lists whose elements name another document in a map, by that map's field. */
const NAMED_BY: Readonly<Record<string, string>> = { alertPolicies: 'alertPolicyRef', conditions: 'conditionRef', notificationTargets: 'targetRef', targets: 'kpt', indicators: 'kpi', weighted: 'slo' };

/** A name that stands where a map with that name is wanted: how to write it. */
const namedHere = (source: Source, path: Path): string | undefined => {
  const [list, at] = path.slice(-2);
  const text = valueAt(source.value, path);
  const field = typeof at === 'number' && Object.hasOwn(NAMED_BY, String(list)) ? NAMED_BY[String(list)] : undefined;
  return field !== undefined && typeof text === 'string' && /^[\w.-]+$/.test(text) ? `write it as {${field}: ${text}}` : undefined;
};

/** "MyService" and "my_service" as names may be, as a hint. */
const lowered = (name: string): string | undefined => {
  const found = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-').replaceAll(/[^a-z0-9]*\.[^a-z0-9]*/g, '.').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return found === '' ? undefined : `did you mean ${found}?`;
};

const FORMS: Readonly<Record<string, string>> = { string: 'text', array: 'a list', tuple: 'a list' };

/** What the schema of a document finds, at the place where it stands; `base` is the way to the value that was checked. */
export const formFaults = (source: Source, issues: readonly z.core.$ZodIssue[], base: Path): Fault[] =>
  issues.flatMap((issue): Fault[] => {
    const path = wayOf(base, issue);
    if (issue.code === 'unrecognized_keys') return unknown(source, path, issue.keys, allowed(issue));
    if (issue.code === 'invalid_union') {
      const closest = meant(issue.errors);
      if (closest) return formFaults(source, closest, path);
      return [faultAt(source, path, 'this has a form that is not understood here', { hint: namedHere(source, path) })];
    }
    if (issue.code === 'invalid_type' && issue.message.includes('undefined')) return [faultAt(source, path, `${String(path.at(-1) ?? 'a field')} is missing`)];
    if (issue.code === 'invalid_type') return [faultAt(source, path, `${valueAt(source.value, path) === '' ? 'this is empty, and' : 'this'} must be ${FORMS[issue.expected] ?? 'a map'}`, { hint: namedHere(source, path) })];
    if (issue.code === 'invalid_value') return [faultAt(source, path, `this must be one of ${issue.values.map(String).join(', ')}`, { hint: chosen(String(valueAt(source.value, path)), issue.values.map(String)) })];
    if (issue.code === 'invalid_key') return issue.issues.map((one) => faultAt(source, path.slice(0, -1), one.message, { key: String(path.at(-1)) }));
    if (issue.code === 'invalid_format' && path.at(-1) === 'name') return [faultAt(source, path, issue.message, { hint: lowered(String(valueAt(source.value, path))) })];
    if (issue.code === 'too_small' && Number(issue.minimum) > 1) return [faultAt(source, path, `there must be ${String(issue.minimum)} here`)];
    if (issue.code === 'too_small') return [faultAt(source, path, 'this must not be empty')];
    if (issue.code === 'too_big') return [faultAt(source, path, issue.origin === 'array' ? `only ${String(issue.maximum)} may stand here` : `this is longer than ${String(issue.maximum)} characters`)];
    return [faultAt(source, path, issue.message)];
  });

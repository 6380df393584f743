/** The documents of a plan by kind and name: each checked in its form, mended where that is faulty, and no name given twice. Pure. */
import type { z } from 'zod';
import { fromAlpha } from './alpha.ts';
import { ANNOTATIONS, KINDS, RESERVED, type SloSpec } from './documents.ts';
import { elsewhere } from './elsewhere.ts';
import { formFaults } from './form.ts';
import { didYouMean, withArticle } from './hint.ts';
import { hasWhole, objectiveName, wholeName } from './indicator.ts';
import type { Fault } from './measure.ts';
import { mend, parse, valueAt } from './mend.ts';
import { faultAt, type Path, type Source, whereabouts } from './source.ts';
import { type Document, type Holes, OBJECTIVE, type Recognised } from './workshop.ts';

/** A map of annotations, and the kind of the document whose it is. */
type Annotated = { path: Path; kind: string; annotations: Record<string, unknown> };
/** Every map of annotations in a document: its own, and those of the documents written inside it. */
const annotated = (value: unknown, path: Path, kind: string): Annotated[] => {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((one, i) => annotated(one, [...path, i], kind));
  const own = Object.hasOwn(value, 'kind') && Object.hasOwn(value, 'metadata') ? String((value as { kind: unknown }).kind) : kind;
  return Object.entries(value).flatMap(([key, one]): Annotated[] => {
    if (key !== 'metadata') return annotated(one, [...path, key], key === 'indicator' ? 'SLI' : own);
    const annotations = valueAt(one, ['annotations']);
    return annotations !== null && typeof annotations === 'object' ? [{ path: [...path, key, 'annotations'], kind: own, annotations: annotations as Record<string, unknown> }] : [];
  });
};

const PREFIX = 'heptad/';
/** The annotation that was probably meant: ours all begin alike, so what follows is compared. */
const annotationMeant = (key: string): string | undefined => {
  const word = key.slice(PREFIX.length);
  const known = Object.keys(ANNOTATIONS).map((one) => one.slice(PREFIX.length));
  const begun = word === '' ? undefined : known.find((one) => one.startsWith(`${word}-`));
  return begun === undefined ? didYouMean(word, known)?.replace('did you mean ', `did you mean ${PREFIX}`) : `did you mean ${PREFIX}${begun}?`;
};

/** A document in the form of the newest version of its API, with a warning when it is written in an older one. */
const renewed = (source: Source, faults: Fault[]): Source => {
  if (source.value['apiVersion'] !== 'openslo/v1alpha') return source;
  const { value, way, ratios } = fromAlpha(source.value);
  faults.push(faultAt(source, ['apiVersion'], 'openslo/v1alpha is an old version, read as openslo/v1', { hint: 'write apiVersion: openslo/v1', warning: true }));
  for (const i of ratios) faults.push(faultAt(source, ['spec', 'objectives', i], 'all objectives of an SLO have the same ratioMetrics', { hint: 'write another SLO for these' }));
  return { ...source, value, way };
};

/** The schema of a document; null when it cannot be told what it should be, and a fault says why. */
const schemaOf = (source: Source, faults: Fault[]): { kind: string; schema: z.ZodType; current: Source } | null => {
  const { apiVersion, kind } = source.value as { apiVersion?: unknown; kind?: unknown };
  const fault = (path: Path, message: string, hint?: string): null => {
    faults.push(faultAt(source, path, message, { hint }));
    return null;
  };
  const otherwise = (key: string): string | undefined => {
    const there = Object.keys(source.value).find((one) => one.toLowerCase() === key.toLowerCase() && one !== key);
    return there === undefined ? undefined : `${there} is written ${key}`;
  };
  if (typeof apiVersion !== 'string') return fault([], 'apiVersion is missing', otherwise('apiVersion') ?? (typeof kind === 'string' ? (Object.keys(KINDS).find((one) => Object.hasOwn(KINDS[one] ?? {}, kind)) ?? 'openslo/v1 or heptad/v1') : 'openslo/v1 or heptad/v1'));
  if (typeof kind !== 'string') return fault([], 'kind is missing', otherwise('kind'));
  const current = renewed(source, faults);
  const api = String(current.value['apiVersion']);
  const kinds = Object.hasOwn(KINDS, api) ? KINDS[api] : undefined;
  if (!kinds) return fault(['apiVersion'], `${apiVersion} is not known`, didYouMean(apiVersion, Object.keys(KINDS)) ?? 'openslo/v1 or heptad/v1');
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (schema) return { kind, schema, current };
  if (api === 'heptad/v1' && RESERVED.includes(kind)) return fault(['kind'], `${kind} is not built yet`);
  const other = Object.entries(KINDS).find(([, some]) => Object.hasOwn(some, kind));
  return fault(['kind'], `${api} has no kind ${kind}`, other ? `${kind} is a kind of ${other[0]}` : didYouMean(kind, Object.values(KINDS).flatMap((some) => Object.keys(some))));
};

/** A document under its kind, mended where its form is faulty; null when it is too far from any form. The faults say what is wrong. `types` are those of the data sources. */
const recogniseOne = (given: Source, types: ReadonlyMap<string, string>, faults: Fault[], holes: Holes): { kind: string; document: Document<unknown> } | null => {
  const known = schemaOf(given, faults);
  if (!known) return null;
  const { kind, schema, current: source } = known;
  let value: unknown = source.value;
  const left: Path[] = [];
  const others = elsewhere(kind, value, types);
  if (others.length > 0) value = structuredClone(value);
  for (const { path, field, type, instead } of others) {
    faults.push(faultAt(source, [...path, field], `messages are read from Kafka and HTTP, not from ${type}`, { hint: instead }));
    Reflect.set(valueAt(value, path) as object, 'spec', {});
    left.push([...path, 'spec'], [...path, 'type'], [...path, 'metricSourceRef']);
  }
  const result = parse(schema, value);
  if (!result.success) {
    // one by one: there may be more than a call takes arguments
    for (const one of formFaults(source, result.error.issues, [])) faults.push(one);
    const mended = mend(schema, value);
    if (!mended) return null;
    value = mended.value;
    for (const one of mended.holes) left.push(one);
  }
  if (left.length > 0) holes.set(source, new Set(left.map((path) => path.join('.'))));
  const { metadata, spec } = value as { metadata: { name: string; displayName?: string; annotations?: Record<string, string> }; spec: unknown };
  for (const { path, kind: whose, annotations } of annotated(source.value, [], kind))
    for (const key of Object.keys(annotations)) {
      const on = Object.hasOwn(ANNOTATIONS, key) ? ANNOTATIONS[key] : undefined;
      if (key.startsWith(PREFIX) && on === undefined) faults.push(faultAt(source, path, `there is no annotation ${key}`, { key, hint: annotationMeant(key) }));
      else if (on !== undefined && !on.includes(whose)) faults.push(faultAt(source, path, `${key} is not read on ${withArticle(whose)}`, { key, hint: `it stands on ${on.map(withArticle).join(' or ')}`, warning: true }));
    }
  return { kind, document: { source, name: metadata.name, title: metadata.displayName ?? metadata.name, annotations: metadata.annotations ?? {}, spec } };
};

/** The types of the data sources of a plan, by name. */
const typesOf = (all: readonly Source[]): Map<string, string> =>
  new Map(all.flatMap(({ value }): [string, string][] => {
    const [name, type] = [valueAt(value, ['metadata', 'name']), valueAt(value, ['spec', 'type'])];
    return value['kind'] === 'DataSource' && typeof name === 'string' && typeof type === 'string' ? [[name, type]] : [];
  }));

/** SLOs and VMAs share their names: both can stand below a VMA. */
const RIVALS: Readonly<Record<string, string>> = { SLO: 'VitalMissionActivity', VitalMissionActivity: 'SLO' };

/** Every document of a plan under its kind and name; faults are added to `faults`. */
export const recognise = (all: readonly Source[], faults: Fault[]): Recognised => {
  const { byKind, names, holes }: Recognised = { byKind: new Map(), names: new Map(), holes: new Map() };
  const types = typesOf(all);
  const mention = (kind: string, name: string): void => void names.set(kind, (names.get(kind) ?? new Set()).add(name));
  for (const source of all) {
    const [kind, name] = [source.value['kind'], valueAt(source.value, ['metadata', 'name'])];
    // a name counts whatever else is wrong with its document
    if (typeof kind === 'string' && typeof name === 'string') mention(kind, name);
    const found = recogniseOne(source, types, faults, holes);
    if (!found) continue;
    const { document } = found;
    const there = byKind.get(found.kind) ?? new Map<string, Document<unknown>>();
    byKind.set(found.kind, there);
    const twin = there.get(document.name) ?? byKind.get(RIVALS[found.kind] ?? found.kind)?.get(document.name);
    if (twin && document.name !== '') faults.push(faultAt(source, ['metadata', 'name'], `${document.name} is already the name of ${whereabouts(twin.source)}`));
    else there.set(document.name, document);
  }
  // further objectives, and the whole of a composite SLO, are measures with names of their own among those of SLOs and VMAs
  const take = (by: Document<SloSpec>, kind: string, name: string, what: string): void => {
    mention(kind, name);
    const twin = byKind.get('SLO')?.get(name) ?? byKind.get('VitalMissionActivity')?.get(name);
    if (twin) faults.push(faultAt(twin.source, ['metadata', 'name'], `${name} is already the name of ${what} of ${by.name} (${whereabouts(by.source)})`));
  };
  for (const by of (byKind.get('SLO')?.values() ?? []) as Iterable<Document<SloSpec>>) {
    by.spec.objectives.forEach((_, i) => {
      if (i > 0) take(by, OBJECTIVE, objectiveName(by.name, i), `objective ${i + 1}`);
    });
    if (hasWhole(by.spec)) take(by, 'VitalMissionActivity', wholeName(by.name), 'the whole');
  }
  return { byKind, names, holes };
};

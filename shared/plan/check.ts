/** Plan text in, checked plan out: every fault of every document in one pass, or the measures. Pure. */
import type { z } from 'zod';
import { fromAlpha } from './alpha.ts';
import { elsewhere } from './elsewhere.ts';
import { ANNOTATIONS, type KptSpec, KINDS, RESERVED, type SliSpec, type SloSpec, type VmaSpec } from './documents.ts';
import { makeCalendars } from './calendar.ts';
import { makeSchedules } from './correction.ts';
import { didYouMean, nearest, withHints } from './hint.ts';
import { makeKpts } from './kpt.ts';
import type { Fault, Measure, Plan, Window } from './measure.ts';
import { meant, mend, valueAt, wayOf } from './mend.ts';
import { composite, minuteMeant, monthMeant, rawTypes } from './openslo.ts';
import { makeSlis, type Use } from './sli.ts';
import { inlineSli, makeSlos, windowOf } from './slo.ts';
import { faultAt, type Path, type Source, sources, whereabouts } from './source.ts';
import { makeAlerts } from './alert.ts';
import { makeAlertRules } from './alert-rule.ts';
import { makeUpper } from './upper.ts';
import { makeVmas } from './vma.ts';
import { type Document, hash, type Holes, workshop } from './workshop.ts';

/** Unknown fields of one map that are named one by one; a file that is no plan at all may have a million. */
const MOST_NAMED = 1000;

const unknown = (source: Source, path: Path, keys: readonly string[]): Fault[] => [
  ...keys.slice(0, MOST_NAMED).map((key) => faultAt(source, path, `there is no field ${key} here`, { key, hint: didYouMean(key, FIELDS) })),
  ...(keys.length > MOST_NAMED ? [faultAt(source, path, `there are ${keys.length - MOST_NAMED} more fields here that no plan has`)] : []),
];

/** What zod finds, at the place where it stands; `base` is the way to the value that was checked. */
const structural = (source: Source, issues: readonly z.core.$ZodIssue[], base: Path): Fault[] =>
  issues.flatMap((issue): Fault[] => {
    const path = wayOf(base, issue);
    if (issue.code === 'unrecognized_keys') return unknown(source, path, issue.keys);
    if (issue.code === 'invalid_union') {
      const closest = meant(issue.errors);
      if (closest) return structural(source, closest, path);
      return [faultAt(source, path, 'this has a form that is not understood here')];
    }
    if (issue.code === 'invalid_type' && issue.message.includes('undefined')) return [faultAt(source, path, `${String(path.at(-1) ?? 'a field')} is missing`)];
    if (issue.code === 'invalid_type') return [faultAt(source, path, `this must be ${issue.expected === 'string' ? 'text' : issue.expected === 'array' ? 'a list' : 'a map'}`)];
    if (issue.code === 'invalid_value') return [faultAt(source, path, `this must be one of ${issue.values.map(String).join(', ')}`, { hint: didYouMean(String(valueAt(source.value, path)), issue.values.map(String)) })];
    if (issue.code === 'invalid_key') return issue.issues.map((one) => faultAt(source, path.slice(0, -1), one.message, { key: String(path.at(-1)) }));
    if (issue.code === 'invalid_format' && path.at(-1) === 'name') return [faultAt(source, path, issue.message, { hint: lowered(String(valueAt(source.value, path))) })];
    if (issue.code === 'too_small') return [faultAt(source, path, 'this must not be empty')];
    if (issue.code === 'too_big') return [faultAt(source, path, issue.origin === 'array' ? `only ${String(issue.maximum)} may stand here` : `this is longer than ${String(issue.maximum)} characters`)];
    return [faultAt(source, path, issue.message)];
  });

/** "MyService" and "my_service" as names may be, as a hint. */
const lowered = (name: string): string | undefined => {
  const found = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return found === '' ? undefined : `did you mean ${found}?`;
};

/** Every map of annotations in a document: its own, and those of the documents written inside it. */
const annotated = (value: unknown, path: Path): [Path, Record<string, unknown>][] => {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((one, i) => annotated(one, [...path, i]));
  return Object.entries(value).flatMap(([key, one]): [Path, Record<string, unknown>][] => {
    if (key !== 'metadata') return annotated(one, [...path, key]);
    const annotations = valueAt(one, ['annotations']);
    return annotations !== null && typeof annotations === 'object' ? [[[...path, key, 'annotations'], annotations as Record<string, unknown>]] : [];
  });
};

/** Every field name of the plan language, for did-you-mean where the schema cannot tell which were meant. */
const FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'name', 'displayName', 'labels', 'annotations', 'description', 'owner', 'service', 'indicator', 'indicatorRef', 'timeWindow', 'budgetingMethod', 'objectives', 'alertPolicies', 'duration', 'isRolling', 'calendar', 'startTime', 'timeZone',
  'op', 'value', 'target', 'targetPercent', 'timeSliceTarget', 'timeSliceWindow', 'ratioMetric', 'thresholdMetric', 'counter', 'good', 'bad', 'total', 'raw', 'rawType', 'metricSource', 'type', 'where', 'samples', 'unit', 'lt', 'lte', 'gt', 'gte', 'between', 'not', 'exists', 'prefix',
  'all', 'any', 'atLeast', 'of', 'weighted', 'weight', 'slo', 'vma', 'sli', 'statistic', 'sliceTarget', 'window', 'adequate', 'desired', 'worst', 'best', 'measure', 'period', 'polarity', 'targets', 'from', 'kpt', 'kpi', 'critical', 'mode', 'perspective', 'indicators', 'parent', 'fiscalYearStart', 'perspectives', 'areas',
  'alertPolicyRef', 'conditions', 'conditionRef', 'condition', 'threshold', 'lookbackWindow', 'alertAfter', 'severity', 'alertWhenNoData', 'alertWhenResolved', 'alertWhenBreaching', 'notificationTargets', 'targetRef', 'connectionDetails', 'metricSourceRef',
  'state', 'ticket', 'up', 'down', 'components', 'need', 'staleAfter', 'key', 'start', 'pause', 'stop', 'limit', 'week', 'holidays', 'date', 'hours', 'maintenance', 'rrule', 'at', 'for', 'slos', 'kpts', 'to', 'reason', 'text',
  'on', 'when', 'budget-remaining', 'exhausts-in', 'no-data', 'pace', 'status', 'notify', 'kra'];

/** A document in the form of the newest version of its API, with a warning when it is written in an older one. */
const renewed = (source: Source, faults: Fault[]): Source => {
  if (source.value['apiVersion'] !== 'openslo/v1alpha') return source;
  const { value, way, ratios } = fromAlpha(source.value);
  faults.push(faultAt(source, ['apiVersion'], 'openslo/v1alpha is an old version, read as openslo/v1', { hint: 'write apiVersion: openslo/v1', warning: true }));
  for (const i of ratios) faults.push(faultAt(source, ['spec', 'objectives', i], 'all objectives of an SLO have the same ratioMetrics', { hint: 'write another SLO for these' }));
  return { ...source, value, way };
};

/** A document under its kind, mended where its form is faulty; null when it cannot be told what it should be. The faults say what is wrong. `types` are those of the data sources. */
const recognise = (given: Source, types: ReadonlyMap<string, string>, faults: Fault[], holes: Holes): { kind: string; document: Document<unknown> } | null => {
  const { apiVersion, kind } = given.value as { apiVersion?: unknown; kind?: unknown };
  const fault = (path: Path, message: string, hint?: string): null => {
    faults.push(faultAt(given, path, message, { hint }));
    return null;
  };
  if (typeof apiVersion !== 'string') return fault([], 'apiVersion is missing', typeof kind === 'string' ? (Object.keys(KINDS).find((one) => Object.hasOwn(KINDS[one] ?? {}, kind)) ?? 'openslo/v1 or heptad/v1') : 'openslo/v1 or heptad/v1');
  if (typeof kind !== 'string') return fault([], 'kind is missing');
  const source = renewed(given, faults);
  const api = String(source.value['apiVersion']);
  const kinds = Object.hasOwn(KINDS, api) ? KINDS[api] : undefined;
  if (!kinds) return fault(['apiVersion'], `${apiVersion} is not known`, didYouMean(apiVersion, Object.keys(KINDS)) ?? 'openslo/v1 or heptad/v1');
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!schema) {
    if (api === 'heptad/v1' && RESERVED.includes(kind)) return fault(['kind'], `${kind} is not built yet`);
    const other = Object.entries(KINDS).find(([, some]) => Object.hasOwn(some, kind));
    return fault(['kind'], `${api} has no kind ${kind}`, other ? `${kind} is a kind of ${other[0]}` : didYouMean(kind, Object.values(KINDS).flatMap((some) => Object.keys(some))));
  }
  let value: unknown = source.value;
  const left: Path[] = [];
  const others = elsewhere(kind, value, types);
  if (others.length > 0) value = structuredClone(value);
  for (const { path, field, type, instead } of others) {
    faults.push(faultAt(source, [...path, field], `messages are read from Kafka and HTTP, not from ${type}`, { hint: instead }));
    Reflect.set(valueAt(value, path) as object, 'spec', {});
    left.push([...path, 'spec'], [...path, 'type'], [...path, 'metricSourceRef']);
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    // one by one: there may be more than a call takes arguments
    for (const one of structural(source, result.error.issues, [])) faults.push(one);
    const mended = mend(schema, value);
    if (!mended) return null;
    value = mended.value;
    // the word that a wrong key was probably meant to be is not missing too
    const slips = mended.holes.flatMap((path): Path[] => {
      const word = nearest(String(path.at(-1)), FIELDS);
      return word === undefined ? [] : [[...path.slice(0, -1), word]];
    });
    for (const one of [...mended.holes, ...slips]) left.push(one);
  }
  if (left.length > 0) holes.set(source, new Set(left.map((path) => path.join('.'))));
  const { metadata, spec } = value as { metadata: { name: string; displayName?: string; annotations?: Record<string, string> }; spec: unknown };
  for (const [path, given] of annotated(source.value, []))
    for (const key of Object.keys(given))
      if (key.startsWith('heptad/') && !ANNOTATIONS.includes(key)) faults.push(faultAt(source, path, `there is no annotation ${key}`, { key, hint: didYouMean(key, ANNOTATIONS) }));
  return { kind, document: { source, name: metadata.name, title: metadata.displayName ?? metadata.name, annotations: metadata.annotations ?? {}, spec } };
};

/** Remembers the name a document has under its kind, whatever else is wrong with it. */
const mention = (source: Source, names: Map<string, Set<string>>): void => {
  const { kind } = source.value;
  const name = valueAt(source.value, ['metadata', 'name']);
  if (typeof kind === 'string' && typeof name === 'string') names.set(kind, (names.get(kind) ?? new Set()).add(name));
};

/** What the check of a plan answers. `plan` is null when there is any fault; warnings and notes never stop one. */
export type Checked = { plan: Plan | null; faults: Fault[]; warnings: Fault[]; notes: Fault[] };

/** The types of the data sources of a plan, by name. */
const typesOf = (all: readonly Source[]): Map<string, string> =>
  new Map(all.flatMap(({ value }): [string, string][] => {
    const [name, type] = [valueAt(value, ['metadata', 'name']), valueAt(value, ['spec', 'type'])];
    return value['kind'] === 'DataSource' && typeof name === 'string' && typeof type === 'string' ? [[name, type]] : [];
  }));

/** Checks a plan made of named texts: every fault of every document at once. */
export const checkPlan = (files: readonly { file: string; text: string }[]): Checked => withHints(MOST_COMPARED, () => check(files));

/** Words compared for hints in one check: enough for thousands of faults, done in about a second. */
const MOST_COMPARED = 500_000;

const check = (files: readonly { file: string; text: string }[]): Checked => {
  const byKind = new Map<string, Map<string, Document<unknown>>>();
  const names = new Map<string, Set<string>>();
  const holes: Holes = new Map();
  const parsed = files.map(({ file, text }) => sources(file, text));
  const faults: Fault[] = parsed.flatMap((one) => one.faults);
  const all = parsed.flatMap((one) => one.sources);
  const types = typesOf(all);
  const [stranger] = faults;
  if (stranger && all.length === 0 && faults.every((one) => one.severity !== 'error')) faults.push({ ...stranger, message: 'there is no document of a plan here', hint: 'a plan is made of documents with apiVersion: openslo/v1 or heptad/v1', severity: 'error' });
  for (const source of all) {
    mention(source, names);
    const found = recognise(source, types, faults, holes);
    if (!found) continue;
    const { kind, document } = found;
    const there = byKind.get(kind) ?? new Map<string, Document<unknown>>();
    byKind.set(kind, there);
    // SLOs and VMAs share their names: both can stand below a VMA
    const rival = kind === 'SLO' ? 'VitalMissionActivity' : kind === 'VitalMissionActivity' ? 'SLO' : kind;
    const twin = there.get(document.name) ?? byKind.get(rival)?.get(document.name);
    if (twin && document.name !== '') faults.push(faultAt(source, ['metadata', 'name'], `${document.name} is already the name of ${whereabouts(twin.source)}`));
    else there.set(document.name, document);
  }
  const shop = workshop(byKind, names, faults, holes);
  const at = (by: Document<unknown>): string => whereabouts(by.source);

  const sloDocs = shop.documents<SloSpec>('SLO');
  const sliDocs = shop.documents<SliSpec>('SLI');
  const inline = new Map<string, Document<SliSpec>>();
  const windows = new Map<string, Window>();
  const uses = new Map<string, Use[]>();
  const services = shop.names('Service');
  const sliNames = shop.names('SLI');
  const indicator = (by: Document<SloSpec>): string | undefined => by.spec.indicator?.metadata.name ?? by.spec.indicatorRef;
  for (const by of sloDocs) {
    const window = windowOf(shop, by);
    windows.set(by.name, window);
    by.spec.timeWindow?.forEach((one, i) => monthMeant(shop, by, ['spec', 'timeWindow', i, 'duration'], one.duration, one.isRolling === 'false' || one.calendar !== undefined));
    by.spec.objectives.forEach((one, i) => minuteMeant(shop, by, ['spec', 'objectives', i, 'timeSliceWindow'], one.timeSliceWindow));
    const parted = composite(shop, by);
    if (services.size > 0 && !services.has(by.spec.service)) shop.fault(by, ['spec', 'service'], `there is no Service named ${by.spec.service}`, didYouMean(by.spec.service, services));
    if (parted && by.spec.indicator === undefined && by.spec.indicatorRef === undefined) continue;
    if ((by.spec.indicator === undefined) === (by.spec.indicatorRef === undefined)) {
      shop.lack(by, ['spec'], ['indicator', 'indicatorRef'], 'an SLO has either an indicator or an indicatorRef');
      continue;
    }
    const own = inlineSli(by);
    if (own) {
      if (inline.has(own.name) || sliNames.has(own.name)) shop.fault(by, ['spec', 'indicator', 'metadata', 'name'], `${own.name} is already the name of an SLI`);
      else inline.set(own.name, own);
    } else if (by.spec.indicatorRef !== undefined && !shop.find('SLI', by.spec.indicatorRef, by, ['spec', 'indicatorRef'])) continue;
    const name = indicator(by) as string;
    const use: Use = { slo: by.name, service: by.spec.service, window };
    const before = uses.get(name);
    if (before) before.push(use);
    else uses.set(name, [use]);
  }
  const calendars = makeCalendars(shop);
  const schedules = makeSchedules(shop, calendars);
  const indicators = [...sliDocs, ...inline.values()];
  const base = (by: Document<SliSpec>): Path => (inline.get(by.name) === by ? ['spec', 'indicator', 'spec'] : ['spec']);
  for (const by of indicators) rawTypes(shop, by, base(by));
  const slis = makeSlis(shop, indicators, uses, at, base, calendars);
  const slos = makeSlos(shop, sloDocs, slis, windows, schedules, indicator, at);
  const alerts = makeAlerts(shop, sloDocs, slos);
  const vmaDocs = shop.documents<VmaSpec>('VitalMissionActivity');
  for (const by of vmaDocs) monthMeant(shop, by, ['spec', 'window'], by.spec.window, false);
  const vmas = makeVmas(shop, vmaDocs, slos, at);
  const nodes = new Map([...slos, ...vmas.filter((one) => !one.internal)].map((one) => [one.name, one]));
  const kpts = makeKpts(shop, shop.documents<KptSpec>('KeyPerformanceTarget'), slis, new Set(indicators.map((one) => one.name)), nodes, schedules, at);
  const measures: Measure[] = [...slis.measures, ...slos, ...vmas, ...kpts, ...makeUpper(shop, kpts, at)];

  const rules = [...alerts.rules, ...makeAlertRules(shop, { measures, slis, sliNames: new Set(indicators.map((one) => one.name)), alerts, at })];

  const order = (a: Fault, b: Fault): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column);
  const found = (severity: Fault['severity']): Fault[] => faults.filter((one) => one.severity === severity);
  const errors = found('error').sort(order);
  const warnings = found('warning').sort(order);
  const notes = [...found('note'), ...alerts.notes].sort(order);
  if (errors.length > 0) return { plan: null, faults: errors, warnings, notes };
  const own = shop.documents<{ description?: string }>('Service').map((one) => ({ name: one.name, owner: one.annotations['heptad/owner'] ?? '', description: one.spec.description ?? '' }));
  const plan: Plan = {
    // each by its own hash, sorted: the order of documents and files does not matter
    id: hash([...measures.map((one) => ({ ...one, at: '' })), ...own, ...rules.map((one) => ({ ...one, at: '' })), ...alerts.targets].map(hash).sort()),
    measures,
    services: own,
    rules,
    targets: alerts.targets,
    warnings,
    notes,
  };
  return { plan, faults: [], warnings, notes };
};

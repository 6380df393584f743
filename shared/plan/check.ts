/** Plan text in, checked plan out: every fault of every document in one pass, or the measures. Pure. */
import type { z } from 'zod';
import { ANNOTATIONS, type KptSpec, KINDS, RESERVED, type SliSpec, type SloSpec, type VmaSpec } from './documents.ts';
import { makeCalendars } from './calendar.ts';
import { makeSchedules } from './correction.ts';
import { didYouMean, nearest } from './hint.ts';
import { makeKpts } from './kpt.ts';
import type { Fault, Measure, Plan, Window } from './measure.ts';
import { meant, mend, valueAt, wayOf } from './mend.ts';
import { makeSlis, type Use } from './sli.ts';
import { inlineSli, makeSlos, windowOf } from './slo.ts';
import { faultAt, type Path, type Source, sources, whereabouts } from './source.ts';
import { makeAlerts } from './alert.ts';
import { makeUpper } from './upper.ts';
import { makeVmas } from './vma.ts';
import { type Document, hash, type Holes, workshop } from './workshop.ts';

/** What zod finds, at the place where it stands; `base` is the way to the value that was checked. */
const structural = (source: Source, issues: readonly z.core.$ZodIssue[], base: Path): Fault[] =>
  issues.flatMap((issue): Fault[] => {
    const path = wayOf(base, issue);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => faultAt(source, path, `there is no field ${key} here`, { key, hint: didYouMean(key, FIELDS) }));
    if (issue.code === 'invalid_union') {
      const closest = meant(issue.errors);
      if (closest) return structural(source, closest, path);
      return [faultAt(source, path, 'this has a form that is not understood here')];
    }
    if (issue.code === 'invalid_type' && issue.message.includes('undefined')) return [faultAt(source, path, `${String(path.at(-1) ?? 'a field')} is missing`)];
    if (issue.code === 'invalid_type') return [faultAt(source, path, `this must be ${issue.expected === 'string' ? 'text' : issue.expected === 'array' ? 'a list' : 'a map'}`)];
    if (issue.code === 'invalid_value') return [faultAt(source, path, `this must be one of ${issue.values.map(String).join(', ')}`, { hint: didYouMean(String(valueAt(source.value, path)), issue.values.map(String)) })];
    if (issue.code === 'too_small') return [faultAt(source, path, 'this must not be empty')];
    if (issue.code === 'too_big') return [faultAt(source, path, issue.origin === 'array' ? `only ${String(issue.maximum)} may stand here` : `this is longer than ${String(issue.maximum)} characters`)];
    return [faultAt(source, path, issue.message)];
  });

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
  'state', 'ticket', 'up', 'down', 'components', 'need', 'staleAfter', 'key', 'start', 'pause', 'stop', 'limit', 'week', 'holidays', 'date', 'hours', 'maintenance', 'rrule', 'at', 'for', 'slos', 'kpts', 'to', 'reason', 'text'];

/** A document under its kind, mended where its form is faulty; null when it cannot be told what it should be. The faults say what is wrong. */
const recognise = (source: Source, faults: Fault[], holes: Holes): { kind: string; document: Document<unknown> } | null => {
  const { apiVersion, kind } = source.value as { apiVersion?: unknown; kind?: unknown };
  const fault = (path: Path, message: string, hint?: string): null => {
    faults.push(faultAt(source, path, message, { hint }));
    return null;
  };
  if (typeof apiVersion !== 'string') return fault([], 'apiVersion is missing', 'openslo/v1 or heptad/v1');
  if (typeof kind !== 'string') return fault([], 'kind is missing');
  const kinds = Object.hasOwn(KINDS, apiVersion) ? KINDS[apiVersion] : undefined;
  if (!kinds) return fault(['apiVersion'], `${apiVersion} is not known`, didYouMean(apiVersion, Object.keys(KINDS)) ?? 'openslo/v1 or heptad/v1');
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!schema) {
    if (apiVersion === 'heptad/v1' && RESERVED.includes(kind)) return fault(['kind'], `${kind} is not built yet`);
    const elsewhere = Object.entries(KINDS).find(([, some]) => Object.hasOwn(some, kind));
    return fault(['kind'], `${apiVersion} has no kind ${kind}`, elsewhere ? `${kind} is a kind of ${elsewhere[0]}` : didYouMean(kind, Object.values(KINDS).flatMap((some) => Object.keys(some))));
  }
  const result = schema.safeParse(source.value);
  let value: unknown = source.value;
  if (!result.success) {
    const found = structural(source, result.error.issues, []);
    faults.push(...found);
    const mended = mend(schema, source.value);
    if (!mended) return null;
    value = mended.value;
    // the word that a wrong key was probably meant to be is not missing too
    const slips = mended.holes.flatMap((path): Path[] => {
      const word = nearest(String(path.at(-1)), FIELDS);
      return word === undefined ? [] : [[...path.slice(0, -1), word]];
    });
    holes.set(source, new Set([...mended.holes, ...slips].map((path) => path.join('.'))));
  }
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

/** Checks a plan made of named texts. `plan` is null when there is any fault; warnings never stop one. */
export const checkPlan = (files: readonly { file: string; text: string }[]): { plan: Plan | null; faults: Fault[]; warnings: Fault[] } => {
  const faults: Fault[] = [];
  const byKind = new Map<string, Map<string, Document<unknown>>>();
  const names = new Map<string, Set<string>>();
  const holes: Holes = new Map();
  for (const { file, text } of files) {
    const parsed = sources(file, text);
    faults.push(...parsed.faults);
    for (const source of parsed.sources) {
      mention(source, names);
      const found = recognise(source, faults, holes);
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
  }
  const shop = workshop(byKind, names, faults, holes);
  const at = (by: Document<unknown>): string => whereabouts(by.source);

  const sloDocs = shop.documents<SloSpec>('SLO');
  const sliDocs = shop.documents<SliSpec>('SLI');
  const inline = new Map<string, Document<SliSpec>>();
  const windows = new Map<string, Window>();
  const uses = new Map<string, Use[]>();
  const services = shop.names('Service');
  const indicator = (by: Document<SloSpec>): string | undefined => by.spec.indicator?.metadata.name ?? by.spec.indicatorRef;
  for (const by of sloDocs) {
    const window = windowOf(shop, by);
    windows.set(by.name, window);
    if (services.size > 0 && !services.has(by.spec.service)) shop.fault(by, ['spec', 'service'], `there is no Service named ${by.spec.service}`, didYouMean(by.spec.service, services));
    if ((by.spec.indicator === undefined) === (by.spec.indicatorRef === undefined)) {
      shop.lack(by, ['spec'], ['indicator', 'indicatorRef'], 'an SLO has either an indicator or an indicatorRef');
      continue;
    }
    const own = inlineSli(by);
    if (own) {
      if (inline.has(own.name) || sliDocs.some((one) => one.name === own.name)) shop.fault(by, ['spec', 'indicator', 'metadata', 'name'], `${own.name} is already the name of an SLI`);
      else inline.set(own.name, own);
    } else if (by.spec.indicatorRef !== undefined && !shop.find('SLI', by.spec.indicatorRef, by, ['spec', 'indicatorRef'])) continue;
    const name = indicator(by) as string;
    uses.set(name, [...(uses.get(name) ?? []), { slo: by.name, service: by.spec.service, window }]);
  }
  const calendars = makeCalendars(shop);
  const schedules = makeSchedules(shop, calendars);
  const slis = makeSlis(shop, [...sliDocs, ...inline.values()], uses, at, (by) => (inline.get(by.name) === by ? ['spec', 'indicator', 'spec'] : ['spec']), calendars);
  const slos = makeSlos(shop, sloDocs, slis, windows, schedules, indicator, at);
  const alerts = makeAlerts(shop, sloDocs, slos);
  const vmas = makeVmas(shop, shop.documents<VmaSpec>('VitalMissionActivity'), slos, at);
  const nodes = new Map([...slos, ...vmas.filter((one) => !one.internal)].map((one) => [one.name, one]));
  const kpts = makeKpts(shop, shop.documents<KptSpec>('KeyPerformanceTarget'), slis, new Set([...sliDocs, ...inline.values()].map((one) => one.name)), nodes, schedules, at);
  const measures: Measure[] = [...slis.measures, ...slos, ...vmas, ...kpts, ...makeUpper(shop, kpts, at)];

  const order = (a: Fault, b: Fault): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column);
  const errors = faults.filter((one) => one.severity === 'error').sort(order);
  const warnings = faults.filter((one) => one.severity === 'warning').sort(order);
  if (errors.length > 0) return { plan: null, faults: errors, warnings };
  const own = shop.documents<{ description?: string }>('Service').map((one) => ({ name: one.name, owner: one.annotations['heptad/owner'] ?? '', description: one.spec.description ?? '' }));
  const plan: Plan = {
    // each by its own hash, sorted: the order of documents and files does not matter
    id: hash([...measures.map((one) => ({ ...one, at: '' })), ...own, ...alerts.rules.map((one) => ({ ...one, at: '' })), ...alerts.targets].map(hash).sort()),
    measures,
    services: own,
    rules: alerts.rules,
    targets: alerts.targets,
    warnings,
    notes: alerts.notes.sort(order),
  };
  return { plan, faults: [], warnings };
};

/** Plan text in, checked plan out: every fault of every document in one pass, or the measures. Pure. */
import type { KptSpec, SliSpec, SloSpec, VmaSpec } from './documents.ts';
import { makeCalendars } from './calendar.ts';
import { makeSchedules } from './correction.ts';
import { withHints } from './hint.ts';
import { makeKpts } from './kpt.ts';
import type { Fault, Measure, Plan, Window } from './measure.ts';
import { composite, rawTypes } from './openslo.ts';
import { makeSlis, type Use } from './sli.ts';
import { inlineSli, makeSlos } from './slo.ts';
import { windowOf } from './time-window.ts';
import { recognise } from './recognise.ts';
import { type Path, sources, whereabouts } from './source.ts';
import { makeAlerts } from './alert.ts';
import { makeAlertRules } from './alert-rule.ts';
import { makeUpper } from './upper.ts';
import { makeVmas } from './vma.ts';
import { type Document, hash, workshop } from './workshop.ts';

/** What the check of a plan answers. `plan` is null when there is any fault; warnings and notes never stop one. */
export type Checked = { plan: Plan | null; faults: Fault[]; warnings: Fault[]; notes: Fault[] };

/** Checks a plan made of named texts: every fault of every document at once. */
export const checkPlan = (files: readonly { file: string; text: string }[]): Checked => withHints(MOST_COMPARED, () => check(files));

/** Words compared for hints in one check: enough for thousands of faults, done in about a second. */
const MOST_COMPARED = 500_000;

const check = (files: readonly { file: string; text: string }[]): Checked => {
  const parsed = files.map(({ file, text }) => sources(file, text));
  const faults: Fault[] = parsed.flatMap((one) => one.faults);
  const all = parsed.flatMap((one) => one.sources);
  const [stranger] = faults;
  if (stranger && all.length === 0 && faults.every((one) => one.severity !== 'error')) faults.push({ ...stranger, message: 'there is no document of a plan here', hint: 'a plan is made of documents with apiVersion: openslo/v1 or heptad/v1', severity: 'error' });
  const shop = workshop(recognise(all, faults), faults);
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
    const parted = composite(shop, by);
    if (services.size > 0 && !services.has(by.spec.service)) shop.fault(by, ['spec', 'service'], `there is no Service named ${by.spec.service}`, shop.meant(by.spec.service, services));
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

/** Plan text in, checked plan out: every fault of every document in one pass, or the measures. Pure. */
import type { KptSpec, SloSpec, VmaSpec } from './documents.ts';
import { makeCalendars } from './calendar.ts';
import { makeSchedules } from './correction.ts';
import { withHints } from './hint.ts';
import { makeKpts } from './kpt.ts';
import { makeIndicators } from './indicator.ts';
import type { Fault, Measure, Plan } from './measure.ts';
import { rawTypes } from './openslo.ts';
import { makeSlis } from './sli.ts';
import { makeSlos } from './slo.ts';
import { recognise } from './recognise.ts';
import { sources, whereabouts } from './source.ts';
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
  const services = shop.names('Service');
  for (const by of sloDocs) if (services.size > 0 && !services.has(by.spec.service)) shop.fault(by, ['spec', 'service'], `there is no Service named ${by.spec.service}`, shop.meant(by.spec.service, services));
  const indicators = makeIndicators(shop);
  for (const by of indicators.documents) rawTypes(shop, by, indicators.base(by));
  const sliNames = new Set(indicators.documents.map((one) => one.name));
  const calendars = makeCalendars(shop);
  const schedules = makeSchedules(shop, calendars);
  const slis = makeSlis(shop, indicators, at, calendars);
  const slos = makeSlos(shop, sloDocs, slis, indicators, schedules, at);
  const alerts = makeAlerts(shop, sloDocs, slos);
  const vmas = makeVmas(shop, [...shop.documents<VmaSpec>('VitalMissionActivity'), ...indicators.wholes], slos, indicators.windows, at);
  const nodes = new Map([...slos, ...vmas.filter((one) => !one.internal)].map((one) => [one.name, one]));
  const kpts = makeKpts(shop, shop.documents<KptSpec>('KeyPerformanceTarget'), slis, sliNames, nodes, schedules, at);
  const measures: Measure[] = [...slis.measures, ...slos, ...vmas, ...kpts, ...makeUpper(shop, kpts, at)];

  const rules = [...alerts.rules, ...makeAlertRules(shop, { measures, slis, sliNames: sliNames, alerts, at })];

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
    texts: files,
  };
  return { plan, faults: [], warnings, notes };
};

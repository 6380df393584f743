/** What each kind of document may hold: one schema a kind, scalars as text. Structure only; meaning is checked where measures are made. */
import { z } from 'zod';

const text = z.string();
/** Text that says something. */
const word = text.min(1);
const flag = z.enum(['true', 'false']);
/** The name of a document: labels of a domain with dots between (RFC 1123). */
export const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const name = z.string().min(1, { abort: true }).max(253).regex(NAME, 'a name is lower-case letters, digits, - and . (RFC 1123)');
const WORD = '[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?';
const labelKey = z.string().regex(new RegExp(`^${WORD}$`), 'the key of a label is at most 63 letters, digits, -, _ and ., the first and last a letter or digit');
const annotationKey = z.string().regex(new RegExp(`^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?${WORD}$`), 'the key of an annotation is NAME or PREFIX/NAME: at most 63 letters, digits, -, _ and . after the name of a domain');
const metadata = z.strictObject({ name, displayName: text.optional(), labels: z.record(labelKey, z.union([text, z.array(text)])).optional(), annotations: z.record(annotationKey, text).optional() });
/** OpenSLO keeps descriptions to 1050 characters. */
const description = z.string().max(1050).optional();
const envelope = <K extends string, S extends z.ZodType>(api: string, kind: K, spec: S) => z.strictObject({ apiVersion: z.literal(api), kind: z.literal(kind), metadata, spec });

const test = z.union([text, z.array(text), z.strictObject({
  lt: text.optional(), lte: text.optional(), gt: text.optional(), gte: text.optional(), between: z.tuple([text, text]).optional(),
  not: z.union([text, z.array(text)]).optional(), exists: flag.optional(), prefix: text.optional(),
})]);
const where = z.record(z.string(), test);
export type WhereTest = z.infer<typeof test>;

const state = z.strictObject({ kind: word, up: z.array(text).min(1), down: z.array(text).min(1).optional(), components: z.array(text).min(1).optional(), need: text.optional(), staleAfter: text.optional() });
const ticket = z.strictObject({ kind: word, key: text, start: z.array(text).min(1), pause: z.array(text).optional(), stop: z.array(text).min(1), limit: text, calendar: text.optional() });
export type StateSpec = z.infer<typeof state>;
export type TicketSpec = z.infer<typeof ticket>;

/** The spec of our metricSource. */
const heptadSource = z.strictObject({
  kind: word.optional(), samples: word.optional(), service: z.union([text, z.array(text)]).optional(), unit: text.optional(), where: where.optional(),
  state: state.optional(), ticket: ticket.optional(),
});
const metric = z.strictObject({ metricSource: z.strictObject({ metricSourceRef: text.optional(), type: text.optional(), spec: heptadSource }) });
const sliSpec = z.strictObject({
  description,
  ratioMetric: z.strictObject({ counter: flag.optional(), good: metric.optional(), bad: metric.optional(), total: metric.optional(), rawType: z.enum(['success', 'failure']).optional(), raw: metric.optional() }).optional(),
  thresholdMetric: metric.optional(),
});
export type SliSpec = z.infer<typeof sliSpec>;
export type HeptadSource = z.infer<typeof heptadSource>;

const window = z.strictObject({ duration: text, isRolling: flag.optional(), calendar: z.strictObject({ startTime: text, timeZone: text.optional() }).optional() });
const inlineSli = z.strictObject({ metadata, spec: sliSpec });
const objective = z.strictObject({
  displayName: text.optional(), op: z.enum(['lte', 'gte', 'lt', 'gt']).optional(), value: text.optional(), target: text.optional(), targetPercent: text.optional(),
  timeSliceTarget: text.optional(), timeSliceWindow: text.optional(), indicator: inlineSli.optional(), indicatorRef: text.optional(), compositeWeight: text.optional(),
});
const sloSpec = z.strictObject({
  description, service: word, indicator: inlineSli.optional(), indicatorRef: text.optional(), timeWindow: z.array(window).min(1).max(1).optional(),
  budgetingMethod: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']).optional(), objectives: z.array(objective).min(1), alertPolicies: z.array(z.union([z.strictObject({ alertPolicyRef: text }), z.strictObject({ kind: z.literal('AlertPolicy'), metadata, spec: z.lazy(() => policySpec) })])).optional(),
});
export type SloSpec = z.infer<typeof sloSpec>;

const conditionSpec = z.strictObject({
  description, severity: text,
  condition: z.strictObject({ kind: z.enum(['burnrate']).optional(), op: z.enum(['gt', 'gte', 'lt', 'lte']).optional(), threshold: text, lookbackWindow: text, alertAfter: text.optional() }),
});
const targetSpec = z.strictObject({ description, target: text });
const policySpec = z.strictObject({
  description, alertWhenNoData: flag.optional(), alertWhenResolved: flag.optional(), alertWhenBreaching: flag.optional(),
  conditions: z.array(z.union([z.strictObject({ conditionRef: text }), z.strictObject({ kind: z.literal('AlertCondition'), metadata, spec: conditionSpec })])).min(1).max(1),
  notificationTargets: z.array(z.union([z.strictObject({ targetRef: text }), z.strictObject({ kind: z.literal('AlertNotificationTarget'), metadata, spec: targetSpec })])).optional(),
});
const alertRuleSpec = z.strictObject({
  description: text.optional(),
  on: z.strictObject({ slo: text.optional(), vma: text.optional(), kpt: text.optional(), kpi: text.optional(), kra: text.optional(), sli: text.optional() }),
  when: z.strictObject({ 'budget-remaining': text.optional(), 'exhausts-in': text.optional(), 'no-data': text.optional(), pace: z.enum(['off-track', 'at-risk']).optional(), status: z.enum(['missed', 'tolerated', 'unknown']).optional() }),
  for: text.optional(), severity: text, notify: z.array(text).min(1).optional(),
});
export type AlertRuleSpec = z.infer<typeof alertRuleSpec>;
export type ConditionSpec = z.infer<typeof conditionSpec>;
export type PolicySpec = z.infer<typeof policySpec>;

/** A child of a VMA: a name, an inline group, or {slo|vma, weight}. */
export type Expression = string | { [key: string]: unknown };
const expression: z.ZodType<Expression> = z.lazy(() => z.union([text, z.strictObject({
  all: z.array(expression).min(1).optional(), any: z.array(expression).min(1).optional(), atLeast: text.optional(), of: z.array(expression).min(1).optional(), weighted: z.unknown().optional(),
})]));
const weighted = z.strictObject({ slo: text.optional(), vma: text.optional(), weight: text.optional() });
const vmaSpec = z.strictObject({
  description: text.optional(), owner: text.optional(), all: z.array(expression).min(1).optional(), any: z.array(expression).min(1).optional(), atLeast: text.optional(), of: z.array(expression).min(1).optional(), weighted: z.array(weighted).min(1).optional(),
  sliceTarget: text.optional(), window: text.optional(), adequate: text.optional(), desired: text.optional(),
});
export type VmaSpec = z.infer<typeof vmaSpec>;

const line = z.union([text, z.array(text)]).optional();
const lines = { adequate: line, desired: line, worst: text.optional(), best: text.optional() };
const measured = { slo: text.optional(), vma: text.optional(), sli: text.optional(), entered: text.optional(), statistic: text.optional() };
const kptSpec = z.strictObject({
  description: text.optional(), owner: text.optional(),
  measure: z.strictObject({ ...measured, quotient: z.strictObject({ of: z.strictObject(measured), by: z.strictObject(measured) }).optional(), credits: z.unknown().optional() }),
  unit: text.optional(), period: z.enum(['day', 'week', 'month', 'quarter', 'year']).optional(), timeZone: text.optional(), polarity: z.enum(['higher', 'lower', 'range']).optional(),
  ...lines, targets: z.array(z.strictObject({ from: text, ...lines })).optional(),
});
export type KptSpec = z.infer<typeof kptSpec>;

const mode = z.enum(['mean', 'worst']).optional();
const kpiSpec = z.strictObject({ description: text.optional(), owner: text.optional(), mode, targets: z.array(z.strictObject({ kpt: text, weight: text.optional(), critical: flag.optional() })).min(1) });
const kraSpec = z.strictObject({ description: text.optional(), owner: text.optional(), mode, perspective: text, weight: text.optional(), indicators: z.array(z.strictObject({ kpi: text, weight: text.optional(), critical: flag.optional() })).min(1) });
const cardSpec = z.strictObject({
  description: text.optional(), owner: text.optional(), parent: text.optional(), period: z.enum(['day', 'week', 'month', 'quarter', 'year']).optional(), timeZone: text.optional(), fiscalYearStart: text.optional(),
  perspectives: z.array(text).min(1).optional(), areas: z.array(text).min(1),
});
export type KpiSpec = z.infer<typeof kpiSpec>;
export type KraSpec = z.infer<typeof kraSpec>;
export type CardSpec = z.infer<typeof cardSpec>;

const calendarSpec = z.strictObject({
  description: text.optional(), timeZone: text.optional(), week: z.record(z.string(), z.array(text)).optional(),
  holidays: z.array(z.union([text, z.strictObject({ date: text, hours: z.array(text).optional() })])).optional(), maintenance: z.array(z.strictObject({ name: text.optional(), rrule: text, at: text, for: text })).optional(),
});
const correctionSpec = z.strictObject({ description: text.optional(), slos: z.array(text).optional(), kpts: z.array(text).optional(), from: text, to: text, reason: text, text: text.optional() });
export type CalendarSpec = z.infer<typeof calendarSpec>;
export type CorrectionSpec = z.infer<typeof correctionSpec>;

const OPENSLO = 'openslo/v1';
const HEPTAD = 'heptad/v1';

/** Every kind that is read, by apiVersion. Data sources are checked, nothing is built of them yet. */
export const KINDS: Record<string, Record<string, z.ZodType>> = {
  [OPENSLO]: {
    Service: envelope(OPENSLO, 'Service', z.strictObject({ description })),
    SLI: envelope(OPENSLO, 'SLI', sliSpec),
    SLO: envelope(OPENSLO, 'SLO', sloSpec),
    AlertPolicy: envelope(OPENSLO, 'AlertPolicy', policySpec),
    AlertCondition: envelope(OPENSLO, 'AlertCondition', conditionSpec),
    AlertNotificationTarget: envelope(OPENSLO, 'AlertNotificationTarget', targetSpec),
    DataSource: envelope(OPENSLO, 'DataSource', z.strictObject({ description, type: text, connectionDetails: z.unknown().optional() })),
  },
  [HEPTAD]: {
    VitalMissionActivity: envelope(HEPTAD, 'VitalMissionActivity', vmaSpec),
    KeyPerformanceTarget: envelope(HEPTAD, 'KeyPerformanceTarget', kptSpec),
    KeyPerformanceIndicator: envelope(HEPTAD, 'KeyPerformanceIndicator', kpiSpec),
    KeyResultArea: envelope(HEPTAD, 'KeyResultArea', kraSpec),
    Scorecard: envelope(HEPTAD, 'Scorecard', cardSpec),
    AlertRule: envelope(HEPTAD, 'AlertRule', alertRuleSpec),
    Calendar: envelope(HEPTAD, 'Calendar', calendarSpec),
    Correction: envelope(HEPTAD, 'Correction', correctionSpec),
  },
};

/** Kinds whose names are reserved: they are understood, and refused by name until they are built. */
export const RESERVED = ['Agreement', 'PriorityScheme', 'Journey', 'Improvement'];

const SHOWN = ['Service', 'SLI', 'SLO', 'VitalMissionActivity', 'KeyPerformanceTarget', 'KeyPerformanceIndicator', 'KeyResultArea', 'Scorecard'];

/** Annotations that are read, and on which kinds; others beginning with heptad/ are faults. */
export const ANNOTATIONS: Readonly<Record<string, readonly string[]>> = {
  'heptad/owner': SHOWN, 'heptad/customer': SHOWN, 'heptad/adequate': ['SLO'], 'heptad/coverage-floor': SHOWN.slice(2), 'heptad/alerts': ['SLO'], 'heptad/notify': ['SLO', 'Service'], 'heptad/party': ['SLO'], 'heptad/every': ['SLI'],
  // an activity with a calendar is a fault of its own
  'heptad/no-data': ['SLO'], 'heptad/calendar': ['SLO', 'KeyPerformanceTarget', 'VitalMissionActivity'], 'heptad/short-window': ['AlertCondition'], 'heptad/min-bad': ['AlertCondition'], 'heptad/min-events': ['AlertCondition'],
  'heptad/url-env': ['AlertNotificationTarget'], 'heptad/secret-env': ['AlertNotificationTarget'],
};

/** AlertRule documents of a plan: everything that is watched beside burn rates, on a measure of any tier. Checked and made into rules. Pure. */
import type { Alerts } from './alert.ts';
import { ZERO } from './condition.ts';
import type { AlertRuleSpec } from './documents.ts';
import { didYouMean, withArticle } from './hint.ts';
import type { KpiMeasure, KraMeasure, Measure, MeasureTier, SliMeasure, SloMeasure } from './measure.ts';
import { minuteMeant } from './openslo.ts';
import { keyOf, type Rule, type Stretch, type When } from './rule.ts';
import { duration, ONE, units } from './scalar.ts';
import { severityOf } from './severity.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import { type Document, scalar, shareOf, type Workshop } from './workshop.ts';

const ON = ['slo', 'vma', 'kpt', 'kpi', 'kra', 'sli'] as const;
type On = (typeof ON)[number];
const DOCUMENT: Record<On, string> = { slo: 'SLO', vma: 'VitalMissionActivity', kpt: 'KeyPerformanceTarget', kpi: 'KeyPerformanceIndicator', kra: 'KeyResultArea', sli: 'SLI' };

/** What may be watched on which tiers, and what to watch instead elsewhere. */
const FITS: Record<When['kind'], { tiers: readonly On[]; else: string }> = {
  'budget-remaining': { tiers: ['slo'], else: 'only an slo has an error budget; watch its status' },
  'exhausts-in': { tiers: ['slo'], else: 'only an slo has an error budget; watch its status' },
  'no-data': { tiers: ['slo', 'sli'], else: 'watch the slo or sli that it is made of' },
  pace: { tiers: ['kpt', 'kpi'], else: 'kpts and kpis have a pace; watch its status' },
  status: { tiers: ['slo', 'vma', 'kpt', 'kpi', 'kra'], else: 'an sli has no lines to be judged by; watch its slo' },
};
const WHEN = Object.keys(FITS) as When['kind'][];

/** No shorter silence is told from the next message: slices are minutes. */
const LEAST = 60_000;

/** What is made elsewhere of the same plan. `sliNames`: of SLIs written inside an SLO, too. */
type Made = { measures: readonly Measure[]; slis: Slis; sliNames: ReadonlySet<string>; alerts: Pick<Alerts, 'rules' | 'told' | 'targetNames'>; at: (by: Document<unknown>) => string };
/** The same with every measure that is seen by its key (keyOf), and SLIs by their def. */
type Around = Made & { byKey: ReadonlyMap<string, Measure>; byDef: ReadonlyMap<string, Measure> };
const indexed = (made: Made): Around => ({
  ...made,
  byKey: new Map(made.measures.flatMap((one) => (one.internal ? [] : [[keyOf(one.tier, one.name), one]]))),
  byDef: new Map(made.measures.flatMap((one) => (one.tier === 'sli' ? [[one.def, one]] : []))),
});

/** The measure that a rule is on; null when there is none, or it has a fault of its own. */
const measureOf = (shop: Workshop, by: Document<AlertRuleSpec>, { measures, slis, sliNames, byKey }: Around): Measure | null => {
  const given = ON.filter((tier) => by.spec.on[tier] !== undefined);
  const [tier] = given;
  if (tier === undefined || given.length > 1) {
    shop.lack(by, ['spec', 'on'], ON, `a rule is on one measure: ${ON.join(', ')}`);
    return null;
  }
  const name = by.spec.on[tier] as string;
  const path: Path = ['spec', 'on', tier];
  const made = tier === 'sli' ? slis.plain(name) : byKey.get(keyOf(tier, name));
  if (made) {
    const rows = tier === 'sli' ? slis.rows(name) : [];
    if (rows.length > 1) shop.warn(by, path, `several services use ${name}; ${made.name} is taken`, `name one of ${rows.join(', ')}`);
    return made;
  }
  // a faulty document has a name too: what refers to it is no second fault
  if ((tier === 'slo' ? shop.sloNames() : shop.names(DOCUMENT[tier])).has(name) || (tier === 'sli' && sliNames.has(name))) return null;
  const other = ON.map((each) => byKey.get(keyOf(each, name))).find((one) => one !== undefined);
  const known = new Set([...shop.names(DOCUMENT[tier]), ...(tier === 'sli' ? sliNames : []), ...measures.flatMap((one) => (one.tier === tier && !one.internal ? [one.name] : []))]);
  shop.fault(by, path, `there is no ${DOCUMENT[tier]} named ${name}`, other ? `${name} is ${withArticle(other.tier)}: write on: {${other.tier}: ${name}}` : shop.meant(name, known));
  return null;
};

const stretch = (shop: Workshop, by: Document<AlertRuleSpec>, path: Path, text: string): Stretch | null => {
  const found = scalar(shop, by, path, text, duration, 'a duration such as 15m');
  return found ? { ms: found.ms, text } : null;
};

/** How far apart the samples of an SLI are, ms; 0: it is made of events. */
const apart = (measure: Measure, { byDef }: Around): number => {
  const sli = measure.tier === 'slo' ? byDef.get((measure as SloMeasure).source) : measure;
  return (sli as SliMeasure | undefined)?.every ?? 0;
};

/** What is watched; null when there is a fault. `measure` null: it is not known, its own faults are named. */
const whenOf = (shop: Workshop, by: Document<AlertRuleSpec>, measure: Measure | null, around: Around): When | null => {
  const { when } = by.spec;
  const given = WHEN.filter((kind) => when[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    shop.lack(by, ['spec', 'when'], WHEN, `a rule watches one thing: ${WHEN.join(', ')}`);
    return null;
  }
  const path: Path = ['spec', 'when', kind];
  const text = when[kind] as string;
  const tier = measure?.tier ?? ON.find((one) => by.spec.on[one] !== undefined);
  if (tier !== undefined && !FITS[kind].tiers.some((one) => one === tier)) {
    shop.fault(by, path, `${kind} cannot be watched on ${withArticle(tier)}`, FITS[kind].else);
    return null;
  }
  if (kind === 'budget-remaining') {
    const share = shareOf(shop, by, path, text);
    if (share !== undefined && units(share) === ONE) shop.fault(by, path, 'never more than 100 % of a budget are left, so this rule would fire always');
    return share === undefined ? null : { kind, share };
  }
  if (kind === 'exhausts-in') {
    const within = stretch(shop, by, path, text);
    return within && { kind, within };
  }
  if (kind === 'no-data') {
    minuteMeant(shop, by, path, text);
    const silence = stretch(shop, by, path, text);
    if (!silence) return null;
    if (silence.ms < LEAST) shop.fault(by, path, `the shortest silence that is seen is 1m, this is ${text}`);
    const every = measure ? apart(measure, around) : 0;
    if (silence.ms >= LEAST && silence.ms <= every) shop.fault(by, path, `samples of ${measure?.name} are ${every / 1000} s apart (heptad/every), so ${text} without any is usual`, 'let at least twice as long pass');
    return { kind, silence };
  }
  if (kind === 'pace') {
    const children = measure?.tier === 'kpi' ? (measure as KpiMeasure).children.length : 1;
    if (children > 1) shop.fault(by, path, `${measure?.name} is made of ${children} KPTs and has no pace`, 'watch its KPTs, or its status');
    return { kind, pace: text as (When & { kind: 'pace' })['pace'] };
  }
  return { kind, status: text as (When & { kind: 'status' })['status'] };
};

/** Makes the rules of all AlertRule documents, after those of the SLOs. */
export const makeAlertRules = (shop: Workshop, made: Made): Rule[] => {
  const { alerts } = made;
  const all = indexed(made);
  const taken = new Set(alerts.rules.map((one) => `${one.slo}\n${one.name}`));
  return shop.documents<AlertRuleSpec>('AlertRule').flatMap((by): Rule[] => {
    const { spec, name } = by;
    const measure = measureOf(shop, by, all);
    const when = whenOf(shop, by, measure, all);
    if ((measure?.tier === 'kpi' || measure?.tier === 'kra') && (measure as KpiMeasure | KraMeasure).scorecards.length === 0)
      shop.fault(by, ['spec', 'on', measure.tier], `${measure.name} stands on no Scorecard, so it has no period to be judged over`, 'name it in the areas of a Scorecard');
    minuteMeant(shop, by, ['spec', 'for'], spec.for);
    const after = spec.for === undefined || ZERO.test(spec.for) ? 0 : scalar(shop, by, ['spec', 'for'], spec.for, duration, 'a duration such as 1h')?.ms;
    spec.notify?.forEach((target, i) => {
      if (!alerts.targetNames.has(target)) shop.fault(by, ['spec', 'notify', i], `there is no AlertNotificationTarget named ${target}`, didYouMean(target, alerts.targetNames));
    });
    const severity = severityOf(shop, by, ['spec', 'severity'], spec.severity, false);
    if (!measure || !when || after === undefined) return [];
    const slo = keyOf(measure.tier as MeasureTier, measure.name);
    if (taken.has(`${slo}\n${name}`)) shop.fault(by, ['metadata', 'name'], `${name} is already the name of a rule of ${measure.name}`);
    const targets = spec.notify ? [...new Set(spec.notify)].sort() : alerts.told(measure);
    return [{ name, slo, kind: when.kind, severity, burn: null, when, after, tell: { firing: true, resolved: true, noData: true }, targets, at: made.at(by) }];
  });
};

const percent = (share: string): string => `${Number((Number(share) * 100).toPrecision(12))} %`;

/** What an AlertRule watches, in words; null for rules of another kind. */
export const whenWords = ({ when }: Pick<Rule, 'when'>): string | null => {
  if (!when) return null;
  if (when.kind === 'budget-remaining') return `${percent(when.share)} of the error budget or less is left`;
  if (when.kind === 'exhausts-in') return `the error budget would be gone within ${when.within.text}`;
  if (when.kind === 'no-data') return `no data for ${when.silence.text}`;
  if (when.kind === 'pace') return when.pace === 'at-risk' ? 'the pace is at-risk or off-track' : 'the pace is off-track';
  return when.status === 'tolerated' ? 'the status is tolerated or missed' : `the status is ${when.status}`;
};

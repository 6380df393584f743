/** Alerting documents of a plan: targets, conditions and policies checked and read once each, then the rules of every SLO, default ones and those of its policies. Pure. */
import { type Annotations, type Condition, readCondition, readTarget, type TargetSpec } from './condition.ts';
import { defaultRules, guardOf, shown, unfit } from './default-rules.ts';
import type { ConditionSpec, PolicySpec, SloSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import { objectiveName } from './indicator.ts';
import type { Fault, Measure, SloMeasure } from './measure.ts';
import type { NotificationTarget, Rule } from './rule.ts';
import { faultAt, type Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

/** targets null: those that the default rules tell. */
type Policy = { name: string; condition: Condition; targets: string[] | null; tell: Rule['tell'] };

/** told: whom the default rules of a measure tell; targetNames: of faulty targets, too. */
export type Alerts = { rules: Rule[]; targets: NotificationTarget[]; notes: Fault[]; told(measure: Measure): string[]; targetNames: ReadonlySet<string> };

/** Checks every alerting document and makes the rules of all SLOs. `documents` are those of the SLOs, `slos` the measures made of them. */
export const makeAlerts = (shop: Workshop, documents: Document<SloSpec>[], slos: readonly SloMeasure[]): Alerts => {
  const targets = new Map<string, NotificationTarget>();
  for (const by of shop.documents<TargetSpec>('AlertNotificationTarget')) {
    const target = readTarget(shop, by, by.name, by.annotations, by.spec, []);
    if (target) targets.set(by.name, target);
  }
  const conditions = new Map(shop.documents<ConditionSpec>('AlertCondition').map((by) => [by.name, readCondition(shop, by, by.annotations, by.spec, [])]));
  const inlineTargets = new Set<string>();

  const inlineTarget = (by: Document<unknown>, one: { metadata: { name: string; annotations?: Annotations | undefined }; spec: TargetSpec }, base: Path): void => {
    const { name, annotations } = one.metadata;
    const target = readTarget(shop, by, name, annotations ?? {}, one.spec, base);
    const there = targets.get(name);
    if (there && target && JSON.stringify(there) !== JSON.stringify(target)) shop.fault(by, [...base, 'metadata', 'name'], `${name} is already the name of another notification target`);
    inlineTargets.add(name);
    if (target) targets.set(name, target);
  };
  /** Reads a policy that stands at `base` of a document; null when its condition has a fault. */
  const readPolicy = (by: Document<unknown>, name: string, spec: PolicySpec, base: Path): Policy | null => {
    const [only] = spec.conditions;
    const here: Path = [...base, 'spec', 'conditions', 0];
    let condition: Condition | null = null;
    if (only && 'conditionRef' in only) {
      shop.find('AlertCondition', only.conditionRef, by, [...here, 'conditionRef']);
      condition = conditions.get(only.conditionRef) ?? null;
    } else if (only) condition = readCondition(shop, by, only.metadata.annotations ?? {}, only.spec, here);
    spec.notificationTargets?.forEach((one, i) => {
      const path: Path = [...base, 'spec', 'notificationTargets', i];
      if ('targetRef' in one) shop.find('AlertNotificationTarget', one.targetRef, by, [...path, 'targetRef']);
      else inlineTarget(by, one, path);
    });
    const named = spec.notificationTargets?.map((one) => ('targetRef' in one ? one.targetRef : one.metadata.name)) ?? null;
    return condition && { name, condition, targets: named && [...new Set(named)].sort(), tell: { firing: spec.alertWhenBreaching !== 'false', resolved: spec.alertWhenResolved !== 'false', noData: spec.alertWhenNoData === 'true' } };
  };
  const policies = new Map(shop.documents<PolicySpec>('AlertPolicy').map((by) => [by.name, readPolicy(by, by.name, by.spec, [])]));

  /** Policies of each SLO document, with the place that names them and the place of their figures. */
  const attached = documents.map((by) => ({
    by,
    policies: (by.spec.alertPolicies ?? []).flatMap((one, i): { policy: Policy; named: Path; figures: Path }[] => {
      const path: Path = ['spec', 'alertPolicies', i];
      if ('alertPolicyRef' in one) {
        const named: Path = [...path, 'alertPolicyRef'];
        shop.find('AlertPolicy', one.alertPolicyRef, by, named);
        const policy = policies.get(one.alertPolicyRef);
        return policy ? [{ policy, named, figures: named }] : [];
      }
      const policy = readPolicy(by, one.metadata.name, one.spec, path);
      return policy ? [{ policy, named: [...path, 'metadata', 'name'], figures: [...path, 'spec', 'conditions', 0] }] : [];
    }),
  }));

  const everybody = [...targets.keys()].sort();
  const known = new Set([...shop.names('AlertNotificationTarget'), ...inlineTargets]);
  /** Names in heptad/notify, with commas between; undefined when it is not there. */
  const notified = (by: Document<unknown>): string[] | undefined => {
    const text = by.annotations['heptad/notify'];
    if (text === undefined) return undefined;
    const path: Path = ['metadata', 'annotations', 'heptad/notify'];
    const names = [...new Set(text.split(',').map((one) => one.trim()).filter((one) => one !== ''))].sort();
    if (names.length === 0) shop.fault(by, path, 'heptad/notify names nobody', 'leave it out to tell every target of the plan');
    for (const name of names) if (!known.has(name)) shop.fault(by, path, `there is no AlertNotificationTarget named ${name}`, didYouMean(name, known));
    return names;
  };
  const ofService = new Map(shop.documents('Service').map((by) => [by.name, notified(by)]));

  const made = new Map(slos.map((one) => [one.name, one]));
  const toldOf = new Map<string, string[]>();
  const rules: Rule[] = [];
  const notes: Fault[] = [];
  for (const { by, policies: mine } of attached) {
    const { 'heptad/alerts': alerts, 'heptad/party': party } = by.annotations;
    const note = (key: string): Path => ['metadata', 'annotations', key];
    if (alerts !== undefined && alerts !== 'default' && alerts !== 'none') shop.fault(by, note('heptad/alerts'), `${alerts} is neither default nor none`, didYouMean(alerts, ['default', 'none']));
    if (party !== undefined && !/^(own|internal|supplier:.+)$/.test(party)) shop.fault(by, note('heptad/party'), `${party} is not a party`, 'own, internal or supplier:NAME');
    const told = notified(by) ?? ofService.get(by.spec.service) ?? everybody;
    by.spec.objectives.forEach((_objective, i) => {
      const slo = made.get(objectiveName(by.name, i));
      if (!slo) return;
      toldOf.set(slo.name, told);
      const defaults = alerts === 'none' ? { rules: [], leftOut: [] } : defaultRules(slo, told);
      for (const { name, why } of defaults.leftOut) notes.push({ ...faultAt(by.source, ['spec', 'objectives', i], `the default rule ${name} of ${slo.name} is left out: ${why}`), severity: 'note' });
      rules.push(...defaults.rules);
      const taken = new Set(defaults.rules.map((one) => one.name));
      for (const { policy, named, figures } of mine) {
        const { condition } = policy;
        const why = unfit(slo, condition.burn.factor, condition.burn.long);
        if (why !== null) shop.fault(by, figures, `${policy.name} cannot watch ${slo.name}: ${why}`);
        if (taken.has(policy.name)) shop.fault(by, named, `${policy.name} is already the name of a rule of ${slo.name}`);
        taken.add(policy.name);
        const guard = guardOf(slo.method);
        rules.push({
          name: policy.name, slo: slo.name, kind: 'burn-rate', severity: condition.severity,
          burn: { ...condition.burn, guard: { bad: condition.guard.bad ?? guard.bad, events: condition.guard.events ?? guard.events } },
          after: condition.after, tell: policy.tell, targets: policy.targets ?? told, at: slo.at,
        });
      }
    });
  }
  return { rules, targets: [...targets.values()], notes, told: ({ tier, name }) => (tier === 'slo' ? toldOf.get(name) : undefined) ?? everybody, targetNames: known };
};

/** The burn rate above which a rule fires; null for rules of another kind. */
export const thresholdOf = (rule: Rule): number | null => rule.burn && shown(rule.burn.factor);

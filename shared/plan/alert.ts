/** Alerting documents of a plan: checked for their references and figures, so that a slip shows now; no rule is built of them yet. Pure. */
import type { ConditionSpec, PolicySpec, SloSpec } from './documents.ts';
import { decimal, duration } from './scalar.ts';
import type { Path } from './source.ts';
import { type Document, scalar, type Workshop } from './workshop.ts';

const TARGETS = ['webhook', 'alertmanager', 'slack', 'pagerduty', 'email', 'kafka'];

const checkCondition = (shop: Workshop, by: Document<unknown>, spec: ConditionSpec, path: Path): void => {
  const { threshold, lookbackWindow, alertAfter } = spec.condition;
  const here: Path = [...path, 'condition'];
  const factor = scalar(shop, by, [...here, 'threshold'], threshold, decimal, 'a number');
  if (factor !== undefined && Number(factor) <= 0) shop.fault(by, [...here, 'threshold'], `a burn rate is above 0, this is ${threshold}`);
  scalar(shop, by, [...here, 'lookbackWindow'], lookbackWindow, duration, 'a duration such as 1h');
  // 0m means at once
  if (alertAfter !== undefined && !/^0(ms|s|m|h|d)$/.test(alertAfter)) scalar(shop, by, [...here, 'alertAfter'], alertAfter, duration, 'a duration such as 5m');
};

const checkPolicy = (shop: Workshop, by: Document<unknown>, spec: PolicySpec, path: Path): void => {
  spec.conditions.forEach((one, i) => {
    const here: Path = [...path, 'conditions', i];
    if ('conditionRef' in one) shop.find('AlertCondition', one.conditionRef, by, [...here, 'conditionRef']);
    else checkCondition(shop, by, one.spec, [...here, 'spec']);
  });
  spec.notificationTargets?.forEach((one, i) => {
    const here: Path = [...path, 'notificationTargets', i];
    if ('targetRef' in one) shop.find('AlertNotificationTarget', one.targetRef, by, [...here, 'targetRef']);
    else checkTarget(shop, by, one.spec.target, [...here, 'spec', 'target']);
  });
};

const checkTarget = (shop: Workshop, by: Document<unknown>, target: string, path: Path): void => {
  if (!TARGETS.includes(target)) shop.fault(by, path, `${target} is not a way to notify`, `one of ${TARGETS.join(', ')}`);
};

/** Checks every alerting document that stands alone. */
export const checkAlerts = (shop: Workshop): void => {
  for (const by of shop.documents<PolicySpec>('AlertPolicy')) checkPolicy(shop, by, by.spec, ['spec']);
  for (const by of shop.documents<ConditionSpec>('AlertCondition')) checkCondition(shop, by, by.spec, ['spec']);
  for (const by of shop.documents<{ target: string }>('AlertNotificationTarget')) checkTarget(shop, by, by.spec.target, ['spec', 'target']);
};

/** Checks what an SLO says of alerts: its policies, named or inline, and its annotations. */
export const checkAlertPolicies = (shop: Workshop, by: Document<SloSpec>): void => {
  by.spec.alertPolicies?.forEach((one, i) => {
    const here: Path = ['spec', 'alertPolicies', i];
    if ('alertPolicyRef' in one) shop.find('AlertPolicy', one.alertPolicyRef, by, [...here, 'alertPolicyRef']);
    else checkPolicy(shop, by, one.spec, [...here, 'spec']);
  });
  const { 'heptad/alerts': alerts, 'heptad/party': party } = by.annotations;
  const at = (key: string): Path => ['metadata', 'annotations', key];
  if (alerts !== undefined && alerts !== 'default' && alerts !== 'none') shop.fault(by, at('heptad/alerts'), `${alerts} is neither default nor none`);
  if (party !== undefined && !/^(own|internal|supplier:.+)$/.test(party)) shop.fault(by, at('heptad/party'), `${party} is not a party`, 'own, internal or supplier:NAME');
};

/** What the alerting documents of a plan become: one `Rule` for every pair of measure and thing that is watched, one `NotificationTarget` for everybody who may be told. Pure data. */
import type { AlertTier, RuleKind } from '../tiers/alert.ts';
import type { MeasureTier, Nano } from './measure.ts';

/** A window of a burn rate: ms and as people write it. */
export type Stretch = { ms: number; text: string };

/** An exact fraction of whole numbers, as text; lowest terms. */
export type Fraction = { num: string; den: string };

/** What an AlertRule asks of its measure, in whole; at-risk includes off-track, tolerated includes missed. */
export type When =
  | { kind: 'budget-remaining'; share: Nano }
  | { kind: 'exhausts-in'; within: Stretch }
  | { kind: 'no-data'; silence: Stretch }
  | { kind: 'pace'; pace: 'at-risk' | 'off-track' }
  | { kind: 'status'; status: 'tolerated' | 'missed' | 'unknown' };

/** Where what a rule watches stands: the name of an SLO as it is, everything else as TIER/NAME. Names of SLOs hold no slash, so that these never clash. */
export const keyOf = (tier: AlertTier, name: string): string => (tier === 'slo' ? name : `${tier}/${name}`);

/** The measure that a key of `keyOf` names. */
export const ofKey = (key: string): { tier: MeasureTier; name: string } => {
  const slash = key.indexOf('/');
  return slash < 0 ? { tier: 'slo', name: key } : { tier: key.slice(0, slash) as MeasureTier, name: key.slice(slash + 1) };
};

export type Rule = {
  /** unique within its measure: the name of a default rule, of the policy, or of the AlertRule */
  name: string;
  /** key of the measure (keyOf): the name of an SLO, a second objective being NAME.2, or such as kpt/NAME */
  slo: string;
  kind: RuleKind;
  severity: string;
  /** burn rates only, else null */
  burn: {
    long: Stretch;
    short: Stretch;
    /** f: it fires when bad > f·E·n in both windows; for gte also when they are equal */
    factor: Fraction;
    op: 'gt' | 'gte';
    /** what the long window must hold before it fires */
    guard: { bad: Nano; events: Nano };
  } | null;
  /** of AlertRules only */
  when?: When;
  /** how long both windows must burn, or an AlertRule must hold, before it fires, ms */
  after: number;
  /** which turns are told */
  tell: { firing: boolean; resolved: boolean; noData: boolean };
  /** names of the targets, in alphabetical order */
  targets: string[];
  /** file:line of its SLO, or of the AlertRule */
  at: string;
};

export const CHANNELS = ['webhook', 'alertmanager', 'slack', 'pagerduty', 'email', 'kafka'] as const;
export type Channel = (typeof CHANNELS)[number];
/** Ways that something is sent by; a target of another one is known, and left out. */
export const BUILT: readonly Channel[] = ['webhook', 'alertmanager'];

/** Somebody to tell. Address and secret are names of environment variables, read when something is sent: neither stands in a plan or in the store. */
export type NotificationTarget = { name: string; channel: Channel; urlEnv: string | null; secretEnv: string | null; description: string };

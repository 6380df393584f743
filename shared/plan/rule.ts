/** What the alerting documents of a plan become: one `Rule` for every pair of SLO and thing that is watched, one `NotificationTarget` for everybody who may be told. Pure data. */
import type { RuleKind } from '../tiers/alert.ts';
import type { Nano } from './measure.ts';

/** A window of a burn rate: ms and as people write it. */
export type Stretch = { ms: number; text: string };

/** An exact fraction of whole numbers, as text; lowest terms. */
export type Fraction = { num: string; den: string };

export type Rule = {
  /** unique within its SLO: the name of a default rule, or of the policy */
  name: string;
  /** name of the SLO measure; a second objective is NAME.2 */
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
  /** how long both windows must burn before it fires, ms */
  after: number;
  /** which turns are told */
  tell: { firing: boolean; resolved: boolean; noData: boolean };
  /** names of the targets, in alphabetical order */
  targets: string[];
  /** file:line of its SLO */
  at: string;
};

export const CHANNELS = ['webhook', 'alertmanager', 'slack', 'pagerduty', 'email', 'kafka'] as const;
export type Channel = (typeof CHANNELS)[number];
/** Ways that something is sent by; a target of another one is known, and left out. */
export const BUILT: readonly Channel[] = ['webhook', 'alertmanager'];

/** Somebody to tell. Address and secret are names of environment variables, read when something is sent: neither stands in a plan or in the store. */
export type NotificationTarget = { name: string; channel: Channel; urlEnv: string | null; secretEnv: string | null; description: string };

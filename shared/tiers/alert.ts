/** An alert as the outside sees it (CONTRACT §4 and §5): one rule of one measure, the state it is in, and what was sent about it. */
import type { MeasureTier } from '../plan/measure.ts';

/** pending: both windows burn, but not long enough yet or too few events. blind: the short window is not measured; it keeps what it was and never resolves anything. */
export type AlertState = 'inactive' | 'pending' | 'firing' | 'blind' | 'resolved';
export const ALERT_STATES: readonly AlertState[] = ['firing', 'blind', 'pending', 'resolved', 'inactive'];

/** What a rule watches; gap is that of Kafka partitions, which no plan knows, the five after it are those of AlertRule documents. */
export const RULE_KINDS = ['burn-rate', 'budget-spent', 'events-stopped', 'gap', 'budget-remaining', 'exhausts-in', 'no-data', 'pace', 'status'] as const;
/** Where what is watched stands: a tier, or a Kafka partition, named TOPIC/NUMBER. */
export type AlertTier = MeasureTier | 'partition';
export type RuleKind = (typeof RULE_KINDS)[number];

/** What a notification tells. data-back, the end of no-data, is for Alertmanagers alone, where no-data is an alert of its own. */
export type AlertEvent = 'firing' | 'resolved' | 'no-data' | 'data-back';

/** One attempt to deliver one notification. held: it waits for the end of a silence, and is attempt 0. */
export type Delivery = { at: string; target: string; channel: string; event: AlertEvent; attempt: number; outcome: 'delivered' | 'failed' | 'held' | 'given-up'; /** HTTP status, null when nobody answered */ status: number | null; message: string };

export type Alert = {
  /** the same for everything that is ever sent about one incident; '' while nothing has happened yet */
  key: string;
  rule: string;
  /** name of the measure, which is no SLO when `tier` says so */
  slo: string;
  state: AlertState;
  /** RFC 3339: when it came into this state, in event time */
  since: string;
  severity: string;
  burn: { long: number | null; short: number | null };
  /** the burn rate above which it fires; null for rules of another kind */
  threshold: number | null;
  /** why it is in this state, in a sentence or a word ('removed'); null while inactive */
  reason: string | null;
  deliveries: Delivery[];
  /** more than the contract asks, for people and pages */
  kind: RuleKind;
  tier: AlertTier;
  /** what an AlertRule watches, in words ("the pace is off-track"); null for rules of another kind */
  when: string | null;
  /** title of the measure */
  title: string;
  /** '' of what is no SLO */
  service: string;
  /** the long and the short window, as text ("1h", "5m"); null for rules of another kind */
  windows: { long: string; short: string } | null;
  /** when the incident began to fire, and when it was resolved; null when it did not (yet) */
  firedAt: string | null;
  resolvedAt: string | null;
  /** names of the notification targets it goes to */
  targets: string[];
  /** the instant it was last judged for */
  at: string;
};

/** Who has taken an incident on, and when. */
export type Ack = { id: string; at: string; who: string; text: string };
/** Until when nobody is told, by whom it was entered, and when. */
export type Silence = { id: string; at: string; until: string; who: string; text: string };
/** An alert with what people have said about it. */
export type Marked = Alert & { flags: ('silenced' | 'acknowledged')[]; ack: Ack | null; silence: Silence | null };

/** A notification as the outbox holds it. */
import type { Alert, AlertEvent } from '../../../shared/tiers/alert.ts';

/** A row of the outbox as SQL answers it. */
export type OutboxRow = { id: string; key: string; slo: string; rule: string; event: AlertEvent; target: string; channel: string; /** ms */ at: string; body: string; /** attempts so far */ attempts: number; /** ms, the first of them at the machine's clock; 0: none */ first: string; /** a silence has kept it back */ held?: number };

/** id: the same for every attempt. slo: the key of the measure (shared/plan/rule.ts). at: event time of the tick that made it, ms. alert: as it was then. */
export type Notification = { id: string; key: string; slo: string; rule: string; event: AlertEvent; target: string; channel: string; at: number; alert: Alert };

/** A row as a notification; null when its body is no alert. */
export const notification = ({ id, key, slo, rule, event, target, channel, at, body }: OutboxRow): Notification | null => {
  try {
    const alert = JSON.parse(body) as Alert | null;
    return typeof alert === 'object' && alert?.burn ? { id, key, slo, rule, event, target, channel, at: Number(at), alert } : null;
  } catch {
    return null;
  }
};

/** A notification that tells of nothing: sent when somebody tries a target out, so that they see what it would be sent and what it answers. */
import type { Alert } from '../../../shared/tiers/alert.ts';
import { iso } from '../../../shared/time/instant.ts';
import type { Notification } from './notification.ts';

/** `id`: of whoever asked for it; `now`: the machine's clock, ms. It says in every field that a person reads that it is a test. */
export const trial = (target: string, id: string, now: number): Notification => {
  const alert: Alert = {
    key: `test/${id}`, rule: 'test', slo: 'test', state: 'firing', since: iso(now), severity: 'test', burn: { long: null, short: null }, threshold: null, reason: 'somebody tries this target out; nothing is the matter', deliveries: [], kind: 'status', tier: 'slo', when: 'this is a test', title: 'Test of a notification target', service: 'heptad', windows: null,
    firedAt: iso(now), resolvedAt: null, targets: [target], at: iso(now),
  };
  return { id: `test/${id}/${target}`, key: alert.key, slo: 'test', rule: 'test', event: 'firing', target, channel: '', at: now, alert };
};

/** The channel `webhook`: one CloudEvents 1.0 event a notification (structured JSON), with a key that stays the same and, where there is a secret, a signature. */
import { createHmac } from 'node:crypto';
import { ofKey } from '../../../shared/plan/rule.ts';
import type { Alert } from '../../../shared/tiers/alert.ts';
import { iso } from '../../../shared/time/instant.ts';
import type { Notification } from './notification.ts';
import type { Letter, Way } from './post.ts';

/** A header holds printable ASCII; names may hold more. */
const header = (text: string): string => text.replaceAll(/[^\x21-\x7e]+/gu, encodeURIComponent);

/** `t=UNIX,v1=hex(HMAC-SHA256(secret, t + "." + body))`: t in seconds, so that a receiver can refuse what is old. */
const signature = (secret: string, seconds: number, body: string): string => `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

const named = (key: string): Pick<Alert, 'slo' | 'tier'> => {
  const { tier, name } = ofKey(key);
  return { slo: name, tier };
};

/** The letter of one attempt; only the signature's time differs between attempts. `now`: the machine's clock, ms; `source`: who tells it. */
export const webhook = (one: Notification, { url, secret }: Way, now: number, source: string): Letter => {
  const { deliveries: _none, ...alert } = one.alert;
  const body = JSON.stringify({
    specversion: '1.0', id: one.id, source, type: `heptad.alert.${one.event}`, subject: one.slo, time: iso(one.at), datacontenttype: 'application/json',
    data: { ...alert, key: one.key, rule: one.rule, ...named(one.slo) },
  });
  return {
    url,
    body,
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8', 'idempotency-key': header(one.id), ...(secret ? { 'heptad-signature': signature(secret, Math.floor(now / 1000), body) } : {}) },
  };
};

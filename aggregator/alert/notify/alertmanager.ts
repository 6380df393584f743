/**
 * The channel `alertmanager`: API v2 of Prometheus Alertmanager. An alert is its labels, so they hold names and no figures; it stays up for some minutes only and
 * is therefore sent again while it fires (standing.ts).
 */
import { threshold, times } from '../../../shared/budget-figure.ts';
import { ofKey } from '../../../shared/plan/rule.ts';
import type { Alert } from '../../../shared/tiers/alert.ts';
import { iso } from '../../../shared/time/instant.ts';
import type { Notification } from './notification.ts';
import type { Letter, Way } from './post.ts';

const NAMES: Record<string, string> = { 'burn-rate': 'HeptadBurnRate', 'budget-spent': 'HeptadBudgetSpent', 'events-stopped': 'HeptadEventsStopped', gap: 'HeptadGap', 'budget-remaining': 'HeptadBudgetRemaining', 'exhausts-in': 'HeptadBudgetExhausts', 'no-data': 'HeptadSilence', pace: 'HeptadPace', status: 'HeptadStatus' };
/** Not measured any more: an alert of its own, beside the one that may still fire. */
const BLIND = 'HeptadNoData';
const PATH = '/api/v2/alerts';

/** Where alerts are posted; the URL given may end with that path or not. */
const endpoint = (given: URL): URL => {
  const url = new URL(given);
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = base.endsWith(PATH) ? base : `${base}${PATH}`;
  return url;
};

const rate = (value: number | null): string => (value === null ? 'not measured' : times(value));

const summary = (event: Notification['event'], alert: Alert): string => {
  const name = alert.title || alert.slo;
  if (event === 'no-data') return `${name} is not measured: rule ${alert.rule} is blind`;
  if (event === 'data-back') return `${name} is measured again`;
  if (alert.kind === 'gap') return event === 'resolved' ? `${name} has lost nothing more for an hour` : `${name} has lost messages before they were read`;
  if (event === 'resolved') return `${name} is back: rule ${alert.rule} is resolved${alert.reason ? ` (${alert.reason})` : ''}`;
  if (alert.kind === 'budget-spent') return `${name} has spent its error budget`;
  if (alert.kind === 'events-stopped') return `${name} gets no events any more`;
  if (alert.when) return `${name}: ${alert.when}`;
  return `${name} burns its error budget ${rate(alert.burn.long)} as fast as it lasts`;
};

const description = (alert: Alert): string =>
  [
    // a reason tells the same rates as it was judged by
    alert.reason || (alert.windows && `burn rate ${rate(alert.burn.long)} over ${alert.windows.long} and ${rate(alert.burn.short)} over ${alert.windows.short}${alert.threshold === null ? '' : `, limit ${threshold(alert.threshold)}`}`),
    `since ${alert.firedAt ?? alert.since}`,
  ].filter(Boolean).join('; ');

const time = (text: string | null, otherwise: number): number => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? otherwise : at;
};

/** One alert of the API. holds: ms that it stays up without being sent again. Event time may lie far back (a replay), or a little ahead of this machine: never ahead of `now`. */
const posted = ({ event, key, at, slo, rule, alert }: Notification, now: number, holds: number, link: string | null): Record<string, unknown> => {
  const { tier, name } = ofKey(slo);
  const blind = event === 'no-data' || event === 'data-back';
  const startsAt = Math.min(now, blind ? time(alert.since, at) : time(alert.firedAt ?? alert.since, at));
  const end = event === 'resolved' ? (alert.resolvedAt ?? alert.since) : event === 'data-back' ? alert.since : null;
  const endsAt = end === null ? now + holds : Math.max(startsAt, Math.min(now, time(end, at)));
  return {
    labels: { alertname: blind ? BLIND : (NAMES[alert.kind] ?? 'HeptadAlert'), slo: name, ...(tier === 'slo' ? { service: alert.service } : { tier }), severity: alert.severity, rule },
    annotations: { summary: summary(event, alert), description: description(alert), key },
    startsAt: iso(startsAt),
    endsAt: iso(endsAt),
    ...(link === null ? {} : { generatorURL: link }),
  };
};

/** link: the page of an alert, where there is one. */
export type Standing = { now: number; holds: number; link: (alert: Alert) => string | null };

/** One letter for one notification, or for all that is told again. `secret`, if any, is a bearer token. */
export const alertmanager = (list: readonly Notification[], { url, secret }: Way, { now, holds, link }: Standing): Letter => ({
  url: endpoint(url),
  body: JSON.stringify(list.map((one) => posted(one, now, holds, link(one.alert)))),
  headers: { 'content-type': 'application/json', ...(secret ? { authorization: `Bearer ${secret}` } : {}) },
});

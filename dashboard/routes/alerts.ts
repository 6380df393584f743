/** Alerts over HTTP: every rule of every measure as it stands, incidents that are over, and every attempt to tell somebody. */
import { z } from 'zod';
import { thresholdOf } from '../../shared/plan/alert.ts';
import { didYouMean } from '../../shared/plan/hint.ts';
import type { Measure } from '../../shared/plan/measure.ts';
import { whenWords } from '../../shared/plan/alert-rule.ts';
import { keyOf, ofKey, type Rule } from '../../shared/plan/rule.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { type Alert, ALERT_STATES, type AlertState } from '../../shared/tiers/alert.ts';
import type { Answer, Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { iso } from '../../shared/time/instant.ts';
import type { Known } from '../plan.ts';
import { Problem } from '../problem.ts';
import { withMarks } from './alert-marks.ts';
import { cursorAt, cursorOf, cursorParameter, limitParameter, type Route, route } from './route.ts';
import { alertSchema, listOf } from './schemas.ts';

const rulesSql = sql(import.meta.url, '../queries/alert-rules.sql');
const incidentsSql = sql(import.meta.url, '../queries/alert-incidents.sql');
const deliveriesSql = sql(import.meta.url, '../queries/alert-deliveries.sql');

type Deps = { read: Door; answer: Answer; clock: Clock; plan: () => Promise<Known | null> };
type Incident = { slo: string; rule: string; incident: number; state: AlertState; body: string; last: string };
type Attempt = { key: string; at: string } & Omit<Alert['deliveries'][0], 'at'>;

/** What is asked of the list; null = whatever there is, but for inactive rules. */
type AlertsAsked = { states: readonly AlertState[] | null; slo: string | null; severity: string | null };

const nameOf = (one: { slo: string; rule: string }): string => `${one.slo}\n${one.rule}`;

/** What a rule says by itself, whatever has happened to it. */
const wordsOf = (rule: Rule): Pick<Alert, 'kind' | 'when' | 'severity' | 'threshold' | 'windows' | 'targets'> => ({
  kind: rule.kind, when: whenWords(rule), severity: rule.severity, threshold: thresholdOf(rule), windows: rule.burn && { long: rule.burn.long.text, short: rule.burn.short.text }, targets: rule.targets,
});

/** The measure that a key names, as an alert tells it. */
const measured = (key: string): Pick<Alert, 'slo' | 'tier'> => {
  const { tier, name } = ofKey(key);
  return { slo: name, tier };
};

/** An alert as its row holds it; rows of earlier versions tell neither tier nor words. */
export const written = (row: { slo: string; body: string }): Alert => ({ ...{ when: null }, ...(JSON.parse(row.body) as Alert), ...measured(row.slo) });

/** A rule that nothing has happened to. */
export const untouched = (rule: Rule, measure: Measure | undefined, since: string, at: string): Alert => ({
  key: '', rule: rule.name, ...measured(rule.slo), state: 'inactive', since, burn: { long: null, short: null }, reason: null, deliveries: [],
  title: measure?.title ?? ofKey(rule.slo).name, service: measure?.tier === 'slo' ? measure.service : '', firedAt: null, resolvedAt: null, at, ...wordsOf(rule),
});

/** The same alert with what its rule says in the plan in force: its own row tells what the rule said at its last turn. */
export const asPlanned = (alert: Alert, rule: Rule): Alert => ({ ...alert, ...wordsOf(rule) });

/** The same alert with the burn rates of its SLO's row: what its own row tells is how it stood at its last turn. */
export const burningNow = (alert: Alert, row: Row | null | undefined): Alert =>
  alert.windows && row ? { ...alert, burn: { long: row.burn?.[alert.windows.long] ?? null, short: row.burn?.[alert.windows.short] ?? null } } : alert;

/**
 * Every (rule, measure) of the plan in force once, at its state now, what is lost of Kafka partitions, and incidents that were resolved before; in the order firing, blind, pending, resolved,
 * inactive, the newest first. Burn rates are those of now, but for what is resolved; deliveries are left out (`withDeliveries` adds them).
 */
const alertsNow = async ({ read, answer, plan }: Deps, asked: AlertsAsked): Promise<Alert[]> => {
  const known = await plan();
  const rules = known ? (await read.rows<{ body: string; since: string }>(rulesSql)).map((row) => ({ rule: JSON.parse(row.body) as Rule, since: Number(row.since) })) : [];
  const incidents = await read.rows<Incident>(incidentsSql);
  const watermark = await answer.watermark();
  const newest = new Map<string, Incident>();
  for (const one of incidents) if (BigInt(one.last) > BigInt(newest.get(nameOf(one))?.last ?? -1)) newest.set(nameOf(one), one);
  const wanted = (one: Alert): boolean =>
    (asked.states === null ? one.state !== 'inactive' : asked.states.includes(one.state)) && (asked.slo === null || one.slo === asked.slo || keyOf(one.tier, one.slo) === asked.slo) && (asked.severity === null || one.severity === asked.severity);

  const now = known ? rules.map(({ rule, since }): Alert => {
    const there = newest.get(`${rule.slo}\n${rule.name}`);
    // an incident that is over stays as it was
    if (there) return there.state === 'resolved' ? written(there) : asPlanned(written(there), rule);
    const { tier, name } = ofKey(rule.slo);
    return untouched(rule, known.find(tier, name), iso(since), iso(watermark ?? since));
  }) : [];
  const listed = new Set(rules.map(({ rule }) => `${rule.slo}\n${rule.name}`));
  const past = incidents.filter((one) => one.state === 'resolved' && !(listed.has(nameOf(one)) && newest.get(nameOf(one)) === one)).map(written);
  const lost = incidents.filter((one) => one.state !== 'resolved' && measured(one.slo).tier === 'partition').map(written);
  const items = [...now, ...lost, ...past].filter(wanted);

  const live = items.filter((one) => one.state !== 'resolved' && one.windows !== null);
  if (live.length > 0 && watermark !== null) {
    const rows = new Map((await answer.rows({ tier: 'slo', at: null, names: [...new Set(live.map((one) => one.slo))], scorecard: null })).map((row) => [row.name, row]));
    for (const one of live) one.burn = burningNow(one, rows.get(one.slo)).burn;
  }
  if (watermark !== null) for (const one of items) if (one.state !== 'resolved') one.at = iso(watermark);
  return items.sort((a, b) => ALERT_STATES.indexOf(a.state) - ALERT_STATES.indexOf(b.state) || (a.state === 'inactive' ? 0 : Date.parse(b.since) - Date.parse(a.since)));
};

/** The same alerts with what was tried to tell of each, newest first, at most `most`. */
export const withDeliveries = async (read: Door, alerts: readonly Alert[], most: number): Promise<Alert[]> => {
  const keys = [...new Set(alerts.map((one) => one.key).filter((key) => key !== ''))];
  if (keys.length === 0) return [...alerts];
  const byKey = new Map<string, Alert['deliveries']>();
  for (const { key, at, target, channel, event, attempt, outcome, status, message } of await read.rows<Attempt>(deliveriesSql, { keys: JSON.stringify(keys), most }))
    byKey.set(key, [...(byKey.get(key) ?? []), { at: iso(Number(at)), target, channel, event, attempt: Number(attempt), outcome, status: status === null ? null : Number(status), message }]);
  return alerts.map((one) => ({ ...one, deliveries: byKey.get(one.key) ?? [] }));
};

const statesParameter = z
  .string()
  .transform((text, context) => {
    const states = text.split(',').map((one) => one.trim());
    const wrong = states.find((one) => !(ALERT_STATES as readonly string[]).includes(one));
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: `there is no state ${wrong}; there are ${ALERT_STATES.join(', ')}` });
    return states as AlertState[];
  })
  .meta({ description: `only these, with commas between: ${ALERT_STATES.join(', ')}; without it all but inactive`, example: 'firing,pending' });

export const alertRoutes = (deps: Deps): Route[] => [
  route({
    path: '/api/v1/alerts', summary: 'Every alert rule of every measure as it stands, and incidents that are over; what fires comes first', params: z.object({}),
    query: z.object({ state: statesParameter.optional(), slo: z.string().meta({ description: 'name of an SLO, or of what else is watched; TIER/NAME tells apart what has one name' }).optional(), severity: z.string().optional(), limit: limitParameter, cursor: cursorParameter }), answer: listOf(alertSchema),
    async handle(_params, { state, slo, severity, limit, cursor }) {
      const from = cursorAt(cursor, z.object({ from: z.number().int().min(0) }))?.from ?? 0;
      const all = await alertsNow(deps, { states: state ?? null, slo: slo ?? null, severity: severity ?? null });
      if (slo !== undefined && all.length === 0) {
        const measures = (await deps.plan())?.measures ?? [];
        const names = measures.filter((one) => one.tier === 'slo').map((one) => one.name);
        if (names.length > 0 && !measures.some((one) => one.name === slo || keyOf(one.tier, one.name) === slo)) throw new Problem(400, 'Bad parameter', `slo: the plan in force has no slo named ${slo}`, { parameter: 'slo', hint: didYouMean(slo, names) });
      }
      return { items: await withMarks(deps.read, deps.clock, await withDeliveries(deps.read, all.slice(from, from + limit), 50)), cursor: from + limit < all.length ? cursorOf({ from: from + limit }) : null };
    },
  }),
];

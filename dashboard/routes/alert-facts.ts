/** Alerts for pages: where each rule of the plan in force stands, how many stand how, what was resolved, in which stretches the rules of an SLO fired, and what was sent about it. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Alert, AlertState } from '../../shared/tiers/alert.ts';
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Rule } from '../../shared/plan/rule.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { asPlanned, burningNow, untouched, withDeliveries, written } from './alerts.ts';
import { END } from './newest.ts';
import type { Reader } from './rows.ts';

const standing = sql(import.meta.url, '../queries/page-alerts.sql');
const counts = sql(import.meta.url, '../queries/alert-states.sql');
const ended = sql(import.meta.url, '../queries/page-alert-resolved.sql');
const times = sql(import.meta.url, '../queries/page-alert-times.sql');
const targets = sql(import.meta.url, '../queries/page-targets.sql');
const atRest = sql(import.meta.url, '../queries/page-rules.sql');

/** Alerts that one page lists at most, and incidents that are over. */
const MOST = 500;
const MOST_ENDED = 50;
/** Attempts to tell somebody that a page shows of one incident. */
const MOST_SENT = 20;
/** Transitions looked through for stretches of firing. */
const MOST_TIMES = 5000;

type Line = { slo: string; rule: string; state: AlertState; since: string; body: string; /** its rule in the plan in force; not of incidents that are over, nor of Kafka partitions */ planned?: string; n?: string };

const alert = (row: Line): Alert => {
  const told = { ...written(row), rule: row.rule, state: row.state, since: iso(Number(row.since)), deliveries: [] };
  return row.planned ? asPlanned(told, JSON.parse(row.planned) as Rule) : told;
};

/** Rules of the plan in force in one of `states` (at an instant of the past, ms: at = null is now), pages first, then what has stood longest; of one SLO, or of all. */
export const alertsIn = async (read: Door, states: readonly AlertState[], slo = '', { deliveries = true, most = MOST, at = null }: { deliveries?: boolean; most?: number; at?: number | null } = {}): Promise<Alert[]> => {
  const found = (await read.rows<Line>(standing, { slo, states: JSON.stringify(states), limit: most, until: at ?? END })).map(alert);
  return deliveries ? withDeliveries(read, found, MOST_SENT) : found;
};

/** Rules of one SLO that nothing has happened to yet, or had at the instant `then` (ms), with the burn rates of its row. */
export const rulesAtRest = async (read: Door, slo: SloMeasure, row: Row | null, then: number | null = null): Promise<Alert[]> => {
  const at = row?.at ?? iso(0);
  return (await read.rows<{ body: string }>(atRest, { slo: slo.name, until: then ?? END })).map(({ body }) => burningNow(untouched(JSON.parse(body) as Rule, slo, at, at), row));
};

/** The rows of the SLOs that alerts are about, now, by name. */
export const rowsBehind = async (reader: Pick<Reader, 'rows'>, alerts: readonly Alert[]): Promise<Map<string, Row>> => {
  const names = [...new Set(alerts.filter(({ tier }) => tier === 'slo').map(({ slo }) => slo))].sort();
  return new Map((names.length === 0 ? [] : await reader.rows('slo', null, null, names)).map((row) => [row.name, row]));
};

/** Incidents that are over, the last to end first, `most` of them, and how many there are in all. */
export const alertsEnded = async (read: Door, most = MOST_ENDED): Promise<{ alerts: Alert[]; all: number }> => {
  const rows = await read.rows<Line>(ended, { limit: most });
  return { alerts: await withDeliveries(read, rows.map(alert), MOST_SENT), all: Number(rows[0]?.n ?? 0) };
};

export type AlertCounts = Record<AlertState, number> & { /** rules of the plan in force, SLOs that have any, and measures of other tiers that do */ rules: number; slos: number; others: number };

/** How many rules of the plan in force, and Kafka partitions that lost something, stand in each state. */
export const alertCounts = async (read: Door): Promise<AlertCounts> => {
  const out: AlertCounts = { inactive: 0, pending: 0, firing: 0, blind: 0, resolved: 0, rules: 0, slos: 0, others: 0 };
  for (const { state, n, rules, slos, others } of await read.rows<{ state: AlertState; n: string; rules: string; slos: string; others: string }>(counts)) {
    out[state] = Number(n);
    out.rules += Number(rules);
    out.slos = Number(slos);
    out.others = Number(others);
  }
  return out;
};

/** A notification target of the plan in force, and why nothing can be sent to it; '' when something can. */
export type AlertTarget = { name: string; channel: string; fault: string };

/** As whoever delivers found them at its start, or when the plan took effect. */
export const targetsOf = (read: Door): Promise<AlertTarget[]> => read.rows<AlertTarget>(targets);

/** Those to which nothing can be sent. */
export const deafOf = (all: readonly AlertTarget[]): AlertTarget[] => all.filter(({ fault }) => fault !== '');

/** A rule fired in [from, to), ms; to null = it still does. */
export type Stretch = { rule: string; severity: string; from: number; to: number | null };

/** Stretches of firing out of transitions in order; a blind rule keeps what it was. Pure. */
export const stretches = (rows: readonly { rule: string; state: AlertState; since: number; severity: string }[]): Stretch[] => {
  const out: Stretch[] = [];
  const open = new Map<string, Stretch>();
  for (const { rule, state, since, severity } of rows) {
    const there = open.get(rule);
    if (state === 'firing' && !there) {
      const begun: Stretch = { rule, severity, from: since, to: null };
      open.set(rule, begun);
      out.push(begun);
    } else if (there && (state === 'resolved' || state === 'inactive')) {
      there.to = since;
      open.delete(rule);
    }
  }
  return out;
};

/** When the rules of an SLO fired, as far as it was known at the instant `then` (ms; null = now). */
export const firedOf = async (read: Door, slo: string, then: number | null = null): Promise<Stretch[]> =>
  stretches((await read.rows<{ rule: string; state: AlertState; since: string; severity: string }>(times, { slo, limit: MOST_TIMES })).map((row) => ({ ...row, since: Number(row.since) })).filter(({ since }) => then === null || since <= then));

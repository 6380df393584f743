/** What pages read: the plan in force and rows at instants, each kept for a moment so that many readers of one page cost one climb. */
import type { Fault, MeasureTier } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer, Detail, HistoryItem, Row, Status } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { Known } from '../cards/spec.ts';
import { type Known as Plan, planFaults, planReader } from '../plan.ts';
import { type AlertCounts, alertCounts } from './alert-facts.ts';
import { type KindFacts, kindFacts, kindOfName, receivedSoFar } from './events.ts';

const statesSql = sql(import.meta.url, '../queries/page-states.sql');
const closedMark = sql(import.meta.url, '../queries/closed-mark.sql');
const firstDay = sql(import.meta.url, '../queries/first-day.sql');

/** What is of now is asked for at most once in this time between two ticks (a page that is told of a tick must see it); rows of a closed period and points of a history less often. */
const NOW = 900;
const PAST = 20_000;

/** scope = the scorecard over whose period it was counted, '' for the measure's own window or period; status '' = it has none. */
export type StoredState = { tier: string; name: string; scope: string; status: Status | '' };

export type Reader = {
  known(): Promise<Known | null>;
  /** of the plan folder; none while the store does not answer, too */
  faults(): Promise<Fault[]>;
  /** `asReported`: of closed periods as they were first reported */
  rows(tier: MeasureTier, scorecard: string | null, at?: number | null, names?: string[] | null, asReported?: boolean): Promise<Row[]>;
  /** states now, as the rows that the last tick wrote say */
  states(wanted: readonly { tier: string; name: string }[]): Promise<StoredState[]>;
  /** `step` (ms): an SLO's items carry what was counted between multiples of it */
  history(tier: MeasureTier, name: string, at: number[], scorecard: string | null, step?: number): Promise<HistoryItem[]>;
  /** how a target, indicator or result area stands against former periods; empty when there is no row */
  detail(tier: 'kpt' | 'kpi' | 'kra', name: string, scorecard: string | null, at: number | null): Promise<Partial<Detail>>;
  watermark(): Promise<number | null>;
  /** how many messages were accepted so far */
  received(): Promise<number>;
  /** how many events of a kind (named service/kind), first and newest; null when none has come in */
  kind(name: string): Promise<(KindFacts & { service: string; kind: string }) | null>;
  /** ms; null before anything was climbed */
  first(): Promise<number | null>;
  /** anything else that a page asks for again and again, by a key that changes with its answer; or for at most so many ms */
  kept<T>(key: string, ask: () => Promise<T>, ms?: number): Promise<T>;
  /** how many rules stand in each state */
  alerts(): Promise<AlertCounts>;
};

/** A reader over the store's read-only door and the climb; `inForce` = who reads the plan. */
export const reader = (read: Door, answer: Answer, clock: Clock, inForce: () => Promise<Plan | null> = planReader(read)): Reader => {
  const kept = new Map<string, { until: number; mark: string | null; value: Promise<unknown> }>();
  const once = <T>(key: string, ms: number, ask: () => Promise<T>, mark: string | null = null): Promise<T> => {
    const now = clock.machine();
    const there = kept.get(key);
    if (there && there.until > now && there.mark === mark) return there.value as Promise<T>;
    if (kept.size > 5000) for (const [old, one] of kept) if (one.until <= now) kept.delete(old);
    const value = ask();
    kept.set(key, { until: now + ms, mark, value });
    value.catch(() => kept.delete(key));
    return value;
  };
  /** What is of now, until a tick makes it anew. */
  const now = async <T>(key: string, ask: () => Promise<T>): Promise<T> => once(key, NOW, ask, await answer.mark());
  // one object a plan: what is worked out about a plan is kept by it
  let plan: Known | null = null;
  const known = (): Promise<Known | null> =>
    now('known', async () => {
      const found = await inForce();
      if (found?.id !== plan?.plan) plan = found && { plan: found.id, measures: found.measures };
      return plan;
    });
  return {
    known,
    faults: () => once('faults', NOW, () => planFaults(read)).catch(() => []),
    rows: async (tier, scorecard, at = null, names = null, asReported = false) => {
      const plan = (await known())?.plan ?? '';
      // what was restated is shown at once
      const closed = at === null ? '' : await now('closed', async () => (await read.rows<{ mark: string }>(closedMark))[0]?.mark ?? '');
      const ask = (): Promise<Row[]> => answer.rows({ tier, at, names, scorecard, ...(asReported ? { asReported } : {}) });
      const key = `rows ${plan} ${closed} ${tier} ${scorecard} ${at} ${names?.join('|') ?? ''} ${asReported}`;
      return at === null ? now(key, ask) : once(key, PAST, ask);
    },
    states: (wanted) => (wanted.length === 0 ? Promise.resolve([]) : read.rows<StoredState>(statesSql, { wanted: JSON.stringify(wanted.map((one) => [one.tier, one.name])) })),
    history: async (tier, name, at, scorecard, step) => {
      const plan = (await known())?.plan ?? '';
      const key = (t: number): string => `point ${plan} ${tier} ${name} ${scorecard} ${step} ${t}`;
      const now = clock.machine();
      // points that are known are not asked for again: a page that is repainted every second costs one new point
      const missing = at.filter((t) => !((kept.get(key(t))?.until ?? 0) > now));
      if (missing.length > 0) {
        const asked = answer.history({ tier, name, at: missing, scorecard, ...(step === undefined ? {} : { step }) });
        // answers are in order of time, one an instant, and none lies past the watermark: what was asked for beyond it is the newest
        const found = asked.then((items) => ({ at: new Map(items.map((item) => [Date.parse(item.at), item])), last: items.at(-1) }));
        for (const t of missing) kept.set(key(t), { until: now + PAST * 3, mark: null, value: found.then(({ at: by, last }) => by.get(t) ?? (last && t > Date.parse(last.at) ? last : null)) });
        found.catch(() => missing.forEach((t) => kept.delete(key(t))));
      }
      const points = await Promise.all(at.map((t) => kept.get(key(t))?.value as Promise<HistoryItem | null>));
      return [...new Map(points.filter((item) => item !== null).map((item) => [item.at, item])).values()];
    },
    detail: async (tier, name, scorecard, at) => {
      const plan = (await known())?.plan ?? '';
      return once(`detail ${plan} ${tier} ${name} ${scorecard} ${at}`, PAST, async () => (await answer.rows({ tier, at, names: [name], scorecard, detail: true }))[0] ?? {});
    },
    watermark: () => answer.watermark(),
    kept: (key, ask, ms = PAST) => once(`kept ${key}`, ms, ask),
    alerts: () => now('alerts', () => alertCounts(read)),
    received: () => now('received', async () => (await receivedSoFar(read)).events),
    kind: (name) =>
      once(`kind ${name}`, PAST / 4, async () => {
        const found = await kindOfName(read, name);
        return found && { ...found, ...(await kindFacts(read, found.service, found.kind)) };
      }),
    first: () =>
      once('first', PAST, async () => {
        const row = (await read.rows<{ first: string; days: string }>(firstDay))[0];
        return row && Number(row.days) > 0 ? Number(row.first) : null;
      }),
  };
};

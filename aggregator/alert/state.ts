/**
 * The state machine of an alert, one for every rule of a measure: what it remembers and what was judged go in, what it remembers next and what is to be
 * told come out. Pure; instants are event time, but for the machine's when a watermark is held (held.ts).
 */
import type { Rule } from '../../shared/plan/rule.ts';
import { hash } from '../../shared/plan/workshop.ts';
import type { AlertEvent, AlertState } from '../../shared/tiers/alert.ts';

export type Memory = {
  /** counts what was written of it */
  seq: number;
  /** counts its incidents from 1 */
  incident: number;
  /** the incident's; '' while inactive */
  key: string;
  state: AlertState;
  /** when it came into this state, ms */
  since: number;
  reason: string | null;
  /** looks running at which the short window was under the coverage floor (2 is enough), and the instant of the last that counted */
  strikes: number;
  struck: number;
  /** what it was before it went blind */
  former: Exclude<AlertState, 'blind'> | null;
  /** how often this incident went blind */
  blinds: number;
  /** whether somebody was told of this incident */
  told: boolean;
  firedAt: number | null;
  resolvedAt: number | null;
  /** what this row has to tell, and which of its kind it is in this incident */
  tell: { event: AlertEvent; nth: number } | null;
  /** the blindness that this row ended, as `nth` of its no-data; 0: none */
  back: number;
};

/** What was found at an instant. Neither `over` nor `calm`: nothing that would change anything. */
export type Verdict = {
  /** it burns in both windows (or what a rule of another kind watches has come to pass) */
  over: boolean;
  /** there is enough to go by */
  guarded: boolean;
  /** what has to be back is back: the short window, the budget, the events */
  calm: boolean;
  /** the short window is under the coverage floor */
  blind: boolean;
  /** why, in a sentence, for each way it can go */
  words: { over: string; unguarded: string; calm: string; blind: string };
};

/** A machine that nothing has happened to yet. `since` = when its rule took effect. */
export const fresh = (since: number): Memory => ({ seq: 0, incident: 0, key: '', state: 'inactive', since, reason: null, strikes: 0, struck: 0, former: null, blinds: 0, told: false, firedAt: null, resolvedAt: null, tell: null, back: 0 });

/** Looks under the coverage floor, running, that make a rule blind. */
const ENOUGH = 2;

/** Whether a turn is told, by what its rule asks for. */
const told = (rule: Pick<Rule, 'tell'>, event: AlertEvent): boolean => (event === 'firing' ? rule.tell.firing : event === 'resolved' ? rule.tell.resolved : rule.tell.noData);

type Named = Pick<Rule, 'name' | 'slo' | 'tell' | 'after'>;

const turn = (rule: Named, from: Memory, state: AlertState, at: number, reason: string | null, event: AlertEvent | null, more: Partial<Memory> = {}): Memory => {
  const next: Memory = { ...from, state, since: at, reason, ...more };
  return event !== null && told(rule, event) ? { ...next, told: true, tell: { event, nth: event === 'no-data' ? next.blinds : 1 } } : next;
};

/** A new incident begins: whatever was remembered of the last one is over. Its key is that of no other incident of any store. */
const begin = (rule: Named, from: Memory, store: string): Memory => {
  const incident = from.incident + 1;
  return { ...from, incident, key: hash({ store, rule: rule.name, slo: rule.slo, incident }), blinds: 0, told: false, firedAt: null, resolvedAt: null };
};

const resolve = (rule: Named, from: Memory, at: number, reason: string): Memory => turn(rule, from, 'resolved', at, reason, 'resolved', { resolvedAt: at, former: null });

/** From a state in which nothing fires. */
const rising = (rule: Named, from: Memory, verdict: Verdict, at: number, store: string): Memory => {
  if (!verdict.over) {
    if (from.state !== 'blind' && from.state !== 'pending') return from;
    // somebody was told that nothing was measured: that incident is over
    return from.told ? resolve(rule, from, at, `measured again; ${verdict.words.calm}`) : turn(rule, from, 'inactive', at, null, null, { key: '', former: null });
  }
  const here = from.state === 'pending' || from.state === 'blind' ? from : begin(rule, from, store);
  const since = from.state === 'pending' ? from.since : at;
  if (verdict.guarded && at - since >= rule.after) return turn(rule, here, 'firing', at, verdict.words.over, 'firing', { firedAt: at, former: null });
  const waits = verdict.guarded ? `${verdict.words.over}; it has to stay so for ${Math.round(rule.after / 1000)} s` : verdict.words.unguarded;
  if (from.state === 'pending') return from;
  return turn(rule, here, 'pending', at, waits, null, { former: null });
};

/** Which told blindness is over with `next`. */
const backIn = (rule: Pick<Rule, 'tell'>, from: Memory, next: Memory): number => (from.state === 'blind' && next.state !== 'blind' && rule.tell.noData ? from.blinds : 0);

/** The next memory. The same object when nothing changed: then nothing is written. `store`: the name of the store that it stands in. */
export const step = (rule: Named, before: Memory, verdict: Verdict, at: number, store: string): Memory => {
  // it turned by the machine's clock: a watermark before that says nothing of what was not known then
  if (at < before.since) return before;
  const from: Memory = before.tell || before.back ? { ...before, tell: null, back: 0 } : before;
  const next = ((): Memory => {
    if (verdict.blind) {
      // the same instant judged again is not a second look
      const strikes = at > from.struck ? Math.min(ENOUGH, from.strikes + 1) : from.strikes;
      if (strikes === from.strikes) return from;
      const struck = { strikes, struck: at };
      if (strikes < ENOUGH || from.state === 'blind') return { ...from, ...struck };
      const here = from.state === 'inactive' || from.state === 'resolved' ? begin(rule, from, store) : from;
      return turn(rule, { ...here, ...struck, blinds: here.blinds + 1 }, 'blind', at, verdict.words.blind, 'no-data', { former: from.state });
    }
    const seen: Memory = from.strikes > 0 ? { ...from, strikes: 0 } : from;
    if (seen.state === 'firing') return verdict.calm ? resolve(rule, seen, at, verdict.words.calm) : seen;
    if (seen.state === 'blind' && seen.former === 'firing') return verdict.calm ? resolve(rule, seen, at, verdict.words.calm) : turn(rule, seen, 'firing', at, verdict.words.over, null, { former: null });
    return rising(rule, seen, verdict, at, store);
  })();
  return next === from ? before : { ...next, seq: before.seq + 1, back: backIn(rule, from, next) };
};

/** The rule is no longer in the plan. */
export const remove = (rule: Pick<Rule, 'name' | 'slo'>, before: Memory, watermark: number): Memory => {
  const at = Math.max(watermark, before.since);
  const from: Memory = { ...before, tell: null, back: before.state === 'blind' ? before.blinds : 0, seq: before.seq + 1, strikes: 0 };
  const named: Named = { ...rule, after: 0, tell: { firing: false, resolved: before.told, noData: false } };
  if (before.state === 'firing' || ((before.state === 'blind' || before.state === 'pending') && before.told) || (before.state === 'blind' && before.former === 'firing')) return resolve(named, from, at, 'removed');
  if (before.state === 'pending' || before.state === 'blind') return turn(named, from, 'inactive', at, 'removed', null, { key: '', former: null });
  return before;
};

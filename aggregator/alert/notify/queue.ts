/**
 * The queue of one target: one attempt at a time, so that a kill -9 doubles one notification at most. Those of one incident go in order; pages go before the rest, and
 * incidents take turns, so that one which the target cannot digest does not hold up the others.
 */
import { type Clock, stopwatch } from '../../../shared/time/clock.ts';
import type { Attempt, Journal } from './journal.ts';
import type { Notification } from './notification.ts';
import type { Outcome } from './post.ts';
import type { Silence } from './silenced.ts';
import { iso } from '../../../shared/time/instant.ts';

/**
 * All in ms. first and most: back-off after trouble, doubled each time, half of it by chance. slow: after an answer that another try will hardly change. asked:
 * the longest Retry-After that is kept. giveUp: since the first attempt.
 */
export type Patience = { first: number; most: number; slow: number; asked: number; giveUp: number };

type Item = { one: Notification; attempts: number; first: number | null; /** stopwatch ms; 0: any time, Infinity: not before `revive` */ due: number; /** when it was tried last, in the queue's own count; 0: never */ tried: number; nth: number; /** a silence has kept it back */ held: boolean };

export type Queue = {
  /** attempts: made before; first: the instant of the first of them (machine's clock, ms), or null; held: a silence has kept it back before. */
  add(one: Notification, attempts: number, first: number | null, held?: boolean): void;
  /** Knocks at once when there is something new, unless the target asked to be left alone. */
  knock(): void;
  /** Tries again what only another configuration could help. */
  revive(): void;
  size(): number;
  /** Work at the same target that must not run beside an attempt. */
  inTurn(work: () => Promise<void>): Promise<void>;
  /** No further attempts; resolves when those under way have ended. */
  stop(): Promise<void>;
};

export type QueueOptions = { clock: Clock; journal: Journal; patience: Patience; random: () => number; /** what keeps it back now; never throws */ silenced(one: Notification): Promise<Silence | null>; /** never throws */ send(one: Notification): Promise<Outcome>; ended(one: Notification): void };

/** A silence may be ended before its time: what it keeps back is looked at so often, ms. */
const LOOKED = 2000;

/** setTimeout knows no longer one. */
const LONGEST = 2_147_483_647;

/** The next of an incident. Only its end may overtake, and only what the receiver has refused; what cannot be sent at all holds nothing up. */
const nextOf = (lane: readonly Item[], now: number): Item | null => {
  let first = true;
  for (const item of lane) {
    if (item.due <= now && (first || item.one.event === 'resolved')) return item;
    first = first && item.due === Number.POSITIVE_INFINITY;
  }
  return null;
};

/** An incident that gets somebody out of bed. */
const urgent = (lane: readonly Item[]): boolean => lane.some(({ one }) => one.alert.severity === 'page');

/** Makes the queue of a target. */
export const queue = ({ clock, journal, patience, random, silenced, send, ended }: QueueOptions): Queue => {
  const time = stopwatch();
  const lanes = new Map<string, Item[]>();
  /** failures in a row; not before (stopwatch ms); the target has asked for that */
  let [ill, gate, asked] = [0, 0, false];
  let [count, added, busy, stopped] = [0, 0, false, false];
  /** a page has just failed: the next try is for the rest */
  let yields = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => (last = last.then(work, work));
  const jittered = (ms: number): number => ms / 2 + (random() * ms) / 2;

  const laneOf = ({ key, id }: Notification): string => key || id;
  const remove = (item: Item): void => {
    const lane = (lanes.get(laneOf(item.one)) ?? []).filter((other) => other !== item);
    if (lane.length > 0) lanes.set(laneOf(item.one), lane);
    else lanes.delete(laneOf(item.one));
    ended(item.one);
  };

  /** It is not sent while somebody wants silence, and the journal says so once. */
  const keepBack = async (item: Item, { until, who }: Silence): Promise<void> => {
    const at = clock.machine();
    const message = `silenced until ${iso(until)}${who === '' ? '' : ` by ${who}`}`;
    if (!item.held && !(await journal.write([{ one: item.one, attempt: 0, at, outcome: 'held', status: null, message }]))) return;
    item.held = true;
    item.due = time() + Math.min(LOOKED, Math.max(1, until - at));
  };
  /** What began and ended while nobody was to hear of it is told to nobody. True when that was so. */
  const unheard = async (item: Item): Promise<boolean> => {
    const lane = lanes.get(laneOf(item.one)) ?? [];
    if (!lane.some(({ held, attempts, one }) => held && attempts === 0 && one.event === 'firing') || !lane.some(({ one }) => one.event === 'resolved')) return false;
    const rows = lane.map(({ one, attempts }): Attempt => ({ one, attempt: attempts + 1, at: clock.machine(), outcome: 'given-up', status: null, message: 'it began and ended while it was silenced' }));
    if (await journal.write(rows)) for (const one of lane) remove(one);
    return true;
  };

  /** One attempt, written down before anything follows from it. */
  const attempt = async (item: Item): Promise<void> => {
    const silence = await silenced(item.one);
    if (silence) return keepBack(item, silence);
    if (await unheard(item)) return;
    const outcome = await send(item.one);
    const at = clock.machine();
    item.attempts++;
    item.first ??= at;
    item.tried = ++count;
    const { verdict, status, message } = outcome;
    const lane = lanes.get(laneOf(item.one)) ?? [];
    const delivered = verdict === 'delivered';
    const over = !delivered && at - item.first >= patience.giveUp;
    // an incident that is over for the receiver does not begin any more
    const overtaken = delivered && item.one.event === 'resolved' ? lane.slice(0, lane.indexOf(item)) : [];
    const rows: Attempt[] = [
      { one: item.one, attempt: item.attempts, at, outcome: delivered ? 'delivered' : over ? 'given-up' : 'failed', status, message: over ? `${message}; given up after ${Math.round(patience.giveUp / 3_600_000)} h` : message },
      ...overtaken.map(({ one, attempts }): Attempt => ({ one, attempt: attempts + 1, at, outcome: 'given-up', status: null, message: 'the end of the incident was delivered before' })),
    ];
    if (!(await journal.write(rows))) return;
    yields = verdict === 'failed' && urgent(lane);
    const now = time();
    const wait = Math.min(outcome.wait ?? 0, patience.asked);
    if (verdict === 'failed') {
      ill++;
      asked = wait > 0;
      gate = now + Math.max(wait, jittered(Math.min(patience.most, patience.first * 2 ** Math.min(ill - 1, 30))));
    } else {
      if (verdict !== 'lasting') [ill, gate, asked] = [0, 0, false];
      if (verdict === 'refused') item.due = now + Math.max(wait, jittered(patience.slow));
      if (verdict === 'lasting') item.due = Number.POSITIVE_INFINITY;
    }
    if (delivered || over) for (const one of [...overtaken, item]) remove(one);
  };

  const pump = (): void => {
    clearTimeout(timer);
    if (stopped || busy) return;
    const now = time();
    // pages first; then whoever waits longest for his turn; what was never tried goes first, in the order in which it happened
    const ready = [...lanes.values()].flatMap((lane) => {
      const item = nextOf(lane, now);
      return item ? [{ item, later: urgent(lane) === yields }] : [];
    });
    const next = ready.reduce<(typeof ready)[0] | null>((best, one) => (!best || (one.later === best.later ? one.item.tried - best.item.tried || one.item.nth - best.item.nth : Number(one.later) - Number(best.later)) < 0 ? one : best), null)?.item ?? null;
    if (next && gate <= now) {
      busy = true;
      void inTurn(() => (stopped ? Promise.resolve() : attempt(next))).finally(() => {
        busy = false;
        pump();
      });
      return;
    }
    // what waits behind another has no time of its own
    const soonest = next ? gate : Math.min(...[...lanes.values()].flatMap((lane) => lane.map(({ due }) => (due > now ? due : Number.POSITIVE_INFINITY))));
    if (soonest < Number.POSITIVE_INFINITY) timer = setTimeout(pump, Math.min(LONGEST, Math.max(1, soonest - now)));
  };

  return {
    add(one, attempts, first, held = false) {
      const lane = laneOf(one);
      lanes.set(lane, [...(lanes.get(lane) ?? []), { one, attempts, first, due: 0, tried: 0, nth: ++added, held }]);
    },
    knock() {
      if (!asked) gate = 0;
      pump();
    },
    revive() {
      for (const item of [...lanes.values()].flat()) if (item.due === Number.POSITIVE_INFINITY) item.due = 0;
      pump();
    },
    size: () => [...lanes.values()].reduce((sum, lane) => sum + lane.length, 0),
    inTurn,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await last.catch(() => undefined);
    },
  };
};

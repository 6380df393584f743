/**
 * The shop's life in the demo: 28 days of history at one event a second through the ingest path, then live at 50 events a second, with an incident one
 * minute in. What is live moves the clock; history is imported beside it. A demo that was interrupted makes up for what it missed at the pace of history.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { type Incident, type Messages, second } from './shop.ts';

export type Life = {
  /** Takes messages as a user would send them; resolves when they are durable. `history`: from the log of imports, which moves no clock. */
  accept(stream: 'event' | 'sample', bodies: string[], history: boolean): Promise<unknown>;
  seed: number;
  /** ms: where history ends */
  from: number;
  /** ms: where life begins; null: not yet, as soon as history is in and climbed */
  life: number | null;
  /** Told where life begins, before anything of it is sent. */
  born(life: number): void;
  /** Resolves true when everything up to `until` (ms) is climbed. */
  climbed(until: number): Promise<boolean>;
  /** days of history */
  days: number;
  /** ms of event time known from an earlier run, 0 for none */
  known: number;
  /** seconds of event time a second */
  speed: number;
  /** life goes on at the machine's time: it begins when history is climbed, and a gap is made up for */
  real: boolean;
  /** the machine's clock: no message is made ahead of it */
  machine(): number;
  /** ms, monotonic */
  now(): number;
  sleep(ms: number): Promise<void>;
  stopped(): boolean;
  progress(done: number, all: number): void;
};

const DAY = 86_400_000;
const RATE = 50;
/** Seconds of history sent together, and how many such requests are on their way: some are written while the next are made. */
const AT_ONCE = 2000;
const ON_THEIR_WAY = 40;
/** A gap that is history rather than life that waits, ms. */
const BEHIND = 10_000;

/** Two incidents that are history, and the one a minute after life begins, which lasts a minute. */
export const incidents = (from: number, life: number): Incident[] => [
  { kind: 'errors', from: from - 12 * DAY, to: from - 12 * DAY + 20 * 60_000, share: 0.3 },
  { kind: 'slow', from: from - 5 * DAY, to: from - 5 * DAY + 3_600_000, share: 0.6 },
  { kind: 'errors', from: life + 60_000, to: life + 120_000, share: 0.3 },
];

const join = (into: Messages, more: Messages): void => {
  for (const one of more.events) into.events.push(one);
  for (const one of more.samples) into.samples.push(one);
};

/** Runs until it is stopped. */
export const live = async ({ accept, seed, from, life, born, climbed, days, known, speed, real, machine, now, sleep, stopped, progress }: Life): Promise<void> => {
  const past = async (start: number, end: number, woes: readonly Incident[]): Promise<void> => {
    const sent: Promise<unknown>[] = [];
    for (let at = start; at < end && !stopped(); ) {
      const batch: Messages = { events: [], samples: [] };
      const stop = Math.min(end, at + AT_ONCE * 1000);
      for (; at < stop; at += 1000) join(batch, second(seed, at, 1, woes));
      const one = Promise.all([accept('event', batch.events, true), accept('sample', batch.samples, true)]);
      // what fails is thrown below, in its turn
      one.catch(() => undefined);
      sent.push(one);
      if (sent.length >= ON_THEIR_WAY) await sent.shift();
      // others get their turn, and what was sent goes along the path before more is made
      await turn();
      progress(at - start, end - start);
    }
    for (const one of sent) await one;
  };
  const present = (): number => Math.floor(machine() / 1000) * 1000;
  let begin = life ?? from;
  if (life === null) {
    // even when its newest event is in, some of what went together with it may not be
    const start = from - days * DAY;
    await past(known < from - 1000 ? start : Math.max(start, from - AT_ONCE * 1000), from, incidents(from, from));
    while (!stopped() && !(await climbed(from - 1000))) await sleep(200);
    // in real time the shop begins to live now: what went by meanwhile is history, too
    if (real && !stopped()) {
      begin = Math.max(from, present());
      await past(from, begin, []);
    }
    if (stopped()) return;
    born(begin);
  }
  const woes = incidents(from, begin);
  let at = life === null ? begin : Math.max(begin, Math.floor(known / 1000) * 1000);
  // what was on its way when it was interrupted is sent again (an id counts once), and the shop is behind until what it missed is made up for
  for (let again = AT_ONCE * 1000; real && life !== null && present() - at > BEHIND && !stopped(); again = 0) {
    const missed = present();
    await past(Math.max(begin, at - again), missed, woes);
    at = missed;
  }
  const origin = at;
  const started = now();
  while (!stopped()) {
    const until = real ? machine() : Math.min(origin + (now() - started) * speed, machine());
    const batch: Messages = { events: [], samples: [] };
    for (; at + 1000 <= until && batch.events.length < 20_000; at += 1000) join(batch, second(seed, at, RATE, woes));
    if (batch.samples.length > 0) await accept('sample', batch.samples, false);
    if (batch.events.length > 0) await accept('event', batch.events, false);
    else await sleep(50);
  }
};

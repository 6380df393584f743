/**
 * The shop's life in the demo: 28 days of history at one event a second through the ingest path, then live at 50 events a second, with an incident one
 * minute in. What is live moves the clock; history is imported beside it. A demo that was interrupted makes up for what it missed at the pace of history.
 */
import { type Incident, type Messages, second } from './shop.ts';

export type Life = {
  /** Takes messages as a user would send them; resolves when they are durable. `history`: from the log of imports, which moves no clock. */
  accept(stream: 'event' | 'sample', bodies: string[], history: boolean): Promise<unknown>;
  seed: number;
  /** ms: where history ends and life begins */
  from: number;
  /** days of history */
  days: number;
  /** ms of event time known from an earlier run, 0 for none */
  known: number;
  /** seconds of event time a second */
  speed: number;
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
/** Seconds of history sent together. */
const AT_ONCE = 5000;

/** Two incidents that are history, and the one a minute after life begins, which lasts a minute. */
export const incidents = (from: number): Incident[] => [
  { kind: 'errors', from: from - 12 * DAY, to: from - 12 * DAY + 20 * 60_000, share: 0.3 },
  { kind: 'slow', from: from - 5 * DAY, to: from - 5 * DAY + 3_600_000, share: 0.6 },
  { kind: 'errors', from: from + 60_000, to: from + 120_000, share: 0.3 },
];

const join = (into: Messages, more: Messages): void => {
  for (const one of more.events) into.events.push(one);
  for (const one of more.samples) into.samples.push(one);
};

/** Runs until it is stopped. */
export const live = async ({ accept, seed, from, days, known, speed, machine, now, sleep, stopped, progress }: Life): Promise<void> => {
  const woes = incidents(from);
  const past = async (start: number, end: number): Promise<void> => {
    // two batches on their way: one is written while the next is made
    let before: Promise<unknown> = Promise.resolve();
    for (let at = start; at < end && !stopped(); ) {
      const batch: Messages = { events: [], samples: [] };
      const stop = Math.min(end, at + AT_ONCE * 1000);
      for (; at < stop; at += 1000) join(batch, second(seed, at, 1, woes));
      await before;
      before = Promise.all([accept('event', batch.events, true), accept('sample', batch.samples, true)]);
      progress(at - start, end - start);
    }
    await before;
  };
  let at = from;
  if (known < from) await past(from - days * DAY, from);
  else {
    // seconds that were half in are sent again: an id counts once
    at = Math.floor(known / 1000) * 1000;
    const missed = Math.floor(machine() / 1000) * 1000;
    if (speed === 1 && missed - at > 10_000) {
      await past(at, missed);
      at = missed;
    }
  }
  const begin = at;
  const started = now();
  while (!stopped()) {
    const until = Math.min(begin + (now() - started) * speed, machine());
    const batch: Messages = { events: [], samples: [] };
    for (; at + 1000 <= until && batch.events.length < 20_000; at += 1000) join(batch, second(seed, at, RATE, woes));
    if (batch.samples.length > 0) await accept('sample', batch.samples, false);
    if (batch.events.length > 0) await accept('event', batch.events, false);
    else await sleep(50);
  }
};

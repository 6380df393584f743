/**
 * The shop's life in the demo: 28 days of history at one event a second through the ingest path, then live at 50 events a second, with an incident one
 * minute in. What is live moves the clock; history is imported beside it. A demo that was interrupted makes up for what it missed at the pace of history.
 */
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
/** Seconds of history sent together. */
const AT_ONCE = 10_000;

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
  const present = (): number => Math.floor(machine() / 1000) * 1000;
  let begin = life ?? from;
  if (life === null) {
    if (known < from - 1000) await past(from - days * DAY, from, incidents(from, from));
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
  let at = begin;
  if (life !== null && known >= begin) {
    // seconds that were half in are sent again: an id counts once
    at = Math.floor(known / 1000) * 1000;
    if (real && present() - at > 10_000) {
      const missed = present();
      await past(at, missed, woes);
      at = missed;
    }
  }
  const origin = at;
  const started = now();
  while (!stopped()) {
    const until = Math.min(origin + (now() - started) * speed, machine());
    const batch: Messages = { events: [], samples: [] };
    for (; at + 1000 <= until && batch.events.length < 20_000; at += 1000) join(batch, second(seed, at, RATE, woes));
    if (batch.samples.length > 0) await accept('sample', batch.samples, false);
    if (batch.events.length > 0) await accept('event', batch.events, false);
    else await sleep(50);
  }
};

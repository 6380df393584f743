/** Replays the flights through the ingest path in event order, so many seconds of event time a second. Ids are row numbers: sending one again changes nothing. */
import { END, type Flight, flights } from './records.ts';

export type Replay = {
  /** Takes messages as a user would send them; resolves when they are durable. */
  accept(stream: 'event' | 'sample', bodies: string[]): Promise<unknown>;
  /** Event time already replayed by an earlier run, ms; 0 for none. */
  from: number;
  /** Seconds of event time a second; Infinity = as fast as the store takes them. */
  speed: number;
  /** ms, monotonic. */
  now(): number;
  sleep(ms: number): Promise<void>;
  stopped(): boolean;
  progress(done: number, all: number, time: number): void;
};

/** A step of the replay at most, in ms of event time: a batch is never larger than what a busy day brings. */
const STEP = 6 * 3_600_000;

/** Resolves true when the last flight and the end of the quarter are in, false when it was stopped before. */
export const replay = async ({ accept, from, speed, now, sleep, stopped, progress }: Replay): Promise<boolean> => {
  const all = flights();
  const first = (all[0] as Flight).time;
  // the last step may be half in (its samples without its events): it is sent again, whole
  const begin = Math.max(from - STEP, first);
  const started = now();
  let i = all.findIndex((one) => one.time >= begin);
  if (i < 0) i = all.length;
  while (i < all.length) {
    if (stopped()) return false;
    const step = (all[i] as Flight).time + STEP;
    // nothing times Infinity is no number
    const reached = Number.isFinite(speed) ? Math.min(begin + (now() - started) * speed, step) : step;
    let end = i;
    while (end < all.length && (all[end] as Flight).time <= reached) end++;
    if (end === i) {
      await sleep(Math.min(250, Math.max(10, ((all[i] as Flight).time - reached) / speed)));
      continue;
    }
    const batch = all.slice(i, end);
    await accept('sample', batch.map((one) => one.sample));
    await accept('event', batch.map((one) => one.event));
    i = end;
    progress(i, all.length, (batch.at(-1) as Flight).time);
    if (Number.isFinite(speed)) await sleep(100);
  }
  await accept('event', [END.event]);
  progress(all.length, all.length, END.time);
  return true;
};

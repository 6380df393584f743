/** The one clock. Everything else is told its instant; only this file may ask the machine for the time. All instants are ms since the epoch, UTC. */

export type Clock = {
  /** wall: the machine's clock. events: the newest event seen is the clock (replays, tests); it never goes back. */
  readonly mode: 'wall' | 'events';
  /** The clock in use; lateness, retention and the watermark count from it. In mode `events` 0 until an event was seen. */
  now(): number;
  /** The machine's clock, whatever the mode: what paces ticks and limits how far in the future an event may lie. */
  machine(): number;
  /** Tells the clock the time of an accepted event; moves it in mode `events` only. */
  see(time: number): void;
};

/** Makes the clock of a process. `from`: where an events clock starts (its last known instant, after a restart). */
export const clock = (mode: 'wall' | 'events', from = 0): Clock => {
  let newest = from;
  return {
    mode,
    now: () => (mode === 'wall' ? Date.now() : newest),
    machine: () => Date.now(),
    see(time) {
      if (mode === 'events' && time > newest) newest = time;
    },
  };
};

/** Monotonic milliseconds with fractions, for measuring how long something took; never an instant. */
export const stopwatch = (): (() => number) => {
  const start = performance.now();
  return () => performance.now() - start;
};

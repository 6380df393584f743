/** How a process that runs until it is told to ends: the first signal ends it in order, a second at once. */

export type Ending = { ended: Promise<void>; stopping(): boolean };

/** Listens for the signals. */
export const ending = (): Ending => {
  let stopping = false;
  let stop = (): void => undefined;
  const ended = new Promise<void>((done) => {
    stop = () => {
      stopping = true;
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stop();
      });
    // the channel to a starter that runs an older Node: when it is gone, so are we
    if (process.channel) process.on('disconnect', stop);
  });
  return { ended, stopping: () => stopping };
};

/** Runs the steps of an end, one after the other; what has not ended after ten seconds is cut off. */
export const endInOrder = async (steps: readonly (() => unknown)[]): Promise<void> => {
  const late = setTimeout(() => process.exit(1), 10_000);
  for (const step of steps) await step();
  clearTimeout(late);
};

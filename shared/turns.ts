/** What works for one at a time, such as a connection: whoever comes takes one that is free, or waits for the first that is. */

/** Does a piece of work with one of `all`; one that may do several at once stands among them so often. */
export type Turns<L> = <T>(work: (one: L) => Promise<T>) => Promise<T>;

export const turns = <L>(all: readonly L[]): Turns<L> => {
  const free = [...all];
  const waiting: ((one: L) => void)[] = [];
  return async (work) => {
    const one = free.shift() ?? (await new Promise<L>((take) => void waiting.push(take)));
    try {
      return await work(one);
    } finally {
      const next = waiting.shift();
      if (next) next(one);
      else free.push(one);
    }
  };
};

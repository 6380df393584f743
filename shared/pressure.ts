/** Looks several times a second at what this process holds of memory, and tells who fetches and who takes requests when it is short, and when there is room again. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaults } from './config.ts';
import type { Log } from './log.ts';
import { type Budget, budgetOf } from './memory.ts';
import { stopwatch } from './time/clock.ts';

export type Memory = {
  budget: Budget;
  /** what the process holds now, bytes */
  rss(): number;
  /** nothing more is to be fetched or taken */
  short(): boolean;
  /** Tells every turn; answers the call that ends it. */
  follow(told: (short: boolean) => void): () => void;
  stop(): void;
};

/** ms between two looks. */
const EVERY = 100;
/** The longest that fetching stops, and how long it goes on after that whatever the marks say: memory that does not come back must not end all reading. ms */
const LONGEST = 10_000;
const BREATH = 1000;
/** While it is short the heap is gone through so often: what was on its way at first is let go only later. ms */
const COLLECT = 2000;
/** It must be short for so long before a word is said, ms. */
const PATIENT = 1500;
/** ms between two words in the log. */
const SAID = 600_000;

/** Whether memory is short, look by look: from the high mark on, until the low one or for at most LONGEST. `now` in ms. */
export const hysteresis = ({ high, low }: Pick<Budget, 'high' | 'low'>): ((rss: number, now: number) => boolean) => {
  let short = false;
  let since = Number.NEGATIVE_INFINITY;
  let breathes = Number.NEGATIVE_INFINITY;
  return (rss, now) => {
    const room = rss <= low;
    const turns = short ? room || now - since >= LONGEST : rss >= high && now >= breathes;
    if (!turns) return short;
    if (short && !room) breathes = now + BREATH;
    [short, since] = [!short, now];
    return short;
  };
};

/** Of a process that nobody watches (a command, a test): never short. */
export const ROOMY: Memory = { budget: budgetOf(defaults.maxMemory, true), rss: () => process.memoryUsage.rss(), short: () => false, follow: () => () => undefined, stop: () => undefined };

/** Gives back to the system what this heap has let go: V8 keeps some hundred MiB of it for later, else. */
const collector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: object) => void;
  return () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};

const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

/** Begins to look. `rss` and `collect` are for tests. */
export const watchMemory = (budget: Budget, log: Log, { rss = () => process.memoryUsage.rss(), collect = collector(), every = EVERY }: { rss?: () => number; collect?: () => void; every?: number } = {}): Memory => {
  const look = hysteresis(budget);
  const time = stopwatch();
  const listeners = new Set<(short: boolean) => void>();
  let short = false;
  let began = 0;
  let [said, collected] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const timer = setInterval(() => {
    const held = rss();
    const now = time();
    const before = short;
    short = look(held, now);
    if (short !== before) {
      began = now;
      for (const told of listeners) told(short);
    }
    // what a collection brings back at once is not worth a word
    if (short && now - began >= PATIENT && now - said >= SAID) {
      said = now;
      log.warn({ rss: held, limit: budget.limit }, `memory is short: ${mib(held)} of ${mib(budget.limit)} (--max-memory); Kafka is not fetched and POST answers 503 until there is room. Nothing is lost; if it goes on, give it more, such as --max-memory 2g. This is said at most every ten minutes`);
    }
    if (short && now - collected >= COLLECT) {
      collected = now;
      collect();
    }
  }, every);
  timer.unref();
  return {
    budget, rss,
    short: () => short,
    follow(told) {
      listeners.add(told);
      return () => void listeners.delete(told);
    },
    stop: () => clearInterval(timer),
  };
};

/** Time and processes of the simulator: a clock that jumps from one event to the next, and lives that can be killed, frozen and thawed. What code awaits goes on only while its life does. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';

const lives = new AsyncLocalStorage<Life>();
const turn = globalThis.setImmediate;

export type Life = { name: string; /** its clock is so many ms wrong */ skew: number; state: 'running' | 'frozen' | 'dead'; /** what came while it was frozen */ waiting: (() => void)[] };

export type Virtual = {
  now(): number;
  /** Calls back after `ms` in the life that asks, unless cancelled. */
  after(ms: number, then: () => void): () => void;
  /** The same for the world around: no life can be in the way. */
  around(ms: number, then: () => void): void;
  live(life: Life, work: () => Promise<void>): void;
  kill(life: Life): void;
  freeze(life: Life, ms: number): void;
  /** Whatever lives wait for takes so many times as long: hours pass in few steps. */
  pace: number;
  /** Runs what is due until `until`; answers how many events there were. */
  run(until: number): Promise<number>;
  /** The life of the code that calls. */
  current(): Life | undefined;
};

/** Lets a life go on where it waited. */
const deliver = (life: Life | undefined, then: () => void): void => {
  if (!life) return then();
  if (life.state === 'dead') return;
  if (life.state === 'frozen') return void life.waiting.push(then);
  lives.run(life, then);
};

export const virtual = (random: Random): Virtual => {
  const queue: { at: number; order: number; run: () => void; gone: boolean }[] = [];
  let now = 0;
  let order = 0;
  const put = (ms: number, run: () => void): { gone: boolean } => {
    const event = { at: now + Math.max(0, ms), order: order++, run, gone: false };
    // mostly near the end: what is due soon
    let i = queue.length;
    while (i > 0 && ((queue[i - 1] as { at: number }).at < event.at || ((queue[i - 1] as { at: number }).at === event.at && (queue[i - 1] as { order: number }).order < event.order))) i--;
    queue.splice(i, 0, event);
    return event;
  };
  const self: Virtual = {
    pace: 1,
    now: () => now,
    after(ms, then) {
      const life = lives.getStore();
      const event = put(ms * self.pace + random.below(3), () => deliver(life, then));
      return () => {
        event.gone = true;
      };
    },
    around: (ms, then) => void put(ms, then),
    live: (life, work) => void lives.run(life, work),
    kill(life) {
      life.state = 'dead';
      life.waiting.length = 0;
    },
    freeze(life, ms) {
      life.state = 'frozen';
      put(ms, () => {
        if (life.state !== 'frozen') return;
        life.state = 'running';
        for (const then of life.waiting.splice(0)) deliver(life, then);
      });
    },
    async run(until) {
      let events = 0;
      while (queue.length > 0 && (queue.at(-1) as { at: number }).at <= until) {
        const event = queue.pop() as (typeof queue)[number];
        if (event.gone) continue;
        now = event.at;
        event.run();
        events++;
        // everything that this has set free goes as far as it can
        await new Promise<void>((done) => void turn(done));
      }
      now = until;
      return events;
    },
    current: () => lives.getStore(),
  };
  return self;
};

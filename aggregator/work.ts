/**
 * Long work that somebody has asked for in table `entry`, done between ticks, one step at a time, so that alerts and figures go on; how far it is stands in table
 * `reply`. Work that was cut short is begun anew: it is repeatable (of a backup nobody knows any more).
 */
import { HeptadError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Step, WorkAsk } from '../shared/tiers/work.ts';
import { type Clock, stopwatch } from '../shared/time/clock.ts';
import { stored } from '../shared/time/instant.ts';
import type { Entries } from './entries.ts';

const waiting = sql(import.meta.url, './waiting.sql');
const COLUMNS = ['id', 'state', 'share', 'begun', 'message', 'body', 'at', 'version'] as const;
/** How often progress is told, ms. */
const TOLD = 500;
/** Work that ended the process so often is given up. */
const TRIES = 3;

export type Doing = AsyncGenerator<Step, object>;
type Reply = { state: 'running' | 'done' | 'failed'; share: number; message: string; body?: object };

/**
 * `begin` starts what was asked for. The call that comes back does one step; true when there is more to do. `term` = whose turn it is to climb: work of another
 * term is not gone on with, for it may have been done meanwhile.
 */
export const workshop = (door: Door, clock: Clock, log: Log, version: () => bigint, begin: (ask: WorkAsk) => Doing, term: () => unknown, entries: Entries): (() => Promise<boolean>) => {
  let current: { id: string; begun: number; doing: Doing; told: () => number; term: unknown } | null = null;
  /** what had been entered when nothing of it was left to do, and in whose term that was seen: another holder may have begun something; null: something may be left */
  let nothing: { entered: string; term: unknown } | null = null;
  const tell = (id: string, begun: number, { body, ...rest }: Reply): Promise<void> =>
    door.insert('reply', COLUMNS, 'JSONEachRow', `${JSON.stringify({ id, begun, ...rest, body: body ? JSON.stringify(body) : '', at: stored(clock.machine()), version: version().toString() })}\n`);
  const next = async (): Promise<void> => {
    const entered = await entries();
    if (nothing && nothing.entered === entered && nothing.term === term()) return;
    const [one] = await door.rows<{ id: string; kind: string; body: string; begun: number }>(waiting);
    nothing = one ? null : { entered, term: term() };
    if (!one) return;
    const begun = Number(one.begun) + 1;
    // the copy that was made says of itself that it is being made: it must not be made anew by whoever runs on it
    // nor is a target tried out twice
    if ((one.kind === 'backup' || one.kind === 'test') && begun > 1) return tell(one.id, begun, { state: 'failed', share: 0, message: 'it was cut short; ask for it again' });
    if (begun > TRIES) return tell(one.id, begun, { state: 'failed', share: 0, message: `it was begun ${TRIES} times and never finished` });
    await tell(one.id, begun, { state: 'running', share: 0, message: 'begun' });
    current = { id: one.id, begun, doing: begin({ ...(JSON.parse(one.body) as object), kind: one.kind } as WorkAsk), told: stopwatch(), term: term() };
  };
  return async () => {
    if (current && current.term !== term()) current = null;
    if (!current) await next();
    if (!current) return false;
    const { id, begun, doing, told } = current;
    try {
      const step = await doing.next();
      if (step.done) {
        await tell(id, begun, { state: 'done', share: 1, message: 'done', body: step.value });
        current = null;
      } else if (told() >= TOLD) {
        await tell(id, begun, { state: 'running', ...step.value });
        current.told = stopwatch();
      }
    } catch (error) {
      // a store that is away is waited for; it is begun anew
      if (error instanceof HeptadError && error.retriable) {
        current = null;
        throw error;
      }
      log.error({ err: error, id }, 'work that was asked for failed');
      current = null;
      await tell(id, begun, { state: 'failed', share: 0, message: error instanceof Error ? error.message : String(error) });
    }
    return true;
  };
};

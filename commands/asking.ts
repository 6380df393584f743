/** Long work that a command asks for: of a running heptad over HTTP, followed until it is done; else done here, on the folder itself. */
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ladderOfRows, readCheckpoint } from '../aggregator/follow.ts';
import { startAggregator } from '../aggregator/room.ts';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { logger } from '../shared/log.ts';
import { ask } from '../shared/running.ts';
import { copyStore } from '../shared/store/backup.ts';
import type { Store } from '../shared/store/store.ts';
import type { Step, Work, WorkAsk } from '../shared/tiers/work.ts';
import { clock as makeClock } from '../shared/time/clock.ts';
import { iso } from '../shared/time/instant.ts';
import { processName } from './alone.ts';
import { progress } from './progress.ts';
import { type ClientFlags, somewhere, token, wherever } from './wherever.ts';

/** How often a running heptad is asked how far it is, ms. */
const ASKED = 300;

const who = (): string => {
  try {
    return userInfo().username;
  } catch {
    return ''; // a number without a name, as in a container
  }
};

const online = async <T>(url: string, { kind, ...rest }: WorkAsk, tell: (step: Step) => void): Promise<T> => {
  const span = 'from' in rest ? { from: iso(rest.from), to: iso(rest.to) } : {};
  const { id } = await ask<{ id: string }>(url, `/api/v1/${kind}`, { token: token(), type: 'application/json', body: JSON.stringify({ ...rest, ...span, who: who() }) });
  for (;;) {
    const work = await ask<Work>(url, `/api/v1/work/${id}`, { token: token() });
    if (work.state === 'done') return work.result as T;
    if (work.state === 'failed') throw new HeptadError('USAGE', work.message);
    tell(work.state === 'waiting' ? { share: 0, message: 'waiting for the aggregator' } : work);
    await sleep(ASKED);
  }
};

/** Every step of it. */
const toTheEnd = async <T>(doing: AsyncGenerator<Step, object>, tell: (step: Step) => void): Promise<T> => {
  for (;;) {
    const step = await doing.next();
    if (step.done) return step.value as T;
    tell(step.value);
  }
};

const offline = async <T>(store: Store, config: Config, what: WorkAsk, tell: (step: Step) => void): Promise<T> => {
  const clock = makeClock('wall');
  if (what.kind === 'backup') return toTheEnd(copyStore(store, iso(clock.machine())), tell);
  const last = await readCheckpoint(store.climb);
  if (!last) throw new HeptadError('USAGE', 'nothing was climbed here yet', { hint: 'start it with heptad up --plan DIR' });
  const { plan } = await ladderOfRows(store.climb, last.plan);
  const room = await startAggregator({ store, plan, folder: '', clock, config, log: logger('aggregator', 'warn'), holder: processName(what.kind), loop: false });
  try {
    if (!room.active()) throw new HeptadError('USAGE', 'an aggregator climbs this store', { hint: 'name its dashboard with --server URL: it hands the work on' });
    return await toTheEnd(room.work(what), tell);
  } finally {
    await room.stop();
  }
};

/** Has it done and answers what came of it, with progress on stderr. Throws what is wrong with it. */
export const haveDone = async <T>(flags: ClientFlags, what: WorkAsk): Promise<T> => {
  if ('from' in what && what.from >= what.to) throw new HeptadError('USAGE', '--from must lie before --to');
  somewhere(flags);
  const bar = progress(what.kind);
  const tell = ({ share, message }: Step): void => bar.at(share, message);
  return wherever(flags, (url) => online<T>(url, what, tell), (store, config) => offline<T>(store, config, what, tell)).finally(() => bar.end());
};

/**
 * A heptad on an embedded store that kills itself (SIGKILL) at a named point: `node test/support/mortal.ts DATA PLAN MESSAGES WHEN TABLE`. WHEN is before or after:
 * the first write to TABLE that follows the messages is not begun any more, or is done and nobody hears of it. Without a point it climbs all and ends.
 */
import { readFileSync } from 'node:fs';
import { startAggregator } from '../../aggregator/room.ts';
import { startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import { type Door, openStore } from '../../shared/store/store.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import { planOf } from './plan-of.ts';

const [data, plan, messages, when, table] = process.argv.slice(2) as [string, string, string, string | undefined, string | undefined];
let armed = false;
const die = (at: string, to: string): void => {
  if (armed && at === when && to === table) process.kill(process.pid, 'SIGKILL');
};
/** After the signal nothing more is done, however long it takes. */
const mortal = (door: Door): Door => ({
  ...door,
  async insert(to, ...rest) {
    die('before', to);
    await door.insert(to, ...rest);
    die('after', to);
  },
  async fill(to, ...rest) {
    die('before', to);
    await door.fill(to, ...rest);
    die('after', to);
  },
});

const opened = await openStore({ data });
const store = { ...opened, ingest: mortal(opened.ingest), climb: mortal(opened.climb) };
const clock = makeClock('events');
const config = { ...defaults, retention: 10_000 * 86_400_000 };
const log = logger('mortal', 'silent');
const ingest = await startIngest({ store, clock, config, log });
const room = await startAggregator({ store, plan: planOf(readFileSync(plan, 'utf8')), folder: '', clock, config, log, holder: 'mortal', loop: false });
armed = true;
const { events, samples } = JSON.parse(messages) as { events: object[]; samples: object[] };
await ingest.accept('sample', samples.map((one) => JSON.stringify(one)), 'http', { history: true });
await ingest.accept('event', events.map((one) => JSON.stringify(one)), 'http', { history: true });
for (let i = 0; i < 5; i++) if ((await room.tick()) === null) break;
await ingest.stop();
await room.stop();
await opened.close();
process.exit(0);

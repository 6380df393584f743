/** A process that only notifies, to be killed: node test/support/notifier.ts FOLDER URL INCIDENTS. An empty outbox is filled first: every incident fires and is resolved. */
import { startNotify } from '../../aggregator/alert/notify/outbox.ts';
import { logger } from '../../shared/log.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore } from '../../shared/store/store.ts';
import { clock } from '../../shared/time/clock.ts';
import { notify } from './receiver.ts';

const [data = '', url = '', incidents = '0'] = process.argv.slice(2);
const store = await openStore({ data });
const [filled] = await store.read.rows<{ n: string }>('SELECT count() AS n FROM outbox' as Sql);
if (filled?.n === '0') for (let i = 0; i < Number(incidents); i++) for (const event of ['firing', 'resolved'] as const) await notify(store.climb, 'hook', `incident-${i}`, event);
const office = startNotify({ door: store.climb, clock: clock('wall'), log: logger('notifier', 'error'), config: { notifyAllow: [] }, targets: () => [{ name: 'hook', channel: 'webhook', urlEnv: 'HOOK', secretEnv: null }], env: { HOOK: url } });
setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
  void office.stop().then(() => store.close()).then(() => process.exit(0));
});

/** Ticks of an aggregator in another process: its checkpoint is looked at once a second, and when it is a new one the rows whose figures changed and the measures whose alerts did are told. */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../shared/log.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Ticks } from './routes/stream.ts';

const lastSql = sql(import.meta.url, './queries/last-checkpoint.sql');
const alertsSql = sql(import.meta.url, './queries/alert-versions.sql');
const figuresSql = sql(import.meta.url, './queries/current-figures.sql');

/** ms */
const EVERY = 1000;
/** Where the climb stands is taken for true for so long (aggregator/follow.ts), ms: who is told of a tick sooner may not see it. */
const SEEN = 250;

/** Starts to follow; what was there before is not told. */
export const followTicks = (read: Door, log: Log): { ticks: Ticks; stop(): void } => {
  const ticks: Ticks = new EventEmitter();
  let before: Map<string, string> | null = null;
  let turned = new Map<string, string>();
  let version = '';
  let seq = '';
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    const [last] = await read.rows<{ version: string; at: string; plan: string; ms: number; seq: string; events: string }>(lastSql);
    if (!last) before ??= new Map();
    if (!last || last.version === version) return;
    const rows = await read.rows<{ tier: string; scope: string; name: string; figures: string }>(figuresSql, { plan: last.plan });
    const now = new Map(rows.map((one) => [JSON.stringify([one.tier, one.scope, one.name]), one.figures]));
    const changed = before === null ? [] : rows.filter((one) => before?.get(JSON.stringify([one.tier, one.scope, one.name])) !== one.figures).map(({ tier, name }) => ({ tier, name }));
    const turns = new Map((await read.rows<{ slo: string; version: string }>(alertsSql)).map((one) => [one.slo, one.version]));
    const alerts = before === null ? [] : [...turns].filter(([slo, at]) => turned.get(slo) !== at).map(([slo]) => slo);
    turned = turns;
    // between two looks there may have been several ticks
    const events = Math.max(Number(last.events), before !== null && last.seq !== seq ? 1 : 0);
    seq = last.seq;
    before = now;
    version = last.version;
    await sleep(SEEN);
    ticks.emit('tick', { at: Number(last.at), changed, alerts, ms: last.ms, events });
  };
  const again = (): void => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => log.warn({ err: error }, 'the checkpoint could not be read; looking again'))
        .finally(() => {
          if (!stopped) again();
        });
    }, EVERY);
    timer.unref();
  };
  again();
  return {
    ticks,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
};

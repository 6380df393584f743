/** A store, an ingest and an aggregator that ticks when it is told, for plans that change: what a closed period keeps, and what a new plan finds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Pauses, PAUSES } from '../../aggregator/retention/retention.ts';
import { type AggregatorRoom, startAggregator } from '../../aggregator/room.ts';
import { type IngestRoom, startIngest } from '../../ingest/room.ts';
import { defaults } from '../../shared/config.ts';
import { logger } from '../../shared/log.ts';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import type { Sql } from '../../shared/store/sql.ts';
import { openStore, type Store } from '../../shared/store/store.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { WorkAsk } from '../../shared/tiers/work.ts';
import { clock as makeClock } from '../../shared/time/clock.ts';
import type { Receipt } from '../../ingest/sources/counted.ts';
import { folder } from './heptad.ts';
import { planOf } from './plan-of.ts';

export type Closing = {
  store: Store;
  room(): AggregatorRoom;
  ingest(): IngestRoom;
  /** Takes messages and ticks until nothing is left to climb, at most so often (3). */
  feed(messages: object[], stream?: 'event' | 'sample', ticks?: number): Promise<void>;
  /** Ticks once a pulse has followed what was sent. */
  tick(ticks?: number): Promise<void>;
  /** Takes messages and does not tick; `history`: whatever their age (true). */
  send(messages: object[], stream?: 'event' | 'sample', history?: boolean): Promise<Receipt>;
  /** Ends the aggregator and the ingest and starts them again, with another plan or the same. */
  again(plan?: string): Promise<void>;
  /** Work of the aggregator, step by step to its end; what came of it. */
  work<T>(ask: WorkAsk): Promise<T>;
  row(tier: MeasureTier, name: string, at: string | null, more?: { asReported?: boolean; scorecard?: string }): Promise<Row | undefined>;
  /** rows of a query */
  all<T>(query: string): Promise<T[]>;
  close(): Promise<void>;
};

/** `retention` in days; `pauses` of the aggregator's retention. */
export const closing = async (plan: string, retention = 10_000, pauses: Pauses = PAUSES): Promise<Closing> => {
  const data = folder();
  const store = await openStore({ data: data.path });
  const clock = makeClock('events');
  const log = logger('test', 'silent');
  const config = { ...defaults, retention: retention * 86_400_000 };
  let ingest = await startIngest({ store, clock, config, log });
  let current = plan;
  const start = (): Promise<AggregatorRoom> => startAggregator({ store, plan: planOf(current), folder: '', clock, config, log, holder: 'test', loop: false, pauses });
  let room = await start();
  /** the machine's clock after the last message was taken; null: a pulse has followed it */
  let since: number | null = null;
  /** The watermark moves with the pulse that follows a commit: waits for it. */
  const pulsed = async (): Promise<void> => {
    if (since === null) return;
    const newest = async (): Promise<number> => Number((await store.read.rows<{ at: string }>('SELECT toUnixTimestamp64Milli(max(at)) AS at FROM pulse' as Sql))[0]?.at ?? 0);
    for (let i = 0; (await newest()) <= since; i++) {
      if (i > 1500) throw new Error('no pulse follows what was sent');
      await sleep(20);
    }
    since = null;
  };
  const tick = async (ticks = 3): Promise<void> => {
    await pulsed();
    for (let i = 0; i < ticks; i++) if ((await room.tick()) === null) break;
  };
  const send: Closing['send'] = async (messages, stream = 'event', history = true) => {
    const receipt = await ingest.accept(stream, messages.map((one) => JSON.stringify(one)), 'http', { history });
    since = clock.machine();
    if (receipt.rejected.length > 0) throw new Error(JSON.stringify(receipt.rejected[0]));
    return receipt;
  };
  return {
    store,
    room: () => room,
    ingest: () => ingest,
    send,
    tick,
    async feed(messages, stream = 'event', ticks = 3) {
      await send(messages, stream);
      await tick(ticks);
    },
    async again(next = current) {
      await room.stop();
      await ingest.stop();
      ingest = await startIngest({ store, clock, config, log });
      current = next;
      room = await start();
    },
    async work<T>(ask: WorkAsk) {
      const doing = room.work(ask);
      for (;;) {
        const step = await doing.next();
        if (step.done) return step.value as T;
      }
    },
    async row(tier, name, at, { asReported = false, scorecard } = {}) {
      return (await room.answer.rows({ tier, at: at === null ? null : Date.parse(at), names: [name], scorecard: scorecard ?? null, asReported }))[0];
    },
    all: <T>(query: string) => store.read.rows<T>(query as Sql),
    async close() {
      await ingest.stop();
      await room.stop();
      await store.close();
      data.remove();
    },
  };
};

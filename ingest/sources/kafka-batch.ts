/** One fetched batch on its way: along the path, committed by its ledger row; only then its offsets are resolved. Copies of what is refused go out first. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../shared/config.ts';
import type { Admin, Consumer, EachBatchPayload, KafkaMessage, Producer } from '../../shared/kafka/kafka.ts';
import { Records } from '../../shared/kafka/records.ts';
import { UNREADABLE } from '../../shared/kafka/unreadable.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { Stream } from '../message.ts';
import { emptyBatch, type Path, type Way } from '../path.ts';
import { attributesOf } from '../recognise.ts';
import { meanwhile } from '../sinks/meanwhile.ts';
import type { Sink, Spoilt } from '../sinks/store.ts';
import { type DeadLetter, sendDeadLetters } from './dead-letters.ts';
import { contentOf } from './identity.ts';
import { greater, type Partitions } from './kafka-partitions.ts';

/** Messages of one ledger row at most: heartbeats go out between them. */
const AT_ONCE = 50_000;
/** Refused messages of one at most: each costs many times as much as one that is taken, and a small batch may hold millions of them. */
const REFUSED_AT_ONCE = 10_000;

/** Why a message's value is not its content: its batch could not be unpacked, or its producer packed the value itself; undefined when it is plain. */
const packedBy = (headers: KafkaMessage['headers']): string | undefined => {
  for (const key in headers) {
    if (key === UNREADABLE) return `the batch that held the message could not be unpacked (${String(headers[key]).slice(0, 100)})`;
    if (key.toLowerCase() === 'content-encoding' && String(headers[key]).toLowerCase() !== 'identity') return `the value is packed (${String(headers[key]).slice(0, 40)}); send it plain and let the producer compress its batches`;
  }
  return undefined;
};

const PLAIN: Way = {};

/** What the headers say of the value. */
const wayOf = (headers: KafkaMessage['headers']): Way => {
  for (const _ in headers)
    return { attributes: 'ce_specversion' in headers ? attributesOf(Object.entries(headers).map(([key, value]): [string, string] => [key, String(value)]), 'ce_') : null, packed: packedBy(headers) };
  return PLAIN;
};

export type Taking = {
  handle(payload: EachBatchPayload, admin: Admin, consumer: Consumer, producer: Producer, loaded: Set<string>): Promise<void>;
  empty(topic: string, partition: number, first: bigint, last: bigint): void;
  /** To be told after every look at the brokers: a log that begins behind what is to be read next has lost messages, and none may ever come after them to tell so. */
  looked(topic: string, partition: number): void;
  /** resolves when all offsets without messages are committed, and all gaps recorded */
  settled(): Promise<void>;
};

type TakingOptions = { clock: Clock; config: Pick<Config, 'epoch'>; streams: ReadonlyMap<string, Stream>; partitions: Partitions; path: Path; sink: Pick<Sink, 'commit'>; log: Log; committed: () => void; stopping: () => boolean; /** refused messages by code, counted up here */ counts: Record<string, number> };

export const taking = ({ clock, config, streams, partitions, path, sink, log, committed, stopping, counts }: TakingOptions): Taking => {
  /** partitions with a batch on its way: a rebalance may hand one over again before the last batch is committed */
  const busy = new Set<string>();
  let holes: Promise<void> = Promise.resolve();
  /** gaps that are being recorded; where the partitions stood that had lost something at the last look */
  const filling = new Map<string, Promise<void>>();
  const behind = new Map<string, bigint>();

  /** One batch of a partition at a time. */
  const handle = async (payload: EachBatchPayload, admin: Admin, consumer: Consumer, producer: Producer, loaded: Set<string>): Promise<void> => {
    const key = `${payload.batch.topic}/${payload.batch.partition}`;
    while (busy.has(key)) {
      await payload.heartbeat();
      await sleep(50);
      if (!payload.isRunning() || stopping()) return;
    }
    busy.add(key);
    try {
      // the ledger may be asked, a gap recorded: where the store is slow each of these takes as long as a member may be silent
      await meanwhile(payload.heartbeat, take(payload, admin, consumer, producer, loaded));
    } finally {
      busy.delete(key);
    }
  };

  const take = async (payload: EachBatchPayload, admin: Admin, consumer: Consumer, producer: Producer, loaded: Set<string>): Promise<void> => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload;
    const { topic, partition } = batch;
    const state = partitions.at(topic, partition);
    const key = `${topic}/${partition}`;
    if (!loaded.has(key)) {
      await partitions.remember(topic, partition);
      loaded.add(key);
    }
    if (isStale()) return;
    if (state.stopped) return consumer.pause([{ topic, partitions: [partition] }]);
    const high = BigInt(batch.highWatermark);
    // answered before another process went on, or by a broker that has just taken over, or of another log: which of these, the next looks tell
    if (high < state.next) return consumer.seek({ topic, partition, offset: state.next.toString() });
    state.end = greater(state.end, high);
    if (!partitions.same(payload, state, consumer)) return state.stopped ? consumer.pause([{ topic, partitions: [partition] }]) : undefined;
    const records = new Records(batch.messages);
    let more = records.from(Number(state.next));
    const first = more ? BigInt(records.offset) : BigInt(batch.lastOffset());
    if (first > state.next) {
      // sought and still ahead: what lies between is gone, or holds no messages (transaction markers, compaction)
      if (state.soughtTo === state.next) {
        const low = BigInt((await admin.fetchTopicOffsets(topic)).find((one) => one.partition === partition)?.low ?? '0');
        // what is here counts, though the log may have let it go meanwhile
        if (low > state.next) await partitions.gap(state, low < first ? low : first);
        // another process may have gone on
        if (more && state.next > first) more = records.from(Number(state.next));
      }
      if (first > state.next && state.soughtTo !== state.next) {
        state.soughtTo = state.next;
        consumer.seek({ topic, partition, offset: state.next.toString() });
        return;
      }
    }
    const last = BigInt(batch.lastOffset());
    if (last < state.next) {
      // another process has read this far: go on where the ledger ends
      consumer.seek({ topic, partition, offset: state.next.toString() });
      return resolveOffset(batch.lastOffset());
    }
    const stream = streams.get(topic) as Stream;
    do {
      if (!isRunning() || stopping()) return;
      const work = emptyBatch();
      const letters: DeadLetter[] = [];
      const place = { log: topic, epoch: config.epoch, partition, offset: 0 };
      let count = 0;
      for (; more && count < AT_ONCE && letters.length < REFUSED_AT_ONCE; count++, more = records.next()) {
        place.offset = records.offset;
        const done = path(work, stream, records.value, place, wayOf(records.headers));
        if (done.end === 'refused') letters.push({ topic, partition, message: records.message(), refused: done.refused });
      }
      const newest = count > 0 ? records.before() : undefined;
      const to = more && newest ? BigInt(newest.offset) : last;
      // copies first: after the ledger row nobody would send them again
      if (letters.length > 0) await sendDeadLetters(producer, letters, log);
      const holes = Number(to - state.next + 1n) - count;
      const tail = newest ? { offset: BigInt(newest.offset), hash: contentOf(newest) } : state.tail;
      const spoilt = async (those: readonly Spoilt[]): Promise<void> => {
        const late = those.flatMap(({ offset, refused }) => {
          const again = new Records(batch.messages);
          return again.from(offset) ? [{ topic, partition, message: again.message(), refused }] : [];
        });
        letters.push(...late);
        await sendDeadLetters(producer, late, log);
      };
      await sink.commit({ place: { log: topic, epoch: config.epoch, partition }, first: state.next, last: to, holes, end: state.end, speaks: true, tail, batch: work, spoilt }, heartbeat);
      for (const { refused } of letters) counts[refused.code] = (counts[refused.code] ?? 0) + 1;
      state.next = greater(state.next, to + 1n);
      state.tail = tail;
      // events that move the clock move what the brokers have told, too
      if (clock.mode === 'events') partitions.moved();
      state.newest = Math.max(state.newest, work.newest);
      state.accepted += work.ok;
      state.refused += work.refused.length;
      state.late += work.late.length;
      resolveOffset(to.toString());
      committed();
      await heartbeat();
      consumer.commitOffsets([{ topic, partition, offset: state.next.toString() }]).catch(() => undefined);
    } while (more);
  };

  /** Offsets without messages (aborted transactions, markers) never reach `handle`; unless they are committed, too, a partition would wait for them. */
  const empty = (topic: string, partition: number, first: bigint, last: bigint): void => {
    const gap = filling.get(`${topic}/${partition}`);
    if (gap) return void gap.then(() => empty(topic, partition, first, last));
    const state = partitions.at(topic, partition);
    const from = state.next;
    if (state.tail && !state.proven && first <= state.tail.offset && last >= state.tail.offset) partitions.changed(state, `there is no message any more at offset ${state.tail.offset}`);
    if (first > from || last < from || stopping() || state.stopped) return;
    state.next = last + 1n;
    holes = holes
      .then(() => sink.commit({ place: { log: topic, epoch: config.epoch, partition }, first: from, last, holes: Number(last - from + 1n), end: state.end, speaks: true, tail: state.tail, batch: emptyBatch() }))
      .then(committed, (error: unknown) => log.error({ err: error, topic, partition }, 'offsets without messages could not be committed; they are read again after the next start'));
  };

  const looked = (topic: string, partition: number): void => {
    const key = `${topic}/${partition}`;
    const state = partitions.at(topic, partition);
    if (busy.has(key) || state.stopped || state.next >= state.low) return void behind.delete(key);
    // what was fetched before may be about to be handed over: only what stands still is lost
    if (behind.get(key) !== state.next) return void behind.set(key, state.next);
    behind.delete(key);
    busy.add(key);
    filling.set(key, partitions.gap(state, state.low).catch((error: unknown) => log.warn({ err: error, topic, partition }, 'a gap could not be recorded; trying again')).finally(() => {
      busy.delete(key);
      filling.delete(key);
    }));
  };

  const settled = async (): Promise<void> => {
    await Promise.all(filling.values());
    await holes;
  };

  return { handle, empty, looked, settled };
};

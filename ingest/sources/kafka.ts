/**
 * Messages from Kafka. A fetched batch goes along the path and is committed by its ledger row; only then its offsets are resolved. A partition goes
 * on where the ledger ends, whatever Kafka believes. A consumer that gave up or went silent is rebuilt here, with back-off, for ever.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../shared/config.ts';
import { type Admin, type Consumer, type EachBatchPayload, type KafkaMessage, makeTopics, openBroker, type Producer } from '../../shared/kafka/kafka.ts';
import { whatIsWrong } from '../../shared/kafka/trouble.ts';
import { UNREADABLE } from '../../shared/kafka/unreadable.ts';
import type { Log } from '../../shared/log.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import type { Stream } from '../message.ts';
import { emptyBatch, type Path } from '../path.ts';
import type { Beat } from '../sinks/pulse.ts';
import type { Sink, Spoilt } from '../sinks/store.ts';
import { attributesOf } from '../recognise.ts';
import { type DeadLetter, sendDeadLetters } from './dead-letters.ts';
import { contentOf, recall, type Tail } from './identity.ts';
import { resumeAt } from './resume.ts';

/** `stopped` = why the partition is not read any more; its lag is then the whole log. */
export type Standing = { topic: string; partition: number; next: number; end: number; lag: number; stopped: 'LOG_CHANGED' | null };
export type KafkaSource = { /** whether the brokers have told once what they hold: before, nobody may say that all is read */ told(): boolean; beats(): Beat[]; /** null while the brokers do not answer: nobody knows then what waits */ progress(): Standing[] | null; counts: Record<string, number>; stop(): Promise<void> };
export type KafkaOptions = { door: Door; clock: Clock; config: Pick<Config, 'epoch' | 'topics' | 'group'> & { kafka: NonNullable<Config['kafka']> }; path: Path; sink: Pick<Sink, 'commit'>; /** no other process writes to this store */ alone: boolean; log: Log; committed: () => void };

/**
 * `tail` = the last message taken, as long as the ledger knows one; `proven` = the log was seen to hold it still. `short` = looks running that found the
 * log to end before `next`. `mark` = the ingest clock when the partition was last known to be well: what its beats tell.
 */
type Partition = {
  topic: string; partition: number; next: bigint; low: bigint; end: bigint; newest: number; accepted: number; refused: number; late: number; stopped: 'LOG_CHANGED' | null; soughtTo: bigint | null;
  tail: Tail | null; proven: boolean; soughtTail: boolean; short: number; mark: number;
};

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Messages of one ledger row at most: heartbeats go out between them. */
const AT_ONCE = 50_000;
/** A consumer with lag that fetched nothing for so long is taken for dead, ms. */
const SILENCE = 30_000;
/** So long after the last look at the brokers a fetch still says that they are there, ms. */
const LOOKED = 3000;

/** Why a message's value is not its content: its batch could not be unpacked, or its producer packed the value itself; undefined when it is plain. */
const packedBy = (headers: KafkaMessage['headers']): string | undefined => {
  for (const key in headers) {
    if (key === UNREADABLE) return `the batch that held the message could not be unpacked (${String(headers[key]).slice(0, 100)})`;
    if (key.toLowerCase() === 'content-encoding' && String(headers[key]).toLowerCase() !== 'identity') return `the value is packed (${String(headers[key]).slice(0, 40)}); send it plain and let the producer compress its batches`;
  }
  return undefined;
};

export const startKafka = ({ door, clock, config, path, sink, alone, log, committed }: KafkaOptions): KafkaSource => {
  const broker = openBroker(config.kafka, log);
  const streams = new Map<string, Stream>([[config.topics.sie, 'event'], [config.topics.sli, 'sample']]);
  const topics = [...streams.keys()];
  const partitions = new Map<string, Partition>();
  const counts: Record<string, number> = {};
  /** what the group has given to this process, as topic/partition, once the ledger was asked where to go on */
  const owned = new Set<string>();
  let stopping = false;
  let end: (() => void) | null = null;
  let known = false;
  let told = false;
  /** partitions that this process was assigned */
  const mine = new Set<string>();
  /** partitions with a batch on its way: a rebalance may hand one over again before the last batch is committed */
  const busy = new Set<string>();
  let looked = 0;
  /** the ingest clock when the brokers last answered */
  let contact = 0;
  let holes: Promise<void> = Promise.resolve();

  const at = (topic: string, partition: number): Partition => {
    const key = `${topic}/${partition}`;
    const there = partitions.get(key) ?? { topic, partition, next: 0n, end: 0n, newest: 0, accepted: 0, refused: 0, late: 0, stopped: null, soughtTo: null, low: 0n, tail: null, proven: true, soughtTail: false, short: 0, mark: 0 };
    partitions.set(key, there);
    return there;
  };

  /** What Kafka no longer has can never be counted: say so, and go on behind it. */
  const gap = async (there: Partition, low: bigint): Promise<void> => {
    const { topic, partition, next } = there;
    log.error({ topic, partition, first: next.toString(), last: (low - 1n).toString() }, 'GAP: the log no longer holds these offsets; they are recorded as a gap');
    await door.insert('gap', ['log', 'epoch', 'partition', 'first', 'last', 'at'], 'JSONEachRow', `${JSON.stringify({ log: topic, epoch: config.epoch, partition, first: next.toString(), last: (low - 1n).toString(), at: stored(clock.machine()) })}\n`);
    there.next = low;
    there.tail = null;
    there.proven = true;
  };

  /** The log under this name is another one: nothing more of it is read until a person says so. */
  const changed = (there: Partition, why: string): void => {
    if (there.stopped) return;
    there.stopped = 'LOG_CHANGED';
    log.error({ topic: there.topic, partition: there.partition, next: there.next.toString(), end: there.end.toString() }, `LOG_CHANGED: ${why}, so it is another log (was the topic re-created?); this partition stops and holds the watermark. Raise HEPTAD_LOG_EPOCH and start again`);
  };

  /** Takes up what the ledger knows of a topic; nothing ever goes back, for another process may have gone on and this one may be ahead of what it wrote. */
  const remember = async (topic: string, only?: number): Promise<Set<string>> => {
    const found = await resumeAt(door, topic, config.epoch);
    for (const [partition, { tail, clock: mark }] of await recall(door, topic, config.epoch)) {
      if (only !== undefined && partition !== only) continue;
      const there = at(topic, partition);
      if (there.mark === 0) there.mark = mark;
      if (tail && tail.offset > (there.tail?.offset ?? -1n)) {
        there.tail = tail;
        there.proven = false;
      }
    }
    for (const [partition, next] of found) if (only === undefined || partition === only) at(topic, partition).next = greater(at(topic, partition).next, next);
    return new Set([...found.keys()].map((partition) => `${topic}/${partition}`));
  };

  /** Kafka's own ends; a partition that the ledger does not know yet begins at the log's first offset. */
  const look = async (admin: Admin, begun: ReadonlySet<string>): Promise<void> => {
    const time = clock.now();
    const before = new Map([...partitions].map(([key, one]) => [key, one.next]));
    for (const topic of topics)
      for (const one of await admin.fetchTopicOffsets(topic)) {
        const key = `${topic}/${one.partition}`;
        const there = at(topic, one.partition);
        const high = BigInt(one.high);
        there.low = BigInt(one.low);
        // what was read while the answer came is no news, and one short look may be a broker that has just taken over
        there.short = high < (before.get(key) ?? 0n) ? there.short + 1 : 0;
        there.end = there.short > 0 || there.stopped ? high : greater(there.end, high);
        if (there.short > 1) changed(there, 'the log ends before what was already read');
        if (there.tail && there.tail.offset < there.low) there.proven = true;
        if (!begun.has(key) && there.next === 0n) there.next = there.low;
      }
    looked = clock.machine();
    contact = time;
  };

  /** Whether the batch may be taken: the log must still hold the last message that was taken of it. One that is gone by now says nothing. */
  const same = ({ batch }: EachBatchPayload, state: Partition, consumer: Consumer): boolean => {
    const { topic, partition, tail } = { ...state };
    const back = batch.messages.some((one) => BigInt(one.offset) < state.next);
    if (!tail || (state.proven && !back)) {
      state.proven = true;
      return true;
    }
    const there = batch.messages.find((one) => BigInt(one.offset) === tail.offset);
    if (there && contentOf(there) !== tail.hash) {
      changed(state, `the message at offset ${tail.offset} is not the one that was read there`);
      return false;
    }
    if (!there && !state.soughtTail) {
      state.proven = false;
      state.soughtTail = true;
      consumer.seek({ topic, partition, offset: tail.offset.toString() });
      return false;
    }
    state.proven = true;
    return true;
  };

  /** One batch of a partition at a time. */
  const handle = async (payload: EachBatchPayload, admin: Admin, consumer: Consumer, producer: Producer, loaded: Set<string>): Promise<void> => {
    const key = `${payload.batch.topic}/${payload.batch.partition}`;
    while (busy.has(key)) {
      await payload.heartbeat();
      await sleep(50);
      if (!payload.isRunning() || stopping) return;
    }
    busy.add(key);
    try {
      await take(payload, admin, consumer, producer, loaded);
    } finally {
      busy.delete(key);
    }
  };

  const take = async (payload: EachBatchPayload, admin: Admin, consumer: Consumer, producer: Producer, loaded: Set<string>): Promise<void> => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload;
    const { topic, partition } = batch;
    const state = at(topic, partition);
    const key = `${topic}/${partition}`;
    if (!loaded.has(key)) {
      await remember(topic, partition);
      loaded.add(key);
    }
    if (isStale()) return;
    const high = BigInt(batch.highWatermark);
    if (high < state.next) changed(state, 'the log ends before what was already read');
    if (state.stopped) return consumer.pause([{ topic, partitions: [partition] }]);
    state.end = greater(state.end, high);
    if (!same(payload, state, consumer)) return state.stopped ? consumer.pause([{ topic, partitions: [partition] }]) : undefined;
    const messages = batch.messages.filter((one) => BigInt(one.offset) >= state.next);
    const first = BigInt(messages[0]?.offset ?? batch.lastOffset());
    if (first > state.next && state.soughtTo !== state.next) {
      const low = BigInt((await admin.fetchTopicOffsets(topic)).find((one) => one.partition === partition)?.low ?? '0');
      if (low > state.next) await gap(state, low);
      if (first > state.next) {
        // sought once and still ahead: the offsets between hold no messages (transaction markers, compaction)
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
    for (let i = 0; i === 0 || i < messages.length; i += AT_ONCE) {
      if (!isRunning() || stopping) return;
      const some = messages.slice(i, i + AT_ONCE);
      const to = i + AT_ONCE >= messages.length ? last : BigInt((some.at(-1) as { offset: string }).offset);
      const work = emptyBatch();
      const letters: DeadLetter[] = [];
      for (const message of some) {
        const { headers } = message;
        const done = path(work, stream, message.value, { log: topic, epoch: config.epoch, partition, offset: Number(message.offset) }, {
          attributes: headers && 'ce_specversion' in headers ? attributesOf(Object.entries(headers).map(([key, value]): [string, string] => [key, String(value)]), 'ce_') : null,
          packed: packedBy(headers),
        });
        if (done.end === 'refused') letters.push({ topic, partition, message, refused: done.refused });
      }
      // copies first: after the ledger row nobody would send them again
      if (letters.length > 0) await sendDeadLetters(producer, letters, log);
      const holes = Number(to - state.next + 1n) - some.length;
      const newest = some.at(-1);
      const tail = newest ? { offset: BigInt(newest.offset), hash: contentOf(newest) } : state.tail;
      const spoilt = async (those: readonly Spoilt[]): Promise<void> => {
        const late = those.flatMap(({ offset, refused }) => some.filter((message) => Number(message.offset) === offset).map((message) => ({ topic, partition, message, refused })));
        letters.push(...late);
        await sendDeadLetters(producer, late, log);
      };
      await sink.commit({ place: { log: topic, epoch: config.epoch, partition }, first: state.next, last: to, holes, end: state.end, speaks: true, tail, batch: work, spoilt }, heartbeat);
      for (const { refused } of letters) counts[refused.code] = (counts[refused.code] ?? 0) + 1;
      state.next = greater(state.next, to + 1n);
      state.tail = tail;
      // events that move the clock move what the brokers have told, too
      if (clock.mode === 'events') contact = clock.now();
      state.newest = Math.max(state.newest, work.newest);
      state.accepted += work.ok;
      state.refused += work.refused.length;
      state.late += work.late.length;
      resolveOffset(to.toString());
      committed();
      await heartbeat();
      consumer.commitOffsets([{ topic, partition, offset: state.next.toString() }]).catch(() => undefined);
    }
  };

  /** Offsets without messages (aborted transactions, markers) never reach `handle`; unless they are committed, too, a partition would wait for them. */
  const empty = (topic: string, partition: number, first: bigint, last: bigint): void => {
    const state = at(topic, partition);
    const from = state.next;
    if (state.tail && !state.proven && first <= state.tail.offset && last >= state.tail.offset) changed(state, `there is no message any more at offset ${state.tail.offset}`);
    if (first > from || last < from || stopping || state.stopped) return;
    state.next = last + 1n;
    holes = holes
      .then(() => sink.commit({ place: { log: topic, epoch: config.epoch, partition }, first: from, last, holes: Number(last - from + 1n), end: state.end, speaks: true, tail: state.tail, batch: emptyBatch() }))
      .then(committed, (error: unknown) => log.error({ err: error, topic, partition }, 'offsets without messages could not be committed; they are read again after the next start'));
  };

  /** Partitions that the group gives to this process: how far others came with them stands in the ledger. Only then does it speak for them. */
  const own = async (assigned: Record<string, number[]>, current: () => boolean): Promise<void> => {
    for (const [topic, some] of Object.entries(assigned)) {
      await remember(topic);
      if (!current()) return;
      for (const partition of some) owned.add(`${topic}/${partition}`);
    }
  };

  /** One life of a consumer: connected, running, until it crashes, goes silent or is told to stop. Throws what ended it. */
  const live = async (): Promise<void> => {
    const admin = broker.admin();
    const consumer = broker.consumer(config.group);
    const producer = broker.producer();
    try {
      await admin.connect();
      const made = await makeTopics(admin, topics);
      // without rights to make these, messages are taken all the same: refused ones stand in the table refused
      made.push(...(await makeTopics(admin, topics.map((one) => `${one}.dlq`)).catch((error: unknown) => {
        log.warn({ err: error instanceof Error ? error.message : String(error) }, 'the topics for copies of refused messages could not be made; make TOPIC.dlq for each topic by hand');
        return [];
      })));
      if (made.length > 0) log.info({ topics: made }, 'topics made');
      // another life may find the log as it was
      for (const one of partitions.values()) {
        one.stopped = null;
        one.short = 0;
        one.proven = one.tail === null;
      }
      const begun = new Set<string>();
      for (const topic of topics) for (const key of await remember(topic)) begun.add(key);
      await look(admin, begun);
      for (const topic of topics)
        for (const { partition, low } of await admin.fetchTopicOffsets(topic)) if (at(topic, partition).next < BigInt(low)) await gap(at(topic, partition), BigInt(low));
      known = true;
      await producer.connect();
      const loaded = new Set<string>();
      let joins = 0;
      let taken: Promise<void> = Promise.resolve();
      let heard = clock.machine();
      const crashed = new Promise<never>((_, failed) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => {
          if (!payload.restart) failed(payload.error);
        });
      });
      crashed.catch(() => undefined);
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        loaded.clear();
        owned.clear();
        const joined = ++joins;
        // the ledger says where to begin, not what Kafka remembers of the group
        mine.clear();
        for (const [topic, assigned] of Object.entries(payload.memberAssignment))
          for (const partition of assigned) {
            const there = at(topic, partition);
            mine.add(`${topic}/${partition}`);
            there.soughtTo = null;
            there.soughtTail = false;
            there.proven = there.tail === null || there.tail.offset < there.low;
            consumer.seek({ topic, partition, offset: (there.proven || !there.tail ? there.next : there.tail.offset).toString() });
          }
        taken = taken.then(() => own(payload.memberAssignment, () => joined === joins)).catch((error: unknown) => log.warn({ err: error }, 'the ledger could not be asked where the partitions stand; they are read from where this process knew them'));
        told = true;
      });
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (payload.batchSize === 0 && payload.firstOffset !== null) empty(payload.topic, payload.partition, BigInt(payload.firstOffset), BigInt(payload.lastOffset));
      });
      consumer.on(consumer.events.FETCH, () => {
        heard = clock.machine();
        if (heard - looked < LOOKED) contact = clock.now();
      });
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      const stopped = new Promise<void>((done) => {
        end = done;
        if (stopping) done();
      });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 4, eachBatch: (payload) => handle(payload, admin, consumer, producer, loaded) });
      log.info({ brokers: config.kafka.brokers, topics }, 'consuming');
      const watch = (async (): Promise<void> => {
        while (!stopping) {
          await Promise.race([sleep(1000), stopped]);
          if (stopping) return;
          await look(admin, begun);
          const behind = [...partitions].some(([key, one]) => mine.has(key) && !one.stopped && one.end > one.next);
          if (!behind) heard = Math.max(heard, clock.machine() - SILENCE / 2);
          if (clock.machine() - heard > SILENCE) throw new Error(`nothing was fetched for ${SILENCE / 1000} s although messages wait`);
        }
      })();
      await Promise.race([crashed, watch, stopped]);
    } finally {
      end = null;
      known = false;
      owned.clear();
      await Promise.race([Promise.all([holes, ...[consumer, producer, admin].map((one) => one.disconnect().catch(() => undefined))]), sleep(5000, undefined, { ref: false })]);
    }
  };

  const run = (async () => {
    for (let wait = 1000; !stopping; wait = Math.min(wait * 2, 15_000)) {
      const started = clock.machine();
      try {
        await live();
      } catch (error) {
        if (stopping) return;
        if (clock.machine() - started > 60_000) wait = 1000;
        log.error({ err: error instanceof Error ? error.message : String(error), brokers: config.kafka.brokers, again: wait }, `${whatIsWrong(error, config.kafka)}. HTTP goes on; trying again`);
        for (let slept = 0; slept < wait && !stopping; slept += 100) await sleep(100);
      }
    }
  })();

  return {
    told: () => told,
    // of a partition that another process reads, that one speaks; a partition whose log nobody knows, or that is another one, keeps the clock that it had: the watermark waits for it
    beats: () =>
      [...partitions].filter(([key]) => (alone ? mine : owned).has(key)).map(([, one]) => {
        if (!one.stopped && one.proven && one.short === 0) one.mark = contact;
        return { log: one.topic, epoch: config.epoch, partition: one.partition, next: one.next, end: one.end, newest: one.newest, accepted: one.accepted, refused: one.refused, late: one.late, clock: one.mark, stopped: one.stopped ?? '' };
      }),
    progress: () =>
      !known ? null : [...partitions.values()]
        .map(({ topic, partition, next, low, end: high, stopped }) => ({ topic, partition, next: Number(next), end: Number(high), lag: stopped ? Math.max(1, Number(high - low)) : Math.max(0, Number(high - next)), stopped }))
        .sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition)),
    counts,
    async stop() {
      stopping = true;
      end?.();
      // a broker that does not answer must not hold up the end: what is not in the ledger is read again
      await Promise.race([run, sleep(8000, undefined, { ref: false })]);
    },
  };
};

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
import { resumeAt } from './resume.ts';

export type KafkaSource = { beats(): Beat[]; /** null while the brokers do not answer: nobody knows then what waits */ progress(): { topic: string; partition: number; next: number; end: number; lag: number }[] | null; counts: Record<string, number>; stop(): Promise<void> };
export type KafkaOptions = { door: Door; clock: Clock; config: Pick<Config, 'epoch' | 'topics' | 'group'> & { kafka: NonNullable<Config['kafka']> }; path: Path; sink: Pick<Sink, 'commit'>; /** no other process writes to this store */ alone: boolean; log: Log; committed: () => void };

type Partition = { topic: string; partition: number; next: bigint; end: bigint; newest: number; accepted: number; refused: number; late: number; stopped: boolean; soughtTo: bigint | null };

/** Messages of one ledger row at most: heartbeats go out between them. */
const AT_ONCE = 50_000;
/** A consumer with lag that fetched nothing for so long is taken for dead, ms. */
const SILENCE = 30_000;

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
  let holes: Promise<void> = Promise.resolve();

  const at = (topic: string, partition: number): Partition => {
    const key = `${topic}/${partition}`;
    const there = partitions.get(key) ?? { topic, partition, next: 0n, end: 0n, newest: 0, accepted: 0, refused: 0, late: 0, stopped: false, soughtTo: null };
    partitions.set(key, there);
    return there;
  };

  /** What Kafka no longer has can never be counted: say so, and go on behind it. */
  const gap = async (there: Partition, low: bigint): Promise<void> => {
    const { topic, partition, next } = there;
    log.error({ topic, partition, first: next.toString(), last: (low - 1n).toString() }, 'GAP: the log no longer holds these offsets; they are recorded as a gap');
    await door.insert('gap', ['log', 'epoch', 'partition', 'first', 'last', 'at'], 'JSONEachRow', `${JSON.stringify({ log: topic, epoch: config.epoch, partition, first: next.toString(), last: (low - 1n).toString(), at: stored(clock.machine()) })}\n`);
    there.next = low;
  };

  /** Kafka's own ends; a partition that the ledger does not know yet begins at the log's first offset. */
  const look = async (admin: Admin, begun: ReadonlySet<string>): Promise<void> => {
    for (const topic of topics)
      for (const one of await admin.fetchTopicOffsets(topic)) {
        const there = at(topic, one.partition);
        there.end = BigInt(one.high);
        if (!begun.has(`${topic}/${one.partition}`) && there.next === 0n) there.next = BigInt(one.low);
      }
  };

  const handle = async (payload: EachBatchPayload, admin: Admin, consumer: Consumer, producer: Producer, loaded: Set<string>): Promise<void> => {
    const { batch, heartbeat, resolveOffset, isRunning } = payload;
    const { topic, partition } = batch;
    const state = at(topic, partition);
    const key = `${topic}/${partition}`;
    if (!loaded.has(key)) {
      const next = (await resumeAt(door, topic, config.epoch)).get(partition);
      if (next !== undefined) state.next = next;
      loaded.add(key);
    }
    state.end = BigInt(batch.highWatermark);
    if (state.end < state.next) {
      state.stopped = true;
      consumer.pause([{ topic, partitions: [partition] }]);
      log.error({ topic, partition, next: state.next.toString(), end: state.end.toString() }, 'LOG_CHANGED: the log ends before what was already read, so it is another one (was the topic re-created?); this partition stops. Raise HEPTAD_LOG_EPOCH and start again');
      return;
    }
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
      const spoilt = async (those: readonly Spoilt[]): Promise<void> => {
        const late = those.flatMap(({ offset, refused }) => some.filter((message) => Number(message.offset) === offset).map((message) => ({ topic, partition, message, refused })));
        letters.push(...late);
        await sendDeadLetters(producer, late, log);
      };
      await sink.commit({ place: { log: topic, epoch: config.epoch, partition }, first: state.next, last: to, holes, end: state.end, speaks: true, hash: 0n, batch: work, spoilt }, heartbeat);
      for (const { refused } of letters) counts[refused.code] = (counts[refused.code] ?? 0) + 1;
      state.next = to + 1n;
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
    if (first > from || last < from || stopping) return;
    state.next = last + 1n;
    holes = holes
      .then(() => sink.commit({ place: { log: topic, epoch: config.epoch, partition }, first: from, last, holes: Number(last - from + 1n), end: state.end, speaks: true, hash: 0n, batch: emptyBatch() }))
      .then(committed, (error: unknown) => log.error({ err: error, topic, partition }, 'offsets without messages could not be committed; they are read again after the next start'));
  };

  /** Partitions that the group gives to this process: how far others came with them stands in the ledger. Only then does it speak for them. */
  const take = async (assigned: Record<string, number[]>, current: () => boolean): Promise<void> => {
    for (const [topic, mine] of Object.entries(assigned)) {
      const resume = await resumeAt(door, topic, config.epoch);
      if (!current()) return;
      for (const partition of mine) {
        const there = at(topic, partition);
        const next = resume.get(partition) ?? 0n;
        if (next > there.next) there.next = next;
        owned.add(`${topic}/${partition}`);
      }
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
      const begun = new Set<string>();
      for (const topic of topics)
        for (const [partition, next] of await resumeAt(door, topic, config.epoch)) {
          at(topic, partition).next = next;
          begun.add(`${topic}/${partition}`);
        }
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
        for (const [topic, mine] of Object.entries(payload.memberAssignment))
          for (const partition of mine) {
            at(topic, partition).soughtTo = null;
            consumer.seek({ topic, partition, offset: at(topic, partition).next.toString() });
          }
        taken = taken.then(() => take(payload.memberAssignment, () => joined === joins)).catch((error: unknown) => log.warn({ err: error }, 'the ledger could not be asked where the partitions stand; they are read from where this process knew them'));
      });
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (payload.batchSize === 0 && payload.firstOffset !== null) empty(payload.topic, payload.partition, BigInt(payload.firstOffset), BigInt(payload.lastOffset));
      });
      consumer.on(consumer.events.FETCH, () => {
        heard = clock.machine();
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
          const behind = [...partitions.values()].some((one) => !one.stopped && one.end > one.next && owned.has(`${one.topic}/${one.partition}`));
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
    // of a partition that another process reads, that one speaks
    beats: () => [...partitions.values()].filter((one) => alone || owned.has(`${one.topic}/${one.partition}`)).map(({ topic, partition, next, end: high, newest, accepted, refused, late }) => ({ log: topic, epoch: config.epoch, partition, next, end: high, newest, accepted, refused, late })),
    progress: () =>
      !known ? null : [...partitions.values()]
        .map(({ topic, partition, next, end: high }) => ({ topic, partition, next: Number(next), end: Number(high), lag: Math.max(0, Number(high - next)) }))
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

/**
 * Messages from Kafka: the lives of the consumer. A partition goes on where the ledger ends (kafka-partitions.ts), whatever Kafka believes; a fetched batch is
 * committed by its ledger row (kafka-batch.ts). A consumer that gave up or went silent is rebuilt here, with back-off, for ever.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../shared/config.ts';
import { makeTopics, openBroker } from '../../shared/kafka/kafka.ts';
import { whatIsWrong } from '../../shared/kafka/trouble.ts';
import type { Log } from '../../shared/log.ts';
import type { Memory } from '../../shared/pressure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { Stream } from '../message.ts';
import type { Path } from '../path.ts';
import type { Beat } from '../sinks/pulse.ts';
import type { Sink } from '../sinks/store.ts';
import { taking } from './kafka-batch.ts';
import { partitionsOf, type Standing } from './kafka-partitions.ts';

export type KafkaSource = { /** whether the brokers have told once what they hold: before, nobody may say that all is read */ told(): boolean; beats(): Beat[]; /** null while the brokers do not answer: nobody knows then what waits */ progress(): Standing[] | null; counts: Record<string, number>; stop(): Promise<void> };
export type KafkaOptions = { door: Door; clock: Clock; config: Pick<Config, 'epoch' | 'topics' | 'group'> & { kafka: NonNullable<Config['kafka']> }; path: Path; sink: Pick<Sink, 'commit'>; /** no other process writes to this store */ alone: boolean; memory: Memory; log: Log; committed: () => void; /** nothing helps any more but a new process */ gaveUp: () => void };

/** A consumer with lag that fetched nothing for so long, nor had anything under way, is taken for dead, ms. */
const SILENCE = 30_000;
/** Looks at the brokers, one a second, between two notes of how far the ledger goes. */
const NOTED = 3600;
/** So many lives in a row that end although the brokers answer, and with nothing taken, are not healed by another one: this process ends, and whoever runs it starts a fresh one. */
const LIVES = 10;

export const startKafka = ({ door, clock, config, path, sink, alone, memory, log, committed, gaveUp }: KafkaOptions): KafkaSource => {
  const broker = openBroker(config.kafka, log);
  const streams = new Map<string, Stream>([[config.topics.sie, 'event'], [config.topics.sli, 'sample']]);
  const topics = [...streams.keys()];
  const partitions = partitionsOf({ door, sink, clock, config, topics, log });
  const { at, remember, gap, look } = partitions;
  const counts: Record<string, number> = {};
  /** what the group has given to this process, as topic/partition, once the ledger was asked where to go on */
  const owned = new Set<string>();
  let stopping = false;
  let end: (() => void) | null = null;
  let known = false;
  let told = false;
  /** whether the brokers have answered in this life of the consumer */
  let answered = false;
  /** partitions that this process was assigned */
  const mine = new Set<string>();
  const batches = taking({ clock, config, streams, partitions, path, sink, log, committed, stopping: () => stopping, counts });

  /**
   * Partitions that the group gives to this process: how far others came with them stands in the ledger. Only then does it speak for them, so a store that is away
   * is asked until it answers, or until they are not `current` any more: nobody else would speak, and the watermark would stand still.
   */
  const own = async (assigned: Record<string, number[]>, current: () => boolean): Promise<void> => {
    const rest = Object.entries(assigned);
    for (let wait = 200; rest.length > 0 && current(); ) {
      const [topic, some] = rest[0] as [string, number[]];
      try {
        await remember(topic);
        if (!current()) return;
        for (const partition of some) owned.add(`${topic}/${partition}`);
        rest.shift();
      } catch (error) {
        log.warn({ err: error, again: wait }, 'the ledger could not be asked where the partitions stand; they are read from where this process knew them, and asked for again');
        await sleep(wait);
        wait = Math.min(wait * 2, 5000);
      }
    }
  };

  /** One life of a consumer: connected, running, until it crashes, goes silent or is told to stop. Throws what ended it. */
  const live = async (): Promise<void> => {
    const admin = broker.admin();
    const consumer = broker.consumer(config.group, memory.budget.fetch);
    const producer = broker.producer();
    let over = false;
    let heed = (): void => undefined;
    answered = false;
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
      for (const one of partitions.all.values()) {
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
      answered = true;
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
        taken = taken.then(() => own(payload.memberAssignment, () => joined === joins && !over && !stopping));
        told = true;
      });
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (payload.batchSize === 0 && payload.firstOffset !== null) batches.empty(payload.topic, payload.partition, BigInt(payload.firstOffset), BigInt(payload.lastOffset));
      });
      consumer.on(consumer.events.FETCH, () => {
        heard = clock.machine();
        partitions.fetched();
      });
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      const stopped = new Promise<void>((done) => {
        end = done;
        if (stopping) done();
      });
      await consumer.run({
        autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 4,
        eachBatch: (payload) => {
          // who waits for a slow store fetches nothing, and is not dead
          const heartbeat = (): Promise<void> => {
            heard = clock.machine();
            return payload.heartbeat();
          };
          return batches.handle({ ...payload, heartbeat }, admin, consumer, producer, loaded);
        },
      });
      log.info({ brokers: config.kafka.brokers, topics }, 'consuming');
      // what is paused is not fetched; the group hears of this member all the same, and keeps it. Topics as a whole: partitions that come meanwhile are paused, too
      const whole = topics.map((topic) => ({ topic }));
      const short = (is: boolean): void => (is ? consumer.pause(whole) : consumer.resume(whole));
      heed = memory.follow(short);
      if (memory.short()) short(true);
      const watch = (async (): Promise<void> => {
        for (let looks = 1; !stopping; looks++) {
          await Promise.race([sleep(1000), stopped]);
          if (stopping) return;
          await look(admin, begun);
          // how far the ledger goes is noted on the way: whoever starts then has an hour of it to look through, not all
          if (looks % NOTED === 0) for (const topic of topics) await remember(topic);
          for (const [key, { topic, partition }] of partitions.all) if (owned.has(key)) batches.looked(topic, partition);
          const behind = [...partitions.all].some(([key, one]) => mine.has(key) && !one.stopped && one.end > one.next);
          if (!behind) heard = Math.max(heard, clock.machine() - SILENCE / 2);
          if (clock.machine() - heard > SILENCE) throw new Error(`nothing was fetched for ${SILENCE / 1000} s although messages wait`);
        }
      })();
      await Promise.race([crashed, watch, stopped]);
    } finally {
      heed();
      end = null;
      known = false;
      over = true;
      owned.clear();
      await Promise.race([Promise.all([batches.settled(), ...[consumer, producer, admin].map((one) => one.disconnect().catch(() => undefined))]), sleep(5000, undefined, { ref: false })]);
    }
  };

  const run = (async () => {
    let [vain, before] = [0, 0];
    for (let wait = 1000; !stopping; wait = Math.min(wait * 2, 15_000)) {
      const started = clock.machine();
      try {
        await live();
      } catch (error) {
        if (stopping) return;
        if (clock.machine() - started > 60_000) [wait, vain] = [1000, 0];
        const taken = [...partitions.all.values()].reduce((sum, one) => sum + one.accepted + one.refused + one.late, 0);
        // while the brokers do not answer a new process would not read either
        vain = answered && taken === before ? vain + 1 : 0;
        before = taken;
        log.error({ err: error instanceof Error ? error.message : String(error), brokers: config.kafka.brokers, again: wait }, `${whatIsWrong(error, config.kafka)}. HTTP goes on; trying again`);
        if (vain >= LIVES) {
          log.fatal({ lives: vain }, 'the consumer ends again and again although Kafka answers; this process ends, so that a new one is started');
          return gaveUp();
        }
        for (let slept = 0; slept < wait && !stopping; slept += 100) await sleep(100);
      }
    }
  })();

  return {
    told: () => told,
    // of a partition that another process reads, that one speaks; a partition whose log nobody knows, or that is another one, keeps the clock that it had: the watermark waits for it
    beats: () =>
      [...partitions.all].filter(([key]) => (alone ? mine : owned).has(key)).map(([, one]) => {
        if (!one.stopped && one.proven && one.short === 0) one.mark = partitions.contact();
        return { log: one.topic, epoch: config.epoch, partition: one.partition, next: one.next, end: one.end, newest: one.newest, accepted: one.accepted, refused: one.refused, late: one.late, clock: one.mark, stopped: one.stopped ?? '' };
      }),
    progress: () =>
      !known ? null : [...partitions.all.values()]
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

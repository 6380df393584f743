/** What is known of every partition: how far it was read, what the log holds, whether it is still the same log. Nothing of it goes back; the ledger knows it better after a start. */
import type { Config } from '../../shared/config.ts';
import type { Admin, Consumer, EachBatchPayload } from '../../shared/kafka/kafka.ts';
import { Records } from '../../shared/kafka/records.ts';
import type { Log } from '../../shared/log.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { Sink } from '../sinks/store.ts';
import { recordGap } from './gap.ts';
import { contentOf, recall, type Tail } from './identity.ts';
import { resumeAt } from './resume.ts';

/** `stopped` = why the partition is not read any more; its lag is then the whole log. */
export type Standing = { topic: string; partition: number; next: number; end: number; lag: number; stopped: 'LOG_CHANGED' | null };

/**
 * `tail` = the last message taken, as long as the ledger knows one; `proven` = the log was seen to hold it still. `short` = looks running that found the
 * log to end before `next`. `mark` = the ingest clock when the partition was last known to be well: what its beats tell.
 */
export type Partition = {
  topic: string; partition: number; next: bigint; low: bigint; end: bigint; newest: number; accepted: number; refused: number; late: number; stopped: 'LOG_CHANGED' | null; soughtTo: bigint | null;
  tail: Tail | null; proven: boolean; soughtTail: boolean; short: number; mark: number;
};

export const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** So long after the last look at the brokers a fetch still says that they are there, ms. */
const LOOKED = 3000;

export type Partitions = {
  /** every partition by topic/partition */
  all: ReadonlyMap<string, Partition>;
  at(topic: string, partition: number): Partition;
  gap(there: Partition, low: bigint): Promise<void>;
  changed(there: Partition, why: string): void;
  remember(topic: string, only?: number): Promise<Set<string>>;
  look(admin: Admin, begun: ReadonlySet<string>): Promise<void>;
  same(payload: EachBatchPayload, state: Partition, consumer: Consumer): boolean;
  /** something was fetched: soon after a look that says that the brokers are there */
  fetched(): void;
  /** an events clock was moved: so is what the brokers have told */
  moved(): void;
  /** the ingest clock when the brokers last answered */
  contact(): number;
};

export const partitionsOf = ({ door, sink, clock, config, topics, log }: { door: Door; sink: Pick<Sink, 'commit'>; clock: Clock; config: Pick<Config, 'epoch'>; topics: readonly string[]; log: Log }): Partitions => {
  const partitions = new Map<string, Partition>();
  let looked = 0;
  let contact = 0;

  const at = (topic: string, partition: number): Partition => {
    const key = `${topic}/${partition}`;
    const there = partitions.get(key) ?? { topic, partition, next: 0n, end: 0n, newest: 0, accepted: 0, refused: 0, late: 0, stopped: null, soughtTo: null, low: 0n, tail: null, proven: true, soughtTail: false, short: 0, mark: 0 };
    partitions.set(key, there);
    return there;
  };

  /** The log under this name is another one: nothing more of it is read until a person says so. */
  const changed = (there: Partition, why: string): void => {
    if (there.stopped) return;
    there.stopped = 'LOG_CHANGED';
    log.error({ topic: there.topic, partition: there.partition, next: there.next.toString(), end: there.end.toString() }, `LOG_CHANGED: ${why}, so it is another log (was the topic re-created?); this partition stops and holds the watermark. Raise HEPTAD_LOG_EPOCH and start again`);
  };

  /** Takes up what the ledger knows of a topic; nothing ever goes back, for another process may have gone on and this one may be ahead of what it wrote. */
  const remember = async (topic: string, only?: number): Promise<Set<string>> => {
    const found = await resumeAt(door, topic, config.epoch, clock.machine());
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

  /** What Kafka no longer has can never be counted: say so, and go on behind it. */
  const gap = async (there: Partition, low: bigint): Promise<void> => {
    const { topic, partition } = there;
    // another process may have recorded it, or have read these messages while they were there
    await remember(topic, partition);
    const { next } = there;
    if (next >= low) return;
    log.error({ topic, partition, first: next.toString(), last: (low - 1n).toString() }, 'GAP: the log no longer holds these offsets; they are recorded as a gap');
    await recordGap({ door, sink, clock }, { log: topic, epoch: config.epoch, partition }, next, low, there.end);
    there.next = greater(there.next, low);
    there.tail = null;
    there.proven = true;
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
    const records = new Records(batch.messages);
    const back = records.next() && records.offset < Number(state.next);
    if (!tail || (state.proven && !back)) {
      state.proven = true;
      return true;
    }
    const found = new Records(batch.messages);
    const there = found.from(Number(tail.offset)) && BigInt(found.offset) === tail.offset ? found.message() : undefined;
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

  return {
    all: partitions, at, gap, changed, remember, look, same,
    fetched() {
      if (clock.machine() - looked < LOOKED) contact = clock.now();
    },
    moved() {
      contact = clock.now();
    },
    contact: () => contact,
  };
};

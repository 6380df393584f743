/** Brings the messages of the books to Kafka and, a few of them, over HTTP: each until somebody has acknowledged it. What is not acknowledged is sent again, and may then be there twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import type kafkajs from 'kafkajs';
import { type Books, type Entry, START } from './books.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export type Drive = {
  /** event time so far, ms */
  at(): number;
  /** numbers of the entries that went over HTTP */
  overHttp: ReadonlySet<number>;
  /** batches that had to be sent again */
  again(): number;
  send(some: readonly Entry[]): Promise<void>;
  /** From now on messages flow. */
  begin(): void;
  /** Ends once everything made so far is acknowledged. */
  stop(): Promise<void>;
};

/** Event time goes so many times as fast as ours. */
const PACE = 120;
const EVERY = 300;

/** `rate` messages a second, once it has begun. */
export const drive = (world: World, books: Books, random: Random, rate: number): Drive => {
  const producer = world.client.producer({ allowAutoTopicCreation: false, metadataMaxAge: 10_000 });
  const overHttp = new Set<number>();
  let again = 0;
  let at = START;
  let stopped = false;

  /** A lost acknowledgement says nothing of the message. */
  const insist = async (work: () => Promise<unknown>): Promise<void> => {
    for (let tries = 0; ; tries++) {
      try {
        return void (await work());
      } catch (error) {
        if (tries > 200) throw error;
        again++;
        await sleep(300);
      }
    }
  };
  const toKafka = (some: readonly Entry[]): Promise<void> => {
    const topicMessages = (['event', 'sample'] as const).map((stream): kafkajs.TopicMessages => ({ topic: world.topics[stream], messages: some.filter((one) => one.stream === stream).map((one) => ({ key: `m${one.number}`, value: one.body, partition: one.partition })) }));
    return insist(async () => {
      await producer.connect();
      await producer.sendBatch({ acks: -1, timeout: 5000, topicMessages: topicMessages.filter((one) => one.messages.length > 0) });
    });
  };
  const toHttp = (some: readonly Entry[]): Promise<void> =>
    insist(async () => {
      const url = random.pick(world.members.map((one) => (one.frozen() ? null : one.room === 'ingest' ? one.url() : null)).filter((one) => one !== null));
      const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: some.map((one) => (one.body as Buffer).toString()).join('\n'), signal: AbortSignal.timeout(8000) });
      if (response.status !== 202) throw new Error(`${response.status}`);
    });

  const flow = async (): Promise<void> => {
    let behind: Promise<void> = Promise.resolve();
    while (!stopped) {
      const began = performance.now();
      const some = books.make(Math.round((rate * EVERY) / 1000), (at += PACE * EVERY));
      const http = random.chance(0.1) ? some.filter((one) => one.kind === 'plain' && one.stream === 'event').slice(0, 20) : [];
      for (const one of http) overHttp.add(one.number);
      if (http.length > 0) {
        // a request that hangs does not hold up the topic
        const before = behind;
        behind = Promise.all([before, toHttp(http)]).then(() => undefined);
        behind.catch(() => undefined);
      }
      await toKafka(some.filter((one) => !overHttp.has(one.number)));
      await sleep(Math.max(0, EVERY - (performance.now() - began)));
    }
    await behind;
  };
  let run: Promise<void> = Promise.resolve();

  return {
    at: () => at,
    overHttp,
    again: () => again,
    send: toKafka,
    begin() {
      run = flow();
      run.catch(() => undefined);
    },
    async stop() {
      stopped = true;
      await run;
    },
  };
};

/** The one door to kafkajs: a client from our configuration, its words in our log, its topics made when absent. */
import kafkajs, { type Admin, type Consumer, type Kafka as Client, type Producer } from 'kafkajs';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { modestly, ours } from './appetite.ts';
import { registerCodecs } from './codecs.ts';
import { ourFetch, unpackHere } from './fetched.ts';

export type { Admin, Consumer, EachBatchPayload, KafkaMessage, Producer } from 'kafkajs';

export type Broker = { admin(): Admin; /** `fetch`: bytes that one fetch brings, unpacked, about; a batch that is larger comes all the same */ consumer(group: string, fetch: number): Consumer; producer(): Producer };

const NEW = { partitions: 4, largest: 4 * 1024 * 1024 };

// kafkajs sets timers with negative delays, of which Node 24 warns; they are harmless
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
  if (rest[0] === 'TimeoutNegativeWarning' || (typeof rest[0] === 'object' && rest[0] !== null && (rest[0] as { type?: string }).type === 'TimeoutNegativeWarning')) return;
  (emitWarning as (...all: unknown[]) => void)(warning, ...rest);
}) as typeof process.emitWarning;

const LEVELS = { [kafkajs.logLevel.ERROR]: 'debug', [kafkajs.logLevel.WARN]: 'debug', [kafkajs.logLevel.INFO]: 'debug', [kafkajs.logLevel.DEBUG]: 'trace', [kafkajs.logLevel.NOTHING]: 'trace' } as const;

/** A client of the configured brokers. Nothing is connected yet. kafkajs's own words go to level debug: what matters is said by who uses it. */
export const openBroker = (config: NonNullable<Config['kafka']>, log: Log): Broker => {
  registerCodecs();
  unpackHere();
  modestly(ours);
  const client: Client = new kafkajs.Kafka({
    clientId: 'heptad',
    brokers: config.brokers,
    ssl: typeof config.ssl === 'object' ? { ...(config.ssl.ca ? { ca: [config.ssl.ca] } : {}), rejectUnauthorized: config.ssl.rejectUnauthorized ?? true } : config.ssl,
    ...(config.sasl ? { sasl: config.sasl as never } : {}),
    connectionTimeout: 5000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 200, maxRetryTime: 5000, retries: 5 },
    logLevel: kafkajs.logLevel.INFO,
    logCreator: () => ({ level, log: entry }) => log[LEVELS[level as keyof typeof LEVELS] ?? 'debug']({ kafkajs: entry }, entry.message),
  });
  return {
    admin: () => client.admin(),
    // restarts are ours to decide: a consumer that gave up is rebuilt by who runs it
    consumer: (groupId, fetch) =>
      client.consumer({
        groupId, sessionTimeout: 10_000, rebalanceTimeout: 30_000, heartbeatInterval: 2000, maxWaitTimeInMs: 250, minBytes: 1, maxBytesPerPartition: Math.ceil(fetch / 4), maxBytes: ourFetch(fetch), allowAutoTopicCreation: false,
        retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 2000, restartOnFailure: () => Promise.resolve(false) },
      }),
    producer: () => client.producer({ allowAutoTopicCreation: false, retry: { retries: 3 } }),
  };
};

/** Makes the topics that do not exist: 4 partitions, messages up to 4 MiB. Answers those it made. */
export const makeTopics = async (admin: Admin, topics: readonly string[]): Promise<string[]> => {
  const there = new Set(await admin.listTopics());
  const absent = topics.filter((one) => !there.has(one));
  if (absent.length > 0)
    await admin.createTopics({ waitForLeaders: true, topics: absent.map((topic) => ({ topic, numPartitions: NEW.partitions, configEntries: [{ name: 'max.message.bytes', value: String(NEW.largest) }] })) });
  return absent;
};

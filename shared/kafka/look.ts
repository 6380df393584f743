/** One look at the brokers, for who wants to know whether they answer: nothing is made or consumed. */
import type { Config } from '../config.ts';
import { HeptadError } from '../errors.ts';
import { logger } from '../log.ts';
import { openBroker } from './kafka.ts';

/** How long a broker may take, ms. */
const PATIENCE = 10_000;

/** How many brokers there are and which topics. Throws BROKER_UNREACHABLE. */
export const lookAtBroker = async (config: NonNullable<Config['kafka']>): Promise<{ brokers: number; topics: string[] }> => {
  const admin = openBroker(config, logger('kafka', 'silent')).admin();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  const look = async (): Promise<{ brokers: number; topics: string[] }> => {
    await admin.connect();
    return { brokers: (await admin.describeCluster()).brokers.length, topics: await admin.listTopics() };
  };
  const looking = look();
  looking.catch(() => undefined);
  try {
    return await Promise.race([looking, late]);
  } catch (error) {
    throw new HeptadError('BROKER_UNREACHABLE', `Kafka at ${config.brokers.join(', ')} does not answer (${error instanceof Error ? error.message : String(error)})`, { cause: error, retriable: true, hint: 'check KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_MECHANISM, and that the broker runs' });
  } finally {
    clearTimeout(timer);
    void admin.disconnect().catch(() => undefined);
  }
};

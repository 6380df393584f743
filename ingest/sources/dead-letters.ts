/** Copies of refused Kafka messages in TOPIC.dlq: key, value and headers as they came, and why they were refused. The record of record is the table `refused`. */
import type { KafkaMessage, Producer } from '../../shared/kafka/kafka.ts';
import type { Log } from '../../shared/log.ts';
import type { Refused } from '../message.ts';

export type DeadLetter = { topic: string; partition: number; message: KafkaMessage; refused: Refused };

/** What a topic made by us takes, less what headers need. */
const MOST = 900_000;

const copy = ({ topic, partition, message, refused }: DeadLetter): { key: Buffer | null; value: Buffer | null; headers: Record<string, string | Buffer> } => {
  const headers: Record<string, string | Buffer> = {};
  for (const [key, value] of Object.entries(message.headers ?? {})) {
    const [one] = Array.isArray(value) ? value : [value];
    if (one !== undefined) headers[key] = one;
  }
  const cut = message.value !== null && message.value.length > MOST;
  return {
    key: message.key,
    value: cut && message.value ? message.value.subarray(0, MOST) : message.value,
    headers: { ...headers, heptad_error_code: refused.code, heptad_error_message: refused.message.toWellFormed(), heptad_origin_topic: topic, heptad_origin_partition: String(partition), heptad_origin_offset: message.offset, ...(cut ? { heptad_truncated: 'true' } : {}) },
  };
};

/** Sends copies, a few times if need be; a topic that will not take them stops nobody. */
export const sendDeadLetters = async (producer: Producer, letters: readonly DeadLetter[], log: Log): Promise<void> => {
  const byTopic = Map.groupBy(letters, (one) => one.topic);
  for (const [topic, some] of byTopic) {
    for (let i = 0; i < some.length; i += 100) {
      try {
        await producer.send({ topic: `${topic}.dlq`, acks: -1, messages: some.slice(i, i + 100).map(copy) });
      } catch (error) {
        log.error({ err: error, topic: `${topic}.dlq` }, 'copies of refused messages could not be sent; they stand in the table refused');
      }
    }
  }
};

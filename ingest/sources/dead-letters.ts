/** Copies of refused Kafka messages in TOPIC.dlq: key, value and headers as they came, and why they were refused. The record of record is the table `refused`. */
import type { KafkaMessage, Producer } from '../../shared/kafka/kafka.ts';
import type { Log } from '../../shared/log.ts';
import type { Refused } from '../message.ts';

export type DeadLetter = { topic: string; partition: number; message: KafkaMessage; refused: Refused };

/** Bytes of one request, and of a copy that had to be cut: below the 1 MB that Kafka takes unless told otherwise. */
const MOST = 900_000;
const AT_ONCE = 100;

const AWAY = new Set(['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError', 'KafkaJSBrokerNotFound', 'KafkaJSLockTimeout']);
const LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** What kafkajs says when its consumer is being ended while copies are sent: they come again with the batch. */
const ENDED = /producer is disconnected/i;

type Trouble = { name?: string; type?: string; message?: string; cause?: unknown };
/** Whether an error, or one that it was caused by, is such a one: kafkajs wraps what the broker said. */
const somewhere = (error: unknown, is: (one: Trouble) => boolean): boolean => {
  for (let one = error as Trouble | undefined, i = 0; one && typeof one === 'object' && i < 8; one = one.cause as Trouble | undefined, i++) if (is(one)) return true;
  return false;
};

type Headers = Record<string, string | Buffer>;
type Copy = { key: Buffer | null; value: Buffer | null; headers: Headers };

const sizeOf = ({ key, value, headers }: Copy): number => (key?.length ?? 0) + (value?.length ?? 0) + Object.entries(headers).reduce((sum, [name, one]) => sum + name.length + one.length + 8, 0);

const why = ({ topic, partition, message, refused }: DeadLetter): Headers => ({
  heptad_error_code: refused.code, heptad_error_message: refused.message.toWellFormed(), heptad_origin_topic: topic, heptad_origin_partition: String(partition), heptad_origin_offset: message.offset,
});

const copy = (letter: DeadLetter): Copy => {
  const headers: Headers = {};
  for (const [key, value] of Object.entries(letter.message.headers ?? {})) {
    const [one] = Array.isArray(value) ? value : [value];
    if (one !== undefined) headers[key] = one;
  }
  return { key: letter.message.key, value: letter.message.value, headers: { ...headers, ...why(letter) } };
};

/** What a topic of the usual limit still takes: the value cut, and without key and headers when these alone are too much. */
const cut = (letter: DeadLetter): Copy => {
  const whole = copy(letter);
  const rest = sizeOf({ ...whole, value: null });
  const kept = rest < MOST / 2 ? whole : { key: null, value: whole.value, headers: why(letter) };
  return { ...kept, value: whole.value?.subarray(0, MOST - sizeOf({ ...kept, value: null }) - 100) ?? null, headers: { ...kept.headers, heptad_truncated: 'true' } };
};

/** Letters of one topic in requests that stay under the limit; a larger one goes alone. */
const parcels = (letters: readonly DeadLetter[]): DeadLetter[][] => {
  const out: DeadLetter[][] = [];
  let size = MOST;
  for (const one of letters) {
    const more = sizeOf(copy(one));
    const last = out.at(-1);
    if (last && size + more < MOST && last.length < AT_ONCE) {
      last.push(one);
      size += more;
    } else {
      out.push([one]);
      size = more;
    }
  }
  return out;
};

/** Sends copies. Throws when the broker is away, so that they are sent again with the batch; a topic that will not take them stops nobody. */
export const sendDeadLetters = async (producer: Producer, letters: readonly DeadLetter[], log: Log): Promise<void> => {
  const send = async (topic: string, some: readonly Copy[], instead?: () => Promise<void>): Promise<void> => {
    try {
      await producer.send({ topic, acks: -1, messages: [...some] });
    } catch (error) {
      if (somewhere(error, (one) => AWAY.has(one.name ?? '') || ENDED.test(one.message ?? ''))) throw error;
      if (instead && somewhere(error, (one) => LARGE.has(one.type ?? ''))) return instead();
      log.error({ err: error, topic }, 'copies of refused messages could not be sent; they stand in the table refused');
    }
  };
  for (const [origin, some] of Map.groupBy(letters, (one) => one.topic)) {
    const topic = `${origin}.dlq`;
    const alone = (one: DeadLetter): Promise<void> => send(topic, [copy(one)], () => send(topic, [cut(one)]));
    for (const parcel of parcels(some))
      await send(topic, parcel.map(copy), async () => {
        for (const one of parcel) await alone(one);
      });
  }
};

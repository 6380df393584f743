/** Copies of refused messages: whole when the topic takes them, cut when it does not, never a reason to stop, never dropped because the broker is away. */
import { describe, expect, test } from 'vitest';
import { type DeadLetter, sendDeadLetters } from '../../../ingest/sources/dead-letters.ts';
import type { Producer } from '../../../shared/kafka/kafka.ts';
import { logger } from '../../../shared/log.ts';

type Sent = { key: Buffer | null; value: Buffer | null; headers: Record<string, string | Buffer> };

const letter = (bytes: number, offset: number, more: { key?: Buffer; headers?: Record<string, Buffer> } = {}): DeadLetter => ({
  topic: 'heptad.sie', partition: 2, refused: { code: 'NOT_JSON', message: 'not JSON' },
  message: { key: more.key ?? Buffer.from('k'), value: Buffer.alloc(bytes, 120), timestamp: '0', attributes: 0, offset: String(offset), headers: more.headers ?? { team: Buffer.from('shop') } } as DeadLetter['message'],
});

/** A topic that takes requests up to `limit` bytes. */
const topic = (limit: number): { producer: Producer; sent: Sent[][] } => {
  const sent: Sent[][] = [];
  const send = ({ messages }: { messages: Sent[] }): Promise<void> => {
    const size = messages.reduce((sum, { key, value, headers }) => sum + (key?.length ?? 0) + (value?.length ?? 0) + Object.values(headers).reduce((all, one) => all + one.length, 0), 0);
    if (size > limit) return Promise.reject(Object.assign(new Error('refused'), { name: 'KafkaJSNonRetriableError', cause: Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' }) }));
    sent.push(messages);
    return Promise.resolve();
  };
  return { producer: { send } as unknown as Producer, sent };
};
const log = logger('test', 'silent');

describe('copies of refused messages', () => {
  test('a copy has the key, value and headers of the original, and says why and whence', async () => {
    const { producer, sent } = topic(4_000_000);
    await sendDeadLetters(producer, [letter(2_000_000, 7)], log);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.[0]?.value).toHaveLength(2_000_000);
    expect(sent[0]?.[0]?.key?.toString()).toBe('k');
    expect(sent[0]?.[0]?.headers).toEqual({ team: Buffer.from('shop'), heptad_error_code: 'NOT_JSON', heptad_error_message: 'not JSON', heptad_origin_topic: 'heptad.sie', heptad_origin_partition: '2', heptad_origin_offset: '7' });
  });

  test('many large ones go in requests that a topic takes, and every one arrives', async () => {
    const { producer, sent } = topic(1_000_000);
    await sendDeadLetters(producer, Array.from({ length: 40 }, (_, i) => letter(270_000, i)), log);
    expect(sent.flat().map((one) => Number(one.headers['heptad_origin_offset']))).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(sent.flat().every((one) => one.headers['heptad_truncated'] === undefined && one.value?.length === 270_000)).toBe(true);
  });

  test('what the topic does not take whole is cut and says so', async () => {
    const { producer, sent } = topic(1_000_000);
    await sendDeadLetters(producer, [letter(2_000_000, 1), letter(10, 2)], log);
    expect(sent.flat().map((one) => one.headers['heptad_truncated'])).toEqual(['true', undefined]);
    expect(sent[0]?.[0]?.headers['team']).toEqual(Buffer.from('shop'));
  });

  test('headers that alone are too large are left out', async () => {
    const { producer, sent } = topic(1_000_000);
    await sendDeadLetters(producer, [letter(10, 1, { headers: { much: Buffer.alloc(1_100_000) } })], log);
    expect(sent[0]?.[0]?.headers).toMatchObject({ heptad_truncated: 'true', heptad_origin_offset: '1' });
    expect(sent[0]?.[0]?.headers['much']).toBeUndefined();
    expect(sent[0]?.[0]?.value).toHaveLength(10);
  });

  test('a broker that is away is an error, so that the batch is tried again; a topic that refuses is not', async () => {
    const failing = (name: string, cause: object): Producer => ({ send: () => Promise.reject(Object.assign(new Error('x'), { name, cause })) }) as unknown as Producer;
    await expect(sendDeadLetters(failing('KafkaJSNumberOfRetriesExceeded', { name: 'KafkaJSConnectionError' }), [letter(1, 1)], log)).rejects.toThrow('x');
    await expect(sendDeadLetters(failing('KafkaJSNonRetriableError', { type: 'TOPIC_AUTHORIZATION_FAILED' }), [letter(1, 1)], log)).resolves.toBeUndefined();
  });

  test('what is sent while the consumer ends is sent again with its batch', async () => {
    const producer = { send: () => Promise.reject(Object.assign(new Error('The producer is disconnected'), { name: 'KafkaJSError' })) } as unknown as Producer;
    await expect(sendDeadLetters(producer, [letter(10, 1)], log)).rejects.toThrow('disconnected');
  });
});
